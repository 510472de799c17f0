//! What the service holds: the snapshot that answers, the store behind it, the cache, the counters.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use arc_swap::{ArcSwap, ArcSwapOption};
use atlas_index::Snapshot;
use atlas_model::{RecordKind, RevisionNumber};
use atlas_store::Store;
use axum::http::HeaderValue;
use bytes::BytesMut;

use crate::metrics::Metrics;
use crate::settings::Settings;
use crate::stored::BodyCache;

/// The service's state; a clone is another handle on the same.
#[derive(Clone)]
pub struct Atlas(Arc<Inner>);

struct Inner {
    snapshot: ArcSwap<Snapshot>,
    store: Arc<dyn Store>,
    settings: Settings,
    metrics: Metrics,
    cache: BodyCache,
    /// Tells request ids of one run of the service from those of another.
    run: u32,
    /// The credits, with the revision that last changed a source.
    credits: ArcSwapOption<(RevisionNumber, Vec<String>)>,
    requests: AtomicU64,
}

impl std::fmt::Debug for Atlas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Atlas").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}

impl Atlas {
    /// A service that answers from a snapshot of the store's records.
    #[must_use]
    pub fn new(snapshot: Snapshot, store: Arc<dyn Store>, settings: Settings) -> Self {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self(Arc::new(Inner {
            snapshot: ArcSwap::from_pointee(snapshot),
            store,
            metrics: Metrics::new(),
            cache: BodyCache::new(settings.cache_bytes),
            settings,
            credits: ArcSwapOption::empty(),
            run: u32::try_from(since_epoch.as_secs() & 0xffff_ffff).unwrap_or_default(),
            requests: AtomicU64::new(0),
        }))
    }

    /// The snapshot of this moment. A request takes it once and keeps it.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.load_full()
    }

    /// The revision of the snapshot of this moment.
    pub(crate) fn revision(&self) -> RevisionNumber {
        self.0.snapshot.load().revision()
    }

    /// Makes a new snapshot the one that answers. The only place where that happens.
    pub fn publish(&self, snapshot: Snapshot) {
        let revision = snapshot.revision();
        self.0.snapshot.store(Arc::new(snapshot));
        tracing::info!(revision, "published");
    }

    /// The record of truth.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.0.store
    }

    /// The limits.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    pub(crate) fn cache(&self) -> &BodyCache {
        &self.0.cache
    }

    /// The credits that every use of a snapshot's records must show, each once, in order.
    pub(crate) fn credits(&self, snapshot: &Snapshot) -> Vec<String> {
        let changed = snapshot.changed(RecordKind::Source);
        if let Some(kept) = self.0.credits.load_full()
            && kept.0 == changed
        {
            return kept.1.clone();
        }
        let sources = snapshot.sources().iter();
        let credits: BTreeSet<String> =
            sources.filter_map(|(_, entry)| entry.record.attribution.clone()).collect();
        let credits: Vec<String> = credits.into_iter().collect();
        self.0.credits.store(Some(Arc::new((changed, credits.clone()))));
        credits
    }

    /// The identifier of a request: the one that a proxy gave, if it is a plain word, or a new one.
    pub(crate) fn request_id(&self, given: Option<&HeaderValue>) -> HeaderValue {
        let is_plain = |value: &&HeaderValue| {
            let bytes = value.as_bytes();
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
            (1..=64).contains(&bytes.len()) && bytes.iter().all(plain)
        };
        if let Some(given) = given.filter(is_plain) {
            return given.clone();
        }
        let number = self.0.requests.fetch_add(1, Ordering::Relaxed);
        new_request_id(self.0.run, number)
    }
}

/// A run and a number in hexadecimal, as `65a1b2c3-1f`. Every request gets one: no formatter here.
fn new_request_id(run: u32, number: u64) -> HeaderValue {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |number: u64, place: u32| DIGITS[usize::from((number >> (4 * place)) as u8 & 0xf)];
    let mut id = BytesMut::with_capacity(25);
    id.extend((0..8).rev().map(|place| digit(run.into(), place)));
    id.extend_from_slice(b"-");
    let places = (64 - number.leading_zeros()).div_ceil(4).max(1);
    id.extend((0..places).rev().map(|place| digit(number, place)));
    HeaderValue::from_maybe_shared(id.freeze()).unwrap_or_else(|_| HeaderValue::from_static("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_is_the_run_and_a_number_in_hexadecimal() {
        for (run, number) in [(0, 0), (0x65a1_b2c3, 0x1f), (u32::MAX, u64::MAX), (1, 16)] {
            assert_eq!(new_request_id(run, number), format!("{run:08x}-{number:x}").as_str());
        }
    }
}
