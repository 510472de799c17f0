//! Who may write what: the policy as a table, over the tiny world with a third country.

use atlas_index::Snapshot;
use atlas_model::{Change, Dataset, Id, Record, RecordKind, RecordRef, Role};
use serde_json::{Value, json};

use super::world;
use crate::identity::Caller;
use crate::identity::rights::{Denied, denied, may_review, may_write};

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn caller(role: Role, country: Option<&str>, actor: Option<&str>) -> Caller {
    let (principal, label) = ("key:00000000".to_owned(), "test".to_owned());
    Caller { principal, label, role, country: country.map(id), actor: actor.map(id) }
}

/// The world, with Bavaria, a link from there to Jilin's partner, and a project between the two.
fn dataset() -> Dataset {
    let mut dataset = world::dataset();
    let put = |kind: &str, mut record: Value| -> Record {
        record["provenance"] = json!({ "kind": "synthetic", "confidence": "high" });
        serde_json::from_value(json!({ "kind": kind, "record": record })).unwrap()
    };
    let land = |id: &str, level: &str| json!({ "id": id, "level": level, "kind": level, "country": "DE", "name": { "fr": id } });
    let bavaria = json!({ "id": "de-bayern", "kind": "local_authority", "name": { "fr": "Bavière" }, "seat": "DE-BY", "governs": "DE-BY" });
    let link = json!({ "id": "charente--bayern", "kind": "twinning", "actors": ["fr-charente-maritime", "de-bayern"], "status": "active" });
    let project = json!({ "id": "echange-scolaire", "title": { "fr": "Échange" }, "partnerships": ["charente--bayern"], "theme": "sante", "status": "active" });
    let need = json!({ "id": "bayern-besoin", "territory": "DE-BY", "theme": "sante", "description": { "fr": "…" } });
    dataset.extend([
        put("territory", land("DE", "country")),
        put("territory", land("DE-BY", "region")),
        put("actor", bavaria),
        put("partnership", link),
        put("project", project),
        put("need", need),
    ]);
    assert_eq!(dataset.faults(), []);
    dataset
}

/// What stands under a kind and an identifier.
fn standing(kind: RecordKind, id: &str) -> Record {
    let found =
        dataset().into_records().into_iter().find(|one| one.kind() == kind && one.id().as_str() == id);
    found.unwrap_or_else(|| panic!("{kind} {id}"))
}

/// A record with some members of its form replaced.
fn with(record: &Record, members: Value) -> Record {
    let mut form = serde_json::to_value(record).unwrap();
    let Value::Object(members) = members else { panic!("no members: {members}") };
    form["record"].as_object_mut().unwrap().extend(members);
    serde_json::from_value(form).unwrap()
}

#[test]
fn each_role_writes_what_is_within_its_reach_and_nothing_else() {
    use RecordKind as K;
    let snapshot = Snapshot::build(dataset()).unwrap();
    let reader = caller(Role::Reader, Some("CN"), Some("cn-jilin"));
    let jilin = caller(Role::Authority, None, Some("cn-jilin"));
    let charente = caller(Role::Authority, None, Some("fr-charente-maritime"));
    let nobody = caller(Role::Authority, Some("CN"), None);
    let beijing = caller(Role::Embassy, Some("CN"), None);
    let berlin = caller(Role::Embassy, Some("DE"), None);
    let nowhere = caller(Role::Embassy, None, Some("cn-jilin"));
    let daect = caller(Role::Daect, None, None);
    let admin = caller(Role::Admin, None, None);
    let everyone = [
        ("reader", &reader),
        ("jilin", &jilin),
        ("charente", &charente),
        ("nobody", &nobody),
        ("beijing", &beijing),
        ("berlin", &berlin),
        ("nowhere", &nowhere),
        ("daect", &daect),
        ("admin", &admin),
    ];
    // An update in place, a deletion and a creation of what stands, each by those named and no others.
    for (kind, record, update_by, delete_by, create_by) in [
        (K::Source, "minutes", "", "", "jilin charente nobody beijing berlin nowhere"),
        (K::Theme, "sante", "", "", ""),
        (K::Territory, "CN-220000", "", "", ""),
        (K::Campaign, "2015", "", "", ""),
        (K::Actor, "cn-jilin", "jilin beijing", "beijing", "beijing"),
        (K::Actor, "fr-charente-maritime", "charente", "", ""),
        (K::Actor, "de-bayern", "berlin", "berlin", "berlin"),
        (K::Event, "rencontres", "beijing", "beijing", "beijing"),
        (K::Partnership, "charente-maritime--jilin", "jilin charente beijing", "=", "="),
        (K::Partnership, "pays-de-la-loire--shandong", "beijing", "=", "="),
        (K::Partnership, "charente--bayern", "charente berlin", "=", "="),
        (K::Project, "ecole-de-voile", "jilin charente beijing", "=", "="),
        (K::Project, "hopital-jumele", "beijing", "=", "="),
        (K::Project, "echange-scolaire", "charente berlin", "=", "="),
        (K::Resource, "bureau-qingdao", "beijing", "=", "="),
        (K::Need, "jilin-eau", "jilin beijing", "=", "="),
        (K::Need, "bayern-besoin", "berlin", "=", "="),
    ] {
        let record = standing(kind, record);
        let same = |by| if by == "=" { update_by } else { by };
        for (what, before, after, by) in [
            ("update", Some(&record), Some(&record), update_by),
            ("delete", Some(&record), None, same(delete_by)),
            ("create", None, Some(&record), same(create_by)),
        ] {
            for (name, caller) in everyone {
                let expected = by.split(' ').any(|one| one == name) || ["daect", "admin"].contains(&name);
                let found = may_write(caller, &snapshot, before, after).is_ok();
                assert_eq!(found, expected, "{name}: {what} {}", record.reference());
            }
        }
    }
}

#[test]
fn nobody_takes_over_a_record_nor_moves_it_out_of_his_reach() {
    use RecordKind as K;
    let snapshot = Snapshot::build(dataset()).unwrap();
    let jilin = caller(Role::Authority, None, Some("cn-jilin"));
    let beijing = caller(Role::Embassy, Some("CN"), None);
    let link = standing(K::Partnership, "charente-maritime--jilin");
    let foreign = standing(K::Partnership, "charente--bayern");
    let project = standing(K::Project, "ecole-de-voile");
    let others_project = standing(K::Project, "hopital-jumele");
    let actor = standing(K::Actor, "cn-jilin");
    let need = standing(K::Need, "jilin-eau");
    for (caller, before, members) in [
        (&jilin, &link, json!({ "actors": ["fr-charente-maritime", "cn-shandong"] })),
        (&jilin, &foreign, json!({ "actors": ["fr-charente-maritime", "cn-jilin"] })),
        (&jilin, &project, json!({ "partnerships": ["pays-de-la-loire--shandong"] })),
        (&jilin, &others_project, json!({ "partnerships": ["charente-maritime--jilin"] })),
        (&jilin, &others_project, json!({ "participants": ["cn-jilin:funding"] })),
        (&jilin, &need, json!({ "expressed_by": "cn-shandong" })),
        (&jilin, &actor, json!({ "seat": "CN-370000" })),
        (&jilin, &actor, json!({ "governs": "CN-370000" })),
        (&jilin, &actor, json!({ "codes": ["siren:226800011"] })),
        (&jilin, &actor, json!({ "kind": "association" })),
        (&beijing, &actor, json!({ "seat": "FR-DEP-17" })),
        (&beijing, &link, json!({ "actors": ["fr-charente-maritime", "de-bayern"] })),
        (&beijing, &foreign, json!({ "actors": ["fr-charente-maritime", "cn-jilin"] })),
        (&beijing, &standing(K::Actor, "fr-charente-maritime"), json!({ "seat": "CN-220000" })),
        (&beijing, &standing(K::Event, "rencontres"), json!({ "territory": "DE" })),
    ] {
        let after = with(before, members);
        let found = may_write(caller, &snapshot, Some(before), Some(&after));
        assert_eq!(found, Err(Denied), "{:?}: {} {after:?}", caller.role, before.reference());
    }
    for (caller, before, members) in [
        (&jilin, &actor, json!({ "website": "https://example.org", "aliases": ["Jilin"] })),
        (&jilin, &link, json!({ "actors": ["fr-charente-maritime", "cn-jilin", "cn-shandong"] })),
        (&jilin, &project, json!({ "participants": ["cn-jilin:funding"] })),
        (&beijing, &actor, json!({ "seat": "CN-370000", "codes": ["gbt2260:220000"] })),
        (&beijing, &link, json!({ "actors": ["de-bayern", "cn-jilin"] })),
    ] {
        let after = with(before, members);
        let found = may_write(caller, &snapshot, Some(before), Some(&after));
        assert_eq!(found, Ok(()), "{:?}: {} {after:?}", caller.role, before.reference());
    }
}

#[test]
fn a_change_set_is_judged_whole_with_the_records_that_it_brings() {
    use RecordKind as K;
    let snapshot = Snapshot::build(dataset()).unwrap();
    let beijing = caller(Role::Embassy, Some("CN"), None);
    let actor = with(&standing(K::Actor, "cn-jilin"), json!({ "id": "cn-changchun" }));
    let link = with(
        &standing(K::Partnership, "charente--bayern"),
        json!({ "id": "bayern--changchun", "actors": ["de-bayern", "cn-changchun"] }),
    );
    let project = with(
        &standing(K::Project, "echange-scolaire"),
        json!({ "id": "stages", "partnerships": ["bayern--changchun"] }),
    );
    let denied = |changes: &[Change]| denied(&beijing, &snapshot, changes);
    let put = |record: &Record| Change::Put(record.clone());
    assert!(denied(&[put(&project), put(&link), put(&actor)]).is_empty());
    assert!(!denied(&[put(&project), put(&link)]).is_empty(), "nobody knows where that actor is");
    let delete = Change::Delete(RecordRef { kind: K::Project, id: id("echange-scolaire") });
    assert_eq!(denied(&[put(&actor), delete]), [1]);
    // Who moves a foreign actor into his country does not thereby reach what is its own.
    let moved = with(&standing(K::Actor, "de-bayern"), json!({ "seat": "CN-220000" }));
    let need = with(&standing(K::Need, "bayern-besoin"), json!({ "expressed_by": "de-bayern" }));
    assert_eq!(denied(&[put(&moved), put(&need)]), [0, 1]);
}

#[test]
fn a_change_that_is_denied_makes_no_other_one_right() {
    use RecordKind as K;
    let snapshot = Snapshot::build(dataset()).unwrap();
    let beijing = caller(Role::Embassy, Some("CN"), None);
    let put = |record: &Record| Change::Put(record.clone());
    let moved = with(&standing(K::Actor, "de-bayern"), json!({ "seat": "CN-220000" }));
    // New records, which nobody had before, between actors of Germany and France.
    let link = with(
        &standing(K::Partnership, "charente--bayern"),
        json!({ "id": "loire--bayern", "actors": ["fr-pays-de-la-loire", "de-bayern"] }),
    );
    let project = with(
        &standing(K::Project, "echange-scolaire"),
        json!({ "id": "stages", "partnerships": ["loire--bayern"] }),
    );
    let own = with(&standing(K::Actor, "cn-jilin"), json!({ "website": "https://example.org" }));
    let changes = [put(&project), put(&own), put(&link), put(&moved)];
    assert_eq!(denied(&beijing, &snapshot, &changes), [0, 2, 3]);
    let claimed = with(&standing(K::Partnership, "charente--bayern"), json!({ "actors": ["cn-jilin"] }));
    let below = with(&project, json!({ "partnerships": ["charente--bayern"] }));
    assert_eq!(denied(&beijing, &snapshot, &[put(&below), put(&claimed)]), [0, 1]);
}

#[test]
fn only_who_answers_for_the_whole_atlas_reviews() {
    for role in Role::ALL {
        let expected = matches!(role, Role::Daect | Role::Admin);
        assert_eq!(may_review(&caller(*role, None, None)).is_ok(), expected, "{role}");
    }
}
