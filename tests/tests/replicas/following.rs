//! What is written through one door is soon answered by every replica, without reading everything again.

use atlas_testdb::fresh_database;
use atlas_tests::harness::{Answer, Replica};

use super::{import, import_fixtures, load, need, open, password, succeed, write};

/// Questions whose answers the updates change.
const ASKED: [&str; 6] = [
    "/v1",
    "/v1/projects?limit=1000&lang=all",
    "/v1/partnerships?f=geojson",
    "/v1/events?f=csv",
    "/v1/summary?lang=en",
    "/v1/coordination/actors?in=CN-510000&from=FR",
];

/// Three services on one database of the fixtures.
async fn three(url: &str) -> [Replica; 3] {
    let start = || Replica::start(url, &[]);
    let (a, b, c) = tokio::join!(start(), start(), start());
    [a, b, c]
}

fn assert_same(answers: &[Answer], path: &str) {
    let [first, others @ ..] = answers else { panic!("nobody was asked") };
    assert_eq!(first.status, 200, "{path}: {}", first.text());
    for other in others {
        assert_eq!(other.header("etag"), first.header("etag"), "{path}");
        assert!(other.bytes == first.bytes, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_seen_on_every_replica_without_a_reload() {
    let database = fresh_database();
    let url = database.url();
    let mut before = import_fixtures(url).await;
    let replicas = three(url).await;
    for update in ["fixtures/updates/2016", "fixtures/updates/2017", "fixtures/updates/2018"] {
        let revision = import(url, &[update]).await;
        assert!(revision > before);
        before = revision;
        for path in ASKED {
            let mut answers = Vec::new();
            for replica in &replicas {
                let answer = replica.get_at(revision, path).await;
                assert_eq!(answer.header("atlas-revision"), revision.to_string(), "{path}");
                answers.push(answer);
            }
            assert_same(&answers, path);
        }
    }
    let written = load(url).await;
    for replica in &replicas {
        assert_eq!(replica.metric("atlas_revisions_applied_total").await, before - replica.begun_at());
        assert!(!replica.log().contains(password(url)), "the password is logged");
        assert_eq!(replica.metric("atlas_reloads_total").await, 0);
        assert_eq!(replica.metric("atlas_store_revision").await, before);
        assert_eq!(replica.metric("atlas_revision_lag").await, 0);
        let ready = replica.get("/health/ready").await.json();
        assert_eq!((&ready["status"], &ready["store"]), (&"ready".into(), &"reachable".into()));
        assert_eq!(ready["records"]["projects"], written.projects.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_written_reads_it_on_another_replica() {
    let database = fresh_database();
    let url = database.url();
    import_fixtures(url).await;
    let replicas = three(url).await;
    let store = open(url).await;
    let like = store.load().await.unwrap().needs.remove(0);
    let mut last = 0;
    for round in 0..30 {
        let words = format!("Besoin numéro {round}");
        let name = format!("written-{round:02}");
        last = write(&*store, need(&like, &name, &words)).await;
        let answer = replicas[round % 3].get_at(last, &format!("/v1/needs/{name}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.text().contains(&words));
    }
    store.close().await;
    let wanted = (last + 1).to_string();
    let early = replicas[0].ask("GET", "/v1/needs?lang=en", &[("atlas-min-revision", &wanted)]).await;
    assert_eq!((early.status, early.header("retry-after")), (503, "1"));
    assert_eq!(early.header("atlas-revision"), last.to_string());
    let fault = &early.json()["faults"][0];
    assert_eq!((&fault["at"], &fault["value"]), (&"Atlas-Min-Revision".into(), &wanted.into()));
    assert!(fault["message"].as_str().unwrap().contains(&format!("to {last}")), "{fault}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_there_was_is_read_as_a_whole() {
    let database = fresh_database();
    let url = database.url();
    // The first service makes the schema; there are no records yet.
    let replica = Replica::start(url, &[]).await;
    assert_eq!(replica.get("/v1/projects").await.json()["matched"], 0);
    let revision = import_fixtures(url).await;
    let answer = replica.get_at(revision, "/v1/projects").await;
    assert_eq!((answer.status, &answer.json()["matched"]), (200, &150.into()));
    let told = succeed(url, &["import", "--only-if-empty", "fixtures/updates/2016"]).await;
    assert!(told.contains("nothing changed"), "{told}");
    assert_eq!(replica.get("/v1").await.header("atlas-revision"), revision.to_string());
}
