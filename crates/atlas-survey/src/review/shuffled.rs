//! A sheet of which only a part was sorted: the values of a column have changed places, the identifiers have
//! not. Each row looks like an honest change; only together do they tell.

use std::collections::BTreeMap;

use atlas_model::RecordKind;

use super::{Reviewer, of_whole};
use crate::Said;
use crate::issue::Issue;

/// Of fewer changed rows nothing is concluded.
const FEWEST: usize = 8;

/// How many of ten changed rows must say what other rows said before.
const OF_TEN: usize = 8;

/// The changes of one column.
struct Changes {
    column: Said,
    rows: Vec<usize>,
    before: BTreeMap<String, usize>,
    after: BTreeMap<String, usize>,
}

impl Reviewer<'_> {
    /// Warns of the file, and of each row, where a column was shuffled.
    pub(super) fn warn_of_shuffled(&mut self) {
        let mut columns: BTreeMap<(RecordKind, String), Changes> = BTreeMap::new();
        for (at, judged) in self.judged.iter().enumerate() {
            for change in &judged.report.changes {
                let (Some(before), Some(after)) = (&change.before, &change.after) else { continue };
                let key = (judged.report.kind, change.pointer.clone());
                let changes = columns.entry(key).or_insert_with(|| Changes {
                    column: change.column.clone(),
                    rows: Vec::new(),
                    before: BTreeMap::new(),
                    after: BTreeMap::new(),
                });
                changes.rows.push(at);
                *changes.before.entry(before.value.clone()).or_default() += 1;
                *changes.after.entry(after.value.clone()).or_default() += 1;
            }
        }
        for changes in columns.into_values().filter(Changes::are_shuffled) {
            let issue = Issue::Shuffled { column: changes.column, rows: changes.rows.len() };
            self.report.remarks.push(of_whole(&issue, None));
            for at in changes.rows {
                if let Some(judged) = self.judged.get_mut(at) {
                    let remark = of_whole(&issue, judged.report.place.clone());
                    judged.report.warnings.push(remark);
                }
            }
        }
    }
}

impl Changes {
    /// Whether most values that came in are values that went out elsewhere.
    fn are_shuffled(&self) -> bool {
        let back = |(value, came): (&String, &usize)| self.before.get(value).copied().unwrap_or(0).min(*came);
        let moved: usize = self.after.iter().map(back).sum();
        self.rows.len() >= FEWEST && moved * 10 >= self.rows.len() * OF_TEN
    }
}
