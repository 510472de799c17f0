//! JSON Merge Patch (RFC 7396).

use serde_json::{Map, Value};

/// Applies a merge patch: its members replace those of the target, `null` removes them, objects are
/// merged member by member, and anything else replaces the target whole (RFC 7396 §2).
///
/// It goes as deep as the patch; what [`super::parse`] lets through is shallow.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(changes) = patch else {
        target.clone_from(patch);
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Value::Object(members) = target else {
        return;
    };
    for (name, change) in changes {
        if change.is_null() {
            members.remove(name);
        } else {
            merge(members.entry(name).or_insert(Value::Null), change);
        }
    }
}
