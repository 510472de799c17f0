//! Writes a package: the same records give the same bytes, and nothing is left half-written.

use std::borrow::{Borrow, Cow};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use atlas_model::{Dataset, Fault, RecordKind};

use super::column::Layout;
use super::descriptor::{self, About, Ids, Resource};
use super::layouts::{Tabular, children};
use super::{DESCRIPTOR, PackageError, boundaries, io_error, table};
use crate::kinds::for_kind;

/// Writes the records as a package into this directory, which is made if it does not exist. Files of
/// a package that stood there before are replaced or removed; other files are left alone.
///
/// Everything is first written beside the directory; only then do the files take their places, the
/// descriptor last.
///
/// # Errors
/// [`PackageError::Faults`] for values that could not be read back, [`PackageError::Io`]; nothing is
/// changed in either case, unless moving the finished files fails.
pub fn write(dataset: &Dataset, dir: &Path, about: &About) -> Result<(), PackageError> {
    let staging = Staging::beside(dir)?;
    let resources = write_files(&in_order(dataset), &staging.path, about)?;
    let mut files: Vec<&str> = resources.iter().map(String::as_str).collect();
    files.push(DESCRIPTOR);
    fs::create_dir_all(dir).map_err(io_error(dir))?;
    for file in &files {
        let target = dir.join(file);
        fs::rename(staging.path.join(file), &target).map_err(io_error(&target))?;
    }
    for name in descriptor::resource_names() {
        let file = descriptor::file_of(name);
        let target = dir.join(&file);
        if !files.contains(&file.as_str()) && target.exists() {
            fs::remove_file(&target).map_err(io_error(&target))?;
        }
    }
    Ok(())
}

/// Writes every file of the package into `dir`; returns the names of the resources' files.
fn write_files(dataset: &Dataset, dir: &Path, about: &About) -> Result<Vec<String>, PackageError> {
    let mut writer = Writer { dir, ids: ids_of(dataset), resources: vec![], faults: vec![] };
    writer.faults.extend(about.fault());
    for kind in RecordKind::ALL {
        for_kind!(*kind, T => writer.table(&T::layout(), T::list(dataset).iter()))?;
    }
    writer.table(&children::funding(), children::funding_rows(dataset))?;
    writer.table(&children::workshops(), children::workshop_rows(dataset))?;
    writer.table(&children::pairs(), children::pair_rows(dataset))?;
    if dataset.territories.iter().any(|place| place.boundary.is_some()) {
        writer.file(boundaries::FILE, |out| boundaries::write(dataset.territories.iter(), out))?;
        writer.resources.push(Resource::boundaries());
    }
    if !writer.faults.is_empty() {
        return Err(PackageError::Faults(writer.faults));
    }
    let files = writer.resources.iter().map(|resource| resource.path().to_owned()).collect();
    let resources = std::mem::take(&mut writer.resources);
    writer.file(DESCRIPTOR, |out| out.write_all(descriptor::text(about, resources)?.as_bytes()))?;
    Ok(files)
}

struct Writer<'a> {
    dir: &'a Path,
    ids: Ids,
    resources: Vec<Resource>,
    faults: Vec<Fault>,
}

impl Writer<'_> {
    /// Writes a table, unless it has no rows.
    fn table<R: 'static>(
        &mut self,
        layout: &Layout<R>,
        rows: impl Iterator<Item = impl Borrow<R>>,
    ) -> Result<(), PackageError> {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return Ok(());
        }
        let mut faults = std::mem::take(&mut self.faults);
        let closed =
            self.file(&layout.file(), |out| table::write(layout, rows, &self.ids, out, &mut faults))?;
        self.faults = faults;
        self.resources.push(Resource::table(layout, &closed));
        Ok(())
    }

    /// Writes one file and waits until it is on the disk.
    fn file<T>(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<T>,
    ) -> Result<T, PackageError> {
        let path = self.dir.join(name);
        let run = || {
            let mut out = BufWriter::new(File::create(&path)?);
            let written = write(&mut out)?;
            out.flush()?;
            out.get_ref().sync_all()?;
            Ok(written)
        };
        run().map_err(io_error(&path))
    }
}

/// A directory beside the target, removed with what is left in it.
struct Staging {
    path: PathBuf,
}

impl Staging {
    fn beside(dir: &Path) -> Result<Self, PackageError> {
        let mut name = OsString::from(".");
        name.push(dir.file_name().unwrap_or("package".as_ref()));
        name.push(format!(".{}.part", std::process::id()));
        // A directory without a name (`..`, `/`) has no sibling: then the parts lie within it.
        let path = if dir.file_name().is_some() { dir.with_file_name(name) } else { dir.join(name) };
        if path.exists() {
            fs::remove_dir_all(&path).map_err(io_error(&path))?;
        }
        fs::create_dir_all(&path).map_err(io_error(&path))?;
        Ok(Self { path })
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next export; the result stands either way.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// The dataset with each kind sorted by identifier.
fn in_order(dataset: &Dataset) -> Cow<'_, Dataset> {
    fn sorted<T: Tabular>(dataset: &Dataset) -> bool {
        T::list(dataset).is_sorted_by(|a, b| a.id() <= b.id())
    }
    if RecordKind::ALL.iter().all(|kind| for_kind!(*kind, T => sorted::<T>(dataset))) {
        return Cow::Borrowed(dataset);
    }
    let mut copy = dataset.clone();
    copy.sort();
    Cow::Owned(copy)
}

fn ids_of(dataset: &Dataset) -> Ids {
    fn ids<T: Tabular>(dataset: &Dataset) -> std::collections::HashSet<atlas_model::Id> {
        T::list(dataset).iter().map(|record| record.id().clone()).collect()
    }
    RecordKind::ALL.iter().map(|kind| (*kind, for_kind!(*kind, T => ids::<T>(dataset)))).collect()
}
