//! Two edits of one record, made without knowledge of each other, brought together.

use std::collections::BTreeSet;

use atlas_model::RecordKind;
use serde::Serialize;
use serde_json::{Map, Value};

use super::describe::members;
use super::field::{object, said, same, texts, told};
use super::read::push_token;
use super::shape::{Member, Need, Shape};

/// A field that two people changed in different ways: one of them has to choose.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Conflict {
    /// Where the field stands in the record: a JSON pointer (RFC 6901).
    #[schema(example = "/status")]
    pub pointer: String,
    /// What it said when both began; left out where it said nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!("planned"))]
    pub base: Option<Value>,
    /// What it says now, by somebody else's edit; left out where it says nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!("active"))]
    pub theirs: Option<Value>,
    /// What it would say by your edit; left out where it would say nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!("cancelled"))]
    pub yours: Option<Value>,
}

/// One thing on the three sides: as both found it, as it is now, as it would be.
#[derive(Clone, Copy)]
struct Sides<T> {
    base: T,
    theirs: T,
    yours: T,
}

type Objects<'a> = Sides<Option<&'a Map<String, Value>>>;
type Values<'a> = Sides<Option<&'a Value>>;

/// Brings together two edits that began from the same state: what only one side changed is taken from
/// it, and what both changed differently is a conflict, in which the result keeps `theirs`.
///
/// Fields are those of [`super::differences`]. Of lists of texts, what either side added at the end and
/// took out is taken together, as long as the two touch different items, and neither changed the order;
/// two figures of one measure, two codes of one scheme and two roles of one actor count as one item.
///
/// `yours` need not be a valid record: members that no record has are fields like others. Members that
/// say nothing are left out of the result.
#[must_use]
pub fn merge_three(kind: RecordKind, base: &Value, theirs: &Value, yours: &Value) -> (Value, Vec<Conflict>) {
    let mut merge = Merge { at: String::new(), conflicts: Vec::new() };
    let whole = Sides { base: Some(base), theirs: Some(theirs), yours: Some(yours) };
    let merged = match whole.objects() {
        Some(sides) => Some(Value::Object(merge.object(members(kind), sides))),
        None => merge.field(&Shape::Words, whole, whole.map(|_| None)),
    };
    (merged.unwrap_or_default(), merge.conflicts)
}

impl<T: Copy> Sides<T> {
    fn map<U>(self, of: impl Fn(T) -> U) -> Sides<U> {
        Sides { base: of(self.base), theirs: of(self.theirs), yours: of(self.yours) }
    }
}

impl Objects<'_> {
    fn any_is_missing(self) -> bool {
        self.base.is_none() || self.theirs.is_none() || self.yours.is_none()
    }
}

impl<'a> Values<'a> {
    /// The members on each side, unless one of them is something else than an object.
    fn objects(self) -> Option<Objects<'a>> {
        let fits = |value: Option<&Value>| value.is_none_or(Value::is_object);
        (fits(self.base) && fits(self.theirs) && fits(self.yours)).then(|| self.map(object))
    }
}

struct Merge {
    at: String,
    conflicts: Vec<Conflict>,
}

impl Merge {
    fn object(&mut self, members: &[Member], sides: Objects<'_>) -> Map<String, Value> {
        let mut merged = Map::new();
        let mut take = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                merged.insert(name.to_owned(), value);
            }
        };
        for member in members {
            take(member.name, self.inside(member.name, |merge| merge.member(member, sides)));
        }
        let known = |name: &str| members.iter().any(|member| member.name == name);
        let all = [sides.base, sides.theirs, sides.yours];
        let names: BTreeSet<&String> = all.into_iter().flatten().flat_map(Map::keys).collect();
        for name in names.into_iter().filter(|name| !known(name)) {
            let values = sides.map(|side| said(side, name, &Shape::Words));
            take(name, self.inside(name, |merge| merge.field(&Shape::Words, values, sides)));
        }
        merged
    }

    fn member(&mut self, member: &Member, sides: Objects<'_>) -> Option<Value> {
        let values = sides.map(|side| said(side, member.name, &member.shape));
        let Shape::Object(members) = &member.shape else {
            return self.field(&member.shape, values, sides);
        };
        match values.objects() {
            Some(objects) if !(member.need == Need::Optional && objects.any_is_missing()) => {
                let merged = self.object(members, objects);
                (!merged.is_empty()).then_some(Value::Object(merged))
            }
            _ => self.field(&member.shape, values, sides),
        }
    }

    fn field(&mut self, shape: &Shape, values: Values<'_>, sides: Objects<'_>) -> Option<Value> {
        let Sides { base, theirs, yours } = values;
        if same(theirs, yours) || same(base, yours) {
            theirs.cloned()
        } else if same(base, theirs) {
            yours.cloned()
        } else if let Some(together) = together(shape, values) {
            (!together.is_empty()).then(|| together.into())
        } else {
            self.conflict(shape, values, sides)
        }
    }

    fn conflict(&mut self, shape: &Shape, values: Values<'_>, sides: Objects<'_>) -> Option<Value> {
        self.conflicts.push(Conflict {
            pointer: self.at.clone(),
            base: told(shape, sides.base, values.base),
            theirs: told(shape, sides.theirs, values.theirs),
            yours: told(shape, sides.yours, values.yours),
        });
        values.theirs.cloned()
    }

    fn inside<T>(&mut self, name: &str, then: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.at.len();
        push_token(&mut self.at, name);
        let result = then(self);
        self.at.truncate(length);
        result
    }
}

/// A list of texts with the changes of both sides; none where they touch the same items or the order.
fn together(shape: &Shape, values: Values<'_>) -> Option<Vec<String>> {
    let base = texts(shape, values.base)?;
    let theirs = Edit::new(&base, texts(shape, values.theirs)?)?;
    let yours = Edit::new(&base, texts(shape, values.yours)?)?;
    let keyed = matches!(shape, Shape::List(Shape::Leaf { .. }));
    let key = |text: &'_ str| match text.split_once([':', '=']) {
        Some((key, _)) if keyed => key.to_owned(),
        _ => text.to_owned(),
    };
    let of = |edit: &Edit<'_>, wanted: &str| {
        let items = edit.after.iter().filter(|text| key(text) == wanted);
        items.map(|text| (*text).to_owned()).collect::<Vec<_>>()
    };
    let touched = |edit: &Edit<'_>| edit.touched().map(key).collect::<BTreeSet<_>>();
    let both = &touched(&theirs) & &touched(&yours);
    if both.iter().any(|key| of(&theirs, key) != of(&yours, key)) {
        return None;
    }
    let kept = base.iter().filter(|text| theirs.after.contains(text) && yours.after.contains(text));
    let new = yours.added.iter().filter(|text| !theirs.added.contains(text));
    Some(kept.chain(&theirs.added).chain(new).map(|text| (*text).to_owned()).collect())
}

/// What one side did to a list of texts.
struct Edit<'a> {
    after: Vec<&'a str>,
    added: Vec<&'a str>,
    removed: Vec<&'a str>,
}

impl<'a> Edit<'a> {
    /// What was added at the end and taken out; none where anything else was done.
    fn new(base: &[&'a str], after: Vec<&'a str>) -> Option<Self> {
        let kept: Vec<&str> = base.iter().copied().filter(|text| after.contains(text)).collect();
        let removed = base.iter().copied().filter(|text| !after.contains(text)).collect();
        let added = after.strip_prefix(kept.as_slice())?.to_vec();
        Some(Self { after, added, removed })
    }

    fn touched(&self) -> impl Iterator<Item = &'a str> {
        self.added.iter().chain(&self.removed).copied()
    }
}
