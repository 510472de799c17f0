//! From a record to its JSON.

use atlas_model::Record;
use serde_json::Value;

/// The record as JSON, the form that [`super::read`] takes, its members sorted by name: equal records
/// give the same text.
#[must_use]
pub fn write(record: &Record) -> Value {
    let mut tagged = serde_json::to_value(record).expect("a record has text keys and finite numbers only");
    let mut json = tagged.get_mut("record").map(Value::take).unwrap_or_default();
    json.sort_all_objects();
    json
}
