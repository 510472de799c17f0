//! Names of other records, as people write them: identifiers, codes, names in any language, pinyin,
//! former names, `id — name` as our own lists have it.
//!
//! A name that may mean several records means none: all of them are listed. A misspelt one is answered
//! with what resembles it. Records that the same file makes are known by their names too.

mod hint;
mod label;
mod titles;

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;

use atlas_formats::shown_name;
use atlas_index::{Ix, Snapshot, Term, fold};
use atlas_model::{ActorKind, Id, Lang, Record, RecordKind, Text};

use crate::Said;
use crate::cell::Note;
use crate::issue::Issue;
use crate::report::Value;

/// How many records are listed where a name may mean several, or none.
const MOST_LISTED: usize = 5;

/// How many names of a file are compared with all names of the atlas: the work grows with both.
const MOST_COMPARISONS: usize = 200;

/// The longest name that is looked for, in bytes: looking costs by the word.
const LONGEST: usize = 300;

/// The names of an atlas, and of what a file adds to it.
pub(crate) struct Names<'s> {
    snapshot: &'s Snapshot,
    added: HashMap<(RecordKind, String), Vec<Added>>,
    places: HashMap<(RecordKind, Id), Added>,
    titles: [OnceCell<HashMap<String, Vec<Id>>>; RecordKind::ALL.len()],
    governing: OnceCell<HashMap<Id, Vec<Id>>>,
    memo: RefCell<HashMap<(RecordKind, String), Answer>>,
    /// How many names may still be compared with all others.
    comparisons_left: Cell<usize>,
}

/// A record that the file makes.
#[derive(Debug, Clone)]
struct Added {
    id: Id,
    place: String,
    names: Text,
    record: Record,
    faulty: bool,
}

/// What a name means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// This record, with what a person should know of the reading.
    One(Id, Vec<Note>),
    /// Any of these.
    Several(Vec<Id>),
    /// None.
    Unknown,
    /// A new row with faults of its own, here.
    Faulty(String),
}

impl<'s> Names<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot) -> Self {
        Self {
            snapshot,
            added: HashMap::new(),
            places: HashMap::new(),
            titles: Default::default(),
            governing: OnceCell::new(),
            memo: RefCell::default(),
            comparisons_left: Cell::new(MOST_COMPARISONS),
        }
    }

    pub(crate) fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// Makes a record that the file itself adds known by its names.
    pub(crate) fn add(&mut self, record: &Record, place: &str, faulty: bool) {
        let (kind, id) = (record.kind(), record.id().clone());
        let names = shown_name(self.snapshot, record).into_owned();
        let added = Added { id: id.clone(), place: place.to_owned(), names, record: record.clone(), faulty };
        let mut folded: Vec<String> = added.names.iter().map(|(_, name)| fold(name)).collect();
        folded.sort();
        folded.dedup();
        for name in folded.into_iter().filter(|name| !name.is_empty()) {
            self.added.entry((kind, name)).or_default().push(added.clone());
        }
        self.places.insert((kind, id), added);
    }

    /// Looks names of a kind up anew from now on: records were added.
    pub(crate) fn forget(&mut self, kind: RecordKind) {
        self.memo.get_mut().retain(|(of, _), _| *of != kind);
    }

    /// Whether a record of this identifier exists, or is made by the file.
    pub(crate) fn exists(&self, kind: RecordKind, id: &Id) -> bool {
        self.snapshot.find(kind, id.as_str()).is_some() || self.places.contains_key(&(kind, id.clone()))
    }

    /// The record of this identifier: of the file, if the file makes it, else as it is now.
    pub(crate) fn record(&self, kind: RecordKind, id: &Id) -> Option<Record> {
        let added = self.places.get(&(kind, id.clone())).map(|added| added.record.clone());
        added.or_else(|| self.snapshot.record(kind, id.as_str()))
    }

    /// The identifiers of all records of a kind, as they are now.
    pub(crate) fn ids(&self, kind: RecordKind) -> Vec<Id> {
        all_ids(self.snapshot, kind)
    }

    /// The country of a territory.
    pub(crate) fn country(&self, territory: &Id) -> Option<&'s Id> {
        let territories = self.snapshot.territories();
        territories.record(territories.by_id(territory.as_str())?).map(|territory| &territory.country)
    }

    /// What kind of organisation an actor is.
    pub(crate) fn actor_kind(&self, id: &Id) -> Option<ActorKind> {
        match self.record(RecordKind::Actor, id) {
            Some(Record::Actor(actor)) => Some(actor.kind),
            _ => None,
        }
    }

    /// What a name means. Where it may mean several of which a record already `holds` one, it means this one.
    pub(crate) fn resolve(&self, kind: RecordKind, typed: &str, holds: &[Id]) -> Answer {
        let key = (kind, typed.to_owned());
        let known = self.memo.borrow().get(&key).cloned();
        let answer = known.unwrap_or_else(|| {
            let answer = self.look(kind, typed);
            self.memo.borrow_mut().insert(key, answer.clone());
            answer
        });
        match answer {
            Answer::Several(ids) => match ids.iter().find(|id| holds.contains(id)) {
                Some(held) => Answer::One(held.clone(), Vec::new()),
                None => Answer::Several(ids),
            },
            other => other,
        }
    }

    /// What to say of a name that does not mean one record. It is the whole of its cell, or a part.
    pub(crate) fn complain(&self, kind: RecordKind, typed: &str, is_part: bool, answer: &Answer) -> Note {
        let (issue, ids) = match answer {
            Answer::Several(ids) => (Issue::AmbiguousRecord { kind }, ids.clone()),
            Answer::Faulty(place) => (Issue::FaultyRow { place: place.clone() }, Vec::new()),
            Answer::Unknown | Answer::One(..) => (Issue::UnknownRecord { kind }, self.suggest(kind, typed)),
        };
        let nearest: Vec<Value> = ids.iter().take(MOST_LISTED).map(|id| self.value(kind, id)).collect();
        let nearest = match (kind, answer) {
            // There are few themes: where nothing is near, the broadest say what there is.
            (RecordKind::Theme, Answer::Unknown) if nearest.is_empty() => self.broad_themes(),
            _ => nearest,
        };
        Note { issue, part: is_part.then(|| typed.to_owned()), nearest }
    }

    /// A record as a value: its identifier, and what tells it from others of its name.
    pub(crate) fn value(&self, kind: RecordKind, id: &Id) -> Value {
        Value { value: id.to_string(), words: self.described(kind, id) }
    }

    fn broad_themes(&self) -> Vec<Value> {
        let themes = self.snapshot.themes().iter();
        let broad = themes.filter(|(_, entry)| entry.record.parent.is_none());
        broad.map(|(_, entry)| self.value(RecordKind::Theme, &entry.record.id)).collect()
    }

    fn look(&self, kind: RecordKind, typed: &str) -> Answer {
        if let Some(answer) = self.by_id(kind, typed, Vec::new()) {
            return answer;
        }
        if let Some((id, name)) = split_label(typed)
            && let Some(answer) = self.by_id(kind, id, Vec::new())
        {
            return self.with_name_beside(kind, answer, name);
        }
        if typed.len() > LONGEST {
            return Answer::Unknown;
        }
        let folded = fold(typed);
        if let Some(added) = self.added.get(&(kind, folded.clone())) {
            return match &added[..] {
                [only] if only.faulty => Answer::Faulty(only.place.clone()),
                [only] => Answer::One(only.id.clone(), Vec::new()),
                several => Answer::Several(several.iter().map(|one| one.id.clone()).collect()),
            };
        }
        match kind {
            RecordKind::Territory => self.territory(typed),
            RecordKind::Actor => self.actor(typed),
            RecordKind::Theme => self.named(kind, typed, |_| true),
            _ => self.titled(kind, &folded, typed),
        }
    }

    /// A record by its identifier, whatever the case of its letters, or by an official code.
    fn by_id(&self, kind: RecordKind, typed: &str, notes: Vec<Note>) -> Option<Answer> {
        if let Some(id) = Id::new(typed).ok().filter(|id| self.exists(kind, id)) {
            if let Some(added) = self.places.get(&(kind, id.clone())).filter(|added| added.faulty) {
                return Some(Answer::Faulty(added.place.clone()));
            }
            let notes = if kind == RecordKind::Territory { self.former(&id) } else { notes };
            return Some(Answer::One(id, notes));
        }
        let found = self.snapshot.names().with_code(typed, kind);
        let ids: Vec<Id> = found.iter().filter_map(|ix| self.id(kind, *ix)).collect();
        match &ids[..] {
            [] => None,
            [only] => Some(Answer::One(only.clone(), self.former(only))),
            _ => Some(Answer::Several(ids)),
        }
    }

    fn with_name_beside(&self, kind: RecordKind, answer: Answer, name: &str) -> Answer {
        let Answer::One(id, mut notes) = answer else { return answer };
        let beside = fold(name);
        let own = self.names_of(kind, &id);
        if !own.iter().any(|own| !own.is_empty() && (beside.contains(own.as_str()) || own.contains(&beside)))
        {
            notes.push(Issue::NameDisagrees { name: self.described(kind, &id) }.into());
        }
        Answer::One(id, notes)
    }

    fn territory(&self, typed: &str) -> Answer {
        let whole = self.named(RecordKind::Territory, typed, |_| true);
        if matches!(whole, Answer::One(..)) {
            return whole;
        }
        // "province du Jilin", "Jilin City": what stands beside the name tells which.
        let Some((name, hint)) = hint::take(typed) else { return whole };
        let narrowed = self.named(RecordKind::Territory, &name, |id| self.suits(id, hint));
        match (&whole, &narrowed) {
            (_, Answer::One(..) | Answer::Several(_)) | (Answer::Unknown, _) => narrowed,
            _ => whole,
        }
    }

    fn suits(&self, id: &Id, hint: hint::Hint) -> bool {
        let territories = self.snapshot.territories();
        territories.by_id(id.as_str()).and_then(|ix| territories.record(ix)).is_some_and(|it| hint.suits(it))
    }

    /// An actor by its name, or by that of the territory that it alone governs.
    fn actor(&self, typed: &str) -> Answer {
        let own = self.named(RecordKind::Actor, typed, |_| true);
        if matches!(own, Answer::One(..)) {
            return own;
        }
        let place = hint::without_authority(typed);
        let by_place = match self.territory(place.as_deref().unwrap_or(typed)) {
            Answer::One(id, _) => vec![id],
            Answer::Several(ids) => ids,
            _ => Vec::new(),
        };
        let governing = self.governing();
        let ids: Vec<Id> = by_place.iter().filter_map(|id| governing.get(id)).flatten().cloned().collect();
        match (own, &ids[..]) {
            (Answer::Several(own), [only]) if own.contains(only) => Answer::One(only.clone(), Vec::new()),
            (Answer::Several(own), _) => Answer::Several(own),
            (_, [only]) => Answer::One(only.clone(), Vec::new()),
            (_, [_, ..]) => Answer::Several(ids),
            (other, []) => other,
        }
    }

    /// A territory, an actor or a theme by any of its names.
    fn named(&self, kind: RecordKind, typed: &str, suits: impl Fn(&Id) -> bool) -> Answer {
        let folded = fold(typed);
        let mut exact = self.with_title(kind, &folded).to_vec();
        for id in self.with_title(kind, &folded.replace(' ', "")) {
            if !exact.contains(id) {
                exact.push(id.clone());
            }
        }
        exact.retain(|id| suits(id));
        match &exact[..] {
            [] => Answer::Unknown,
            [only] => Answer::One(only.clone(), self.former(only)),
            several => {
                let still: Vec<&Id> = several.iter().filter(|id| self.former(id).is_empty()).collect();
                match still[..] {
                    [only] => {
                        let others = several.iter().filter(|id| *id != only);
                        let nearest = others.take(MOST_LISTED).map(|id| self.value(kind, id)).collect();
                        let note = Note { issue: Issue::StillExists, part: None, nearest };
                        Answer::One(only.clone(), vec![note])
                    }
                    _ => Answer::Several(exact),
                }
            }
        }
    }

    fn governing(&self) -> &HashMap<Id, Vec<Id>> {
        self.governing.get_or_init(|| {
            let mut governing: HashMap<Id, Vec<Id>> = HashMap::new();
            for (_, entry) in self.snapshot.actors().iter() {
                if let Some(place) = &entry.record.governs {
                    governing.entry(place.clone()).or_default().push(entry.record.id.clone());
                }
            }
            governing
        })
    }

    /// What to say of a territory that exists no more.
    fn former(&self, id: &Id) -> Vec<Note> {
        let territories = self.snapshot.territories();
        let Some(ix) = territories.by_id(id.as_str()) else { return Vec::new() };
        let is_current = territories.posting(Term::Current).is_some_and(|current| current.contains(ix.0));
        let Some(place) = territories.record(ix).filter(|_| !is_current) else { return Vec::new() };
        let Some(since) = place.valid_to else { return Vec::new() };
        let successor =
            |id: &Id, lang: Lang| format!("{} ({id})", self.name(RecordKind::Territory, id, lang));
        let successors = Said::with(|lang| {
            let names: Vec<String> = place.successors.iter().map(|id| successor(id, lang)).collect();
            names.join(if lang == Lang::Zh { "、" } else { ", " })
        });
        vec![Issue::Former { since: since.to_string(), successors }.into()]
    }

    fn id(&self, kind: RecordKind, ix: Ix) -> Option<Id> {
        match kind {
            RecordKind::Territory => self.snapshot.territories().record(ix).map(|one| one.id.clone()),
            RecordKind::Actor => self.snapshot.actors().record(ix).map(|one| one.id.clone()),
            RecordKind::Theme => self.snapshot.themes().record(ix).map(|one| one.id.clone()),
            _ => None,
        }
    }

    /// Every name of a record, folded.
    fn names_of(&self, kind: RecordKind, id: &Id) -> Vec<String> {
        if let Some(added) = self.places.get(&(kind, id.clone())) {
            return added.names.iter().map(|(_, name)| fold(name)).collect();
        }
        let territories = self.snapshot.territories();
        if let (RecordKind::Territory, Some(ix)) = (kind, territories.by_id(id.as_str())) {
            // Without a copy of its outline.
            let Some(place) = territories.record(ix) else { return Vec::new() };
            let names = place.name.iter().map(|(_, name)| name).chain(place.pinyin.as_deref());
            return names.chain(place.aliases.iter().map(String::as_str)).map(fold).collect();
        }
        let Some(record) = self.snapshot.record(kind, id.as_str()) else { return Vec::new() };
        let shown = shown_name(self.snapshot, &record);
        let mut names: Vec<String> = shown.iter().map(|(_, name)| fold(name)).collect();
        let aliases: &[String] = match &record {
            Record::Actor(actor) => &actor.aliases,
            Record::Theme(theme) => &theme.aliases,
            _ => &[],
        };
        names.extend(aliases.iter().map(|alias| fold(alias)));
        names.retain(|name| !name.is_empty());
        names
    }
}

/// The identifiers of all records of a kind.
fn all_ids(snapshot: &Snapshot, kind: RecordKind) -> Vec<Id> {
    macro_rules! of {
        ($table:ident) => {
            snapshot.$table().iter().map(|(_, entry)| entry.record.id.clone()).collect()
        };
    }
    match kind {
        RecordKind::Source => of!(sources),
        RecordKind::Theme => of!(themes),
        RecordKind::Territory => of!(territories),
        RecordKind::Actor => of!(actors),
        RecordKind::Campaign => of!(campaigns),
        RecordKind::Event => of!(events),
        RecordKind::Partnership => of!(partnerships),
        RecordKind::Project => of!(projects),
        RecordKind::Resource => of!(resources),
        RecordKind::Need => of!(needs),
    }
}

/// An identifier and the name beside it, as our lists write them: `CN-220000 — Jilin`.
fn split_label(typed: &str) -> Option<(&str, &str)> {
    [" — ", " – ", " - ", " : ", "—"].iter().find_map(|dash| {
        let (id, name) = typed.split_once(dash)?;
        Id::new(id.trim()).is_ok().then(|| (id.trim(), name.trim()))
    })
}

#[cfg(test)]
mod tests;
