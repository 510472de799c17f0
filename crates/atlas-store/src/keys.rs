//! API keys: what is kept of each, and how a store keeps them.
//!
//! A key is no record: it has no revisions, and no export holds it; a copy of a database does, since it
//! must go on serving the same callers. What a key allows is decided where requests are answered.

mod statements;
mod token;

use async_trait::async_trait;
use atlas_model::{Id, Role};
use chrono::{DateTime, Utc};

use crate::StoreError;

pub(crate) use statements::key_statements;
pub use token::{RANDOM_BYTES, Token};

/// What is kept of an API key: everything but its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Eight characters, the part of the token that may be shown and logged.
    pub id: String,
    /// Whose it is: a function, never a person's name. Recorded as the author of what is written with it.
    pub label: String,
    /// What its holder is.
    pub role: Role,
    /// The country in which its holder serves, by territory identifier.
    pub country: Option<Id>,
    /// The actor for which its holder speaks.
    pub actor: Option<Id>,
    /// SHA-256 of the secret. The secret is 256 random bits, which nobody can guess one by one: a slow hash,
    /// as passwords need it, would protect nothing more and cost every request.
    pub secret_sha256: [u8; 32],
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// From when it is no longer valid.
    pub expires_at: Option<DateTime<Utc>>,
    /// From when it was withdrawn.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was last shown, to within a minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl ApiKey {
    /// Whether it gives any rights at a moment.
    #[must_use]
    pub fn is_valid(&self, at: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| at < end)
    }
}

/// What a store keeps beside its records: the keys of callers. Times are cut to milliseconds.
#[async_trait]
pub trait Keys: Send + Sync {
    /// Adds a key.
    ///
    /// # Errors
    /// A failure of the database; also where a key has this identifier already.
    async fn create_key(&self, key: &ApiKey) -> Result<(), StoreError>;

    /// Every key, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a row cannot be read as a key, or a failure of the database.
    async fn keys(&self) -> Result<Vec<ApiKey>, StoreError>;

    /// The key of an identifier, whether valid or not.
    ///
    /// # Errors
    /// As [`Keys::keys`].
    async fn find_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError>;

    /// Withdraws a key for good, and says whether that was still to be done: false for one that was
    /// withdrawn before or never existed.
    ///
    /// # Errors
    /// A failure of the database.
    async fn revoke_key(&self, id: &str, at: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Notes when keys were last used. An earlier time than the one that is known changes nothing.
    ///
    /// # Errors
    /// A failure of the database; then none was noted.
    async fn note_key_uses(&self, uses: &[(String, DateTime<Utc>)]) -> Result<(), StoreError>;
}
