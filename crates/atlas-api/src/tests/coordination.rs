//! Who is at work where: the reasons, in both directions.

use serde_json::Value;

use super::Service;

fn reasons(actor: &Value) -> Vec<String> {
    let line = |reason: &Value| {
        format!("{} {} {}", reason["relation"], reason["kind"], reason["record"]["id"]).replace('"', "")
    };
    actor["reasons"].as_array().unwrap().iter().map(line).collect()
}

#[tokio::test]
async fn french_actors_in_jilin_come_with_their_reasons() {
    let service = Service::start().await;
    let answer = service.get("/v1/coordination/actors?from=FR&in=CN-220000&lang=en").await.json();
    assert_eq!((&answer["in"]["id"], &answer["in"]["local_name"]), (&"CN-220000".into(), &"吉林省".into()));
    let actors = answer["actors"].as_array().unwrap();
    assert_eq!(actors.len(), 1);
    assert_eq!(actors[0]["actor"]["id"], "fr-charente-maritime");
    assert_eq!(
        reasons(&actors[0]),
        [
            "direct partnership charente-maritime--jilin",
            "direct project ecole-de-voile",
            "direct project sejours",
        ]
    );
    assert_eq!(answer["counts"]["projects"], 2);
    assert_eq!(actors[0]["reasons"][0]["relation_label"], "directly");
}

#[tokio::test]
async fn chinese_actors_in_a_french_region_are_the_same_question_turned_round() {
    let service = Service::start().await;
    let answer = service.get("/v1/coordination/actors?from=CN&in=FR-REG-52").await.json();
    let ids: Vec<_> =
        answer["actors"].as_array().unwrap().iter().map(|actor| &actor["actor"]["id"]).collect();
    assert_eq!(ids, ["cn-shandong"]);
}

#[tokio::test]
async fn shared_resources_that_cover_the_territory_are_named_with_their_owner() {
    let service = Service::start().await;
    let answer = service.get("/v1/coordination/actors?from=FR&in=CN-370000&lang=all").await.json();
    let resource = &answer["resources"][0];
    assert_eq!(resource["resource"]["id"], "bureau-qingdao");
    assert_eq!(resource["owner"]["id"], "fr-pays-de-la-loire");
    assert_eq!((&resource["shared"], &resource["owned"]), (&true.into(), &true.into()));
    assert_eq!(resource["sharing_label"]["en"], "shared");
}
