//! Names of the atlas of 2015, as people write them.

use atlas_model::Lang;

use super::*;
use crate::fixture::atlas;

fn id(answer: &Answer) -> &str {
    match answer {
        Answer::One(id, _) => id.as_str(),
        other => panic!("one record was expected, not {other:?}"),
    }
}

#[test]
fn a_territory_is_known_by_characters_pinyin_french_name_code_and_identifier() {
    let names = Names::new(atlas());
    let cases = [
        ("武汉", "CN-420100"),
        ("武汉市", "CN-420100"),
        ("Wuhan", "CN-420100"),
        ("Wǔhàn Shì", "CN-420100"),
        ("wuhan shi", "CN-420100"),
        ("Wou-han", "CN-420100"),
        ("gbt2260:420100", "CN-420100"),
        ("420100", "CN-420100"),
        ("cn-420100", "CN-420100"),
        ("CN-420100 — Wuhan (département / préfecture, Hubei)", "CN-420100"),
        ("Pékin", "CN-110000"),
        ("PEKIN", "CN-110000"),
        ("Beijing", "CN-110000"),
        ("吉林省", "CN-220000"),
        ("Jílín Shì", "CN-220200"),
        ("Province du Jilin", "CN-220000"),
        ("Jilin City", "CN-220200"),
        ("ville de Jilin", "CN-220200"),
        ("Nantes", "FR-COM-44109"),
        ("Pays de la Loire", "FR-REG-52"),
    ];
    for (typed, expected) in cases {
        let answer = names.resolve(RecordKind::Territory, typed, &[]);
        assert_eq!(id(&answer), expected, "{typed}");
    }
}

#[test]
fn a_name_that_means_two_territories_means_none_and_lists_both() {
    let names = Names::new(atlas());
    for typed in ["Jilin", "吉林", "jílín"] {
        let answer = names.resolve(RecordKind::Territory, typed, &[]);
        let note = names.complain(RecordKind::Territory, typed, false, &answer);
        assert_eq!(note.issue, Issue::AmbiguousRecord { kind: RecordKind::Territory }, "{typed}");
        let ids: Vec<&str> = note.nearest.iter().map(|near| near.value.as_str()).collect();
        assert_eq!(ids, ["CN-220000", "CN-220200"], "{typed}");
        assert_eq!(note.nearest[0].words.get(Lang::Fr), "Jilin (région / province, Chine)");
    }
    let held = [Id::new("CN-220200").unwrap()];
    assert_eq!(id(&names.resolve(RecordKind::Territory, "Jilin", &held)), "CN-220200");
}

#[test]
fn a_typo_is_answered_with_the_names_that_resemble_it() {
    let names = Names::new(atlas());
    let typed = "Jlin";
    let answer = names.resolve(RecordKind::Territory, typed, &[]);
    let note = names.complain(RecordKind::Territory, typed, false, &answer);
    assert_eq!(note.issue, Issue::UnknownRecord { kind: RecordKind::Territory });
    let ids: Vec<&str> = note.nearest.iter().map(|near| near.value.as_str()).collect();
    assert!(ids.contains(&"CN-220000") && ids.contains(&"CN-220200"), "{ids:?}");
}

#[test]
fn a_former_region_is_itself_and_its_successor_is_named() {
    let names = Names::new(atlas());
    let Answer::One(id, notes) = names.resolve(RecordKind::Territory, "Alsace", &[]) else { panic!() };
    assert_eq!(id.as_str(), "FR-REG-42");
    let words = notes[0].issue.say(Lang::Fr);
    assert!(words.contains("2016-01-01") && words.contains("Grand Est (FR-REG-44)"), "{words}");
}

#[test]
fn an_actor_is_known_by_its_name_or_by_the_territory_that_it_governs() {
    let names = Names::new(atlas());
    let cases = [
        ("Municipalité de Pékin", "cn-beijing"),
        ("北京市", "cn-beijing"),
        ("北京市人民政府", "cn-beijing"),
        ("cn-anshan — Anshan", "cn-anshan"),
        ("Conseil régional de Bretagne", "fr-bretagne"),
        ("Ville d'Angers", "fr-angers"),
    ];
    for (typed, expected) in cases {
        assert_eq!(id(&names.resolve(RecordKind::Actor, typed, &[])), expected, "{typed}");
    }
}

#[test]
fn an_identifier_beside_the_name_of_another_record_is_followed_and_it_is_said() {
    let names = Names::new(atlas());
    let answer = names.resolve(RecordKind::Territory, "CN-220000 — Wuhan", &[]);
    assert_eq!(id(&answer), "CN-220000");
    let Answer::One(_, notes) = answer else { panic!() };
    assert!(matches!(notes[0].issue, Issue::NameDisagrees { .. }));
}

#[test]
fn a_partnership_is_known_by_the_names_of_its_actors() {
    let names = Names::new(atlas());
    for typed in ["Angers – Yantai", "angers - yantai"] {
        assert_eq!(id(&names.resolve(RecordKind::Partnership, typed, &[])), "angers--yantai");
    }
    let answer = names.resolve(RecordKind::Partnership, "Angers – Yantay", &[]);
    let note = names.complain(RecordKind::Partnership, "Angers – Yantay", false, &answer);
    assert_eq!(note.nearest[0].value, "angers--yantai");
}

#[test]
fn a_record_that_the_file_makes_is_known_by_its_name() {
    let mut names = Names::new(atlas());
    let record = atlas().record(RecordKind::Actor, "cn-anshan").unwrap();
    let Record::Actor(mut actor) = record else { panic!() };
    actor.id = Id::new("lycee-nouveau").unwrap();
    actor.name = Text::fr("Lycée nouveau");
    names.add(&actor.clone().into(), "Acteurs!9", false);
    assert_eq!(id(&names.resolve(RecordKind::Actor, "lycee NOUVEAU", &[])), "lycee-nouveau");
    actor.id = Id::new("lycee-fautif").unwrap();
    actor.name = Text::fr("Lycée fautif");
    names.add(&actor.into(), "Acteurs!10", true);
    let answer = names.resolve(RecordKind::Actor, "Lycée fautif", &[]);
    assert_eq!(answer, Answer::Faulty("Acteurs!10".into()));
}

#[test]
fn a_file_full_of_misspelt_names_is_read_at_the_cost_of_few() {
    let names = Names::new(atlas());
    let mut suggested = 0;
    for number in 0..MOST_COMPARISONS + 50 {
        let typed = format!("Jlin{number}");
        let answer = names.resolve(RecordKind::Territory, &typed, &[]);
        let note = names.complain(RecordKind::Territory, &typed, false, &answer);
        suggested += usize::from(!note.nearest.is_empty());
    }
    assert!(suggested <= MOST_COMPARISONS);
    assert_eq!(id(&names.resolve(RecordKind::Territory, "wu han", &[])), "CN-420100");
}
