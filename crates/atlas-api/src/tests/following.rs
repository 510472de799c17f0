//! Following the store: what others write is put on the snapshot, whatever happens to the store.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use atlas_index::Snapshot;
use atlas_model::{Change, ChangeSet, Id, Need, Project, Record, RevisionNumber};
use atlas_store::{OpenOptions, Store};
use axum::http::StatusCode;
use tokio::task::JoinHandle;

use super::stores::{Faulty, Trouble};
use super::{Service, world};
use crate::{Atlas, Settings};

/// How long a store with nothing new waits.
const AT_MOST: Duration = Duration::from_millis(20);

/// A service that follows a store in which others write.
struct Followed {
    service: Service,
    store: Arc<Faulty>,
    following: JoinHandle<()>,
}

impl Followed {
    /// The world, stored and served; the service does not follow yet.
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("atlas.gpkg");
        let store = atlas_store::open(path.to_str().unwrap(), OpenOptions::default()).await.unwrap();
        commit(&*store, world::dataset().into_records().into_iter().map(Change::Put)).await;
        let snapshot = Snapshot::build(store.load().await.unwrap()).unwrap();
        let store = Arc::new(Faulty::over(store));
        let atlas = Atlas::new(snapshot, Arc::<Faulty>::clone(&store), Settings::default());
        let service = Service { router: crate::router(&atlas), atlas, directory: Some(directory) };
        Self { service, store, following: tokio::spawn(async {}) }
    }

    fn follow(&mut self) {
        self.following = tokio::spawn(crate::follow(self.service.atlas.clone(), AT_MOST));
    }

    async fn commit(&self, changes: impl IntoIterator<Item = Change>) -> RevisionNumber {
        commit(&*self.store, changes).await
    }

    /// Waits until a revision answers.
    async fn until(&self, revision: RevisionNumber) {
        assert!(self.service.atlas.reaches(revision, Duration::from_secs(20)).await, "{revision}");
    }

    async fn metric(&self, name: &str) -> u64 {
        let metrics = self.service.get("/metrics").await;
        let line = metrics.text().lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name}")).parse().unwrap()
    }

    /// How many revisions were applied, and how often everything was read again.
    async fn applied_and_reloaded(&self) -> (u64, u64) {
        (self.metric("atlas_revisions_applied_total").await, self.metric("atlas_reloads_total").await)
    }

    /// What answers is what is stored.
    async fn assert_equal(&self) {
        assert_eq!(self.service.atlas.snapshot().to_dataset(), self.store.load().await.unwrap());
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.following.abort();
    }
}

async fn commit(store: &dyn Store, changes: impl IntoIterator<Item = Change>) -> RevisionNumber {
    let changes = changes.into_iter().collect();
    let change_set = ChangeSet { author: "test".into(), reason: String::new(), campaign: None, changes };
    store.commit(&change_set, chrono::Utc::now()).await.unwrap().last().unwrap().number
}

fn id(text: &str) -> Id {
    text.parse().unwrap()
}

fn project(name: &str) -> Change {
    Change::Put(Record::from(Project { id: id(name), ..world::dataset().projects.remove(0) }))
}

fn need(name: &str) -> Change {
    Change::Put(Record::from(Need { id: id(name), ..world::dataset().needs.remove(0) }))
}

#[tokio::test]
async fn what_others_write_is_applied_revision_by_revision() {
    let mut followed = Followed::start().await;
    followed.follow();
    for (count, name) in [(1, "a-new-one"), (2, "another-one"), (3, "a-third-one")] {
        let revision = followed.commit([project(name)]).await;
        followed.until(revision).await;
        assert_eq!(followed.applied_and_reloaded().await, (count, 0));
        assert!(followed.service.get("/v1/projects").await.ids().contains(&name.to_owned()));
    }
    followed.assert_equal().await;
}

#[tokio::test]
async fn of_a_record_that_changed_often_the_last_state_counts() {
    let mut followed = Followed::start().await;
    let target = need("a-need").target();
    for _ in 0..3 {
        followed.commit([need("a-need"), need("another-need")]).await;
        followed.commit([Change::Delete(target.clone()), need("another-need")]).await;
    }
    let revision = followed.commit([need("a-need")]).await;
    followed.follow();
    followed.until(revision).await;
    assert_eq!(followed.applied_and_reloaded().await.1, 0);
    followed.assert_equal().await;
}

#[tokio::test]
async fn what_takes_several_batches_is_published_at_once() {
    let mut followed = Followed::start().await;
    let before = followed.service.atlas.snapshot().revision();
    let revision = followed.commit((0..2_300).map(|number| need(&format!("need-{number:04}")))).await;
    assert_eq!(revision, before + 2_300);
    followed.follow();
    followed.until(before + 1).await;
    assert_eq!(followed.service.atlas.snapshot().revision(), revision);
    assert_eq!(followed.store.batches.load(Ordering::SeqCst), 3);
    assert_eq!(followed.applied_and_reloaded().await, (2_300, 0));
    followed.assert_equal().await;
}

#[tokio::test]
async fn a_gap_in_the_log_is_bridged_by_reading_everything() {
    let mut followed = Followed::start().await;
    let lost = followed.commit([need("a-lost-need")]).await;
    let revision = followed.commit([need("a-need")]).await;
    followed.store.lost.store(lost, Ordering::SeqCst);
    followed.follow();
    followed.until(revision).await;
    assert_eq!(followed.applied_and_reloaded().await, (0, 1));
    followed.assert_equal().await;
    followed.until(followed.commit([need("one-more")]).await).await;
    assert_eq!(followed.applied_and_reloaded().await, (1, 1));
}

#[tokio::test]
async fn a_store_that_goes_away_is_survived_and_caught_up_with() {
    let mut followed = Followed::start().await;
    followed.follow();
    followed.store.is_away.store(true, Ordering::SeqCst);
    let ready = async || followed.service.get("/health/ready").await;
    while ready().await.json()["store"] == "reachable" {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let away = ready().await;
    assert_eq!((away.status, &away.json()["status"]), (StatusCode::OK, &"degraded".into()));
    assert!(away.json()["lag"]["seconds"].as_f64().unwrap() > 0.0);
    assert_eq!(followed.metric("atlas_store_reachable").await, 0);
    assert_eq!(followed.service.get("/v1/projects").await.status, StatusCode::OK);
    assert_eq!(followed.service.get("/health/live").await.status, StatusCode::OK);
    followed.store.is_away.store(false, Ordering::SeqCst);
    let revision = followed.commit([need("a-need")]).await;
    followed.until(revision).await;
    assert_eq!(ready().await.json()["status"], "ready");
    assert_eq!(followed.metric("atlas_store_reachable").await, 1);
    assert_eq!(followed.applied_and_reloaded().await, (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_counts_as_unreachable() {
    let service = Service::over(Faulty::always(Trouble::Stuck), Settings::default());
    let following = tokio::spawn(crate::follow(service.atlas.clone(), AT_MOST));
    assert_eq!(service.get("/health/ready").await.json()["store"], "reachable");
    tokio::time::sleep(Duration::from_secs(10)).await;
    let ready = service.get("/health/ready").await.json();
    assert_eq!((&ready["store"], &ready["status"]), (&"unreachable".into(), &"degraded".into()));
    following.abort();
}

#[tokio::test]
async fn a_store_put_back_to_an_earlier_state_is_noticed_and_not_published() {
    let mut followed = Followed::start().await;
    let ahead = Snapshot::build(world::dataset()).unwrap();
    assert!(ahead.revision() > followed.service.atlas.snapshot().revision());
    followed.service.atlas.publish(ahead);
    followed.follow();
    while followed.service.get("/health/ready").await.json()["status"] == "ready" {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let ready = followed.service.get("/health/ready").await.json();
    assert_eq!((&ready["store"], &ready["revision"]), (&"reachable".into(), &42.into()));
    assert!(ready["stored_revision"].as_u64().unwrap() < 42);
}

#[tokio::test]
async fn many_changes_move_to_a_new_base_without_a_break() {
    let mut followed = Followed::start().await;
    followed.follow();
    let mut revision = 0;
    for round in 0..3 {
        let projects = (0..1_600).map(|number| project(&format!("p-{round}-{number:04}")));
        revision = followed.commit(projects).await;
        followed.until(revision).await;
    }
    assert!(followed.service.atlas.snapshot().wants_repacking());
    let mut written = 0;
    while followed.service.atlas.snapshot().wants_repacking() {
        revision = followed.commit([need(&format!("need-{written}"))]).await;
        written += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    followed.until(revision).await;
    assert_eq!(followed.applied_and_reloaded().await, (4_800 + written, 0));
    followed.assert_equal().await;
}
