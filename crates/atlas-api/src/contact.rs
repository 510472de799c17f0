//! What is known of the store: whether it answered when last asked, when it last did, and what it held.
//!
//! Whoever follows the store keeps this up to date, so that health and metrics can be told without
//! asking it: a store that hangs must not hang those who want to know whether it does.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use atlas_model::RevisionNumber;

/// The last that was heard of the store.
#[derive(Debug)]
pub(crate) struct Contact {
    began: Instant,
    /// When the store last answered, in milliseconds after `began`.
    answered_ms: AtomicU64,
    stored: AtomicU64,
    is_reachable: AtomicBool,
    is_behind: AtomicBool,
}

impl Contact {
    /// A store from which a revision was read just now.
    pub(crate) fn new(stored: RevisionNumber) -> Self {
        Self {
            began: Instant::now(),
            answered_ms: AtomicU64::new(0),
            stored: AtomicU64::new(stored),
            is_reachable: AtomicBool::new(true),
            is_behind: AtomicBool::new(false),
        }
    }

    /// The store, asked when one revision was published, answered just now that another is its last.
    pub(crate) fn answered(&self, stored: RevisionNumber, published: RevisionNumber) {
        let after_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.answered_ms.store(after_ms, Ordering::Relaxed);
        self.stored.store(stored, Ordering::Relaxed);
        self.is_behind.store(stored < published, Ordering::Relaxed);
        self.is_reachable.store(true, Ordering::Relaxed);
    }

    /// The store did not answer.
    pub(crate) fn failed(&self) {
        self.is_reachable.store(false, Ordering::Relaxed);
    }

    /// Whether it answered when it was last asked.
    pub(crate) fn is_reachable(&self) -> bool {
        self.is_reachable.load(Ordering::Relaxed)
    }

    /// Whether it stood at an earlier revision than answered then: it was put back, or is another one.
    pub(crate) fn is_behind(&self) -> bool {
        self.is_behind.load(Ordering::Relaxed)
    }

    /// The last revision known to be in it, where one is published.
    pub(crate) fn stored(&self, published: RevisionNumber) -> RevisionNumber {
        let stored = self.stored.load(Ordering::Relaxed);
        // What is published was in the store, even if that has not said so since.
        if self.is_behind() { stored } else { stored.max(published) }
    }

    /// How long ago it last answered.
    pub(crate) fn silence(&self) -> Duration {
        let answered = Duration::from_millis(self.answered_ms.load(Ordering::Relaxed));
        self.began.elapsed().saturating_sub(answered)
    }
}
