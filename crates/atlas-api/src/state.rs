//! What the service holds: the snapshot that answers, the store behind it, the cache, the counters.

use std::collections::BTreeSet;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arc_swap::{ArcSwap, ArcSwapOption};
use atlas_index::Snapshot;
use atlas_model::{RecordKind, RevisionNumber};
use atlas_store::Store;
use axum::http::HeaderValue;
use bytes::BytesMut;
use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, watch};

use crate::contact::Contact;
use crate::identity::{Issuer, Keyring};
use crate::limit::Limits;
use crate::metrics::Metrics;
use crate::past::Past;
use crate::settings::Settings;
use crate::stored::BodyCache;

/// How long uses of keys are gathered before they are noted in the store.
const USES_NOTED_AFTER: Duration = Duration::from_secs(10);

/// The service's state; a clone is another handle on the same.
#[derive(Clone)]
pub struct Atlas(Arc<Inner>);

struct Inner {
    snapshot: ArcSwap<Snapshot>,
    /// The revision of the snapshot, for those who wait for one. Its lock puts publishers in a row.
    published: watch::Sender<RevisionNumber>,
    store: Arc<dyn Store>,
    contact: Contact,
    settings: Settings,
    metrics: Metrics,
    cache: BodyCache,
    past: Past,
    /// A place for each client that listens to the feed.
    listeners: Arc<Semaphore>,
    keyring: Keyring,
    /// Whose bearer tokens are taken.
    issuer: Option<Issuer>,
    limits: Limits,
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
        let revision = snapshot.revision();
        let issuer = settings.oidc.clone().map(Issuer::new);
        let limits = Limits::new(&settings.rates);
        Self(Arc::new(Inner {
            snapshot: ArcSwap::from_pointee(snapshot),
            published: watch::Sender::new(revision),
            store,
            contact: Contact::new(revision),
            metrics: Metrics::new(),
            cache: BodyCache::new(settings.cache_bytes),
            past: Past::default(),
            listeners: Arc::new(Semaphore::new(settings.listeners)),
            settings,
            keyring: Keyring::new(),
            issuer,
            limits,
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

    /// Makes a new snapshot the one that answers, and wakes who waits for its revision. The only place
    /// where that happens.
    ///
    /// What is published never goes back: a snapshot of an earlier revision is dropped, and false given.
    pub fn publish(&self, snapshot: Snapshot) -> bool {
        let revision = snapshot.revision();
        let (mut next, mut is_published) = (Some(Arc::new(snapshot)), false);
        let mut replaced = None;
        self.0.published.send_if_modified(|published| {
            if revision < *published {
                return false;
            }
            replaced = next.take().map(|next| self.0.snapshot.swap(next));
            is_published = true;
            std::mem::replace(published, revision) != revision
        });
        // The last handle on a snapshot frees it, which may take long: on a thread that may block.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            drop(runtime.spawn_blocking(move || drop(replaced)));
        }
        if is_published {
            tracing::info!(revision, "published");
        } else {
            tracing::warn!(revision, "not published: a later revision answers already");
        }
        is_published
    }

    /// Waits until a revision or a later one answers, for at most so long. Says whether it does.
    pub(crate) async fn reaches(&self, revision: RevisionNumber, at_most: Duration) -> bool {
        if self.revision() >= revision {
            return true;
        }
        let mut published = self.0.published.subscribe();
        let reached = published.wait_for(|published| *published >= revision);
        tokio::time::timeout(at_most, reached).await.is_ok_and(|reached| reached.is_ok())
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

    /// What is known of the store without asking it.
    pub(crate) fn contact(&self) -> &Contact {
        &self.0.contact
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Earlier states that were asked for.
    pub(crate) fn past(&self) -> &Past {
        &self.0.past
    }

    /// The places for those who listen to the feed.
    pub(crate) fn listeners(&self) -> &Arc<Semaphore> {
        &self.0.listeners
    }

    pub(crate) fn cache(&self) -> &BodyCache {
        &self.0.cache
    }

    /// The keys that were looked up lately.
    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// The issuer whose bearer tokens are taken.
    pub(crate) fn issuer(&self) -> Option<&Issuer> {
        self.0.issuer.as_ref()
    }

    /// How often clients may do what, and did.
    pub(crate) fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// Keeps in mind that a key was used; with others it is noted in the store a little later.
    pub(crate) fn note_key_use(&self, id: &str, at: DateTime<Utc>) {
        if self.0.keyring.used(id, at) {
            let atlas = self.clone();
            drop(tokio::spawn(async move {
                tokio::time::sleep(USES_NOTED_AFTER).await;
                atlas.note_key_uses().await;
            }));
        }
    }

    async fn note_key_uses(&self) {
        if let Err(error) = self.0.keyring.note_uses(self.store()).await {
            let error = &error as &dyn Error;
            tracing::warn!(error, "when keys were last used is noted with their next use");
        }
    }

    /// Notes what is still to be noted, and closes the store.
    pub async fn close(&self) {
        self.note_key_uses().await;
        self.0.store.close().await;
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
