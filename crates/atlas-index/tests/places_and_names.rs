//! Lineage and names, on the territories that the committee's minutes speak of.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use atlas_index::{Quality, Snapshot, Term};
use atlas_model::{
    Code, Confidence, Dataset, Id, PartOf, Provenance, ProvenanceKind, RecordKind, Territory, TerritoryLevel,
    Text,
};

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn territory(text: &str, level: TerritoryLevel, parent: Option<&str>, [fr, zh]: [&str; 2]) -> Territory {
    Territory {
        id: id(text),
        level,
        kind: level.to_string(),
        country: id(&text[..2]),
        name: Text { fr: Some(fr.into()), en: None, zh: (!zh.is_empty()).then(|| zh.into()) },
        pinyin: None,
        aliases: vec![],
        codes: vec![],
        parent: parent.map(id),
        part_of: vec![],
        valid_from: None,
        valid_to: None,
        successors: vec![],
        seat: None,
        point: None,
        boundary: None,
        population: None,
        provenance: Provenance::new(ProvenanceKind::Editorial, Confidence::High, vec![]),
    }
}

fn snapshot() -> Snapshot {
    use TerritoryLevel::{Country, Department, Region};
    let mut lorraine = territory("FR-REG-41", Region, Some("FR"), ["Lorraine", "洛林"]);
    lorraine.valid_to = "2016-01-01".parse().ok();
    lorraine.successors = vec![id("FR-REG-44")];
    let mut moselle = territory("FR-DEP-57", Department, Some("FR-REG-44"), ["Moselle", ""]);
    moselle.part_of =
        vec![PartOf { territory: id("FR-REG-41"), start: None, end: "2016-01-01".parse().ok() }];
    // The département du Rhône was split: only a part of it became the Métropole de Lyon.
    let mut rhone = territory("FR-DEP-69", Department, Some("FR-REG-84"), ["Rhône", ""]);
    rhone.successors = vec![id("FR-EPCI-1")];
    let mut jilin = territory("CN-220000", Region, Some("CN"), ["Jilin", "吉林省"]);
    jilin.pinyin = Some("Jílín Shěng".into());
    jilin.codes = vec![Code::new("gbt2260", "220000"), Code::new("iso3166-2", "CN-JL")];
    let mut xian = territory("CN-610100", Department, Some("CN"), ["Xi'an", "西安市"]);
    xian.aliases = vec!["Sian".into()];
    let territories = vec![
        territory("FR", Country, None, ["France", "法国"]),
        territory("CN", Country, None, ["Chine", "中国"]),
        territory("FR-REG-44", Region, Some("FR"), ["Grand Est", ""]),
        territory("FR-REG-84", Region, Some("FR"), ["Auvergne-Rhône-Alpes", ""]),
        territory("FR-COM-69123", TerritoryLevel::Municipality, Some("FR-DEP-69"), ["Villefranche", ""]),
        territory("FR-EPCI-1", TerritoryLevel::Grouping, Some("FR-REG-84"), ["Métropole de Lyon", ""]),
        territory("CN-220200", Department, Some("CN-220000"), ["Jilin", "吉林市"]),
        lorraine,
        moselle,
        rhone,
        jilin,
        xian,
    ];
    Snapshot::build(Dataset { territories, ..Dataset::default() }).unwrap()
}

fn ids(snapshot: &Snapshot, term: impl Fn(atlas_index::Ix) -> Term, of: &str) -> Vec<String> {
    let table = snapshot.territories();
    let set = table.posting(term(table.by_id(of).unwrap())).cloned().unwrap_or_default();
    table.ordered(&set, None).map(|ix| table.record(ix).unwrap().id.to_string()).collect()
}

#[test]
fn a_region_finds_what_was_merged_into_it() {
    let snapshot = snapshot();
    assert_eq!(ids(&snapshot, Term::Within, "FR-REG-44"), ["FR-DEP-57", "FR-REG-44"]);
    assert_eq!(ids(&snapshot, Term::WithinLineage, "FR-REG-44"), ["FR-DEP-57", "FR-REG-41", "FR-REG-44"]);
    assert_eq!(ids(&snapshot, Term::Within, "FR-REG-41"), ["FR-DEP-57", "FR-REG-41"]);
}

#[test]
fn of_a_territory_that_was_split_only_it_itself_is_found() {
    let snapshot = snapshot();
    assert_eq!(ids(&snapshot, Term::WithinLineage, "FR-EPCI-1"), ["FR-DEP-69", "FR-EPCI-1"]);
    assert_eq!(snapshot.territories().count(Term::Current), 11);
}

#[test]
fn territories_are_found_by_any_name_or_code() {
    let snapshot = snapshot();
    let find = |query: &str| -> Vec<(String, Quality)> {
        let found = snapshot.names().find(query, &[RecordKind::Territory], 5);
        found
            .iter()
            .map(|m| (snapshot.territories().record(m.ix).unwrap().id.to_string(), m.quality))
            .collect()
    };
    // The province comes before the city of the same name.
    let both = [("CN-220000".to_owned(), Quality::Exact), ("CN-220200".to_owned(), Quality::Exact)];
    assert_eq!(find("jilin"), both);
    for query in ["吉林省", "jilin sheng", "JÍLÍN SHĚNG", "Jilinsheng"] {
        assert_eq!(find(query)[0], ("CN-220000".into(), Quality::Exact), "{query}");
    }
    for query in ["220000", "gbt2260:220000", "cn-jl", "CN-220000"] {
        assert_eq!(find(query), [("CN-220000".into(), Quality::Code)], "{query}");
    }
    for query in ["Xian", "xi an", "XI’AN", "sian", "西安市"] {
        assert_eq!(find(query)[0], ("CN-610100".into(), Quality::Exact), "{query}");
    }
    assert_eq!(find("林")[0], ("CN-220000".into(), Quality::Words));
    assert_eq!(find("rhone alpes")[0], ("FR-REG-84".into(), Quality::Words));
    assert_eq!(find("Lorraien")[0], ("FR-REG-41".into(), Quality::Fuzzy));
    assert_eq!(find("Atlantis"), []);
    assert_eq!(find(""), []);
    assert_eq!(find("'"), []);
}
