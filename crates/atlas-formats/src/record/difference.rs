//! What changed between two states of a record, field by field.

use atlas_model::Record;
use serde::Serialize;
use serde_json::{Map, Value};

use super::describe::members;
use super::field::{object, said, same, texts, told};
use super::shape::{Member, Need, Shape};
use super::write::write;

/// A field of a record that changed.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Difference {
    /// Where the field stands in the record: a JSON pointer (RFC 6901).
    #[schema(example = "/period/end")]
    pub pointer: String,
    /// What it said before; left out where it said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!("2015"))]
    pub before: Option<Value>,
    /// What it says now; left out where it says nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!("2018"))]
    pub after: Option<Value>,
    /// The items that came into a list of texts. Where a list has changed and nothing came or went, its
    /// order did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<String>,
    /// The items that went out of a list of texts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<String>,
}

/// Every field in which two states of a record differ, in the order of the members of its type.
///
/// A record that is not there says nothing. Objects (texts, periods, provenance) are compared member by
/// member, anything else as a whole, and so is a contact that comes or goes; a list of texts (identifiers, codes, figures, other
/// names …) also tells what came and what went, since that is what people look for in it.
#[must_use]
pub fn differences(before: Option<&Record>, after: Option<&Record>) -> Vec<Difference> {
    let Some(kind) = after.or(before).map(Record::kind) else {
        return Vec::new();
    };
    let (before, after) = (before.map(write), after.map(write));
    let mut found = Vec::new();
    compare(members(kind), object(before.as_ref()), object(after.as_ref()), "", &mut found);
    found
}

fn compare(
    members: &[Member],
    before: Option<&Map<String, Value>>,
    after: Option<&Map<String, Value>>,
    at: &str,
    found: &mut Vec<Difference>,
) {
    for Member { name, need, shape } in members {
        let pointer = format!("{at}/{name}");
        let (old, new) = (said(before, name, shape), said(after, name, shape));
        let comes_or_goes = *need == Need::Optional && (old.is_none() || new.is_none());
        if let Shape::Object(members) = shape
            && !comes_or_goes
        {
            compare(members, object(old), object(new), &pointer, found);
        } else if !same(old, new) {
            let (added, removed) = moves(shape, old, new);
            let (before, after) = (told(shape, before, old), told(shape, after, new));
            found.push(Difference { pointer, before, after, added, removed });
        }
    }
}

/// What came into a list of texts, and what went out of it.
fn moves(shape: &Shape, old: Option<&Value>, new: Option<&Value>) -> (Vec<String>, Vec<String>) {
    let Some((old, new)) = texts(shape, old).zip(texts(shape, new)) else {
        return (Vec::new(), Vec::new());
    };
    let without = |one: &[&str], other: &[&str]| {
        one.iter().filter(|text| !other.contains(text)).map(|text| (*text).to_owned()).collect()
    };
    (without(&new, &old), without(&old, &new))
}
