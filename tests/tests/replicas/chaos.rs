//! Writers and readers go on while replicas and their database are killed and started again and
//! confirmations are lost: what was accepted stays, nothing is there twice, and at the end everyone gives the
//! same answers.
//!
//! `ATLAS_CHAOS_SECONDS` says for how long; what is killed when follows from a fixed seed.

mod reader;
mod verdict;
mod wire;
mod writer;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use atlas_synth::Random;
use atlas_testdb::Cluster;
use atlas_tests::harness::Replica;

use super::{import_fixtures, load, open};

const REPLICAS: usize = 3;
const WRITERS: usize = 20;
const READERS: usize = 20;
const SEED: u64 = 20_151_123;

/// What writers and readers share with whoever kills.
struct Field {
    /// The database, as the writers reach it.
    url: String,
    is_over: AtomicBool,
    /// Where each replica listens and how often it was started; none while it is dead or about to be.
    places: [Mutex<Option<Place>>; REPLICAS],
    /// Needs that were written and will not be withdrawn, each with its revision.
    written: Mutex<Vec<(u64, String)>>,
}

/// Where a replica listens, and which of its lives this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    address: SocketAddr,
    life: u32,
}

impl Field {
    fn place(&self, replica: usize) -> Option<Place> {
        *lock(&self.places[replica])
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }
}

fn lock<T>(shared: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How often what was killed.
#[derive(Debug, Default)]
struct Kills {
    replicas: u32,
    databases: u32,
    both: u32,
}

/// Whoever kills.
struct Killer {
    field: Arc<Field>,
    cluster: Cluster,
    replicas: Vec<Replica>,
    lives: u32,
    random: Random,
    kills: Kills,
}

impl Killer {
    /// Kills until the end: each kind of death once in each round, in an order of its own.
    async fn rage(&mut self, end: Instant) {
        let mut order = [0, 1, 2];
        loop {
            order.swap(0, self.random.below(3));
            order.swap(1, 1 + self.random.below(2));
            for kind in order {
                if Instant::now() >= end {
                    return;
                }
                self.pause(200, 1_200).await;
                match kind {
                    0 => self.kill_replica().await,
                    1 => self.kill_database().await,
                    _ => self.kill_both().await,
                }
            }
        }
    }

    /// Waits for a random time between two bounds, in milliseconds.
    async fn pause(&mut self, least: usize, most: usize) {
        let millis = least + self.random.below(most - least);
        tokio::time::sleep(Duration::from_millis(millis as u64)).await;
    }

    async fn kill_replica(&mut self) {
        let one = self.random.below(REPLICAS);
        self.bury(one).await;
        self.pause(50, 1_500).await;
        self.replicas[one].restart().await;
        self.announce(one);
        self.kills.replicas += 1;
    }

    async fn kill_database(&mut self) {
        self.database_dies();
        self.pause(100, 2_500).await;
        self.database_comes_back();
        self.kills.databases += 1;
    }

    /// A replica dies with the database, and is started before it.
    async fn kill_both(&mut self) {
        let one = self.random.below(REPLICAS);
        self.bury(one).await;
        self.database_dies();
        let millis = 200 + self.random.below(1_500) as u64;
        let (replica, cluster) = (&mut self.replicas[one], &self.cluster);
        let comes_back = async {
            tokio::time::sleep(Duration::from_millis(millis)).await;
            tokio::task::block_in_place(|| cluster.restart());
        };
        tokio::join!(replica.restart(), comes_back);
        self.announce(one);
        self.kills.both += 1;
    }

    fn database_dies(&self) {
        tokio::task::block_in_place(|| self.cluster.kill());
    }

    fn database_comes_back(&self) {
        tokio::task::block_in_place(|| self.cluster.restart());
    }

    async fn bury(&mut self, one: usize) {
        *lock(&self.field.places[one]) = None;
        self.replicas[one].kill().await;
    }

    fn announce(&mut self, one: usize) {
        self.lives += 1;
        let place = Place { address: self.replicas[one].address(), life: self.lives };
        *lock(&self.field.places[one]) = Some(place);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_accepted_is_lost_or_there_twice_whatever_is_killed() {
    let seconds = std::env::var("ATLAS_CHAOS_SECONDS").ok().map_or(60, |seconds| seconds.parse().unwrap());
    let cluster = Cluster::start();
    let database = cluster.fresh_database();
    let url = database.url();
    let begun_at = import_fixtures(url).await;
    let field = Arc::new(Field {
        url: wire::over(url).await,
        is_over: AtomicBool::new(false),
        places: [const { Mutex::new(None) }; REPLICAS],
        written: Mutex::default(),
    });
    let mut replicas = Vec::new();
    for _ in 0..REPLICAS {
        replicas.push(Replica::start(url, &["--wait", "60"]).await);
    }
    let (random, kills) = (Random::new(SEED), Kills::default());
    let mut killer = Killer { field: Arc::clone(&field), cluster, replicas, lives: 0, random, kills };
    (0..REPLICAS).for_each(|one| killer.announce(one));

    let like = load(url).await.needs.remove(0);
    let write = |number| tokio::spawn(writer::write(Arc::clone(&field), number, like.clone()));
    let writers: Vec<_> = (0..WRITERS).map(write).collect();
    let readers: Vec<_> =
        (0..READERS).map(|number| tokio::spawn(reader::read(Arc::clone(&field), number))).collect();
    killer.rage(Instant::now() + Duration::from_secs(seconds)).await;
    field.is_over.store(true, Ordering::SeqCst);

    let mut written = Vec::new();
    for writer in writers {
        written.push(writer.await.unwrap());
    }
    let mut read = reader::Counts::default();
    for reader in readers {
        read += reader.await.unwrap();
    }
    let store = open(url).await;
    let accepted = verdict::judge_log(&*store, begun_at, &written).await;
    verdict::judge_replicas(&*store, &killer.replicas).await;
    store.close().await;

    let resolved: usize = written.iter().map(|writer| writer.resolved).sum();
    let told =
        format!("{:?}; {accepted} change sets accepted, {resolved} after doubt; {read:?}", killer.kills);
    assert!(accepted >= WRITERS * 2 && read.answered >= READERS * 10, "too little happened: {told}");
    if seconds >= 60 {
        assert!(resolved > 0, "no confirmation was lost: {told}");
        let Kills { replicas, databases, both } = killer.kills;
        assert!(replicas >= 2 && databases >= 2 && both >= 2 && read.own_writes > 0, "too tame: {told}");
    }
    // For whoever runs the test to see what happened.
    eprintln!("{told}");
}
