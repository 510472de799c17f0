//! The one filter. Every syntax (REST parameters, CQL2, coordination) compiles to it.

use atlas_index::{Bbox, Ix, Set, Span, Term};
use atlas_model::Position;

/// Which records to keep. Positions ([`Ix`]) are those of one snapshot: an `Expr` does not outlive it.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// Every record.
    All,
    /// The records that all of these keep; every record if there are none.
    And(Vec<Self>),
    /// The records that at least one of these keeps; no record if there are none.
    Or(Vec<Self>),
    /// The records that this one does not keep.
    Not(Box<Self>),
    /// The records that carry a term.
    Term(Term),
    /// These records of the kind asked for.
    Among(Set),
    /// A position of the record lies in the box, edges included.
    Bbox(Bbox),
    /// A position of the record lies within a great-circle distance of a point.
    Near {
        /// The point.
        centre: Position,
        /// The distance, in metres.
        radius_m: f64,
    },
    /// A word of the record's texts begins with this folded word (see [`atlas_index::fold`]).
    Word(String),
    /// The record may have lasted on a day of the span; an unknown end excludes nothing.
    During(Span),
    /// The start is known, and its first possible day lies in the range.
    Started(Days),
    /// The end is known, and its last possible day lies in the range.
    Ended(Days),
    /// For actors: one partnership or one project at least, in which the actor takes part, is kept
    /// by this. No record of another kind.
    TakesPart(Box<Self>),
}

/// A range of days, both included, counted from 1 January of year 1; an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Days {
    /// The first day.
    pub from: Option<i32>,
    /// The last day.
    pub to: Option<i32>,
}

impl Days {
    /// Whether a day lies in the range.
    #[must_use]
    pub fn contains(self, day: i32) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

impl Expr {
    /// No record.
    #[must_use]
    pub const fn none() -> Self {
        Self::Or(Vec::new())
    }

    /// The records of these positions.
    #[must_use]
    pub fn among(records: impl IntoIterator<Item = Ix>) -> Self {
        Self::Among(records.into_iter().map(|ix| ix.0).collect())
    }

    /// The records that any of these keeps, without a needless level.
    #[must_use]
    pub fn any(mut exprs: Vec<Self>) -> Self {
        match exprs.len() {
            1 => exprs.swap_remove(0),
            _ => Self::Or(exprs),
        }
    }

    /// The records that all of these keep, without a needless level.
    #[must_use]
    pub fn all(mut exprs: Vec<Self>) -> Self {
        match exprs.len() {
            0 => Self::All,
            1 => exprs.swap_remove(0),
            _ => Self::And(exprs),
        }
    }

    /// The records that this one does not keep.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }
}
