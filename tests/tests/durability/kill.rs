//! An import that is killed leaves all of it or nothing of it, whether the database is new or holds records,
//! and the next import makes it whole.
//!
//! An import spends most of its time reading and checking; the file changes in a small part of it. So only
//! half of the kills come after a part of that time. The others wait for what the files look like: created,
//! the log partly written, the log partly folded into the file.

#![expect(clippy::panic, clippy::unwrap_used, reason = "every function here is part of a test")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use atlas_formats::package;
use atlas_model::{Dataset, Id, Project, Record, RecordRef};
use atlas_store::{Absent, OpenOptions, StoreError, diff};
use atlas_synth::Random;
use atlas_tests::harness::{PACKAGES, binary, repository};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use super::{atlas, import, load, said};

const PROJECTS: usize = 10_000;

/// How many projects share their places, actors and partnerships with one of a smaller world: what is read
/// besides the projects takes time and shows nothing more.
const ALIKE: usize = 20;

/// How many kills run side by side.
const LANES: usize = 2;

/// How often the files are looked at while an import is to be killed.
const LOOK_EVERY: Duration = Duration::from_micros(300);

/// When an import is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// After this part of the time that an undisturbed import takes.
    Time(f64),
    /// This long after the file appeared: its schema is being made.
    Created(Duration),
    /// When the write-ahead log holds this part of what is written: nothing is committed.
    Log(f64),
    /// When this part of the file is written: the commit is in the log, and is being folded.
    Folded(f64),
}

/// What an undisturbed import comes to.
struct Undisturbed {
    /// The database that it begins with, if there is one.
    base: Option<PathBuf>,
    /// What stands in that.
    before: Dataset,
    /// What stands in the database after the import.
    after: Dataset,
    package: PathBuf,
    duration: Duration,
    /// The size of the write-ahead log at its largest.
    log_bytes: u64,
    /// The size of the file at the beginning and at the end.
    file_bytes: [u64; 2],
}

/// What a kill left behind.
#[derive(Debug)]
#[expect(dead_code, reason = "the moment is for whoever reads what failed")]
struct Left {
    moment: Moment,
    /// The whole import is there; else nothing of it is.
    is_whole: bool,
    /// The size of the write-ahead log when the import was dead.
    log_bytes: u64,
}

/// Moments of each kind, spread over what they are there to hit.
fn moments([times, creations, logs, folds]: [u32; 4]) -> Vec<Moment> {
    let mut random = Random::new(20_151_123);
    let mut spread = |count: u32, moment: &dyn Fn(f64) -> Moment| -> Vec<Moment> {
        let within = |part| {
            let thousandths = u32::try_from(random.below(1_000)).unwrap();
            (f64::from(part) + f64::from(thousandths) / 1_000.0) / f64::from(count)
        };
        (0..count).map(within).map(moment).collect()
    };
    [
        spread(times, &Moment::Time),
        spread(creations, &|within| Moment::Created(Duration::from_millis(40).mul_f64(within))),
        spread(logs, &Moment::Log),
        spread(folds, &|within| Moment::Folded(0.1 + 0.8 * within)),
    ]
    .concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_killed_at_any_moment_leaves_all_or_nothing_and_the_next_one_completes() {
    let directory = tempfile::tempdir().unwrap();
    let undisturbed = undisturbed(directory.path(), None).await;
    let moments = moments([10, 3, 4, 3]);
    assert_eq!(moments.len(), 20);
    kill_at_each(undisturbed, moments, directory.path()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_import_over_records_killed_at_any_moment_leaves_those_or_all() {
    let directory = tempfile::tempdir().unwrap();
    let base = directory.path().join("base.gpkg");
    import(&base, &PACKAGES);
    let undisturbed = undisturbed(directory.path(), Some(base)).await;
    assert!(!undisturbed.before.is_empty());
    let moments = moments([2, 0, 2, 2]);
    assert_eq!(moments.len(), 6);
    kill_at_each(undisturbed, moments, directory.path()).await;
}

/// Kills an import at each of these moments; some of the kills must come before the commit, some after it.
async fn kill_at_each(undisturbed: Undisturbed, moments: Vec<Moment>, directory: &Path) {
    let undisturbed = Arc::new(undisturbed);
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let own: Vec<_> = moments.iter().copied().enumerate().skip(lane).step_by(LANES).collect();
            let (undisturbed, directory) = (undisturbed.clone(), directory.to_owned());
            tokio::spawn(async move {
                let mut left = Vec::new();
                for (number, moment) in own {
                    let database = directory.join(format!("killed-{number}.gpkg"));
                    left.push(kill_and_look(&undisturbed, &database, moment).await);
                }
                left
            })
        })
        .collect();
    let mut left = Vec::new();
    for lane in lanes {
        left.extend(lane.await.unwrap());
    }
    let all = left.iter().filter(|left| left.is_whole).count();
    let torn = left.iter().filter(|left| !left.is_whole && left.log_bytes > 0).count();
    assert!(all > 0 && all < left.len(), "every kill came on the same side of the commit: {left:?}");
    // All kills that wait for the log would have to miss it.
    assert!(torn > 0, "no kill came while records were written: {left:?}");
}

/// Imports the world once to its end, over the database if one is given.
async fn undisturbed(directory: &Path, base: Option<PathBuf>) -> Undisturbed {
    let package = directory.join("world");
    let world = world();
    package::write(&world, &package, &package::About::new("world")).unwrap();
    let database = directory.join("undisturbed.gpkg");
    let before = match &base {
        Some(base) => load(base).await,
        None => Dataset::default(),
    };
    begin_with(base.as_deref(), &database);
    let begun_bytes = size(&database, "");
    let started = Instant::now();
    let mut import = start_import(&package, &database);
    let mut log_bytes = 0;
    let status = loop {
        log_bytes = log_bytes.max(size(&database, "-wal"));
        if let Some(status) = import.try_wait().unwrap() {
            break status;
        }
        std::thread::sleep(LOOK_EVERY);
    };
    let duration = started.elapsed();
    assert!(status.success());
    let after = upon(&before, &world);
    assert!(load(&database).await == after, "what stands there is not what was imported upon what was there");
    let file_bytes = [begun_bytes, size(&database, "")];
    Undisturbed { base, before, after, package, duration, log_bytes, file_bytes }
}

/// Puts a database where an import is to begin with one.
fn begin_with(base: Option<&Path>, database: &Path) {
    if let Some(base) = base {
        std::fs::copy(base, database).unwrap();
    }
}

/// What a world makes of the records that were there before.
fn upon(before: &Dataset, world: &Dataset) -> Dataset {
    let changes = diff(before, world, Absent::Keep).len();
    let records = before.clone().into_records().into_iter().chain(world.clone().into_records());
    let latest: BTreeMap<RecordRef, Record> = records.map(|record| (record.reference(), record)).collect();
    let mut after = Dataset::from_records(latest.into_values());
    after.revision = before.revision + u64::try_from(changes).unwrap();
    after
}

/// A synthetic world of many projects among few places.
fn world() -> Dataset {
    let mut world = atlas_synth::world(PROJECTS / ALIKE, 9);
    let alike = |project: &Project| -> Vec<Project> {
        let id = |number| Id::new(format!("{}-{number:02}", project.id)).unwrap();
        (0..ALIKE).map(|number| Project { id: id(number), ..project.clone() }).collect()
    };
    world.projects = world.projects.iter().flat_map(alike).collect();
    assert_eq!(world.projects.len(), PROJECTS);
    world
}

fn start_import(package: &Path, database: &Path) -> Child {
    Command::new(binary())
        .arg("import")
        .arg(package)
        .arg("--database")
        .arg(database)
        .current_dir(repository())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts")
}

/// Imports the world, kills that at the moment, looks at the database with the next command, and imports
/// again.
async fn kill_and_look(undisturbed: &Undisturbed, database: &Path, moment: Moment) -> Left {
    begin_with(undisturbed.base.as_deref(), database);
    let mut import = start_import(&undisturbed.package, database);
    wait_for(undisturbed, database, moment, &mut import);
    // SIGKILL: the process gets no chance to tidy up.
    import.kill().unwrap();
    import.wait().unwrap();
    let log_bytes = size(database, "-wal");

    // Opens what was left as it was left, unlike a look through SQLite, which would mend it first.
    let is_whole = is_whole(database, undisturbed, moment).await;
    assert!(is_whole || !matches!(moment, Moment::Folded(_)), "{moment:?}: what was committed is gone");
    if database.exists() {
        assert_eq!(faults(database).await, Vec::<String>::new(), "{moment:?}");
    }
    let next = atlas(database, &["import", undisturbed.package.to_str().unwrap()]);
    assert!(next.status.success(), "{moment:?}: {}", said(&next));
    assert!(load(database).await == undisturbed.after, "{moment:?}: the next import is not whole");
    for suffix in ["", "-wal", "-shm", "-journal"] {
        _ = std::fs::remove_file(beside(database, suffix));
    }
    Left { moment, is_whole, log_bytes }
}

/// Returns when the moment has come, or when the import has ended before.
fn wait_for(undisturbed: &Undisturbed, database: &Path, moment: Moment, import: &mut Child) {
    let started = Instant::now();
    let part_of = |part: f64, bytes: u64| (part * bytes as f64) as u64;
    let [begun_bytes, ended_bytes] = undisturbed.file_bytes;
    loop {
        let (log, file) = (size(database, "-wal"), size(database, ""));
        let has_come = match moment {
            Moment::Time(part) => started.elapsed() >= undisturbed.duration.mul_f64(part),
            Moment::Created(_) => database.exists(),
            Moment::Log(part) => file > 0 && log > part_of(part, undisturbed.log_bytes),
            Moment::Folded(part) => file > begun_bytes + part_of(part, ended_bytes - begun_bytes),
        };
        if has_come || import.try_wait().unwrap().is_some() {
            break;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    if let Moment::Created(later) = moment {
        std::thread::sleep(later);
    }
}

/// Whether the whole import is there; anything between that and what was there before fails.
async fn is_whole(database: &Path, undisturbed: &Undisturbed, moment: Moment) -> bool {
    let options = OpenOptions { create: false, ..OpenOptions::default() };
    let store = match atlas_store::open(&database.to_string_lossy(), options).await {
        Ok(store) => store,
        Err(StoreError::NotFound(_)) if undisturbed.base.is_none() => return false,
        Err(error) => panic!("{moment:?}: what the kill left cannot be opened: {error:?}"),
    };
    let found = store.load().await.unwrap();
    store.close().await;
    let (before, after) = (&undisturbed.before, &undisturbed.after);
    let is_whole = found != *before;
    assert!(
        !is_whole || found == *after,
        "{moment:?}: a part of the import: {} records, not {} or {}",
        found.len(),
        before.len(),
        after.len()
    );
    is_whole
}

/// A file whose name begins with that of the database.
fn beside(database: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", database.display()))
}

/// The size of such a file in bytes; none where it is missing.
fn size(database: &Path, suffix: &str) -> u64 {
    std::fs::metadata(beside(database, suffix)).map_or(0, |metadata| metadata.len())
}

/// What SQLite itself finds wrong with a database.
async fn faults(database: &Path) -> Vec<String> {
    let mut connection = SqliteConnectOptions::new().filename(database).connect().await.unwrap();
    let said = sqlx::query_scalar("PRAGMA integrity_check").fetch_all(&mut connection).await.unwrap();
    let dangling: Vec<(String,)> = sqlx::query_as("SELECT \"table\" FROM pragma_foreign_key_check")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    let wrong = said.into_iter().filter(|line| line != "ok");
    wrong.chain(dangling.into_iter().map(|(table,)| format!("{table} refers to nothing"))).collect()
}

/// What a kill leaves between the write of the first page of a new file and the removal of the rollback
/// journal beside it: a page, and a journal which says that there was none before.
#[tokio::test]
async fn a_file_whose_making_was_cut_short_is_made_by_the_next_import() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("atlas.gpkg");
    std::fs::write(&database, [0; 4_096]).unwrap();
    // https://www.sqlite.org/fileformat.html#the_rollback_journal: magic, number of pages that follow, nonce,
    // pages that there were before, bytes of a sector, bytes of a page.
    let mut journal = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    for number in [0_u32, 1, 0, 512, 4_096] {
        journal.extend(number.to_be_bytes());
    }
    journal.resize(512, 0);
    std::fs::write(beside(&database, "-journal"), journal).unwrap();
    let import = atlas(&database, &["import", "fixtures/reference"]);
    assert!(import.status.success(), "{}", said(&import));
    assert!(!load(&database).await.is_empty());
    assert_eq!(faults(&database).await, Vec::<String>::new());
}
