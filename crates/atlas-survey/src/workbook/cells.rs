//! A value as a workbook shows it: labels for terms, `id — name` for other records.

use atlas_model::{Id, Lang, Participant, RecordKind};

use crate::cell::list::split;
use crate::columns::{Column, Shape};
use crate::names::Names;

/// What a cell of a column shows for a value of a package, in a language.
pub(crate) fn display(names: &Names<'_>, column: &Column, text: &str, lang: Lang) -> String {
    if text.is_empty() {
        return String::new();
    }
    match column.shape {
        Shape::Term(vocabulary) => vocabulary.label(text, lang),
        Shape::One(kind) => labelled(names, kind, text, lang),
        Shape::Many(kind) => {
            let items: Vec<String> = split(text).iter().map(|id| labelled(names, kind, id, lang)).collect();
            items.join("; ")
        }
        Shape::Participants => {
            let shown = |item: &String| match item.parse::<Participant>() {
                Ok(one) => {
                    let actor = labelled(names, RecordKind::Actor, one.actor.as_str(), lang);
                    format!("{actor} ({})", one.role.label(lang))
                }
                Err(_) => item.clone(),
            };
            split(text).iter().map(shown).collect::<Vec<_>>().join("; ")
        }
        Shape::Texts | Shape::Figures => split(text).join("; "),
        _ => text.to_owned(),
    }
}

/// A record as our lists write it: `CN-220000 — Jilin`. What separates items never stands in it.
pub(super) fn labelled(names: &Names<'_>, kind: RecordKind, id: &str, lang: Lang) -> String {
    const LONGEST: usize = 80;
    let Ok(id) = Id::new(id) else { return id.to_owned() };
    let name: String =
        names.name(kind, &id, lang).replace([';', '；', '\n', '\r'], ",").chars().take(LONGEST).collect();
    if name == id.as_str() { name } else { format!("{id} — {}", name.trim()) }
}
