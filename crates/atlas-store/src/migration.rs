//! The migrations of both databases, whose texts become part of the program.

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use crate::StoreError;

/// A migration's name and text.
pub(crate) type Step = (&'static str, &'static str);

/// Names the migrations once, for every database.
macro_rules! migrations {
    ($($name:literal),+ $(,)?) => {
        pub(crate) const SQLITE: &[Step] =
            &[$( ($name, include_str!(concat!("../../../migrations/sqlite/", $name, ".sql"))), )+];
        pub(crate) const POSTGRES: &[Step] =
            &[$( ($name, include_str!(concat!("../../../migrations/postgres/", $name, ".sql"))), )+];
    };
}

migrations![
    "0001_create_geopackage",
    "0002_create_revision",
    "0003_create_source_and_theme",
    "0004_create_territory_and_actor",
    "0005_create_partnership_and_project",
    "0006_create_campaign_and_event",
    "0007_create_resource_and_need",
    "0008_create_record_reference",
    "0009_create_layers",
    "0010_create_api_key",
    "0011_create_receipt",
    "0012_add_campaign_state",
    "0013_create_change_set",
    "0014_create_contact",
];

/// Applies migrations within a transaction that its owner began, which is also the lock.
pub(crate) fn migrator(steps: &[Step]) -> Migrator {
    let migrations = (1..).zip(steps).map(|(version, (name, sql))| {
        let description = name[5..].replace('_', " ");
        Migration::new(version, description.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    migrator.set_locking(false);
    migrator
}

/// Why migrating failed: the database, or a schema that is not ours to migrate.
pub(crate) fn failed(error: MigrateError) -> StoreError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        error => StoreError::UnsupportedSchema(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_each_folder_is_a_migration_and_is_numbered_without_gaps() {
        for (folder, steps) in [("sqlite", SQLITE), ("postgres", POSTGRES)] {
            let folder = format!("{}/../../migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .filter(|name| name.ends_with(".sql"))
                .collect();
            files.sort();
            let names: Vec<String> = steps.iter().map(|(name, _)| format!("{name}.sql")).collect();
            assert_eq!(files, names);
            for (number, name) in (1..).zip(names) {
                assert!(name.starts_with(&format!("{number:04}_")), "{name}");
            }
        }
    }
}
