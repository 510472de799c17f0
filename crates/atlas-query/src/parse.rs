//! REST parameters into a [`Query`], or every fault of them at once.
//!
//! One grammar for every filter: a comma is *or*, giving a parameter again is *and*, a leading `!`
//! negates the whole value. Values are identifiers and codes; a name is refused, with the records
//! that it may mean.

mod answer;
mod filter;
mod space;
mod time;
pub(crate) mod value;
mod words;

use atlas_index::Snapshot;
use atlas_model::{Fault, FaultKind, Lang, RecordKind, nearest};

use crate::cursor::{Cursor, fingerprint};
use crate::parameter::{Field, Parameter, parameters, summary_parameters};
use crate::{Column, Expr, Query};

pub(crate) use filter::Filter;
pub(crate) use value::Values;

/// What whoever received the request knows about it besides its parameters.
#[derive(Debug, Clone, Copy)]
pub struct Caller<'a> {
    /// Parameters that the caller reads itself (`f`, `lang` …): skipped here, but offered where a
    /// name is misspelt.
    pub also_known: &'a [&'a str],
    /// The largest `limit` that it serves.
    pub max_limit: usize,
    /// The language in which names are ordered.
    pub lang: Lang,
}

impl Default for Caller<'_> {
    fn default() -> Self {
        Self { also_known: &[], max_limit: 1_000, lang: Lang::default() }
    }
}

/// Reads the parameters of a list.
///
/// `pairs` are the decoded query parameters, in the order of the request.
///
/// # Errors
/// Every fault of every parameter, each with the nearest valid values.
pub fn parse(
    kind: RecordKind,
    pairs: &[(String, String)],
    caller: &Caller<'_>,
    snapshot: &Snapshot,
) -> Result<Query, Vec<Fault>> {
    let mut values = Values::new(snapshot);
    let given = recognise(pairs, parameters(kind), caller, &mut values.faults);
    values.fuzzy_anyway =
        once(&given, Field::Cursor).and_then(Cursor::decode).is_some_and(|cursor| cursor.is_among_fuzzy());
    let filter = Filter::read(kind, &given, &mut values);
    let mut query = answer::read(kind, &given, caller, &filter, &mut values);
    query.filter = filter.expr;
    query.searches = filter.searches;
    if values.faults.is_empty() { Ok(query) } else { Err(values.faults) }
}

/// Reads the parameters of a summary into one filter for partnerships and projects alike.
///
/// # Errors
/// Every fault of every parameter, each with the nearest valid values.
pub fn parse_summary(
    pairs: &[(String, String)],
    caller: &Caller<'_>,
    snapshot: &Snapshot,
) -> Result<Expr, Vec<Fault>> {
    let mut values = Values::new(snapshot);
    let given = recognise(pairs, summary_parameters(), caller, &mut values.faults);
    let filter = Filter::read(RecordKind::Project, &given, &mut values);
    if values.faults.is_empty() { Ok(filter.expr) } else { Err(values.faults) }
}

/// A parameter with one value that it was given.
pub(crate) type Given<'a> = (&'static Parameter, &'a str);

/// Finds the parameter of each name. An unknown name, an empty value and a parameter given twice
/// that may be given once are faults.
pub(crate) fn recognise<'a>(
    pairs: &'a [(String, String)],
    known: &'static [Parameter],
    caller: &Caller<'_>,
    faults: &mut Vec<Fault>,
) -> Vec<Given<'a>> {
    let mut given: Vec<Given<'a>> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        if caller.also_known.contains(&name.as_str()) {
            continue;
        }
        let Some(parameter) = known.iter().find(|parameter| parameter.name == name) else {
            let nearest = nearest_names(name, known, caller.also_known);
            faults.push(Fault::at(name, FaultKind::UnknownName { nearest }));
            continue;
        };
        if value.trim().is_empty() || value == "!" {
            faults.push(Fault::at(name, FaultKind::Missing));
        } else if !parameter.repeatable && given.iter().any(|(other, _)| other.field == parameter.field) {
            faults.push(Fault::new(name, value, FaultKind::Repeated));
        } else {
            given.push((parameter, value));
        }
    }
    given
}

/// The value of a parameter that may be given once.
pub(crate) fn once<'a>(given: &[Given<'a>], field: Field) -> Option<&'a str> {
    given.iter().find(|(parameter, _)| parameter.field == field).map(|(_, value)| *value)
}

/// Marks what a cursor belongs to: the filter as it was given, the kind and the order.
pub(crate) fn mark(kind: RecordKind, given: &[Given<'_>], caller: &Caller<'_>, by_relevance: bool) -> u32 {
    let mut parts: Vec<String> = given
        .iter()
        .filter(|(parameter, _)| !matches!(parameter.field, Field::Limit | Field::Cursor | Field::Facets))
        .map(|(parameter, value)| format!("{}={value}", parameter.name))
        .collect();
    parts.sort_unstable();
    let by_name = once(given, Field::Sort).is_some_and(|sort| sort.contains("name"));
    let order = match (by_relevance, by_name) {
        (true, _) => Column::Relevance.as_str(),
        (false, true) => caller.lang.as_str(),
        (false, false) => "",
    };
    fingerprint([kind.as_str(), order].into_iter().chain(parts.iter().map(String::as_str)))
}

/// Words that other services use for what these parameters do.
const OTHER_WORDS: &[(&str, &str)] = &[
    ("since", "period"),
    ("until", "period"),
    ("date", "period"),
    ("datetime", "period"),
    ("year", "period"),
    ("page", "cursor"),
    ("offset", "cursor"),
    ("after", "cursor"),
    ("per_page", "limit"),
    ("size", "limit"),
    ("count", "limit"),
    ("query", "q"),
    ("search", "q"),
    ("text", "q"),
    ("name", "q"),
    ("lat", "near"),
    ("lon", "near"),
    ("point", "near"),
    ("distance", "radius"),
    ("region", "territory"),
    ("province", "territory"),
    ("department", "territory"),
    ("city", "territory"),
    ("place", "territory"),
    ("to", "in"),
    ("order", "sort"),
    ("order_by", "sort"),
    ("sector", "theme"),
    ("topic", "theme"),
    ("type", "kind"),
    ("state", "status"),
];

fn nearest_names(name: &str, known: &'static [Parameter], also_known: &[&str]) -> Vec<String> {
    let meant = OTHER_WORDS.iter().filter(|(other, _)| name.eq_ignore_ascii_case(other));
    let meant = meant.map(|(_, own)| *own).find(|own| known.iter().any(|parameter| parameter.name == *own));
    if let Some(own) = meant {
        return vec![own.to_owned()];
    }
    nearest(name, known.iter().map(|parameter| parameter.name).chain(also_known.iter().copied()))
}
