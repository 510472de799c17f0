//! What a store keeps beside its records, for a copy of the whole.

use std::collections::HashSet;

use atlas_model::{Dataset, Id};

use crate::{ApiKey, ContactAccess, PersonalContact, Store, StoreError};

/// The keys, the contacts and the notes of who looked at them.
pub(crate) struct Beside {
    pub(crate) keys: Vec<ApiKey>,
    /// In the order of actors, those of one in their own.
    pub(crate) contacts: Vec<(Id, PersonalContact)>,
    /// The last first.
    pub(crate) accesses: Vec<ContactAccess>,
}

impl Beside {
    /// Reads what a store keeps beside these records of its. An actor that came since is left out with its
    /// contacts.
    pub(crate) async fn read(from: &dyn Store, records: &Dataset) -> Result<Self, StoreError> {
        let actors: HashSet<&Id> = records.actors.iter().map(|actor| &actor.id).collect();
        let mut contacts = from.every_contact().await?;
        contacts.retain(|(actor, _)| actors.contains(actor));
        let (keys, accesses) = (from.keys().await?, from.contact_accesses(None, u32::MAX).await?);
        Ok(Self { keys, contacts, accesses })
    }
}
