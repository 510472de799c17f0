//! Parameters as OpenAPI writes them, made from the tables that the parsers read.

use atlas_query::{Parameter as Filter, Schema as FilterSchema};
use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{KnownFormat, RefOr, Required, SchemaFormat};

use crate::ask::LookParameter;

/// A filter, a sort key or a page parameter.
pub(super) fn filter_parameter(filter: &Filter, max_limit: usize) -> Parameter {
    let doc = if filter.repeatable {
        format!("{} A comma is *or*, repeating the parameter is *and*, a leading `!` is *not*.", filter.doc)
    } else {
        filter.doc.to_owned()
    };
    let is_list = matches!(filter.schema, FilterSchema::Numbers(_) | FilterSchema::SomeOf(_))
        || (filter.repeatable && !matches!(filter.schema, FilterSchema::Boolean));
    let parameter = ParameterBuilder::new()
        .name(filter.name)
        .parameter_in(ParameterIn::Query)
        .required(if filter.required() { Required::True } else { Required::False })
        .description(Some(doc))
        .schema(Some(schema(filter, is_list, max_limit)))
        .example(example(filter, is_list));
    if is_list {
        // Commas within one value, as the grammar has it.
        parameter.style(Some(ParameterStyle::Form)).explode(Some(false)).build()
    } else {
        parameter.build()
    }
}

fn schema(filter: &Filter, is_list: bool, max_limit: usize) -> Schema {
    let item: Schema = match &filter.schema {
        FilterSchema::Text => text().into(),
        FilterSchema::Boolean => ObjectBuilder::new().schema_type(Type::Boolean).into(),
        FilterSchema::Integer { min, default } => integer(*min, *default, max_limit).into(),
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

fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

fn number() -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Number)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Double)))
}

fn integer(min: u32, default: u32, max: usize) -> ObjectBuilder {
    ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(min))
        .maximum(Some(max))
        .default(Some(json!(default)))
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

/// The identifier in a path.
pub(super) fn path_parameter(doc: &str) -> Parameter {
    ParameterBuilder::new()
        .name("id")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .description(Some(doc))
        .schema(Some(text()))
        .build()
}
