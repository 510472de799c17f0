//! Keys that were looked up lately, and the uses of keys that are still to be noted.
//!
//! A client that asks a hundred times a second costs the store one look-up in [`KEPT_FOR`]; a key that is
//! withdrawn is refused by every replica after that time at the latest. What the keyring holds is
//! bounded, and unknown keys are not held at all.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use atlas_store::{ApiKey, Store, StoreError};
use chrono::{DateTime, Utc};
use quick_cache::sync::Cache;
use tokio::time::Instant;

/// How long a key is believed without asking the store.
pub(crate) const KEPT_FOR: Duration = Duration::from_secs(30);

/// How many keys are held at most.
const HELD: usize = 4_096;

/// Keys in memory.
pub(crate) struct Keyring {
    keys: Cache<String, Arc<Kept>>,
    uses: Mutex<HashMap<String, DateTime<Utc>>>,
}

struct Kept {
    key: ApiKey,
    looked_up: Instant,
}

impl Keyring {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { keys: Cache::new(HELD), uses: Mutex::default() }
    }

    /// The key of an identifier, as it was in the store [`KEPT_FOR`] ago at most.
    ///
    /// # Errors
    /// What the store says, where it has to be asked.
    pub(crate) async fn find(&self, store: &dyn Store, id: &str) -> Result<Option<ApiKey>, StoreError> {
        if let Some(kept) = self.keys.get(id).filter(|kept| kept.looked_up.elapsed() < KEPT_FOR) {
            return Ok(Some(kept.key.clone()));
        }
        let looked_up = Instant::now();
        let found = store.find_key(id).await?;
        match &found {
            Some(key) => self.keys.insert(id.to_owned(), Arc::new(Kept { key: key.clone(), looked_up })),
            None => _ = self.keys.remove(id),
        }
        Ok(found)
    }

    /// Keeps a use in mind, and says whether it is the first since the last were noted: whoever hears so
    /// sees to it that they are noted again.
    pub(crate) fn used(&self, id: &str, at: DateTime<Utc>) -> bool {
        let mut uses = self.uses();
        let is_first = uses.is_empty();
        let last = uses.entry(id.to_owned()).or_insert(at);
        *last = at.max(*last);
        is_first
    }

    /// Notes the uses that are kept in mind in the store. Those that cannot be noted stay in mind.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) async fn note_uses(&self, store: &dyn Store) -> Result<(), StoreError> {
        let taken = std::mem::take(&mut *self.uses());
        if taken.is_empty() {
            return Ok(());
        }
        let uses: Vec<_> = taken.into_iter().collect();
        let noted = store.note_key_uses(&uses).await;
        if noted.is_err() {
            let mut now = self.uses();
            for (id, at) in uses {
                let last = now.entry(id).or_insert(at);
                *last = at.max(*last);
            }
        }
        noted
    }

    fn uses(&self) -> MutexGuard<'_, HashMap<String, DateTime<Utc>>> {
        self.uses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
