//! What each parameter is called, what it means and an example: the words of the API reference.

use atlas_index::Names;
use atlas_model::RecordKind;

use super::{Field, Parameter, Schema, facet_names, sort_names};
use crate::vocabulary::{Word, actor_kinds, confidences, kinds, levels, provenances, spellings, statuses};

/// The parameter for a field, as a kind of record has it.
pub(super) fn parameter(field: Field, kind: RecordKind) -> Parameter {
    let of_actor = kind == RecordKind::Actor;
    let one_of = |words: &[Word]| Schema::OneOf(spellings(words));
    match field {
        Field::Id => filter(field, "id", example_id(kind), "Only the records with these identifiers."),
        Field::Q if Names::knows(kind) => filter(
            field,
            "q",
            if kind == RecordKind::Theme { "tourisme" } else { "jilin" },
            "Words that must all begin some word of the record's names or texts. Case, accents, tones and punctuation do not matter; Chinese is found from the middle of a name too. An identifier or an official code finds its record. Unless `sort` says otherwise the best come first: a code, a whole name, the beginning of a name, words; then territories that exist, of higher levels, of larger populations. Where a single search matches nothing, names with one or two letters amiss are found.",
        ),
        Field::Q => filter(
            field,
            "q",
            "jilin",
            "Words that must all begin some word of the record's names or texts. Case, accents, tones and punctuation do not matter; Chinese is found from the middle of a name too. An identifier or an official code finds its record.",
        ),
        Field::Territory => filter(
            field,
            "territory",
            "FR-REG-44,gbt2260:220000",
            "Acts in this territory or in one within it; unless `lineage=false`, what its predecessors began counts too. An identifier, or an official code: `gbt2260:220000`, `iso3166-2:FR-PDL`, or bare where only one territory has it.",
        ),
        Field::Lineage => Parameter {
            schema: Schema::Boolean,
            ..option(
                field,
                "lineage",
                "false",
                "Whether a territory stands for its predecessors too (Grand Est for Alsace, Lorraine and Champagne-Ardenne). True where it is not given.",
            )
        },
        Field::Country => filter(
            field,
            "country",
            "CN",
            "Has to do with this country, on either side: by a territory or by the seat of an actor. Repeat it for records that link two countries.",
        ),
        Field::Level => Parameter {
            schema: one_of(&levels()),
            ..filter(field, "level", "region", "Acts in a territory of exactly this level.")
        },
        Field::Current => Parameter {
            schema: Schema::Boolean,
            ..option(
                field,
                "current",
                "true",
                "True for the territories that still exist, false for those that ended.",
            )
        },
        Field::Theme if of_actor => filter(
            field,
            "theme",
            "sante",
            "Takes part in a partnership or a project on this theme or on one of its sub-themes. `theme`, `status` and `period` must hold of one and the same partnership or project.",
        ),
        Field::Theme => filter(
            field,
            "theme",
            "sante,tourisme-loisirs",
            "Is about this theme or one of its sub-themes, by identifier.",
        ),
        Field::Agreed => Parameter {
            schema: Schema::Boolean,
            ..option(
                field,
                "agreed",
                "true",
                "True for the themes on which the steering committee of 23 November 2015 agreed.",
            )
        },
        Field::Status => Parameter {
            schema: one_of(&statuses()),
            ..if of_actor {
                filter(
                    field,
                    "status",
                    "active,presumed_active",
                    "Takes part in a partnership or a project of this status. `theme`, `status` and `period` must hold of one and the same partnership or project.",
                )
            } else {
                filter(
                    field,
                    "status",
                    "active,presumed_active",
                    "Stands exactly here. `active` means running with dated evidence; for all that people call active, ask for `active,presumed_active`.",
                )
            }
        },
        Field::Kind => {
            let words = kinds(kind);
            let example = words.first().map_or("", |word| word.spelling);
            Parameter { schema: one_of(&words), ..filter(field, "kind", example, "Is of this kind.") }
        }
        Field::Actor => filter(
            field,
            "actor",
            "fr-charente-maritime",
            "This actor takes part, owns, hosts or asks. An identifier or an official code (`siren:` and its number).",
        ),
        Field::ActorKind => Parameter {
            schema: one_of(&actor_kinds()),
            ..filter(
                field,
                "actor_kind",
                "hospital",
                "An actor of this kind takes part, owns, hosts or asks.",
            )
        },
        Field::Partnership => filter(
            field,
            "partnership",
            "charente-maritime--prov-jilin",
            "Belongs to this partnership, by identifier.",
        ),
        Field::Period if of_actor => filter(
            field,
            "period",
            "2010/2015",
            "Takes part in a partnership or a project that may have lasted on a day of this period: `2014`, `2014-06`, `2010/2015`, `2010/..`, `../2015`. `theme`, `status` and `period` must hold of one and the same partnership or project.",
        ),
        Field::Period => filter(
            field,
            "period",
            "2010/2015",
            "May have lasted on a day of this period: `2014`, `2014-06`, `2014-06-30`, `2010/2015`, `2010/..`, `../2015`. A start or an end that is not known excludes nothing: use `start` and `end` for dates that are known.",
        ),
        Field::Start => filter(
            field,
            "start",
            "2010/..",
            "Its start is known and lies in this period. A start known by year or month counts by its first day.",
        ),
        Field::End => filter(
            field,
            "end",
            "../2015",
            "Its end is known and lies in this period. An end known by year or month counts by its last day.",
        ),
        Field::Bbox => Parameter {
            schema: Schema::Numbers(4),
            ..filter(
                field,
                "bbox",
                "73.5,18.1,134.8,53.6",
                "Has a point in the box west,south,east,north, in degrees (WGS 84), longitude first, edges included. West greater than east crosses the antimeridian. Given twice, a partnership needs a seat in each box.",
            )
        },
        Field::Near => Parameter {
            schema: Schema::Numbers(2),
            ..option(
                field,
                "near",
                "120.38,36.07",
                "Has a point within `radius` of this longitude and latitude, in degrees (WGS 84).",
            )
        },
        Field::Radius => option(
            field,
            "radius",
            "100km",
            "The great-circle distance for `near`: metres, or kilometres as `10km`; from 1 m to 20,000 km.",
        ),
        Field::Provenance => Parameter {
            schema: one_of(&provenances()),
            ..filter(field, "provenance", "documented", "Rests on this kind of evidence.")
        },
        Field::Confidence => Parameter {
            schema: one_of(&confidences()),
            ..filter(field, "confidence", "high", "Is this sure.")
        },
        Field::Sort => Parameter {
            schema: Schema::SomeOf(sort_names(kind)),
            ..option(
                field,
                "sort",
                "name",
                "The order: columns separated by commas, each descending after a `-`. Records that tie follow by identifier; records without a value come last. `distance` needs `near`.",
            )
        },
        Field::Limit => Parameter {
            schema: Schema::Integer { min: 1, default: DEFAULT_LIMIT },
            ..option(field, "limit", "20", "How many items an answer holds at most.")
        },
        Field::Cursor => option(
            field,
            "cursor",
            "",
            "Where the page begins: `next` of the page before, of the same filter and order.",
        ),
        Field::Facets => Parameter {
            schema: Schema::SomeOf(facet_names(kind)),
            ..option(
                field,
                "facets",
                "provenance,confidence",
                "What to count the matching records by, exactly. A count tells how many records stay if the value is added as a filter. `territory:region` counts the regions; `territory` alone means the same.",
            )
        },
        Field::From => Parameter {
            repeatable: false,
            ..filter(
                field,
                "from",
                "FR",
                "Where the actors sit: a country or any territory, with those within it and its predecessors; several, separated by commas, are united. Every country but that of `in` where it is not given.",
            )
        },
        Field::In => option(
            field,
            "in",
            "CN-220000",
            "The territory of action: any territory, by identifier or official code.",
        ),
        Field::Reasons => Parameter {
            schema: Schema::Integer { min: 0, default: DEFAULT_LIMIT },
            ..option(
                field,
                "reasons",
                "10",
                "How many reasons to give for each actor at most, the strongest first. Counts are exact whatever it is.",
            )
        },
    }
}

/// A parameter that follows the filter grammar.
const fn filter(field: Field, name: &'static str, example: &'static str, doc: &'static str) -> Parameter {
    Parameter { name, schema: Schema::Text, repeatable: true, doc, example, field }
}

/// A parameter that may be given once.
const fn option(field: Field, name: &'static str, example: &'static str, doc: &'static str) -> Parameter {
    Parameter { name, schema: Schema::Text, repeatable: false, doc, example, field }
}

#[expect(clippy::cast_possible_truncation, reason = "a hundred")]
const DEFAULT_LIMIT: u32 = crate::Query::DEFAULT_LIMIT as u32;

fn example_id(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Source => "insee-cog",
        RecordKind::Theme => "sante",
        RecordKind::Territory => "FR-REG-52,CN-220000",
        RecordKind::Actor => "fr-charente-maritime",
        RecordKind::Campaign => "2015",
        RecordKind::Event => "rencontres-4-strasbourg",
        RecordKind::Partnership => "charente-maritime--prov-jilin",
        RecordKind::Project => "plateforme-nord-est",
        RecordKind::Resource => "bureau-qingdao-pdl",
        RecordKind::Need => "changchun-cadres",
    }
}
