//! What each kind of record is found by.

use std::collections::BTreeSet;

use atlas_model::{
    Actor, Event, Fault, FaultKind, Id, Need, PartialDate, Partnership, Period, Position, Project,
    Provenance, RecordKind, Resource, Source, SurveyCampaign, Territory, Text, Theme,
};

use crate::entry::Span;
use crate::fold::{name_words, words};
use crate::ground::Ground;
use crate::{Ix, Term};

/// A record that a table can hold.
pub trait Indexed {
    /// Its kind.
    const KIND: RecordKind;

    /// Its identifier.
    fn id(&self) -> &Id;
}

/// What a record is found by: terms, words, positions and a span of days.
#[derive(Debug, Default)]
pub(crate) struct Description {
    terms: Vec<Term>,
    /// Texts whose words find the record, one after the other, and how each is read.
    texts: Vec<(TextKind, String)>,
    pub(crate) positions: Vec<Position>,
    pub(crate) span: Span,
    /// References that lead nowhere.
    pub(crate) faults: Vec<Fault>,
}

#[derive(Debug, Clone, Copy)]
enum TextKind {
    Name,
    Prose,
    Code,
}

impl Description {
    pub(crate) fn clear(&mut self) {
        self.terms.clear();
        self.texts.clear();
        self.positions.clear();
        self.span = Span::UNKNOWN;
    }

    pub(crate) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Calls `each` with every word, some of them more than once.
    pub(crate) fn each_word(&self, mut each: impl FnMut(&str)) {
        for (kind, text) in &self.texts {
            match kind {
                TextKind::Name => name_words(text, &mut each),
                TextKind::Prose => words(text, &mut each),
                TextKind::Code => each(text),
            }
        }
    }

    pub(crate) fn words(&self) -> BTreeSet<Box<str>> {
        let mut words = BTreeSet::new();
        self.each_word(|word| _ = words.insert(word.into()));
        words
    }

    fn term(&mut self, term: Term) {
        if !self.terms.contains(&term) {
            self.terms.push(term);
        }
    }

    fn name(&mut self, name: &Text, aliases: &[String]) {
        for (_, text) in name.iter() {
            self.texts.push((TextKind::Name, text.to_owned()));
        }
        for alias in aliases {
            self.texts.push((TextKind::Name, alias.clone()));
        }
    }

    fn prose(&mut self, text: &Text) {
        for (_, text) in text.iter() {
            self.texts.push((TextKind::Prose, text.to_owned()));
        }
    }

    fn provenance(&mut self, provenance: &Provenance) {
        self.term(Term::ProvenanceKind(provenance.kind));
        self.term(Term::Confidence(provenance.confidence));
    }

    /// Looks a reference up; one that leads nowhere becomes a fault.
    fn follow(&mut self, at: &str, kind: RecordKind, id: &Id, found: Option<Ix>) -> Option<Ix> {
        if found.is_none() {
            self.faults.push(Fault::new(at, id.as_str(), FaultKind::Dangling { kind, nearest: Vec::new() }));
        }
        found
    }

    fn place(&mut self, at: &str, id: &Id, ground: &Ground<'_>) -> Option<Ix> {
        let ix = self.follow(at, RecordKind::Territory, id, ground.territories.by_id(id.as_str()))?;
        self.acts_in(ix, ground);
        Some(ix)
    }

    fn acts_in(&mut self, ix: Ix, ground: &Ground<'_>) {
        self.term(Term::In(ix));
        if !ground.places.children(ix).is_empty() {
            self.term(Term::Within(ix));
        }
        for ancestor in ground.places.ancestors(ix) {
            self.term(Term::Within(*ancestor));
        }
        for heir in ground.places.heirs(ix) {
            self.term(Term::WithinLineage(*heir));
        }
        if let Some(territory) = ground.territories.record(ix) {
            self.term(Term::Level(territory.level));
        }
        self.concerns(ix, ground);
    }

    fn concerns(&mut self, territory: Ix, ground: &Ground<'_>) {
        if let Some(country) = ground.places.country(territory) {
            self.term(Term::Country(country));
        }
    }

    fn theme(&mut self, at: &str, id: &Id, ground: &Ground<'_>) {
        let found = ground.themes.by_id(id.as_str());
        if let Some(ix) = self.follow(at, RecordKind::Theme, id, found) {
            self.term(Term::Theme(ix));
            if !ground.subjects.children(ix).is_empty() {
                self.term(Term::About(ix));
            }
            for broader in ground.subjects.ancestors(ix) {
                self.term(Term::About(*broader));
            }
        }
    }

    fn actor(&mut self, at: &str, id: &Id, ground: &Ground<'_>) -> Option<Ix> {
        let ix = self.follow(at, RecordKind::Actor, id, ground.actors.by_id(id.as_str()))?;
        self.term(Term::Actor(ix));
        if let Some(actor) = ground.actors.record(ix) {
            self.term(Term::ActorKind(actor.kind));
            if let Some(seat) = ground.territories.by_id(actor.seat.as_str()) {
                self.concerns(seat, ground);
            }
        }
        Some(ix)
    }

    fn kind<K: PartialEq>(&mut self, kind: &K, vocabulary: &[K]) {
        let at = vocabulary.iter().position(|term| term == kind);
        if let Some(at) = at.and_then(|at| u8::try_from(at).ok()) {
            self.term(Term::Kind(at));
        }
    }
}

/// How a record of this kind describes itself, given the records that it refers to.
pub(crate) trait Describe: Indexed {
    fn describe(&self, ground: &Ground<'_>, description: &mut Description);
}

/// Names the kind and the identifier field of each record type.
macro_rules! indexed {
    ($($record:ident = $kind:ident),+) => {
        $(
            impl Indexed for $record {
                const KIND: RecordKind = RecordKind::$kind;

                fn id(&self) -> &Id {
                    &self.id
                }
            }
        )+
    };
}
indexed!(
    Source = Source,
    Theme = Theme,
    Territory = Territory,
    Actor = Actor,
    SurveyCampaign = Campaign,
    Event = Event,
    Partnership = Partnership,
    Project = Project,
    Resource = Resource,
    Need = Need
);

fn span_of_date(date: Option<PartialDate>) -> Span {
    Span::of(&Period::new(date, date))
}

impl Describe for Source {
    fn describe(&self, _: &Ground<'_>, d: &mut Description) {
        d.prose(&self.title);
        d.provenance(&self.provenance);
        d.span = span_of_date(self.date);
    }
}

impl Describe for Theme {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.name(&self.label, &self.aliases);
        d.prose(&self.definition);
        d.provenance(&self.provenance);
        if self.agreed {
            d.term(Term::Agreed);
        }
        // A theme is about itself and its broader themes: `theme=sante` lists its sub-themes.
        d.theme("/id", &self.id, ground);
    }
}

impl Describe for Territory {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.name(&self.name, &self.aliases);
        d.texts.extend(self.pinyin.iter().map(|pinyin| (TextKind::Name, pinyin.clone())));
        for code in &self.codes {
            d.texts.push((TextKind::Code, code_word(&code.value)));
            d.texts.push((TextKind::Code, code_word(&code.to_string())));
        }
        d.texts.push((TextKind::Code, code_word(self.id.as_str())));
        d.provenance(&self.provenance);
        d.place("/id", &self.id, ground);
        if self.valid_to.is_none() {
            d.term(Term::Current);
        }
        d.positions.extend(self.point);
        d.span = Span::of(&Period::new(self.valid_from, self.valid_to));
    }
}

impl Describe for Actor {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.name(&self.name, &self.aliases);
        for code in &self.codes {
            d.texts.push((TextKind::Code, code_word(&code.value)));
            d.texts.push((TextKind::Code, code_word(&code.to_string())));
        }
        d.texts.push((TextKind::Code, code_word(self.id.as_str())));
        d.kind(&self.kind, atlas_model::ActorKind::ALL);
        d.term(Term::ActorKind(self.kind));
        d.provenance(&self.provenance);
        let (at, place) =
            self.governs.as_ref().map_or(("/seat", &self.seat), |governed| ("/governs", governed));
        d.place(at, place, ground);
        d.positions.extend(ground.position_of(self));
    }
}

impl Describe for SurveyCampaign {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.prose(&self.name);
        d.prose(&self.note);
        d.provenance(&self.provenance);
        for country in &self.countries {
            d.place("/countries", country, ground);
        }
        d.span = Span::of(&self.period);
    }
}

impl Describe for Event {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.prose(&self.name);
        d.prose(&self.note);
        d.kind(&self.kind, atlas_model::EventKind::ALL);
        d.provenance(&self.provenance);
        let place = self.territory.as_ref().and_then(|id| d.place("/territory", id, ground));
        d.positions.extend(place.and_then(|ix| ground.point_of(ix)));
        if let Some(host) = &self.host {
            d.actor("/host", host, ground);
        }
        for theme in self.workshops.iter().filter_map(|workshop| workshop.theme.as_ref()) {
            d.theme("/workshops", theme, ground);
        }
        d.span = Span::of(&self.period);
    }
}

impl Describe for Partnership {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.prose(&self.name);
        d.prose(&self.note);
        d.kind(&self.kind, atlas_model::PartnershipKind::ALL);
        d.term(Term::Status(self.status));
        d.provenance(&self.provenance);
        for id in &self.actors {
            let Some(ix) = d.actor("/actors", id, ground) else { continue };
            if let Some(place) = ground.place_of(ix) {
                d.acts_in(place, ground);
            }
            if let Some(actor) = ground.actors.record(ix) {
                d.prose(&actor.name);
                d.positions.extend(ground.position_of(actor));
            }
        }
        for theme in &self.themes {
            d.theme("/themes", theme, ground);
        }
        d.span = Span::of(&self.period);
    }
}

impl Describe for Project {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.prose(&self.title);
        d.prose(&self.description);
        d.term(Term::Status(self.status));
        d.provenance(&self.provenance);
        let mut first_point = None;
        for id in &self.territories {
            if let Some(ix) = d.place("/territories", id, ground) {
                first_point = first_point.or_else(|| ground.point_of(ix));
            }
        }
        for participant in &self.participants {
            let Some(ix) = d.actor("/participants", &participant.actor, ground) else { continue };
            if self.territories.is_empty()
                && let Some(place) = ground.place_of(ix)
            {
                d.acts_in(place, ground);
                first_point = first_point
                    .or_else(|| ground.actors.record(ix).and_then(|actor| ground.position_of(actor)));
            }
        }
        for id in &self.partnerships {
            let found = ground.partnerships.by_id(id.as_str());
            if let Some(ix) = d.follow("/partnerships", RecordKind::Partnership, id, found) {
                d.term(Term::Partnership(ix));
            }
        }
        d.theme("/theme", &self.theme, ground);
        for theme in &self.themes {
            d.theme("/themes", theme, ground);
        }
        d.positions.extend(self.point.or(first_point));
        d.span = Span::of(&self.period);
    }
}

impl Describe for Resource {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.prose(&self.name);
        d.prose(&self.description);
        d.prose(&self.available_to);
        d.kind(&self.kind, atlas_model::ResourceKind::ALL);
        d.term(Term::Status(self.status));
        d.provenance(&self.provenance);
        d.actor("/owner", &self.owner, ground);
        let seat = self.seat.as_ref().and_then(|id| d.place("/seat", id, ground));
        let mut covered = None;
        for id in &self.covers {
            let ix = d.place("/covers", id, ground);
            covered = covered.or(ix);
        }
        d.positions.extend(seat.or(covered).and_then(|ix| ground.point_of(ix)));
        for theme in &self.themes {
            d.theme("/themes", theme, ground);
        }
        d.span = Span::of(&self.period);
    }
}

impl Describe for Need {
    fn describe(&self, ground: &Ground<'_>, d: &mut Description) {
        d.prose(&self.description);
        d.prose(&self.addressed_to);
        d.provenance(&self.provenance);
        let place = d.place("/territory", &self.territory, ground);
        d.positions.extend(place.and_then(|ix| ground.point_of(ix)));
        if let Some(actor) = &self.expressed_by {
            d.actor("/expressed_by", actor, ground);
        }
        d.theme("/theme", &self.theme, ground);
        d.span = span_of_date(self.date);
    }
}

/// The word under which a code stands: no text ever folds to one, so a number in a title is not a code.
pub(crate) fn code_word(code: &str) -> String {
    format!("#{}", code.to_lowercase())
}
