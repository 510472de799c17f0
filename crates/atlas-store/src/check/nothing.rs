//! The rules as a database without records would apply them, where there is none yet.

use async_trait::async_trait;
use atlas_model::{ChangeSet, Id, RecordKind, RecordRef};

use super::{Existing, check};
use crate::StoreError;

/// Whether a new database would take a change set, so that none needs to be made for one that it refuses.
///
/// # Errors
/// [`StoreError::Refused`] with every fault, as [`crate::Store::commit`] gives it.
pub async fn check_on_empty(change_set: &ChangeSet) -> Result<(), StoreError> {
    check(change_set, &mut Nothing).await
}

/// A database without records.
struct Nothing;

#[async_trait]
impl Existing for Nothing {
    async fn existing(&mut self, _: RecordKind, _: &[&Id]) -> Result<Vec<Id>, StoreError> {
        Ok(Vec::new())
    }

    async fn all_ids(&mut self, _: RecordKind) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }

    async fn referrers(&mut self, _: &RecordRef, _: usize) -> Result<Vec<RecordRef>, StoreError> {
        Ok(Vec::new())
    }

    async fn wholes(&mut self, _: RecordKind, _: &[&Id]) -> Result<Vec<(Id, Id)>, StoreError> {
        Ok(Vec::new())
    }
}
