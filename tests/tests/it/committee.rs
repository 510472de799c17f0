//! What the steering committee of 23 November 2015 asks of the atlas: the figures, who is at work
//! where, which means are shared.

use std::collections::{BTreeMap, BTreeSet};

use atlas_tests::harness::{LISTS, Server};
use serde_json::Value;

use crate::world::{Ids, Row, World, parts, world};

/// The identifiers of the actors that an answer lists.
fn actors(answer: &Value) -> Ids {
    let actors = answer["actors"].as_array().unwrap();
    actors.iter().map(|one| one["actor"]["id"].as_str().unwrap().to_owned()).collect()
}

/// Asks who of `from` is at work in `target`, and compares with a scan of the files.
async fn check(server: &Server, from: &str, target: &str) -> Value {
    let answer = server.get(&format!("/v1/coordination/actors?from={from}&in={target}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let answer = answer.json();
    let listed = actors(&answer);
    assert_eq!(listed, world().at_work(from, target), "from {from} in {target}");
    assert_eq!(answer["counts"]["actors"], listed.len(), "from {from} in {target}");
    let resources = answer["resources"].as_array().unwrap().iter();
    let resources: Ids = resources.map(|one| one["resource"]["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(resources, world().covering(target), "resources in {target}");
    answer
}

#[tokio::test]
async fn the_atlas_counts_57_partnerships_and_150_projects() {
    let server = Server::fixture().await;
    let summary = server.get("/v1/summary").await.json();
    assert_eq!(
        (&summary["totals"]["partnerships"], &summary["totals"]["projects"]),
        (&57.into(), &150.into())
    );
    assert_eq!(
        (&summary["partnerships"]["matched"], &summary["projects"]["matched"]),
        (&57.into(), &150.into())
    );
    for list in ["partnerships", "projects"] {
        let whole = server.get(&format!("/v1/{list}?limit=1")).await.json();
        assert_eq!(whole["matched"], summary["totals"][list]);
    }
    for list in LISTS {
        assert_eq!(summary["totals"][list], world().all(list).count(), "{list}");
    }
}

/// The values of a facet that an answer counts, with their numbers.
fn counts(facet: &Value) -> BTreeMap<String, usize> {
    let counted = facet.as_array().unwrap().iter();
    counted
        .map(|one| {
            let count = one["count"].as_u64().unwrap();
            (one["value"].as_str().unwrap().to_owned(), usize::try_from(count).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn the_summary_divides_partnerships_and_projects_as_a_scan_of_the_files_does() {
    let server = Server::fixture().await;
    let summary = server.get("/v1/summary").await.json();
    let regions = world().which("territories", |row| row["level"] == "region");
    let themes = world().which("themes", |_| true);
    for (list, total) in [("partnerships", 57), ("projects", 150)] {
        let facets = &summary[list]["facets"];
        for (facet, column, digits) in [
            ("status", "status", usize::MAX),
            ("provenance", "provenance", usize::MAX),
            ("confidence", "confidence", usize::MAX),
            ("start", "start", 4),
        ] {
            let mut expected: BTreeMap<String, usize> = BTreeMap::new();
            for row in world().all(list).filter(|row| !row[column].is_empty()) {
                *expected.entry(row[column].chars().take(digits).collect()).or_default() += 1;
            }
            assert_eq!(counts(&facets[facet]), expected, "{list} by {facet}");
            // A date may be unknown; of everything else each record has exactly one.
            assert!(facet == "start" || expected.values().sum::<usize>() == total, "{list} by {facet}");
        }
        let expected = |values: &Ids, holds: &dyn Fn(&Row, &str) -> bool| -> BTreeMap<String, usize> {
            let count = |value: &String| world().all(list).filter(|row| holds(row, value)).count();
            let counted = values.iter().map(|value| (value.clone(), count(value)));
            counted.filter(|(_, count)| *count > 0).collect()
        };
        let about = |row: &Row, theme: &str| {
            let about = world().subjects(theme);
            let primary = row.get("theme").map_or("", String::as_str);
            parts(primary).chain(parts(&row["themes"])).any(|theme| about.contains(theme))
        };
        assert_eq!(counts(&facets["theme"]), expected(&themes, &about), "{list} by theme");
        let acts_in = |row: &Row, region: &str| {
            let area = world().lineage(region);
            let is_placed = |actor: &str| area.contains(world().place(actor));
            match row.get("territories") {
                Some(territories) => parts(territories).any(|id| area.contains(id)),
                None => parts(&row["actors"]).any(is_placed),
            }
        };
        assert_eq!(counts(&facets["territory:region"]), expected(&regions, &acts_in), "{list} by region");
    }
}

#[tokio::test]
async fn who_of_france_is_at_work_in_jilin() {
    let server = Server::fixture().await;
    let answer = check(&server, "FR", "CN-220000").await;
    for actor in answer["actors"].as_array().unwrap() {
        assert!(!actor["reasons"].as_array().unwrap().is_empty(), "{actor}");
    }
    let listed = answer["actors"].as_array().unwrap();
    let charente = listed.iter().find(|one| one["actor"]["id"] == "fr-charente-maritime").unwrap();
    let reasons = |kind: &str| -> Ids {
        let of_kind = charente["reasons"].as_array().unwrap().iter().filter(|reason| reason["kind"] == kind);
        of_kind.map(|reason| reason["record"]["id"].as_str().unwrap().to_owned()).collect()
    };
    let ids = |ids: &[&str]| -> Ids { ids.iter().map(|id| (*id).to_owned()).collect() };
    assert_eq!(reasons("partnership"), ids(&["charente-maritime--prov-jilin"]));
    let jilin = world().lineage("CN-220000");
    let projects = world().which("projects", |row| {
        World::participants(row).contains("fr-charente-maritime")
            && parts(&row["territories"]).any(|id| jilin.contains(id))
    });
    assert!(projects.contains("plateforme-nord-est"));
    assert_eq!(reasons("project"), projects);
    assert_eq!(reasons("resource"), ids(&["plateforme-chine-nord-est"]));
    let platform = answer["resources"].as_array().unwrap().iter();
    let platform = platform.map(|one| one["resource"]["id"].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(platform, ["plateforme-chine-nord-est"], "it covers Jilin");
}

#[tokio::test]
async fn every_french_actor_at_work_in_shandong_is_found_with_the_shared_office_of_qingdao() {
    let server = Server::fixture().await;
    let answer = check(&server, "FR", "CN-370000").await;
    let listed = actors(&answer);
    for region in ["fr-pays-de-la-loire", "fr-bretagne"] {
        assert!(listed.contains(region), "{region} is not in {listed:?}");
    }
    let resources = answer["resources"].as_array().unwrap();
    let office = resources.iter().find(|one| one["resource"]["id"] == "bureau-qingdao-pdl").unwrap();
    assert_eq!(office["owner"]["id"], "fr-pays-de-la-loire");
    assert_eq!((&office["shared"], &office["sharing"]), (&true.into(), &"shared".into()));
    assert!(!office["available_to"].as_str().unwrap().is_empty());
    assert_eq!(resources[0]["shared"], true, "what others may use comes first");
}

#[tokio::test]
async fn who_of_china_is_at_work_in_pays_de_la_loire() {
    let server = Server::fixture().await;
    let answer = check(&server, "CN", "FR-REG-52").await;
    let listed = actors(&answer);
    for authority in ["cn-prov-shandong", "cn-yantai"] {
        assert!(listed.contains(authority), "{authority} is not in {listed:?}");
    }
}

#[tokio::test]
async fn grand_est_finds_what_lorraine_alsace_and_champagne_ardenne_began() {
    let server = Server::fixture().await;
    let answer = check(&server, "CN", "FR-REG-44").await;
    let through: BTreeSet<&str> = answer["actors"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|actor| actor["reasons"].as_array().unwrap())
        .filter(|reason| reason["relation"] == "lineage")
        .map(|reason| reason["through"]["id"].as_str().unwrap())
        .collect();
    assert!(through.is_superset(&["FR-REG-41", "FR-REG-42", "FR-REG-21"].into()), "{through:?}");
    let former = ["fr-lorraine", "fr-alsace", "fr-champagne-ardenne"];
    let theirs =
        world().which("partnerships", |row| parts(&row["actors"]).any(|actor| former.contains(&actor)));
    assert!(theirs.len() >= 3, "{theirs:?}");
    let heir = server.get("/v1/partnerships?territory=FR-REG-44").await.ids();
    let alone = server.get("/v1/partnerships?territory=FR-REG-44&lineage=false").await.ids();
    for partnership in theirs {
        assert!(heir.contains(&partnership), "{partnership}");
        assert!(!alone.contains(&partnership), "{partnership}");
    }
    let answer = server.get("/v1/coordination/actors?from=FR-REG-44&in=CN").await.json();
    assert!(former.iter().all(|actor| actors(&answer).contains(*actor)), "{answer}");
}

#[tokio::test]
async fn every_region_on_both_sides_agrees_with_a_scan_of_the_files() {
    let server = Server::fixture().await;
    let regions = |country: &str| {
        world().which("territories", |row| row["level"] == "region" && row["country"] == country)
    };
    let mut found = 0;
    for (from, country) in [("FR", "CN"), ("CN", "FR")] {
        for region in regions(country) {
            found += actors(&check(&server, from, &region).await).len();
        }
        found += actors(&check(&server, from, country).await).len();
    }
    assert!(found > 200, "only {found}");
}

#[tokio::test]
async fn whoever_is_found_at_a_partner_finds_that_partner_at_home() {
    let server = Server::fixture().await;
    let finds = async |actor: &str, partner: &str, partnership: &str| {
        let (home, target) = (world().place(actor), world().place(partner));
        let path = format!("/v1/coordination/actors?from={home}&in={target}&reasons=1000");
        let answer = server.get(&path).await.json();
        let listed = answer["actors"].as_array().unwrap();
        let Some(there) = listed.iter().find(|one| one["actor"]["id"] == actor) else {
            panic!("{path} lacks {actor}");
        };
        let mut reasons = there["reasons"].as_array().unwrap().iter();
        assert!(reasons.any(|reason| reason["record"]["id"] == partnership), "{path}: {there}");
    };
    let mut pairs = 0;
    for partnership in world().all("partnerships") {
        let actors: Vec<&str> = parts(&partnership["actors"]).collect();
        for actor in &actors {
            for partner in actors.iter().filter(|other| world().country(other) != world().country(actor)) {
                finds(actor, partner, &partnership["id"]).await;
                pairs += 1;
            }
        }
    }
    assert!(pairs >= 2 * 57, "only {pairs}");
}
