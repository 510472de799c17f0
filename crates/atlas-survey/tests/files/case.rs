//! One file, what it must be told, and how it is answered.

use std::path::Path;
use std::sync::OnceLock;

use atlas_formats::package;
use atlas_index::Snapshot;
use atlas_model::{Fault, Lang, Text};
use atlas_survey::workbook::identity;
use atlas_survey::{Limits, Remark, Review, State, Submission, read, review};
use serde_json::json;

/// A file of the survey.
pub(crate) struct Case {
    /// Its name.
    pub(crate) file: &'static str,
    /// What stands in it.
    pub(crate) bytes: Vec<u8>,
    /// What its report says, in short: see [`told`].
    pub(crate) told: &'static [&'static str],
}

/// The atlas of 2015.
pub(crate) fn atlas() -> &'static Snapshot {
    static ATLAS: OnceLock<Snapshot> = OnceLock::new();
    ATLAS.get_or_init(|| {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        let mut dataset = package::read(&fixtures.join("reference")).unwrap().dataset;
        dataset.extend(package::read(&fixtures.join("france-china-2015")).unwrap().dataset.into_records());
        Snapshot::build(dataset).unwrap()
    })
}

/// The answer to a file, submitted to the atlas of 2015 on 14 March 2016; its scope is what it says of itself.
pub(crate) fn answer(bytes: &[u8]) -> Result<Review, Vec<Fault>> {
    let grid = read(bytes, Some("enquête"), &Limits::default())?;
    let identity = identity(&grid);
    let submission = Submission {
        snapshot: atlas(),
        base: None,
        scope: identity.as_ref().map(|identity| &identity.scope),
        entered_by: "Ambassade de France en Chine, service de coopération",
        date: "2016-03-14".parse().unwrap(),
    };
    Ok(review(&grid, &submission))
}

/// Whether two files say the same, whatever compressed them.
pub(crate) fn holds_the_same(one: &[u8], other: &[u8]) -> bool {
    one == other || read(one, None, &Limits::default()) == read(other, None, &Limits::default())
}

/// The whole answer, as it is committed.
pub(crate) fn full(bytes: &[u8]) -> String {
    let value = match answer(bytes) {
        Ok(review) => json!({ "report": review.report }),
        Err(faults) => {
            let faults = faults.iter().map(|fault| {
                let words = |lang| Some(fault.message(lang));
                let message = Text { fr: words(Lang::Fr), en: words(Lang::En), zh: words(Lang::Zh) };
                json!({ "at": fault.at, "code": fault.kind.code(), "message": message })
            });
            json!({ "refused": faults.collect::<Vec<_>>() })
        }
    };
    serde_json::to_string_pretty(&value).unwrap() + "\n"
}

/// What a report says, in short, a line each: `refused` for a file that is not read; what concerns file and
/// sheets; then each row that is not unchanged with its record and what it changes, its faults with the nearest
/// values, its warnings in brackets. The last line counts the unchanged rows.
pub(crate) fn told(bytes: &[u8]) -> Vec<String> {
    let review = match answer(bytes) {
        Ok(review) => review,
        Err(faults) => {
            return faults
                .iter()
                .map(|fault| format!("refused {} {}", fault.at, fault.kind.code()))
                .collect();
        }
    };
    let report = &review.report;
    let mut lines: Vec<String> = report.remarks.iter().map(|remark| remark.code.clone()).collect();
    for remark in report.sheets.iter().flat_map(|sheet| &sheet.remarks) {
        lines.push(short(remark));
    }
    for row in report.rows.iter().filter(|row| row.state != State::Unchanged) {
        let mut line = row.place.clone().unwrap_or_else(|| "-".to_owned());
        line += &format!(" {}", serde_json::to_value(row.state).unwrap().as_str().unwrap());
        if let Some(id) = row.id.as_ref().filter(|_| row.state != State::Error) {
            line += &format!(" {id}");
        }
        if row.state != State::Error {
            for change in &row.changes {
                let after = change.after.as_ref().map(|value| value.value.as_str()).unwrap_or_default();
                line += &format!(" {}={after}", change.pointer);
            }
        }
        lines.push(line);
        lines.extend(row.faults.iter().map(short));
        lines.extend(row.warnings.iter().map(|warning| format!("({})", short(warning))));
    }
    lines.push(format!("{} unchanged", report.counts.unchanged));
    lines
}

fn short(remark: &Remark) -> String {
    let mut line = remark.place.clone().unwrap_or_default();
    line += &format!(" {}", remark.code);
    let nearest: Vec<&str> = remark.nearest.iter().map(|near| near.value.as_str()).collect();
    if !nearest.is_empty() {
        line += &format!(": {}", nearest.join(" "));
    }
    line.trim().to_owned()
}
