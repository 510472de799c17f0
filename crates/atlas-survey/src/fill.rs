//! One cell of one column, to the text that a package has for it, and back into words.

use atlas_model::{ActorKind, ActorRole, Id, Lang, Participant, RecordKind};

use crate::cell::list::{join, split, strong_items, weak_pieces};
use crate::cell::{self, Note, Read, Reading, money};
use crate::columns::{Column, Shape};
use crate::issue::Issue;
use crate::names::{Answer, Names};
use crate::report::Value;
use crate::vocabulary::Vocabulary;
use crate::{Cell, Said};

/// What people write for nothing, in cells that hold no prose.
const NOTHING: [&str; 12] =
    ["-", "--", "–", "—", "/", "n/a", "N/A", "néant", "Néant", "none", "无", "(néant)"];

/// How many pieces of one item are put together again at most.
const MOST_PIECES: usize = 16;

/// Reads cells against the names of an atlas.
pub(crate) struct Filler<'n, 's> {
    pub(crate) names: &'n Names<'s>,
}

impl Filler<'_, '_> {
    /// Reads a cell. `title` is that of its column on the sheet; `held` is what the record says now, as a
    /// package has it.
    pub(crate) fn read(&self, column: &Column, title: &str, cell: &Cell, held: &str) -> Reading {
        if cell.is_blank() {
            return Ok(Read::default());
        }
        if column.shape == Shape::Text {
            let text = cell::prose(cell).map_err(wrong)?;
            return Ok(Read::of(if same_words(&text, held) { held.to_owned() } else { text }));
        }
        if column.shape == Shape::Date {
            let typed = cell::typed(cell).map_err(wrong)?;
            if is_nothing(&typed) {
                return Ok(Read::default());
            }
            let (date, note) = cell::date::read(cell, held.parse().ok()).map_err(wrong)?;
            return Ok(Read { text: date.to_string(), notes: note.into_iter().map(Note::of).collect() });
        }
        let typed = cell::typed(cell).map_err(wrong)?;
        if is_nothing(&typed) {
            return Ok(Read::default());
        }
        match column.shape {
            Shape::Texts => Ok(Read::of(join(strong_items(&cell::prose(cell).map_err(wrong)?)))),
            Shape::Money => {
                let currency = held.split_once(' ').map(|(_, currency)| currency);
                let (money, note) =
                    money::read(&typed, &money::unit_of_title(title), currency).map_err(wrong)?;
                Ok(Read { text: money.to_string(), notes: note.into_iter().map(Note::of).collect() })
            }
            Shape::Figures => cell::figures(&typed),
            Shape::Term(vocabulary) => cell::term(vocabulary, &typed),
            Shape::One(kind) => {
                let held: Vec<Id> = Id::new(held).ok().into_iter().collect();
                match self.names.resolve(kind, &typed, &held) {
                    Answer::One(id, notes) => Ok(Read { text: id.to_string(), notes }),
                    other => Err(vec![self.names.complain(kind, &typed, false, &other)]),
                }
            }
            Shape::Many(kind) => self.many(kind, &typed, held),
            Shape::Participants => self.participants(&typed, held),
            _ => Ok(Read::of(typed)),
        }
    }

    fn many(&self, kind: RecordKind, typed: &str, held: &str) -> Reading {
        let held: Vec<Id> = split(held).iter().filter_map(|id| Id::new(id).ok()).collect();
        let mut found = Vec::new();
        let mut notes = Vec::new();
        let mut faults = Vec::new();
        for item in strong_items(typed) {
            for part in self.parts(item, |part| self.names.resolve(kind, part, &held)) {
                match part {
                    (_, Answer::One(id, said)) => {
                        if !found.contains(&id) {
                            found.push(id);
                        }
                        notes.extend(said);
                    }
                    (part, other) => faults.push(self.names.complain(kind, &part, true, &other)),
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Read { text: join(found.iter().map(Id::as_str)), notes })
    }

    /// The parts of an item with what each means: the item whole where it means a record, else the longest
    /// runs of its pieces that do. Where no piece means anything, the item is one part.
    fn parts(&self, item: &str, mean: impl Fn(&str) -> Answer) -> Vec<(String, Answer)> {
        let whole = mean(item);
        let pieces = weak_pieces(item);
        if matches!(whole, Answer::One(..)) || pieces.len() < 2 || pieces.len() > MOST_PIECES {
            return vec![(item.to_owned(), whole)];
        }
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some((from, end)) = pieces.get(at).copied() {
            let runs = (at..pieces.len()).rev().filter_map(|last| Some((last, pieces.get(last)?.1)));
            let longest = runs.into_iter().find_map(|(last, to)| {
                let run = item.get(from..to)?.trim();
                let answer = mean(run);
                matches!(answer, Answer::One(..)).then(|| (last, run.to_owned(), answer))
            });
            if let Some((last, run, answer)) = longest {
                parts.push((run, answer));
                at = last + 1;
            } else {
                let piece = item.get(from..end).unwrap_or_default().trim();
                if !piece.is_empty() {
                    parts.push((piece.to_owned(), mean(piece)));
                }
                at += 1;
            }
        }
        let any = parts.iter().any(|(_, answer)| matches!(answer, Answer::One(..)));
        if any { parts } else { vec![(item.to_owned(), whole)] }
    }

    fn participants(&self, typed: &str, held: &str) -> Reading {
        let held: Vec<Participant> = split(held).iter().filter_map(|one| one.parse().ok()).collect();
        let ids: Vec<Id> = held.iter().map(|one| one.actor.clone()).collect();
        let mut found: Vec<Participant> = Vec::new();
        let mut notes = Vec::new();
        let mut faults = Vec::new();
        for item in strong_items(typed) {
            let (name, role) = split_role(item);
            for part in self.parts(name, |part| self.names.resolve(RecordKind::Actor, part, &ids)) {
                match part {
                    (part, Answer::One(actor, said)) => {
                        notes.extend(said);
                        let role = role.or_else(|| {
                            let mut roles = held.iter().filter(|one| one.actor == actor);
                            roles.next().filter(|_| roles.next().is_none()).map(|one| one.role)
                        });
                        let role = role.unwrap_or_else(|| {
                            let role = self.usual_role(&actor);
                            let words = Said::with(|lang| role.label(lang).to_owned());
                            let issue = Issue::AssumedRole { role: words };
                            notes.push(Note { issue, part: Some(part), nearest: Vec::new() });
                            role
                        });
                        let participant = Participant { actor, role };
                        if !found.contains(&participant) {
                            found.push(participant);
                        }
                    }
                    (part, other) => {
                        faults.push(self.names.complain(RecordKind::Actor, &part, true, &other));
                    }
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Read { text: join(found.iter().map(Participant::to_string)), notes })
    }

    /// The role that an actor has where nobody says: authorities answer for projects, others carry them out.
    fn usual_role(&self, actor: &Id) -> ActorRole {
        match self.names.actor_kind(actor) {
            Some(ActorKind::LocalAuthority | ActorKind::AuthorityGrouping) => ActorRole::Accountable,
            _ => ActorRole::Implementing,
        }
    }

    /// A value of a package in words; none for nothing.
    pub(crate) fn value(&self, column: &Column, text: &str) -> Option<Value> {
        if text.is_empty() {
            return None;
        }
        let words = match column.shape {
            Shape::Term(vocabulary) => Said::with(|lang| vocabulary.label(text, lang)),
            Shape::One(kind) => Said::with(|lang| self.shown(kind, text, lang)),
            Shape::Many(kind) => Said::with(|lang| {
                let names: Vec<String> = split(text).iter().map(|id| self.shown(kind, id, lang)).collect();
                names.join(SEPARATOR[lang.index()])
            }),
            Shape::Participants => Said::with(|lang| self.shown_participants(text, lang)),
            Shape::Texts => Said::same(split(text).join("; ")),
            Shape::Figures => Said::same(split(text).join("; ")),
            _ => Said::same(text),
        };
        Some(Value { value: text.to_owned(), words })
    }

    fn shown(&self, kind: RecordKind, id: &str, lang: Lang) -> String {
        Id::new(id).map_or_else(|_| id.to_owned(), |id| self.names.name(kind, &id, lang))
    }

    fn shown_participants(&self, text: &str, lang: Lang) -> String {
        let shown = |item: &String| match item.parse::<Participant>() {
            Ok(one) => {
                let name = self.names.name(RecordKind::Actor, &one.actor, lang);
                let role = one.role.label(lang);
                if lang == Lang::Zh { format!("{name}（{role}）") } else { format!("{name} ({role})") }
            }
            Err(_) => item.clone(),
        };
        split(text).iter().map(shown).collect::<Vec<_>>().join(SEPARATOR[lang.index()])
    }
}

/// What stands between the items of a list that people read.
const SEPARATOR: [&str; 3] = ["; ", "; ", "；"];

fn wrong(issue: Issue) -> Vec<Note> {
    vec![issue.into()]
}

fn is_nothing(typed: &str) -> bool {
    typed.is_empty() || NOTHING.contains(&typed)
}

/// Whether two texts differ by nothing but their spaces.
pub(crate) fn same_words(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

/// A participant's name and role: `Angers (responsable)`, `fr-angers:accountable`.
fn split_role(item: &str) -> (&str, Option<ActorRole>) {
    let role = |text: &str| -> Option<ActorRole> {
        Vocabulary::ActorRole.read(text.trim()).ok().and_then(|spelling| spelling.parse().ok())
    };
    if let Some((name, inner)) = item.strip_suffix(')').and_then(|rest| rest.rsplit_once('('))
        && let Some(role) = role(inner)
    {
        return (name.trim(), Some(role));
    }
    if let Some((name, behind)) = item.rsplit_once(':')
        && let Some(role) = role(behind)
    {
        return (name.trim(), Some(role));
    }
    (item, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Layout;
    use crate::fixture::atlas;

    fn read(kind: RecordKind, column: &str, typed: &str, held: &str) -> Reading {
        let names = Names::new(atlas());
        let layout = Layout::of(kind).unwrap();
        let at = (0..layout.columns.len()).find(|at| layout.package_name(*at) == Some(column)).unwrap();
        let column = &layout.columns[at];
        Filler { names: &names }.read(column, "", &Cell::Text(typed.to_owned()), held)
    }

    fn text(kind: RecordKind, column: &str, typed: &str) -> String {
        read(kind, column, typed, "").unwrap().text
    }

    #[test]
    fn lists_are_separated_as_people_do_it() {
        use RecordKind::{Partnership, Project};
        for typed in [
            "Angers; Yantai",
            "Angers；烟台市",
            "Angers\nYantai",
            "Angers, Yantai",
            "Angers et Yantai",
            "fr-angers;cn-yantai",
        ] {
            assert_eq!(text(Partnership, "actors", typed), "fr-angers;cn-yantai", "{typed}");
        }
        // A label that holds the separator is one item.
        assert_eq!(text(Project, "themes", "农业、美食与生活艺术"), "agriculture-gastronomie-art-de-vivre");
        assert_eq!(
            text(Project, "themes", "农业、美食与生活艺术、医疗卫生"),
            "agriculture-gastronomie-art-de-vivre;sante"
        );
        assert_eq!(
            text(Project, "themes", "Agriculture, gastronomie et art de vivre, Santé"),
            "agriculture-gastronomie-art-de-vivre;sante"
        );
    }

    #[test]
    fn of_a_list_only_the_items_at_fault_are_complained_of() {
        let faults = read(RecordKind::Project, "territories", "Wuhan, Jlin, Nantes", "").unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].part.as_deref(), Some("Jlin"));
    }

    #[test]
    fn participants_have_a_role_said_held_or_usual() {
        let typed = "Angers (responsable); Yantai : financeur; org-afd";
        let answer = read(RecordKind::Project, "participants", typed, "").unwrap();
        assert_eq!(answer.text, "fr-angers:accountable;cn-yantai:funding;org-afd:implementing");
        assert_eq!(answer.notes.len(), 1);
        let held = "fr-angers:extending";
        let answer = read(RecordKind::Project, "participants", "Angers", held).unwrap();
        assert_eq!((answer.text.as_str(), answer.notes.len()), (held, 0));
    }

    #[test]
    fn what_stands_for_nothing_is_nothing() {
        for typed in ["-", "n/a", " — ", "néant", "无"] {
            assert_eq!(text(RecordKind::Project, "end", typed), "", "{typed}");
            assert_eq!(text(RecordKind::Project, "budget", typed), "", "{typed}");
        }
    }

    #[test]
    fn a_text_that_differs_by_spaces_alone_is_the_same() {
        let held = "Exposition «\u{a0}Santé\u{a0}»";
        let answer = read(RecordKind::Project, "title_fr", " Exposition « Santé » ", held).unwrap();
        assert_eq!(answer.text, held);
    }
}
