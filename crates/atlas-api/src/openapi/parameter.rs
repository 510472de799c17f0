//! Parameters as OpenAPI writes them, made from the tables that the parsers read.

use atlas_query::{Parameter as Filter, Schema as FilterSchema};
use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, Required, SchemaFormat};

use crate::ask::{FreeParameter, LookParameter};
use crate::min_revision;

/// The parameter whose bounds depend on the format.
const LIMIT: &str = "limit";

/// How many records an answer may hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// In JSON.
    pub(crate) json: usize,
    /// In the other formats, where there are any: at most, and where nobody says.
    pub(crate) others: Option<usize>,
}

/// A filter, a sort key or a page parameter.
pub(super) fn filter_parameter(filter: &Filter, limits: Limits) -> Parameter {
    let mut doc = filter.doc.to_owned();
    if filter.repeatable {
        doc += match filter.schema {
            // Its commas separate the numbers.
            FilterSchema::Numbers(_) => " Repeating the parameter is *and*, a leading `!` is *not*.",
            _ => " A comma is *or*, repeating the parameter is *and*, a leading `!` is *not*.",
        };
    }
    if filter.name == LIMIT
        && let (FilterSchema::Integer { default, .. }, Some(others)) = (&filter.schema, limits.others)
    {
        let (json, others) = (thousands(limits.json), thousands(others));
        doc += &format!(
            " In JSON {json} at most, and {default} where it is not given; in the other formats {others} at \
             most, and where it is not given."
        );
    }
    let is_list = matches!(filter.schema, FilterSchema::Numbers(_) | FilterSchema::SomeOf(_))
        || (filter.repeatable && !matches!(filter.schema, FilterSchema::Boolean));
    let parameter = ParameterBuilder::new()
        .name(filter.name)
        .parameter_in(ParameterIn::Query)
        .required(if filter.required() { Required::True } else { Required::False })
        .description(Some(doc))
        .schema(Some(schema(filter, is_list, limits)))
        .example(example(filter, is_list));
    if is_list {
        // Commas within one value, as the grammar has it.
        parameter.style(Some(ParameterStyle::Form)).explode(Some(false)).build()
    } else {
        parameter.build()
    }
}

fn schema(filter: &Filter, is_list: bool, limits: Limits) -> Schema {
    let item: Schema = match &filter.schema {
        FilterSchema::Text => text().into(),
        FilterSchema::Boolean => ObjectBuilder::new().schema_type(Type::Boolean).into(),
        FilterSchema::Integer { min, default } => {
            // Where the formats differ there is no one default to promise.
            let default = limits.others.is_none().then_some(*default);
            integer(*min, default, limits.others.unwrap_or(limits.json)).into()
        }
        FilterSchema::Numbers(_) => number().into(),
        FilterSchema::OneOf(words) | FilterSchema::SomeOf(words) => {
            text().enum_values(Some(words.iter().copied())).into()
        }
    };
    if !is_list {
        return item;
    }
    let list = ArrayBuilder::new().items(RefOr::T(item));
    match &filter.schema {
        FilterSchema::Numbers(count) => {
            let count = usize::from(*count);
            list.min_items(Some(count)).max_items(Some(count)).into()
        }
        _ => list.into(),
    }
}

/// A number below a million, with its thousands set apart.
fn thousands(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn number() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
}

fn integer(min: u32, default: Option<u32>, max: usize) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(min))
        .maximum(Some(max))
        .default(default.map(|default| json!(default)))
}

fn example(filter: &Filter, is_list: bool) -> Option<Value> {
    if filter.example.is_empty() {
        return None;
    }
    let value = |text: &str| match filter.schema {
        FilterSchema::Boolean | FilterSchema::Integer { .. } | FilterSchema::Numbers(_) => {
            serde_json::from_str(text).unwrap_or_else(|_| json!(text))
        }
        _ => json!(text),
    };
    Some(if is_list { filter.example.split(',').map(value).collect() } else { value(filter.example) })
}

/// A parameter that says how an answer looks.
pub(super) fn look_parameter(look: &LookParameter) -> Parameter {
    let schema = text().enum_values(Some(look.values.iter().copied()));
    // Where a header may decide, there is no default to promise.
    let decided_by_header = matches!(look.name, "f" | "lang");
    let default = look.values.first().filter(|_| !decided_by_header).map(|value| json!(value));
    ParameterBuilder::new()
        .name(look.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(look.doc))
        .schema(Some(schema.default(default)))
        .build()
}

/// A parameter that takes any value.
pub(super) fn free_parameter(free: &FreeParameter) -> Parameter {
    ParameterBuilder::new()
        .name(free.name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(free.doc))
        .schema(Some(text()))
        .example(Some(json!(free.example)))
        .build()
}

/// A header that a request may, or must, carry.
pub(super) fn header_parameter(name: &str, is_required: bool, doc: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(if is_required { Required::True } else { Required::False })
        .description(Some(doc))
        .schema(Some(text()))
        .build()
}

/// The header by which a client asks for a revision that it knows of.
pub(super) fn min_revision_parameter() -> Parameter {
    const DOC: &str = "The revision that the answer must have reached: that of the client's own last write, as \
        its `Atlas-Revision` said. A replica that has not reached it waits for a few seconds, then answers with \
        503 and `Retry-After`.";
    ParameterBuilder::new()
        .name(min_revision::NAME)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(DOC))
        .schema(Some(ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0))))
        .build()
}

/// The identifier, or a number, in a path.
pub(super) fn path_parameter(name: &str, of_type: Type, doc: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(doc))
        .schema(Some(ObjectBuilder::new().schema_type(of_type)))
        .build()
}
