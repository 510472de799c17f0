//! The parameters that say which records: each value becomes an [`Expr`], all of them together one.

use std::collections::HashMap;

use atlas_index::{Ix, Term};
use atlas_model::{Fault, FaultKind, RecordKind, Rival};

use super::value::Values;
use super::{Given, once, space, time, words};
use crate::Expr;
use crate::parameter::{Field, Parameter};
use crate::vocabulary::{Word, actor_kinds, confidences, kinds, levels, provenances, statuses};

/// What the filter parameters say.
pub(crate) struct Filter {
    /// Which records.
    pub(crate) expr: Expr,
    /// Whether a territory stands for its predecessors too.
    pub(crate) lineage: bool,
    /// The point of `near`, by which records can be ordered.
    pub(crate) centre: Option<atlas_model::Position>,
    /// What is searched for by words, one for each text between commas; negated ones left out.
    pub(crate) searches: Vec<String>,
}

impl Filter {
    /// Reads every filter parameter; what cannot be read becomes a fault.
    pub(crate) fn read(kind: RecordKind, given: &[Given<'_>], values: &mut Values<'_>) -> Self {
        let lineage = once(given, Field::Lineage).and_then(|value| values.boolean("lineage", value));
        let searches = searches(given);
        let mut reader = Reader {
            kind,
            lineage: lineage.unwrap_or(true),
            may_be_fuzzy: searches.len() == 1,
            possible: HashMap::new(),
        };
        let mut parts = Vec::new();
        // What must hold of one and the same partnership or project of an actor.
        let mut linked = Vec::new();
        for (parameter, value) in given {
            let joins = kind == RecordKind::Actor
                && matches!(parameter.field, Field::Theme | Field::Status | Field::Period);
            if let Some(part) = reader.part(parameter, value, values) {
                if joins { linked.push(part) } else { parts.push(part) }
            }
        }
        if !linked.is_empty() {
            parts.push(Expr::TakesPart(Box::new(Expr::all(linked))));
        }
        let circle = space::circle(once(given, Field::Near), once(given, Field::Radius), values);
        if let Some((centre, Some(radius_m))) = circle {
            parts.push(Expr::Near { centre, radius_m });
        }
        Self {
            expr: Expr::all(parts),
            lineage: reader.lineage,
            centre: circle.map(|(centre, _)| centre),
            searches,
        }
    }
}

struct Reader {
    kind: RecordKind,
    lineage: bool,
    /// Whether one thing alone is searched for by words.
    may_be_fuzzy: bool,
    /// For fields of which a record has one value: the values that are still possible, as bits.
    possible: HashMap<Field, u64>,
}

impl Reader {
    /// What one value of one parameter says; none for what is no filter, or is faulty.
    fn part(&mut self, parameter: &Parameter, value: &str, values: &mut Values<'_>) -> Option<Expr> {
        let at = parameter.name;
        let (negated, rest) = match value.strip_prefix('!') {
            Some(rest) if parameter.repeatable => (true, rest),
            _ => (false, value),
        };
        let lineage = self.lineage;
        let place = |ix: Ix| Expr::Term(if lineage { Term::WithinLineage(ix) } else { Term::Within(ix) });
        let expr = match parameter.field {
            Field::Id => {
                let found = records(at, rest, self.kind, values)?;
                Some(Expr::among(found))
            }
            Field::Q => words::search(at, rest, self.kind, self.may_be_fuzzy && !negated, values),
            Field::Territory => any(at, rest, values, |text, values| values.territory(at, text).map(place)),
            Field::Country => any(at, rest, values, |text, values| {
                values.country(at, text).map(|ix| Expr::Term(Term::Country(ix)))
            }),
            Field::Theme => one_of(at, rest, RecordKind::Theme, Term::About, values),
            Field::Actor => one_of(at, rest, RecordKind::Actor, Term::Actor, values),
            Field::Partnership => one_of(at, rest, RecordKind::Partnership, Term::Partnership, values),
            Field::Level => self.words(parameter, negated, rest, &levels(), false, values),
            Field::ActorKind => self.words(parameter, negated, rest, &actor_kinds(), false, values),
            Field::Status => self.words(parameter, negated, rest, &statuses(), true, values),
            Field::Kind => self.words(parameter, negated, rest, &kinds(self.kind), true, values),
            Field::Provenance => self.words(parameter, negated, rest, &provenances(), true, values),
            Field::Confidence => self.words(parameter, negated, rest, &confidences(), true, values),
            Field::Current => values.boolean(at, rest).map(|wanted| flag(Term::Current, wanted)),
            Field::Agreed => values.boolean(at, rest).map(|wanted| flag(Term::Agreed, wanted)),
            Field::Period => {
                any(at, rest, values, |text, values| time::period(at, text, values).map(Expr::During))
            }
            Field::Start => {
                any(at, rest, values, |text, values| time::days(at, text, values).map(Expr::Started))
            }
            Field::End => any(at, rest, values, |text, values| time::days(at, text, values).map(Expr::Ended)),
            Field::Bbox => space::bbox(at, rest, values).map(Expr::Bbox),
            Field::Lineage
            | Field::Near
            | Field::Radius
            | Field::Sort
            | Field::Limit
            | Field::Cursor
            | Field::Facets
            | Field::From
            | Field::In
            | Field::Reasons => None,
        }?;
        Some(if negated { expr.negated() } else { expr })
    }

    /// Words of a closed vocabulary. Where a record has one of them only (`single`), values that
    /// leave none of them possible are a fault rather than an empty answer.
    fn words(
        &mut self,
        parameter: &Parameter,
        negated: bool,
        list: &str,
        vocabulary: &[Word],
        single: bool,
        values: &mut Values<'_>,
    ) -> Option<Expr> {
        let at = parameter.name;
        let mut bits = 0_u64;
        let expr = any(at, list, values, |text, values| {
            let found = values.word(at, text, vocabulary)?;
            bits |= 1 << found;
            Some(Expr::Term(vocabulary[found].term))
        })?;
        if single {
            let all = (1_u64 << vocabulary.len()) - 1;
            let possible = self.possible.entry(parameter.field).or_insert(all);
            let was_possible = *possible != 0;
            *possible &= if negated { !bits } else { bits };
            if was_possible && *possible == 0 {
                values.faults.push(Fault::new(at, list, FaultKind::Conflict { with: Rival::OtherValues }));
            }
        }
        Some(expr)
    }
}

/// What is searched for by words and not negated, each text between commas apart.
fn searches(given: &[Given<'_>]) -> Vec<String> {
    let of_words = given.iter().filter(|(parameter, _)| parameter.field == Field::Q);
    let positive = of_words.map(|(_, value)| *value).filter(|value| !value.starts_with('!'));
    positive.flat_map(words::texts).map(str::to_owned).collect()
}

/// What any of the values separated by commas says.
fn any<'s>(
    at: &str,
    list: &str,
    values: &mut Values<'s>,
    mut each: impl FnMut(&str, &mut Values<'s>) -> Option<Expr>,
) -> Option<Expr> {
    let mut found = Vec::new();
    let mut whole = true;
    let mut has_gap = false;
    for text in list.split(',').map(str::trim) {
        if text.is_empty() {
            has_gap = true;
            continue;
        }
        let expr = each(text, values);
        whole &= expr.is_some();
        found.extend(expr);
    }
    if has_gap {
        values.faults.push(Fault::new(at, list, FaultKind::Missing));
    }
    (whole && !has_gap).then(|| Expr::any(found))
}

/// The records that carry a term for any of the records named.
fn one_of(
    at: &str,
    list: &str,
    kind: RecordKind,
    term: fn(Ix) -> Term,
    values: &mut Values<'_>,
) -> Option<Expr> {
    any(at, list, values, |text, values| values.record(at, kind, text).map(|ix| Expr::Term(term(ix))))
}

/// The records named.
pub(crate) fn records(at: &str, list: &str, kind: RecordKind, values: &mut Values<'_>) -> Option<Vec<Ix>> {
    let mut found = Vec::new();
    any(at, list, values, |text, values| {
        found.push(values.record(at, kind, text)?);
        Some(Expr::All)
    })?;
    Some(found)
}

fn flag(term: Term, wanted: bool) -> Expr {
    if wanted { Expr::Term(term) } else { Expr::Term(term).negated() }
}
