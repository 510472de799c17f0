//! From bytes to JSON, stricter than most readers: no member twice, no depth without end.
//!
//! RFC 8259 §4 leaves open what a name that is given twice means; two readers of the same record could
//! then see two records.

use std::fmt;

use atlas_model::{Fault, FaultKind, Form};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::read::push_token;

/// The deepest nesting of lists and objects.
pub const MAX_DEPTH: usize = 32;

/// Reads a JSON text in UTF-8; a byte order mark is passed over.
///
/// # Errors
/// The first fault: where the text is no JSON (line and column), where a member is given twice, or
/// where lists and objects are nested deeper than [`MAX_DEPTH`].
pub fn parse(bytes: &[u8]) -> Result<Value, Fault> {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut input = serde_json::Deserializer::from_slice(text);
    let (mut at, mut fault) = (String::new(), None);
    let part = Part { at: &mut at, depth: 0, fault: &mut fault };
    let value = part.deserialize(&mut input).and_then(|value| input.end().map(|()| value));
    value.map_err(|error| {
        fault.unwrap_or_else(|| {
            let form = Form::Json { line: error.line().max(1), column: error.column().max(1) };
            Fault::at("", FaultKind::BadForm { form })
        })
    })
}

/// One value within the text. What JSON itself does not forbid is told through `fault`.
struct Part<'a> {
    at: &'a mut String,
    depth: usize,
    fault: &'a mut Option<Fault>,
}

impl Part<'_> {
    fn inside(&mut self) -> Part<'_> {
        Part { at: self.at, depth: self.depth + 1, fault: self.fault }
    }

    fn refuse<E: serde::de::Error>(&mut self, value: Option<String>, kind: FaultKind) -> E {
        *self.fault = Some(Fault { at: self.at.clone(), value, kind });
        E::custom("refused")
    }

    fn descend<E: serde::de::Error>(&mut self) -> Result<(), E> {
        if self.depth < MAX_DEPTH {
            return Ok(());
        }
        let max = format!("{MAX_DEPTH} levels");
        Err(self.refuse(None, FaultKind::OutOfRange { min: "0".to_owned(), max }))
    }
}

impl<'de> DeserializeSeed<'de> for Part<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Part<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        self.descend()?;
        let mut list = Vec::new();
        let length = self.at.len();
        loop {
            push_token(self.at, &list.len().to_string());
            match items.next_element_seed(self.inside())? {
                Some(item) => list.push(item),
                None => break,
            }
            self.at.truncate(length);
        }
        self.at.truncate(length);
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        self.descend()?;
        let mut map = Map::new();
        let length = self.at.len();
        while let Some(name) = members.next_key::<String>()? {
            push_token(self.at, &name);
            if map.contains_key(&name) {
                return Err(self.refuse(Some(name), FaultKind::Repeated));
            }
            let value = members.next_value_seed(self.inside())?;
            self.at.truncate(length);
            map.insert(name, value);
        }
        Ok(map.into())
    }
}
