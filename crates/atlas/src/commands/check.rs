//! `atlas check`: the report on doubtful data, for people or for programs.

use std::collections::BTreeMap;

use chrono::Utc;
use serde::Serialize;

use super::print;
use crate::cli::{CheckArgs, ReportFormat};
use crate::config::Config;
use crate::database;
use crate::failure::Failure;
use crate::progress::Step;
use crate::quality::{Check, Finding, examine};

/// Examines the database and prints the report.
pub(super) async fn run(args: &CheckArgs, config: &Config) -> Result<(), Failure> {
    let store = database::open_existing(config).await?;
    let dataset = database::load(&*store, config).await?;
    store.close().await;
    let (revision, records) = (dataset.revision, dataset.len());
    let step = Step::begin("examining…");
    let today = Utc::now().date_naive();
    let findings = tokio::task::spawn_blocking(move || examine(dataset, today))
        .await
        .map_err(|error| Failure::outside("check", error))?;
    drop(step);
    print(&match args.format {
        ReportFormat::Text => text(revision, records, &findings),
        ReportFormat::Json => json(revision, records, &findings)?,
    })?;
    let fails = findings.iter().any(|finding| args.strict || finding.check.is_error());
    if fails { Err(Failure::Findings) } else { Ok(()) }
}

fn text(revision: u64, records: usize, findings: &[Finding]) -> String {
    let mut text = format!("{records} records at revision {revision}\n");
    for check in Check::ALL {
        let found: Vec<&Finding> = findings.iter().filter(|finding| finding.check == check).collect();
        text += &format!("\n{}: {}\n", check.title(), found.len());
        for finding in found {
            text += &format!("  {}: {}\n", finding.record, finding.message);
        }
    }
    text
}

#[derive(Serialize)]
struct Report<'a> {
    revision: u64,
    records: usize,
    counts: BTreeMap<Check, usize>,
    findings: &'a [Finding],
}

fn json(revision: u64, records: usize, findings: &[Finding]) -> Result<String, Failure> {
    let count = |check: Check| findings.iter().filter(|finding| finding.check == check).count();
    let counts = Check::ALL.into_iter().map(|check| (check, count(check))).collect();
    let report = Report { revision, records, counts, findings };
    let text = serde_json::to_string_pretty(&report).map_err(|error| Failure::outside("check", error))?;
    Ok(text + "\n")
}
