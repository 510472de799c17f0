//! Opening the database that the settings name, or another one.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use atlas_index::{IndexError, Snapshot};
use atlas_model::Dataset;
use atlas_store::{OpenOptions, Store, StoreError, open};

use crate::config::{Config, shown};
use crate::failure::{Failure, Refusal};
use crate::progress::Step;

/// How long a server that cannot be reached is left alone before it is tried again: at first, and at most.
const PAUSES: [Duration; 2] = [Duration::from_millis(100), Duration::from_secs(2)];

/// Opens the database, which is created with the directories above it where it is missing.
pub(crate) async fn open_or_create(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    create(config.database()).await
}

/// Opens the database at a location, which is created with the directories above it where it is missing.
pub(crate) async fn create(location: &str) -> Result<Arc<dyn Store>, Failure> {
    if let Some(parent) = Path::new(location).parent().filter(|parent| !is_url(location) && !parent.exists())
    {
        std::fs::create_dir_all(parent).map_err(|error| Failure::io(parent, error))?;
    }
    open(location, OpenOptions::default()).await.map_err(|error| Failure::outside(shown(location), error))
}

/// Opens the database, which must be there.
pub(crate) async fn open_existing(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    open_if_there(config).await?.ok_or_else(|| missing(config.database()))
}

/// Opens the database, if there is one.
pub(crate) async fn open_if_there(config: &Config) -> Result<Option<Arc<dyn Store>>, Failure> {
    open_at(config.database()).await
}

/// Opens the database at a location, if there is one.
pub(crate) async fn open_at(location: &str) -> Result<Option<Arc<dyn Store>>, Failure> {
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    match open(location, options).await {
        Ok(store) => Ok(Some(store)),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(Failure::outside(shown(location), error)),
    }
}

/// Opens the database and reads every record. A server that cannot be reached is waited for, and an empty
/// database on it gets its schema, so that replicas may start in any order; a file must be there.
pub(crate) async fn open_and_load(
    config: &Config,
    wait: Duration,
) -> Result<(Arc<dyn Store>, Dataset), Failure> {
    let location = config.database();
    let options = OpenOptions { create: is_url(location), ..OpenOptions::default() };
    let (end, mut pause, mut is_told) = (Instant::now() + wait, PAUSES[0], false);
    loop {
        let error = match try_open_and_load(location, &options).await {
            Ok(opened) => return Ok(opened),
            Err(StoreError::NotFound(_)) => return Err(missing(location)),
            Err(error) => error,
        };
        let is_passing = matches!(error, StoreError::Unavailable { .. } | StoreError::Busy);
        let left = end.saturating_duration_since(Instant::now());
        if !is_passing {
            return Err(Failure::outside(shown(location), error));
        }
        if left.is_zero() {
            return Err(Failure::outside(format!("{} (waited {wait:?})", shown(location)), error));
        }
        if !is_told {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "waiting {wait:?} for {}",
                shown(location)
            );
            is_told = true;
        }
        tokio::time::sleep(pause.min(left)).await;
        pause = (pause * 2).min(PAUSES[1]);
    }
}

async fn try_open_and_load(
    location: &str,
    options: &OpenOptions,
) -> Result<(Arc<dyn Store>, Dataset), StoreError> {
    let store = open(location, options.clone()).await?;
    let _step = Step::begin("reading the database…");
    match store.load().await {
        Ok(dataset) => Ok((store, dataset)),
        Err(error) => {
            store.close().await;
            Err(error)
        }
    }
}

fn missing(location: &str) -> Failure {
    let shown = shown(location);
    let first = if is_url(location) { "let its administrator create it, then fill it" } else { "create it" };
    Failure::plain(format!(
        "there is no database at {shown}; {first} from data packages: atlas import --database {shown} DIR…"
    ))
}

/// Whether a location names a server, not a file.
fn is_url(location: &str) -> bool {
    location.contains("://") && !location.starts_with("sqlite:")
}

/// Reads every record.
pub(crate) async fn load(store: &dyn Store, config: &Config) -> Result<Dataset, Failure> {
    let _step = Step::begin("reading the database…");
    store.load().await.map_err(|error| Failure::outside(config.shown_database(), error))
}

/// Indexes records, on a thread that may block.
pub(crate) async fn index(dataset: Dataset, config: &Config) -> Result<Snapshot, Failure> {
    let _step = Step::begin("indexing…");
    let built = tokio::task::spawn_blocking(move || Snapshot::build(dataset)).await;
    match built.map_err(|error| Failure::outside("indexing", error))? {
        Ok(snapshot) => Ok(snapshot),
        Err(IndexError::Faults(faults)) => {
            Err(Failure::Refused(vec![Refusal::records(config.shown_database(), &faults)]))
        }
    }
}
