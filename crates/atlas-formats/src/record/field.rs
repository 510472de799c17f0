//! What the fields of a record are, for those who compare states of it.
//!
//! A field is what a person sees change: a member, or a member of an object within (`/period/start`,
//! `/name/fr`). Lists are one field each, and so are positions, outlines, and an object that may be absent
//! as long as it is (a contact). An empty list, an empty
//! object, null and `false` say the same as a member that is left out; an outline of no polygons does not.

use serde_json::{Map, Value};

use super::shape::Shape;

/// What the member of an object says; none where it says nothing.
pub(super) fn said<'a>(
    object: Option<&'a Map<String, Value>>,
    name: &str,
    shape: &Shape,
) -> Option<&'a Value> {
    object?.get(name).filter(|value| match (shape, value) {
        (_, Value::Null) | (Shape::Flag, Value::Bool(false)) => false,
        (Shape::List(_), Value::Array(items)) => !items.is_empty(),
        (Shape::Object(_), Value::Object(members)) => !members.values().all(Value::is_null),
        _ => true,
    })
}

/// The members of a value, if it is an object.
pub(super) fn object(value: Option<&Value>) -> Option<&Map<String, Value>> {
    value.and_then(Value::as_object)
}

/// The value as it is told to people: a flag that is not set is told as `false`, unless there is no
/// record at all.
pub(super) fn told(
    shape: &Shape,
    object: Option<&Map<String, Value>>,
    value: Option<&Value>,
) -> Option<Value> {
    match shape {
        Shape::Flag if object.is_some() => Some(value.cloned().unwrap_or(Value::Bool(false))),
        _ => value.cloned(),
    }
}

/// Whether two values are the same, however their numbers are written: `120` is `120.0`.
pub(super) fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => {
            one == other || one.as_f64() == other.as_f64()
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(Some(one), Some(other)))
        }
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            one.len() == other.len() && one.iter().all(|(name, value)| same(Some(value), other.get(name)))
        }
        (one, other) => one == other,
    }
}

/// The items of a list of texts in which none is repeated; none for anything else. What is left out
/// is an empty list.
pub(super) fn texts<'a>(shape: &Shape, value: Option<&'a Value>) -> Option<Vec<&'a str>> {
    if !matches!(shape, Shape::List(Shape::Words | Shape::Leaf { .. })) {
        return None;
    }
    let Some(value) = value else { return Some(Vec::new()) };
    let texts: Option<Vec<&str>> = value.as_array()?.iter().map(Value::as_str).collect();
    texts.filter(|texts| texts.iter().enumerate().all(|(at, text)| !texts[..at].contains(text)))
}
