//! From a location to a store.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::sqlite::SqliteStore;
use crate::{Store, StoreError};

/// How to open a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenOptions {
    /// Whether to create the database where there is none.
    pub create: bool,
    /// How many connections read at the same time.
    pub readers: u32,
    /// How long a writer waits for another process before it gives up as busy.
    pub busy_timeout: Duration,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { create: true, readers: 4, busy_timeout: Duration::from_secs(10) }
    }
}

/// Opens the store at a location: a path (`atlas.gpkg`), or `sqlite:` and a path.
///
/// The schema is brought up to date. A file that is not an atlas is refused and left as it is.
///
/// # Errors
/// [`StoreError::NotFound`] where there is nothing and nothing was to be created,
/// [`StoreError::NotAnAtlas`] for any other file, [`StoreError::UnsupportedBackend`] for the URL of a server
/// or a database in memory, [`StoreError::UnsupportedSchema`] for the file of a newer program.
pub async fn open(location: &str, options: OpenOptions) -> Result<Arc<dyn Store>, StoreError> {
    let path = match location.split_once(':') {
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
fn without_password(location: &str) -> String {
    let (scheme, rest) = location.split_once("://").unwrap_or((location, ""));
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_its_password() {
        assert_eq!(without_password("postgres://atlas:secret@db.example/atlas"), "postgres://db.example");
        assert_eq!(without_password("postgres://db.example"), "postgres://db.example");
    }
}
