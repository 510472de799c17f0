//! A tiny world: two sides, one partnership each for two French authorities, a few projects.

use atlas_model::{Dataset, Record};
use serde_json::{Value, json};

/// The revision that the world stands at.
pub(super) const REVISION: u64 = 42;

/// The world.
pub(super) fn dataset() -> Dataset {
    let records = [sources(), themes(), territories(), actors(), activities(), others()].concat();
    let read = |record: Value| {
        serde_json::from_value::<Record>(record.clone()).unwrap_or_else(|error| panic!("{error}: {record}"))
    };
    let dataset = Dataset { revision: REVISION, ..Dataset::from_records(records.into_iter().map(read)) };
    assert_eq!(dataset.faults(), []);
    dataset
}

fn provenance() -> Value {
    json!({ "kind": "synthetic", "confidence": "high", "sources": ["minutes"] })
}

fn record(kind: &str, mut record: Value) -> Value {
    record["provenance"] = provenance();
    json!({ "kind": kind, "record": record })
}

fn sources() -> Vec<Value> {
    let source = |id, attribution: Option<&str>| {
        let mut source =
            json!({ "id": id, "title": { "fr": format!("Source {id}") }, "licence": "CC-BY-4.0" });
        if let Some(attribution) = attribution {
            source["attribution"] = json!(attribution);
        }
        record("source", source)
    };
    vec![source("minutes", None), source("gazetteer", Some("© Gazetteer contributors"))]
}

fn themes() -> Vec<Value> {
    let theme = |id, parent: Option<&str>, fr, en, zh| {
        let mut theme = json!({ "id": id, "label": { "fr": fr, "en": en, "zh": zh }, "agreed": true });
        if let Some(parent) = parent {
            theme["parent"] = json!(parent);
        }
        record("theme", theme)
    };
    vec![
        theme("sante", None, "Santé", "Health", "卫生"),
        theme("hopitaux", Some("sante"), "Hôpitaux", "Hospitals", "医院"),
        theme("tourisme", None, "Tourisme", "Tourism", "旅游"),
    ]
}

fn territories() -> Vec<Value> {
    let territory = |id, level, country, parent: Option<&str>, fr, zh, point: [f64; 2]| {
        let mut territory = json!({
            "id": id, "level": level, "kind": level, "country": country,
            "name": { "fr": fr, "zh": zh }, "point": point, "codes": [format!("test:{id}")],
        });
        if let Some(parent) = parent {
            territory["parent"] = json!(parent);
        }
        if id == "CN-220000" {
            territory["boundary"] =
                json!([[[[122.0, 41.0], [131.0, 41.0], [131.0, 46.0], [122.0, 46.0], [122.0, 41.0]]]]);
        }
        record("territory", territory)
    };
    vec![
        territory("FR", "country", "FR", None, "France", "法国", [2.35, 48.85]),
        territory(
            "FR-REG-52",
            "region",
            "FR",
            Some("FR"),
            "Pays de la Loire",
            "卢瓦尔河地区",
            [-1.55, 47.22],
        ),
        territory(
            "FR-DEP-17",
            "department",
            "FR",
            Some("FR"),
            "Charente-Maritime",
            "滨海夏朗德省",
            [-1.15, 46.16],
        ),
        territory("CN", "country", "CN", None, "Chine", "中国", [116.4, 39.9]),
        territory("CN-220000", "region", "CN", Some("CN"), "Jilin", "吉林省", [125.32, 43.9]),
        territory("CN-370000", "region", "CN", Some("CN"), "Shandong", "山东省", [117.0, 36.67]),
    ]
}

fn actors() -> Vec<Value> {
    let actor = |id, seat, fr, zh| {
        let name = json!({ "fr": fr, "zh": zh });
        record(
            "actor",
            json!({ "id": id, "kind": "local_authority", "name": name, "seat": seat, "governs": seat }),
        )
    };
    vec![
        actor("fr-pays-de-la-loire", "FR-REG-52", "Région Pays de la Loire", "卢瓦尔河地区大区"),
        actor("fr-charente-maritime", "FR-DEP-17", "Département de la Charente-Maritime", "滨海夏朗德省"),
        actor("cn-jilin", "CN-220000", "Province du Jilin", "吉林省人民政府"),
        actor("cn-shandong", "CN-370000", "Province du Shandong", "山东省人民政府"),
    ]
}

fn activities() -> Vec<Value> {
    let partnership = |id, actors: [&str; 2], theme, start| {
        record(
            "partnership",
            json!({
                "id": id, "kind": "cooperation_agreement", "actors": actors, "status": "active",
                "period": { "start": start }, "themes": [theme],
            }),
        )
    };
    let project = |id, partnership, territory, theme, fr: &str, status| {
        record(
            "project",
            json!({
                "id": id, "title": { "fr": fr, "en": format!("{fr} (en)") }, "partnerships": [partnership],
                "participants": [], "territories": [territory], "theme": theme, "status": status,
                "period": { "start": "2010", "end": "2015" },
            }),
        )
    };
    let jilin = "charente-maritime--jilin";
    vec![
        partnership(jilin, ["fr-charente-maritime", "cn-jilin"], "tourisme", "2008"),
        partnership("pays-de-la-loire--shandong", ["fr-pays-de-la-loire", "cn-shandong"], "sante", "2006"),
        project("ecole-de-voile", jilin, "CN-220000", "tourisme", "École de voile", "active"),
        project(
            "hopital-jumele",
            "pays-de-la-loire--shandong",
            "CN-370000",
            "hopitaux",
            "Hôpital jumelé",
            "ended",
        ),
        project("sejours", jilin, "CN-220000", "tourisme", "Séjours croisés", "planned"),
    ]
}

fn others() -> Vec<Value> {
    vec![
        record(
            "resource",
            json!({
                "id": "bureau-qingdao", "kind": "office", "name": { "fr": "Bureau de Qingdao" },
                "owner": "fr-pays-de-la-loire", "seat": "CN-370000", "covers": ["CN-370000"],
                "sharing": "shared", "status": "active",
            }),
        ),
        record(
            "need",
            json!({ "id": "jilin-eau", "territory": "CN-220000", "theme": "sante", "description": { "fr": "Eau propre" } }),
        ),
        record(
            "event",
            json!({ "id": "rencontres", "kind": "rencontres", "name": { "fr": "Rencontres" }, "territory": "CN" }),
        ),
        record(
            "campaign",
            json!({ "id": "2015", "name": { "fr": "Enquête de 2015" }, "countries": ["FR", "CN"] }),
        ),
    ]
}
