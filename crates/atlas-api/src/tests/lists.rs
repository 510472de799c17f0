//! Lists and items: pages, formats, languages, links.

use atlas_model::RecordKind;
use axum::http::Method;

use super::Service;

#[tokio::test]
async fn every_kind_has_a_list_and_items() {
    let service = Service::start().await;
    for kind in RecordKind::ALL {
        let uri = format!("/v1/{}", kind.plural());
        let flat = if *kind == RecordKind::Theme { "?flat=true" } else { "" };
        let list = service.get(&format!("{uri}{flat}")).await;
        let body = list.json();
        assert_eq!(body["revision"], 42, "{uri}");
        assert_eq!(body["matched"], body["returned"], "{uri}");
        let id = list.ids().remove(0);
        let item = service.get(&format!("{uri}/{id}")).await.json();
        assert_eq!(item["id"], id.as_str(), "{uri}");
        let csv = service.get(&format!("{uri}?f=csv&lang=en")).await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
        assert_eq!(csv.text().lines().next().unwrap().split(',').next(), Some("identifier"), "{uri}");
        let line = service.get(&format!("{uri}/{id}?f=csv")).await;
        assert!(line.text().lines().nth(1).unwrap().starts_with(&id), "{uri}");
    }
}

#[tokio::test]
async fn a_walk_through_the_pages_meets_each_record_once() {
    let service = Service::start().await;
    let all = service.get("/v1/territories").await.ids();
    let mut met = Vec::new();
    let mut next = Some("/v1/territories?limit=2&lang=en".to_owned());
    while let Some(uri) = next {
        let page = service.get(&uri).await;
        met.extend(page.ids());
        let body = page.json();
        assert_eq!(body["matched"], all.len());
        next = body["next"].as_str().map(str::to_owned);
        match &next {
            Some(next) => assert_eq!(page.header("link"), format!("<{next}>; rel=\"next\"")),
            None => assert_eq!(page.header("link"), ""),
        }
    }
    assert_eq!(met, all);
}

#[tokio::test]
async fn filters_mean_the_same_in_every_format() {
    let service = Service::start().await;
    let filter = "territory=CN-220000&status=!planned";
    let json = service.get(&format!("/v1/projects?{filter}")).await.ids();
    assert_eq!(json, ["ecole-de-voile"]);
    assert_eq!(service.get(&format!("/v1/projects?{filter}&f=geojson")).await.ids(), json);
    let csv = service.get(&format!("/v1/projects?{filter}&f=csv")).await;
    assert_eq!(csv.text().lines().count(), 2);
}

#[tokio::test]
async fn geojson_is_asked_for_by_parameter_or_header() {
    let service = Service::start().await;
    let by_header = service.ask(Method::GET, "/v1/partnerships", &[("accept", "application/geo+json")]).await;
    assert_eq!(by_header.header("content-type"), "application/geo+json");
    let body = by_header.json();
    assert_eq!((&body["type"], &body["numberMatched"]), (&"FeatureCollection".into(), &2.into()));
    assert_eq!(body["features"][0]["geometry"]["type"], "LineString");
    let first = service.get("/v1/partnerships?f=geojson&limit=1").await;
    let next = first.json()["links"].as_array().unwrap().iter().find(|link| link["rel"] == "next").cloned();
    assert!(next.unwrap()["href"].as_str().unwrap().contains("cursor="));
}

#[tokio::test]
async fn a_territory_is_a_point_or_its_outline() {
    let service = Service::start().await;
    let uri = "/v1/territories/CN-220000?f=geojson";
    assert_eq!(service.get(uri).await.json()["geometry"]["type"], "Point");
    let outline = service.get(&format!("{uri}&geometry=boundary")).await.json();
    assert!(outline["geometry"]["type"].as_str().unwrap().ends_with("Polygon"));
}

#[tokio::test]
async fn names_come_in_the_language_asked_or_in_all() {
    let service = Service::start().await;
    let uri = "/v1/projects/ecole-de-voile";
    let french = service.get(uri).await;
    assert_eq!(french.header("content-language"), "fr");
    assert_eq!(french.json()["title"], "École de voile");
    let english = service.ask(Method::GET, uri, &[("accept-language", "en-GB")]).await;
    assert_eq!(english.json()["title"], "École de voile (en)");
    let all = service.get(&format!("{uri}?lang=all")).await;
    assert_eq!(all.header("content-language"), "fr, en, zh");
    assert_eq!(all.json()["title"]["fr"], "École de voile");
}

#[tokio::test]
async fn themes_are_a_tree_unless_a_list_is_asked_for() {
    let service = Service::start().await;
    let tree = service.get("/v1/themes").await.json();
    assert_eq!(tree["items"].as_array().unwrap().len(), 2);
    let health = tree["items"].as_array().unwrap().iter().find(|theme| theme["id"] == "sante").unwrap();
    assert_eq!(health["children"][0]["id"], "hopitaux");
    assert_eq!(service.get("/v1/themes?flat=true").await.ids(), ["hopitaux", "sante", "tourisme"]);
    assert_eq!(service.get("/v1/themes?flat=true&theme=sante").await.ids(), ["hopitaux", "sante"]);
}

#[tokio::test]
async fn facets_count_what_matches() {
    let service = Service::start().await;
    let body = service.get("/v1/projects?facets=status,theme&limit=1").await.json();
    assert_eq!(body["matched"], 3);
    assert_eq!(body["facets"]["status"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_summary_counts_partnerships_and_projects() {
    let service = Service::start().await;
    let body = service.get("/v1/summary").await.json();
    assert_eq!((&body["partnerships"]["matched"], &body["projects"]["matched"]), (&2.into(), &3.into()));
    let body = service.get("/v1/summary?territory=CN-220000").await.json();
    assert_eq!((&body["partnerships"]["matched"], &body["projects"]["matched"]), (&1.into(), &2.into()));
}

#[tokio::test]
async fn a_search_gives_the_best_first_and_forgives_a_letter() {
    let service = Service::start().await;
    assert_eq!(service.get("/v1/territories?q=jilin").await.ids(), ["CN-220000"]);
    assert_eq!(service.get("/v1/territories?q=jilni").await.ids(), ["CN-220000"]);
    assert_eq!(service.get("/v1/themes?flat=true&q=tourimse").await.ids(), ["tourisme"]);
    // A shorter name before a longer one.
    assert_eq!(service.get("/v1/actors?q=province").await.ids(), ["cn-jilin", "cn-shandong"]);
    let mut met = Vec::new();
    let mut next = Some("/v1/territories?q=c&limit=1".to_owned());
    while let Some(uri) = next {
        let page = service.get(&uri).await;
        met.extend(page.ids());
        next = page.json()["next"].as_str().map(str::to_owned);
    }
    assert_eq!(met, ["CN", "FR-DEP-17"], "a country before a department");
}
