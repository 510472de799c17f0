//! Keeps contacts in the file, and leaves nothing of what is erased in it.

use async_trait::async_trait;
use atlas_model::{ContactAction, Id};
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Connection, SqliteConnection};

use super::revision::{read_time, write_time};
use super::{SqliteStore, checkpoint};
use crate::contacts::{Fingerprint, action, contact_statements, fingerprint};
use crate::revision::{read_id, read_number};
use crate::{ContactAccess, Contacts, PersonalContact, StoreError, Visitor};

contact_statements!(SqliteConnection, String, write_time, read_time);

#[async_trait]
impl Contacts for SqliteStore {
    async fn read_contacts(
        &self,
        actor: &Id,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<Vec<PersonalContact>, StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        let contacts = of_actor(&mut transaction, actor).await?;
        note(&mut transaction, actor, by, ContactAction::Read, at).await?;
        transaction.commit().await?;
        Ok(contacts)
    }

    async fn replace_contacts(
        &self,
        actor: &Id,
        contacts: &[PersonalContact],
        seen: Option<Fingerprint>,
        by: &Visitor,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        replace(&mut transaction, actor, contacts, seen).await?;
        note(&mut transaction, actor, by, action(contacts), at).await?;
        transaction.commit().await?;
        // What was there before is in the log until that is folded into the file.
        checkpoint(writer).await
    }

    async fn contact_accesses(
        &self,
        before: Option<u64>,
        limit: u32,
    ) -> Result<Vec<ContactAccess>, StoreError> {
        noted(&mut *self.readers.acquire().await?, before, limit).await
    }

    async fn every_contact(&self) -> Result<Vec<(Id, PersonalContact)>, StoreError> {
        all(&mut *self.readers.acquire().await?).await
    }
}
