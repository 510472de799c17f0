//! All records at one revision.

mod change;

use std::sync::{Arc, Mutex, PoisonError};

use atlas_model::{
    Actor, Dataset, Event, Fault, Id, Lookup, Need, Partnership, Position, Project, Record, RecordKind,
    RecordRef, Resource, RevisionNumber, Source, SurveyCampaign, Territory, Theme, nearest,
};

use crate::describe::{Describe, Description, Indexed};
use crate::ground::Ground;
use crate::{Hierarchy, Ix, Names, Table};

/// Why no snapshot can be made.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Records refer to others that do not exist. A store never holds such records: either the
    /// dataset does not come from one, or the change set was not validated against it.
    #[error("{} references lead nowhere; the first: {} {}", .0.len(), .0[0].0, .0[0].1)]
    Faults(Vec<(RecordRef, Fault)>),
}

/// All records at one revision, indexed. Immutable; share it in an [`Arc`].
#[derive(Debug, Clone)]
pub struct Snapshot {
    revision: RevisionNumber,
    /// The last revision that changed a record of each kind, by position in [`RecordKind::ALL`].
    changed: [RevisionNumber; RecordKind::ALL.len()],
    places: Arc<Hierarchy>,
    subjects: Arc<Hierarchy>,
    sources: Table<Source>,
    themes: Table<Theme>,
    territories: Table<Territory>,
    actors: Table<Actor>,
    campaigns: Table<SurveyCampaign>,
    events: Table<Event>,
    partnerships: Table<Partnership>,
    projects: Table<Project>,
    resources: Table<Resource>,
    needs: Table<Need>,
}

impl Snapshot {
    /// Indexes a dataset.
    ///
    /// # Errors
    /// [`IndexError::Faults`] where records refer to others that do not exist.
    pub fn build(mut dataset: Dataset) -> Result<Self, IndexError> {
        dataset.sort();
        let revision = dataset.revision;
        let places = Hierarchy::of_territories(&dataset.territories);
        let subjects = Hierarchy::of_themes(&dataset.themes);
        let mut made = Self {
            revision,
            changed: [revision; RecordKind::ALL.len()],
            places: Arc::new(places),
            subjects: Arc::new(subjects),
            sources: Table::bare(Vec::new()),
            themes: Table::bare(Vec::new()),
            territories: Table::bare(Vec::new()),
            actors: Table::bare(Vec::new()),
            campaigns: Table::bare(Vec::new()),
            events: Table::bare(Vec::new()),
            partnerships: Table::bare(Vec::new()),
            projects: Table::bare(Vec::new()),
            resources: Table::bare(Vec::new()),
            needs: Table::bare(Vec::new()),
        };
        // A territory and a theme describe themselves by their own positions, which the table
        // that is being built does not know yet: bare tables stand in for them.
        made.themes = Table::bare(dataset.themes);
        made.territories = Table::bare(dataset.territories);
        let mut faults = Vec::new();
        made.themes = made.index(&made.themes, &mut faults);
        made.territories = made.index(&made.territories, &mut faults);
        made.sources = made.index(&Table::bare(dataset.sources), &mut faults);
        made.actors = made.index(&Table::bare(dataset.actors), &mut faults);
        made.campaigns = made.index(&Table::bare(dataset.campaigns), &mut faults);
        made.events = made.index(&Table::bare(dataset.events), &mut faults);
        made.partnerships = made.index(&Table::bare(dataset.partnerships), &mut faults);
        made.projects = made.index(&Table::bare(dataset.projects), &mut faults);
        made.resources = made.index(&Table::bare(dataset.resources), &mut faults);
        made.needs = made.index(&Table::bare(dataset.needs), &mut faults);
        if faults.is_empty() { Ok(made) } else { Err(IndexError::Faults(faults)) }
    }

    /// The revision at which it stands.
    #[must_use]
    pub const fn revision(&self) -> RevisionNumber {
        self.revision
    }

    /// The last revision that may have changed how a record of this kind is rendered, its own
    /// content aside: that of the records whose names its rendering may quote.
    #[must_use]
    pub fn generation(&self, kind: RecordKind) -> u64 {
        let quotes_everything = matches!(kind, RecordKind::Need | RecordKind::Event);
        if quotes_everything {
            return self.revision;
        }
        let quoted = [
            RecordKind::Source,
            RecordKind::Theme,
            RecordKind::Territory,
            RecordKind::Actor,
            RecordKind::Partnership,
        ];
        quoted.iter().map(|kind| self.changed[*kind as usize]).max().unwrap_or(self.revision)
    }

    /// The last revision that changed a record of this kind.
    #[must_use]
    pub const fn changed(&self, kind: RecordKind) -> RevisionNumber {
        self.changed[kind as usize]
    }

    /// Sources.
    #[must_use]
    pub const fn sources(&self) -> &Table<Source> {
        &self.sources
    }

    /// Themes.
    #[must_use]
    pub const fn themes(&self) -> &Table<Theme> {
        &self.themes
    }

    /// Territories.
    #[must_use]
    pub const fn territories(&self) -> &Table<Territory> {
        &self.territories
    }

    /// Actors.
    #[must_use]
    pub const fn actors(&self) -> &Table<Actor> {
        &self.actors
    }

    /// Survey campaigns.
    #[must_use]
    pub const fn campaigns(&self) -> &Table<SurveyCampaign> {
        &self.campaigns
    }

    /// Events.
    #[must_use]
    pub const fn events(&self) -> &Table<Event> {
        &self.events
    }

    /// Partnerships.
    #[must_use]
    pub const fn partnerships(&self) -> &Table<Partnership> {
        &self.partnerships
    }

    /// Projects.
    #[must_use]
    pub const fn projects(&self) -> &Table<Project> {
        &self.projects
    }

    /// Resources.
    #[must_use]
    pub const fn resources(&self) -> &Table<Resource> {
        &self.resources
    }

    /// Needs.
    #[must_use]
    pub const fn needs(&self) -> &Table<Need> {
        &self.needs
    }

    /// How territories contain and follow one another.
    #[must_use]
    pub fn places(&self) -> &Hierarchy {
        &self.places
    }

    /// The tree of themes.
    #[must_use]
    pub fn subjects(&self) -> &Hierarchy {
        &self.subjects
    }

    /// The names of territories, actors and themes.
    #[must_use]
    pub const fn names(&self) -> Names<'_> {
        Names(self)
    }

    /// The territory that an actor governs, or else the one in which it sits.
    #[must_use]
    pub fn place_of_actor(&self, actor: Ix) -> Option<Ix> {
        self.ground().place_of(actor)
    }

    /// The country in which an actor sits: its side.
    #[must_use]
    pub fn country_of_actor(&self, actor: Ix) -> Option<Ix> {
        self.places.country(self.territories.by_id(self.actors.record(actor)?.seat.as_str())?)
    }

    /// Where an actor is on a map: its own point, else its authority's seat, else its territory.
    #[must_use]
    pub fn position_of_actor(&self, actor: Ix) -> Option<Position> {
        self.ground().position_of(self.actors.record(actor)?)
    }

    /// The position of a record of any kind.
    #[must_use]
    pub fn find(&self, kind: RecordKind, id: &str) -> Option<Ix> {
        match kind {
            RecordKind::Source => self.sources.by_id(id),
            RecordKind::Theme => self.themes.by_id(id),
            RecordKind::Territory => self.territories.by_id(id),
            RecordKind::Actor => self.actors.by_id(id),
            RecordKind::Campaign => self.campaigns.by_id(id),
            RecordKind::Event => self.events.by_id(id),
            RecordKind::Partnership => self.partnerships.by_id(id),
            RecordKind::Project => self.projects.by_id(id),
            RecordKind::Resource => self.resources.by_id(id),
            RecordKind::Need => self.needs.by_id(id),
        }
    }

    /// A copy of a record of any kind.
    #[must_use]
    pub fn record(&self, kind: RecordKind, id: &str) -> Option<Record> {
        match kind {
            RecordKind::Source => copy_from(&self.sources, id),
            RecordKind::Theme => copy_from(&self.themes, id),
            RecordKind::Territory => copy_from(&self.territories, id),
            RecordKind::Actor => copy_from(&self.actors, id),
            RecordKind::Campaign => copy_from(&self.campaigns, id),
            RecordKind::Event => copy_from(&self.events, id),
            RecordKind::Partnership => copy_from(&self.partnerships, id),
            RecordKind::Project => copy_from(&self.projects, id),
            RecordKind::Resource => copy_from(&self.resources, id),
            RecordKind::Need => copy_from(&self.needs, id),
        }
    }

    /// The identifiers of a kind that resemble this one, the nearest first.
    #[must_use]
    pub fn nearest_ids(&self, kind: RecordKind, id: &str) -> Vec<String> {
        match kind {
            RecordKind::Source => nearest_in(&self.sources, id),
            RecordKind::Theme => nearest_in(&self.themes, id),
            RecordKind::Territory => nearest_in(&self.territories, id),
            RecordKind::Actor => nearest_in(&self.actors, id),
            RecordKind::Campaign => nearest_in(&self.campaigns, id),
            RecordKind::Event => nearest_in(&self.events, id),
            RecordKind::Partnership => nearest_in(&self.partnerships, id),
            RecordKind::Project => nearest_in(&self.projects, id),
            RecordKind::Resource => nearest_in(&self.resources, id),
            RecordKind::Need => nearest_in(&self.needs, id),
        }
    }

    /// How many records there are of a kind.
    #[must_use]
    pub fn count(&self, kind: RecordKind) -> usize {
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

    /// A copy of all records.
    #[must_use]
    pub fn to_dataset(&self) -> Dataset {
        Dataset {
            revision: self.revision,
            sources: owned(&self.sources),
            themes: owned(&self.themes),
            territories: owned(&self.territories),
            actors: owned(&self.actors),
            campaigns: owned(&self.campaigns),
            events: owned(&self.events),
            partnerships: owned(&self.partnerships),
            projects: owned(&self.projects),
            resources: owned(&self.resources),
            needs: owned(&self.needs),
        }
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            territories: &self.territories,
            themes: &self.themes,
            actors: &self.actors,
            partnerships: &self.partnerships,
            places: &self.places,
            subjects: &self.subjects,
        }
    }

    fn index<T: Describe + Send + Sync>(
        &self,
        bare: &Table<T>,
        faults: &mut Vec<(RecordRef, Fault)>,
    ) -> Table<T> {
        let ground = self.ground();
        let found = Mutex::new(Vec::new());
        let table = bare.described(|record, description| {
            record.describe(&ground, description);
            if !description.faults.is_empty() {
                take_faults(record, description, &mut found.lock().unwrap_or_else(PoisonError::into_inner));
            }
        });
        let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        found.sort_by(|a, b| a.0.cmp(&b.0));
        faults.extend(found);
        table
    }

    fn describe<T: Describe>(&self, record: &T, faults: &mut Vec<(RecordRef, Fault)>) -> Description {
        let mut description = Description::default();
        record.describe(&self.ground(), &mut description);
        take_faults(record, &mut description, faults);
        description
    }
}

impl Lookup for Snapshot {
    fn contains(&self, kind: RecordKind, id: &Id) -> bool {
        self.find(kind, id.as_str()).is_some()
    }

    fn nearest(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        self.nearest_ids(kind, id.as_str())
    }
}

fn owned<T: Describe + Clone>(table: &Table<T>) -> Vec<T> {
    table.iter().map(|(_, entry)| entry.record.clone()).collect()
}

fn copy_from<T: Indexed + Clone + Into<Record>>(table: &Table<T>, id: &str) -> Option<Record> {
    table.by_id(id).and_then(|ix| table.record(ix)).cloned().map(Into::into)
}

fn nearest_in<T: Indexed>(table: &Table<T>, id: &str) -> Vec<String> {
    nearest(id, table.iter().map(|(_, entry)| entry.record.id().as_str()))
}

fn take_faults<T: Indexed>(record: &T, description: &mut Description, faults: &mut Vec<(RecordRef, Fault)>) {
    let target = || RecordRef { kind: T::KIND, id: record.id().clone() };
    faults.extend(description.faults.drain(..).map(|fault| (target(), fault)));
}
