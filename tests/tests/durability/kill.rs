//! An import that is killed leaves all of it or nothing.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use atlas_formats::package;
use atlas_model::Dataset;
use atlas_synth::Random;
use atlas_tests::harness::{binary, repository};

use super::load;

const PROJECTS: usize = 10_000;
const KILLS: u32 = 20;

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

#[tokio::test]
async fn an_import_killed_at_any_moment_leaves_all_or_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let package = directory.path().join("world");
    let mut world = atlas_synth::world(PROJECTS, 9);
    let about = package::About::new("world");
    package::write(&world, &package, &about).unwrap();

    let started = Instant::now();
    let undisturbed = directory.path().join("undisturbed.gpkg");
    assert!(start_import(&package, &undisturbed).wait().unwrap().success());
    let duration = started.elapsed();
    world.revision = u64::try_from(world.len()).unwrap();
    assert_eq!(load(&undisturbed).await, world);

    let mut random = Random::new(20_151_123);
    let (mut none, mut all) = (0, 0);
    for kill in 0..KILLS {
        let database = directory.path().join(format!("killed-{kill}.gpkg"));
        let mut import = start_import(&package, &database);
        // One moment in each twentieth of the way, the last ones around the end.
        let within = f64::from(u32::try_from(random.below(1_000)).unwrap()) / 1_000.0;
        let moment = duration.mul_f64((f64::from(kill) + within) / f64::from(KILLS) * 1.15);
        tokio::time::sleep(moment).await;
        import.kill().unwrap();
        import.wait().unwrap();
        match whole(&load(&database).await, &world) {
            true => all += 1,
            false => none += 1,
        }
        if kill == 0 {
            assert!(
                start_import(&package, &database).wait().unwrap().success(),
                "the next import goes through"
            );
            assert_eq!(load(&database).await, world);
        }
        for suffix in ["", "-wal", "-shm"] {
            _ = std::fs::remove_file(format!("{}{suffix}", database.display()));
        }
    }
    assert!(none > 0, "no kill came before the end of {duration:?}; {all} came after");
}

/// Whether everything is there; anything between everything and nothing fails.
fn whole(found: &Dataset, world: &Dataset) -> bool {
    if found.is_empty() {
        assert_eq!(found.revision, 0);
        return false;
    }
    assert!(found == world, "a part of the import: {} of {} records", found.len(), world.len());
    true
}
