//! Commits one change set within a transaction that its owner began and will end, whatever the database.

mod moves;
mod restore;

use async_trait::async_trait;
use atlas_model::{Change, ChangeSet, Id, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, Days, SubsecRound, TimeDelta, Utc};

use crate::check::{Existing, check};
use crate::log::Log;
use crate::proposals::{self, Made, ProposalTables};
use crate::revision::{self, Commit};
use crate::row::{self, Rows};
use crate::terms::{self, Kept, RECEIPT_DAYS, Receipt, Terms};
use crate::{Progress, StoreError, Written};
use moves::Moves;

pub(crate) use moves::line;
pub(crate) use restore::restore;

/// How many changes are written between two looks at what stands.
pub(crate) const CHUNK: usize = 1_024;

/// How many changes, or revisions, make a commit large: a database prepares for it and tidies up after it.
pub(crate) const LARGE_COMMIT: u64 = 1_000;

/// What writing needs of a database, inside the transaction.
#[async_trait]
pub(crate) trait Tables: Existing {
    /// The tables of change sets.
    fn proposals(&mut self) -> &mut dyn ProposalTables;

    /// The log.
    fn log(&mut self) -> &mut dyn Log;

    /// Inserts all rows gathered; a record that exists is replaced in place and keeps its `fid`.
    async fn insert(&mut self, rows: &mut Rows) -> Result<(), StoreError>;

    /// Removes the lists of some records, and the records themselves if they are to go.
    async fn remove(&mut self, kind: RecordKind, ids: &[&Id], whole: bool) -> Result<(), StoreError>;

    /// Derives the place, or the line, of records that were just written or whose surroundings moved.
    async fn place(&mut self, kind: RecordKind, ids: &[&Id]) -> Result<(), StoreError>;

    /// The actors, projects or partnerships whose place may depend on these territories and actors; of
    /// actors, those given are part of the answer.
    async fn depending(
        &mut self,
        kind: RecordKind,
        territories: &[&Id],
        actors: &[&Id],
    ) -> Result<Vec<Id>, StoreError>;

    /// Takes note of one change, for databases that describe their layers.
    fn note(&mut self, _before: Option<&Record>, _after: Option<&Record>) {}

    /// Ends a commit that wrote revisions, the last of which has this number and time.
    async fn finish(&mut self, last: RevisionNumber, at: DateTime<Utc>) -> Result<(), StoreError>;
}

/// Who wants to know what is written.
pub(crate) enum Sink<'a> {
    /// The revisions themselves.
    Collect(&'a mut Vec<Revision>),
    /// Only how many changes were written, out of how many.
    Report(Progress<'a>),
}

/// Checks a change set and writes it with its revisions.
pub(crate) async fn commit(
    tables: &mut impl Tables,
    change_set: &ChangeSet,
    terms: &Terms,
    at: DateTime<Utc>,
    mut sink: Sink<'_>,
) -> Result<Written, StoreError> {
    if let Some(receipt) = &terms.receipt
        && let Some(kept) = tables.log().receipt(receipt).await?
    {
        return repeated(tables, receipt, &kept, sink).await;
    }
    let last = tables.log().last().await?;
    let at = at.trunc_subsecs(3);
    let commit = Commit {
        author: &change_set.author,
        reason: &change_set.reason,
        campaign: change_set.campaign.as_ref(),
        recorded_at: last.recorded_at.map_or(at, |before| at.max(before + TimeDelta::milliseconds(1))),
    };
    let mut decided_before = 0;
    if let Some(decision) = &terms.decision {
        decided_before = proposals::claim(decision, commit.recorded_at, tables.proposals()).await?;
    }
    terms::check(&terms.expected, tables).await?;
    check(change_set, tables).await?;
    let made = terms.decision.as_ref().map(|_| Made::new());
    let (rows, moves) = (Rows::default(), Moves::default());
    let mut writer = Writer { tables, commit, number: last.number, rows, moves, made };
    let total = change_set.changes.len();
    let mut done = 0;
    for (kind, changes) in in_order(change_set) {
        for chunk in changes.chunks(CHUNK) {
            writer.write(kind, chunk, &mut sink).await?;
            done += chunk.len();
            if let Sink::Report(progress) = &mut sink {
                progress(done, total);
            }
        }
    }
    let number = writer.number;
    if let Some(decision) = &terms.decision {
        let (at, made) = (writer.commit.recorded_at, writer.made.take().unwrap_or_default());
        proposals::write(decision, decided_before, at, &made, &mut writer.rows);
        writer.tables.insert(&mut writer.rows).await?;
    }
    if let Some(receipt) = &terms.receipt {
        terms::write(receipt, last.number + 1, number, writer.commit.recorded_at, &mut writer.rows);
        writer.tables.insert(&mut writer.rows).await?;
        let forgotten = writer.commit.recorded_at.checked_sub_days(Days::new(RECEIPT_DAYS));
        writer.tables.log().forget_receipts(forgotten.unwrap_or_default()).await?;
    }
    if number > last.number {
        writer.moves.follow(writer.tables).await?;
        writer.tables.finish(number, writer.commit.recorded_at).await?;
    }
    Ok(Written { last: number, revisions: number - last.number, is_repeated: false })
}

/// Gives again what a request came to when it was fulfilled.
async fn repeated(
    tables: &mut impl Tables,
    receipt: &Receipt,
    kept: &Kept,
    sink: Sink<'_>,
) -> Result<Written, StoreError> {
    let (first, last) = kept.made_by(receipt)?;
    let count = (last + 1).saturating_sub(first);
    if let Sink::Collect(revisions) = sink
        && count > 0
    {
        *revisions = tables.log().revisions(first, last).await?;
    }
    Ok(Written { last, revisions: count, is_repeated: true })
}

/// Puts kind by kind, then deletions in the opposite order; within a kind as given.
fn in_order(change_set: &ChangeSet) -> Vec<(RecordKind, Vec<&Change>)> {
    let of = |kind: RecordKind, put: bool| {
        let changes = change_set.changes.iter().filter(|change| match change {
            Change::Put(record) => put && record.kind() == kind,
            Change::Delete(target) => !put && target.kind == kind,
        });
        (kind, changes.collect::<Vec<_>>())
    };
    let puts = RecordKind::ALL.iter().map(|kind| of(*kind, true));
    let deletes = RecordKind::ALL.iter().rev().map(|kind| of(*kind, false));
    puts.chain(deletes).filter(|(_, changes)| !changes.is_empty()).collect()
}

struct Writer<'a, T> {
    tables: &'a mut T,
    commit: Commit<'a>,
    number: RevisionNumber,
    rows: Rows,
    moves: Moves,
    /// The revision of each record, where somebody wants to know.
    made: Option<Made>,
}

impl<T: Tables> Writer<'_, T> {
    /// Writes some puts, or some deletions, of one kind.
    async fn write(
        &mut self,
        kind: RecordKind,
        changes: &[&Change],
        sink: &mut Sink<'_>,
    ) -> Result<(), StoreError> {
        let ids: Vec<&Id> = changes.iter().map(|change| target(change)).collect();
        let mut standing = self.tables.log().current(kind, &ids).await?;
        let mut written: Vec<&Id> = Vec::with_capacity(changes.len());
        let mut replaced: Vec<&Id> = Vec::new();
        let mut deleted: Vec<&Id> = Vec::new();
        for change in changes {
            let id = target(change);
            let before = standing.remove(id);
            let after = match change {
                Change::Put(record) => Some(record),
                Change::Delete(_) => None,
            };
            if before.as_ref() == after {
                continue;
            }
            self.number += 1;
            if let Some(made) = &mut self.made {
                made.insert((kind, id.clone()), self.number);
            }
            revision::write(&self.commit, self.number, before.as_ref(), after, (kind, id), &mut self.rows)?;
            self.moves.note(before.as_ref(), after);
            self.tables.note(before.as_ref(), after);
            match after {
                Some(record) => {
                    row::write(record, self.number, &mut self.rows);
                    written.push(id);
                    replaced.extend(before.as_ref().map(|_| id));
                }
                None => deleted.push(id),
            }
            if let Sink::Collect(revisions) = sink {
                revisions.push(self.revision(kind, id, before, after));
            }
        }
        if !replaced.is_empty() {
            self.tables.remove(kind, &replaced, false).await?;
        }
        if !deleted.is_empty() {
            self.tables.remove(kind, &deleted, true).await?;
        }
        self.tables.insert(&mut self.rows).await?;
        self.tables.place(kind, &written).await
    }

    fn revision(
        &self,
        kind: RecordKind,
        id: &Id,
        before: Option<Record>,
        after: Option<&Record>,
    ) -> Revision {
        Revision {
            number: self.number,
            target: RecordRef { kind, id: id.clone() },
            action: revision::action(before.as_ref(), after),
            author: self.commit.author.to_owned(),
            reason: self.commit.reason.to_owned(),
            campaign: self.commit.campaign.cloned(),
            recorded_at: self.commit.recorded_at,
            before,
            after: after.cloned(),
        }
    }
}

fn target(change: &Change) -> &Id {
    match change {
        Change::Put(record) => record.id(),
        Change::Delete(target) => &target.id,
    }
}
