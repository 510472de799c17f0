//! What other people's programs make of the answers and of the database file.

mod geojson;
mod gis;

use std::path::Path;

use atlas_tests::harness::Server;

/// Every list that is served as GeoJSON, with each geometry that it can have.
const COLLECTIONS: [&str; 7] = [
    "/v1/projects?f=geojson",
    "/v1/partnerships?f=geojson",
    "/v1/actors?f=geojson",
    "/v1/resources?f=geojson",
    "/v1/needs?f=geojson",
    "/v1/events?f=geojson",
    "/v1/territories?f=geojson&geometry=boundary",
];

/// Writes each collection into a file, numbered as in [`COLLECTIONS`].
async fn write_collections(server: &Server, directory: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for (number, path) in COLLECTIONS.iter().enumerate() {
        let answer = server.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        let file = directory.join(format!("{number}.geojson"));
        tokio::fs::write(&file, &answer.bytes).await.expect("the file can be written");
        files.push(file);
    }
    files
}
