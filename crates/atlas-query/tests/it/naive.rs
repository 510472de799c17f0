//! The filter grammar, written a second time as a scan over plain records: slow, obvious, and
//! without a look at how the index or the evaluator do it.

use std::collections::BTreeSet;

use atlas_index::{Bbox, distance_m, fold};
use atlas_model::{
    Actor, ActorKind, Dataset, Id, PartialDate, Period, Position, Project, Record, RecordKind, Territory,
    TerritoryLevel, Text,
};

/// A dataset, asked naively.
pub(crate) struct Scan<'a>(pub(crate) &'a Dataset);

impl<'a> Scan<'a> {
    /// Every record of a kind.
    pub(crate) fn records(&self, kind: RecordKind) -> Vec<Record> {
        fn all<T: Clone + Into<Record>>(list: &[T]) -> Vec<Record> {
            list.iter().cloned().map(Into::into).collect()
        }
        match kind {
            RecordKind::Source => all(&self.0.sources),
            RecordKind::Theme => all(&self.0.themes),
            RecordKind::Territory => all(&self.0.territories),
            RecordKind::Actor => all(&self.0.actors),
            RecordKind::Campaign => all(&self.0.campaigns),
            RecordKind::Event => all(&self.0.events),
            RecordKind::Partnership => all(&self.0.partnerships),
            RecordKind::Project => all(&self.0.projects),
            RecordKind::Resource => all(&self.0.resources),
            RecordKind::Need => all(&self.0.needs),
        }
    }

    /// The identifiers of the records of a kind that all the pairs keep.
    pub(crate) fn kept(&self, kind: RecordKind, pairs: &[(String, String)]) -> BTreeSet<String> {
        let records = self.records(kind);
        let kept = records.iter().filter(|record| self.keeps(record, pairs));
        kept.map(|record| record.id().to_string()).collect()
    }

    /// Whether all the pairs keep a record.
    pub(crate) fn keeps(&self, record: &Record, pairs: &[(String, String)]) -> bool {
        let lineage = !pairs.iter().any(|(name, value)| name == "lineage" && value == "false");
        let linked =
            |name: &str| record.kind() == RecordKind::Actor && matches!(name, "theme" | "status" | "period");
        let (of_activity, own): (Vec<_>, Vec<_>) = pairs.iter().cloned().partition(|(name, _)| linked(name));
        let radius = pairs.iter().find(|(name, _)| name == "radius").map(|(_, value)| value.as_str());
        let own_ok = own.iter().all(|(name, value)| match name.as_str() {
            "lineage" | "radius" => true,
            "near" => {
                let centre = floats(value);
                let centre = Position::new(centre[0], centre[1]).unwrap();
                let reach = radius.unwrap().strip_suffix("km").unwrap().parse::<f64>().unwrap() * 1000.0;
                self.positions(record).iter().any(|position| distance_m(centre, *position) <= reach)
            }
            "q" => self.keeps_by(record, name, value, lineage) || self.is_nearly(record, pairs),
            _ => self.keeps_by(record, name, value, lineage),
        });
        let takes_part = || {
            let activities =
                [self.records(RecordKind::Partnership), self.records(RecordKind::Project)].concat();
            activities.iter().any(|activity| {
                self.actors(activity).iter().any(|actor| &actor.id == record.id())
                    && self.keeps(activity, &of_activity)
            })
        };
        own_ok && (of_activity.is_empty() || takes_part())
    }

    fn keeps_by(&self, record: &Record, name: &str, value: &str, lineage: bool) -> bool {
        let (negated, list) = value.strip_prefix('!').map_or((false, value), |rest| (true, rest));
        if name == "bbox" {
            let [west, south, east, north] = floats(list)[..] else { unreachable!() };
            let bbox = Bbox { west, south, east, north };
            return negated != self.positions(record).iter().any(|position| bbox.contains(*position));
        }
        negated != list.split(',').any(|one| self.has(record, name, one, lineage))
    }

    fn has(&self, record: &Record, name: &str, one: &str, lineage: bool) -> bool {
        match name {
            "id" => record.id().as_str() == one,
            "q" => is_called(record, one) || fold(one).split(' ').all(|word| self.holds_word(record, word)),
            "territory" => {
                let wanted = one.strip_prefix("uid:u").unwrap_or(one);
                let zone = if lineage { self.lineage(wanted) } else { self.descendants(wanted) };
                self.acts_in(record).iter().any(|place| zone.contains(place.as_str()))
            }
            "country" => self.countries(record).contains(one),
            "level" => self.acts_in(record).iter().any(|place| self.territory(place).level.as_str() == one),
            "current" => {
                let Record::Territory(territory) = record else { unreachable!() };
                territory.valid_to.is_none() == (one == "true")
            }
            "agreed" => {
                let Record::Theme(theme) = record else { unreachable!() };
                theme.agreed == (one == "true")
            }
            "theme" => self.themes(record).iter().any(|theme| self.is_within_theme(theme, one)),
            "status" => self.status(record) == Some(one),
            "kind" => own_kind(record) == Some(one),
            "actor" => self.actors(record).iter().any(|actor| actor.id.as_str() == one),
            "actor_kind" => self.actors(record).iter().any(|actor| actor.kind.as_str() == one),
            "partnership" => {
                let Record::Project(project) = record else { unreachable!() };
                project.partnerships.iter().any(|id| id.as_str() == one)
            }
            "provenance" => record.provenance().kind.as_str() == one,
            "confidence" => record.provenance().confidence.as_str() == one,
            "period" => self.period(record).overlaps(&period(one)),
            "start" => {
                let (asked, own) = (period(one), self.period(record).start.map(PartialDate::first_day));
                own.is_some_and(|day| {
                    asked.start.is_none_or(|from| from.first_day() <= day)
                        && asked.end.is_none_or(|to| day <= to.last_day())
                })
            }
            "end" => {
                let (asked, own) = (period(one), self.period(record).end.map(PartialDate::last_day));
                own.is_some_and(|day| {
                    asked.start.is_none_or(|from| from.first_day() <= day)
                        && asked.end.is_none_or(|to| day <= to.last_day())
                })
            }
            other => unreachable!("{other}"),
        }
    }

    fn territory(&self, id: &Id) -> &'a Territory {
        self.0.territories.iter().find(|territory| &territory.id == id).unwrap()
    }

    /// A territory and all that say, directly or not, that it contains or contained them.
    pub(crate) fn descendants(&self, id: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([id.to_owned()]);
        loop {
            let before = found.len();
            for territory in &self.0.territories {
                let mut containers =
                    territory.parent.iter().chain(territory.part_of.iter().map(|part| &part.territory));
                if containers.any(|container| found.contains(container.as_str())) {
                    found.insert(territory.id.to_string());
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    /// A territory, its descendants and their predecessors; with all that lay in a predecessor
    /// that ended and had no other successor.
    pub(crate) fn lineage(&self, id: &str) -> BTreeSet<String> {
        let mut found = self.descendants(id);
        loop {
            let before = found.len();
            for territory in &self.0.territories {
                if territory.successors.iter().any(|successor| found.contains(successor.as_str())) {
                    found.insert(territory.id.to_string());
                    if territory.valid_to.is_some() && territory.successors.len() == 1 {
                        found.extend(self.descendants(territory.id.as_str()));
                    }
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }

    fn is_within_theme(&self, theme: &Id, wanted: &str) -> bool {
        let found = self.0.themes.iter().find(|other| &other.id == theme).unwrap();
        theme.as_str() == wanted
            || found.parent.as_ref().is_some_and(|parent| self.is_within_theme(parent, wanted))
    }

    pub(crate) fn actor(&self, id: &Id) -> &'a Actor {
        self.0.actors.iter().find(|actor| &actor.id == id).unwrap()
    }

    pub(crate) fn place(actor: &Actor) -> Id {
        actor.governs.clone().unwrap_or_else(|| actor.seat.clone())
    }

    /// The actors that a record names.
    pub(crate) fn actors(&self, record: &Record) -> Vec<&'a Actor> {
        let ids: Vec<&Id> = match record {
            Record::Event(event) => event.host.iter().collect(),
            Record::Partnership(partnership) => partnership.actors.iter().collect(),
            Record::Project(project) => {
                project.participants.iter().map(|participant| &participant.actor).collect()
            }
            Record::Resource(resource) => vec![&resource.owner],
            Record::Need(need) => need.expressed_by.iter().collect(),
            _ => vec![],
        };
        ids.into_iter().map(|id| self.actor(id)).collect()
    }

    /// Where a record acts.
    pub(crate) fn acts_in(&self, record: &Record) -> Vec<Id> {
        let of_actors = || self.actors(record).into_iter().map(Self::place).collect::<Vec<_>>();
        match record {
            Record::Territory(territory) => vec![territory.id.clone()],
            Record::Actor(actor) => vec![Self::place(actor)],
            Record::Campaign(campaign) => campaign.countries.clone(),
            Record::Event(event) => event.territory.iter().cloned().collect(),
            Record::Partnership(_) => of_actors(),
            Record::Project(project) if project.territories.is_empty() => of_actors(),
            Record::Project(project) => project.territories.clone(),
            Record::Resource(resource) => resource.covers.iter().chain(&resource.seat).cloned().collect(),
            Record::Need(need) => vec![need.territory.clone()],
            Record::Source(_) | Record::Theme(_) => vec![],
        }
    }

    fn countries(&self, record: &Record) -> BTreeSet<String> {
        let seats = self.actors(record).into_iter().map(|actor| actor.seat.clone());
        let places = self.acts_in(record).into_iter().chain(seats);
        places.map(|place| self.territory(&place).country.to_string()).collect()
    }

    fn position_of(&self, actor: &Actor) -> Option<Position> {
        actor.point.or(self.territory(&Self::place(actor)).point)
    }

    pub(crate) fn positions(&self, record: &Record) -> Vec<Position> {
        let point = |id: &Id| self.territory(id).point;
        match record {
            Record::Territory(territory) => territory.point.into_iter().collect(),
            Record::Actor(actor) => self.position_of(actor).into_iter().collect(),
            Record::Event(event) => event.territory.as_ref().and_then(point).into_iter().collect(),
            Record::Partnership(_) => {
                self.actors(record).into_iter().filter_map(|actor| self.position_of(actor)).collect()
            }
            Record::Project(project) => self.position_of_project(record, project).into_iter().collect(),
            Record::Resource(resource) => {
                let seat = resource.seat.as_ref().or_else(|| resource.covers.first());
                seat.and_then(point).into_iter().collect()
            }
            Record::Need(need) => point(&need.territory).into_iter().collect(),
            Record::Source(_) | Record::Theme(_) | Record::Campaign(_) => vec![],
        }
    }

    fn position_of_project(&self, record: &Record, project: &Project) -> Option<Position> {
        let of_territories = project.territories.iter().find_map(|id| self.territory(id).point);
        let of_actors = || self.actors(record).into_iter().find_map(|actor| self.position_of(actor));
        let placed = if project.territories.is_empty() { of_actors() } else { of_territories };
        project.point.or(placed)
    }

    fn themes(&self, record: &Record) -> Vec<Id> {
        match record {
            Record::Theme(theme) => vec![theme.id.clone()],
            Record::Event(event) => {
                event.workshops.iter().filter_map(|workshop| workshop.theme.clone()).collect()
            }
            Record::Partnership(partnership) => partnership.themes.clone(),
            Record::Project(project) => {
                std::iter::once(&project.theme).chain(&project.themes).cloned().collect()
            }
            Record::Resource(resource) => resource.themes.clone(),
            Record::Need(need) => vec![need.theme.clone()],
            _ => vec![],
        }
    }

    fn status(&self, record: &Record) -> Option<&'static str> {
        match record {
            Record::Partnership(partnership) => Some(partnership.status.as_str()),
            Record::Project(project) => Some(project.status.as_str()),
            Record::Resource(resource) => Some(resource.status.as_str()),
            _ => None,
        }
    }

    pub(crate) fn period(&self, record: &Record) -> Period {
        match record {
            Record::Source(source) => Period::new(source.date, source.date),
            Record::Territory(territory) => Period::new(territory.valid_from, territory.valid_to),
            Record::Campaign(campaign) => campaign.period,
            Record::Event(event) => event.period,
            Record::Partnership(partnership) => partnership.period,
            Record::Project(project) => project.period,
            Record::Resource(resource) => resource.period,
            Record::Need(need) => Period::new(need.date, need.date),
            Record::Theme(_) | Record::Actor(_) => Period::default(),
        }
    }

    /// The names of territories, actors and themes, which are also found written as one word; all other texts.
    /// The names of a record that people type.
    pub(crate) fn names(&self, record: &Record) -> Vec<String> {
        self.texts(record).0
    }

    fn texts(&self, record: &Record) -> (Vec<String>, Vec<String>) {
        let of = |text: &Text| text.iter().map(|(_, text)| text.to_owned()).collect::<Vec<_>>();
        match record {
            Record::Source(source) => (vec![], of(&source.title)),
            Record::Theme(theme) => {
                ([of(&theme.label), theme.aliases.clone()].concat(), of(&theme.definition))
            }
            Record::Territory(territory) => {
                let pinyin = territory.pinyin.iter().cloned().collect();
                ([of(&territory.name), territory.aliases.clone(), pinyin].concat(), vec![])
            }
            Record::Actor(actor) => ([of(&actor.name), actor.aliases.clone()].concat(), vec![]),
            Record::Campaign(campaign) => (vec![], [of(&campaign.name), of(&campaign.note)].concat()),
            Record::Event(event) => (vec![], [of(&event.name), of(&event.note)].concat()),
            Record::Partnership(partnership) => {
                let actors = self.actors(record).into_iter().flat_map(|actor| of(&actor.name));
                (vec![], [of(&partnership.name), actors.collect(), of(&partnership.note)].concat())
            }
            Record::Project(project) => (vec![], [of(&project.title), of(&project.description)].concat()),
            Record::Resource(resource) => {
                let texts = [of(&resource.name), of(&resource.description), of(&resource.available_to)];
                (vec![], texts.concat())
            }
            Record::Need(need) => (vec![], [of(&need.description), of(&need.addressed_to)].concat()),
        }
    }

    pub(crate) fn holds_word(&self, record: &Record, word: &str) -> bool {
        let (names, prose) = self.texts(record);
        let is_chinese = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let in_text = |text: &String| {
            fold(text)
                .split(' ')
                .any(|other| other.starts_with(word) || (other.contains(is_chinese) && other.contains(word)))
        };
        let as_one = |text: &String| {
            let folded = fold(text);
            folded.len() <= 40 && folded.replace(' ', "").starts_with(word)
        };
        names.iter().chain(&prose).any(in_text) || names.iter().any(as_one)
    }
}

/// Whether a text is the identifier or an official code of a record.
pub(crate) fn is_called(record: &Record, text: &str) -> bool {
    let codes = match record {
        Record::Territory(territory) => &territory.codes[..],
        Record::Actor(actor) => &actor.codes[..],
        _ => &[],
    };
    let is_code = |code: &atlas_model::Code| {
        code.value.eq_ignore_ascii_case(text) || code.to_string().eq_ignore_ascii_case(text)
    };
    record.id().as_str() == text || codes.iter().any(is_code)
}

fn own_kind(record: &Record) -> Option<&'static str> {
    match record {
        Record::Actor(actor) => Some(actor.kind.as_str()),
        Record::Event(event) => Some(event.kind.as_str()),
        Record::Partnership(partnership) => Some(partnership.kind.as_str()),
        Record::Resource(resource) => Some(resource.kind.as_str()),
        _ => None,
    }
}

fn floats(list: &str) -> Vec<f64> {
    list.split(',').map(|number| number.parse().unwrap()).collect()
}

fn period(text: &str) -> Period {
    let open = |text: &str| (text != "..").then(|| text.parse().unwrap());
    match text.split_once('/') {
        Some((start, end)) => Period::new(open(start), open(end)),
        None => Period::new(open(text), open(text)),
    }
}

/// Whether an actor is a local authority or a grouping of them.
pub(crate) fn is_authority(actor: &Actor) -> bool {
    matches!(actor.kind, ActorKind::LocalAuthority | ActorKind::AuthorityGrouping)
}

/// Whether a territory is a whole country.
pub(crate) fn is_country(territory: &Territory) -> bool {
    territory.level == TerritoryLevel::Country
}
