//! What cannot be meant is refused: all faults at once, each with what would have been right.

use atlas_index::Snapshot;
use atlas_model::{Fault, FaultKind, Form, RecordKind, TerritoryLevel};
use atlas_query::{Caller, FacetName, matches, parse, parse_summary};

use crate::filters::ids;
use crate::mini::{self, pairs};

const CALLER: Caller<'_> =
    Caller { also_known: &["f", "lang", "geometry"], max_limit: 1_000, lang: atlas_model::Lang::Fr };

fn faults(snapshot: &Snapshot, kind: RecordKind, query: &str) -> Vec<Fault> {
    parse(kind, &pairs(query), &CALLER, snapshot).expect_err(query)
}

fn kept(snapshot: &Snapshot, kind: RecordKind, query: &str) -> Vec<String> {
    let query = parse(kind, &pairs(query), &CALLER, snapshot).expect(query);
    ids(snapshot, kind, &matches(snapshot, kind, &query.filter)).into_iter().collect()
}

#[test]
fn every_malformed_parameter_is_named_with_its_fault() {
    let snapshot = mini::snapshot();
    let cases = [
        // Unknown names.
        ("thème=sante", "thème", "unknown_name"),
        ("Theme=sante", "Theme", "unknown_name"),
        ("current=true", "current", "unknown_name"),
        ("kind=twinning", "kind", "unknown_name"),
        ("=x", "", "unknown_name"),
        // Empty values.
        ("theme=", "theme", "missing"),
        ("theme=!", "theme", "missing"),
        ("theme=sante,,economie", "theme", "missing"),
        ("q= ", "q", "missing"),
        ("limit=", "limit", "missing"),
        // Unknown codes and words.
        ("territory=Jilin", "territory", "unknown_value"),
        ("territory=CN-999999", "territory", "unknown_value"),
        ("territory=75", "territory", "unknown_value"),
        ("country=CN-220000", "country", "unknown_value"),
        ("country=China", "country", "unknown_value"),
        ("theme=snate", "theme", "unknown_value"),
        ("theme=sante;economie", "theme", "unknown_value"),
        ("status=actif", "status", "unknown_value"),
        ("status=Active", "status", "unknown_value"),
        ("level=province", "level", "unknown_value"),
        ("actor=fr-nante", "actor", "unknown_value"),
        ("partnership=nantes-qingdao", "partnership", "unknown_value"),
        ("id=plateforme", "id", "unknown_value"),
        ("provenance=wikipedia", "provenance", "unknown_value"),
        ("confidence=certain", "confidence", "unknown_value"),
        ("lineage=no", "lineage", "malformed"),
        // Dates.
        ("period=2015/2010", "period", "end_before_start"),
        ("period=3015", "period", "out_of_range"),
        ("period=2150-01-01", "period", "out_of_range"),
        ("period=0999", "period", "out_of_range"),
        ("period=99999", "period", "out_of_range"),
        ("period=2015-13", "period", "malformed"),
        ("period=2015-02-30", "period", "malformed"),
        ("period=15", "period", "malformed"),
        ("period=../..", "period", "malformed"),
        ("period=/", "period", "malformed"),
        ("period=2010/2012/2014", "period", "malformed"),
        ("start=soon", "start", "malformed"),
        ("end=2015-1-1", "end", "malformed"),
        // Boxes and circles.
        ("bbox=1,2,3", "bbox", "malformed"),
        ("bbox=1,2,3,4,5", "bbox", "malformed"),
        ("bbox=a,b,c,d", "bbox", "malformed"),
        ("bbox=NaN,0,1,1", "bbox", "malformed"),
        ("bbox=0,0,inf,1", "bbox", "malformed"),
        ("bbox=0,0,1e1,1", "bbox", "malformed"),
        ("bbox=0,50,10,40", "bbox", "malformed"),
        ("bbox=18.1,73.5,53.6,134.8", "bbox", "malformed"),
        ("bbox=-200,0,10,10", "bbox", "out_of_range"),
        ("bbox=500,500,500,500", "bbox", "out_of_range"),
        ("near=120.38,36.07", "radius", "missing"),
        ("radius=10km", "near", "missing"),
        ("near=36.07,120.38&radius=10km", "near", "malformed"),
        ("near=500,0&radius=10km", "near", "out_of_range"),
        ("near=1&radius=10km", "near", "malformed"),
        ("near=1,2&radius=0", "radius", "out_of_range"),
        ("near=1,2&radius=-5km", "radius", "out_of_range"),
        ("near=1,2&radius=20001km", "radius", "out_of_range"),
        ("near=1,2&radius=ten", "radius", "malformed"),
        ("near=1,2&radius=5miles", "radius", "malformed"),
        // Search.
        ("q=...", "q", "malformed"),
        // Pages and order.
        ("limit=0", "limit", "out_of_range"),
        ("limit=1001", "limit", "out_of_range"),
        ("limit=-1", "limit", "out_of_range"),
        ("limit=99999999999999999999999", "limit", "out_of_range"),
        ("limit=ten", "limit", "malformed"),
        ("limit=1.5", "limit", "malformed"),
        ("limit=1&limit=2", "limit", "repeated"),
        ("sort=title", "sort", "unknown_value"),
        ("sort=name,-name", "sort", "repeated"),
        ("sort=distance", "near", "missing"),
        ("sort=", "sort", "missing"),
        ("cursor=abc", "cursor", "malformed"),
        ("facets=themes", "facets", "unknown_value"),
        ("facets=territory:town", "facets", "unknown_value"),
        ("facets=theme,theme", "facets", "repeated"),
        // Contradictions.
        ("status=active&status=ended", "status", "conflict"),
        ("status=active&status=!active,ended", "status", "conflict"),
        ("confidence=!high,medium,low", "confidence", "conflict"),
        ("lineage=true&lineage=false", "lineage", "repeated"),
    ];
    for (query, at, code) in cases {
        let found = faults(&snapshot, RecordKind::Project, query);
        let found: Vec<_> = found.iter().map(|fault| (fault.at.as_str(), fault.kind.code())).collect();
        assert_eq!(found, [(at, code)], "{query}");
    }
}

#[test]
fn all_faults_come_at_once() {
    let snapshot = mini::snapshot();
    let found =
        faults(&snapshot, RecordKind::Project, "theme=snate&bbox=1&limit=0&colour=red&status=actif,endet");
    assert_eq!(found.len(), 6);
}

#[test]
fn a_fault_shows_the_nearest_valid_value() {
    let snapshot = mini::snapshot();
    let cases: &[(&str, &[&str])] = &[
        ("territory=Jlin", &["CN-220000"]),
        ("territory=Pays de la Loire", &["FR-REG-52"]),
        ("territory=山东", &["CN-370000"]),
        ("territory=CN-220001", &["CN-220000"]),
        ("territory=75", &["FR-REG-75", "FR-DEP-75"]),
        ("country=Chine", &["CN"]),
        ("country=FR-REG-52", &["FR"]),
        ("theme=snate", &["sante"]),
        ("status=actif", &["active"]),
        ("status=Terminé", &["ended"]),
        ("confidence=certain", &["high", "medium", "low"]),
        ("actor=fr-nante", &["fr-nantes"]),
        ("partnership=nantes-qingdao", &["nantes--qingdao"]),
        ("id=plateforme", &["plateforme-nord-est"]),
        ("facets=themes", &["theme"]),
        ("sort=nmae", &["name"]),
        ("teme=sante", &["theme"]),
        ("geometri=point", &["geometry"]),
        ("since=2010", &["period"]),
        ("page=2", &["cursor"]),
    ];
    for (query, nearest) in cases {
        let found = faults(&snapshot, RecordKind::Project, query);
        assert!(
            found[0].nearest().starts_with(&nearest.iter().map(ToString::to_string).collect::<Vec<_>>()),
            "{query}: {found:?}"
        );
    }
    let swapped = faults(&snapshot, RecordKind::Project, "bbox=18.1,73.5,53.6,134.8");
    let perhaps = Some("73.5,18.1,134.8,53.6".to_owned());
    assert_eq!(swapped[0].kind, FaultKind::BadForm { form: Form::Bbox { perhaps } });
}

#[test]
fn suggestions_stay_cheap_however_many_faults_there_are() {
    let snapshot = mini::snapshot();
    let many: Vec<String> = (0..200).map(|n| format!("territorie-{n}")).collect();
    let found = faults(&snapshot, RecordKind::Project, &format!("territory={}", many.join(",")));
    assert_eq!(found.len(), 200);
}

#[test]
fn territories_are_named_by_identifier_or_code() {
    let snapshot = mini::snapshot();
    for territory in ["CN-220000", "gbt2260:220000", "220000", "cn-220000"] {
        let found = kept(&snapshot, RecordKind::Partnership, &format!("territory={territory}"));
        assert_eq!(found, ["charente-maritime--jilin"], "{territory}");
    }
    for territory in ["FR-REG-52", "iso3166-2:FR-PDL", "FR-PDL", "insee-reg:52", "52"] {
        let found = kept(&snapshot, RecordKind::Partnership, &format!("territory={territory}"));
        assert_eq!(found, ["nantes--qingdao", "pays-de-la-loire--shandong"], "{territory}");
    }
    assert_eq!(
        kept(&snapshot, RecordKind::Partnership, "territory=insee-reg:75"),
        ["charente-maritime--jilin"]
    );
}

#[test]
fn a_comma_is_or_repetition_is_and_and_an_exclamation_mark_is_not() {
    let snapshot = mini::snapshot();
    let found = |query| kept(&snapshot, RecordKind::Partnership, query);
    assert_eq!(found("territory=CN-220000,CN-420000"), ["charente-maritime--jilin", "lorraine--hubei"]);
    assert_eq!(found("territory=FR-REG-44&territory=CN-420000"), ["lorraine--hubei"]);
    assert_eq!(found("theme=economie&theme=gouvernance-formation"), ["charente-maritime--jilin"]);
    assert_eq!(found("theme=!economie"), ["lorraine--hubei"]);
    assert_eq!(found("territory=!CN-370000,CN-420000"), ["charente-maritime--jilin"]);
    assert_eq!(found("status=active&territory=CN-370000"), ["pays-de-la-loire--shandong"]);
    assert_eq!(found("country=FR&country=CN").len(), 4);
}

#[test]
fn grand_est_finds_what_lorraine_began_unless_told_otherwise() {
    let snapshot = mini::snapshot();
    assert_eq!(kept(&snapshot, RecordKind::Partnership, "territory=FR-REG-44"), ["lorraine--hubei"]);
    assert!(kept(&snapshot, RecordKind::Partnership, "territory=FR-REG-44&lineage=false").is_empty());
    assert_eq!(
        kept(&snapshot, RecordKind::Territory, "territory=FR-REG-44&current=false"),
        ["FR-REG-21", "FR-REG-41", "FR-REG-42"]
    );
}

#[test]
fn conditions_on_actors_hold_of_one_and_the_same_activity() {
    let snapshot = mini::snapshot();
    let found = |query| kept(&snapshot, RecordKind::Actor, query);
    assert_eq!(found("theme=sante&country=FR"), ["chu-nantes", "fr-lorraine"]);
    assert_eq!(found("status=presumed_active"), ["cn-qingdao", "fr-nantes"]);
    // Qingdao has a partnership that is presumed active and a project on health, but not in one.
    assert!(found("theme=sante&status=presumed_active").is_empty());
}

#[test]
fn words_find_names_in_any_language_and_spelling() {
    let snapshot = mini::snapshot();
    let found = |query| kept(&snapshot, RecordKind::Territory, query);
    assert_eq!(found("q=JÎLIN"), ["CN-220000"]);
    assert_eq!(found("q=林省"), ["CN-220000"]);
    assert_eq!(found("q=charente-m"), ["FR-DEP-17"]);
    assert_eq!(found("q=qing,yan"), ["CN-370200", "CN-370600"]);
    assert!(found("q=charente jilin").is_empty());
}

#[test]
fn parameters_of_the_caller_are_left_to_it() {
    let snapshot = mini::snapshot();
    let query = parse(
        RecordKind::Project,
        &pairs("f=geojson&lang=zh&limit=7&facets=territory,country"),
        &CALLER,
        &snapshot,
    )
    .unwrap();
    assert_eq!(query.limit, 7);
    let regions = FacetName::Territory { level: TerritoryLevel::Region, lineage: true };
    assert_eq!(query.facets, [regions, FacetName::Country]);
    let few = Caller { max_limit: 10, ..CALLER };
    assert_eq!(parse(RecordKind::Project, &[], &few, &snapshot).unwrap().limit, 10);
}

#[test]
fn a_summary_refuses_what_only_one_of_its_kinds_knows() {
    let snapshot = mini::snapshot();
    assert!(parse_summary(&pairs("territory=FR&theme=sante&period=2014"), &CALLER, &snapshot).is_ok());
    for query in ["kind=twinning", "partnership=nantes--qingdao", "limit=3", "sort=name"] {
        let found = parse_summary(&pairs(query), &CALLER, &snapshot).unwrap_err();
        assert_eq!(found[0].kind.code(), "unknown_name", "{query}");
    }
}
