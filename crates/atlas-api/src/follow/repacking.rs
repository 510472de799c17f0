//! A snapshot that gathered many changes is indexed anew beside the one that answers and goes on changing.

use atlas_index::Snapshot;
use atlas_model::{Change, RevisionNumber};
use tokio::task::JoinHandle;

/// A new base under construction, with what was published since it was begun.
pub(super) struct Repacking {
    base: JoinHandle<Option<Snapshot>>,
    since: Vec<Change>,
    /// The revision to which the base and the changes lead.
    reached: RevisionNumber,
}

impl Repacking {
    /// Begins a new base for the records of a snapshot.
    pub(super) fn begin(snapshot: Snapshot) -> Self {
        let reached = snapshot.revision();
        // What answers was indexed once, so this cannot fail; if it did, the old base would go on.
        let base = tokio::task::spawn_blocking(move || snapshot.repacked().ok());
        Self { base, since: Vec::new(), reached }
    }

    /// These changes, which lead from one revision to another, were published meanwhile. If others were
    /// published in between, the base comes too late for them, and will not be what answers.
    pub(super) fn follow(&mut self, changes: Vec<Change>, from: RevisionNumber, to: RevisionNumber) {
        if from == self.reached {
            self.since.extend(changes);
            self.reached = to;
        }
    }

    /// Whether the base is ready.
    pub(super) fn is_finished(&self) -> bool {
        self.base.is_finished()
    }

    /// The base, what is to be put on it, and the revision to which that leads.
    pub(super) async fn finish(self) -> Option<(Snapshot, Vec<Change>, RevisionNumber)> {
        Some((self.base.await.ok()??, self.since, self.reached))
    }
}
