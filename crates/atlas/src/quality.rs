//! What is doubtful in the data, record by record.
//!
//! These are questions to whoever keeps the data, not rules: what a record must fulfil to be stored
//! is the model's and the store's business. Nothing is corrected here.

mod duplicates;
mod places;
mod states;

use atlas_index::Snapshot;
use atlas_model::{Dataset, RecordRef};
use chrono::NaiveDate;
use serde::Serialize;

/// What is examined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Check {
    /// A rule of the model is broken: a reference leads nowhere, an end lies before its start.
    Invalid,
    /// All actors of a partnership sit in one country.
    OneSidedPartnership,
    /// The end lies in the past, yet the record is said to be active.
    EndedButActive,
    /// A point lies more than 20 km outside the territory that should contain it.
    OutsideTerritory,
    /// Two records seem to be the same.
    ProbableDuplicate,
}

impl Check {
    /// Every check.
    pub(crate) const ALL: [Self; 5] = [
        Self::Invalid,
        Self::OneSidedPartnership,
        Self::EndedButActive,
        Self::OutsideTerritory,
        Self::ProbableDuplicate,
    ];

    /// Whether what it finds is wrong beyond doubt.
    pub(crate) const fn is_error(self) -> bool {
        matches!(self, Self::Invalid)
    }

    /// The heading in a report.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Invalid => "broken rules and references",
            Self::OneSidedPartnership => "partnerships whose actors all sit in one country",
            Self::EndedButActive => "ended, yet said to be active",
            Self::OutsideTerritory => "points more than 20 km outside their territory",
            Self::ProbableDuplicate => "probable duplicates",
        }
    }
}

/// One doubtful record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What was examined.
    pub(crate) check: Check,
    /// The record.
    #[serde(flatten)]
    pub(crate) record: RecordRef,
    /// What is doubtful about it.
    pub(crate) message: String,
}

impl Finding {
    fn new(check: Check, record: RecordRef, message: String) -> Self {
        Self { check, record, message }
    }
}

/// Examines all records. Findings are sorted by check, then record.
///
/// Where a rule is broken the other checks cannot be trusted, and are left out.
pub(crate) fn examine(dataset: Dataset, today: NaiveDate) -> Vec<Finding> {
    let faults = dataset.faults();
    let mut findings: Vec<Finding> = faults
        .into_iter()
        .map(|(record, fault)| Finding::new(Check::Invalid, record, fault.to_string()))
        .collect();
    if findings.is_empty()
        && let Ok(snapshot) = Snapshot::build(dataset)
    {
        states::one_sided(&snapshot, &mut findings);
        states::ended_but_active(&snapshot, today, &mut findings);
        places::outside(&snapshot, &mut findings);
        duplicates::find(&snapshot, &mut findings);
    }
    findings.sort_by(|a, b| (a.check, &a.record, &a.message).cmp(&(b.check, &b.record, &b.message)));
    findings
}

#[cfg(test)]
mod tests {
    use atlas_model::Record;
    use serde_json::{Value, json};

    use super::*;

    fn findings(records: Vec<Value>) -> Vec<String> {
        let read = |mut record: Value| -> Record {
            record["record"]["provenance"] = json!({ "kind": "synthetic", "confidence": "low" });
            serde_json::from_value(record.clone()).unwrap_or_else(|error| panic!("{error}: {record}"))
        };
        let dataset = Dataset::from_records(records.into_iter().map(read));
        let today = NaiveDate::from_ymd_opt(2016, 1, 1).unwrap();
        let line = |finding: Finding| format!("{} {}", finding.record, finding.message);
        examine(dataset, today).into_iter().map(line).collect()
    }

    fn territory(id: &str, parent: Option<&str>, point: [f64; 2]) -> Value {
        let mut territory = json!({
            "id": id, "level": "region", "kind": "x", "country": &id[..2], "name": { "fr": id }, "point": point,
        });
        if let Some(parent) = parent {
            territory["parent"] = json!(parent);
        } else {
            territory["boundary"] = json!([[[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]]]);
        }
        json!({ "kind": "territory", "record": territory })
    }

    fn actor(id: &str, seat: &str) -> Value {
        let actor = json!({ "id": id, "kind": "association", "name": { "fr": id }, "seat": seat });
        json!({ "kind": "actor", "record": actor })
    }

    fn partnership(id: &str, actors: [&str; 2], end: &str) -> Value {
        let partnership = json!({
            "id": id, "kind": "twinning", "actors": actors, "status": "active", "period": { "end": end },
        });
        json!({ "kind": "partnership", "record": partnership })
    }

    #[test]
    fn each_doubt_is_told_once() {
        let found = findings(vec![
            territory("FR", None, [5.0, 5.0]),
            territory("FR-near", Some("FR"), [10.1, 5.0]),
            territory("FR-far", Some("FR"), [12.0, 5.0]),
            territory("CN", None, [5.0, 5.0]),
            actor("a", "FR"),
            actor("b", "CN"),
            actor("c", "FR-far"),
            partnership("current", ["a", "b"], "2016"),
            partnership("ended", ["a", "b"], "2015"),
            partnership("one-sided", ["a", "c"], "2017"),
        ]);
        assert_eq!(
            found,
            [
                "partnership one-sided all actors sit in FR",
                "partnership ended active, but ended 2015",
                "territory FR-far the point 12.0000, 5.0000 lies 222 km outside FR",
                "partnership ended same actors as current",
            ]
        );
    }

    #[test]
    fn a_dangling_reference_is_an_error_and_names_its_place() {
        let found = findings(vec![territory("FR", None, [5.0, 5.0]), actor("a", "FRR")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("actor a /seat: \"FRR\""), "{found:?}");
        assert!(Check::Invalid.is_error() && !Check::ProbableDuplicate.is_error());
    }
}
