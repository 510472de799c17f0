//! All current records.

use std::collections::HashSet;

use crate::{
    Actor, Event, Fault, FaultKind, Id, Lookup, Need, Partnership, Project, Record, RecordKind, RecordRef,
    Resource, RevisionNumber, Source, SurveyCampaign, Territory, Theme, check_references, nearest,
};

/// All current records, each kind sorted by identifier, and the revision that they stand at.
///
/// This is what a store loads, a fixture holds, an import reads and an export writes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dataset {
    /// The last revision contained; 0 for records that have not been stored.
    pub revision: RevisionNumber,
    /// Sources.
    pub sources: Vec<Source>,
    /// Themes.
    pub themes: Vec<Theme>,
    /// Territories.
    pub territories: Vec<Territory>,
    /// Actors.
    pub actors: Vec<Actor>,
    /// Survey campaigns.
    pub campaigns: Vec<SurveyCampaign>,
    /// Events.
    pub events: Vec<Event>,
    /// Partnerships.
    pub partnerships: Vec<Partnership>,
    /// Projects.
    pub projects: Vec<Project>,
    /// Resources.
    pub resources: Vec<Resource>,
    /// Needs.
    pub needs: Vec<Need>,
}

/// Runs one statement on each list of a dataset.
macro_rules! each_list {
    ($dataset:expr, $list:ident => $body:expr) => {{
        {
            let $list = $dataset.sources;
            $body
        }
        {
            let $list = $dataset.themes;
            $body
        }
        {
            let $list = $dataset.territories;
            $body
        }
        {
            let $list = $dataset.actors;
            $body
        }
        {
            let $list = $dataset.campaigns;
            $body
        }
        {
            let $list = $dataset.events;
            $body
        }
        {
            let $list = $dataset.partnerships;
            $body
        }
        {
            let $list = $dataset.projects;
            $body
        }
        {
            let $list = $dataset.resources;
            $body
        }
        {
            let $list = $dataset.needs;
            $body
        }
    }};
}

impl Dataset {
    /// Gathers records of any kinds, sorted.
    #[must_use]
    pub fn from_records(records: impl IntoIterator<Item = Record>) -> Self {
        let mut dataset = Self::default();
        dataset.extend(records);
        dataset
    }

    /// Adds records and sorts again.
    pub fn extend(&mut self, records: impl IntoIterator<Item = Record>) {
        for record in records {
            match record {
                Record::Source(record) => self.sources.push(record),
                Record::Theme(record) => self.themes.push(record),
                Record::Territory(record) => self.territories.push(record),
                Record::Actor(record) => self.actors.push(record),
                Record::Campaign(record) => self.campaigns.push(record),
                Record::Event(record) => self.events.push(record),
                Record::Partnership(record) => self.partnerships.push(record),
                Record::Project(record) => self.projects.push(record),
                Record::Resource(record) => self.resources.push(record),
                Record::Need(record) => self.needs.push(record),
            }
        }
        self.sort();
    }

    /// Sorts each kind by identifier.
    pub fn sort(&mut self) {
        self.sources.sort_by(|a, b| a.id.cmp(&b.id));
        self.themes.sort_by(|a, b| a.id.cmp(&b.id));
        self.territories.sort_by(|a, b| a.id.cmp(&b.id));
        self.actors.sort_by(|a, b| a.id.cmp(&b.id));
        self.campaigns.sort_by(|a, b| a.id.cmp(&b.id));
        self.events.sort_by(|a, b| a.id.cmp(&b.id));
        self.partnerships.sort_by(|a, b| a.id.cmp(&b.id));
        self.projects.sort_by(|a, b| a.id.cmp(&b.id));
        self.resources.sort_by(|a, b| a.id.cmp(&b.id));
        self.needs.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// Every record, kind by kind in the order of [`RecordKind::ALL`].
    #[must_use]
    pub fn into_records(self) -> Vec<Record> {
        let mut records = Vec::with_capacity(self.len());
        each_list!(self, list => records.extend(list.into_iter().map(Record::from)));
        records
    }

    /// Which records there are, kind by kind in the order of [`RecordKind::ALL`].
    #[must_use]
    pub fn refs(&self) -> Vec<RecordRef> {
        let mut refs = Vec::with_capacity(self.len());
        let mut add = |kind, ids: &mut dyn Iterator<Item = &Id>| {
            refs.extend(ids.map(|id| RecordRef { kind, id: id.clone() }));
        };
        add(RecordKind::Source, &mut self.sources.iter().map(|record| &record.id));
        add(RecordKind::Theme, &mut self.themes.iter().map(|record| &record.id));
        add(RecordKind::Territory, &mut self.territories.iter().map(|record| &record.id));
        add(RecordKind::Actor, &mut self.actors.iter().map(|record| &record.id));
        add(RecordKind::Campaign, &mut self.campaigns.iter().map(|record| &record.id));
        add(RecordKind::Event, &mut self.events.iter().map(|record| &record.id));
        add(RecordKind::Partnership, &mut self.partnerships.iter().map(|record| &record.id));
        add(RecordKind::Project, &mut self.projects.iter().map(|record| &record.id));
        add(RecordKind::Resource, &mut self.resources.iter().map(|record| &record.id));
        add(RecordKind::Need, &mut self.needs.iter().map(|record| &record.id));
        refs
    }

    /// How many records there are of one kind.
    #[must_use]
    pub const fn count(&self, kind: RecordKind) -> usize {
        match kind {
            RecordKind::Source => self.sources.len(),
            RecordKind::Theme => self.themes.len(),
            RecordKind::Territory => self.territories.len(),
            RecordKind::Actor => self.actors.len(),
            RecordKind::Campaign => self.campaigns.len(),
            RecordKind::Event => self.events.len(),
            RecordKind::Partnership => self.partnerships.len(),
            RecordKind::Project => self.projects.len(),
            RecordKind::Resource => self.resources.len(),
            RecordKind::Need => self.needs.len(),
        }
    }

    /// How many records there are.
    #[must_use]
    pub fn len(&self) -> usize {
        RecordKind::ALL.iter().map(|kind| self.count(*kind)).sum()
    }

    /// Whether there is no record.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is wrong with each record: in itself, doubled, or dangling. Places are JSON pointers.
    #[must_use]
    pub fn faults(&self) -> Vec<(RecordRef, Fault)> {
        let records = self.clone().into_records();
        let known = Known::new(&records);
        let mut seen = HashSet::with_capacity(records.len());
        let mut faults = Vec::new();
        for record in &records {
            let reference = record.reference();
            let mut found = record.faults();
            found.extend(check_references(record, &known));
            if !seen.insert((record.kind(), record.id())) {
                found.push(Fault::new("/id", record.id().as_str(), FaultKind::Duplicate));
            }
            faults.extend(found.into_iter().map(|fault| (reference.clone(), fault)));
        }
        faults
    }
}

/// The identifiers of a set of records.
struct Known<'a>(HashSet<(RecordKind, &'a Id)>);

impl<'a> Known<'a> {
    fn new(records: &'a [Record]) -> Self {
        Self(records.iter().map(|record| (record.kind(), record.id())).collect())
    }
}

impl Lookup for Known<'_> {
    fn contains(&self, kind: RecordKind, id: &Id) -> bool {
        self.0.contains(&(kind, id))
    }

    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        nearest(id.as_str(), self.0.iter().filter(|(other, _)| *other == kind).map(|(_, id)| id.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Confidence, Provenance, ProvenanceKind, Text};

    fn theme(id: &str, parent: Option<&str>) -> Theme {
        Theme {
            id: Id::new(id).unwrap(),
            parent: parent.map(|id| Id::new(id).unwrap()),
            label: Text::fr(id),
            definition: Text::default(),
            aliases: vec![],
            agreed: false,
            cross_cutting: false,
            codes: vec![],
            provenance: Provenance::new(ProvenanceKind::Editorial, Confidence::High, vec![]),
        }
    }

    #[test]
    fn faults_name_the_record_the_place_and_the_nearest_identifier() {
        let dataset =
            Dataset::from_records([theme("sante", None).into(), theme("hopital", Some("snate")).into()]);
        let faults = dataset.faults();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].0.id.as_str(), "hopital");
        assert_eq!(faults[0].1.at, "/parent");
        assert_eq!(faults[0].1.nearest(), ["sante"]);
    }

    #[test]
    fn a_doubled_identifier_is_a_fault() {
        let dataset = Dataset::from_records([theme("a", None).into(), theme("a", None).into()]);
        assert_eq!(dataset.faults()[0].1.kind, FaultKind::Duplicate);
    }

    #[test]
    fn records_leave_and_return_unchanged() {
        let dataset = Dataset::from_records([theme("b", None).into(), theme("a", None).into()]);
        let refs: Vec<RecordRef> = dataset.clone().into_records().iter().map(Record::reference).collect();
        assert_eq!(dataset.refs(), refs);
        assert_eq!(dataset.themes[0].id.as_str(), "a");
        assert_eq!(Dataset::from_records(dataset.clone().into_records()), dataset);
    }
}
