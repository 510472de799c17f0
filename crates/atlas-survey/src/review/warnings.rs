//! What a person should look at in a row that can be accepted: probable duplicates, partnerships of one side,
//! projects outside the time of their partnership.

use std::collections::HashSet;

use atlas_index::fold;
use atlas_model::{Change, Id, Lang, Partnership, Period, Project, Record, RecordKind};

use super::{Line, Reviewer};
use crate::Said;
use crate::cell::Note;
use crate::columns::Shape;
use crate::issue::Issue;
use crate::report::{Remark, RowReport, Value};

impl Reviewer<'_> {
    /// Looks at a record that a row makes, or changes from what it is now: what could be said of it before is
    /// not the row's doing.
    pub(super) fn warn(
        &self,
        line: &Line<'_>,
        current: Option<&Record>,
        record: &Record,
        report: &mut RowReport,
    ) {
        let before = current.map(|current| self.remarks(line, current)).unwrap_or_default();
        let now = self.remarks(line, record);
        report.warnings.extend(now.into_iter().filter(|remark| !before.contains(remark)));
    }

    fn remarks(&self, line: &Line<'_>, record: &Record) -> Vec<Remark> {
        match record {
            Record::Partnership(partnership) => self.one_sided(line, partnership).into_iter().collect(),
            Record::Project(project) => self.outside_partnership(line, project),
            _ => Vec::new(),
        }
    }

    /// Whether a new record is probably one that exists, or one that a row before it makes.
    pub(super) fn warn_of_duplicates(&self, line: &Line<'_>, record: &Record, report: &mut RowReport) {
        let kind = record.kind();
        let mut alike: Vec<Id> = Vec::new();
        let own: HashSet<String> = record.name().iter().map(|(_, name)| fold(name)).collect();
        for name in &own {
            alike.extend(self.names.with_title(kind, name).iter().cloned());
        }
        if let Record::Partnership(partnership) = record {
            alike.extend(self.partnerships_of(&partnership.actors));
        }
        alike.sort();
        alike.dedup();
        let mut nearest: Vec<Value> = Vec::new();
        for id in alike {
            let other = self.names.snapshot().record(kind, id.as_str());
            if other.is_some_and(|other| self.meet(record, &other)) {
                nearest.push(self.names.value(kind, &id));
            }
        }
        for at in self.made_alike(record) {
            let Some(judged) = self.judged.get(at) else { continue };
            let Some(Change::Put(other)) = &judged.change else { continue };
            if self.meet(record, other) {
                let words = Said::same(judged.report.place.clone().unwrap_or_default());
                nearest.push(Value { value: other.id().to_string(), words });
            }
        }
        nearest.truncate(MOST_ALIKE);
        if nearest.is_empty() {
            return;
        }
        let column = line.entries().find(|entry| {
            let column = line.layout.columns.get(entry.column);
            column.is_some_and(|column| {
                super::identity::is_name(kind, &column.pointer)
                    || column.shape == Shape::Many(RecordKind::Actor)
            }) && !entry.cell.is_blank()
        });
        let note = Note { issue: Issue::Duplicate, part: None, nearest };
        let remark = match column {
            Some(entry) => entry.remark(note),
            None => Remark { nearest: note.nearest, ..super::of_whole(&note.issue, Some(line.place())) },
        };
        report.warnings.push(remark);
    }

    /// The rows before this one that make a record of the same name, or a partnership of the same actors.
    fn made_alike(&self, record: &Record) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for key in keys(record) {
            let rows = self.made.get(&(record.kind(), key)).into_iter().flatten().copied();
            found.extend(rows.take(MOST_COMPARED));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Remembers what a row makes, for the rows that follow.
    pub(super) fn remember(&mut self, record: &Record, row: usize) {
        for key in keys(record) {
            self.made.entry((record.kind(), key)).or_default().push(row);
        }
    }

    /// The partnerships of exactly these actors.
    pub(super) fn partnerships_of(&self, actors: &[Id]) -> Vec<Id> {
        let mut ids = self.names.partnerships_with(actors);
        ids.retain(|id| match self.names.snapshot().record(RecordKind::Partnership, id.as_str()) {
            Some(Record::Partnership(other)) => same_set(&other.actors, actors),
            _ => false,
        });
        ids
    }

    /// Whether two records may be the same thing: they have an actor, a partnership or a territory in common,
    /// or one of them names none, and their times overlap.
    fn meet(&self, one: &Record, other: &Record) -> bool {
        let anchors = |record: &Record| -> HashSet<(RecordKind, Id)> {
            let references = record.references();
            let kept = references.iter().filter(|reference| {
                matches!(reference.kind, RecordKind::Territory | RecordKind::Actor | RecordKind::Partnership)
            });
            kept.map(|reference| (reference.kind, reference.id.clone())).collect()
        };
        let (own, others) = (anchors(one), anchors(other));
        let near = own.is_empty() || others.is_empty() || !own.is_disjoint(&others);
        near && period(one).overlaps(&period(other))
    }

    fn one_sided(&self, line: &Line<'_>, partnership: &Partnership) -> Option<Remark> {
        let country = |id: &Id| match self.names.record(RecordKind::Actor, id)? {
            Record::Actor(actor) => self.names.country(&actor.seat).cloned(),
            _ => None,
        };
        let countries: Option<Vec<Id>> = partnership.actors.iter().map(country).collect();
        let countries = countries?;
        let only = countries.first()?;
        if countries.iter().any(|country| country != only) {
            return None;
        }
        let issue = Issue::OneSided {
            country: Said::with(|lang| self.names.name(RecordKind::Territory, only, lang)),
        };
        let column = line.layout.with_shape(Shape::Many(RecordKind::Actor));
        Some(at_column(line, column, &issue))
    }

    fn outside_partnership<'l>(&self, line: &Line<'l>, project: &Project) -> Vec<Remark> {
        let mut found = Vec::new();
        for id in &project.partnerships {
            let record = self.names.record(RecordKind::Partnership, id);
            let Some(Record::Partnership(partnership)) = record else { continue };
            let within = &partnership.period;
            let begins_before = project
                .period
                .start
                .zip(within.start)
                .is_some_and(|(own, theirs)| own.last_day() < theirs.first_day());
            let ends_after = project
                .period
                .end
                .zip(within.end)
                .is_some_and(|(own, theirs)| own.first_day() > theirs.last_day());
            let begins_after = project
                .period
                .start
                .zip(within.end)
                .is_some_and(|(own, theirs)| own.first_day() > theirs.last_day());
            if !begins_before && !ends_after && !begins_after {
                continue;
            }
            let pointer = if begins_before || begins_after { "/period/start" } else { "/period/end" };
            let partnership = Said::with(|lang: Lang| self.names.name(RecordKind::Partnership, id, lang));
            let issue = Issue::OutsidePartnership { partnership, period: shown(within) };
            found.push(at_column(line, line.layout.of_pointer(pointer), &issue));
        }
        found
    }
}

/// How many records alike are shown, and how many are compared: a file may repeat a name any number of times.
const MOST_ALIKE: usize = 5;
const MOST_COMPARED: usize = 50;

/// What two records that may be the same have in common: a name, folded, or all of their actors.
fn keys(record: &Record) -> Vec<String> {
    let mut keys: Vec<String> = record.name().iter().map(|(_, name)| fold(name)).collect();
    if let Record::Partnership(partnership) = record {
        let mut actors: Vec<&str> = partnership.actors.iter().map(Id::as_str).collect();
        actors.sort_unstable();
        actors.dedup();
        keys.push(format!("={}", actors.join(";")));
    }
    keys.sort();
    keys.dedup();
    keys
}

fn at_column(line: &Line<'_>, column: Option<usize>, issue: &Issue) -> Remark {
    let (place, title, value) = line.place_of(column);
    Remark { column: title, value, ..super::of_whole(issue, Some(place)) }
}

fn same_set(one: &[Id], other: &[Id]) -> bool {
    !one.is_empty() && one.iter().all(|id| other.contains(id)) && other.iter().all(|id| one.contains(id))
}

/// From when to when a record lasts; a need when it was put.
fn period(record: &Record) -> Period {
    match record {
        Record::Partnership(record) => record.period,
        Record::Project(record) => record.period,
        Record::Resource(record) => record.period,
        Record::Need(record) => Period::new(record.date, record.date),
        _ => Period::default(),
    }
}

/// A period as people write it: `2006-03 – 2015`.
fn shown(period: &Period) -> String {
    let date = |date: Option<atlas_model::PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    format!("{} – {}", date(period.start), date(period.end)).trim().to_owned()
}
