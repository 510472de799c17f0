//! The archive that a workbook is, opened with care.
//!
//! What the archive says about itself is checked first and never trusted: every byte that comes out
//! is counted. Nothing here knows what a workbook means; members are never written anywhere.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use atlas_model::{Fault, FaultKind, Hazard};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::xml::{Stopped, Xml, io_hazard};
use super::{Limits, MAX_FAULTS};

/// What comes out of a member before its ratio is looked at, in bytes.
const SMALL: usize = 8 << 20;

/// How many times larger a member may grow beyond [`SMALL`]. Sheets of real cells grow 5 to 30 times;
/// the most that the method can do is 1032.
const MAX_RATIO: usize = 100;

/// The longest name of a member, in bytes.
const MAX_NAME: usize = 255;

/// The end of an archive's directory: its mark, and where it says how many members there are.
const END: &[u8] = b"PK\x05\x06";
const END_COUNT: usize = 10;

/// How other archives, and containers of other programs' documents, begin.
const ARCHIVES: [&[u8]; 3] = [b"PK\x03\x04", b"Rar!\x1a", b"7z\xbc\xaf\x27\x1c"];
/// A Compound File Binary: what old workbooks, encrypted ones and embedded objects are.
pub(super) const COMPOUND_FILE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// An archive whose directory has nothing odd.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    names: Vec<String>,
    /// What may still come out, in bytes.
    left: usize,
}

/// What one member gives, counted.
pub(super) struct Inflating<'a, 'b> {
    member: BufReader<ZipFile<'a, Cursor<&'b [u8]>>>,
    left: &'a mut usize,
    packed: usize,
    given: usize,
}

impl<'b> Archive<'b> {
    /// Opens an archive. What its members are is not known before [`Archive::look`].
    ///
    /// # Errors
    ///
    /// It is none, or has too many members.
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Hazard> {
        let too_many = Hazard::TooManyParts { max: limits.parts };
        if counted(bytes).ok_or(Hazard::Damaged)? > limits.parts {
            return Err(too_many);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Hazard::Damaged)?;
        if zip.len() > limits.parts {
            return Err(too_many);
        }
        // Something before the archive makes it one file to us and another to others.
        if zip.offset() != 0 {
            return Err(Hazard::Damaged);
        }
        // A name that cannot be read is refused as an empty one is.
        let names = zip.file_names().map(|name| name.map(Cow::into_owned).unwrap_or_default()).collect();
        Ok(Self { zip, names, left: limits.inflated_bytes })
    }

    /// Whether there is a member of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.index(name).is_some()
    }

    /// The names of all members, as they are written.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Names are compared without regard to case, as the standard asks (ECMA-376 part 2).
    fn index(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|one| one.eq_ignore_ascii_case(name))
    }

    /// Reads a member; none if there is no such member.
    ///
    /// # Errors
    ///
    /// The member cannot be opened.
    pub(super) fn member(&mut self, name: &str) -> Result<Option<Inflating<'_, 'b>>, Hazard> {
        let Some(index) = self.index(name) else { return Ok(None) };
        let file = self.zip.by_index(index).map_err(|_| Hazard::Damaged)?;
        let packed = usize::try_from(file.compressed_size()).unwrap_or(usize::MAX);
        Ok(Some(Inflating { member: BufReader::new(file), left: &mut self.left, packed, given: 0 }))
    }

    /// Reads a member as XML.
    ///
    /// # Errors
    ///
    /// As [`Archive::member`].
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Xml<Inflating<'_, 'b>>>, Hazard> {
        Ok(self.member(name)?.map(Xml::new))
    }

    /// Looks at all that the directory says, and at how each member begins: all that is wrong, with
    /// the member that shows it.
    pub(super) fn look(&mut self, file: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        let mut claimed: u64 = 0;
        if self.zip.has_duplicate_names() {
            faults.push(Fault::at(file, FaultKind::Hazard { hazard: Hazard::UnsafeName }));
        }
        for index in 0..self.zip.len() {
            let is_new = seen.insert(self.names[index].to_lowercase());
            let looked = if is_new { self.look_at(index, &mut claimed) } else { Err(Hazard::UnsafeName) };
            let Err(hazard) = looked else { continue };
            let name: String = self.names[index].chars().take(MAX_NAME).collect();
            faults.push(Fault::new(file, name, FaultKind::Hazard { hazard }));
            if faults.len() >= MAX_FAULTS {
                return faults;
            }
        }
        // Members that share their bytes unpack to many times what the archive holds.
        if claimed > self.left as u64 || self.zip.has_overlapping_files().unwrap_or(true) {
            faults.push(Fault::at(file, FaultKind::Hazard { hazard: Hazard::Bomb }));
        }
        faults
    }

    /// Looks at one member, and adds what it claims to grow to.
    fn look_at(&mut self, index: usize, claimed: &mut u64) -> Result<(), Hazard> {
        let name = &self.names[index];
        if !is_safe(name) {
            return Err(Hazard::UnsafeName);
        }
        let raw = self.zip.by_index_raw(index).map_err(|_| Hazard::Damaged)?;
        *claimed = claimed.saturating_add(raw.size());
        if raw.encrypted() {
            return Err(Hazard::Protected);
        }
        drop(raw);
        if name.ends_with('/') {
            return Ok(());
        }
        let mut start = Vec::new();
        let member = self.zip.by_index(index).map_err(|_| Hazard::Damaged)?;
        member.take(8).read_to_end(&mut start).map_err(|_| Hazard::Damaged)?;
        if ARCHIVES.iter().any(|mark| start.starts_with(mark)) {
            return Err(Hazard::NestedArchive);
        }
        if start == COMPOUND_FILE && !is_macro_part(name) {
            return Err(Hazard::EmbeddedObject);
        }
        Ok(())
    }
}

/// Programs of a workbook are compound files too, and better named as what they are.
fn is_macro_part(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with("vbaproject.bin")
}

/// How many members an archive says that it has.
fn counted(bytes: &[u8]) -> Option<usize> {
    // The directory's end stands at the end, before a comment of at most 65,535 bytes.
    let tail = bytes.len().saturating_sub(22 + usize::from(u16::MAX));
    let end = tail + bytes[tail..].windows(END.len()).rposition(|window| window == END)?;
    let count = bytes.get(end + END_COUNT..end + END_COUNT + 2)?;
    Some(usize::from(u16::from_le_bytes([count[0], count[1]])))
}

/// Whether a name stays inside the archive and reads the same everywhere (APPNOTE 4.4.17).
fn is_safe(name: &str) -> bool {
    let is_odd = |c: char| c.is_control() || matches!(c, '\\' | ':');
    let inside = name.strip_suffix('/').unwrap_or(name);
    name.len() <= MAX_NAME
        && !name.contains(is_odd)
        && inside.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
}

impl Inflating<'_, '_> {
    /// All of it, where it is not more than so many bytes.
    ///
    /// # Errors
    ///
    /// It is more, or cannot be read.
    pub(super) fn text(self, max: usize) -> Result<String, Hazard> {
        let mut text = String::new();
        self.take(max as u64 + 1).read_to_string(&mut text).map_err(|error| io_hazard(&error))?;
        if text.len() > max { Err(Hazard::Damaged) } else { Ok(text) }
    }
}

impl Read for Inflating<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(into.len());
        into[..taken].copy_from_slice(&available[..taken]);
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Inflating<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let is_bomb = self.given > SMALL && self.given / self.packed.max(1) > MAX_RATIO;
        let available = self.member.fill_buf()?;
        if is_bomb || available.len() > *self.left {
            return Err(io::Error::other(Stopped(Hazard::Bomb)));
        }
        Ok(available)
    }

    fn consume(&mut self, taken: usize) {
        *self.left -= taken;
        self.given += taken;
        self.member.consume(taken);
    }
}
