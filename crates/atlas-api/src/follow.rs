//! Keeping the snapshot up with the store, whoever wrote: an import beside the service, a replica.
//!
//! The store says as soon as there is something new; what was missed is read revision by revision and
//! applied. Only where that cannot be done is everything read again. A store that is away is asked again
//! and again; what was published goes on answering.

mod missed;
mod repacking;

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use atlas_index::{IndexError, Snapshot};
use atlas_model::{Change, RecordKind, RevisionNumber};
use atlas_store::StoreError;

use crate::state::Atlas;
use missed::{Missed, net};
use repacking::Repacking;

/// How long after a failure the store is asked again: at first, and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(2)];

/// How much longer than it was asked to wait the store may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// So many revisions are applied one by one however few records there are.
const ALWAYS_APPLIED: u64 = 5_000;

/// Publishes what is written to the store, as soon as the store says so. Never ends.
///
/// `at_most` is how long a store with nothing new may wait before it says that it is still there.
pub async fn follow(atlas: Atlas, at_most: Duration) {
    let mut follower = Follower { atlas, repacking: None };
    let mut trouble: Option<Trouble> = None;
    let mut pause = PAUSES[0];
    loop {
        let Err(found) = follower.step(at_most).await else {
            if trouble.take().is_some() {
                tracing::info!(revision = follower.atlas.revision(), "the store is followed again");
            }
            pause = PAUSES[0];
            continue;
        };
        // Told when it begins, not at every attempt.
        if !trouble.as_ref().is_some_and(|before| before.is_like(&found)) {
            tracing::warn!(error = &found as &dyn Error, "the store cannot be followed; reads go on");
        }
        trouble = Some(found);
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSES[1]);
    }
}

/// Why the snapshot is not kept up.
#[derive(Debug)]
enum Trouble {
    /// The store is away, or failed.
    Store(StoreError),
    /// The store does not answer at all.
    Silent,
    /// The store holds fewer revisions than answer: it is another one, or was put back to an earlier state.
    Behind { stored: RevisionNumber, published: RevisionNumber },
    /// What the store holds cannot be indexed.
    Unusable(IndexError),
    /// Indexing panicked.
    Panicked(tokio::task::JoinError),
}

impl Trouble {
    fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Store(_) => f.write_str("the store failed"),
            Self::Silent => f.write_str("the store does not answer"),
            Self::Behind { stored, published } => write!(
                f,
                "the store stands at revision {stored}, before {published}, which answers: it was put back to an \
                 earlier state; restart the service to answer from that"
            ),
            Self::Unusable(_) => f.write_str("what the store holds cannot be indexed"),
            Self::Panicked(_) => f.write_str("indexing failed"),
        }
    }
}

impl Error for Trouble {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Store(error) => Some(error),
            Self::Unusable(error) => Some(error),
            Self::Panicked(error) => Some(error),
            Self::Silent | Self::Behind { .. } => None,
        }
    }
}

/// Who publishes.
struct Follower {
    atlas: Atlas,
    repacking: Option<Repacking>,
}

impl Follower {
    /// Waits for something new, and publishes it.
    async fn step(&mut self, at_most: Duration) -> Result<(), Trouble> {
        let published = self.atlas.revision();
        let contact = self.atlas.contact();
        let asked = self.atlas.store().changed(published, at_most);
        let stored = match tokio::time::timeout(at_most + PATIENCE, asked).await {
            Ok(Ok(stored)) => stored,
            Ok(Err(error)) => {
                contact.failed();
                return Err(Trouble::Store(error));
            }
            Err(_) => {
                contact.failed();
                return Err(Trouble::Silent);
            }
        };
        contact.answered(stored, published);
        if stored < published {
            return Err(Trouble::Behind { stored, published });
        }
        if stored > published {
            let caught_up = self.catch_up(stored).await;
            if matches!(caught_up, Err(Trouble::Store(_))) {
                self.atlas.contact().failed();
            }
            caught_up?;
        }
        self.finish_repacking().await;
        Ok(())
    }

    /// Publishes what was written after the snapshot, up to a revision with which a commit ended: all of
    /// it at once, so that nobody sees half of a change set.
    async fn catch_up(&mut self, stored: RevisionNumber) -> Result<(), Trouble> {
        let snapshot = self.atlas.snapshot();
        let published = snapshot.revision();
        let Some(missed) = stored.checked_sub(published).filter(|missed| *missed > 0) else { return Ok(()) };
        if missed > ALWAYS_APPLIED.max(records(&snapshot)) {
            tracing::info!(missed, "more was written than there are records: everything is read again");
            return self.reload().await;
        }
        let changes = match missed::read(self.atlas.store(), published, stored).await {
            Ok(Missed::Whole(changes)) => changes,
            Ok(Missed::Gap { after }) => {
                tracing::error!(after, "a revision is missing from the log: everything is read again");
                return self.reload().await;
            }
            Err(error) => return Err(Trouble::Store(error)),
        };
        match apply(snapshot, changes.clone(), stored).await {
            Ok(next) => {
                let wants_repacking = next.wants_repacking();
                let base = wants_repacking.then(|| next.clone());
                self.atlas.publish(next);
                self.atlas.metrics().revisions_applied.inc_by(missed);
                match (&mut self.repacking, base) {
                    (Some(repacking), _) => repacking.follow(changes, published, stored),
                    (None, Some(base)) => self.repacking = Some(Repacking::begin(base)),
                    (None, None) => {}
                }
                Ok(())
            }
            Err(trouble) => {
                tracing::error!(
                    error = &trouble as &dyn Error,
                    "revisions cannot be applied: everything is read again"
                );
                self.reload().await
            }
        }
    }

    /// Reads and indexes everything.
    async fn reload(&mut self) -> Result<(), Trouble> {
        self.repacking = None;
        let dataset = self.atlas.store().load().await.map_err(Trouble::Store)?;
        let built = tokio::task::spawn_blocking(move || Snapshot::build(dataset)).await;
        let snapshot = built.map_err(Trouble::Panicked)?.map_err(Trouble::Unusable)?;
        self.atlas.publish(snapshot);
        self.atlas.metrics().reloads.inc();
        Ok(())
    }

    /// Publishes the same records on their new base, if that is ready.
    async fn finish_repacking(&mut self) {
        let Some(repacking) = self.repacking.take_if(|repacking| repacking.is_finished()) else { return };
        let Some((repacked, since, reached)) = repacking.finish().await else { return };
        if reached != self.atlas.revision() {
            return;
        }
        if since.is_empty() {
            self.atlas.publish(repacked);
        } else if let Ok(next) = apply(Arc::new(repacked), since, reached).await {
            self.atlas.publish(next);
        }
    }
}

/// How many records a snapshot holds.
fn records(snapshot: &Snapshot) -> u64 {
    RecordKind::ALL.iter().map(|kind| snapshot.count(*kind) as u64).sum()
}

/// A snapshot with changes on top, made on a thread that may block: some changes index everything again.
async fn apply(
    snapshot: Arc<Snapshot>,
    changes: Vec<Change>,
    revision: RevisionNumber,
) -> Result<Snapshot, Trouble> {
    let applied = tokio::task::spawn_blocking(move || snapshot.apply(&net(changes), revision)).await;
    applied.map_err(Trouble::Panicked)?.map_err(Trouble::Unusable)
}
