//! What became of records: revisions, the feed, earlier states, and putting one back.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::editing::Desk;

const SEJOURS: &str = "/v1/projects/sejours";

async fn patch(desk: &Desk, uri: &str, patch: Value) {
    let (_, tag) = desk.form(uri).await;
    let reply = desk.as_daect(Method::PATCH, &format!("{uri}?reason=suivi"), ("if-match", &tag), patch).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn the_revisions_of_a_record_say_who_when_why_and_what() {
    let desk = Desk::start().await;
    patch(&desk, SEJOURS, json!({ "status": "active", "themes": ["sante"] })).await;
    let list = desk.service.get(&format!("{SEJOURS}/revisions?lang=en")).await.json();
    assert_eq!(list["matched"], 2);
    let last = &list["items"][0];
    assert_eq!(
        (&last["author"], &last["reason"], &last["action"], &last["action_label"]),
        (&json!("label of daect"), &json!("suivi"), &json!("updated"), &json!("updated"))
    );
    let pointers: Vec<&Value> =
        last["differences"].as_array().unwrap().iter().map(|difference| &difference["pointer"]).collect();
    assert_eq!(pointers, ["/themes", "/status"]);
    assert_eq!(list["items"][1]["author"], "import");
    let number = &last["number"];
    let one = desk.service.get(&format!("{SEJOURS}/revisions/{number}")).await.json();
    assert_eq!((&one["before"]["status"], &one["after"]["status"]), (&json!("planned"), &json!("active")));
    let wrong = desk.service.get(&format!("{SEJOURS}/revisions/1")).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    assert_eq!(wrong.json()["faults"][0]["nearest"][0], number.to_string());
    assert_eq!(desk.service.get("/v1/projects/sejour/revisions").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_withdrawn_keeps_its_history_and_can_be_put_back() {
    let desk = Desk::start().await;
    let (form, tag) = desk.form(SEJOURS).await;
    let gone = desk.as_daect(Method::DELETE, SEJOURS, ("if-match", &tag), Value::Null).await;
    let list = desk.service.get(&format!("{SEJOURS}/revisions")).await.json();
    assert_eq!(list["items"][0]["action"], "deleted");
    let first = list["items"][1]["number"].to_string();
    let condition = format!("\"r{}\"", gone.header("atlas-revision"));
    let uri = format!("{SEJOURS}/revisions/{first}/restore");
    let back = desk.as_daect(Method::POST, &uri, ("if-match", &condition), Value::Null).await;
    assert_eq!(back.status, StatusCode::CREATED, "{}", back.text());
    assert_eq!(desk.form(SEJOURS).await.0, form);
    let again = desk.as_daect(Method::POST, &uri, ("if-match", &tag), Value::Null).await;
    assert_eq!(again.status, StatusCode::PRECONDITION_FAILED, "the condition holds for this too");
}

#[tokio::test]
async fn an_earlier_state_is_answered_as_it_was() {
    let desk = Desk::start().await;
    let before = desk.service.get("/v1/projects?lang=fr").await;
    let facets = "/v1/summary?lang=fr";
    let figures = desk.service.get(facets).await;
    let then = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    patch(&desk, SEJOURS, json!({ "status": "active", "territories": ["CN-370000"] })).await;
    patch(&desk, "/v1/actors/cn-jilin", json!({ "name": { "fr": "Jilin, renommée" } })).await;
    let (_, tag) = desk.form("/v1/projects/hopital-jumele").await;
    desk.as_daect(Method::DELETE, "/v1/projects/hopital-jumele", ("if-match", &tag), Value::Null).await;
    assert_ne!(desk.service.get("/v1/projects?lang=fr").await.body, before.body);

    let as_of = |uri: &str| format!("{uri}&as_of={then}");
    let past = desk.service.get(&as_of("/v1/projects?lang=fr")).await;
    assert_eq!(past.text(), before.text());
    assert_eq!(past.header("atlas-revision"), before.header("atlas-revision"));
    assert_eq!(past.header("etag"), before.header("etag"));
    assert_eq!(desk.service.get(&as_of(facets)).await.body, figures.body);
    assert_eq!(desk.service.get("/v1/projects/hopital-jumele").await.status, StatusCode::NOT_FOUND);
    let item = desk.service.get(&as_of("/v1/projects/hopital-jumele?lang=zh")).await;
    assert_eq!(item.status, StatusCode::OK);
    let there = desk.service.get(&as_of("/v1/coordination/actors?in=CN-220000&from=FR&lang=fr")).await;
    assert_eq!(there.json()["actors"][0]["actor"]["id"], "fr-charente-maritime", "{}", there.text());
    // Before the first commit there was nothing.
    assert_eq!(desk.service.get("/v1/projects?as_of=2015").await.json()["matched"], 0);
    for wrong in ["as_of=yesterday", "as_of=2015&campaign=2015", "campaign=2051", "as_of=2015&as_of=2016"] {
        let reply = desk.service.get(&format!("/v1/projects?{wrong}")).await;
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn a_campaign_answers_as_the_atlas_did_when_it_was_closed() {
    let desk = Desk::start().await;
    let first = desk.service.get("/v1/projects").await;
    let campaign = "/v1/campaigns/2015";
    patch(&desk, campaign, json!({ "state": "open" })).await;
    patch(&desk, SEJOURS, json!({ "status": "active" })).await;
    let open = desk.service.get("/v1/projects?status=active&campaign=2015").await;
    assert_eq!(open.json()["matched"], 2, "an open campaign answers as the atlas does now");
    patch(&desk, campaign, json!({ "state": "closed" })).await;
    patch(&desk, SEJOURS, json!({ "status": "ended" })).await;
    patch(&desk, campaign, json!({ "note": { "fr": "relue" } })).await;
    let closed = desk.service.get("/v1/projects?status=active&campaign=2015").await.json();
    assert_eq!(closed["matched"], 2, "it is closed for good, whatever is said of it later");
    assert_eq!(desk.service.get("/v1/projects?status=active").await.json()["matched"], 1);
    assert_ne!(desk.service.get("/v1/projects?campaign=2015").await.body, first.body);
}

#[tokio::test]
async fn the_feed_is_complete_and_ordered_and_holds_tombstones() {
    let desk = Desk::start().await;
    let imported = desk.service.atlas.revision();
    patch(&desk, SEJOURS, json!({ "status": "active" })).await;
    let (_, tag) = desk.form(SEJOURS).await;
    desk.as_daect(Method::DELETE, SEJOURS, ("if-match", &tag), Value::Null).await;
    let feed = desk.service.get(&format!("/v1/changes?since={imported}")).await.json();
    let told: Vec<_> = feed["items"].as_array().unwrap().iter().map(|item| &item["action"]).collect();
    assert_eq!(told, ["updated", "deleted"]);
    assert_eq!((&feed["next"], &feed["revision"]), (&Value::Null, &json!(imported + 2)));
    assert_eq!((&feed["items"][1]["record"], &feed["items"][1]["kind"]), (&Value::Null, &json!("projects")));

    let (mut next, mut numbers) = (Some("/v1/changes?limit=3".to_owned()), Vec::new());
    while let Some(uri) = next {
        let page = desk.service.get(&uri).await.json();
        numbers.extend(page["items"].as_array().unwrap().iter().map(|item| item["number"].as_u64().unwrap()));
        next = page["next"].as_str().map(str::to_owned);
    }
    assert_eq!(numbers, (1..=imported + 2).collect::<Vec<_>>());
    let needs = desk.service.get("/v1/changes?kind=needs,events&limit=1").await.json();
    assert_eq!(needs["items"][0]["kind"], "events");
    assert!(needs["next"].is_string());
    for wrong in ["since=-1", "since=x", "limit=0", "limit=1001", "kind=project", "sinc=1"] {
        assert_eq!(desk.service.get(&format!("/v1/changes?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn the_feed_is_an_atom_feed_too() {
    let desk = Desk::start().await;
    patch(&desk, SEJOURS, json!({ "title": { "fr": "Un <titre> & plus" } })).await;
    let feed = desk.service.get("/v1/changes?f=atom&limit=2&lang=fr").await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    assert!(
        feed.text().contains("<title>projet modifiée : Un &lt;titre&gt; &amp; plus</title>"),
        "{}",
        feed.text()
    );
    assert_eq!(feed.text().matches("<entry>").count(), 2);
    let events = desk.service.get("/v1/changes?f=atom&limit=1&kind=events").await;
    let events = events.text();
    assert_eq!(
        events.matches("<entry>").count(),
        1,
        "the latest of a kind, whatever came after it: {events}"
    );
    let accept = [("accept", "application/atom+xml")];
    let negotiated = desk.service.ask(Method::GET, "/v1/changes?limit=2&lang=fr", &accept).await;
    assert_eq!(negotiated.header("content-type"), feed.header("content-type"));
}

#[tokio::test]
async fn listeners_get_what_they_missed_and_then_what_comes() {
    use axum::body::Body;
    use axum::http::Request;
    use futures_util::StreamExt;
    use tower::ServiceExt;

    let desk = Desk::start().await;
    let imported = desk.service.atlas.revision();
    let request = Request::builder()
        .uri("/v1/changes?kind=projects")
        .header("accept", "text/event-stream")
        .header("last-event-id", (imported - 4).to_string());
    let response = desk.service.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut events = response.into_body().into_data_stream();
    let mut text = String::new();
    let mut until = async |needle: &str, text: &mut String| {
        while !text.contains(needle) {
            let chunk = tokio::time::timeout(std::time::Duration::from_secs(20), events.next()).await;
            text.push_str(std::str::from_utf8(&chunk.unwrap().unwrap().unwrap()).unwrap());
        }
    };
    until("retry: ", &mut text).await;
    patch(&desk, SEJOURS, json!({ "status": "active" })).await;
    until(&format!("id: {}\n", imported + 1), &mut text).await;
    let ids: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    let numbers: Vec<u64> = ids.iter().map(|id| id.parse().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.first().unwrap() > &(imported - 4), "{numbers:?}");
    let data = text.lines().rfind(|line| line.starts_with("data: ")).unwrap();
    let change: Value = serde_json::from_str(&data[6..]).unwrap();
    assert_eq!((&change["id"], &change["record"]["status"]), (&json!("sejours"), &json!("active")));
}
