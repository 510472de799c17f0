//! `atlas import`: data packages into the database, all or nothing.

use std::path::{Path, PathBuf};

use atlas_formats::package::{self, PackageError};
use atlas_model::{Change, ChangeSet, Dataset, Fault, Lookup, Record, RecordKind, RecordRef};
use atlas_store::{Absent, Store, StoreError, diff};
use chrono::Utc;

use super::print;
use crate::cli::ImportArgs;
use crate::config::Config;
use crate::database;
use crate::failure::Failure;
use crate::progress::Step;

/// Imports, and prints what changed.
pub(super) async fn run(args: &ImportArgs, config: &Config) -> Result<(), Failure> {
    let wanted = read_packages(&args.packages)?;
    let store = database::open_or_create(config).await?;
    let current = database::load(&*store, config).await?;
    let absent = if args.prune { Absent::Delete } else { Absent::Keep };
    let changes = diff(&current, &wanted, absent);
    let report = report(&current, &changes);
    let reason = args.reason.clone().unwrap_or_else(|| default_reason(&args.packages));
    let revision = if changes.is_empty() {
        current.revision
    } else {
        let change_set = ChangeSet { author: args.author.clone(), reason, campaign: None, changes };
        commit(&*store, &change_set, &args.packages, &current).await?
    };
    store.close().await;
    print(&format!("{}: {report} (revision {revision})\n", config.database()))
}

/// Commits the whole import, with a bar for its progress.
async fn commit(
    store: &dyn Store,
    change_set: &ChangeSet,
    packages: &[PathBuf],
    current: &Dataset,
) -> Result<u64, Failure> {
    let step = Step::begin("writing…");
    let committed = store.import(change_set, Utc::now(), &mut |done, of| step.at(done, of)).await;
    drop(step);
    committed.map_err(|error| match error {
        StoreError::Refused(faults) => located(packages, current, &faults),
        other => Failure::outside("import", other),
    })
}

/// Reads every package; a record in a later one replaces that of an earlier one.
fn read_packages(packages: &[PathBuf]) -> Result<Dataset, Failure> {
    let mut records = Vec::new();
    for directory in packages {
        let package = package::read(directory).map_err(|error| unreadable(directory, error))?;
        records.extend(package.dataset.into_records());
    }
    Ok(the_last_of_each(records))
}

fn the_last_of_each(records: Vec<Record>) -> Dataset {
    let mut seen = std::collections::HashSet::new();
    let latest: Vec<Record> =
        records.into_iter().rev().filter(|record| seen.insert(record.reference())).collect();
    Dataset::from_records(latest)
}

fn unreadable(directory: &Path, error: PackageError) -> Failure {
    match error {
        PackageError::Faults(faults) => Failure::files(directory.display().to_string(), &faults),
        other => Failure::outside(directory.display().to_string(), other),
    }
}

/// A refusal in terms of files, rows and columns where those tell it, else of records.
fn located(packages: &[PathBuf], current: &Dataset, refused: &[(RecordRef, Fault)]) -> Failure {
    let known = AnyOf::new(packages, current);
    for directory in packages {
        if let Err(PackageError::Faults(faults)) = package::read_onto(directory, &known) {
            return Failure::files(directory.display().to_string(), &faults);
        }
    }
    Failure::records("import", refused)
}

/// The records of the database and of all packages together.
struct AnyOf(std::collections::HashSet<RecordRef>);

impl AnyOf {
    fn new(packages: &[PathBuf], current: &Dataset) -> Self {
        let mut known: std::collections::HashSet<RecordRef> = current.refs().into_iter().collect();
        for package in packages.iter().filter_map(|directory| package::read(directory).ok()) {
            known.extend(package.dataset.refs());
        }
        Self(known)
    }
}

impl Lookup for AnyOf {
    fn contains(&self, kind: RecordKind, id: &atlas_model::Id) -> bool {
        self.0.contains(&RecordRef { kind, id: id.clone() })
    }

    fn nearest(&self, kind: RecordKind, id: &atlas_model::Id) -> Vec<String> {
        let same_kind = self.0.iter().filter(|known| known.kind == kind).map(|known| known.id.as_str());
        atlas_model::nearest(id.as_str(), same_kind)
    }
}

fn default_reason(packages: &[PathBuf]) -> String {
    let names: Vec<_> =
        packages.iter().filter_map(|directory| Some(directory.file_name()?.to_string_lossy())).collect();
    format!("import of {}", names.join(", "))
}

/// Whether a verb applies to a change of a record that was known or not.
type Applies = fn(&Change, bool) -> bool;

/// What an import changes, in words: `created 150 projects, updated 1 theme`.
fn report(current: &Dataset, changes: &[Change]) -> String {
    let known: std::collections::HashSet<RecordRef> = current.refs().into_iter().collect();
    let mut parts = Vec::new();
    let verbs: [(&str, Applies); 3] = [
        ("created", |change, was_known| matches!(change, Change::Put(_)) && !was_known),
        ("updated", |change, was_known| matches!(change, Change::Put(_)) && was_known),
        ("withdrew", |change, _| matches!(change, Change::Delete(_))),
    ];
    for (verb, applies) in verbs {
        let counts: Vec<String> = RecordKind::ALL
            .iter()
            .filter_map(|kind| {
                let of_kind = |change: &&Change| {
                    let target = change.target();
                    target.kind == *kind && applies(change, known.contains(&target))
                };
                let count = changes.iter().filter(of_kind).count();
                let noun = if count == 1 { kind.as_str() } else { kind.plural() };
                (count > 0).then(|| format!("{count} {noun}"))
            })
            .collect();
        if !counts.is_empty() {
            parts.push(format!("{verb} {}", counts.join(", ")));
        }
    }
    if parts.is_empty() { "nothing changed".to_owned() } else { parts.join("; ") }
}
