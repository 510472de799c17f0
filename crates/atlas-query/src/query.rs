//! What a list request asks for, in types that cannot be wrong.

use atlas_model::{Lang, Position, TerritoryLevel};

use crate::Expr;
use crate::cursor::Cursor;

/// A question to one table: which records, in which order, how many, counted by what.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Which records.
    pub filter: Expr,
    /// In which order. Records that tie follow in the order of their identifiers, so an empty list
    /// is the order of identifiers.
    pub sort: Vec<SortKey>,
    /// What [`Column::Relevance`] measures names against: what somebody searched for.
    pub searches: Vec<String>,
    /// How many records a page holds at most.
    pub limit: usize,
    /// Where the page begins; none for the first page.
    pub cursor: Option<Cursor>,
    /// What to count the matching records by.
    pub facets: Vec<FacetName>,
    /// Marks the filter and the sort in the cursors that this query gives out (see [`crate::fingerprint`]).
    pub fingerprint: u32,
}

impl Query {
    /// How many records a page holds where nobody says.
    pub const DEFAULT_LIMIT: usize = 100;

    /// The first page of what a filter keeps, in the order of identifiers.
    #[must_use]
    pub const fn new(filter: Expr) -> Self {
        Self {
            filter,
            sort: Vec::new(),
            searches: Vec::new(),
            limit: Self::DEFAULT_LIMIT,
            cursor: None,
            facets: Vec::new(),
            fingerprint: 0,
        }
    }
}

/// One criterion of an order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SortKey {
    /// By what.
    pub column: Column,
    /// Whether the greatest comes first. Records without a value come last either way.
    pub descending: bool,
}

/// What records can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Column {
    /// The identifier.
    Id,
    /// The name in a language, folded; for a partnership without a name, the names of its actors.
    Name(Lang),
    /// The first day.
    Start,
    /// The last day.
    End,
    /// The great-circle distance of the nearest position from a point.
    Distance(Position),
    /// How well the names answer the searches, the best first.
    Relevance,
}

impl Column {
    /// The spelling in a `sort` parameter.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Name(_) => "name",
            Self::Start => "start",
            Self::End => "end",
            Self::Distance(_) => "distance",
            Self::Relevance => "relevance",
        }
    }
}

/// What matching records can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FacetName {
    /// Themes and sub-themes; a record counts once for each theme that it is about.
    Theme,
    /// Territories of one level; a record counts once for each in which it acts.
    Territory {
        /// The level.
        level: TerritoryLevel,
        /// Whether what predecessors began counts for their successors.
        lineage: bool,
    },
    /// Countries on any side.
    Country,
    /// The levels of the territories.
    Level,
    /// Statuses.
    Status,
    /// Kinds, in the record kind's own vocabulary.
    Kind,
    /// The kinds of the actors that take part.
    ActorKind,
    /// Kinds of evidence.
    Provenance,
    /// How sure the records are.
    Confidence,
    /// The year of the start, where it is known.
    StartYear,
}

impl FacetName {
    /// The spelling in a `facets` parameter.
    #[must_use]
    pub fn as_string(self) -> String {
        match self {
            Self::Territory { level, .. } => format!("territory:{level}"),
            Self::Theme => "theme".to_owned(),
            Self::Country => "country".to_owned(),
            Self::Level => "level".to_owned(),
            Self::Status => "status".to_owned(),
            Self::Kind => "kind".to_owned(),
            Self::ActorKind => "actor_kind".to_owned(),
            Self::Provenance => "provenance".to_owned(),
            Self::Confidence => "confidence".to_owned(),
            Self::StartYear => "start".to_owned(),
        }
    }
}
