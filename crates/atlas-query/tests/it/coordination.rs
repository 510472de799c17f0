//! Who is at work where: the committee's cases, and every answer against a naive scan.

use std::collections::BTreeSet;

use atlas_index::Snapshot;
use atlas_model::{Dataset, FaultKind, Project, Record, RecordKind};
use atlas_query::Caller;
use atlas_query::coordination::{ActorsAnswer, Relation, find_actors, parse_actors};
use proptest::prelude::*;

use crate::filters::{Pairs, id_of};
use crate::mini::{self, pairs};
use crate::naive::{Scan, is_authority, is_country};
use crate::world::{Dice, world};

fn ask(snapshot: &Snapshot, query: &str) -> ActorsAnswer {
    let question = parse_actors(&pairs(query), &Caller::default(), snapshot).unwrap();
    find_actors(snapshot, &question)
}

fn actors(snapshot: &Snapshot, answer: &ActorsAnswer) -> Vec<String> {
    answer.actors.iter().map(|found| id_of(snapshot, RecordKind::Actor, found.actor)).collect()
}

/// `relation kind record through`, as text.
fn reasons(snapshot: &Snapshot, answer: &ActorsAnswer, actor: usize) -> Vec<String> {
    let territory = |ix| id_of(snapshot, RecordKind::Territory, ix);
    let said = answer.actors[actor].reasons.iter().map(|reason| {
        let record = id_of(snapshot, reason.kind, reason.record);
        let by = if reason.partnership.is_some() { " by its partnership" } else { "" };
        format!("{} {} {record} {}{by}", reason.relation.as_str(), reason.kind, territory(reason.through))
    });
    said.collect()
}

#[test]
fn charente_maritime_is_at_work_in_jilin_with_its_partnership_its_projects_and_its_platform() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=FR&in=CN-220000");
    assert_eq!(actors(&snapshot, &answer), ["fr-charente-maritime"]);
    assert_eq!(
        reasons(&snapshot, &answer, 0),
        [
            "direct partnership charente-maritime--jilin CN-220000",
            "direct project plateforme-nord-est CN-220000",
            "sub_territory project formation-changchun CN-220100 by its partnership",
            "resource resource plateforme-chine-nord-est CN-220000",
        ]
    );
    let found = &answer.actors[0];
    assert_eq!((found.partnerships, found.projects, found.resources), (1, 2, 1));
    assert_eq!(found.weight, 3 * 4 + 4 + 3 + 1);
    assert_eq!(found.belongs, Some(Relation::SubTerritory));
    assert_eq!((answer.counts.actors, answer.counts.authorities, answer.counts.projects), (1, 1, 2));
}

#[test]
fn what_is_placed_at_a_province_is_found_from_its_city() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=FR&in=CN-220100");
    assert_eq!(
        reasons(&snapshot, &answer, 0),
        [
            "direct project formation-changchun CN-220100 by its partnership",
            "parent partnership charente-maritime--jilin CN-220000",
            "parent project plateforme-nord-est CN-220000",
            "resource resource plateforme-chine-nord-est CN-220000",
        ]
    );
}

#[test]
fn shandong_lists_every_french_actor_and_the_office_in_qingdao() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=FR&in=CN-370000");
    assert_eq!(actors(&snapshot, &answer), ["fr-pays-de-la-loire", "fr-nantes", "chu-nantes"]);
    assert_eq!(reasons(&snapshot, &answer, 1), ["sub_territory partnership nantes--qingdao CN-370200"]);
    assert_eq!(reasons(&snapshot, &answer, 2), ["sub_territory project hopitaux-qingdao CN-370200"]);
    let office = answer.resources[0];
    assert_eq!(snapshot.resources().record(office.resource).unwrap().id.as_str(), "bureau-qingdao");
    assert!(office.shared && office.owned);
    assert_eq!(office.relation, Relation::Direct);
    assert_eq!(answer.counts.shared_resources, 2);
}

#[test]
fn a_shared_office_is_shown_to_those_who_do_not_own_it() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=FR-REG-44&in=CN-370600");
    assert!(answer.actors.is_empty());
    let office = answer.resources[0];
    assert_eq!(snapshot.resources().record(office.resource).unwrap().id.as_str(), "bureau-qingdao");
    assert!(office.shared && !office.owned);
    assert_eq!(office.relation, Relation::Parent);
}

#[test]
fn what_covers_a_whole_country_is_offered_but_puts_nobody_to_work_in_a_province() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=FR&in=CN-220000");
    let ids: Vec<_> = answer
        .resources
        .iter()
        .map(|found| snapshot.resources().record(found.resource).unwrap().id.as_str())
        .collect();
    assert_eq!(ids, ["fonds-chine", "plateforme-chine-nord-est"], "shared ones first");
    let country = ask(&snapshot, "from=FR&in=CN");
    assert!(actors(&snapshot, &country).contains(&"fr-agence".to_owned()));
}

#[test]
fn the_chinese_side_asks_the_same_question() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=CN&in=iso3166-2:FR-PDL");
    assert_eq!(actors(&snapshot, &answer), ["cn-shandong", "cn-qingdao"]);
    assert_eq!(reasons(&snapshot, &answer, 0), ["direct partnership pays-de-la-loire--shandong FR-REG-52"]);
    assert_eq!(reasons(&snapshot, &answer, 1), ["sub_territory partnership nantes--qingdao FR-COM-44109"]);
}

#[test]
fn grand_est_stands_for_lorraine_on_both_sides() {
    let snapshot = mini::snapshot();
    let sits = ask(&snapshot, "from=FR-REG-44&in=CN-420000");
    assert_eq!(actors(&snapshot, &sits), ["fr-lorraine"]);
    assert_eq!(sits.actors[0].belongs, Some(Relation::Lineage));
    let acts = ask(&snapshot, "from=CN&in=FR-REG-44");
    assert_eq!(reasons(&snapshot, &acts, 0), ["lineage partnership lorraine--hubei FR-REG-41"]);
    let within = ask(&snapshot, "from=CN&in=FR-DEP-57");
    assert_eq!(reasons(&snapshot, &within, 0), ["parent partnership lorraine--hubei FR-REG-41"]);
    for query in ["from=FR-REG-44&in=CN-420000&lineage=false", "from=CN&in=FR-REG-44&lineage=false"] {
        assert!(ask(&snapshot, query).actors.is_empty(), "{query}");
    }
}

#[test]
fn nobody_is_at_work_merely_by_sitting_there() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=CN&in=CN-220000");
    assert_eq!(actors(&snapshot, &answer), ["ecole-changchun"], "it takes part in a project that acts there");
}

#[test]
fn without_a_side_everybody_from_elsewhere_is_meant() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "in=CN-370000");
    assert_eq!(actors(&snapshot, &answer), actors(&snapshot, &ask(&snapshot, "from=FR&in=CN-370000")));
    assert_eq!(answer.actors[0].belongs, None);
}

#[test]
fn themes_statuses_and_kinds_narrow_the_answer() {
    let snapshot = mini::snapshot();
    let named = |query: &str| actors(&snapshot, &ask(&snapshot, query));
    assert_eq!(
        named("from=FR&in=CN-370000&theme=sante"),
        ["fr-pays-de-la-loire", "chu-nantes"],
        "its office serves any theme"
    );
    assert_eq!(named("from=FR&in=CN-370000&status=presumed_active"), ["fr-nantes"]);
    assert_eq!(named("from=FR&in=CN-370000&actor_kind=hospital"), ["chu-nantes"]);
    assert_eq!(named("from=FR&in=CN-370000&period=../2013"), ["fr-pays-de-la-loire", "fr-nantes"]);
    assert_eq!(
        named("from=FR-COM-44109,FR-DEP-17&in=CN"),
        ["fr-charente-maritime", "fr-nantes", "chu-nantes"]
    );
}

#[test]
fn limits_shorten_lists_but_not_counts() {
    let snapshot = mini::snapshot();
    let answer = ask(&snapshot, "from=FR&in=CN-370000&limit=1&reasons=1");
    assert_eq!((answer.actors.len(), answer.actors[0].reasons.len()), (1, 1));
    assert_eq!((answer.counts.actors, answer.actors[0].resources), (3, 1));
}

#[test]
fn every_fault_of_a_question_is_told() {
    let snapshot = mini::snapshot();
    let faults = parse_actors(&pairs("from=Jlin&to=CN&theme=snate&limit=0"), &Caller::default(), &snapshot)
        .unwrap_err();
    let told: BTreeSet<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.kind.code())).collect();
    let expected = [
        ("from", "unknown_value"),
        ("in", "missing"),
        ("limit", "out_of_range"),
        ("theme", "unknown_value"),
        ("to", "unknown_name"),
    ];
    assert_eq!(told, BTreeSet::from(expected));
    assert!(faults.iter().any(|fault| fault.at == "from" && fault.nearest() == ["CN-220000"]));
    assert!(faults.iter().any(|fault| fault.kind == FaultKind::UnknownName { nearest: vec!["in".into()] }));
}

/// `(actor, kind, record, relation)` of every reason, found by looking at every record.
fn naive_reasons(
    dataset: &Dataset,
    from: &str,
    target: &str,
    lineage: bool,
    filters: &Pairs,
) -> BTreeSet<(String, String, String, Relation)> {
    let scan = Scan(dataset);
    let mut seat = vec![("territory".to_owned(), from.to_owned())];
    if !lineage {
        seat.push(("lineage".into(), "false".into()));
    }
    let asked = scan.kept(RecordKind::Actor, &seat);
    let relation = |place: &str| {
        let (below, line) = (scan.descendants(target), scan.lineage(target));
        let territory = dataset.territories.iter().find(|territory| territory.id.as_str() == place).unwrap();
        if place == target {
            Some(Relation::Direct)
        } else if below.contains(place) {
            Some(Relation::SubTerritory)
        } else if scan.descendants(place).contains(target) && !is_country(territory) {
            Some(Relation::Parent)
        } else if lineage && line.contains(place) {
            Some(Relation::Lineage)
        } else {
            None
        }
    };
    let country = |actor: &atlas_model::Actor| {
        dataset.territories.iter().find(|territory| territory.id == actor.seat).unwrap().country.clone()
    };
    let across = |actor: &atlas_model::Actor, all: &[&atlas_model::Actor]| {
        let partners = all.iter().filter(|other| country(other) != country(actor));
        partners.filter_map(|other| relation(Scan::place(other).as_str())).min()
    };
    let mut found = BTreeSet::new();
    for kind in [RecordKind::Partnership, RecordKind::Project] {
        for record in scan.records(kind).iter().filter(|record| scan.keeps(record, filters)) {
            let own = scan.actors(record);
            let mut credited = own.clone();
            if let Record::Project(Project { partnerships, .. }) = record {
                for partnership in
                    dataset.partnerships.iter().filter(|other| partnerships.contains(&other.id))
                {
                    let members = partnership.actors.iter().map(|id| scan.actor(id));
                    credited.extend(
                        members.filter(|member| own.iter().all(|other| country(other) != country(member))),
                    );
                }
            }
            for actor in credited.into_iter().filter(|actor| asked.contains(actor.id.as_str())) {
                let held = match record {
                    Record::Project(project) if !project.territories.is_empty() => {
                        project.territories.iter().filter_map(|place| relation(place.as_str())).min()
                    }
                    _ => across(actor, &own),
                };
                if let Some(relation) = held {
                    found.insert((actor.id.to_string(), kind.to_string(), record.id().to_string(), relation));
                }
            }
        }
    }
    for resource in dataset.resources.iter().filter(|resource| asked.contains(resource.owner.as_str())) {
        let fits = filters.iter().all(|filter| {
            let one = std::slice::from_ref(filter);
            scan.keeps(&resource.clone().into(), one) || (filter.0 == "theme" && resource.themes.is_empty())
        });
        if fits
            && resource.covers.iter().chain(&resource.seat).any(|place| relation(place.as_str()).is_some())
        {
            found.insert((
                resource.owner.to_string(),
                "resource".into(),
                resource.id.to_string(),
                Relation::Resource,
            ));
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_reason_and_no_other_is_found(seed: u64) {
        let dataset = world(seed);
        let snapshot = Snapshot::build(dataset.clone()).unwrap();
        let dice = &mut Dice(seed ^ 8);
        for _ in 0..6 {
            let from = dice.pick(&dataset.territories).id.to_string();
            let from = if dice.percent(60) { from[..2].to_owned() } else { from };
            let target = dice.pick(&dataset.territories).id.to_string();
            let lineage = dice.percent(70);
            let filters = if dice.percent(50) { pairs("theme=sante&status=!ended,cancelled") } else { Pairs::new() };
            let mut asked = filters.clone();
            asked.extend(pairs(&format!("from={from}&in={target}&lineage={lineage}&reasons=1000")));
            let question = parse_actors(&asked, &Caller::default(), &snapshot).unwrap();
            let answer = find_actors(&snapshot, &question);
            let mut found = BTreeSet::new();
            let mut total = 0;
            for one in &answer.actors {
                let actor = id_of(&snapshot, RecordKind::Actor, one.actor);
                for reason in &one.reasons {
                    let record = id_of(&snapshot, reason.kind, reason.record);
                    total += 1;
                    found.insert((actor.clone(), reason.kind.to_string(), record, reason.relation));
                }
                prop_assert!(one.reasons.is_sorted_by_key(|reason| (reason.relation, reason.kind)));
            }
            prop_assert_eq!(total, found.len(), "a reason twice");
            prop_assert_eq!(&found, &naive_reasons(&dataset, &from, &target, lineage, &filters), "from={} in={}", from, target);
            let distinct: BTreeSet<_> = found.iter().map(|(actor, ..)| actor).collect();
            prop_assert_eq!(answer.counts.actors, distinct.len() as u64);
            prop_assert_eq!(answer.actors.len(), distinct.len(), "an actor counts once");
            let kinds: Vec<bool> =
                answer.actors.iter().map(|one| !is_authority(snapshot.actors().record(one.actor).unwrap())).collect();
            prop_assert!(kinds.is_sorted(), "authorities come first");
        }
    }
}
