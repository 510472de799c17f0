//! `atlas export`: every current record as a data package, which `import` reads back unchanged.

use atlas_formats::package::{self, About};

use super::print;
use crate::cli::ExportArgs;
use crate::config::Config;
use crate::database;
use crate::failure::Failure;
use crate::progress::Step;

/// Exports.
pub(super) async fn run(args: &ExportArgs, config: &Config) -> Result<(), Failure> {
    let store = database::open_existing(config).await?;
    let dataset = database::load(&*store, config).await?;
    store.close().await;
    let step = Step::begin("writing…");
    let mut about = About::new(&args.name);
    about.version = Some(format!("revision {}", dataset.revision));
    package::write(&dataset, &args.directory, &about)
        .map_err(|error| Failure::outside(args.directory.display().to_string(), error))?;
    drop(step);
    print(&format!(
        "{}: {} records of revision {}\n",
        args.directory.display(),
        dataset.len(),
        dataset.revision
    ))
}
