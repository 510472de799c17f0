//! What was written after a snapshot, as the changes that lead from it to the present.

use std::collections::HashSet;

use atlas_model::{Change, Revision, RevisionNumber};
use atlas_store::{Store, StoreError};

/// How many revisions are read at a time.
const BATCH: u32 = 1_000;

/// What the log says of the revisions after one.
#[derive(Debug)]
pub(super) enum Missed {
    /// The change of every one of them, in order.
    Whole(Vec<Change>),
    /// The log does not go on after this one, though it should.
    Gap {
        /// The last revision before the gap.
        after: RevisionNumber,
    },
}

/// Reads the revisions after one, up to another.
pub(super) async fn read(
    store: &dyn Store,
    after: RevisionNumber,
    until: RevisionNumber,
) -> Result<Missed, StoreError> {
    let (mut changes, mut last) = (Vec::new(), after);
    while last < until {
        let limit = u32::try_from(until - last).unwrap_or(BATCH).min(BATCH);
        let batch = store.revisions_since(last, limit).await?;
        if batch.is_empty() {
            return Ok(Missed::Gap { after: last });
        }
        for revision in batch {
            if revision.number != last + 1 {
                return Ok(Missed::Gap { after: last });
            }
            last = revision.number;
            changes.push(change(revision));
        }
    }
    Ok(Missed::Whole(changes))
}

/// The change that a revision records.
fn change(revision: Revision) -> Change {
    match revision.after {
        Some(record) => Change::Put(record),
        None => Change::Delete(revision.target),
    }
}

/// The last change of each record: what all of them come to, where a record changed more than once.
pub(super) fn net(mut changes: Vec<Change>) -> Vec<Change> {
    let mut seen = HashSet::new();
    changes.reverse();
    changes.retain(|change| seen.insert(change.target()));
    changes.reverse();
    changes
}
