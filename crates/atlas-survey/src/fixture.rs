//! The atlas of 2015, for tests.

use std::path::Path;
use std::sync::OnceLock;

use atlas_formats::package;
use atlas_index::Snapshot;

/// The reference data and the records of 2015.
pub(crate) fn atlas() -> &'static Snapshot {
    static ATLAS: OnceLock<Snapshot> = OnceLock::new();
    ATLAS.get_or_init(|| {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        let mut dataset = package::read(&fixtures.join("reference")).unwrap().dataset;
        dataset.extend(package::read(&fixtures.join("france-china-2015")).unwrap().dataset.into_records());
        Snapshot::build(dataset).unwrap()
    })
}
