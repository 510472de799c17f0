//! `atlas import`: data packages into the database, all or nothing.

use std::collections::HashSet;
use std::path::PathBuf;

use atlas_formats::package::{PackageError, Places, Reading};
use atlas_model::{Change, ChangeSet, Dataset, Fault, Id, Lookup, Record, RecordKind, RecordRef};
use atlas_store::{Absent, Store, StoreError, Terms, check_on_empty, diff};
use chrono::Utc;

use super::print;
use crate::cli::ImportArgs;
use crate::config::Config;
use crate::database;
use crate::failure::{Failure, Refusal};
use crate::progress::Step;

/// Imports, and prints what changed. Nothing is created for what is refused.
pub(super) async fn run(args: &ImportArgs, config: &Config) -> Result<(), Failure> {
    let store = database::open_if_there(config).await?;
    if args.only_if_empty
        && let Some(store) = &store
        && store.revision().await.map_err(|error| Failure::outside(config.shown_database(), error))? > 0
    {
        store.close().await;
        return print(&format!("{}: holds records already, nothing changed\n", config.shown_database()));
    }
    let mut readings = read_packages(&args.packages)?;
    let current = match &store {
        Some(store) => database::load(&**store, config).await?,
        None => Dataset::default(),
    };
    let known: HashSet<RecordRef> = current.refs().into_iter().collect();
    let none = HashSet::new();
    let (absent, staying) = if args.prune { (Absent::Delete, &none) } else { (Absent::Keep, &known) };
    follow(&mut readings, staying);
    let (wanted, places) = finish(&args.packages, readings)?;
    let changes = diff(&current, &wanted, absent);
    let report = report(&known, &changes);
    let reason = args.reason.clone().unwrap_or_else(|| default_reason(&args.packages));
    let change_set = ChangeSet { author: args.author.clone(), reason, campaign: None, changes };
    let refused = |error| match error {
        StoreError::Refused(faults) => located(&args.packages, &places, faults),
        other => Failure::outside("import", other),
    };
    let store = match store {
        Some(store) => store,
        None => {
            check_on_empty(&change_set).await.map_err(refused)?;
            database::open_or_create(config).await?
        }
    };
    let revision = if change_set.changes.is_empty() {
        current.revision
    } else {
        commit(&*store, &change_set).await.map_err(refused)?
    };
    store.close().await;
    print(&format!("{}: {report} (revision {revision})\n", config.shown_database()))
}

/// Commits the whole import, with a bar for its progress.
async fn commit(store: &dyn Store, change_set: &ChangeSet) -> Result<u64, StoreError> {
    let step = Step::begin("writing…");
    let mut progress = |done, of| step.at(done, of);
    let written = store.import(change_set, &Terms::default(), Utc::now(), &mut progress).await?;
    Ok(written.last)
}

/// Reads every package, with what is wrong with it.
fn read_packages(packages: &[PathBuf]) -> Result<Vec<Reading>, Failure> {
    let read = |directory: &PathBuf| {
        Reading::of(directory).map_err(|error| Failure::outside(directory.display().to_string(), error))
    };
    packages.iter().map(read).collect()
}

/// Follows the references of every package, to records of any of them or of the database.
fn follow(readings: &mut [Reading], staying: &HashSet<RecordRef>) {
    for at in 0..readings.len() {
        let (before, rest) = readings.split_at_mut(at);
        if let Some((reading, after)) = rest.split_first_mut() {
            reading.follow(&Others { before, after, staying });
        }
    }
}

/// The records that a package may refer to beside its own.
struct Others<'a> {
    before: &'a [Reading],
    after: &'a [Reading],
    /// Those of the database, unless they are to be withdrawn.
    staying: &'a HashSet<RecordRef>,
}

impl Lookup for Others<'_> {
    fn contains(&self, kind: RecordKind, id: &Id) -> bool {
        let mut others = self.before.iter().chain(self.after);
        self.staying.contains(&RecordRef { kind, id: id.clone() })
            || others.any(|other| other.contains(kind, id))
    }

    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        let others = self.before.iter().chain(self.after).flat_map(|other| other.nearest(kind, id));
        let others: Vec<String> = others.collect();
        let stored =
            self.staying.iter().filter(|stored| stored.kind == kind).map(|stored| stored.id.as_str());
        atlas_model::nearest(id.as_str(), stored.chain(others.iter().map(String::as_str)))
    }
}

/// The records of all packages, of which one in a later package replaces that of an earlier one, and where
/// they stand. What is wrong with any package is told at once.
fn finish(packages: &[PathBuf], readings: Vec<Reading>) -> Result<(Dataset, Vec<Places>), Failure> {
    let faulty = readings.iter().zip(packages).filter(|(reading, _)| !reading.faults().is_empty());
    let refusals: Vec<Refusal> = faulty
        .map(|(reading, directory)| Refusal::files(directory.display().to_string(), reading.faults()))
        .collect();
    if !refusals.is_empty() {
        return Err(Failure::Refused(refusals));
    }
    let (mut records, mut places) = (Vec::new(), Vec::new());
    for (reading, directory) in readings.into_iter().zip(packages) {
        let finished = reading.finish();
        let (package, its_places) = finished
            .map_err(|error: PackageError| Failure::outside(directory.display().to_string(), error))?;
        records.extend(package.dataset.into_records());
        places.push(its_places);
    }
    Ok((the_last_of_each(records), places))
}

fn the_last_of_each(records: Vec<Record>) -> Dataset {
    let mut seen = HashSet::new();
    let latest: Vec<Record> =
        records.into_iter().rev().filter(|record| seen.insert(record.reference())).collect();
    Dataset::from_records(latest)
}

/// A refusal of the store in terms of files, rows and columns where those tell it, else of records.
fn located(packages: &[PathBuf], places: &[Places], refused: Vec<(RecordRef, Fault)>) -> Failure {
    let mut of_package: Vec<Vec<Fault>> = packages.iter().map(|_| Vec::new()).collect();
    let mut of_none = Vec::new();
    for (record, fault) in refused {
        // The last package that has a record is the one whose record is written.
        let mut found = places.iter().enumerate().rev().filter_map(|(package, places)| {
            Some((package, places.find(record.kind, &record.id, &fault.at)?))
        });
        match found.next() {
            Some((package, at)) => of_package[package].push(Fault { at, ..fault }),
            None => of_none.push((record, fault)),
        }
    }
    let found = packages.iter().zip(&of_package).filter(|(_, faults)| !faults.is_empty());
    let mut refusals: Vec<Refusal> =
        found.map(|(directory, faults)| Refusal::files(directory.display().to_string(), faults)).collect();
    if !of_none.is_empty() {
        refusals.push(Refusal::records("import", &of_none));
    }
    Failure::Refused(refusals)
}

fn default_reason(packages: &[PathBuf]) -> String {
    let names: Vec<_> =
        packages.iter().filter_map(|directory| Some(directory.file_name()?.to_string_lossy())).collect();
    format!("import of {}", names.join(", "))
}

/// Whether a verb applies to a change of a record that was known or not.
type Applies = fn(&Change, bool) -> bool;

/// What an import changes, in words: `created 150 projects, updated 1 theme`.
fn report(known: &HashSet<RecordRef>, changes: &[Change]) -> String {
    let mut parts = Vec::new();
    let verbs: [(&str, Applies); 3] = [
        ("created", |change, was_known| matches!(change, Change::Put(_)) && !was_known),
        ("updated", |change, was_known| matches!(change, Change::Put(_)) && was_known),
        ("withdrew", |change, _| matches!(change, Change::Delete(_))),
    ];
    for (verb, applies) in verbs {
        let counts: Vec<String> = RecordKind::ALL
            .iter()
            .filter_map(|kind| {
                let of_kind = |change: &&Change| {
                    let target = change.target();
                    target.kind == *kind && applies(change, known.contains(&target))
                };
                let count = changes.iter().filter(of_kind).count();
                let noun = if count == 1 { kind.as_str() } else { kind.plural() };
                (count > 0).then(|| format!("{count} {noun}"))
            })
            .collect();
        if !counts.is_empty() {
            parts.push(format!("{verb} {}", counts.join(", ")));
        }
    }
    if parts.is_empty() { "nothing changed".to_owned() } else { parts.join("; ") }
}
