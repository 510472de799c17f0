//! What a record is called in a report and in our lists.

use atlas_formats::shown_name;
use atlas_model::{Id, Lang, Record, RecordKind, Text};

use super::Names;
use crate::Said;

impl Names<'_> {
    /// The name of a record; its identifier where it has none.
    pub(crate) fn name(&self, kind: RecordKind, id: &Id, lang: Lang) -> String {
        if let Some(added) = self.places.get(&(kind, id.clone())) {
            return or_id(added.names.get(lang), id);
        }
        // Territories and themes are named most, and territories carry their outlines.
        let of = |name: &Text| or_id(name.get(lang), id);
        match kind {
            RecordKind::Territory => {
                let table = self.snapshot.territories();
                let found = table.by_id(id.as_str()).and_then(|ix| table.record(ix));
                return found.map_or_else(|| id.to_string(), |found| of(&found.name));
            }
            RecordKind::Theme => {
                let table = self.snapshot.themes();
                let found = table.by_id(id.as_str()).and_then(|ix| table.record(ix));
                return found.map_or_else(|| id.to_string(), |found| of(&found.label));
            }
            _ => {}
        }
        match self.snapshot.record(kind, id.as_str()) {
            Some(record) => or_id(shown_name(self.snapshot, &record).get(lang), id),
            None => id.to_string(),
        }
    }

    /// The name of a record with what tells it from others of its name: for a territory its level and what
    /// contains it, for an actor what it is and where it sits.
    pub(crate) fn described(&self, kind: RecordKind, id: &Id) -> Said {
        let record = self.record(kind, id);
        Said::with(|lang| {
            let name = self.name(kind, id, lang);
            let of_place = |place: &Id| self.name(RecordKind::Territory, place, lang);
            let more = match &record {
                Some(Record::Territory(territory)) => {
                    let level = territory.level.label(lang).to_owned();
                    let parent = territory.parent.as_ref().map(of_place);
                    parent.map_or_else(|| level.clone(), |parent| joined(&level, &parent, lang))
                }
                Some(Record::Actor(actor)) => joined(actor.kind.label(lang), &of_place(&actor.seat), lang),
                _ => return name,
            };
            match lang {
                Lang::Zh => format!("{name}（{more}）"),
                _ => format!("{name} ({more})"),
            }
        })
    }
}

fn joined(one: &str, other: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{one}，{other}"),
        _ => format!("{one}, {other}"),
    }
}

fn or_id(name: &str, id: &Id) -> String {
    if name.is_empty() { id.to_string() } else { name.to_owned() }
}
