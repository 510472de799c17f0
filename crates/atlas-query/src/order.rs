//! The order of rows: by the columns asked for, then by identifier, and the few rows that come
//! first without sorting all of them.

use std::cmp::Ordering;

use atlas_index::{Ix, Ranking, Set, Snapshot, distance_m, fold};
use atlas_model::{Id, Lang, RecordKind};

use crate::cursor::{Cursor, Value};
use crate::rows::{Rows, rows};
use crate::{Column, Query, SortKey};

/// A total order of the records of one kind.
pub(crate) struct Order<'a> {
    snapshot: &'a Snapshot,
    kind: RecordKind,
    rows: &'a dyn Rows,
    sort: &'a [SortKey],
    /// Measures relevance, where that is a column.
    ranking: Option<Ranking<'a>>,
}

/// A record with the values by which it is ordered.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) ix: Ix,
    values: Vec<Value>,
    id: Id,
}

impl Row {
    /// The end of a page whose last row is this one.
    pub(crate) fn cursor(self, fingerprint: u32) -> Cursor {
        Cursor { fingerprint, values: self.values, id: self.id }
    }
}

impl<'a> Order<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot, kind: RecordKind, query: &'a Query) -> Self {
        let is_ranked = query.sort.iter().any(|key| key.column == Column::Relevance);
        let ranking = is_ranked.then(|| Ranking::new(snapshot, kind, &query.searches));
        Self { snapshot, kind, rows: rows(snapshot, kind), sort: &query.sort, ranking }
    }

    /// The first `count` members of a set, in order, strictly after a cursor.
    pub(crate) fn first(&self, set: &Set, after: Option<&Cursor>, count: usize) -> Vec<Row> {
        let count = count.max(1);
        let after = after.map(|cursor| Row {
            ix: Ix(u32::MAX),
            values: cursor.values.clone(),
            id: cursor.id.clone(),
        });
        let mut kept: Vec<Row> = Vec::new();
        // The last row that can still be among the first ones.
        let mut bound: Option<Row> = None;
        for ix in set.iter().map(Ix) {
            let comes_before = |row: &Row| self.lead(ix, row) == Some(Ordering::Less);
            let comes_after = |row: &Row| self.lead(ix, row) == Some(Ordering::Greater);
            if after.as_ref().is_some_and(comes_before) || bound.as_ref().is_some_and(comes_after) {
                continue;
            }
            let Some(row) = self.row(ix) else { continue };
            let in_range = after.as_ref().is_none_or(|after| self.compare(&row, after) == Ordering::Greater)
                && bound.as_ref().is_none_or(|bound| self.compare(&row, bound) == Ordering::Less);
            if in_range {
                kept.push(row);
            }
            if kept.len() >= 2 * count {
                kept.select_nth_unstable_by(count - 1, |a, b| self.compare(a, b));
                kept.truncate(count);
                bound = kept.last().cloned();
            }
        }
        kept.sort_by(|a, b| self.compare(a, b));
        kept.truncate(count);
        kept
    }

    /// A record with all its values; none if it does not exist.
    pub(crate) fn row(&self, ix: Ix) -> Option<Row> {
        let id = self.rows.id(ix)?.clone();
        let values = self.sort.iter().map(|key| self.value(ix, key.column)).collect();
        Some(Row { ix, values, id })
    }

    fn compare(&self, a: &Row, b: &Row) -> Ordering {
        for (key, (a, b)) in self.sort.iter().zip(a.values.iter().zip(&b.values)) {
            let ordering = a.compare(b, key.descending);
            if ordering != Ordering::Equal {
                return ordering;
            }
        }
        a.id.cmp(&b.id)
    }

    /// How the first column alone orders a record against a row, where that is cheap to tell and
    /// decides. Spares most records the cost of a whole row.
    fn lead(&self, ix: Ix, row: &Row) -> Option<Ordering> {
        let (key, bound) = (self.sort.first()?, row.values.first()?);
        let ordering = match (key.column, bound) {
            (Column::Name(lang), Value::Text(bound)) => {
                let ordering = compare_beginning(self.rows.name(ix)?.get(lang), bound)?;
                if key.descending { ordering.reverse() } else { ordering }
            }
            (Column::Name(_), _) => return None,
            _ => self.value(ix, key.column).compare(bound, key.descending),
        };
        (ordering != Ordering::Equal).then_some(ordering)
    }

    fn value(&self, ix: Ix, column: Column) -> Value {
        match column {
            Column::Id => self.rows.id(ix).map_or(Value::Missing, |id| Value::Text(id.to_string())),
            Column::Name(lang) => {
                let folded = fold(&self.name(ix, lang));
                if folded.is_empty() { Value::Missing } else { Value::Text(folded) }
            }
            Column::Start => self.rows.span(ix).start().map_or(Value::Missing, Value::Day),
            Column::End => self.rows.span(ix).end().map_or(Value::Missing, Value::Day),
            Column::Distance(centre) => {
                let distances = self.rows.positions(ix).iter().map(|position| distance_m(centre, *position));
                distances.min_by(f64::total_cmp).map_or(Value::Missing, Value::Metres)
            }
            Column::Relevance => {
                self.ranking.as_ref().map_or(Value::Missing, |ranking| Value::Relevance(ranking.of(ix)))
            }
        }
    }

    /// The name of a record; for a partnership without one, the names of its actors.
    fn name(&self, ix: Ix, lang: Lang) -> String {
        let own = self.rows.name(ix).map_or("", |name| name.get(lang));
        if !own.is_empty() || self.kind != RecordKind::Partnership {
            return own.to_owned();
        }
        let Some(partnership) = self.snapshot.partnerships().record(ix) else { return String::new() };
        let actors = self.snapshot.actors();
        let found = partnership.actors.iter().filter_map(|id| actors.record(actors.by_id(id.as_str())?));
        found.map(|actor| actor.name.get(lang)).collect::<Vec<_>>().join(" ")
    }
}

/// How many characters of a name are folded to see whether they decide already.
const BEGINNING: usize = 8;

/// The order of the folded name against a folded bound, where its beginning decides.
fn compare_beginning(name: &str, bound: &str) -> Option<Ordering> {
    let end = name.char_indices().nth(BEGINNING).map(|(at, _)| at)?;
    let beginning = fold(&name[..end]);
    (!bound.starts_with(&beginning)).then(|| beginning.as_str().cmp(bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_a_name_decides_only_what_it_can() {
        for name in [
            "Charente-Maritime",
            "Île-de-France",
            "吉林省人民政府外事办公室",
            "  --Œuvre",
            "ab cd efg hij",
            "Jilin",
        ] {
            for bound in [
                "charente maritime",
                "charente",
                "zz",
                "",
                "ile de",
                "吉林省",
                "吉林市",
                "oeuvres",
                "ab cd efg",
                "ab cd ef",
            ] {
                if let Some(ordering) = compare_beginning(name, bound) {
                    assert_eq!(ordering, fold(name).as_str().cmp(bound), "{name} {bound}");
                }
            }
        }
    }
}
