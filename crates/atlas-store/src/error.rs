//! Why a store cannot do what it was asked to, by what the caller can do about it.

use atlas_model::{Fault, ProposalState, RecordRef, RevisionNumber};
use sqlx::error::DatabaseError;
use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

/// Why a store refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such file or schema, and none was to be created, or the server has no such database.
    /// Check the location, create the database, or import first.
    #[error("there is no database at {0}")]
    NotFound(String),
    /// The file or database is something else; it was not touched. Name another one.
    #[error("{0} is not an atlas: it holds something else and was left as it is")]
    NotAnAtlas(String),
    /// The location names no database that an atlas is kept in. Name a file or a PostgreSQL database.
    #[error(
        "{0} cannot be opened: an atlas is kept in a GeoPackage file, such as atlas.gpkg, or in \
         PostgreSQL with PostGIS, such as postgres://host/atlas"
    )]
    UnsupportedBackend(String),
    /// A newer or altered program wrote the schema. Use that program.
    #[error("the database has a schema that this build does not know: {0}")]
    UnsupportedSchema(String),
    /// Others keep the database locked. Try again.
    #[error("the database is busy; try again")]
    Busy,
    /// The server cannot be reached, is shutting down or starting, takes no more connections, or lets
    /// nobody write just now. It may come back: go on without it and try again later; the store need not
    /// be opened anew.
    #[error("the database server cannot be reached")]
    Unavailable(#[source] sqlx::Error),
    /// A copy was to be made here, but the store has revisions already. Name an empty one.
    #[error("the database is not empty: it stands at revision {0}")]
    NotEmpty(RevisionNumber),
    /// The change set breaks rules; nothing was written. Correct it and send it again.
    #[error("the change set was refused: {}", summary(.0))]
    Refused(Vec<(RecordRef, Fault)>),
    /// These records are not as whoever proposes the changes believed; nothing was written. Look at them
    /// and propose again.
    #[error("changed meanwhile: {}", listed(.0))]
    Stale(Vec<RecordRef>),
    /// The key of the request belongs to another request of the same sender; nothing was written. Make up
    /// a new one.
    #[error("the key of the request was used for another request")]
    KeyReused,
    /// There is no change set of this identifier.
    #[error("there is no change set {0}")]
    NoChangeSet(String),
    /// A change set of this identifier was submitted before; nothing was written. Make up a new one, unless
    /// it was this very request that submitted it.
    #[error("there is a change set {0} already")]
    ChangeSetExists(String),
    /// The change set was changed meanwhile, and is at this version now; nothing was written. Look at it
    /// again.
    #[error("the change set was changed meanwhile: it is at version {0}")]
    Outdated(u32),
    /// The change set does not wait for decisions any more; nothing was written, and nothing of it can be
    /// changed.
    #[error("the change set is {0}: nothing of it can be changed any more")]
    Settled(ProposalState),
    /// The actor has other contacts than those that were seen; nothing was written. Look at them again.
    #[error("the contacts were changed meanwhile")]
    ContactsChanged,
    /// The rows at these places of the change set are decided already, or named twice; nothing was written.
    #[error("decided already: {}", listed(.0))]
    AlreadyDecided(Vec<String>),
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

/// The first records, or places, by name.
fn listed(items: &[impl ToString]) -> String {
    let shown: Vec<String> = items.iter().take(3).map(ToString::to_string).collect();
    let more = items.len().saturating_sub(shown.len());
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{rest}", shown.join(", "))
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let Some(of_database) = error.as_database_error() {
            return match meaning(of_database) {
                Meaning::Busy => Self::Busy,
                Meaning::Unavailable => Self::Unavailable(error),
                Meaning::Corrupt => Self::Corrupt(error.to_string()),
                Meaning::NotAnAtlas => Self::NotAnAtlas("the file".to_owned()),
                Meaning::Other => Self::Database(error),
            };
        }
        match error {
            // Only a server is spoken to over a connection.
            sqlx::Error::Io(_) => Self::Unavailable(error),
            sqlx::Error::PoolTimedOut => Self::Busy,
            _ => Self::Database(error),
        }
    }
}

/// What an error of a database comes to.
enum Meaning {
    Busy,
    Unavailable,
    Corrupt,
    NotAnAtlas,
    Other,
}

fn meaning(error: &dyn DatabaseError) -> Meaning {
    if let Some(error) = error.try_downcast_ref::<SqliteError>() {
        // Primary result codes of SQLite; the extended code carries them in its low byte.
        return match error.code().and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff) {
            Some(5 | 6) => Meaning::Busy,
            Some(11) => Meaning::Corrupt,
            Some(26) => Meaning::NotAnAtlas,
            _ => Meaning::Other,
        };
    }
    // SQLSTATE, appendix A of the manual of PostgreSQL.
    match error.try_downcast_ref::<PgDatabaseError>().map(PgDatabaseError::code) {
        // Lock not available within its timeout, deadlock, serialization failure.
        Some("55P03" | "40P01" | "40001") => Meaning::Busy,
        // Shut down by its administrator or by a crash, not up yet, taken away; no connection left; a
        // standby, which takes no writes; idle for too long within a transaction.
        Some("57P01" | "57P02" | "57P03" | "57P04" | "57P05" | "53300" | "25006" | "25P03") => {
            Meaning::Unavailable
        }
        Some(code) if code.starts_with("08") => Meaning::Unavailable,
        Some("XX001" | "XX002") => Meaning::Corrupt,
        _ => Meaning::Other,
    }
}
