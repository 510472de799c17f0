//! The one evaluator: a filter over a table becomes the exact set of its records.
//!
//! Bitmaps do the work. In a conjunction the cheap and selective parts go first, and what they
//! leave bounds the rest: a box looks only at what is left, a period reads only the dates of what
//! is left.

use std::borrow::Cow;

use atlas_index::{Ix, Set, Snapshot, Span, Term};
use atlas_model::RecordKind;
use roaring::MultiOps;

use crate::Expr;
use crate::rows::{Rows, rows};

/// The records of a kind that a filter keeps.
#[must_use]
pub fn matches(snapshot: &Snapshot, kind: RecordKind, filter: &Expr) -> Set {
    Evaluation::new(snapshot, kind).kept(filter, None).into_owned()
}

/// How many records of a kind a filter keeps; exact.
#[must_use]
pub fn count(snapshot: &Snapshot, kind: RecordKind, filter: &Expr) -> u64 {
    Evaluation::new(snapshot, kind).kept(filter, None).len()
}

/// One table of one snapshot, under evaluation.
struct Evaluation<'a> {
    snapshot: &'a Snapshot,
    kind: RecordKind,
    rows: &'a dyn Rows,
}

impl<'a> Evaluation<'a> {
    fn new(snapshot: &'a Snapshot, kind: RecordKind) -> Self {
        Self { snapshot, kind, rows: rows(snapshot, kind) }
    }

    /// The records that a filter keeps; of those `within`, where given.
    fn kept<'s>(&'s self, filter: &Expr, within: Option<&Set>) -> Cow<'s, Set> {
        let found: Cow<'s, Set> = match filter {
            Expr::All => {
                return within.map_or(Cow::Borrowed(self.rows.live()), |within| Cow::Owned(within.clone()));
            }
            Expr::And(parts) => return self.kept_by_all(parts, within),
            Expr::Or(parts) => return self.kept_by_any(parts, within),
            Expr::Not(part) => {
                let pool = within.unwrap_or_else(|| self.rows.live());
                return Cow::Owned(pool - self.kept(part, within).as_ref());
            }
            Expr::During(span) => return Cow::Owned(self.dated(within, |own| own.overlaps(*span))),
            Expr::Started(days) => {
                return Cow::Owned(
                    self.dated(within, |own| own.start().is_some_and(|day| days.contains(day))),
                );
            }
            Expr::Ended(days) => {
                return Cow::Owned(self.dated(within, |own| own.end().is_some_and(|day| days.contains(day))));
            }
            Expr::Bbox(bbox) => return Cow::Owned(self.rows.in_box(bbox, within)),
            Expr::Near { centre, radius_m } => {
                return Cow::Owned(self.rows.near(*centre, *radius_m, within));
            }
            Expr::TakesPart(part) => return Cow::Owned(self.taking_part(part, within)),
            Expr::Term(term) => self.rows.posting(*term).map_or(Cow::Owned(Set::new()), Cow::Borrowed),
            Expr::Among(set) => Cow::Owned(set & self.rows.live()),
            Expr::Word(word) => Cow::Owned(self.rows.with_word(word)),
        };
        match within {
            Some(within) => Cow::Owned(found.as_ref() & within),
            None => found,
        }
    }

    fn kept_by_all<'s>(&'s self, parts: &[Expr], within: Option<&Set>) -> Cow<'s, Set> {
        let mut ordered: Vec<(Cost, &Expr)> = parts.iter().map(|part| (self.cost(part), part)).collect();
        ordered.sort_by_key(|(cost, _)| *cost);
        let mut left: Option<Cow<'s, Set>> = within.map(|within| Cow::Owned(within.clone()));
        for (_, part) in ordered {
            if left.as_ref().is_some_and(|left| left.is_empty()) {
                break;
            }
            let kept = self.kept(part, left.as_deref());
            left = Some(kept);
        }
        left.unwrap_or_else(|| Cow::Borrowed(self.rows.live()))
    }

    fn kept_by_any<'s>(&'s self, parts: &[Expr], within: Option<&Set>) -> Cow<'s, Set> {
        if let [only] = parts {
            return self.kept(only, within);
        }
        let kept: Vec<Cow<'_, Set>> = parts.iter().map(|part| self.kept(part, within)).collect();
        Cow::Owned(kept.iter().map(AsRef::as_ref).union())
    }

    /// The records whose dates pass a test.
    fn dated(&self, within: Option<&Set>, passes: impl Fn(Span) -> bool) -> Set {
        let pool = within.unwrap_or_else(|| self.rows.live());
        let kept = pool.iter().filter(|ix| passes(self.rows.span(Ix(*ix))));
        let mut found = Set::new();
        found.extend(kept);
        found
    }

    /// The actors of the partnerships and projects that a filter keeps.
    fn taking_part(&self, filter: &Expr, within: Option<&Set>) -> Set {
        let mut found = Set::new();
        if self.kind != RecordKind::Actor {
            return found;
        }
        let pool = within.unwrap_or_else(|| self.rows.live());
        for kind in [RecordKind::Partnership, RecordKind::Project] {
            let activities = Self::new(self.snapshot, kind);
            let kept = activities.kept(filter, None);
            if kept.is_empty() {
                continue;
            }
            let takes_part = |ix: &u32| {
                let own = activities.rows.posting(Term::Actor(Ix(*ix)));
                !found.contains(*ix) && own.is_some_and(|own| !own.is_disjoint(&kept))
            };
            let newly: Set = pool.iter().filter(takes_part).collect();
            found |= newly;
        }
        found
    }

    fn cost(&self, filter: &Expr) -> Cost {
        let all = self.rows.live().len();
        match filter {
            Expr::All => Cost { work: Work::Bitmap, records: all },
            Expr::Term(term) => {
                Cost { work: Work::Bitmap, records: self.rows.posting(*term).map_or(0, Set::len) }
            }
            Expr::Among(set) => Cost { work: Work::Bitmap, records: set.len() },
            Expr::Word(_) => Cost { work: Work::Lookup, records: all },
            Expr::Bbox(_) | Expr::Near { .. } => Cost { work: Work::Space, records: all },
            Expr::TakesPart(_) => Cost { work: Work::Join, records: all },
            Expr::During(_) | Expr::Started(_) | Expr::Ended(_) => Cost { work: Work::Scan, records: all },
            Expr::Not(part) => {
                let part = self.cost(part);
                Cost { records: all.saturating_sub(part.records), ..part }
            }
            Expr::And(parts) => {
                let costs = parts.iter().map(|part| self.cost(part));
                costs.fold(Cost { work: Work::Bitmap, records: all }, |sum, part| Cost {
                    work: sum.work.max(part.work),
                    records: sum.records.min(part.records),
                })
            }
            Expr::Or(parts) => {
                let costs = parts.iter().map(|part| self.cost(part));
                costs.fold(Cost { work: Work::Bitmap, records: 0 }, |sum, part| Cost {
                    work: sum.work.max(part.work),
                    records: all.min(sum.records + part.records),
                })
            }
        }
    }
}

/// What a filter is expected to cost, then how much it is expected to leave: the order in which
/// the parts of a conjunction are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cost {
    work: Work,
    records: u64,
}

/// Classes of work, the cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    /// Bitmaps that exist.
    Bitmap,
    /// A search that makes its own bitmap, whatever is left.
    Lookup,
    /// A search that looks only at what is left.
    Space,
    /// A test of each record that is left.
    Scan,
    /// A test of each actor that is left against another table.
    Join,
}
