//! Keeping the snapshot up with the store, whoever wrote: an import beside the service, a replica.

use std::time::Duration;

use atlas_index::Snapshot;
use atlas_model::{Change, Revision};
use atlas_store::StoreError;

use crate::state::Atlas;

/// How many revisions are read one after another; more are read as a whole dataset.
const MOST: u32 = 5_000;

/// Asks the store again and again whether there is something new, and publishes it. Never ends.
///
/// A store that cannot be reached is asked again; what was published stays.
pub async fn follow(atlas: Atlas, every: Duration) {
    let mut was_reachable = true;
    loop {
        tokio::time::sleep(every).await;
        match catch_up(&atlas).await {
            Ok(()) => was_reachable = true,
            Err(error) if was_reachable => {
                was_reachable = false;
                tracing::warn!(error = &error as &dyn std::error::Error, "the store cannot be followed");
            }
            Err(_) => {}
        }
    }
}

/// Publishes what the store has and the snapshot lacks, all at once.
async fn catch_up(atlas: &Atlas) -> Result<(), StoreError> {
    let snapshot = atlas.snapshot();
    let stored = atlas.store().revision().await?;
    if stored == snapshot.revision() {
        return Ok(());
    }
    let missed = stored.saturating_sub(snapshot.revision());
    if (1..=u64::from(MOST)).contains(&missed) {
        let revisions = atlas.store().revisions_since(snapshot.revision(), MOST).await?;
        if let Some(last) = revisions.last().map(|revision| revision.number) {
            let changes: Vec<Change> = revisions.into_iter().map(change).collect();
            if let Ok(next) = snapshot.apply(&changes, last) {
                publish(atlas, next).await;
                return Ok(());
            }
        }
    }
    reload(atlas).await
}

/// The change that a revision records.
fn change(revision: Revision) -> Change {
    match revision.after {
        Some(record) => Change::Put(record),
        None => Change::Delete(revision.target),
    }
}

/// Reads and indexes everything, on a thread that may block.
async fn reload(atlas: &Atlas) -> Result<(), StoreError> {
    let dataset = atlas.store().load().await?;
    match tokio::task::spawn_blocking(move || Snapshot::build(dataset)).await {
        Ok(Ok(snapshot)) => atlas.publish(snapshot),
        Ok(Err(error)) => tracing::error!(%error, "what the store holds cannot be indexed"),
        Err(error) => tracing::error!(%error, "indexing failed"),
    }
    Ok(())
}

/// Publishes at once, then again on a new base once many changes have gathered.
async fn publish(atlas: &Atlas, next: Snapshot) {
    let repacking = next.wants_repacking().then(|| next.clone());
    atlas.publish(next);
    if let Some(snapshot) = repacking
        && let Ok(Ok(repacked)) = tokio::task::spawn_blocking(move || snapshot.repacked()).await
    {
        atlas.publish(repacked);
    }
}
