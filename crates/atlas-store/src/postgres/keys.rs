//! Keeps keys in the database. They take part in no revision and wait for no writer: neither the lock of
//! writers nor their connection is taken.

use async_trait::async_trait;
use atlas_model::Id;
use chrono::{DateTime, SubsecRound, Utc};
use sqlx::{Connection, PgConnection};

use super::{ANSWER_WITHIN, BEGIN, PgStore, acquire, within};
use crate::keys::key_statements;
use crate::{ApiKey, Keys, StoreError};

key_statements!(PgConnection, DateTime<Utc>, bound, read_bound);

#[async_trait]
impl Keys for PgStore {
    async fn create_key(&self, key: &ApiKey) -> Result<(), StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, create(&mut connection, key)).await
    }

    async fn keys(&self) -> Result<Vec<ApiKey>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, all(&mut connection)).await
    }

    async fn find_key(&self, id: &str) -> Result<Option<ApiKey>, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, find(&mut connection, id)).await
    }

    async fn revoke_key(&self, id: &str, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut connection = acquire(&self.readers).await?;
        within(ANSWER_WITHIN, revoke(&mut connection, id, at)).await
    }

    async fn note_key_uses(&self, uses: &[(String, DateTime<Utc>)]) -> Result<(), StoreError> {
        // In one order, so that two replicas that note the same keys never wait for each other in a circle.
        let mut uses: Vec<_> = uses.iter().collect();
        uses.sort_unstable();
        let mut connection = acquire(&self.readers).await?;
        let noted = async {
            let mut transaction = connection.begin_with(BEGIN).await?;
            for (id, at) in uses {
                note_use(&mut transaction, id, *at).await?;
            }
            Ok(transaction.commit().await?)
        };
        within(ANSWER_WITHIN, noted).await
    }
}

/// Writes the keys of another store, within the transaction that copies it. A key that is here already
/// stays as it is.
pub(super) async fn restore(connection: &mut PgConnection, keys: &[ApiKey]) -> Result<(), StoreError> {
    for key in keys {
        if find(connection, &key.id).await?.is_none() {
            create(connection, key).await?;
        }
    }
    Ok(())
}

pub(super) fn bound(at: DateTime<Utc>) -> DateTime<Utc> {
    at
}

pub(super) fn read_bound(at: &DateTime<Utc>) -> Result<DateTime<Utc>, StoreError> {
    Ok(*at)
}
