//! Worlds and sheets shared by the benchmarks.

pub mod sheet;

use std::sync::Arc;

use atlas_index::Snapshot;
use atlas_model::{Change, Dataset};

/// The numbers of projects at which everything is measured: the survey of 2015, the French atlas
/// of today, and far beyond.
pub const SIZES: [usize; 3] = [150, 12_129, 1_000_000];

/// The synthetic world of a size, always the same.
#[must_use]
pub fn world(projects: usize) -> Dataset {
    atlas_synth::world(projects, 2015)
}

/// Its snapshot.
///
/// # Panics
/// Never: synthetic worlds are whole.
#[must_use]
pub fn snapshot(projects: usize) -> Arc<Snapshot> {
    Arc::new(Snapshot::build(world(projects)).expect("synthetic worlds are whole"))
}

/// A change to one project: the status moves on, the theme becomes another.
#[must_use]
pub fn one_change(snapshot: &Snapshot, number: usize) -> Change {
    let (_, entry) = snapshot.projects().iter().nth(number % 100).expect("a world has projects");
    let mut project = entry.record.clone();
    let themes = snapshot.themes();
    let other = themes.iter().nth(number % themes.len()).expect("a world has themes").1;
    project.theme = other.record.id.clone();
    project.themes.clear();
    project.status = atlas_model::Status::ALL[number % 5];
    Change::Put(project.into())
}

/// The memory in use by this process, in bytes (Linux); 0 where it cannot be told.
#[must_use]
pub fn resident_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()).unwrap_or(0) * 1024
}
