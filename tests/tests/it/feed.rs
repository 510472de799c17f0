//! The feed of changes over the fixtures: what is asked for of one kind is all of it.

use std::collections::BTreeSet;

use atlas_tests::harness::Server;
use serde_json::Value;

fn ids(page: &Value) -> impl Iterator<Item = String> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_feed_of_one_kind_is_complete_though_a_page_looks_only_so_far() {
    let server = Server::fixture().await;
    let (mut next, mut found, mut empty) = (Some("/v1/changes?kind=projects".to_owned()), Vec::new(), 0);
    while let Some(path) = next {
        let page = server.get(&path).await.json();
        let before = found.len();
        found.extend(ids(&page));
        empty += usize::from(found.len() == before);
        next = page["next"].as_str().map(str::to_owned);
    }
    assert!(empty > 0, "the projects of the fixtures come after everything that they refer to");
    let all: BTreeSet<String> = ids(&server.get("/v1/projects?limit=1000").await.json()).collect();
    assert_eq!(found.len(), all.len());
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), all);
}

#[tokio::test]
async fn the_atom_feed_of_one_kind_finds_it_behind_what_came_later() {
    let server = Server::fixture().await;
    let feed = server.get("/v1/changes?f=atom&kind=events&limit=2").await;
    assert_eq!(feed.text().matches("<entry>").count(), 2, "{}", feed.text());
}
