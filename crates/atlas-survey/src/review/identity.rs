//! Which record a row is about, and what it asks for as a whole: to confirm it, to withdraw it.

use atlas_index::fold;
use atlas_model::{Id, PartialDate, Record, RecordKind};

use super::{Line, Reviewer};
use crate::cell::{self, Note};
use crate::columns::Shape;
use crate::fill::Filler;
use crate::issue::Issue;
use crate::names::Answer;
use crate::report::{Remark, Value};
use crate::vocabulary::truth;

/// Which record a row is about.
#[expect(clippy::large_enum_variant, reason = "one of them exists at a time")]
pub(super) enum Target {
    /// One of the atlas.
    Existing {
        /// As it was when the sheet was taken.
        base: Record,
        /// As it is now.
        current: Record,
    },
    /// One that does not exist yet.
    New,
    /// None that can be told.
    Unknown(Remark),
}

/// What a row asks for as a whole.
pub(super) struct Marks {
    /// When the row was confirmed.
    pub(super) confirmed: Option<PartialDate>,
    /// Whether the record is to be withdrawn.
    pub(super) withdrawn: bool,
    /// What cannot be read of it.
    pub(super) faults: Vec<Remark>,
    /// What a person should know of the reading.
    pub(super) warnings: Vec<Remark>,
}

impl Reviewer<'_> {
    /// The record that a row is about.
    pub(super) fn target(&self, line: &Line<'_>) -> Target {
        let kind = line.found.kind;
        let Some(entry) = line.entry(Shape::Id) else { return self.by_name(line) };
        let typed = match cell::typed(entry.cell) {
            Ok(typed) => typed,
            Err(issue) => return Target::Unknown(entry.remark(issue.into())),
        };
        if typed.is_empty() {
            return Target::New;
        }
        let id = typed.split([' ', '—']).next().and_then(|id| Id::new(id).ok());
        let whole = Id::new(&typed).ok();
        for id in whole.iter().chain(&id) {
            match self.existing(kind, id) {
                Some((base, Some(current))) => return Target::Existing { base, current },
                Some((_, None)) => return Target::Unknown(entry.remark(Issue::WithdrawnMeanwhile.into())),
                None => {}
            }
        }
        let near = self.names.complain(kind, &typed, false, &Answer::Unknown);
        Target::Unknown(entry.remark(Note { issue: Issue::UnknownId, ..near }))
    }

    /// A record as it was when the sheet was taken, and as it is now.
    fn existing(&self, kind: RecordKind, id: &Id) -> Option<(Record, Option<Record>)> {
        let current = self.names.snapshot().record(kind, id.as_str());
        let base = self.submission.base.and_then(|base| base(kind, id));
        match (base, current) {
            (Some(base), current) => Some((base, current)),
            // Made since, or the sheet is of now.
            (None, Some(current)) => Some((current.clone(), Some(current))),
            (None, None) => None,
        }
    }

    /// The record of a row of a sheet without identifiers: the only one that it names, by its title or, for a
    /// partnership, by its actors.
    fn by_name(&self, line: &Line<'_>) -> Target {
        let kind = line.found.kind;
        let mut ids: Vec<Id> = Vec::new();
        let mut named = None;
        for entry in line.entries() {
            let Some(column) = line.layout.columns.get(entry.column) else { continue };
            let is_name = column.lang.is_some() && is_name(kind, &column.pointer);
            if is_name && let Ok(text) = cell::prose(entry.cell) {
                for id in self.names.with_title(kind, &fold(&text)) {
                    if !ids.contains(id) {
                        ids.push(id.clone());
                    }
                }
                named = named.or(Some(entry));
            } else if column.shape == Shape::Many(RecordKind::Actor) && kind == RecordKind::Partnership {
                ids.extend(self.with_actors(&self.filler(), column, &entry));
                named = Some(entry);
            }
        }
        ids.sort();
        ids.dedup();
        match (&ids[..], named) {
            ([], _) => Target::New,
            ([only], _) => match self.existing(kind, only) {
                Some((base, Some(current))) => Target::Existing { base, current },
                _ => Target::New,
            },
            (several, Some(entry)) => {
                let nearest: Vec<Value> = several.iter().map(|id| self.names.value(kind, id)).collect();
                Target::Unknown(entry.remark(Note { issue: Issue::SeveralNamed, part: None, nearest }))
            }
            (_, None) => Target::New,
        }
    }

    /// The partnerships of exactly these actors.
    fn with_actors(
        &self,
        filler: &Filler<'_, '_>,
        column: &crate::columns::Column,
        entry: &super::Entry<'_>,
    ) -> Vec<Id> {
        let Ok(read) = filler.read(column, entry.title, entry.cell, "") else { return Vec::new() };
        let actors: Vec<Id> =
            cell::list::split(&read.text).iter().filter_map(|id| Id::new(id).ok()).collect();
        self.partnerships_of(&actors)
    }

    /// What a row asks for as a whole.
    pub(super) fn marks(&self, line: &Line<'_>) -> Marks {
        let mut marks = Marks { confirmed: None, withdrawn: false, faults: Vec::new(), warnings: Vec::new() };
        if let Some(entry) = line.entry(Shape::Withdrawn) {
            match cell::typed(entry.cell)
                .map_err(|issue| vec![issue.into()])
                .and_then(|typed| cell::yes_or_no(&typed))
            {
                Ok(withdrawn) => marks.withdrawn = withdrawn,
                Err(notes) => marks.faults.extend(notes.into_iter().map(|note| entry.remark(note))),
            }
        }
        if let Some(entry) = line.entry(Shape::Confirmed) {
            match self.confirmation(entry.cell) {
                Ok((confirmed, note)) => {
                    marks.confirmed = confirmed;
                    marks.warnings.extend(note.map(|issue| entry.remark(issue.into())));
                }
                Err(issue) => marks.faults.push(entry.remark(issue.into())),
            }
        }
        marks
    }

    fn confirmation(&self, cell: &crate::Cell) -> Result<(Option<PartialDate>, Option<Issue>), Issue> {
        let typed = cell::typed(cell)?;
        if typed.is_empty() {
            return Ok((None, None));
        }
        // A number is a date where it can be one: 1 is yes, 2015 a year.
        match (cell::date::read(cell, None), truth(&typed)) {
            (Ok((date, note)), _) => Ok((Some(date), note)),
            (Err(_), Some(true)) => Ok((Some(self.submission.date), None)),
            (Err(_), Some(false)) => Ok((None, None)),
            (Err(_), None) => Err(Issue::BadConfirmation),
        }
    }
}

/// Whether a part of the record form is the name of a record of the kind.
pub(super) fn is_name(kind: RecordKind, pointer: &str) -> bool {
    let name = match kind {
        RecordKind::Project => "/title/",
        RecordKind::Need => "/description/",
        _ => "/name/",
    };
    pointer.starts_with(name)
}
