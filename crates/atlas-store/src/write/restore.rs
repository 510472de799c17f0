//! Copies a whole store into an empty one, history included, within a transaction that its owner began
//! and will end.

use std::collections::HashMap;

use atlas_model::{Dataset, Id, Record, RecordRef, RevisionNumber};
use chrono::{DateTime, Utc};

use super::{CHUNK, Tables};
use crate::proposals;
use crate::revision::{self, Commit};
use crate::row::{self, Rows};
use crate::{ChangeSetInfo, Progress, Store, StoreError};

/// How many revisions are read and written at a time.
const PAGE: u32 = 1_024;

/// Writes every revision of `from` up to that of the dataset, then the dataset and the change sets, which
/// `from` gave together.
pub(crate) async fn restore(
    tables: &mut impl Tables,
    from: &dyn Store,
    (dataset, change_sets): (Dataset, Vec<ChangeSetInfo>),
    progress: Progress<'_>,
) -> Result<RevisionNumber, StoreError> {
    let last = tables.log().last().await?.number;
    if last > 0 {
        return Err(StoreError::NotEmpty(last));
    }
    let until = dataset.revision;
    let revisions = usize::try_from(until).unwrap_or(usize::MAX);
    let mut told = Told { progress, done: 0, total: revisions.saturating_add(dataset.len()) };
    let history = copy_revisions(tables, from, until, &mut told).await?;
    copy_records(tables, dataset, history.writers, &mut told).await?;
    proposals::copy(tables, from, &change_sets).await?;
    if let Some(at) = history.last_recorded_at {
        tables.finish(until, at).await?;
    }
    Ok(until)
}

/// Counts what is done and tells it.
struct Told<'a> {
    progress: Progress<'a>,
    done: usize,
    total: usize,
}

impl Told<'_> {
    fn add(&mut self, count: usize) {
        self.done += count;
        (self.progress)(self.done, self.total);
    }
}

/// What the log says of the records that stand at its end.
struct History {
    /// The revision that wrote each of them.
    writers: HashMap<RecordRef, RevisionNumber>,
    last_recorded_at: Option<DateTime<Utc>>,
}

async fn copy_revisions(
    tables: &mut impl Tables,
    from: &dyn Store,
    until: RevisionNumber,
    told: &mut Told<'_>,
) -> Result<History, StoreError> {
    let mut history = History { writers: HashMap::new(), last_recorded_at: None };
    let mut rows = Rows::default();
    let mut number = 0;
    while number < until {
        let mut page = from.revisions_since(number, PAGE).await?;
        page.retain(|revision| revision.number <= until);
        if page.is_empty() {
            return Err(StoreError::Corrupt(format!("the revisions after {number} are missing")));
        }
        let count = page.len();
        for revision in page {
            number += 1;
            if revision.number != number {
                return Err(StoreError::Corrupt(format!("revision {number} is missing")));
            }
            let commit = Commit {
                author: &revision.author,
                reason: &revision.reason,
                campaign: revision.campaign.as_ref(),
                recorded_at: revision.recorded_at,
            };
            let (before, after) = (revision.before.as_ref(), revision.after.as_ref());
            let target = (revision.target.kind, &revision.target.id);
            revision::write(&commit, number, before, after, target, &mut rows)?;
            history.last_recorded_at = Some(revision.recorded_at);
            if revision.after.is_some() {
                history.writers.insert(revision.target, number);
            } else {
                history.writers.remove(&revision.target);
            }
        }
        tables.insert(&mut rows).await?;
        told.add(count);
    }
    Ok(history)
}

async fn copy_records(
    tables: &mut impl Tables,
    dataset: Dataset,
    mut writers: HashMap<RecordRef, RevisionNumber>,
    told: &mut Told<'_>,
) -> Result<(), StoreError> {
    let records = dataset.into_records();
    let mut rows = Rows::default();
    for of_kind in records.chunk_by(|one, next| one.kind() == next.kind()) {
        for chunk in of_kind.chunks(CHUNK) {
            for record in chunk {
                let target = record.reference();
                let written_by = writers.remove(&target).ok_or_else(|| {
                    StoreError::Corrupt(format!("{target} stands, but no revision wrote it"))
                })?;
                tables.note(None, Some(record));
                row::write(record, written_by, &mut rows);
            }
            tables.insert(&mut rows).await?;
            if let Some(first) = chunk.first() {
                let ids: Vec<&Id> = chunk.iter().map(Record::id).collect();
                tables.place(first.kind(), &ids).await?;
            }
            told.add(chunk.len());
        }
    }
    match writers.into_keys().next() {
        Some(target) => Err(StoreError::Corrupt(format!("{target} was written, but does not stand"))),
        None => Ok(()),
    }
}
