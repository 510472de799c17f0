//! From a location to a store.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::postgres::PgStore;
use crate::sqlite::SqliteStore;
use crate::{Store, StoreError};

/// How to open a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOptions {
    /// Whether to create the database where there is none: the file, or the tables within the database
    /// of a server. The database itself is its administrator's to create.
    pub create: bool,
    /// How many connections read at the same time. One more writes, and on a server one more listens.
    pub readers: u32,
    /// How long a writer waits for others before it gives up as busy.
    pub busy_timeout: Duration,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { create: true, readers: 4, busy_timeout: Duration::from_secs(10) }
    }
}

/// Opens the store at a location: a path (`atlas.gpkg`), `sqlite:` and a path, or the URL of a PostgreSQL
/// database (`postgres://user:password@host:5432/atlas?sslmode=…`) with the parameters and the environment
/// that its programs know.
///
/// The schema is brought up to date, once, however many programs open it at the same time. What is not an
/// atlas is refused and left as it is.
///
/// # Errors
/// [`StoreError::NotFound`] where there is nothing and nothing was to be created, or no such database on
/// the server, [`StoreError::NotAnAtlas`] for any other file or database,
/// [`StoreError::UnsupportedBackend`] for any other URL or a database in memory,
/// [`StoreError::UnsupportedSchema`] for the schema of a newer program, [`StoreError::Unavailable`] when the
/// server does not answer.
pub async fn open(location: &str, options: OpenOptions) -> Result<Arc<dyn Store>, StoreError> {
    let path = match location.split_once(':') {
        Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
            return Ok(Arc::new(PgStore::open(location, &options).await?));
        }
        Some(("sqlite", rest)) => rest.strip_prefix("//").unwrap_or(rest),
        Some((_, rest)) if rest.starts_with("//") => {
            return Err(StoreError::UnsupportedBackend(without_password(location)));
        }
        _ => location,
    };
    if path.is_empty() || path == ":memory:" {
        return Err(StoreError::UnsupportedBackend(location.to_owned()));
    }
    Ok(Arc::new(SqliteStore::open(Path::new(path), &options).await?))
}

/// The scheme and host of a URL: what may be shown or logged.
pub(crate) fn without_password(location: &str) -> String {
    let (scheme, rest) = location.split_once("://").unwrap_or((location, ""));
    // A password may hold any sign if somebody forgot to escape it, so whatever precedes the last @ goes.
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        for location in [
            "mysql://atlas:secret@db.example/atlas",
            "mysql://atlas:sec/ret?@db.example/atlas",
            "mysql://db.example?password=secret",
            "mysql://db.example",
        ] {
            assert_eq!(without_password(location), "mysql://db.example");
        }
    }
}
