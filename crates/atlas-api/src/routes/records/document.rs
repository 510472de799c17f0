//! What the description of the interface says of lists and items, kind by kind.

use std::collections::BTreeMap;

use atlas_formats::json::{
    ActorItem, CampaignItem, EventItem, NeedItem, PartnershipItem, ProjectItem, ResourceItem, SourceItem,
    TerritoryItem, ThemeItem, ThemeNode,
};
use atlas_model::{Lang, RecordKind};
use atlas_query::parameters;
use serde::Serialize;

use super::{MAX_JSON, MAX_LIMIT, item_looks, list_looks};
use crate::openapi::{Limits, Operation};
use crate::past::WHEN;
use crate::routes::facets::Counted;

/// Declares the list of one item type: the shape that [`super::page`] writes.
macro_rules! lists {
    ($($list:ident of $item:ident;)+) => {
        $(
            /// A page of a list.
            #[derive(utoipa::ToSchema)]
            #[expect(dead_code, reason = "documents what is written without it, record by record")]
            struct $list {
                /// The revision that this reads from.
                revision: u64,
                /// How many records match in all; exact.
                matched: u64,
                /// How many of them this page holds.
                returned: u64,
                /// The records.
                items: Vec<$item<'static>>,
                /// Where the next page is; null on the last one.
                #[schema(required = true)]
                next: Option<String>,
                /// Counts of all matching records, by the facets asked for; absent where none were.
                #[schema(required = false)]
                facets: BTreeMap<String, Vec<Counted>>,
                /// Whom every use must credit.
                attribution: Vec<String>,
            }
        )+
    };
}
lists! {
    SourceList of SourceItem;
    ThemeList of ThemeItem;
    TerritoryList of TerritoryItem;
    ActorList of ActorItem;
    CampaignList of CampaignItem;
    EventList of EventItem;
    PartnershipList of PartnershipItem;
    ProjectList of ProjectItem;
    ResourceList of ResourceItem;
    NeedList of NeedItem;
}

/// All themes as a tree.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ThemeTree<'a> {
    /// The revision that this reads from.
    pub(super) revision: u64,
    /// How many themes there are, at all depths.
    pub(super) matched: usize,
    /// The same: a tree is always whole.
    pub(super) returned: usize,
    /// The broadest themes, each with those under it.
    pub(super) items: Vec<ThemeNode<'a>>,
    /// Whom every use must credit.
    pub(super) attribution: Vec<String>,
}

const JSON: &str = "application/json";

/// Said of every list.
const PAGES: &str = "JSON holds 100 records unless `limit` says otherwise, 1,000 at most; GeoJSON and CSV \
    hold 20,000 unless `limit` says otherwise, and at most.";

/// The list of a kind.
pub(super) fn list(kind: RecordKind) -> Operation {
    let plural = kind.plural();
    let operation = Operation::new(
        format!("/v1/{plural}"),
        format!("list_{plural}"),
        plural,
        format!("List {}", plural_label(kind)),
    )
    .describe(format!("{} {PAGES}", list_words(kind)))
    .filters(parameters(kind), Limits { json: MAX_JSON, others: Some(MAX_LIMIT) })
    .looks(list_looks(kind))
    .free(&WHEN)
    .linked("`rel=\"next\"`: the next page; absent on the last one")
    .of_records();
    let operation = match kind {
        RecordKind::Source => operation.answers::<SourceList>(JSON),
        RecordKind::Theme => operation.answers_either::<ThemeTree<'static>, ThemeList>(JSON),
        RecordKind::Territory => operation.answers::<TerritoryList>(JSON),
        RecordKind::Actor => operation.answers::<ActorList>(JSON),
        RecordKind::Campaign => operation.answers::<CampaignList>(JSON),
        RecordKind::Event => operation.answers::<EventList>(JSON),
        RecordKind::Partnership => operation.answers::<PartnershipList>(JSON),
        RecordKind::Project => operation.answers::<ProjectList>(JSON),
        RecordKind::Resource => operation.answers::<ResourceList>(JSON),
        RecordKind::Need => operation.answers::<NeedList>(JSON),
    };
    other_formats(operation, kind, "A FeatureCollection (RFC 7946) with numberMatched and numberReturned")
}

/// The item of a kind.
pub(super) fn item(kind: RecordKind) -> Operation {
    let (plural, name) = (kind.plural(), kind.label(Lang::En));
    let operation = Operation::new(
        format!("/v1/{plural}/{{id}}"),
        format!("get_{kind}"),
        plural,
        format!("One {name}, with everything that it refers to named"),
    )
    .identified(&format!("The identifier of the {name}"))
    .looks(item_looks(kind))
    .free(&WHEN)
    .of_records();
    let operation = match kind {
        RecordKind::Source => operation.answers::<SourceItem<'static>>(JSON),
        RecordKind::Theme => operation.answers::<ThemeItem<'static>>(JSON),
        RecordKind::Territory => operation.answers::<TerritoryItem<'static>>(JSON),
        RecordKind::Actor => operation.answers::<ActorItem<'static>>(JSON),
        RecordKind::Campaign => operation.answers::<CampaignItem<'static>>(JSON),
        RecordKind::Event => operation.answers::<EventItem<'static>>(JSON),
        RecordKind::Partnership => operation.answers::<PartnershipItem<'static>>(JSON),
        RecordKind::Project => operation.answers::<ProjectItem<'static>>(JSON),
        RecordKind::Resource => operation.answers::<ResourceItem<'static>>(JSON),
        RecordKind::Need => operation.answers::<NeedItem<'static>>(JSON),
    };
    other_formats(operation, kind, "A Feature (RFC 7946)")
}

fn other_formats(operation: Operation, kind: RecordKind, geojson: &str) -> Operation {
    let formats = item_looks(kind)[0].values;
    let operation = operation.answers_text("text/csv");
    if formats.contains(&"geojson") {
        operation.answers_object("application/geo+json", geojson)
    } else {
        operation
    }
}

fn plural_label(kind: RecordKind) -> String {
    match kind {
        RecordKind::Territory => "territories".to_owned(),
        _ => format!("{}s", kind.label(Lang::En)),
    }
}

fn list_words(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Theme => {
            "Every theme with its sub-themes, as a tree. With `flat=true`, and as CSV, a plain list with \
             filters and pages."
        }
        RecordKind::Territory => {
            "`q` finds a territory by any of its names, in any language, or by an official code, the best \
             first. In GeoJSON each is a point, or its outline with `geometry=boundary`."
        }
        RecordKind::Partnership => {
            "In GeoJSON each is the great-circle arc between the seats of its two sides, cut at the \
             antimeridian."
        }
        RecordKind::Project => "In GeoJSON each is a point: its own, or that of its territory of action.",
        RecordKind::Source => "Where the records are known from.",
        _ => "The filters mean the same in every format.",
    }
}
