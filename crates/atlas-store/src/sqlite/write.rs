//! Commits one change set within a transaction that its owner began and will end.

use atlas_model::{Change, ChangeSet, Id, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::SqliteConnection;

use super::layers::Layers;
use super::lookup::SqliteLookup;
use super::revision::{self, Commit};
use super::statement;
use crate::check::check;
use crate::row::{self, Rows};
use crate::{Progress, StoreError};

/// How many changes are written between two looks at what stands.
const CHUNK: usize = 1_024;

/// Who wants to know what is written.
pub(super) enum Sink<'a> {
    /// The revisions themselves.
    Collect(&'a mut Vec<Revision>),
    /// Only how many changes were written, out of how many.
    Report(Progress<'a>),
}

/// What a commit came to.
pub(super) struct Written {
    /// The number of the last revision, new or old.
    pub(super) last: RevisionNumber,
    /// How many changes were looked at.
    pub(super) changes: usize,
}

/// Checks a change set and writes it with its revisions.
pub(super) async fn commit(
    connection: &mut SqliteConnection,
    change_set: &ChangeSet,
    at: DateTime<Utc>,
    mut sink: Sink<'_>,
) -> Result<Written, StoreError> {
    check(change_set, &mut SqliteLookup(connection)).await?;
    let last = revision::last(connection).await?;
    let at = at.trunc_subsecs(3);
    let commit = Commit {
        author: &change_set.author,
        reason: &change_set.reason,
        campaign: change_set.campaign.as_ref(),
        recorded_at: last.recorded_at.map_or(at, |before| before.max(at)),
    };
    let mut writer =
        Writer { connection, commit, number: last.number, rows: Rows::default(), layers: Layers::default() };
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
    if number > last.number {
        let at = revision::write_time(writer.commit.recorded_at);
        writer.layers.finish(writer.connection, &at).await?;
    }
    Ok(Written { last: number, changes: total })
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

struct Writer<'a> {
    connection: &'a mut SqliteConnection,
    commit: Commit<'a>,
    number: RevisionNumber,
    rows: Rows,
    layers: Layers,
}

impl Writer<'_> {
    /// Writes some puts, or some deletions, of one kind.
    async fn write(
        &mut self,
        kind: RecordKind,
        changes: &[&Change],
        sink: &mut Sink<'_>,
    ) -> Result<(), StoreError> {
        let ids = changes.iter().map(|change| target(change));
        let mut standing = revision::current(self.connection, kind, ids).await?;
        let mut written: Vec<&Id> = Vec::with_capacity(changes.len());
        let mut replaced: Vec<Id> = Vec::new();
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
            revision::write(&self.commit, self.number, before.as_ref(), after, (kind, id), &mut self.rows)?;
            self.layers.note(before.as_ref(), after);
            match after {
                Some(record) => {
                    row::write(record, self.number, &mut self.rows);
                    written.push(id);
                    replaced.extend(before.as_ref().map(|_| id.clone()));
                }
                None => deleted.push(id),
            }
            if let Sink::Collect(revisions) = sink {
                revisions.push(self.revision(kind, id, before, after));
            }
        }
        if !replaced.is_empty() {
            statement::remove(self.connection, kind, &replaced, false).await?;
        }
        if !deleted.is_empty() {
            statement::remove(self.connection, kind, deleted, true).await?;
        }
        statement::insert(self.connection, &mut self.rows).await?;
        self.layers.place(self.connection, kind, &written).await
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
