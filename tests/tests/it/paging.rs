//! Lists walked page by page: every record once, none left out, whatever the format and the order.

use std::collections::BTreeSet;

use atlas_model::{Change, ChangeSet, Record};
use atlas_store::OpenOptions;
use atlas_tests::harness::{Answer, LISTS, Server};

use crate::world::world;

/// The identifiers in an answer of any format.
fn ids(answer: &Answer) -> Vec<String> {
    if !answer.header("content-type").starts_with("text/csv") {
        return answer.ids();
    }
    let bytes = answer.decoded();
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
}

/// Follows `Link` from page to page, and gives the identifiers of each.
async fn walk(server: &Server, path: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let answer = server.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        pages.push(ids(&answer));
        next = answer.link("next");
        match answer.header("content-type") {
            "application/json" => {
                let body = answer.json();
                assert_eq!(body["next"].as_str(), next.as_deref(), "{path}");
                assert_eq!(body["returned"], pages[pages.len() - 1].len(), "{path}");
            }
            "application/geo+json" => {
                let body = answer.json();
                assert_eq!(body["numberReturned"], pages[pages.len() - 1].len(), "{path}");
                let links = body["links"].as_array().unwrap();
                let link = links.iter().find(|link| link["rel"] == "next");
                assert_eq!(link.map(|link| link["href"].as_str().unwrap()), next.as_deref(), "{path}");
            }
            _ => {}
        }
        assert!(pages.len() < 1_000, "{path} goes on and on");
    }
    pages
}

/// Walks a list and compares with what is known to be in it.
async fn check(server: &Server, list: &str, query: &str, limit: usize) {
    let path = format!("/v1/{list}?limit={limit}{query}");
    let pages = walk(server, &path).await;
    let all: Vec<String> = pages.concat();
    let distinct: BTreeSet<&String> = all.iter().collect();
    let count = world().all(list).count();
    assert_eq!((all.len(), distinct.len()), (count, count), "{path}");
    let (last, full) = pages.split_last().unwrap();
    assert!(full.iter().all(|page| page.len() == limit), "{path}");
    assert!(!last.is_empty() && last.len() <= limit, "{path}");
}

#[tokio::test]
async fn every_list_gives_each_record_once_and_as_many_as_match() {
    let server = Server::fixture().await;
    for list in LISTS {
        let count = world().all(list).count();
        let limit = if count > 1_000 { 999 } else { 7 };
        check(&server, list, if list == "themes" { "&flat=true" } else { "" }, limit).await;
        let flat = if list == "themes" { "?flat=true" } else { "" };
        assert_eq!(server.get(&format!("/v1/{list}{flat}")).await.json()["matched"], count, "{list}");
    }
}

#[tokio::test]
async fn sheets_and_maps_have_pages_too() {
    let server = Server::fixture().await;
    for list in LISTS {
        let limit = if list == "territories" { 2_500 } else { 60 };
        check(&server, list, "&f=csv", limit).await;
        if !["sources", "themes", "campaigns"].contains(&list) {
            check(&server, list, "&f=geojson", limit).await;
        }
    }
}

#[tokio::test]
async fn a_page_may_be_one_record_or_all_of_them() {
    let server = Server::fixture().await;
    check(&server, "partnerships", "", 1).await;
    for limit in [57, 58, 1_000] {
        assert_eq!(walk(&server, &format!("/v1/partnerships?limit={limit}")).await.len(), 1, "{limit}");
    }
    // Nobody said how many: a hundred as JSON, everything as a map or a sheet.
    assert_eq!(server.get("/v1/projects").await.ids().len(), 100);
    for f in ["geojson", "csv"] {
        let answer = server.get(&format!("/v1/projects?f={f}")).await;
        assert_eq!((ids(&answer).len(), answer.link("next")), (150, None), "{f}");
    }
}

#[tokio::test]
async fn pages_follow_the_order_asked_for() {
    let server = Server::fixture().await;
    for (list, query) in [
        ("projects", "&sort=start"),
        ("projects", "&sort=-start"),
        ("projects", "&sort=-end,name&lang=zh"),
        ("projects", "&near=114.3,30.6&radius=20000km&sort=-distance"),
        ("actors", "&sort=name&lang=zh"),
        ("actors", "&sort=-id"),
        ("sources", "&sort=name&lang=en"),
    ] {
        check(&server, list, query, 13).await;
        let whole = server.get(&format!("/v1/{list}?limit=1000{query}")).await.ids();
        let pages = walk(&server, &format!("/v1/{list}?limit=13{query}")).await;
        assert_eq!(pages.concat(), whole, "{list} {query}");
    }
}

#[tokio::test]
async fn a_filter_holds_on_every_page() {
    let server = Server::fixture().await;
    let path = "/v1/projects?limit=3&territory=CN-370000&status=!cancelled&q=qingdao,yantai&facets=theme";
    let pages = walk(&server, path).await;
    let whole = server.get(&path.replace("limit=3", "limit=1000")).await;
    assert_eq!(pages.concat(), whole.ids());
    assert_eq!(whole.json()["matched"], pages.concat().len());
    assert!(pages.len() > 2, "{pages:?}");
}

/// Somebody imports beside the service while another reads page by page.
#[tokio::test]
async fn records_that_come_and_go_between_two_pages_neither_repeat_nor_hide_others() {
    let server = Server::fixture().await;
    let store = atlas_store::open(server.location(), OpenOptions::default()).await.unwrap();
    let first = server.get("/v1/needs?limit=5").await;
    let mut seen = first.ids();
    let needs = store.load().await.unwrap().needs;
    let mut early = needs[0].clone();
    early.id = "aaa-before-all-others".parse().unwrap();
    let mut late = needs[0].clone();
    late.id = "zzz-after-all-others".parse().unwrap();
    let gone = Record::from(needs[2].clone()).reference();
    let change_set = ChangeSet {
        author: "test".to_owned(),
        reason: String::new(),
        campaign: None,
        changes: vec![
            Change::Put(Record::from(early)),
            Change::Put(Record::from(late)),
            Change::Delete(gone),
        ],
    };
    store.commit(&change_set, chrono::Utc::now()).await.unwrap();
    store.close().await;
    while server.get("/v1/needs/zzz-after-all-others").await.status == 404 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    seen.extend(walk(&server, &first.link("next").unwrap()).await.concat());
    let mut expected: Vec<String> = world().all("needs").map(|row| row["id"].clone()).collect();
    expected.push("zzz-after-all-others".to_owned());
    assert_eq!(seen, expected);
}
