//! Readable identifiers for new records: the same record gets the same one, whoever asks.

use std::collections::{HashMap, HashSet};

use atlas_index::fold;
use atlas_model::{Id, Lang, Record, RecordKind, Text};

use crate::names::Names;

/// The longest slug that is made, so that a number and a kind still fit behind it.
const LONGEST: usize = 80;

/// The identifiers that were proposed so far.
#[derive(Default)]
pub(crate) struct Slugs {
    /// The number behind each stem that was proposed last.
    last: HashMap<(RecordKind, String), u32>,
    taken: HashSet<(RecordKind, Id)>,
}

impl Slugs {
    /// The identifier proposed for a new record, free in the atlas and among those proposed before.
    pub(crate) fn propose(&mut self, record: &Record, names: &Names<'_>) -> Option<Id> {
        let kind = record.kind();
        let stem = stem(record, names);
        let stem = if stem.is_empty() { format!("new-{kind}") } else { stem };
        let last = self.last.entry((kind, stem.clone())).or_default();
        loop {
            *last += 1;
            let text = if *last == 1 { stem.clone() } else { format!("{stem}-{last}") };
            let id = Id::new(&text).ok()?;
            if !names.exists(kind, &id) && self.taken.insert((kind, id.clone())) {
                return Some(id);
            }
        }
    }
}

fn stem(record: &Record, names: &Names<'_>) -> String {
    match record {
        Record::Actor(actor) => {
            let country = names.country(&actor.seat).map(|id| id.as_str().to_lowercase()).unwrap_or_default();
            let own = of_text(&actor.name);
            let own = if own.is_empty() { of_id(&actor.seat, names) } else { own };
            joined(&[country, own], "-")
        }
        Record::Partnership(partnership) => {
            let actors = partnership.actors.iter().take(2).map(|id| without_country(id, names));
            joined(&actors.collect::<Vec<_>>(), "--")
        }
        Record::Project(project) => {
            let title = of_text(&project.title);
            if title.is_empty() {
                let place = project.territories.first().map(|id| of_id(id, names)).unwrap_or_default();
                joined(&[project.theme.to_string(), place], "-")
            } else {
                title
            }
        }
        Record::Need(need) => joined(&[of_id(&need.territory, names), need.theme.to_string()], "-"),
        Record::Resource(resource) => {
            let name = of_text(&resource.name);
            if name.is_empty() {
                joined(&[resource.kind.to_string(), without_country(&resource.owner, names)], "-")
            } else {
                name
            }
        }
        other => of_text(other.name()),
    }
}

/// The words of a text in Latin letters, in the first language that has some.
fn of_text(text: &Text) -> String {
    let languages = [Lang::Fr, Lang::En, Lang::Zh];
    languages
        .iter()
        .filter_map(|lang| text.exactly(*lang))
        .map(slug)
        .find(|slug| !slug.is_empty())
        .unwrap_or_default()
}

fn of_id(territory: &Id, names: &Names<'_>) -> String {
    let name = names.record(RecordKind::Territory, territory).map(|record| of_text(record.name()));
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| territory.as_str().to_lowercase())
}

/// An actor's identifier without the country before it: `fr-angers` is `angers`.
fn without_country(actor: &Id, names: &Names<'_>) -> String {
    let seat = match names.record(RecordKind::Actor, actor) {
        Some(Record::Actor(actor)) => Some(actor.seat),
        _ => None,
    };
    let country = seat.as_ref().and_then(|seat| names.country(seat));
    let country = country.map(|id| format!("{}-", id.as_str().to_lowercase())).unwrap_or_default();
    actor.as_str().strip_prefix(&country).unwrap_or(actor.as_str()).to_owned()
}

fn slug(text: &str) -> String {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut slug = String::new();
    for word in words {
        let longer = slug.len() + word.len() + 1 > LONGEST;
        if longer && !slug.is_empty() {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.extend(word.chars().take(LONGEST));
    }
    slug
}

fn joined(parts: &[String], with: &str) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    parts.join(with)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::atlas;

    #[test]
    fn a_slug_is_the_words_of_a_name_and_never_too_long() {
        assert_eq!(slug("École d'été : l'Eau & la Santé (2015)"), "ecole-d-ete-l-eau-la-sante-2015");
        assert_eq!(slug("吉林省医院"), "");
        assert!(slug(&"mot ".repeat(60)).len() <= LONGEST);
        assert!(slug(&"x".repeat(300)).len() <= LONGEST);
    }

    #[test]
    fn a_second_record_of_the_same_name_gets_a_number() {
        let names = Names::new(atlas());
        let mut slugs = Slugs::default();
        let id = Id::new("acrobates-taiyuan").unwrap();
        let record = names.record(RecordKind::Project, &id).unwrap();
        let Record::Project(mut project) = record else { panic!() };
        project.title = Text::fr("Acrobates Taiyuan");
        let record = Record::from(project);
        assert_eq!(slugs.propose(&record, &names).unwrap().as_str(), "acrobates-taiyuan-2");
        assert_eq!(slugs.propose(&record, &names).unwrap().as_str(), "acrobates-taiyuan-3");
    }

    #[test]
    fn a_partnership_is_named_after_its_two_leading_actors() {
        let names = Names::new(atlas());
        let id = Id::new("angers--yantai").unwrap();
        let record = names.record(RecordKind::Partnership, &id).unwrap();
        let proposed = Slugs::default().propose(&record, &names).unwrap();
        assert_eq!(proposed.as_str(), "angers--yantai-2");
    }
}
