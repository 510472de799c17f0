//! Keeps contacts in the database. They wait for no writer of records.

use async_trait::async_trait;
use atlas_model::{ContactAction, Id};
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Connection, PgConnection};

use super::keys::{bound, read_bound};
use super::{ANSWER_WITHIN, BEGIN, PgStore, acquire, within};
use crate::contacts::{Fingerprint, action, contact_statements, fingerprint};
use crate::revision::{read_id, read_number};
use crate::{ContactAccess, Contacts, PersonalContact, StoreError, Visitor};

contact_statements!(PgConnection, DateTime<Utc>, bound, read_bound);

#[async_trait]
impl Contacts for PgStore {
    async fn read_contacts(
        &self,
        actor: &Id,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<Vec<PersonalContact>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        let looked = async {
            let mut transaction = connection.begin_with(BEGIN).await?;
            let contacts = of_actor(&mut transaction, actor).await?;
            note(&mut transaction, actor, by, ContactAction::Read, at).await?;
            transaction.commit().await?;
            Ok(contacts)
        };
        within(ANSWER_WITHIN, looked).await
    }

    async fn replace_contacts(
        &self,
        actor: &Id,
        contacts: &[PersonalContact],
        seen: Option<Fingerprint>,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut connection = acquire(&self.readers).await?;
        let replaced = async {
            let mut transaction = connection.begin_with(BEGIN).await?;
            // Two that replace the contacts of one actor take turns: the second then removes what the first
            // put. The actor itself may be read and changed meanwhile.
            sqlx::query("SELECT id FROM actor WHERE id = $1 FOR NO KEY UPDATE")
                .bind(actor.as_str())
                .fetch_optional(&mut *transaction)
                .await?;
            replace(&mut transaction, actor, contacts, seen).await?;
            note(&mut transaction, actor, by, action(contacts), at).await?;
            Ok(transaction.commit().await?)
        };
        within(ANSWER_WITHIN, replaced).await
    }

    async fn contact_accesses(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ContactAccess>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, noted(&mut connection, before, limit)).await
    }

    async fn every_contact(&self) -> Result<Vec<(Id, PersonalContact)>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, all(&mut connection)).await
    }
}
