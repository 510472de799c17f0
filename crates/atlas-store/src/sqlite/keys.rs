//! Keeps keys in the file. They take part in no revision, so nobody who follows the store is told.

use async_trait::async_trait;
use atlas_model::Id;
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Connection, SqliteConnection};

use super::SqliteStore;
use super::revision::{read_time, write_time};
use crate::keys::key_statements;
use crate::{ApiKey, Keys, StoreError};

key_statements!(SqliteConnection, String, write_time, read_time);

#[async_trait]
impl Keys for SqliteStore {
    async fn create_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        create(writer.as_mut().ok_or(sqlx::Error::PoolClosed)?, key).await
    }

    async fn keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        all(&mut *self.readers.acquire().await?).await
    }

    async fn find_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        find(&mut *self.readers.acquire().await?, id).await
    }

    async fn revoke_key(&self, id: &str, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut writer = self.writer.lock().await;
        revoke(writer.as_mut().ok_or(sqlx::Error::PoolClosed)?, id, at).await
    }

    async fn note_key_uses(&self, uses: &[(String, DateTime<Utc>)]) -> Result<(), StoreError> {
        let mut writer = self.writer.lock().await;
        let writer = writer.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        for (id, at) in uses {
            note_use(&mut transaction, id, *at).await?;
        }
        Ok(transaction.commit().await?)
    }
}

/// Writes the keys of another store, within the transaction that copies it. A key that is here already
/// stays as it is.
pub(super) async fn restore(connection: &mut SqliteConnection, keys: &[ApiKey]) -> Result<(), StoreError> {
    for key in keys {
        if find(connection, &key.id).await?.is_none() {
            create(connection, key).await?;
        }
    }
    Ok(())
}
