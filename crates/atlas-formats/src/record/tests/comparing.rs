//! What two states of a record differ in, and what two edits make together.

use std::collections::BTreeSet;

use super::*;
use crate::record::{Conflict, Difference, differences, merge_three};

fn sample(id: &str) -> Record {
    samples().into_iter().find(|record| record.id().as_str() == id).unwrap()
}

/// The record after a merge patch.
fn patched(record: &Record, patch: &Value) -> Record {
    let mut json = write(record);
    merge(&mut json, patch);
    read(record.kind(), &json).unwrap()
}

fn lines(differences: &[Difference]) -> String {
    let line = |difference: &Difference| serde_json::to_string(difference).unwrap();
    differences.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn differences_are_told_field_by_field_in_the_order_of_the_type() {
    let before = sample("training");
    let patch = json!({
        "provenance": {"confidence": "low", "note": null},
        "title": {"en": null, "fr": "Formation"},
        "themes": ["sante", "eau"],
        "territories": ["FR-COM-44109", "CN-220000"],
        "period": {"end": "2016"},
        "point": [125, 43.5],
        "funding": null
    });
    insta::assert_snapshot!(lines(&differences(Some(&before), Some(&patched(&before, &patch)))), @r#"
    {"pointer":"/title/fr","before":"Formation de médecins","after":"Formation"}
    {"pointer":"/title/en","before":"Training of doctors"}
    {"pointer":"/territories","before":["CN-220000","FR-COM-44109"],"after":["FR-COM-44109","CN-220000"]}
    {"pointer":"/themes","before":["eau"],"after":["sante","eau"],"added":["sante"]}
    {"pointer":"/period/end","after":"2016"}
    {"pointer":"/funding","before":[{"actor":"fr-loire","amount":"6000 EUR","programme":"Climat; 2014"},{"programme":"Dons"}]}
    {"pointer":"/point","before":[125.35,43.88],"after":[125.0,43.5]}
    {"pointer":"/provenance/confidence","before":"high","after":"low"}
    {"pointer":"/provenance/note","before":"Two dates: \"2014\",\nand 2015"}
    "#);
}

#[test]
fn a_record_that_is_not_there_says_nothing() {
    let theme = read(
        RecordKind::Theme,
        &json!({"id": "t", "label": {"fr": "T"}, "cross_cutting": true,
        "provenance": {"kind": "editorial", "confidence": "low"}}),
    )
    .unwrap();
    let created = differences(None, Some(&theme));
    insta::assert_snapshot!(lines(&created), @r#"
    {"pointer":"/id","after":"t"}
    {"pointer":"/label/fr","after":"T"}
    {"pointer":"/cross_cutting","after":true}
    {"pointer":"/provenance/kind","after":"editorial"}
    {"pointer":"/provenance/confidence","after":"low"}
    "#);
    let deleted = differences(Some(&theme), None);
    assert!(deleted.iter().all(|one| one.after.is_none()));
    assert_eq!(deleted.len(), created.len());
    assert_eq!(differences(None, None), []);
    let unset = patched(&theme, &json!({"cross_cutting": false}));
    assert_eq!(
        lines(&differences(Some(&theme), Some(&unset))),
        r#"{"pointer":"/cross_cutting","before":true,"after":false}"#
    );
}

/// The merge of two patches of the same record: the patch that it comes to, and the conflicts.
fn merged(base: &Record, theirs: &Value, yours: &Value) -> (Vec<Difference>, Vec<Conflict>) {
    let sides = [&patched(base, theirs), &patched(base, yours)].map(write);
    let (json, conflicts) = merge_three(base.kind(), &write(base), &sides[0], &sides[1]);
    (differences(Some(base), Some(&read(base.kind(), &json).unwrap())), conflicts)
}

#[test]
fn edits_of_different_fields_are_both_kept() {
    let theirs = json!({"status": "ended", "title": {"fr": "Formation"}, "themes": ["eau", "sante"]});
    let yours = json!({"period": {"end": "2016"}, "title": {"en": "Training"}, "themes": ["energie"]});
    let (found, conflicts) = merged(&sample("training"), &theirs, &yours);
    assert_eq!(conflicts, []);
    insta::assert_snapshot!(lines(&found), @r#"
    {"pointer":"/title/fr","before":"Formation de médecins","after":"Formation"}
    {"pointer":"/title/en","before":"Training of doctors","after":"Training"}
    {"pointer":"/themes","before":["eau"],"after":["sante","energie"],"added":["sante","energie"],"removed":["eau"]}
    {"pointer":"/status","before":"active","after":"ended"}
    {"pointer":"/period/end","after":"2016"}
    "#);
}

#[test]
fn a_field_that_both_changed_is_a_conflict_and_keeps_what_is_there() {
    let theirs =
        json!({"status": "ended", "point": null, "results": ["médecins formés=1200 personnes@2016"]});
    let yours =
        json!({"status": "suspended", "point": [125, 44], "results": ["médecins formés=900 personnes@2015"]});
    let (found, conflicts) = merged(&sample("training"), &theirs, &yours);
    let places: Vec<_> = conflicts.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(places, ["/status", "/results", "/point"]);
    assert_eq!(
        serde_json::to_value(&conflicts[0]).unwrap(),
        json!({"pointer": "/status", "base": "active", "theirs": "ended", "yours": "suspended"})
    );
    assert_eq!(
        serde_json::to_value(&conflicts[2]).unwrap(),
        json!({"pointer": "/point", "base": [125.35, 43.88], "yours": [125.0, 44.0]})
    );
    let kept: Vec<_> = found.iter().map(|one| one.pointer.as_str()).collect();
    assert_eq!(kept, places, "theirs, each of them");
}

#[test]
fn items_of_lists_come_and_go_on_both_sides_unless_they_are_the_same_or_their_order_matters() {
    let base = sample("training");
    let outcome = |member: &str, theirs: Value, yours: Value| {
        let (theirs, yours) = (json!({ member: theirs }), json!({ member: yours }));
        let sides = [&patched(&base, &theirs), &patched(&base, &yours)].map(write);
        let (json, conflicts) = merge_three(base.kind(), &write(&base), &sides[0], &sides[1]);
        (json[member].clone(), conflicts.len())
    };
    // ["CN-220000", "FR-COM-44109"]
    assert_eq!(
        outcome("territories", json!(["CN-220000"]), json!(["CN-220000", "FR-COM-44109", "CN"])),
        (json!(["CN-220000", "CN"]), 0)
    );
    assert_eq!(
        outcome(
            "territories",
            json!(["CN-220000", "FR-COM-44109", "FR"]),
            json!(["CN-220000", "FR-COM-44109", "FR", "CN"])
        ),
        (json!(["CN-220000", "FR-COM-44109", "FR", "CN"]), 0)
    );
    assert_eq!(
        outcome(
            "territories",
            json!(["FR-COM-44109", "CN-220000"]),
            json!(["CN-220000", "FR-COM-44109", "CN"])
        ),
        (json!(["FR-COM-44109", "CN-220000"]), 1)
    );
    assert_eq!(outcome("territories", json!(null), json!(["CN-220000"])), (Value::Null, 0));
    // ["fr-chu:implementing", "fr-chu:accountable", "cn-jilin:funding"]
    assert_eq!(
        outcome(
            "participants",
            json!(["fr-chu:implementing", "cn-jilin:funding"]),
            json!(["fr-chu:implementing", "fr-chu:accountable", "cn-jilin:accountable"]),
        ),
        (json!(["fr-chu:implementing", "cn-jilin:accountable"]), 0)
    );
    assert_eq!(
        outcome(
            "participants",
            json!(["fr-chu:implementing", "cn-jilin:funding"]),
            json!(["fr-chu:accountable", "cn-jilin:funding"]),
        ),
        (json!(["fr-chu:implementing", "cn-jilin:funding"]), 1)
    );
}

#[test]
fn a_contact_comes_and_goes_as_one() {
    let base = sample("fr-loire");
    let change = json!({"contact": {"email": "y@example.org"}});
    let (found, conflicts) = merged(&base, &json!({ "contact": null }), &change);
    assert_eq!((conflicts.len(), conflicts[0].pointer.as_str()), (1, "/contact"));
    assert_eq!((found.len(), found[0].pointer.as_str(), found[0].after.as_ref()), (1, "/contact", None));
    let (found, conflicts) = merged(&base, &json!({ "aliases": null }), &change);
    assert_eq!((found.len(), conflicts.len()), (2, 0));
    assert_eq!(
        lines(&found[1..]),
        r#"{"pointer":"/contact/email","before":"x@example.org","after":"y@example.org"}"#
    );
    let without = patched(&base, &json!({ "contact": null }));
    let (one, other) =
        (json!({"contact": {"function": "a"}}), json!({"contact": {"function": "b", "email": "c"}}));
    assert_eq!(merged(&without, &one, &other).1.len(), 1, "nobody's contact is made of two");
}

#[test]
fn what_is_no_record_is_merged_as_far_as_it_goes() {
    let base = write(&sample("training"));
    let yours = json!({"titel": {"fr": "T"}, "title": "T", "status": null, "point": [125.35, 43.88]});
    let (json, conflicts) = merge_three(RecordKind::Project, &base, &base, &yours);
    assert_eq!(json, json!({"titel": {"fr": "T"}, "title": "T", "point": [125.35, 43.88]}));
    assert_eq!(conflicts, []);
    let (json, conflicts) = merge_three(RecordKind::Project, &base, &base, &json!("T"));
    assert_eq!((json, conflicts), (json!("T"), vec![]));
    let theirs = json!({"id": "x"});
    let (json, conflicts) = merge_three(RecordKind::Project, &base, &theirs, &json!([]));
    assert_eq!((&json, conflicts.len(), conflicts[0].pointer.as_str()), (&theirs, 1, ""));
}

/// A record, and what may have become of it by the hands of two people.
fn edits() -> impl Strategy<Value = [Record; 3]> {
    let edit = || proptest::collection::vec(mishaps(), 1..16);
    (select(samples()), any::<Index>(), edit(), edit()).prop_map(|(record, at, theirs, yours)| {
        let mut others = samples();
        others.retain(|other| other.kind() == record.kind());
        let other = write(&others[at.index(others.len())]);
        let edited = |edits: Vec<Mishap>| {
            let mut json = write(&record);
            for edit in edits {
                let mut changed = json.clone();
                edit.happen(&mut changed, &other);
                if changed.get("id") == json.get("id") && read(record.kind(), &changed).is_ok() {
                    json = changed;
                }
            }
            read(record.kind(), &json).unwrap()
        };
        [record.clone(), edited(theirs), edited(yours)]
    })
}

/// Applies differences to a record in JSON.
fn apply(json: &mut Value, differences: &[Difference]) {
    for difference in differences {
        let mut patch = difference.after.clone().unwrap_or_default();
        for name in difference.pointer.rsplit('/').filter(|name| !name.is_empty()) {
            patch = json!({ name: patch });
        }
        merge(json, &patch);
    }
}

fn places(before: &Record, after: &Record) -> BTreeSet<String> {
    differences(Some(before), Some(after)).into_iter().map(|one| one.pointer).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn differences_lead_from_one_state_to_the_other([before, after, _] in edits()) {
        let mut json = write(&before);
        let found = differences(Some(&before), Some(&after));
        apply(&mut json, &found);
        prop_assert_eq!(read(before.kind(), &json), Ok(after.clone()), "{:?}", found);
        prop_assert_eq!(write(&before) == write(&after), before == after);
        let back = differences(Some(&after), Some(&before));
        prop_assert_eq!(back.len(), found.len());
        for (one, other) in found.iter().zip(&back) {
            prop_assert_eq!((&one.before, &one.added), (&other.after, &other.removed));
        }
    }

    #[test]
    fn no_edit_is_lost_and_none_is_made_up([base, theirs, yours] in edits()) {
        let kind = base.kind();
        let [b, t, y] = [&base, &theirs, &yours].map(write);
        let merge = |theirs, yours| {
            let (json, conflicts) = merge_three(kind, &b, theirs, yours);
            (read(kind, &json), conflicts)
        };
        prop_assert_eq!(merge(&t, &b), (Ok(theirs.clone()), vec![]));
        prop_assert_eq!(merge(&b, &y), (Ok(yours.clone()), vec![]));
        prop_assert_eq!(merge(&t, &t), (Ok(theirs.clone()), vec![]));

        let (json, conflicts) = merge_three(kind, &b, &t, &y);
        for conflict in &conflicts {
            prop_assert!(conflict.base != conflict.theirs && conflict.theirs != conflict.yours);
            prop_assert!(conflict.base != conflict.yours);
        }
        let (_, mirrored) = merge_three(kind, &b, &y, &t);
        let swapped = mirrored.into_iter().map(|one| Conflict { theirs: one.yours, yours: one.theirs, ..one });
        prop_assert_eq!(&conflicts, &swapped.collect::<Vec<_>>());

        // What both edits are, taken together, may still be no record: an end before a start.
        if let Ok(result) = read(kind, &json) {
            let (of_theirs, of_yours) = (places(&base, &theirs), places(&base, &yours));
            let unsettled = |place: &String| conflicts.iter().any(|one| overlap(&one.pointer, place));
            let changed = places(&base, &result);
            for place in &changed {
                prop_assert!(of_theirs.contains(place) || of_yours.contains(place), "{} made up", place);
            }
            for place in of_theirs.union(&of_yours) {
                let undone = of_theirs.contains(place) && of_yours.contains(place);
                prop_assert!(changed.contains(place) || undone || unsettled(place), "{} lost", place);
            }
            let from_theirs = places(&theirs, &result);
            for place in of_theirs.difference(&of_yours) {
                prop_assert!(!from_theirs.contains(place), "{} of theirs was overwritten", place);
            }
            let from_yours = places(&yours, &result);
            for place in of_yours.difference(&of_theirs) {
                prop_assert!(!from_yours.contains(place) || unsettled(place), "{} of yours was lost", place);
            }
        }
    }
}
