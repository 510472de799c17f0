//! `atlas copy`: a whole database into another one, of either kind, compared to the last revision.

use std::collections::BTreeMap;
use std::sync::Arc;

use atlas_model::{Dataset, Record, RecordKind, RecordRef, Revision, RevisionNumber};
use atlas_store::{Store, StoreError};

use super::print;
use crate::cli::CopyArgs;
use crate::config::shown;
use crate::database;
use crate::failure::Failure;
use crate::progress::Step;

/// How many revisions are compared at a time.
const PAGE: u32 = 1_000;

/// How many differences are named before the rest is only counted.
const NAMED: usize = 10;

/// Copies, compares, and prints what was copied. A database that holds anything is left as it is.
pub(super) async fn run(args: &CopyArgs) -> Result<(), Failure> {
    let from = database::open_at(&args.from).await?;
    let from =
        from.ok_or_else(|| Failure::plain(format!("there is no database at {}", shown(&args.from))))?;
    let to = database::create(&args.to).await?;
    let copied = Copy { from, to, args }.run().await?;
    print(&format!("{}: {copied}\n", shown(&args.to)))
}

/// The two databases.
struct Copy<'a> {
    from: Arc<dyn Store>,
    to: Arc<dyn Store>,
    args: &'a CopyArgs,
}

impl Copy<'_> {
    /// Copies and compares, and says in words what was copied.
    async fn run(self) -> Result<String, Failure> {
        let last = self.restore().await?;
        let stored = self.to.load().await.map_err(|error| self.of_target(error))?;
        let counts: Vec<String> =
            counts(&stored).into_iter().map(|(kind, n)| format!("{n} {kind}")).collect();
        let mut differences = Differences::default();
        self.compare_logs(last, &mut differences).await?;
        self.compare_records(last, stored, &mut differences).await?;
        self.to.close().await;
        self.from.close().await;
        if differences.count > 0 {
            return Err(differences.failure(self.args));
        }
        let records = if counts.is_empty() { "no records".to_owned() } else { counts.join(", ") };
        Ok(format!("{records}; equal to {} up to revision {last}", shown(&self.args.from)))
    }

    async fn restore(&self) -> Result<RevisionNumber, Failure> {
        let step = Step::begin("copying…");
        let restored = self.to.restore(&*self.from, &mut |done, of| step.at(done, of)).await;
        restored.map_err(|error| match error {
            StoreError::NotEmpty { .. } => Failure::plain(format!(
                "{} holds records or revisions already; nothing was written: name a new database",
                shown(&self.args.to)
            )),
            error => {
                Failure::outside(format!("{} to {}", shown(&self.args.from), shown(&self.args.to)), error)
            }
        })
    }

    /// Compares every revision, page by page.
    async fn compare_logs(&self, last: RevisionNumber, found: &mut Differences) -> Result<(), Failure> {
        let step = Step::begin("comparing…");
        let mut after = 0;
        while after < last {
            let limit = u32::try_from(last - after).unwrap_or(PAGE).min(PAGE);
            let theirs =
                self.from.revisions_since(after, limit).await.map_err(|error| self.of_source(error))?;
            let ours = self.to.revisions_since(after, limit).await.map_err(|error| self.of_target(error))?;
            let next = after + u64::from(limit);
            let mut numbered: BTreeMap<RevisionNumber, [Option<Revision>; 2]> = BTreeMap::new();
            for (side, revisions) in [theirs, ours].into_iter().enumerate() {
                for revision in revisions {
                    let both = numbered.entry(revision.number).or_default();
                    both[side] = Some(revision);
                }
            }
            for number in after + 1..=next {
                if !matches!(numbered.get(&number), Some([Some(theirs), Some(ours)]) if theirs == ours) {
                    found.add(format!("revision {number}"));
                }
            }
            after = next;
            step.at(
                usize::try_from(after).unwrap_or(usize::MAX),
                usize::try_from(last).unwrap_or(usize::MAX),
            );
        }
        Ok(())
    }

    /// Compares every record with what the source holds at the revision that was copied.
    async fn compare_records(
        &self,
        last: RevisionNumber,
        stored: Dataset,
        found: &mut Differences,
    ) -> Result<(), Failure> {
        let _step = Step::begin("comparing…");
        let present = self.from.load().await.map_err(|error| self.of_source(error))?;
        let (read_at, mut wanted) = (present.revision, by_reference(present));
        // Whoever wrote to the source meanwhile wrote after what was copied: taken back here.
        let since = self.from.revisions_since(last, u32::MAX).await.map_err(|error| self.of_source(error))?;
        for revision in since.into_iter().rev().filter(|revision| revision.number <= read_at) {
            match revision.before {
                Some(before) => wanted.insert(revision.target, before),
                None => wanted.remove(&revision.target),
            };
        }
        if stored.revision != last {
            found.add(format!("the last revision, {} instead of {last}", stored.revision));
        }
        let copied = by_reference(stored);
        let is_same = |target: &&RecordRef| wanted.get(target) == copied.get(target);
        let all = wanted.keys().chain(copied.keys().filter(|target| !wanted.contains_key(target)));
        for target in all.filter(|target| !is_same(target)) {
            found.add(target.to_string());
        }
        Ok(())
    }

    fn of_source(&self, error: StoreError) -> Failure {
        Failure::outside(shown(&self.args.from), error)
    }

    fn of_target(&self, error: StoreError) -> Failure {
        Failure::outside(shown(&self.args.to), error)
    }
}

/// What is not the same in both.
#[derive(Debug, Default)]
struct Differences {
    count: usize,
    named: Vec<String>,
}

impl Differences {
    fn add(&mut self, what: String) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(what);
        }
    }

    fn failure(&self, args: &CopyArgs) -> Failure {
        let (from, to, count) = (shown(&args.from), shown(&args.to), self.count);
        let mut text = format!("{to} is not what {from} holds; do not use it. {count} differences:");
        for what in &self.named {
            text += &format!("\n  {what}");
        }
        if let Some(more) = count.checked_sub(self.named.len()).filter(|more| *more > 0) {
            text += &format!("\n  … and {more} more");
        }
        Failure::plain(text)
    }
}

fn by_reference(dataset: Dataset) -> BTreeMap<RecordRef, Record> {
    dataset.into_records().into_iter().map(|record| (record.reference(), record)).collect()
}

/// How many records there are of each kind that has some, with its name.
fn counts(dataset: &Dataset) -> Vec<(&'static str, usize)> {
    let refs = dataset.refs();
    let of = |kind: RecordKind| refs.iter().filter(|target| target.kind == kind).count();
    let counted = RecordKind::ALL.iter().map(|kind| (*kind, of(*kind))).filter(|(_, count)| *count > 0);
    counted.map(|(kind, count)| (if count == 1 { kind.as_str() } else { kind.plural() }, count)).collect()
}

#[cfg(test)]
mod tests {
    use atlas_model::ChangeSet;
    use atlas_store::{Absent, OpenOptions, Terms, diff};

    use super::*;

    async fn stored(path: &std::path::Path, world: &Dataset) -> Arc<dyn Store> {
        let store = atlas_store::open(&path.to_string_lossy(), OpenOptions::default()).await.unwrap();
        let changes = diff(&Dataset::default(), world, Absent::Keep);
        let change_set = ChangeSet { author: "test".into(), reason: "world".into(), campaign: None, changes };
        store
            .import(&change_set, &Terms::default(), chrono::DateTime::UNIX_EPOCH, &mut |_, _| {})
            .await
            .unwrap();
        store
    }

    #[tokio::test]
    async fn every_difference_is_counted_and_the_first_are_named() {
        let directory = tempfile::tempdir().unwrap();
        let world = atlas_synth::world(30, 1);
        let mut altered = world.clone();
        for project in &mut altered.projects[..12] {
            project.title = atlas_model::Text::fr("Autre chose");
        }
        let args = CopyArgs { from: "a.gpkg".to_owned(), to: "postgres://me:secret@b/c".to_owned() };
        for (other, expected) in [(&world, 0), (&altered, 24)] {
            let name = format!("{expected}.gpkg");
            let from = stored(&directory.path().join("from").with_extension(&name), &world).await;
            let to = stored(&directory.path().join("to").with_extension(&name), other).await;
            let last = from.revision().await.unwrap();
            let copy = Copy { from, to, args: &args };
            let mut found = Differences::default();
            copy.compare_logs(last, &mut found).await.unwrap();
            let copied = copy.to.load().await.unwrap();
            copy.compare_records(last, copied, &mut found).await.unwrap();
            assert_eq!(found.count, expected);
            let message = found.failure(&args).message();
            assert!(expected == 0 || message.contains("… and 14 more"), "{message}");
            assert!(!message.contains("secret") && message.contains("postgres://b/c"), "{message}");
        }
    }
}
