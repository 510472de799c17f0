//! The statements about keys: one text for every database, typed for the connection of each.

/// Defines `create`, `all`, `find`, `revoke` and `note_use` for a connection, given how times are bound
/// and read there.
macro_rules! key_statements {
    ($connection:ty, $time:ty, $write_time:path, $read_time:path) => {
        type KeyRow = (
            String,
            String,
            String,
            Option<String>,
            Option<String>,
            Vec<u8>,
            $time,
            Option<$time>,
            Option<$time>,
            Option<$time>,
        );

        async fn create(connection: &mut $connection, key: &ApiKey) -> Result<(), StoreError> {
            let time = |at: DateTime<Utc>| $write_time(at.trunc_subsecs(3));
            sqlx::query(
                "INSERT INTO api_key (id, label, role, country, actor, secret_sha256, created_at, expires_at,
                     revoked_at, last_used_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(&key.id)
            .bind(&key.label)
            .bind(key.role.as_str())
            .bind(key.country.as_ref().map(Id::as_str))
            .bind(key.actor.as_ref().map(Id::as_str))
            .bind(&key.secret_sha256[..])
            .bind(time(key.created_at))
            .bind(key.expires_at.map(time))
            .bind(key.revoked_at.map(time))
            .bind(key.last_used_at.map(time))
            .execute(connection)
            .await?;
            Ok(())
        }

        async fn all(connection: &mut $connection) -> Result<Vec<ApiKey>, StoreError> {
            let rows: Vec<KeyRow> = sqlx::query_as(
                "SELECT id, label, role, country, actor, secret_sha256, created_at, expires_at, revoked_at,
                     last_used_at
                 FROM api_key ORDER BY created_at, id",
            )
            .fetch_all(connection)
            .await?;
            rows.into_iter().map(read).collect()
        }

        async fn find(connection: &mut $connection, id: &str) -> Result<Option<ApiKey>, StoreError> {
            let row: Option<KeyRow> = sqlx::query_as(
                "SELECT id, label, role, country, actor, secret_sha256, created_at, expires_at, revoked_at,
                     last_used_at
                 FROM api_key WHERE id = $1",
            )
            .bind(id)
            .fetch_optional(connection)
            .await?;
            row.map(read).transpose()
        }

        async fn revoke(
            connection: &mut $connection,
            id: &str,
            at: DateTime<Utc>,
        ) -> Result<bool, StoreError> {
            let done = sqlx::query("UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
                .bind(id)
                .bind($write_time(at.trunc_subsecs(3)))
                .execute(connection)
                .await?;
            Ok(done.rows_affected() > 0)
        }

        async fn note_use(
            connection: &mut $connection,
            id: &str,
            at: DateTime<Utc>,
        ) -> Result<(), StoreError> {
            sqlx::query(
                "UPDATE api_key SET last_used_at = $2
                 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $2)",
            )
            .bind(id)
            .bind($write_time(at.trunc_subsecs(3)))
            .execute(connection)
            .await?;
            Ok(())
        }

        fn read(row: KeyRow) -> Result<ApiKey, StoreError> {
            let (id, label, role, country, actor, secret, created, expires, revoked, last_used) = row;
            let read_time = |time: $time| $read_time(&time);
            let of_key = |error: &dyn std::fmt::Display| StoreError::unreadable(format!("key {id}"), error);
            Ok(ApiKey {
                role: role.parse().map_err(|error| of_key(&error))?,
                country: country.map(Id::new).transpose().map_err(|error| of_key(&error))?,
                actor: actor.map(Id::new).transpose().map_err(|error| of_key(&error))?,
                secret_sha256: secret.try_into().map_err(|_| of_key(&"its hash has no 32 bytes"))?,
                created_at: $read_time(&created)?,
                expires_at: expires.map(read_time).transpose()?,
                revoked_at: revoked.map(read_time).transpose()?,
                last_used_at: last_used.map(read_time).transpose()?,
                id,
                label,
            })
        }
    };
}
pub(crate) use key_statements;
