//! Personal contacts: what is kept of each, and who looked at them.
//!
//! They are no records: they have no revisions, take part in no change set and are in no snapshot, so no
//! export, feed or log ever holds them, and nothing is left of them once they are erased (RGPD, art. 17).
//! Nobody reads those of an actor without a note of it, made in the same transaction.

mod statements;

use async_trait::async_trait;
use atlas_model::{ContactAction, Id};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use crate::StoreError;

pub(crate) use statements::contact_statements;

/// Whom to turn to at an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalContact {
    /// The function.
    pub function: String,
    /// Who holds it.
    pub name: Option<String>,
    /// Address of a mailbox.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Why this may be kept (RGPD, art. 6): a consent and its date, a public task.
    pub legal_basis: String,
    /// When it was written.
    pub updated_at: DateTime<Utc>,
    /// Who wrote it: the label of a caller, which is a function.
    pub updated_by: String,
}

/// What stands for the contacts of an actor: the same for the same contacts in the same order, and for no others.
pub type Fingerprint = [u8; 32];

/// The fingerprint of contacts.
#[must_use]
pub fn fingerprint(contacts: &[PersonalContact]) -> Fingerprint {
    let mut hash = Sha256::new();
    for contact in contacts {
        let at = contact.updated_at.timestamp_millis().to_string();
        for part in [
            Some(&contact.function),
            contact.name.as_ref(),
            contact.email.as_ref(),
            contact.phone.as_ref(),
            Some(&contact.legal_basis),
            Some(&at),
            Some(&contact.updated_by),
        ] {
            // Its length before each part, so that no two lists are the same bytes.
            hash.update(part.map_or(u64::MAX, |part| part.len() as u64).to_be_bytes());
            hash.update(part.map_or("", String::as_str));
        }
    }
    hash.finalize().into()
}

/// Who looks at contacts or changes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// What stands for the caller for ever.
    pub principal: String,
    /// The caller's function.
    pub label: String,
}

/// That somebody looked at the contacts of an actor or changed them; not what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactAccess {
    /// A number that grows with time.
    pub number: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub visitor: Visitor,
    /// Whose contacts.
    pub actor: Id,
    /// What was done.
    pub action: ContactAction,
}

/// What a store keeps beside its records: personal contacts. Times are cut to milliseconds.
#[async_trait]
pub trait Contacts: Send + Sync {
    /// The contacts of an actor, in the order in which they were put. The look is noted.
    ///
    /// # Errors
    /// A failure of the database, [`StoreError::Corrupt`] included; then nothing was given.
    async fn read_contacts(
        &self,
        actor: &Id,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<Vec<PersonalContact>, StoreError>;

    /// Puts contacts in the place of those that an actor has; none erases them, as far as the database
    /// keeps what it writes: of a file nothing is left to read, of a server what its backups and its log
    /// hold. That it was done is noted. `seen` is the [`fingerprint`] of the contacts that are to be replaced,
    /// where not any may be.
    ///
    /// # Errors
    /// [`StoreError::ContactsChanged`] where the actor has other contacts than those seen; a failure of the
    /// database; also where there is no such actor.
    async fn replace_contacts(
        &self,
        actor: &Id,
        contacts: &[PersonalContact],
        seen: Option<Fingerprint>,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// At most `limit` notes of who did what, the last first; only those before a number, where one is
    /// given.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a note cannot be read, or a failure of the database.
    async fn contact_accesses(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ContactAccess>, StoreError>;

    /// The contacts of every actor, for a copy of the whole store; this is not noted.
    ///
    /// # Errors
    /// As [`Contacts::contact_accesses`].
    async fn every_contact(&self) -> Result<Vec<(Id, PersonalContact)>, StoreError>;
}

/// How putting these contacts in the place of others is noted.
pub(crate) const fn action(contacts: &[PersonalContact]) -> ContactAction {
    if contacts.is_empty() { ContactAction::Erased } else { ContactAction::Replaced }
}
