//! From a write to its answer on another replica: two services on one PostgreSQL server, which
//! writes to the disk as in production, over a world of a million projects.
//!
//! ```sh
//! cargo bench -p atlas-bench --bench visible              # a million projects
//! cargo bench -p atlas-bench --bench visible -- 12129
//! ```
//!
//! A write is one changed project, committed through the store as a service would. It is visible
//! when a service that did not write it answers with it.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a measurement that fails ends here")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use atlas_model::{Change, ChangeSet, Id, Project, Record, RecordKind, RecordRef, Text};
use atlas_store::{OpenOptions, Store, open};
use atlas_testdb::{Cluster, Durability};
use atlas_tests::harness::{Replica, run};

/// How many writes are timed.
const WRITES: usize = 100;

#[tokio::main]
async fn main() {
    let size = std::env::args().skip(1).find(|argument| argument.parse::<u32>().is_ok());
    let size = size.unwrap_or_else(|| "1000000".to_owned());
    let cluster = Cluster::start_with(Durability::OfMachine);
    let database = cluster.fresh_database();
    let url = database.url();

    let started = Instant::now();
    let filled = run(url, &["synth", "--projects", &size, "--seed", "2015"]).await;
    assert!(filled.status.success(), "{}", String::from_utf8_lossy(&filled.stderr));
    println!("{size} projects written in {:.1?}", started.elapsed());
    let started = Instant::now();
    let (near, far) = (Replica::start(url, &[]).await, Replica::start(url, &[]).await);
    println!("two replicas up, one after the other, in {:.1?}", started.elapsed());

    let store = open(url, OpenOptions::default()).await.expect("the database opens");
    let (mut committed, mut visible) = (Vec::new(), Vec::new());
    for (turn, project) in some_projects(&near, &store).await.into_iter().enumerate() {
        let title = format!("Measured {turn}");
        let path = format!("/v1/projects/{}", project.id);
        let change = Project { title: Text { fr: Some(title.clone()), ..project.title }, ..project };
        let change_set = ChangeSet {
            author: "bench".to_owned(),
            reason: "to see when it is seen".to_owned(),
            campaign: None,
            changes: vec![Change::Put(Record::Project(change))],
        };
        let started = Instant::now();
        let revisions = store.commit(&change_set, chrono::Utc::now()).await.expect("it is committed");
        committed.push(started.elapsed());
        let started = Instant::now();
        let answer = far.get_at(revisions.last().expect("one revision").number, &path).await;
        visible.push(started.elapsed());
        assert!(answer.status == 200 && answer.text().contains(&title), "{}", answer.text());
    }
    tell("committed", &mut committed);
    tell("then visible on the other replica", &mut visible);
    assert_eq!(far.metric("atlas_reloads_total").await, 0, "nothing was read anew as a whole");
}

/// Projects as the store has them.
async fn some_projects(replica: &Replica, store: &Arc<dyn Store>) -> Vec<Project> {
    let list = replica.get(&format!("/v1/projects?limit={WRITES}")).await.json();
    let items = list["items"].as_array().expect("a list has items");
    let mut projects = Vec::new();
    for item in items {
        let id = Id::new(item["id"].as_str().expect("an item has an identifier")).expect("it is one");
        let history = store.history(&RecordRef { kind: RecordKind::Project, id }).await.expect("it is read");
        match history.into_iter().next_back().and_then(|revision| revision.after) {
            Some(Record::Project(project)) => projects.push(project),
            other => unreachable!("a project stands here: {other:?}"),
        }
    }
    projects
}

/// Prints the middle and the slowest twentieth.
fn tell(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |part: usize| times[times.len() * part / 100];
    println!("{what}: median {:.2?}, 95 in 100 within {:.2?}", at(50), at(95));
}
