//! Reads a package: every file, every row, and all that is wrong at once.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::Path;

use atlas_model::{Dataset, Event, Fault, FaultKind, Id, Lookup, Project, Record, RecordKind, nearest};

use super::column::Layout;
use super::descriptor::{self, About, Listed};
use super::layouts::{Tabular, children};
use super::places::{Places, place};
use super::reading::{Orphan, Reading, Row};
use super::table::{self, Found, Unread};
use super::{DESCRIPTOR, Package, PackageError, boundaries, io_error};
use crate::kinds::for_kind;

/// Reads the package in this directory.
///
/// References between records are not followed: what they name may be in another package. See
/// [`Reading::follow`].
///
/// # Errors
/// [`PackageError::Faults`] with everything that is wrong in any file, or [`PackageError::Io`].
pub fn read(dir: &Path) -> Result<Package, PackageError> {
    let (package, _) = Reading::of(dir)?.finish()?;
    Ok(package)
}

impl Reading {
    /// Reads what can be read of the package in this directory. References are not followed yet.
    ///
    /// # Errors
    /// [`PackageError::Io`]; what is wrong with the package itself is in [`Reading::faults`].
    pub fn of(dir: &Path) -> Result<Self, PackageError> {
        let path = dir.join(DESCRIPTOR);
        let text = fs::read_to_string(&path).map_err(io_error(&path))?;
        let names = descriptor::resource_names();
        let (about, files) = match descriptor::parse(&text, &names) {
            Ok(read) => read,
            Err(faults) => {
                let hidden = names.into_iter().collect();
                return Ok(Self { hidden, faults, ..Self::new(About::new("")) });
            }
        };
        let mut reader = Reader { dir, files, reading: Self::new(about) };
        reader.unlisted(&names);
        for kind in RecordKind::ALL {
            for_kind!(*kind, T => reader.records::<T>())?;
        }
        reader.funding()?;
        reader.workshops()?;
        reader.pairs()?;
        reader.boundaries()?;
        Ok(reader.reading)
    }

    fn new(about: About) -> Self {
        Self {
            about,
            dataset: Dataset::default(),
            rows: HashMap::new(),
            places: Places::default(),
            hidden: HashSet::new(),
            orphans: vec![],
            faults: vec![],
        }
    }
}

/// Fills a reading, file by file.
struct Reader<'a> {
    dir: &'a Path,
    files: Vec<Listed>,
    reading: Reading,
}

impl Reader<'_> {
    /// A file that carries the name of a resource and is not listed would be left out in silence.
    fn unlisted(&mut self, names: &[&'static str]) {
        for name in names {
            let file = descriptor::file_of(name);
            let listed = self.files.iter().any(|listed| listed.name == *name || listed.path == file);
            if !listed && self.dir.join(&file).exists() {
                let expected = format!("a file that {DESCRIPTOR} lists");
                self.reading.faults.push(Fault::at(file, FaultKind::Malformed { expected }));
                self.reading.hidden.insert(name);
            }
        }
    }

    /// The file of a resource and its path in the package; none if it is not listed or not there.
    fn open(&mut self, name: &'static str) -> Result<Option<(String, File)>, PackageError> {
        let Some(listed) = self.files.iter().find(|listed| listed.name == name) else { return Ok(None) };
        let path = self.dir.join(&listed.path);
        match File::open(&path) {
            Ok(file) => Ok(Some((listed.path.clone(), file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.reading.faults.push(Fault::at(&listed.path, FaultKind::Missing));
                self.reading.hidden.insert(name);
                Ok(None)
            }
            Err(error) => Err(io_error(&path)(error)),
        }
    }

    /// Reads the rows of a file and hands each to `keep`, with where to put what is wrong.
    fn table<R: Clone + 'static>(
        &mut self,
        layout: &Layout<R>,
        mut keep: impl FnMut(&mut Reading, Found<R>, &str, &mut Vec<Fault>),
    ) -> Result<(), PackageError> {
        let Some((file, input)) = self.open(layout.name)? else { return Ok(()) };
        let mut faults = std::mem::take(&mut self.reading.faults);
        let reading = &mut self.reading;
        let keep = |found: Found<R>, faults: &mut Vec<Fault>| keep(reading, found, &file, faults);
        let identified = table::read(layout, &file, BufReader::new(input), &mut faults, keep);
        self.reading.faults = faults;
        if !identified.map_err(io_error(&self.dir.join(&file)))? {
            self.reading.hidden.insert(layout.name);
        }
        Ok(())
    }

    /// Reads a file of records.
    fn records<T: Tabular>(&mut self) -> Result<(), PackageError> {
        let layout = T::layout();
        self.table(&layout, |reading, Found { row: record, number, unread }, file, faults| {
            let at = |column: &str| place(file, number, Some(column));
            if !unread.covers("/id") {
                let ids = reading.places.records.entry(T::KIND).or_default();
                if ids.contains_key(record.id()) {
                    faults.push(Fault::new(at("id"), record.id().as_str(), FaultKind::Duplicate));
                } else {
                    ids.insert(record.id().clone(), number);
                }
            }
            let record: Record = record.into();
            let own = record.faults().into_iter().filter(|fault| !unread.covers(&fault.at));
            faults.extend(own.map(|fault| Fault { at: at(layout.column_of(&fault.at)), ..fault }));
            if let Some(record) = T::from_record(record) {
                T::list_mut(&mut reading.dataset).push(record);
                reading.rows.entry(T::KIND).or_default().push(Row { number, unread });
            }
        })
    }

    /// Reads a child file and gives each row to the record that it belongs to, through `attach`.
    fn children<P: Tabular, R: Clone + 'static>(
        &mut self,
        layout: &Layout<R>,
        parent_of: fn(&R) -> &Id,
        attach: impl Fn(&mut P, R, &Origin<'_>, &mut Places) -> Attached<R>,
    ) -> Result<(), PackageError> {
        let parents = positions::<P>(&self.reading);
        let parent_column = P::KIND.as_str();
        self.table(layout, |reading, Found { row, number, unread }, file, faults| {
            let origin = Origin { file, row: number, unread };
            let id = parent_of(&row).clone();
            let parent = parents.get(&id).and_then(|at| P::list_mut(&mut reading.dataset).get_mut(*at));
            let attached = if origin.unread.covers(&format!("/{parent_column}")) {
                Attached::No { row, fault: None }
            } else if let Some(parent) = parent {
                attach(parent, row, &origin, &mut reading.places)
            } else if reading.contains(P::KIND, &id) {
                Attached::No { row, fault: None }
            } else {
                let kind = FaultKind::Dangling { kind: P::KIND, nearest: reading.nearest(P::KIND, &id) };
                Attached::No { row, fault: Some(origin.fault(parent_column, &id, kind)) }
            };
            if let Attached::No { row, fault } = attached {
                faults.extend(fault);
                reading.orphans.extend(origin.references(layout, &row, parent_column));
            }
        })
    }

    fn funding(&mut self) -> Result<(), PackageError> {
        self.children(
            &children::funding(),
            |row| &row.project,
            |project: &mut Project, row, origin, places| {
                project.funding.push(row.funding);
                places.funding.entry(row.project).or_default().push(origin.row);
                Attached::Yes
            },
        )
    }

    fn workshops(&mut self) -> Result<(), PackageError> {
        self.children(
            &children::workshops(),
            |row| &row.event,
            |event: &mut Event, row, origin, places| {
                if origin.unread.covers("/workshop/id") {
                    return Attached::No { row, fault: None };
                }
                if event.workshops.iter().any(|other| other.id == row.workshop.id) {
                    let fault = origin.fault("id", &row.workshop.id, FaultKind::Duplicate);
                    return Attached::No { row, fault: Some(fault) };
                }
                event.workshops.push(row.workshop);
                places.workshops.entry(row.event).or_default().push(origin.row);
                Attached::Yes
            },
        )
    }

    fn pairs(&mut self) -> Result<(), PackageError> {
        let workshops_are_hidden = self.reading.hidden.contains(children::workshops().name);
        self.children(
            &children::pairs(),
            |row| &row.event,
            |event: &mut Event, row, origin, places| {
                if origin.unread.covers("/workshop") {
                    return Attached::No { row, fault: None };
                }
                let Some(at) = event.workshops.iter().position(|other| other.id == row.workshop) else {
                    let known = event.workshops.iter().map(|other| other.id.as_str());
                    let kind = FaultKind::UnknownValue { nearest: nearest(row.workshop.as_str(), known) };
                    let fault = origin.fault("workshop", &row.workshop, kind);
                    return Attached::No { row, fault: (!workshops_are_hidden).then_some(fault) };
                };
                event.workshops[at].pairs.push(row.pair);
                places.pairs.entry((row.event, at)).or_default().push(origin.row);
                Attached::Yes
            },
        )
    }

    fn boundaries(&mut self) -> Result<(), PackageError> {
        let Some((file, mut input)) = self.open(boundaries::NAME)? else { return Ok(()) };
        let mut bytes = vec![];
        input.read_to_end(&mut bytes).map_err(io_error(&self.dir.join(&file)))?;
        let Ok(text) = String::from_utf8(bytes) else {
            let expected = "text in UTF-8".to_owned();
            self.reading.faults.push(Fault::at(file, FaultKind::Malformed { expected }));
            return Ok(());
        };
        let mut territories = std::mem::take(&mut self.reading.dataset.territories);
        let faults = boundaries::read(&text, &file, &mut territories, &self.reading);
        self.reading.dataset.territories = territories;
        self.reading.faults.extend(faults);
        Ok(())
    }
}

/// Whether a row of a child file was given to its record.
enum Attached<R> {
    Yes,
    /// It was not; the fault is to be told, if there is one.
    No {
        row: R,
        fault: Option<Fault>,
    },
}

/// Where a row of a child file stands.
struct Origin<'a> {
    file: &'a str,
    row: u32,
    unread: Unread,
}

impl Origin<'_> {
    fn fault(&self, column: &str, id: &Id, kind: FaultKind) -> Fault {
        Fault::new(place(self.file, self.row, Some(column)), id.as_str(), kind)
    }

    /// What the row refers to, but for the record that it belongs to.
    fn references<R: 'static>(&self, layout: &Layout<R>, row: &R, parent_column: &str) -> Vec<Orphan> {
        let mut found = vec![];
        let mut cell = String::new();
        for column in layout.columns.iter().filter(|column| column.name != parent_column) {
            let Some(kind) = column.refers else { continue };
            cell.clear();
            (column.write)(row, &mut cell);
            let ids = cell.split(';').filter_map(|id| Id::new(id).ok());
            let at = place(self.file, self.row, Some(&column.name));
            found.extend(ids.map(|id| Orphan { at: at.clone(), kind, id }));
        }
        found
    }
}

/// Where the records that can be identified stand in their list.
fn positions<T: Tabular>(reading: &Reading) -> HashMap<Id, usize> {
    let rows = reading.rows.get(&T::KIND).into_iter().flatten();
    let records = T::list(&reading.dataset).iter().zip(rows).enumerate();
    let identified = records.filter(|(_, (_, row))| !row.unread.covers("/id"));
    identified.map(|(at, (record, _))| (record.id().clone(), at)).collect()
}
