//! Which records a record refers to, and whether they exist.

use crate::{Fault, FaultKind, Id, Record, RecordKind};

/// One reference from a record to another: where it stands, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'a> {
    /// JSON pointer within the record.
    pub at: String,
    /// The kind referred to.
    pub kind: RecordKind,
    /// The identifier referred to.
    pub id: &'a Id,
}

/// Tells which records exist: a dataset, a snapshot, or either with a change set on top.
pub trait Lookup {
    /// Whether a record of this kind has this identifier.
    fn contains(&self, kind: RecordKind, id: &Id) -> bool;

    /// The nearest identifiers that exist, for an error message.
    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String>;
}

/// A fault for each reference of the record to something that does not exist.
pub fn check_references(record: &Record, known: &impl Lookup) -> Vec<Fault> {
    let dangling = |reference: Reference<'_>| {
        let kind = FaultKind::Dangling {
            kind: reference.kind,
            nearest: known.nearest(reference.kind, reference.id),
        };
        Fault::new(reference.at, reference.id.as_str(), kind)
    };
    record.references().into_iter().filter(|r| !known.contains(r.kind, r.id)).map(dangling).collect()
}

/// Collects references with their places.
struct Collector<'a>(Vec<Reference<'a>>);

impl<'a> Collector<'a> {
    fn one(&mut self, at: impl Into<String>, kind: RecordKind, id: &'a Id) {
        self.0.push(Reference { at: at.into(), kind, id });
    }

    fn maybe(&mut self, at: &str, kind: RecordKind, id: Option<&'a Id>) {
        if let Some(id) = id {
            self.one(at, kind, id);
        }
    }

    fn list(&mut self, at: &str, kind: RecordKind, ids: &'a [Id]) {
        for (index, id) in ids.iter().enumerate() {
            self.one(format!("{at}/{index}"), kind, id);
        }
    }
}

impl Record {
    /// Every reference of the record to another, with its JSON pointer.
    #[must_use]
    pub fn references(&self) -> Vec<Reference<'_>> {
        use RecordKind as K;
        let mut found = Collector(Vec::new());
        match self {
            Self::Source(_) => {}
            Self::Theme(record) => found.maybe("/parent", K::Theme, record.parent.as_ref()),
            Self::Territory(record) => {
                found.one("/country", K::Territory, &record.country);
                found.maybe("/parent", K::Territory, record.parent.as_ref());
                found.maybe("/seat", K::Territory, record.seat.as_ref());
                found.list("/successors", K::Territory, &record.successors);
                for (index, part) in record.part_of.iter().enumerate() {
                    found.one(format!("/part_of/{index}/territory"), K::Territory, &part.territory);
                }
            }
            Self::Actor(record) => {
                found.one("/seat", K::Territory, &record.seat);
                found.maybe("/governs", K::Territory, record.governs.as_ref());
            }
            Self::Campaign(record) => found.list("/countries", K::Territory, &record.countries),
            Self::Event(record) => {
                found.maybe("/territory", K::Territory, record.territory.as_ref());
                found.maybe("/host", K::Actor, record.host.as_ref());
                for (w, workshop) in record.workshops.iter().enumerate() {
                    found.maybe(&format!("/workshops/{w}/theme"), K::Theme, workshop.theme.as_ref());
                    for (p, pair) in workshop.pairs.iter().enumerate() {
                        let at = format!("/workshops/{w}/pairs/{p}");
                        found.list(&format!("{at}/actors"), K::Actor, &pair.actors);
                        found.maybe(&format!("{at}/project"), K::Project, pair.project.as_ref());
                    }
                }
            }
            Self::Partnership(record) => {
                found.list("/actors", K::Actor, &record.actors);
                found.list("/themes", K::Theme, &record.themes);
            }
            Self::Project(record) => {
                found.list("/partnerships", K::Partnership, &record.partnerships);
                found.list("/territories", K::Territory, &record.territories);
                found.one("/theme", K::Theme, &record.theme);
                found.list("/themes", K::Theme, &record.themes);
                for (index, participant) in record.participants.iter().enumerate() {
                    found.one(format!("/participants/{index}"), K::Actor, &participant.actor);
                }
                for (index, funding) in record.funding.iter().enumerate() {
                    found.maybe(&format!("/funding/{index}/actor"), K::Actor, funding.actor.as_ref());
                }
            }
            Self::Resource(record) => {
                found.one("/owner", K::Actor, &record.owner);
                found.maybe("/seat", K::Territory, record.seat.as_ref());
                found.list("/covers", K::Territory, &record.covers);
                found.list("/themes", K::Theme, &record.themes);
            }
            Self::Need(record) => {
                found.one("/territory", K::Territory, &record.territory);
                found.maybe("/expressed_by", K::Actor, record.expressed_by.as_ref());
                found.one("/theme", K::Theme, &record.theme);
                found.maybe("/event", K::Event, record.event.as_ref());
                found.list("/met_by", K::Project, &record.met_by);
            }
        }
        found.list("/provenance/sources", K::Source, &self.provenance().sources);
        found.0
    }
}
