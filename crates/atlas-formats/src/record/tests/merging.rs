//! Merge patches, by the standard's own examples.

use super::*;

#[test]
fn the_examples_of_the_standard_hold() {
    // RFC 7396, appendix A: original, patch, result.
    let examples = [
        (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
        (json!({"a": "b"}), json!({"a": null}), json!({})),
        (json!({"a": "b", "b": "c"}), json!({"a": null}), json!({"b": "c"})),
        (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
        (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
        (json!({"a": [{"b": "c"}]}), json!({"a": [1]}), json!({"a": [1]})),
        (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
        (json!({"a": "b"}), json!(["c"]), json!(["c"])),
        (json!({"a": "foo"}), json!(null), json!(null)),
        (json!({"a": "foo"}), json!("bar"), json!("bar")),
        (json!({"e": null}), json!({"a": 1}), json!({"e": null, "a": 1})),
        (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
        (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
    ];
    for (mut target, patch, result) in examples {
        merge(&mut target, &patch);
        assert_eq!(target, result, "{patch}");
    }
}

#[test]
fn a_patch_changes_what_it_names_and_nothing_else() {
    let record = samples().into_iter().find(|record| record.id().as_str() == "training").unwrap();
    let mut json = write(&record);
    merge(
        &mut json,
        &json!({"status": "ended", "period": {"end": "2016"}, "budget": null, "title": {"en": null}}),
    );
    let Ok(Record::Project(after)) = read(RecordKind::Project, &json) else { panic!("{json}") };
    let Record::Project(mut expected) = record else { panic!("a project") };
    expected.status = atlas_model::Status::Ended;
    expected.period.end = Some("2016".parse().unwrap());
    expected.budget = None;
    expected.title.en = None;
    assert_eq!(after, expected);
}
