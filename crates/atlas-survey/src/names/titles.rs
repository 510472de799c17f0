//! Records without names of their own in the atlas: partnerships, projects, resources, needs, by their titles and
//! by the actors that they link.

use std::collections::HashMap;

use atlas_index::{Ix, Term, fold};
use atlas_model::{Id, RecordKind};

use super::{Answer, LONGEST, Names, hint};

impl Names<'_> {
    /// A partnership, a project … by its title.
    pub(super) fn titled(&self, kind: RecordKind, folded: &str, typed: &str) -> Answer {
        match self.with_title(kind, folded) {
            [only] => Answer::One(only.clone(), Vec::new()),
            [_, ..] => Answer::Several(self.with_title(kind, folded).to_vec()),
            [] if kind == RecordKind::Partnership => self.by_actors(typed).unwrap_or(Answer::Unknown),
            [] => Answer::Unknown,
        }
    }

    /// The records that a name which means none may have meant, the likeliest first: none once many names of a file
    /// were looked for.
    pub(super) fn suggest(&self, kind: RecordKind, typed: &str) -> Vec<Id> {
        let left = self.comparisons_left.get();
        self.comparisons_left.set(left.saturating_sub(1));
        if left == 0 || typed.len() > LONGEST {
            return Vec::new();
        }
        let bare = match kind {
            RecordKind::Territory => hint::take(typed).map(|(name, _)| name),
            RecordKind::Actor => hint::without_authority(typed),
            _ => None,
        };
        let near = self.near(kind, typed);
        match bare {
            Some(bare) if near.is_empty() => self.near(kind, &bare),
            _ => near,
        }
    }

    fn near(&self, kind: RecordKind, typed: &str) -> Vec<Id> {
        const MANY: usize = 10;
        let found = self.snapshot.names().find(typed, &[kind], MANY);
        let mut ids: Vec<Id> = found.iter().filter_map(|one| self.id(kind, one.ix)).collect();
        if ids.is_empty() {
            ids = self.resembling(kind, &fold(typed));
        }
        if ids.is_empty() {
            let near = self.snapshot.nearest_ids(kind, typed);
            ids = near.iter().filter_map(|id| Id::new(id).ok()).collect();
        }
        ids
    }

    /// The records whose names resemble one, folded, the nearest first.
    fn resembling(&self, kind: RecordKind, folded: &str) -> Vec<Id> {
        let mut ids = Vec::new();
        let titles = self.titles(kind);
        for near in atlas_model::nearest(folded, titles.keys().map(String::as_str)) {
            for id in titles.get(&near).into_iter().flatten() {
                if !ids.contains(id) {
                    ids.push(id.clone());
                }
            }
        }
        ids
    }

    /// A partnership by names of its actors with a dash between them; none where they are not all actors, or no
    /// partnership links them.
    fn by_actors(&self, typed: &str) -> Option<Answer> {
        let names: Vec<&str> = [" – ", " - ", " — ", " / ", "–", "—"]
            .iter()
            .map(|dash| typed.split(dash).collect::<Vec<_>>())
            .find(|names| names.len() > 1)?;
        let actors: Option<Vec<Id>> = names
            .into_iter()
            .map(|name| match self.resolve(RecordKind::Actor, name.trim(), &[]) {
                Answer::One(id, _) => Some(id),
                _ => None,
            })
            .collect();
        let ids = self.partnerships_with(&actors?);
        match &ids[..] {
            [] => None,
            [only] => Some(Answer::One(only.clone(), Vec::new())),
            _ => Some(Answer::Several(ids)),
        }
    }

    /// The partnerships that link all of these actors, and perhaps more.
    pub(crate) fn partnerships_with(&self, actors: &[Id]) -> Vec<Id> {
        let partnerships = self.snapshot.partnerships();
        let first = actors.first().and_then(|id| self.snapshot.actors().by_id(id.as_str()));
        let with_first = first.and_then(|first| partnerships.posting(Term::Actor(first)));
        let records = with_first.into_iter().flatten().filter_map(|ix| partnerships.record(Ix(ix)));
        let links = records.filter(|record| actors.iter().all(|actor| record.actors.contains(actor)));
        links.map(|record| record.id.clone()).collect()
    }

    /// The identifiers of the records of a kind that have this name, folded.
    pub(crate) fn with_title(&self, kind: RecordKind, folded: &str) -> &[Id] {
        self.titles(kind).get(folded).map_or(&[], Vec::as_slice)
    }

    fn titles(&self, kind: RecordKind) -> &HashMap<String, Vec<Id>> {
        self.titles[kind as usize].get_or_init(|| {
            let mut titles: HashMap<String, Vec<Id>> = HashMap::new();
            for id in self.ids(kind) {
                let names = self.names_of(kind, &id);
                // "xi an" is also found as "xian".
                let joined: Vec<String> = names.iter().map(|name| name.replace(' ', "")).collect();
                for name in names.into_iter().chain(joined) {
                    let ids = titles.entry(name).or_default();
                    if !ids.contains(&id) {
                        ids.push(id.clone());
                    }
                }
            }
            titles
        })
    }
}
