//! The atlas in figures: how many records of each kind, and how partnerships and projects divide.

use atlas_index::Snapshot;
use atlas_model::{RecordKind, TerritoryLevel};

use crate::evaluate::matches;
use crate::facets::{FacetCounts, count_by};
use crate::{Expr, FacetName};

/// The atlas in figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many records of each kind the atlas holds, whatever the filter, in the order of
    /// [`RecordKind::ALL`].
    pub totals: Vec<(RecordKind, u64)>,
    /// The partnerships that the filter keeps.
    pub partnerships: Breakdown,
    /// The projects that the filter keeps.
    pub projects: Breakdown,
}

/// Some records of one kind, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breakdown {
    /// How many they are.
    pub matched: u64,
    /// By theme, region (with what its predecessors began), country, status, evidence, confidence
    /// and year of start.
    pub facets: Vec<FacetCounts>,
}

/// Counts the atlas. The filter applies to partnerships and to projects alike: see
/// [`crate::parse_summary`].
#[must_use]
pub fn summarise(snapshot: &Snapshot, filter: &Expr) -> Summary {
    let total = |kind: &RecordKind| (*kind, u64::try_from(snapshot.count(*kind)).unwrap_or(u64::MAX));
    Summary {
        totals: RecordKind::ALL.iter().map(total).collect(),
        partnerships: break_down(snapshot, RecordKind::Partnership, filter),
        projects: break_down(snapshot, RecordKind::Project, filter),
    }
}

fn break_down(snapshot: &Snapshot, kind: RecordKind, filter: &Expr) -> Breakdown {
    let facets = [
        FacetName::Theme,
        FacetName::Territory { level: TerritoryLevel::Region, lineage: true },
        FacetName::Country,
        FacetName::Status,
        FacetName::Provenance,
        FacetName::Confidence,
        FacetName::StartYear,
    ];
    let kept = matches(snapshot, kind, filter);
    Breakdown {
        matched: kept.len(),
        facets: facets.iter().map(|name| count_by(snapshot, kind, &kept, *name)).collect(),
    }
}
