//! One page of a list: which records, how many there are in all, where the next page begins.

use atlas_index::{Ix, Set, Snapshot};
use atlas_model::RecordKind;

use crate::cursor::Cursor;
use crate::evaluate::matches;
use crate::facets::{FacetCounts, count_by};
use crate::order::Order;
use crate::rows::rows;
use crate::{Column, Query};

/// The answer to a [`Query`].
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The records, in the order asked for.
    pub items: Vec<Ix>,
    /// How many records the filter keeps in all; exact.
    pub matched: u64,
    /// The cursor of the next page, as a `cursor` parameter takes it; none on the last page.
    pub next: Option<String>,
    /// The counts asked for, over all records that the filter keeps.
    pub facets: Vec<FacetCounts>,
}

/// Answers a query.
///
/// Pages follow one another by the values of their last row, not by numbers: whatever is written
/// between two requests, a record that stays as it is comes exactly once.
#[must_use]
pub fn search(snapshot: &Snapshot, kind: RecordKind, query: &Query) -> Page {
    let kept = matches(snapshot, kind, &query.filter);
    let (items, next) = page(snapshot, kind, query, &kept);
    let facets = query.facets.iter().map(|name| count_by(snapshot, kind, &kept, *name)).collect();
    Page { items, matched: kept.len(), next, facets }
}

fn page(snapshot: &Snapshot, kind: RecordKind, query: &Query, kept: &Set) -> (Vec<Ix>, Option<String>) {
    if query.limit == 0 {
        return (Vec::new(), None);
    }
    let by_id = match query.sort.as_slice() {
        [] => true,
        [first, ..] => first.column == Column::Id && !first.descending,
    };
    // One row more than the page holds tells whether another page follows.
    let wanted = query.limit.saturating_add(1);
    if by_id {
        let rows = rows(snapshot, kind);
        let after = query.cursor.as_ref().map(|cursor| cursor.id.as_str());
        let mut items = rows.first(kept, after, wanted);
        let more = items.len() > query.limit;
        items.truncate(query.limit);
        let last = items.last().and_then(|ix| rows.id(*ix));
        let next = last
            .filter(|_| more)
            .map(|id| Cursor { fingerprint: query.fingerprint, values: Vec::new(), id: id.clone() }.encode());
        return (items, next);
    }
    let order = Order::new(snapshot, kind, query);
    let mut found = order.first(kept, query.cursor.as_ref(), wanted);
    let more = found.len() > query.limit;
    found.truncate(query.limit);
    let items = found.iter().map(|row| row.ix).collect();
    let next = found.pop().filter(|_| more).map(|row| row.cursor(query.fingerprint).encode());
    (items, next)
}
