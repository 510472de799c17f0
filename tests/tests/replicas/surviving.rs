//! A database that goes away does not stop reading; a replica that goes away comes back up to date.

use std::time::{Duration, Instant};

use atlas_store::{Store, StoreError};
use atlas_testdb::{Cluster, fresh_database};
use atlas_tests::harness::Replica;

use super::{change_set, import_fixtures, key, need, open, password, write};

/// Waits until the health of a service says this of its store.
async fn until_store_is(replica: &Replica, state: &str) {
    let begun = Instant::now();
    while replica.get("/health/ready").await.json()["store"] != state {
        assert!(begun.elapsed() < Duration::from_secs(30), "never {state}: {}", replica.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Writes as soon as the database can be reached.
async fn write_when_possible(store: &dyn Store, need: atlas_model::Need) -> u64 {
    let changes = vec![atlas_model::Change::Put(need.into())];
    let begun = Instant::now();
    loop {
        match store.commit(&change_set("test", "write", changes.clone()), chrono::Utc::now()).await {
            Ok(revisions) if revisions.is_empty() => return store.revision().await.unwrap(),
            Ok(revisions) => return revisions.last().unwrap().number,
            Err(error) => assert!(begun.elapsed() < Duration::from_secs(30), "{error:?}"),
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_go_on_while_the_database_is_away_and_what_is_missed_comes_after() {
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    let url = database.url();
    let begun_at = import_fixtures(url).await;
    let replicas = [Replica::start(url, &[]).await, Replica::start(url, &[]).await];
    let store = open(url).await;
    let like = store.load().await.unwrap().needs.remove(0);
    let paths = ["/v1/projects?limit=1000", "/v1/summary", "/v1/coordination/actors?in=CN-370000&from=FR"];
    let mut tags = Vec::new();
    for path in &paths[..2] {
        tags.push(replicas[0].get(path).await.header("etag").to_owned());
    }

    cluster.kill();
    for replica in &replicas {
        until_store_is(replica, "unreachable").await;
        let health = replica.get("/health/ready").await;
        assert_eq!((health.status, &health.json()["status"]), (200, &"degraded".into()));
        assert_eq!(
            (&health.json()["revision"], &health.json()["stored_revision"]),
            (&begun_at.into(), &begun_at.into())
        );
        assert_eq!(replica.metric("atlas_store_reachable").await, 0);
        assert_eq!(replica.get("/health/live").await.status, 200);
        for (path, tag) in paths.iter().zip(&tags) {
            let kept = replica.get(path).await;
            assert_eq!((kept.status, kept.header("etag")), (200, tag.as_str()), "{path}");
        }
        // Nobody asked this before: it is made from memory.
        assert_eq!(replica.get(paths[2]).await.status, 200);
        let wanted = (begun_at + 1).to_string();
        let wish = replica.ask("GET", "/v1", &[("atlas-min-revision", &wanted)]).await;
        assert_eq!((wish.status, wish.header("retry-after")), (503, "1"));
    }
    let seconds = async || replicas[0].get("/health/ready").await.json()["lag"]["seconds"].as_f64().unwrap();
    let (earlier, later) = (seconds().await, seconds().await);
    assert!(later > earlier, "the silence grows: {earlier} {later}");
    let changes = vec![atlas_model::Change::Put(need(&like, "never-written", "Jamais").into())];
    let refused = store.commit(&change_set("test", "away", changes), chrono::Utc::now()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");

    cluster.restart();
    let revision = write_when_possible(&*store, need(&like, "after-the-outage", "Après la panne")).await;
    for replica in &replicas {
        let answer = replica.get_at(revision, "/v1/needs/after-the-outage").await;
        assert_eq!(answer.status, 200, "{}: {}", answer.text(), replica.log());
        until_store_is(replica, "reachable").await;
        let health = replica.get("/health/ready").await.json();
        assert_eq!((&health["status"], &health["lag"]["revisions"]), (&"ready".into(), &0.into()));
        assert_eq!(replica.metric("atlas_reloads_total").await, 0);
        assert_eq!(replica.metric("atlas_revisions_applied_total").await, revision - begun_at);
        assert_eq!(replica.metric("atlas_store_reachable").await, 1);
        let log = replica.log();
        assert!(
            log.contains("cannot be followed; reads go on") && log.contains("is followed again"),
            "{log}"
        );
        assert!(!log.contains(password(url)), "the password is logged");
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_was_killed_comes_back_up_to_date() {
    let database = fresh_database();
    let url = database.url();
    import_fixtures(url).await;
    let mut replica = Replica::start(url, &[]).await;
    let other = Replica::start(url, &[]).await;
    let store = open(url).await;
    let like = store.load().await.unwrap().needs.remove(0);
    replica.kill().await;
    let revision = write(&*store, need(&like, "while-it-was-dead", "Entre-temps")).await;
    replica.restart().await;
    let revision = write(&*store, need(&like, "afterwards", "Après")).await.max(revision);
    store.close().await;
    for path in ["/v1/needs", "/v1/needs/while-it-was-dead", "/v1/needs/afterwards"] {
        let (one, another) = (replica.get_at(revision, path).await, other.get_at(revision, path).await);
        assert_eq!((one.status, one.header("etag")), (200, another.header("etag")), "{path}");
        assert!(one.bytes == another.bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_writes_are_asked_to_come_again() {
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    let url = database.url();
    import_fixtures(url).await;
    let authorization = key(url, "daect", &[]).await;
    let replicas =
        [Replica::start(url, &[]).await, Replica::start(url, &[]).await, Replica::start(url, &[]).await];
    let needs = replicas[0].get("/v1/needs?limit=1").await.json();
    let path = format!("/v1/needs/{}", needs["items"][0]["id"].as_str().unwrap());
    let patch = serde_json::json!({ "date": "2015-11" });
    let write = async |replica: &Replica, tag: &str| {
        let headers = [
            ("authorization", authorization.as_str()),
            ("if-match", tag),
            ("content-type", "application/merge-patch+json"),
            ("idempotency-key", "the-same-request"),
        ];
        replica.send("PATCH", &path, &headers, &patch).await
    };
    let tag = replicas[0].get(&path).await.header("etag").to_owned();
    for replica in &replicas {
        let caller = replica.ask("GET", "/v1/caller", &[("authorization", &authorization)]).await;
        assert_eq!(caller.status, 200, "{}", caller.text());
    }

    cluster.kill();
    for replica in &replicas {
        let refused = write(replica, &tag).await;
        assert_eq!((refused.status, refused.header("retry-after")), (503, "5"), "{}", refused.text());
        assert!(refused.json()["type"].as_str().unwrap().ends_with("#store-unavailable"));
        assert_eq!(replica.get(&path).await.status, 200, "reads go on");
    }

    cluster.restart();
    let begun = Instant::now();
    let written = loop {
        let answer = write(&replicas[0], &tag).await;
        if answer.status != 503 {
            break answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", answer.text());
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(written.status, 200, "{}", written.text());
    let revision: u64 = written.header("atlas-revision").parse().unwrap();
    for replica in &replicas {
        // Whoever sends the request again, to whichever replica, gets the same answer.
        let again = loop {
            let answer = write(replica, &tag).await;
            if answer.status != 503 {
                break answer;
            }
        };
        assert_eq!((again.status, again.header("atlas-revision")), (200, written.header("atlas-revision")));
        let read = replica.get_at(revision, &path).await;
        assert_eq!((read.status, &read.json()["date"]), (200, &"2015-11".into()));
    }
    let history = replicas[1].get(&format!("{path}/revisions")).await.json();
    assert_eq!(history["matched"], 2, "it was done once");
}
