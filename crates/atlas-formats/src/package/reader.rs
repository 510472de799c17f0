//! Reads a package: every file, every row, and all that is wrong at once.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use atlas_model::{
    Dataset, Event, Fault, FaultKind, Id, Lookup, Project, Record, RecordKind, check_references, nearest,
};

use super::column::Layout;
use super::descriptor::{self, Ids, Listed};
use super::layouts::{Tabular, children};
use super::places::{ChildRows, locate, place};
use super::table::{self, Found};
use super::{DESCRIPTOR, Package, PackageError, boundaries, io_error};
use crate::kinds::for_kind;

/// Reads the package in this directory.
///
/// References between records are not followed: what they name may be in another package. See
/// [`read_onto`].
///
/// # Errors
/// [`PackageError::Faults`] with everything that is wrong in any file, or [`PackageError::Io`].
pub fn read(dir: &Path) -> Result<Package, PackageError> {
    read_checked(dir, None)
}

/// Reads the package in this directory, and checks that every reference leads to a record of the
/// package or one that is `known`.
///
/// # Errors
/// As [`read`]; references that lead nowhere are faults too.
pub fn read_onto(dir: &Path, known: &dyn Lookup) -> Result<Package, PackageError> {
    read_checked(dir, Some(known))
}

fn read_checked(dir: &Path, known: Option<&dyn Lookup>) -> Result<Package, PackageError> {
    let path = dir.join(DESCRIPTOR);
    let text = fs::read_to_string(&path).map_err(io_error(&path))?;
    let names = descriptor::resource_names();
    let (about, files) = descriptor::parse(&text, &names).map_err(PackageError::Faults)?;
    let mut reader = Reader::new(dir, files);
    reader.unlisted(&names);
    for kind in RecordKind::ALL {
        for_kind!(*kind, T => reader.records::<T>())?;
    }
    reader.funding()?;
    reader.workshops()?;
    reader.pairs()?;
    reader.boundaries()?;
    if let Some(known) = known {
        for kind in RecordKind::ALL {
            for_kind!(*kind, T => reader.references::<T>(known));
        }
    }
    if !reader.faults.is_empty() {
        return Err(PackageError::Faults(reader.faults));
    }
    let mut dataset = reader.dataset;
    dataset.sort();
    Ok(Package { about, dataset })
}

/// What was read so far.
struct Reader<'a> {
    dir: &'a Path,
    files: Vec<Listed>,
    dataset: Dataset,
    /// The row of each record, in the order of the dataset's lists.
    rows: HashMap<RecordKind, Vec<u32>>,
    children: ChildRows,
    /// Every identifier seen, of faulty rows too: they are not missing, they are faulty.
    ids: Ids,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn new(dir: &'a Path, files: Vec<Listed>) -> Self {
        Self {
            dir,
            files,
            dataset: Dataset::default(),
            rows: HashMap::new(),
            children: ChildRows::default(),
            ids: Ids::new(),
            faults: vec![],
        }
    }

    /// A file that carries the name of a resource and is not listed would be left out in silence.
    fn unlisted(&mut self, names: &[&str]) {
        for name in names {
            let file = descriptor::file_of(name);
            let listed = self.files.iter().any(|listed| listed.name == *name || listed.path == file);
            if !listed && self.dir.join(&file).exists() {
                let expected = format!("a file that {DESCRIPTOR} lists");
                self.faults.push(Fault::at(file, FaultKind::Malformed { expected }));
            }
        }
    }

    /// The file of a resource and its path in the package; none if it is not listed or not there.
    fn open(&mut self, name: &str) -> Result<Option<(String, File)>, PackageError> {
        let Some(listed) = self.files.iter().find(|listed| listed.name == name) else { return Ok(None) };
        let path = self.dir.join(&listed.path);
        match File::open(&path) {
            Ok(file) => Ok(Some((listed.path.clone(), file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.faults.push(Fault::at(&listed.path, FaultKind::Missing));
                Ok(None)
            }
            Err(error) => Err(io_error(&path)(error)),
        }
    }

    /// Reads a file of records.
    fn records<T: Tabular>(&mut self) -> Result<(), PackageError> {
        let layout = T::layout();
        let Some((file, input)) = self.open(layout.name)? else { return Ok(()) };
        let list = T::list_mut(&mut self.dataset);
        let ids = self.ids.entry(T::KIND).or_default();
        let rows = self.rows.entry(T::KIND).or_default();
        let keep = |found: Found<T>, row, faults: &mut Vec<Fault>| {
            let at = |column: &str| place(&file, row, Some(column));
            let (Found::Whole(record) | Found::Faulty(record)) = &found;
            let unread = matches!(found, Found::Faulty(_)) && record.id() == layout.blank.id();
            if !unread && !ids.insert(record.id().clone()) {
                faults.push(Fault::new(at("id"), record.id().as_str(), FaultKind::Duplicate));
            }
            let Found::Whole(record) = found else { return };
            let record: Record = record.into();
            let own = record.faults().into_iter();
            faults.extend(own.map(|fault| Fault { at: at(layout.column_of(&fault.at)), ..fault }));
            if let Some(record) = T::from_record(record) {
                list.push(record);
                rows.push(row);
            }
        };
        table::read(&layout, &file, BufReader::new(input), &mut self.faults, keep)
            .map_err(io_error(&self.dir.join(&file)))
    }

    /// Reads a child file and gives each row to the record that it belongs to. `attach` gets what the
    /// row is to be attached to, the row, its number and where to put what is wrong with it.
    fn children<P: Tabular, R: Clone + 'static>(
        &mut self,
        layout: &Layout<R>,
        parent_of: fn(&R) -> &Id,
        attach: impl Fn(&mut P, R, Origin<'_>, &mut ChildRows) -> Result<(), Fault>,
    ) -> Result<(), PackageError> {
        let Some((file, input)) = self.open(layout.name)? else { return Ok(()) };
        let none = HashSet::new();
        let known = self.ids.get(&P::KIND).unwrap_or(&none);
        let parents = index_of(P::list(&self.dataset));
        let list = P::list_mut(&mut self.dataset);
        let rows = &mut self.children;
        let keep = |found: Found<R>, row, faults: &mut Vec<Fault>| {
            let Found::Whole(child) = found else { return };
            let origin = Origin { file: &file, row };
            let id = parent_of(&child).clone();
            match parents.get(&id).and_then(|at| list.get_mut(*at)) {
                Some(parent) => faults.extend(attach(parent, child, origin, rows).err()),
                None if known.contains(&id) => {}
                None => {
                    let nearest = nearest(id.as_str(), known.iter().map(Id::as_str));
                    let kind = FaultKind::Dangling { kind: P::KIND, nearest };
                    faults.push(origin.fault(P::KIND.as_str(), &id, kind));
                }
            }
        };
        table::read(layout, &file, BufReader::new(input), &mut self.faults, keep)
            .map_err(io_error(&self.dir.join(&file)))
    }

    fn funding(&mut self) -> Result<(), PackageError> {
        self.children(
            &children::funding(),
            |row| &row.project,
            |project: &mut Project, row, origin, rows| {
                project.funding.push(row.funding);
                rows.funding.entry(row.project).or_default().push(origin.row);
                Ok(())
            },
        )
    }

    fn workshops(&mut self) -> Result<(), PackageError> {
        self.children(
            &children::workshops(),
            |row| &row.event,
            |event: &mut Event, row, origin, rows| {
                if event.workshops.iter().any(|other| other.id == row.workshop.id) {
                    return Err(origin.fault("id", &row.workshop.id, FaultKind::Duplicate));
                }
                event.workshops.push(row.workshop);
                rows.workshops.entry(row.event).or_default().push(origin.row);
                Ok(())
            },
        )
    }

    fn pairs(&mut self) -> Result<(), PackageError> {
        self.children(
            &children::pairs(),
            |row| &row.event,
            |event: &mut Event, row, origin, rows| {
                let Some(workshop) = event.workshops.iter_mut().find(|other| other.id == row.workshop) else {
                    let known = event.workshops.iter().map(|other| other.id.as_str());
                    let kind = FaultKind::UnknownValue { nearest: nearest(row.workshop.as_str(), known) };
                    return Err(origin.fault("workshop", &row.workshop, kind));
                };
                workshop.pairs.push(row.pair);
                rows.pairs.entry((row.event, row.workshop)).or_default().push(origin.row);
                Ok(())
            },
        )
    }

    fn boundaries(&mut self) -> Result<(), PackageError> {
        let Some((file, mut input)) = self.open(boundaries::NAME)? else { return Ok(()) };
        let mut bytes = vec![];
        input.read_to_end(&mut bytes).map_err(io_error(&self.dir.join(&file)))?;
        let none = HashSet::new();
        let known = self.ids.get(&RecordKind::Territory).unwrap_or(&none);
        match String::from_utf8(bytes) {
            Ok(text) => {
                boundaries::read(&text, &file, &mut self.dataset.territories, known, &mut self.faults);
            }
            Err(_) => {
                let expected = "text in UTF-8".to_owned();
                self.faults.push(Fault::at(file, FaultKind::Malformed { expected }));
            }
        }
        Ok(())
    }

    /// Tells the references of one kind of record that lead nowhere.
    fn references<T: Tabular>(&mut self, base: &dyn Lookup) {
        let known = Known { ids: &self.ids, base };
        let rows = self.rows.remove(&T::KIND).unwrap_or_default();
        let list = std::mem::take(T::list_mut(&mut self.dataset));
        let check = |(record, row): (T, u32)| {
            let record: Record = record.into();
            for fault in check_references(&record, &known) {
                let at = locate(&record, row, &fault.at, &self.children);
                self.faults.push(Fault { at, ..fault });
            }
            T::from_record(record)
        };
        *T::list_mut(&mut self.dataset) = list.into_iter().zip(rows).filter_map(check).collect();
    }
}

/// Where a row of a child file stands.
#[derive(Clone, Copy)]
struct Origin<'a> {
    file: &'a str,
    row: u32,
}

impl Origin<'_> {
    fn fault(self, column: &str, id: &Id, kind: FaultKind) -> Fault {
        Fault::new(place(self.file, self.row, Some(column)), id.as_str(), kind)
    }
}

/// The records of a package on top of those known before.
struct Known<'a> {
    ids: &'a Ids,
    base: &'a dyn Lookup,
}

impl Lookup for Known<'_> {
    fn contains(&self, kind: RecordKind, id: &Id) -> bool {
        self.ids.get(&kind).is_some_and(|ids| ids.contains(id)) || self.base.contains(kind, id)
    }

    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        let mut found = self.base.nearest(kind, id);
        found.extend(self.ids.get(&kind).into_iter().flatten().map(ToString::to_string));
        nearest(id.as_str(), found.iter().map(String::as_str))
    }
}

fn index_of<T: Tabular>(list: &[T]) -> HashMap<Id, usize> {
    list.iter().enumerate().map(|(at, record)| (record.id().clone(), at)).collect()
}
