//! Counts by theme, territory, status …, with the names that people read.

use std::collections::BTreeMap;
use std::str::FromStr;

use atlas_formats::{TextChoice, Words};
use atlas_index::{Ix, Snapshot};
use atlas_model::{
    ActorKind, Confidence, EventKind, Lang, PartnershipKind, ProvenanceKind, RecordKind, ResourceKind,
    Status, TerritoryLevel, Text,
};
use atlas_query::{FacetCount, FacetCounts, FacetName};
use serde::Serialize;

use super::words::{as_is, in_words, labelled};

/// How many of the matching records have one value.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = FacetCount)]
pub(crate) struct Counted {
    /// The value, as the filter of the same name takes it.
    #[schema(example = "active")]
    value: String,
    /// Its name for people.
    label: Words<'static>,
    /// How many records stay if it is added as a filter.
    count: u64,
}

/// Counts by the name of the facet.
pub(crate) type Facets = BTreeMap<String, Vec<Counted>>;

/// The counts with names.
pub(crate) fn facets(
    snapshot: &Snapshot,
    kind: RecordKind,
    counts: &[FacetCounts],
    texts: TextChoice,
) -> Facets {
    let counted = |name: FacetName, count: &FacetCount| Counted {
        value: count.value.clone(),
        label: label(snapshot, kind, name, count, texts),
        count: count.count,
    };
    let facet = |facet: &FacetCounts| {
        (facet.name.as_string(), facet.counts.iter().map(|count| counted(facet.name, count)).collect())
    };
    counts.iter().map(facet).collect()
}

fn label(
    snapshot: &Snapshot,
    kind: RecordKind,
    name: FacetName,
    count: &FacetCount,
    texts: TextChoice,
) -> Words<'static> {
    if let Some((kind, ix)) = count.record {
        return record_name(snapshot, kind, ix)
            .map_or_else(|| as_is(&count.value), |text| in_words(text, texts));
    }
    match name {
        FacetName::Status => term(&count.value, texts, Status::label),
        FacetName::Level => term(&count.value, texts, TerritoryLevel::label),
        FacetName::ActorKind => term(&count.value, texts, ActorKind::label),
        FacetName::Provenance => term(&count.value, texts, ProvenanceKind::label),
        FacetName::Confidence => term(&count.value, texts, Confidence::label),
        FacetName::Kind => match kind {
            RecordKind::Actor => term(&count.value, texts, ActorKind::label),
            RecordKind::Event => term(&count.value, texts, EventKind::label),
            RecordKind::Partnership => term(&count.value, texts, PartnershipKind::label),
            RecordKind::Resource => term(&count.value, texts, ResourceKind::label),
            _ => as_is(&count.value),
        },
        FacetName::StartYear | FacetName::Theme | FacetName::Territory { .. } | FacetName::Country => {
            as_is(&count.value)
        }
    }
}

fn record_name(snapshot: &Snapshot, kind: RecordKind, ix: Ix) -> Option<&Text> {
    match kind {
        RecordKind::Theme => Some(&snapshot.themes().get(ix)?.record.label),
        RecordKind::Territory => Some(&snapshot.territories().get(ix)?.record.name),
        _ => None,
    }
}

/// The label of a word of a vocabulary.
fn term<T: FromStr + Copy>(
    word: &str,
    texts: TextChoice,
    label: fn(T, Lang) -> &'static str,
) -> Words<'static> {
    word.parse().map_or_else(|_| as_is(word), |term: T| labelled(texts, |lang| label(term, lang)))
}
