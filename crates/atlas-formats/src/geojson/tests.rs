//! What a feature looks like, and that other programs read it.

use atlas_index::Set;
use atlas_model::{Lang, RecordKind};
use geojson::{Feature, FeatureCollection, GeoJson, GeometryValue};
use serde_json::Value;

use super::*;
use crate::sample;

const FR: TextChoice = TextChoice::One(Lang::Fr);

fn world() -> Snapshot {
    Snapshot::build(sample::world()).unwrap()
}

fn text(kind: RecordKind, id: &str, texts: TextChoice, drawing: Drawing) -> String {
    let snapshot = world();
    let mut out = vec![];
    feature(&snapshot, kind, snapshot.find(kind, id).unwrap(), texts, drawing, &mut out);
    String::from_utf8(out).unwrap()
}

fn parsed(kind: RecordKind, id: &str, texts: TextChoice) -> Feature {
    text(kind, id, texts, Drawing::Point).parse().unwrap()
}

#[test]
fn a_project_is_a_point_with_flat_properties() {
    insta::assert_snapshot!(text(RecordKind::Project, "training", FR, Drawing::Point), @r#"{"type":"Feature","id":"training","geometry":{"type":"Point","coordinates":[125.35,43.88]},"properties":{"id":"training","title":"Formation de médecins","theme":"hopital","theme_label":"Hôpital","themes":["eau"],"status":"active","status_label":"actif","start":"2014","countries":["CN","FR"],"territories":["Jilin","FR-COM-44109"],"territories_zh":["吉林省","FR-COM-44109"],"actors":["CHU","Jilin"],"actors_zh":["CHU","吉林省人民政府"],"partnerships":["loire--jilin"],"provenance":"synthetic","provenance_label":"synthétique","confidence":"high","confidence_label":"élevée"}}"#);
}

#[test]
fn in_all_languages_each_has_its_own_properties() {
    let feature = parsed(RecordKind::Project, "training", TextChoice::All);
    assert_eq!(feature.property("title_en").unwrap(), "Training of doctors");
    assert_eq!(feature.property("theme_label_zh").unwrap(), "医院");
    assert_eq!(feature.property("status_label_fr").unwrap(), "actif");
    assert!(feature.property("title").is_none());
}

#[test]
fn a_partnership_is_an_arc_between_the_seats_of_its_leaders() {
    let feature = parsed(RecordKind::Partnership, "loire--jilin", FR);
    let GeometryValue::LineString { coordinates } = feature.geometry.unwrap().value else {
        panic!("one line")
    };
    assert_eq!(coordinates.first().unwrap().as_slice(), [-1.53, 47.21125]);
    assert_eq!(coordinates.last().unwrap().as_slice(), [125.3, 43.9]);
    assert_eq!(feature.bbox.unwrap()[0], -1.53);
}

#[test]
fn an_arc_over_the_pacific_is_two_lines_and_its_box_crosses_the_antimeridian() {
    let feature = parsed(RecordKind::Partnership, "jilin--california", FR);
    let bbox = feature.bbox.clone().unwrap();
    assert!(bbox[0] > bbox[2], "{bbox:?}");
    let GeometryValue::MultiLineString { coordinates } = feature.geometry.unwrap().value else {
        panic!("two lines")
    };
    let (end, start) = (coordinates[0].last().unwrap(), coordinates[1].first().unwrap());
    assert_eq!((end[0], start[0], end[1]), (180.0, -180.0, start[1]));
}

#[test]
fn three_countries_make_three_arcs() {
    let mut dataset = sample::world();
    dataset.partnerships[1].actors.push(sample::id("us-ca"));
    let snapshot = Snapshot::build(dataset).unwrap();
    let mut out = vec![];
    let ix = snapshot.find(RecordKind::Partnership, "loire--jilin").unwrap();
    partnership(&snapshot, ix, FR, &mut out);
    let feature: Feature = String::from_utf8(out).unwrap().parse().unwrap();
    let GeometryValue::MultiLineString { coordinates } = feature.geometry.unwrap().value else {
        panic!("lines")
    };
    assert_eq!(coordinates.len(), 4, "one of the three is cut in two");
    assert_eq!(feature.properties.unwrap()["countries"], serde_json::json!(["FR", "CN", "US"]));
}

#[test]
fn a_territory_is_a_point_or_its_outline() {
    insta::assert_snapshot!(text(RecordKind::Territory, "FR-REG-52", FR, Drawing::Outline), @r#"{"type":"Feature","id":"FR-REG-52","bbox":[-2.5,46.5,-0.5,48.25],"geometry":{"type":"MultiPolygon","coordinates":[[[[-2.5,46.5],[-0.5,46.5],[-0.5,48.25],[-2.5,48.25],[-2.5,46.5]]]]},"properties":{"id":"FR-REG-52","name":"Pays de la Loire","name_zh":"卢瓦尔河大区","pinyin":"Lúwǎ'ěr Hé Dàqū","level":"region","level_label":"région / province","kind":"région","countries":["FR"],"parent":"FR","valid_from":"1956-06","current":true,"population":3660852,"provenance":"synthetic","provenance_label":"synthétique","confidence":"high","confidence_label":"élevée"}}"#);
    let point = parsed(RecordKind::Territory, "FR-REG-52", FR).geometry.unwrap();
    assert!(matches!(point.value, GeometryValue::Point { .. }));
}

#[test]
fn what_is_nowhere_has_no_geometry() {
    let old = parsed(RecordKind::Territory, "FR-REG-OLD", FR);
    assert_eq!(old.geometry, None);
    assert_eq!(old.property("current").unwrap(), &Value::Bool(false));
}

#[test]
fn every_feature_can_be_read_and_shows_its_provenance() {
    let snapshot = world();
    for kind in RecordKind::ALL.iter().copied() {
        let ids: Set = (0..u32::try_from(snapshot.count(kind)).unwrap()).collect();
        for ix in ids.iter().map(Ix) {
            for texts in [FR, TextChoice::One(Lang::Zh), TextChoice::All] {
                let Some(bytes) = rendered(&snapshot, kind, ix, texts) else {
                    assert!(!has_features(kind));
                    continue;
                };
                let feature: Feature = std::str::from_utf8(&bytes).unwrap().parse().unwrap();
                assert_eq!(feature.property("provenance").unwrap(), "synthetic");
                assert!(feature.property("confidence").is_some());
                assert!(feature.id.is_some());
            }
        }
    }
}

#[test]
fn a_collection_counts_its_features_and_keeps_their_bytes() {
    let snapshot = world();
    let features: Vec<_> = ["training", "well"]
        .iter()
        .map(|id| snapshot.find(RecordKind::Project, id).unwrap())
        .map(|ix| rendered(&snapshot, RecordKind::Project, ix, FR).unwrap())
        .collect();
    let link = Link {
        href: "/v1/projects?f=geojson".into(),
        rel: "self".into(),
        media_type: Some("application/geo+json".into()),
        hreflang: None,
        title: None,
    };
    let head = Collection {
        matched: Some(150),
        links: &[link],
        attribution: Some("© \"Comité\""),
        bbox: Some([-5.0, 41.0, 10.0, 51.5]),
    };
    let mut out = vec![];
    head.write(features.iter().map(|feature| &feature[..]), &mut out);
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains(std::str::from_utf8(&features[0]).unwrap()));
    let GeoJson::FeatureCollection(FeatureCollection { features, foreign_members, bbox }) =
        text.parse().unwrap()
    else {
        panic!("a collection")
    };
    let members = foreign_members.unwrap();
    assert_eq!(features.len(), 2);
    assert_eq!(bbox.unwrap(), [-5.0, 41.0, 10.0, 51.5]);
    assert_eq!((&members["numberMatched"], &members["numberReturned"]), (&150.into(), &2.into()));
    assert_eq!(members["links"][0]["type"], "application/geo+json");
    assert!(!text.contains("timeStamp"));
}

#[test]
fn an_empty_collection_is_one() {
    let mut out = vec![];
    Collection::default().write([], &mut out);
    assert_eq!(
        String::from_utf8(out).unwrap(),
        r#"{"type":"FeatureCollection","features":[],"numberReturned":0}"#
    );
}
