//! Opening the database that the settings name.

use std::path::Path;
use std::sync::Arc;

use atlas_index::{IndexError, Snapshot};
use atlas_model::Dataset;
use atlas_store::{OpenOptions, Store, StoreError, open};

use crate::config::Config;
use crate::failure::{Failure, Refusal};
use crate::progress::Step;

/// Opens the database, which is created with the directories above it where it is missing.
pub(crate) async fn open_or_create(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    let location = config.database();
    let is_file = !location.contains("://");
    if let Some(parent) = Path::new(location).parent().filter(|parent| is_file && !parent.exists()) {
        std::fs::create_dir_all(parent).map_err(|error| Failure::io(parent, error))?;
    }
    open(location, OpenOptions::default()).await.map_err(|error| Failure::outside(location, error))
}

/// Opens the database, which must be there.
pub(crate) async fn open_existing(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    let location = config.database();
    open_if_there(config).await?.ok_or_else(|| {
        Failure::plain(format!(
            "there is no database at {location}; create it from data packages: \
             atlas import --database {location} DIR…"
        ))
    })
}

/// Opens the database, if there is one.
pub(crate) async fn open_if_there(config: &Config) -> Result<Option<Arc<dyn Store>>, Failure> {
    let location = config.database();
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    match open(location, options).await {
        Ok(store) => Ok(Some(store)),
        Err(StoreError::NotFound(_)) => Ok(None),
        Err(error) => Err(Failure::outside(location, error)),
    }
}

/// Reads every record.
pub(crate) async fn load(store: &dyn Store, config: &Config) -> Result<Dataset, Failure> {
    let _step = Step::begin("reading the database…");
    store.load().await.map_err(|error| Failure::outside(config.database(), error))
}

/// Indexes records, on a thread that may block.
pub(crate) async fn index(dataset: Dataset, config: &Config) -> Result<Snapshot, Failure> {
    let _step = Step::begin("indexing…");
    let built = tokio::task::spawn_blocking(move || Snapshot::build(dataset)).await;
    match built.map_err(|error| Failure::outside("indexing", error))? {
        Ok(snapshot) => Ok(snapshot),
        Err(IndexError::Faults(faults)) => {
            Err(Failure::Refused(vec![Refusal::records(config.database(), &faults)]))
        }
    }
}
