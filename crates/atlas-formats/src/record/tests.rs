//! The record form against serde, and what people are told of their mistakes.

use std::sync::LazyLock;

use atlas_model::{Fault, Lang, Record, RecordKind};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde::Deserialize;
use serde_json::{Value, json};

use super::describe::members;
use super::read::push_token;
use super::shape::Shape;
use super::{merge, parse, read, write};
use crate::kinds::for_kind;
use crate::package::column::overlap;
use crate::sample::world;

mod comparing;
mod fuzzing;
mod merging;
mod parsing;

/// Every record of the world of samples.
fn samples() -> Vec<Record> {
    static SAMPLES: LazyLock<Vec<Record>> = LazyLock::new(|| world().into_records());
    assert!(RecordKind::ALL.iter().all(|kind| SAMPLES.iter().any(|record| record.kind() == *kind)));
    SAMPLES.clone()
}

/// The slow way: serde, which stops at the first fault, then the rules of the record itself.
fn accepted_by_serde(kind: RecordKind, json: &Value) -> bool {
    let record = for_kind!(kind, T => T::deserialize(json).map(Record::from));
    record.is_ok_and(|record| record.faults().is_empty())
}

/// Whether a list stands where an object is due, or an object where a text is: serde takes some of
/// these, the record form none.
fn has_another_form(shape: &Shape, json: &Value) -> bool {
    match (shape, json) {
        (Shape::Object(_), Value::Array(_)) | (Shape::Leaf { .. }, Value::Object(_)) => true,
        (Shape::Object(members), Value::Object(values)) => members.iter().any(|member| {
            values.get(member.name).is_some_and(|value| has_another_form(&member.shape, value))
        }),
        (Shape::List(shape), Value::Array(items)) => items.iter().any(|item| has_another_form(shape, item)),
        _ => false,
    }
}

/// Values of every sort, right in some places and wrong in most.
fn odd_values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(5.0),
        json!(2.5),
        json!(u32::MAX),
        json!(u64::MAX),
        json!(""),
        json!("active"),
        json!("x"),
        json!("é"),
        json!("a;b"),
        json!("2015"),
        json!("2015-13"),
        json!("1 EUR"),
        json!("siren:1"),
        json!("n=1 m@2014"),
        json!("a:funding"),
        json!("a:boss"),
        json!(["x"]),
        json!(["x", "x"]),
        json!(["x", 1]),
        json!([1, 2]),
        json!([120, 30.5]),
        json!([-0.0, 0]),
        json!(["n=-0"]),
        json!([30.5, 120]),
        json!([500, 500]),
        json!([1, 2, 3]),
        json!([[[[0, 0], [1, 0], [1, 1], [0, 0]]]]),
        json!([[[[0, 0], [1, 0], [1, 1], [0, 1]]]]),
        json!([[[[0, 0], [100, 0], [1, 100], [0, 0]]]]),
        json!([[]]),
        json!([[[]]]),
        json!([{}]),
        json!([{"programme": "p"}]),
        json!([{"actors": []}]),
        json!([{"territory": "FR", "start": null}]),
        json!([{"id": "w", "question": {}, "pairs": [{"actors": ["a"], "project": null}]}]),
        json!({}),
        json!({"fr": "mot"}),
        json!({"de": "Wort"}),
        json!({"start": "2015", "end": "2014"}),
        json!({"function": "f", "email": null}),
        json!({"kind": "minutes", "confidence": "high"}),
        json!([]),
    ]
}

/// The pointer of every value within a value, itself included.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut inside = |name: &str, value: &Value| {
        let mut at = at.to_owned();
        push_token(&mut at, name);
        pointers(value, &at, found);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| inside(name, value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| inside(&index.to_string(), value));
        }
        _ => {}
    }
    found.push(at.to_owned());
}

/// Takes out what a pointer names.
fn remove(json: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    match json.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.remove(name)),
        Some(Value::Array(items)) => {
            if let Ok(index) = name.parse::<usize>()
                && index < items.len()
            {
                items.remove(index);
            }
        }
        _ => {}
    }
}

#[track_caller]
fn agree(kind: RecordKind, json: &Value) {
    let found = read(kind, json);
    if has_another_form(&Shape::Object(members(kind)), json) {
        assert!(found.is_err(), "{kind}: {json}");
        return;
    }
    assert_eq!(found.is_ok(), accepted_by_serde(kind, json), "{kind}: {json}\n{found:?}");
    if let Err(faults) = found {
        assert!(!faults.is_empty());
        let places: std::collections::BTreeSet<_> = faults.iter().map(|f| (&f.at, f.kind.code())).collect();
        assert_eq!(places.len(), faults.len(), "a fault is told twice: {faults:?}");
    }
}

#[test]
fn every_record_is_read_as_it_was_written() {
    for record in samples() {
        assert_eq!(read(record.kind(), &write(&record)), Ok(record));
    }
}

#[test]
fn whatever_stands_in_any_one_place_is_refused_if_and_only_if_serde_refuses_it() {
    for record in samples() {
        let (kind, pristine) = (record.kind(), write(&record));
        let mut places = vec![];
        pointers(&pristine, "", &mut places);
        for place in &places {
            let mut without = pristine.clone();
            remove(&mut without, place);
            agree(kind, &without);
            for value in odd_values() {
                let mut odd = pristine.clone();
                *odd.pointer_mut(place).unwrap() = value.clone();
                agree(kind, &odd);
                if let Some(members) = odd.pointer_mut(place).and_then(Value::as_object_mut) {
                    members.insert("unheard_of".into(), value);
                    agree(kind, &odd);
                }
            }
        }
    }
}

#[test]
fn every_member_that_a_type_has_is_described_in_its_order() {
    /// The names of the members of an object, in the order in which they are written.
    struct Names(Vec<String>);

    impl<'de> Deserialize<'de> for Names {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct Visitor;
            impl<'de> serde::de::Visitor<'de> for Visitor {
                type Value = Names;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                    let mut names = vec![];
                    while let Some((name, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                        names.push(name);
                    }
                    Ok(Names(names))
                }
            }
            deserializer.deserialize_map(Visitor)
        }
    }

    #[derive(Deserialize)]
    struct Tagged {
        record: Names,
    }

    for kind in RecordKind::ALL.iter().copied() {
        let described: Vec<_> = members(kind).iter().map(|member| member.name).collect();
        let mut unseen = described.clone();
        for record in samples().iter().filter(|record| record.kind() == kind) {
            let text = serde_json::to_string(record).unwrap();
            let names = serde_json::from_str::<Tagged>(&text).unwrap().record.0;
            let in_order = described.iter().filter(|name| names.iter().any(|other| other == *name));
            assert_eq!(names, in_order.copied().collect::<Vec<_>>(), "{kind}");
            unseen.retain(|name| names.iter().all(|other| other != name));
        }
        assert!(unseen.is_empty(), "{kind}: {unseen:?}");
    }
}

fn told(kind: RecordKind, json: &Value, lang: Lang) -> Vec<String> {
    let faults = read(kind, json).unwrap_err();
    faults.iter().map(|fault: &Fault| format!("{} {}", fault.at, fault.message(lang))).collect()
}

#[test]
fn all_faults_are_told_at_once_with_their_places_and_the_nearest_values() {
    let project = json!({
        "id": "rouen ningbo",
        "titel": {"fr": "Eau"},
        "description": {"de": "Wasser"},
        "participants": ["fr-rouen:financing", "fr-rouen"],
        "territories": "FR-COM-76540",
        "theme": null,
        "themes": ["eau", "sante", "eau"],
        "status": "actif",
        "period": {"start": 2014, "end": "1/12/2015"},
        "budget": "120 000 €",
        "results": ["wells"],
        "point": [43.9, 125.3],
        "provenance": {"kind": "press", "confidence": "high"}
    });
    insta::assert_snapshot!(told(RecordKind::Project, &project, Lang::En).join("\n"), @r#"
    /id "rouen ningbo": cannot be read; expected: an identifier of 1 to 120 characters: letters without accents, digits, '-', '_' and '.', beginning with a letter or digit; perhaps rouen-ningbo
    /title a value is missing
    /description/de "de": no such name; nearest: fr, en, zh
    /participants/0 "fr-rouen:financing": unknown value; nearest: fr-rouen:funding, fr-rouen:accountable, fr-rouen:extending, fr-rouen:implementing
    /participants/1 "fr-rouen": cannot be read; expected: a participant is written actor:role
    /territories "FR-COM-76540": cannot be read; expected: a JSON list, in brackets; perhaps ["FR-COM-76540"]
    /theme a value is missing
    /status "actif": unknown value; nearest: active
    /period/start "2014": cannot be read; expected: a text, in quotes; perhaps "2014"
    /period/end "1/12/2015": cannot be read; expected: a date is written YYYY, YYYY-MM or YYYY-MM-DD and must exist in the calendar (year 1000 to 2199)
    /budget "120 000 €": cannot be read; expected: an amount is written in whole units with its currency, for example 120000 EUR; perhaps 120000 EUR
    /results/0 "wells": cannot be read; expected: a figure is written measure=value, measure=value unit or measure=value unit@date
    /point "[43.9,125.3]": cannot be read; expected: two numbers longitude,latitude, in degrees, longitude first; perhaps [125.3,43.9]
    /provenance/kind "press": unknown value; nearest: minutes, documented, declared, editorial, synthetic
    /titel "titel": no such name; nearest: title
    /themes/2 "eau": duplicate identifier
    "#);
}

#[test]
fn a_fault_is_told_in_the_language_asked() {
    let need = json!({"id": "n", "territory": "CN", "theme": "eau", "description": {"fr": "x"}, "date": "23.11.2015",
        "provenance": {"kind": "minutes", "confidence": "haute"}});
    insta::assert_snapshot!(told(RecordKind::Need, &need, Lang::Fr).join("\n"), @r#"
    /date « 23.11.2015 » : illisible ; attendu : une date AAAA, AAAA-MM ou AAAA-MM-JJ, qui existe au calendrier (années 1000 à 2199) ; peut-être 2015-11-23
    /provenance/confidence « haute » : valeur inconnue ; le plus proche : high, medium, low
    "#);
    insta::assert_snapshot!(told(RecordKind::Need, &need, Lang::Zh).join("\n"), @r#"
    /date “23.11.2015”：无法识别；应为：日期：年、年-月或年-月-日，如 2014、2014-06 或 2014-06-30，须真实存在（1000 至 2199 年）；或许是 2015-11-23
    /provenance/confidence “haute”：未知的值；最接近：high, medium, low
    "#);
}

#[test]
fn what_stands_in_the_place_of_a_fault_is_never_told_as_another_one() {
    let mut event = write(&samples().into_iter().find(|r| r.id().as_str() == "meeting").unwrap());
    event["period"] = json!({"start": "soon", "end": "1999"});
    assert_eq!(told(RecordKind::Event, &event, Lang::En).len(), 1);

    let mut partnership =
        write(&samples().into_iter().find(|r| r.kind() == RecordKind::Partnership).unwrap());
    partnership["actors"] = json!(["é", "è", "fr-loire", "fr-loire"]);
    let places: Vec<_> =
        read(RecordKind::Partnership, &partnership).unwrap_err().into_iter().map(|f| f.at).collect();
    assert_eq!(places, ["/actors/0", "/actors/1", "/actors/3"]);
}

#[test]
fn texts_and_lists_have_an_end() {
    let long = "é".repeat(10_001);
    let theme = json!({"id": "t", "label": {"fr": long}, "definition": {"zh": long},
        "aliases": vec!["a"; 1_001], "provenance": {"kind": "editorial", "confidence": "low"}});
    let told = told(RecordKind::Theme, &theme, Lang::En);
    assert_eq!(told.len(), 3);
    assert!(told[0].starts_with("/label/fr") && told[0].ends_with("from 1 to 20000 bytes"), "{}", told[0]);
    assert!(told[1].starts_with("/definition/zh"), "{}", told[1]);
    assert!(told[2].ends_with("from 0 to 1000 items"), "{}", told[2]);
    assert!(told.iter().all(|line| line.len() < 400));

    let many: serde_json::Map<_, _> = (0..5_000).map(|n| (format!("member{n}"), Value::Null)).collect();
    assert_eq!(read(RecordKind::Theme, &Value::Object(many)).unwrap_err().len(), super::MAX_FAULTS);
}

#[test]
fn equal_records_give_the_same_text_whose_members_are_sorted() {
    let source = json!({"title": {"zh": "会议纪要", "fr": "Compte rendu"}, "id": "minutes",
        "provenance": {"kind": "minutes", "confidence": "high"}});
    let record = read(RecordKind::Source, &source).unwrap();
    assert_eq!(
        write(&record).to_string(),
        "{\"id\":\"minutes\",\"provenance\":{\"confidence\":\"high\",\"kind\":\"minutes\"},\
         \"title\":{\"fr\":\"Compte rendu\",\"zh\":\"会议纪要\"}}"
    );
}

/// What happens to a record on its way through careless hands.
#[derive(Debug, Clone)]
enum Mishap {
    Replaced(Index, Value),
    Removed(Index),
    Added(Index, &'static str, Value),
    Copied(Index),
}

impl Mishap {
    /// Does it to a record in JSON; `other` is one to copy from.
    fn happen(self, json: &mut Value, other: &Value) {
        let mut places = vec![];
        pointers(json, "", &mut places);
        let place = |at: Index| places[at.index(places.len())].as_str();
        match self {
            Self::Replaced(at, value) => *json.pointer_mut(place(at)).unwrap() = value,
            Self::Removed(at) => remove(json, place(at)),
            Self::Added(at, name, value) => match json.pointer_mut(place(at)) {
                Some(Value::Object(members)) => drop(members.insert(name.to_owned(), value)),
                Some(Value::Array(items)) => items.push(value),
                _ => {}
            },
            Self::Copied(at) => {
                if let (Some(own), Some(others)) = (json.as_object_mut(), other.as_object())
                    && !others.is_empty()
                {
                    let (name, value) = others.iter().nth(at.index(others.len())).unwrap();
                    own.insert(name.clone(), value.clone());
                }
            }
        }
    }
}

fn mishaps() -> impl Strategy<Value = Mishap> {
    let names = vec!["fr", "id", "kind", "point", "status", "themes", "period", "start", "boundary", "é/~"];
    prop_oneof![
        (any::<Index>(), select(odd_values())).prop_map(|(at, value)| Mishap::Replaced(at, value)),
        any::<Index>().prop_map(Mishap::Removed),
        (any::<Index>(), select(names), select(odd_values()))
            .prop_map(|(at, name, value)| Mishap::Added(at, name, value)),
        any::<Index>().prop_map(Mishap::Copied),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_number_of_mishaps_is_refused_if_and_only_if_serde_refuses_them(
        (record, other) in (select(samples()), select(samples())),
        mishaps in proptest::collection::vec(mishaps(), 1..6),
    ) {
        let (kind, mut json, other) = (record.kind(), write(&record), write(&other));
        for mishap in mishaps {
            mishap.happen(&mut json, &other);
        }
        agree(kind, &json);
    }
}
