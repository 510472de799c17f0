//! Carries the change sets of a store over to a copy of it, with their files and decisions.

use atlas_model::Dataset;

use super::{ChangeSetInfo, ProposalFilter, decision};
use crate::row::Rows;
use crate::write::Tables;
use crate::{Store, StoreError};

/// How many change sets are read at a time.
const PAGE: u32 = 200;

/// How often it is tried to find a moment in which nobody changes a change set.
const TRIES: usize = 5;

/// All records of a store, and its change sets as they stood at that revision.
///
/// # Errors
/// [`StoreError::Busy`] where change sets were changed whenever all was read.
pub(crate) async fn load_with_change_sets(
    from: &dyn Store,
) -> Result<(Dataset, Vec<ChangeSetInfo>), StoreError> {
    let mut before = change_sets(from).await?;
    for _ in 0..TRIES {
        let dataset = from.load().await?;
        let after = change_sets(from).await?;
        if before == after {
            return Ok((dataset, before));
        }
        // A row accepted in between may name a revision that was not read, or lack one that was.
        before = after;
    }
    Err(StoreError::Busy)
}

async fn change_sets(from: &dyn Store) -> Result<Vec<ChangeSetInfo>, StoreError> {
    let filter = ProposalFilter::default();
    let mut all: Vec<ChangeSetInfo> = Vec::new();
    loop {
        let before = all.last().map(|last| (last.header.submitted_at, last.header.id.as_str()));
        let page = from.change_sets(&filter, before, PAGE).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

/// Writes change sets of another store as they are given, with what belonged to each of them then. One that
/// is here already stays as it is.
pub(crate) async fn copy(
    tables: &mut impl Tables,
    from: &dyn Store,
    change_sets: &[ChangeSetInfo],
) -> Result<(), StoreError> {
    for info in change_sets {
        let id = info.header.id.as_str();
        if !tables.proposals().add(info).await? {
            continue;
        }
        // One by one: a file may be large.
        for number in 1..=info.files {
            let missing = || StoreError::Corrupt(format!("file {number} of change set {id} is missing"));
            let file = from.file(id, Some(number)).await?.ok_or_else(missing)?;
            tables.proposals().add_file(id, number, file.submitted_at, &file.sheet).await?;
        }
        let mut rows = Rows::default();
        // What was decided since comes after what had been.
        for (position, decided) in (0..info.decided()).zip(&from.decisions(id).await?) {
            decision::write_again(id, position, decided, &mut rows);
        }
        tables.insert(&mut rows).await?;
    }
    Ok(())
}
