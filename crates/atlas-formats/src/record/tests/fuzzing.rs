//! Whatever comes in, for as long as one likes: `ATLAS_FUZZ_SECONDS` (3 by default) for all of it.

use std::time::{Duration, Instant};

use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::*;
use crate::record::field::same;
use crate::record::{Difference, differences, merge_three};

/// How many properties share the time.
const PROPERTIES: u32 = 4;

/// JSON of any shape, out of names and values that records have and others.
fn anything() -> impl Strategy<Value = Value> {
    let names: Vec<&str> =
        RecordKind::ALL.iter().flat_map(|kind| members(*kind)).map(|member| member.name).collect();
    let name = prop_oneof![
        4 => select(names).prop_map(str::to_owned),
        2 => select(vec!["fr", "zh", "start", "end", "sources", "function", "pairs"]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    let leaf = prop_oneof![
        4 => select(odd_values()),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((name.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().collect::<Value>()),
        ]
    })
}

/// A record that went through careless hands, or anything at all.
fn nearly_a_record() -> impl Strategy<Value = (RecordKind, Value)> {
    let broken = (select(samples()), select(samples()), proptest::collection::vec(mishaps(), 0..8));
    let broken = broken.prop_map(|(record, other, mishaps)| {
        let (mut json, other) = (write(&record), write(&other));
        mishaps.into_iter().for_each(|mishap| mishap.happen(&mut json, &other));
        (record.kind(), json)
    });
    prop_oneof![3 => broken, 1 => (select(RecordKind::ALL), anything())]
}

/// Bytes that begin as JSON.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let cuts = proptest::collection::vec(
        (any::<Index>(), 0..4_usize, proptest::collection::vec(any::<u8>(), 0..4)),
        0..4,
    );
    let marks =
        select(vec!["{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "null", "1e999", "-", "\u{0}"]);
    let marks = proptest::collection::vec((any::<Index>(), marks), 0..4);
    (anything(), any::<bool>(), cuts, marks).prop_map(|(json, pretty, cuts, marks)| {
        let text = if pretty { serde_json::to_vec_pretty(&json) } else { serde_json::to_vec(&json) };
        let mut bytes = text.unwrap();
        for (at, taken, put) in cuts {
            let at = at.index(bytes.len() + 1);
            let end = (at + taken).min(bytes.len());
            bytes.splice(at..end, put);
        }
        for (at, mark) in marks {
            let at = at.index(bytes.len() + 1);
            bytes.splice(at..at, mark.bytes());
        }
        bytes
    })
}

/// The pseudo-code of RFC 7396 §2, word for word.
fn merge_as_the_standard_says(target: Value, patch: Value) -> Value {
    let Value::Object(patch) = patch else { return patch };
    let mut target = match target {
        Value::Object(members) => members,
        _ => serde_json::Map::new(),
    };
    for (name, value) in patch {
        if value.is_null() {
            target.remove(&name);
        } else {
            let before = target.remove(&name).unwrap_or_default();
            target.insert(name, merge_as_the_standard_says(before, value));
        }
    }
    Value::Object(target)
}

fn has_null_members(json: &Value) -> bool {
    json.as_object().is_some_and(|members| members.values().any(|v| v.is_null() || has_null_members(v)))
}

/// Runs a property on ever new inputs until the time is over; says on how many.
fn for_a_while<S: Strategy>(strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) -> u32 {
    let seconds = std::env::var("ATLAS_FUZZ_SECONDS").map_or(3.0, |text| text.parse().unwrap());
    let until = Instant::now() + Duration::from_secs_f64(seconds) / PROPERTIES;
    let config = Config { cases: 200, failure_persistence: None, ..Config::default() };
    let mut cases = 0;
    while Instant::now() < until {
        let mut runner = TestRunner::new(config.clone());
        if let Err(error) = runner.run(strategy, &property) {
            panic!("after {cases} cases: {error}");
        }
        cases += config.cases;
    }
    cases
}

#[test]
fn any_bytes_are_json_or_refused_and_nothing_else_happens() {
    let cases = for_a_while(&nearly_json(), |bytes| {
        let peer = serde_json::from_slice::<Value>(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
        match (parse(&bytes), peer) {
            (Ok(ours), Ok(peer)) => prop_assert_eq!(ours, peer),
            (Ok(ours), Err(error)) => prop_assert!(false, "{} was refused: {}", ours, error),
            (Err(fault), peer) => {
                let strict = matches!(fault.kind.code(), "repeated" | "out_of_range");
                prop_assert!(strict || peer.is_err(), "{}", fault);
                for lang in Lang::ALL {
                    prop_assert!(!fault.message(*lang).is_empty());
                }
            }
        }
        Ok(())
    });
    assert!(cases > 0);
}

#[test]
fn any_json_is_a_record_or_refused_as_serde_refuses_it() {
    let cases = for_a_while(&nearly_a_record(), |(kind, json)| {
        agree(kind, &json);
        match read(kind, &json) {
            Ok(record) => {
                // What was read says the same once written: numbers and empty members aside.
                let written = write(&record);
                prop_assert!(read(kind, &written).as_ref() == Ok(&record));
                prop_assert!(parse(written.to_string().as_bytes()).as_ref() == Ok(&written));
                let (merged, conflicts) = merge_three(kind, &written, &written, &json);
                prop_assert_eq!(conflicts, vec![]);
                prop_assert!(read(kind, &merged).as_ref() == Ok(&record), "{}", merged);
            }
            Err(faults) => {
                for fault in faults {
                    prop_assert!(fault.message(Lang::Fr).len() < 2_000, "{}", fault);
                    prop_assert!(!fault.message(Lang::Zh).is_empty());
                }
            }
        }
        Ok(())
    });
    assert!(cases > 0);
}

#[test]
fn any_merge_patch_does_what_the_standard_says() {
    let pair = (prop_oneof![anything(), nearly_a_record().prop_map(|(_, json)| json)], anything());
    let cases = for_a_while(&pair, |(target, patch)| {
        let mut once = target.clone();
        merge(&mut once, &patch);
        prop_assert_eq!(&once, &merge_as_the_standard_says(target.clone(), patch.clone()));
        let mut twice = once.clone();
        merge(&mut twice, &patch);
        prop_assert_eq!(&twice, &once, "the same patch again changes nothing");
        let mut alone = Value::Null;
        merge(&mut alone, &patch);
        prop_assert!(!patch.is_object() || !has_null_members(&alone), "null removes");
        if let (Some(changes), Some(members)) = (patch.as_object(), once.as_object()) {
            for (name, value) in target.as_object().into_iter().flatten() {
                prop_assert!(
                    changes.contains_key(name) || members.get(name) == Some(value),
                    "{} changed",
                    name
                );
            }
        }
        Ok(())
    });
    assert!(cases > 0);
}

#[test]
fn any_three_states_come_together_without_losing_one_that_stands_alone() {
    let three = (nearly_a_record(), anything(), proptest::collection::vec(mishaps(), 0..6), any::<bool>());
    let cases = for_a_while(&three, |((kind, base), wild, mishaps, tame)| {
        let mut theirs = base.clone();
        mishaps.into_iter().for_each(|mishap| mishap.happen(&mut theirs, &base));
        let mut yours = base.clone();
        if tame {
            merge(&mut yours, &wild);
        } else {
            yours = wild;
        }
        let (merged, conflicts) = merge_three(kind, &base, &theirs, &yours);
        for (index, conflict) in conflicts.iter().enumerate() {
            prop_assert!(conflict.theirs != conflict.yours);
            prop_assert!(conflicts[..index].iter().all(|other| other.pointer != conflict.pointer));
        }
        // Merging the result with either side again settles nothing else.
        let plain = |json: &Value| merge_three(kind, json, json, json).0;
        let again = plain(&merge_three(kind, &base, &theirs, &merged).0);
        prop_assert!(same(Some(&again), Some(&plain(&merged))), "{} is not {}", again, merged);
        let (alone, none) = merge_three(kind, &base, &base, &yours);
        prop_assert_eq!(none, vec![]);
        // However a number is written: 0 is -0.0.
        prop_assert!(same(Some(&plain(&alone)), Some(&plain(&yours))), "{} is not {}", alone, yours);
        if let (Ok(before), Ok(after)) = (read(kind, &base), read(kind, &yours)) {
            let found: Vec<Difference> = differences(Some(&before), Some(&after));
            prop_assert_eq!(found.is_empty(), before == after);
        }
        Ok(())
    });
    assert!(cases > 0);
}
