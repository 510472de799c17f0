//! What can be told only once every row was judged: what is missing, what withdrawals would break.

use std::collections::{HashMap, HashSet};

use atlas_index::{Ix, Term};
use atlas_model::{Change, Id, Lang, Record, RecordKind, RecordRef};

use super::{Judged, Proposal, Review, Reviewer, of_whole};
use crate::Said;
use crate::columns::{Layout, Shape};
use crate::header::Found;
use crate::issue::Issue;
use crate::report::{RowReport, State};

impl Reviewer<'_> {
    /// Ends the review.
    pub(super) fn finish(mut self, sheets: &[Found<'_>]) -> Review {
        self.missing(sheets);
        // A withdrawal that is refused may make another one impossible.
        while self.refuse_referred() {}
        self.warn_of_shuffled();
        let mut proposals = Vec::new();
        for (row, judged) in self.judged.into_iter().enumerate() {
            let Judged { report, change, open } = judged;
            if let Some(change) = change.filter(|_| report.state != State::Error) {
                proposals.push(Proposal { row, change, open });
            }
            self.report.rows.push(report);
        }
        self.report.count();
        Review { report: self.report, proposals }
    }

    /// The records of the scope that no row is about, of the kinds that the file has with identifiers.
    fn missing(&mut self, sheets: &[Found<'_>]) {
        let mut missing = Vec::new();
        let Some(reach) = self.reach() else { return };
        let seen: HashSet<(RecordKind, &Id)> = self
            .judged
            .iter()
            .filter_map(|judged| Some((judged.report.kind, judged.report.id.as_ref()?)))
            .collect();
        let has_ids = |found: &&Found<'_>| {
            let id = Layout::of(found.kind).and_then(|layout| layout.with_shape(Shape::Id));
            found.columns.iter().any(|known| Some(known.column) == id)
        };
        let kinds: HashSet<RecordKind> = sheets.iter().filter(has_ids).map(|found| found.kind).collect();
        for kind in crate::columns::KINDS.into_iter().filter(|kind| kinds.contains(kind)) {
            for id in reach.ids(kind) {
                let was_there = self.submission.base.is_none_or(|base| base(kind, &id).is_some());
                if seen.contains(&(kind, &id)) || !was_there {
                    continue;
                }
                let Some(record) = self.names.snapshot().record(kind, id.as_str()) else { continue };
                let report = RowReport {
                    place: None,
                    kind,
                    id: Some(id),
                    name: self.shown(&record),
                    state: State::Missing,
                    changes: Vec::new(),
                    conflicts: Vec::new(),
                    faults: Vec::new(),
                    warnings: vec![of_whole(&Issue::Missed, None)],
                };
                missing.push(Judged { report, change: None, open: Vec::new() });
            }
        }
        self.judged.extend(missing);
    }

    /// Refuses the withdrawals of records that others still need; says whether there were any.
    fn refuse_referred(&mut self) -> bool {
        let mut becomes: HashMap<RecordRef, Option<&Record>> = HashMap::new();
        for judged in &self.judged {
            match &judged.change {
                Some(Change::Put(record)) => _ = becomes.insert(record.reference(), Some(record)),
                Some(Change::Delete(target)) => _ = becomes.insert(target.clone(), None),
                None => {}
            }
        }
        let mut refused = Vec::new();
        for (at, judged) in self.judged.iter().enumerate() {
            let Some(Change::Delete(target)) = &judged.change else { continue };
            let refers = |record: &Record| {
                record.references().iter().any(|one| one.kind == target.kind && *one.id == target.id)
            };
            let stays = |other: &RecordRef| match becomes.get(other) {
                Some(Some(record)) => refers(record),
                Some(None) => false,
                None => true,
            };
            let current = self.referrers(target).into_iter().find(stays);
            let added = || {
                becomes.iter().find(|(_, record)| record.is_some_and(refers)).map(|(other, _)| other.clone())
            };
            if let Some(by) = current.or_else(added) {
                refused.push((at, by));
            }
        }
        for (at, by) in &refused {
            let by = Said::with(|lang| {
                let (kind, name) = (by.kind.label(lang), self.names.name(by.kind, &by.id, lang));
                match lang {
                    Lang::Fr => format!("{kind} « {name} » ({})", by.id),
                    Lang::En => format!("{kind} \"{name}\" ({})", by.id),
                    Lang::Zh => format!("{kind}“{name}”（{}）", by.id),
                }
            });
            if let Some(judged) = self.judged.get_mut(*at) {
                let remark = of_whole(&Issue::StillReferred { by }, judged.report.place.clone());
                judged.report.faults.push(remark);
                judged.report.state = State::Error;
                judged.change = None;
            }
        }
        !refused.is_empty()
    }

    /// The records that refer to a surveyed one now.
    fn referrers(&self, target: &RecordRef) -> Vec<RecordRef> {
        let snapshot = self.names.snapshot();
        let mut found = Vec::new();
        macro_rules! with_term {
            ($table:ident, $kind:ident, $term:expr) => {
                for ix in snapshot.$table().posting($term).into_iter().flatten() {
                    if let Some(record) = snapshot.$table().record(Ix(ix)) {
                        found.push(RecordRef { kind: RecordKind::$kind, id: record.id.clone() });
                    }
                }
            };
        }
        let ix = snapshot.find(target.kind, target.id.as_str());
        match (target.kind, ix) {
            (RecordKind::Actor, Some(ix)) => {
                with_term!(partnerships, Partnership, Term::Actor(ix));
                with_term!(projects, Project, Term::Actor(ix));
                with_term!(resources, Resource, Term::Actor(ix));
                with_term!(needs, Need, Term::Actor(ix));
                with_term!(events, Event, Term::Actor(ix));
                found.extend(self.funded_by(&target.id));
                for (_, entry) in snapshot.events().iter() {
                    let mut pairs = entry.record.workshops.iter().flat_map(|workshop| &workshop.pairs);
                    if pairs.any(|pair| pair.actors.contains(&target.id)) {
                        found.push(RecordRef { kind: RecordKind::Event, id: entry.record.id.clone() });
                    }
                }
            }
            (RecordKind::Partnership, Some(ix)) => with_term!(projects, Project, Term::Partnership(ix)),
            (RecordKind::Project, _) => {
                for (_, entry) in snapshot.needs().iter() {
                    if entry.record.met_by.contains(&target.id) {
                        found.push(RecordRef { kind: RecordKind::Need, id: entry.record.id.clone() });
                    }
                }
                for (_, entry) in snapshot.events().iter() {
                    let mut pairs = entry.record.workshops.iter().flat_map(|workshop| &workshop.pairs);
                    if pairs.any(|pair| pair.project.as_ref() == Some(&target.id)) {
                        found.push(RecordRef { kind: RecordKind::Event, id: entry.record.id.clone() });
                    }
                }
            }
            _ => {}
        }
        found
    }

    /// Those who pay for a project are found by no term.
    fn funded_by(&self, actor: &Id) -> Vec<RecordRef> {
        let projects = self.names.snapshot().projects().iter();
        let pays = projects.filter(|(_, entry)| {
            entry.record.funding.iter().any(|funding| funding.actor.as_ref() == Some(actor))
        });
        pays.map(|(_, entry)| RecordRef { kind: RecordKind::Project, id: entry.record.id.clone() }).collect()
    }
}
