//! `atlas synth`: a synthetic world, every record of which says that it is one.

use atlas_formats::package::{self, About};
use atlas_model::{ChangeSet, Dataset};
use atlas_store::{Absent, Terms, diff};
use chrono::Utc;

use super::print;
use crate::cli::SynthArgs;
use crate::config::Config;
use crate::database;
use crate::failure::Failure;
use crate::progress::Step;

/// Makes a world and writes it to a directory, or to the database.
pub(super) async fn run(args: &SynthArgs, config: &Config) -> Result<(), Failure> {
    let step = Step::begin("making a world…");
    let (projects, seed) = (args.projects, args.seed);
    let world = tokio::task::spawn_blocking(move || atlas_synth::world(projects, seed))
        .await
        .map_err(|error| Failure::outside("synth", error))?;
    drop(step);
    let count = world.len();
    let target = match &args.directory {
        Some(directory) => {
            let _step = Step::begin("writing…");
            let mut about = About::new(format!("synthetic-{projects}-{seed}"));
            about.description =
                Some("A synthetic world for tests and benchmarks: nothing in it is real.".into());
            package::write(&world, directory, &about)
                .map_err(|error| Failure::outside(directory.display().to_string(), error))?;
            directory.display().to_string()
        }
        None => {
            store(&world, config, seed).await?;
            config.shown_database()
        }
    };
    print(&format!("{target}: {count} synthetic records, of which {projects} projects\n"))
}

async fn store(world: &Dataset, config: &Config, seed: u64) -> Result<(), Failure> {
    let store = database::open_or_create(config).await?;
    let current = database::load(&*store, config).await?;
    let changes = diff(&current, world, Absent::Keep);
    if !changes.is_empty() {
        let reason = format!("synthetic world of seed {seed}");
        let change_set = ChangeSet { author: "synth".into(), reason, campaign: None, changes };
        let step = Step::begin("writing…");
        store
            .import(&change_set, &Terms::default(), Utc::now(), &mut |done, of| step.at(done, of))
            .await
            .map_err(|error| Failure::outside(config.shown_database(), error))?;
    }
    store.close().await;
    Ok(())
}
