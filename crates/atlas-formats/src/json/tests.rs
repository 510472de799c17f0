//! What an item shows, in one language and in all.

use atlas_model::{Lang, RecordKind};
use serde_json::{Value, json};

use super::*;
use crate::sample;

fn value(kind: RecordKind, id: &str, texts: TextChoice) -> Value {
    let snapshot = Snapshot::build(sample::world()).unwrap();
    let ix = snapshot.find(kind, id).unwrap();
    let mut out = vec![];
    item(&snapshot, kind, ix, texts, &mut out);
    assert_eq!(out, rendered(&snapshot, kind, ix, texts).unwrap()[..], "the cache holds the same");
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn a_project_names_all_that_it_refers_to() {
    let project = value(RecordKind::Project, "training", TextChoice::One(Lang::En));
    let doctor = json!({"id": "fr-chu", "name": "CHU", "kind": "hospital", "country": "FR"});
    let expected = json!({"actor": doctor, "role": "implementing", "role_label": "implementing"});
    assert_eq!(project["participants"][0], expected);
    assert_eq!(project["theme"], json!({"id": "hopital", "name": "Hospital"}));
    assert_eq!(
        project["partnerships"][0],
        json!({"id": "loire--jilin", "name": "Loire and Jilin", "local_name": "卢瓦尔河与吉林"})
    );
    assert_eq!(
        project["territories"][0],
        json!({"id": "CN-220000", "name": "Jilin", "local_name": "吉林省", "level": "region", "country": "CN"})
    );
    assert_eq!(project["countries"][1]["id"], "FR");
    assert_eq!(project["period"], json!({"start": "2014"}));
    assert_eq!(project["budget"], json!({"amount": 120_000, "currency": "EUR"}));
    assert_eq!(
        project["results"][0],
        json!({"measure": "médecins formés", "value": 1000, "unit": "personnes", "date": "2015"})
    );
    assert_eq!((&project["status"], &project["point"]), (&json!("active"), &json!([125.35, 43.88])));
}

#[test]
fn in_all_languages_a_text_is_an_object_of_those_it_has() {
    let theme = value(RecordKind::Theme, "hopital", TextChoice::All);
    assert_eq!(theme["label"], json!({"fr": "Hôpital", "en": "Hospital", "zh": "医院"}));
    let actor = value(RecordKind::Actor, "us-ca", TextChoice::All);
    assert_eq!(actor["name"], json!({"fr": "Californie", "en": "California"}));
    assert_eq!(actor["kind_label"]["zh"], "地方政府");
    assert_eq!(actor.get("local_name"), None);
}

#[test]
fn chinese_names_travel_in_characters_unless_they_are_what_is_shown() {
    let french = value(RecordKind::Territory, "CN-220000", TextChoice::One(Lang::Fr));
    assert_eq!((&french["name"], &french["local_name"]), (&json!("Jilin"), &json!("吉林省")));
    let chinese = value(RecordKind::Territory, "CN-220000", TextChoice::One(Lang::Zh));
    assert_eq!((&chinese["name"], chinese.get("local_name")), (&json!("吉林省"), None));
    let project = value(RecordKind::Project, "training", TextChoice::One(Lang::Fr));
    assert_eq!(project["territories"][0]["local_name"], "吉林省");
}

#[test]
fn a_partnership_without_a_name_is_called_by_its_leading_actors() {
    let nameless = value(RecordKind::Partnership, "jilin--california", TextChoice::One(Lang::En));
    assert_eq!(nameless["name"], "Jilin – California");
    assert_eq!(nameless["local_name"], "吉林省人民政府 – Californie");
    let all = value(RecordKind::Partnership, "jilin--california", TextChoice::All);
    assert_eq!(all["name"]["fr"], "Jilin – Californie");
    let named = value(RecordKind::Partnership, "loire--jilin", TextChoice::One(Lang::Fr));
    assert_eq!(named["name"], "Loire et Jilin");
    assert_eq!(named["countries"][1], json!({"id": "CN", "name": "CN"}));
}

#[test]
fn a_territory_shows_what_came_before_and_after_it() {
    let new = value(RecordKind::Territory, "FR-REG-52", TextChoice::One(Lang::Fr));
    assert_eq!(new["predecessors"][0]["id"], "FR-REG-OLD");
    assert_eq!(new["codes"][0], json!({"scheme": "insee-reg", "value": "52"}));
    assert_eq!(new["seat"]["level"], "municipality");
    assert_eq!(new["current"], true);
    assert_eq!(new.get("boundary"), None, "outlines are asked for as GeoJSON");
    let old = value(RecordKind::Territory, "FR-REG-OLD", TextChoice::One(Lang::Fr));
    assert_eq!((&old["current"], &old["successors"][0]["id"]), (&json!(false), &json!("FR-REG-52")));
}

#[test]
fn provenance_says_where_to_read_it_and_how_sure_it_is() {
    let project = value(RecordKind::Project, "training", TextChoice::One(Lang::Fr));
    assert_eq!(project["provenance"]["confidence_label"], "élevée");
    assert_eq!(project["provenance"]["sources"][0]["licence"], "etalab-2.0");
    assert_eq!(project["provenance"].get("entered_by"), None, "who typed it in is nobody's business");
}

#[test]
fn every_kind_of_record_has_an_item() {
    let snapshot = Snapshot::build(sample::world()).unwrap();
    for kind in RecordKind::ALL {
        for texts in [TextChoice::One(Lang::Zh), TextChoice::All] {
            for_kind!(*kind, T => {
                for (ix, entry) in T::table(&snapshot).iter() {
                    let mut out = vec![];
                    item(&snapshot, *kind, ix, texts, &mut out);
                    let value: Value = serde_json::from_slice(&out).unwrap();
                    assert_eq!(value["id"], entry.record.id.as_str());
                    assert!(value["provenance"]["kind_label"] != Value::Null);
                    let reference = NamedRef::of(&snapshot, *kind, ix, texts).unwrap();
                    assert_eq!(reference.id, entry.record.id.as_str());
                }
            });
        }
    }
}

#[test]
fn the_tree_of_themes_begins_with_its_roots() {
    let snapshot = Snapshot::build(sample::world()).unwrap();
    let tree = serde_json::to_value(theme_tree(&snapshot, TextChoice::One(Lang::En))).unwrap();
    let roots: Vec<&str> = tree.as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
    assert_eq!(roots, ["eau", "sante"]);
    assert_eq!(tree[1]["children"][0]["label"], "Hospital");
}

#[test]
fn the_schema_of_a_text_tells_both_its_forms() {
    use utoipa::PartialSchema;
    let schema = serde_json::to_value(crate::Words::schema()).unwrap();
    assert_eq!(schema["oneOf"][0]["type"], "string");
    let schema = serde_json::to_value(ProjectItem::schema()).unwrap();
    assert!(schema["properties"]["participants"].is_object());
    assert!(schema["required"].as_array().unwrap().contains(&json!("provenance")));
}
