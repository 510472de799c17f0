//! Why a store cannot do what it was asked to, by what the caller can do about it.

use atlas_model::{Fault, RecordRef};
use sqlx::error::DatabaseError as _;
use sqlx::sqlite::SqliteError;

/// Why a store refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file, and none was to be created. Check the path, or import first.
    #[error("there is no database at {0}")]
    NotFound(String),
    /// The file is something else; it was not touched. Name another file.
    #[error("{0} is not an atlas: the file holds something else and was left as it is")]
    NotAnAtlas(String),
    /// The location names a database that this build does not speak. Name a file.
    #[error("{0} cannot be opened: this build keeps the atlas in a GeoPackage file, such as atlas.gpkg")]
    UnsupportedBackend(String),
    /// A newer or altered program wrote the schema. Use that program.
    #[error("the database has a schema that this build does not know: {0}")]
    UnsupportedSchema(String),
    /// Another process keeps the database locked. Try again.
    #[error("the database is busy; try again")]
    Busy,
    /// The change set breaks rules; nothing was written. Correct it and send it again.
    #[error("the change set was refused: {}", summary(.0))]
    Refused(Vec<(RecordRef, Fault)>),
    /// The database holds something that no commit can have written. Restore a copy.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// The database failed: no space, no permission, a connection lost. An operator must look.
    #[error("the database failed")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// A value that cannot be read back as what it should be.
    pub(crate) fn unreadable(what: impl std::fmt::Display, error: impl std::fmt::Display) -> Self {
        Self::Corrupt(format!("{what}: {error}"))
    }
}

/// The first faults in words; the caller shows them all from the variant.
fn summary(faults: &[(RecordRef, Fault)]) -> String {
    let shown: Vec<String> =
        faults.iter().take(3).map(|(record, fault)| format!("{record}, {fault}")).collect();
    let more = faults.len().saturating_sub(shown.len());
    let rest = if more == 0 { String::new() } else { format!("; and {more} more") };
    format!("{}{rest}", shown.join("; "))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // Primary result codes of SQLite; the extended code carries them in its low byte.
        let code = error
            .as_database_error()
            .and_then(|error| error.try_downcast_ref::<SqliteError>())
            .and_then(|error| error.code()?.parse::<u32>().ok())
            .map(|code| code & 0xff);
        match (&error, code) {
            (sqlx::Error::PoolTimedOut, _) | (_, Some(5 | 6)) => Self::Busy,
            (_, Some(11)) => Self::Corrupt(error.to_string()),
            (_, Some(26)) => Self::NotAnAtlas("the file".to_owned()),
            _ => Self::Database(error),
        }
    }
}
