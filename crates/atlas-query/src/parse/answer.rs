//! The parameters that say how to answer: order, page and facets.

use atlas_index::Names;
use atlas_model::{Fault, FaultKind, Form, RecordKind, Rival, TerritoryLevel, nearest};

use super::value::Values;
use super::{Caller, Filter, Given, mark, once};
use crate::cursor::Cursor;
use crate::parameter::{Field, facet_names, sort_names};
use crate::{Column, Expr, FacetName, Query, SortKey};

/// Reads order, page and facets; the filter is left open.
pub(super) fn read(
    kind: RecordKind,
    given: &[Given<'_>],
    caller: &Caller<'_>,
    filter: &Filter,
    values: &mut Values<'_>,
) -> Query {
    let mut query = Query::new(Expr::All);
    query.limit = query.limit.min(caller.max_limit);
    let order = once(given, Field::Sort);
    // Who searches and does not say otherwise wants the best first.
    let by_relevance = order.is_none() && !filter.searches.is_empty() && Names::knows(kind);
    query.fingerprint = mark(kind, given, caller, by_relevance);
    if let Some(text) = order {
        query.sort = sort(kind, text, given, caller, filter, values);
    } else if by_relevance {
        query.sort = vec![SortKey { column: Column::Relevance, descending: false }];
    }
    if let Some(text) = once(given, Field::Limit)
        && let Some(limit) = values.integer("limit", text, 1, caller.max_limit)
    {
        query.limit = limit;
    }
    if let Some(text) = once(given, Field::Facets) {
        query.facets = facets(kind, text, filter, values);
    }
    if let Some(text) = once(given, Field::Cursor) {
        query.cursor = cursor(text, query.fingerprint, values);
    }
    query
}

fn sort(
    kind: RecordKind,
    text: &str,
    given: &[Given<'_>],
    caller: &Caller<'_>,
    filter: &Filter,
    values: &mut Values<'_>,
) -> Vec<SortKey> {
    let known = sort_names(kind);
    let mut keys: Vec<SortKey> = Vec::new();
    for part in text.split(',').map(str::trim) {
        if !known.contains(&part) {
            let suggestions = nearest(part, known.iter().copied());
            let all =
                || known.iter().filter(|name| !name.starts_with('-')).map(ToString::to_string).collect();
            values.unknown("sort", part, if suggestions.is_empty() { all() } else { suggestions });
            continue;
        }
        let (descending, name) = part.strip_prefix('-').map_or((false, part), |name| (true, name));
        let column = match name {
            "name" => Column::Name(caller.lang),
            "start" => Column::Start,
            "end" => Column::End,
            "distance" => {
                let Some(centre) = filter.centre else {
                    // A `near` that cannot be read is a fault already.
                    if once(given, Field::Near).is_none() {
                        values.faults.push(Fault::at("near", FaultKind::Missing));
                    }
                    continue;
                };
                Column::Distance(centre)
            }
            _ => Column::Id,
        };
        if keys.iter().any(|key| key.column == column) {
            values.faults.push(Fault::new("sort", part, FaultKind::Repeated));
        }
        keys.push(SortKey { column, descending });
    }
    keys
}

fn facets(kind: RecordKind, text: &str, filter: &Filter, values: &mut Values<'_>) -> Vec<FacetName> {
    let known = facet_names(kind);
    let mut found = Vec::new();
    for part in text.split(',').map(str::trim) {
        let whole = if part == "territory" { "territory:region" } else { part };
        let name = if known.contains(&whole) { facet(whole, filter.lineage) } else { None };
        match name {
            Some(name) if found.contains(&name) => {
                values.faults.push(Fault::new("facets", part, FaultKind::Repeated));
            }
            Some(name) => found.push(name),
            None => {
                let mut suggestions = nearest(part, known.iter().copied());
                if suggestions.is_empty() {
                    suggestions = known.iter().map(ToString::to_string).collect();
                }
                values.unknown("facets", part, suggestions);
            }
        }
    }
    found
}

fn facet(name: &str, lineage: bool) -> Option<FacetName> {
    Some(match name {
        "theme" => FacetName::Theme,
        "country" => FacetName::Country,
        "level" => FacetName::Level,
        "status" => FacetName::Status,
        "kind" => FacetName::Kind,
        "actor_kind" => FacetName::ActorKind,
        "provenance" => FacetName::Provenance,
        "confidence" => FacetName::Confidence,
        "start" => FacetName::StartYear,
        _ => {
            let level: TerritoryLevel = name.strip_prefix("territory:")?.parse().ok()?;
            FacetName::Territory { level, lineage }
        }
    })
}

fn cursor(text: &str, fingerprint: u32, values: &mut Values<'_>) -> Option<Cursor> {
    let Some(cursor) = Cursor::decode(text) else {
        values.malformed("cursor", text, Form::Cursor);
        return None;
    };
    if cursor.fingerprint != fingerprint {
        values.faults.push(Fault::new("cursor", text, FaultKind::Conflict { with: Rival::ThisQuery }));
        return None;
    }
    Some(cursor)
}
