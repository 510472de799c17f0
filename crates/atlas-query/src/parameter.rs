//! The table of request parameters: what each is called, means and looks like, for which kinds of
//! record. The parser, the OpenAPI document and the hints in error messages are all made from it.

mod define;

use std::sync::LazyLock;

use atlas_model::RecordKind;

use define::parameter;

/// One request parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What its value looks like.
    pub schema: Schema,
    /// Whether it follows the filter grammar: a comma is *or*, giving it again is *and*, a leading
    /// `!` is *not*. A parameter that does not may be given once.
    pub repeatable: bool,
    /// What it does, in English.
    pub doc: &'static str,
    /// A value that makes sense.
    pub example: &'static str,
    pub(crate) field: Field,
}

impl Parameter {
    /// Whether a request without it is refused.
    #[must_use]
    pub fn required(&self) -> bool {
        self.field == Field::In
    }
}

/// What the value of a parameter looks like (each of the values, where a comma separates several).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schema {
    /// A text; the documentation says of which form.
    Text,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The smallest.
        min: u32,
        /// The value where the parameter is not given.
        default: u32,
    },
    /// This many numbers, separated by commas.
    Numbers(u8),
    /// One of these words.
    OneOf(Vec<&'static str>),
    /// Some of these words, separated by commas.
    SomeOf(Vec<&'static str>),
}

/// What a parameter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Field {
    Id,
    Q,
    Territory,
    Lineage,
    Country,
    Level,
    Current,
    Theme,
    Agreed,
    Status,
    Kind,
    Actor,
    ActorKind,
    Partnership,
    Period,
    Start,
    End,
    Bbox,
    Near,
    Radius,
    Provenance,
    Confidence,
    Sort,
    Limit,
    Cursor,
    Facets,
    From,
    In,
    Reasons,
}

/// The parameters that a list of this kind of record knows.
#[must_use]
pub fn parameters(kind: RecordKind) -> &'static [Parameter] {
    static TABLES: LazyLock<Vec<Vec<Parameter>>> =
        LazyLock::new(|| RecordKind::ALL.iter().map(|kind| build(*kind)).collect());
    TABLES.get(kind as usize).map_or(&[], Vec::as_slice)
}

/// The parameters of a summary: every filter that partnerships and projects share.
#[must_use]
pub fn summary_parameters() -> &'static [Parameter] {
    static TABLE: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
        let shared = |parameter: &&Parameter| {
            let filters = !matches!(
                parameter.field,
                Field::Id | Field::Sort | Field::Limit | Field::Cursor | Field::Facets
            );
            filters && parameters(RecordKind::Partnership).iter().any(|other| other.field == parameter.field)
        };
        parameters(RecordKind::Project).iter().filter(shared).cloned().collect()
    });
    &TABLE
}

/// The parameters of the question who is at work in a territory.
pub(crate) fn coordination_parameters() -> &'static [Parameter] {
    static TABLE: LazyLock<Vec<Parameter>> = LazyLock::new(|| {
        let fields = [
            Field::In,
            Field::From,
            Field::Lineage,
            Field::Theme,
            Field::Status,
            Field::Period,
            Field::ActorKind,
            Field::Provenance,
            Field::Confidence,
            Field::Reasons,
            Field::Limit,
        ];
        let mut table: Vec<Parameter> =
            fields.iter().map(|field| parameter(*field, RecordKind::Project)).collect();
        for parameter in &mut table {
            match parameter.field {
                Field::Limit => {
                    parameter.schema = Schema::Integer { min: 1, default: 1_000 };
                    parameter.doc =
                        "How many actors an answer lists at most. Counts are exact whatever it is.";
                }
                Field::ActorKind => parameter.doc = "Only the actors of this kind.",
                Field::Lineage => {
                    parameter.doc = "Whether `in` and `from` stand for their predecessors too. True where it is not given.";
                }
                _ => {}
            }
        }
        table
    });
    &TABLE
}

/// The facets that records of a kind can be counted by.
pub(crate) fn facet_names(kind: RecordKind) -> Vec<&'static str> {
    let mut names = Vec::new();
    for field in fields(kind) {
        match field {
            // What an actor takes part in has themes and statuses; the actor itself has none.
            Field::Theme | Field::Status | Field::Period if kind == RecordKind::Actor => {}
            Field::Theme if kind == RecordKind::Theme => {}
            Field::Territory => names.extend([
                "territory:country",
                "territory:region",
                "territory:department",
                "territory:grouping",
                "territory:municipality",
            ]),
            Field::Theme
            | Field::Country
            | Field::Level
            | Field::Status
            | Field::Kind
            | Field::ActorKind
            | Field::Provenance
            | Field::Confidence
            | Field::Start => names.push(parameter(field, kind).name),
            _ => {}
        }
    }
    names
}

/// The columns that records of a kind can be ordered by.
pub(crate) fn sort_names(kind: RecordKind) -> Vec<&'static str> {
    let mut names = vec!["id", "-id", "name", "-name"];
    let fields = fields(kind);
    if fields.contains(&Field::Start) {
        names.extend(["start", "-start", "end", "-end"]);
    }
    if fields.contains(&Field::Near) {
        names.extend(["distance", "-distance"]);
    }
    names
}

const DATES: [Field; 3] = [Field::Period, Field::Start, Field::End];
const ACTORS: [Field; 2] = [Field::Actor, Field::ActorKind];

/// Which fields a kind of record has, in the order in which people expect to read them.
fn fields(kind: RecordKind) -> Vec<Field> {
    use RecordKind as K;
    let is_placed = !matches!(kind, K::Source | K::Theme | K::Campaign);
    let mut fields = vec![Field::Id, Field::Q];
    if is_placed {
        fields.extend([Field::Territory, Field::Lineage, Field::Country, Field::Level]);
    }
    let own: &[Field] = match kind {
        K::Source => &[],
        K::Theme => &[Field::Theme, Field::Agreed],
        K::Territory => &[Field::Current],
        K::Actor => &[Field::Kind, Field::Theme, Field::Status, Field::Period],
        K::Campaign => &[Field::Country],
        K::Event => &[Field::Kind, Field::Theme],
        K::Partnership | K::Resource => &[Field::Kind, Field::Theme, Field::Status],
        K::Project => &[Field::Partnership, Field::Theme, Field::Status],
        K::Need => &[Field::Theme],
    };
    fields.extend(own);
    if matches!(kind, K::Event | K::Partnership | K::Project | K::Resource | K::Need) {
        fields.extend(ACTORS);
    }
    if !matches!(kind, K::Theme | K::Actor) {
        fields.extend(DATES);
    }
    if is_placed {
        fields.extend([Field::Bbox, Field::Near, Field::Radius]);
    }
    fields.extend([Field::Provenance, Field::Confidence]);
    fields.extend([Field::Sort, Field::Limit, Field::Cursor, Field::Facets]);
    fields
}

fn build(kind: RecordKind) -> Vec<Parameter> {
    fields(kind).into_iter().map(|field| parameter(field, kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_distinct_documented_parameters() {
        for kind in RecordKind::ALL {
            let table = parameters(*kind);
            for (at, parameter) in table.iter().enumerate() {
                assert!(!parameter.doc.is_empty(), "{kind} {}", parameter.name);
                assert!(
                    table[..at].iter().all(|other| other.name != parameter.name),
                    "{kind} {}",
                    parameter.name
                );
            }
        }
    }

    #[test]
    fn a_kind_knows_only_what_its_records_have() {
        let knows = |kind, name| parameters(kind).iter().any(|parameter| parameter.name == name);
        assert!(knows(RecordKind::Project, "status") && !knows(RecordKind::Need, "status"));
        assert!(knows(RecordKind::Territory, "current") && !knows(RecordKind::Actor, "current"));
        assert!(knows(RecordKind::Partnership, "kind") && !knows(RecordKind::Project, "kind"));
    }

    #[test]
    fn a_summary_takes_the_filters_that_partnerships_and_projects_share() {
        let names: Vec<_> = summary_parameters().iter().map(|parameter| parameter.name).collect();
        assert!(names.contains(&"territory") && names.contains(&"theme") && names.contains(&"period"));
        assert!(!names.contains(&"kind") && !names.contains(&"partnership") && !names.contains(&"limit"));
    }
}
