//! What several writers did in any order is what the log tells: replayed, it gives the atlas as it stands;
//! upon an earlier state, it gives the present one.

use std::collections::BTreeMap;

use atlas_tests::harness::LISTS;
use serde_json::{Value, json};

use super::{Office, offices};

const WRITERS: usize = 8;
const STEPS: usize = 12;

/// All records by kind and identifier, in their record form.
type World = BTreeMap<(String, String), Value>;

/// Numbers that look random and are the same in every run of one seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        // Knuth's MMIX generator; the upper bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_interleaving_of_writers_ends_where_the_log_leads() {
    for office in offices().await {
        for seed in 1..=3 {
            round(&office, seed).await;
        }
        everything(&office).await;
    }
}

async fn round(office: &Office, seed: u64) {
    let begun = revision(office).await;
    let before = needs(office, begun, None).await;
    let writers = (0..WRITERS).map(|nth| write(office, nth, seed * 100 + nth as u64));
    futures_util::future::join_all(writers).await;
    let ended = revision(office).await;
    let now = needs(office, ended, None).await;
    assert_eq!(replayed(office, before.clone(), begun, ended).await, now, "a snapshot and the feed since");
    let kept = office.service(0).get(&format!("/v1/changes?since={begun}&limit=1")).await.json();
    let Some(first) = kept["items"].as_array().unwrap().first() else { panic!("nobody wrote anything") };
    let moment = first["recorded_at"].as_str().unwrap();
    let moment = chrono::DateTime::parse_from_rfc3339(moment).unwrap() - chrono::TimeDelta::milliseconds(1);
    let then = moment.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    assert_eq!(needs(office, ended, Some(&then)).await, before, "as of the moment before the first of them");
}

/// Creates, changes and withdraws needs and resources, as the dice have it.
async fn write(office: &Office, nth: usize, seed: u64) {
    let mut dice = Dice(seed);
    for step in 0..STEPS {
        let path = format!("/v1/needs/shared-{}", dice.roll(6));
        let outcome = match (dice.roll(4), office.form(nth, &path).await) {
            (0, Some((_, tag))) => office.edit(nth, "DELETE", &path, ("if-match", &tag), &Value::Null).await,
            (1, Some((mut form, tag))) => {
                form["date"] = json!(format!("{}", 2000 + dice.roll(20)));
                office.edit(nth, "PUT", &path, ("if-match", &tag), &form).await
            }
            (_, Some((_, tag))) => {
                let patch = json!({ "description": { "fr": format!("{nth} {step}") } });
                office.edit(nth, "PATCH", &path, ("if-match", &tag), &patch).await
            }
            (_, None) => {
                let need = json!({
                    "territory": "CN-220000", "theme": "sante", "description": { "fr": format!("{nth} {step}") },
                    "provenance": { "kind": "synthetic", "confidence": "low" },
                });
                office.edit(nth, "PUT", &path, ("if-none-match", "*"), &need).await
            }
        };
        let is_expected = matches!(outcome.status, 200 | 201 | 404 | 412 | 503);
        assert!(is_expected, "{} {}", outcome.status, outcome.text());
    }
}

async fn revision(office: &Office) -> u64 {
    let mut last = 0;
    for replica in &office.replicas {
        last = last.max(replica.get("/v1").await.header("atlas-revision").parse().unwrap());
    }
    last.max(office.imported)
}

/// The whole log, replayed, gives all records that there are.
async fn everything(office: &Office) {
    let until = revision(office).await;
    let whole = replayed(office, World::new(), 0, until).await;
    let told = |kind: &str| -> Vec<String> {
        whole.keys().filter(|(of, _)| of == kind).map(|(_, id)| id.clone()).collect()
    };
    for kind in LISTS {
        let flat = if kind == "themes" { "&flat=true" } else { "" };
        assert_eq!(told(kind), ids(office, kind, flat, until).await, "{kind}");
    }
    let mut needs_told = whole.clone();
    needs_told.retain(|(kind, _), _| kind == "needs");
    assert_eq!(needs_told, needs(office, until, None).await);
}

/// The needs, which the writers write, as one service shows them at a revision, or showed them at a moment.
async fn needs(office: &Office, revision: u64, moment: Option<&str>) -> World {
    let when = moment.map(|moment| format!("as_of={moment}")).unwrap_or_default();
    let mut world = World::new();
    for id in ids(office, "needs", &format!("&{when}"), revision).await {
        let path = format!("/v1/needs/{id}/record?{when}");
        let answer = office.service(1).get_at(revision, &path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        world.insert(("needs".to_owned(), id), answer.json());
    }
    world
}

async fn ids(office: &Office, kind: &str, more: &str, revision: u64) -> Vec<String> {
    let (mut next, mut ids) = (Some(format!("/v1/{kind}?limit=1000{more}")), Vec::new());
    while let Some(path) = next {
        let page = office.service(1).get_at(revision, &path).await.json();
        let items = page["items"].as_array().unwrap_or_else(|| panic!("{page}"));
        ids.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(str::to_owned);
    }
    ids
}

/// A world with what the feed tells on top.
async fn replayed(office: &Office, mut world: World, since: u64, until: u64) -> World {
    let (mut next, mut last) = (Some(format!("/v1/changes?limit=1000&since={since}")), since);
    while let Some(path) = next {
        let page = office.service(0).get_at(until, &path).await.json();
        for item in page["items"].as_array().unwrap() {
            last += 1;
            assert_eq!(item["number"], last, "without gaps, in order");
            let key = (item["kind"].as_str().unwrap().to_owned(), item["id"].as_str().unwrap().to_owned());
            match &item["record"] {
                Value::Null => assert!(world.remove(&key).is_some(), "{key:?} was not there"),
                record => drop(world.insert(key, record.clone())),
            }
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(last, until);
    world
}
