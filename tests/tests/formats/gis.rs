//! GDAL reads the database file and the answers.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use atlas_tests::harness::{Server, write_fixture};

use super::write_collections;

/// The layers of a file with their numbers of features, as `ogrinfo` reports them.
fn layers(file: &Path) -> BTreeMap<String, u64> {
    let output = Command::new("ogrinfo").args(["-ro", "-so", "-al"]).arg(file).output();
    let output = output.expect("ogrinfo is missing: apt-get install gdal-bin");
    let (said, warned) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && warned.trim().is_empty(), "{said}{warned}");
    let mut layers = BTreeMap::new();
    let mut name = String::new();
    for line in said.lines() {
        if let Some(layer) = line.strip_prefix("Layer name: ") {
            name = layer.to_owned();
        } else if let Some(count) = line.strip_prefix("Feature Count: ") {
            layers.insert(name.clone(), count.parse().expect("a count is a number"));
        }
    }
    layers
}

#[tokio::test]
async fn ogrinfo_opens_the_database_and_counts_what_the_service_counts() {
    let directory = tempfile::tempdir().unwrap();
    let layers = layers(&write_fixture(directory.path()).await);
    let server = Server::fixture().await;
    let totals = server.get("/v1/summary").await.json()["totals"].clone();
    assert_eq!(layers["project_point"], 150);
    assert_eq!(layers["partnership_line"], 57);
    for (layer, kind) in
        [("territory_point", "territories"), ("actor_point", "actors"), ("source", "sources")]
    {
        assert_eq!(Some(layers[layer]), totals[kind].as_u64(), "{layer}");
    }
    assert!(layers["territory_boundary"] > 300, "{layers:?}");
}

#[tokio::test]
async fn gdal_reads_every_collection_as_one_layer_with_all_its_features() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::fixture().await;
    for file in write_collections(&server, directory.path()).await {
        let text = std::fs::read_to_string(&file).unwrap();
        let returned: serde_json::Value = serde_json::from_str(&text).unwrap();
        let layers = layers(&file);
        assert_eq!(
            layers.values().copied().collect::<Vec<_>>(),
            [returned["numberReturned"].as_u64().unwrap()]
        );
    }
}
