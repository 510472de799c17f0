//! The survey over HTTP: handing out, taking in, reviewing, deciding.

use atlas_model::Role;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::Reply;
use super::editing::{Desk, Edit};

const SUBMIT: &str = "/v1/campaigns/2015/change-sets?lang=en";

/// Opens the campaign, as the ministry does.
async fn open(desk: &Desk) {
    let (_, tag) = desk.form("/v1/campaigns/2015").await;
    let patch = json!({ "state": "open", "period": { "start": "2016" } });
    let opened = desk.as_daect(Method::PATCH, "/v1/campaigns/2015", ("if-match", &tag), patch).await;
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.text());
}

async fn send(
    desk: &Desk,
    role: Role,
    method: Method,
    uri: &str,
    version: Option<u32>,
    body: Value,
) -> Reply {
    let version = version.map(|version| format!("\"v{version}\""));
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(version.as_deref().map(|version| ("if-match", version)));
    desk.edit(Edit { method, uri, role: Some(role), headers: &headers, body }).await
}

async fn submit(desk: &Desk, rows: Value) -> Reply {
    let revision = desk.service.atlas.revision();
    let body = json!({ "revision": revision, "territories": ["CN"], "sheets": rows });
    send(desk, Role::Embassy, Method::POST, SUBMIT, None, body).await
}

fn row<'r>(report: &'r Value, place: &str) -> &'r Value {
    let rows = report["report"]["rows"].as_array().unwrap_or_else(|| panic!("{report}"));
    rows.iter().find(|row| row["place"] == place).unwrap_or_else(|| panic!("{place}: {report}"))
}

#[tokio::test]
async fn a_sheet_is_submitted_reviewed_accepted_and_published_at_once() {
    let desk = Desk::start().await;
    open(&desk).await;
    let rows = json!({ "projects": [
        { "id": "sejours", "status": "active" },
        { "id": "ecole-de-voile", "status": "activ" },
        { "id": "hopital-jumele", "status": "ended" },
    ] });
    let submitted = submit(&desk, rows).await;
    assert_eq!(submitted.status, StatusCode::CREATED, "{}", submitted.text());
    let set = submitted.json();
    assert_eq!(
        (&set["state"], &set["version"], &set["author"]),
        (&json!("submitted"), &json!(1), &json!("label of embassy"))
    );
    assert_eq!((submitted.header("etag"), submitted.header("cache-control")), ("\"v1\"", "no-store"));
    assert_eq!(row(&set, "projects!2")["state"], "changed");
    assert_eq!(row(&set, "projects!3")["state"], "error");
    assert_eq!(row(&set, "projects!4")["state"], "unchanged");
    assert_eq!(desk.form("/v1/projects/sejours").await.0["status"], "planned", "nothing is written yet");

    let path = format!("/v1/change-sets/{}", set["id"].as_str().unwrap());
    let decisions = format!("{path}/decisions?lang=en");
    let refused =
        send(&desk, Role::Embassy, Method::POST, &decisions, Some(1), json!({ "others": "accept" })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "who submits does not decide");
    let wrong =
        json!({ "rows": { "projects!3": { "verdict": "accept" }, "projects!9": { "verdict": "reject" } } });
    let wrong = send(&desk, Role::Daect, Method::POST, &decisions, Some(1), wrong).await;
    let places: Vec<&str> = Vec::new();
    let faults = wrong.json()["faults"].as_array().unwrap().len();
    assert_eq!((wrong.status, faults), (StatusCode::UNPROCESSABLE_ENTITY, 2), "{places:?} {}", wrong.text());
    let before = desk.service.atlas.revision();
    let accepted = send(
        &desk,
        Role::Daect,
        Method::POST,
        &decisions,
        Some(1),
        json!({
            "others": "accept", "rows": { "projects!3": { "verdict": "reject", "reason": "no such status" } },
        }),
    )
    .await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.text());
    let set = accepted.json();
    assert_eq!(
        (&set["state"], &set["accepted"], &set["rejected"]),
        (&json!("decided"), &json!(1), &json!(1))
    );
    assert_eq!(set["decisions"][0]["revision"], before + 1);
    assert_eq!(
        (set["revision"].as_u64(), &row(&set, "projects!2")["state"]),
        (Some(before), &json!("changed"))
    );
    assert_eq!(accepted.header("atlas-revision"), (before + 1).to_string());
    let now =
        send(&desk, Role::Embassy, Method::GET, &format!("{path}?lang=en"), None, Value::Null).await.json();
    assert_eq!(
        (now["revision"].as_u64(), &row(&now, "projects!2")["state"]),
        (Some(before + 1), &json!("unchanged"))
    );
    for (decided, then) in now["decisions"].as_array().unwrap().iter().zip(["projects!2", "projects!3"]) {
        assert_eq!(decided["row"], *row(&set, then), "kept as it was decided");
    }
    let (form, _) = desk.form("/v1/projects/sejours").await;
    assert_eq!((&form["status"], &form["provenance"]["kind"]), (&json!("active"), &json!("declared")));
    let history = desk.service.get("/v1/projects/sejours/revisions").await.json();
    assert_eq!(
        (&history["items"][0]["author"], &history["items"][0]["campaign"]),
        (&json!("label of embassy"), &json!("2015"))
    );
    assert!(history["items"][0]["reason"].as_str().unwrap().contains("label of daect"));

    let again =
        send(&desk, Role::Daect, Method::POST, &decisions, Some(2), json!({ "others": "accept" })).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text());
}

#[tokio::test]
async fn an_edit_made_meanwhile_is_shown_and_settled_by_a_person() {
    let desk = Desk::start().await;
    open(&desk).await;
    let rows =
        json!({ "projects": [{ "id": "sejours", "status": "ended", "title_fr": "Séjours croisés, suite" }] });
    let set = submit(&desk, rows).await.json();
    let (_, tag) = desk.form("/v1/projects/sejours").await;
    let theirs = json!({ "status": "active", "description": { "fr": "Ajoutée" } });
    desk.as_daect(Method::PATCH, "/v1/projects/sejours", ("if-match", &tag), theirs).await;

    let path = format!("/v1/change-sets/{}", set["id"].as_str().unwrap());
    let headers: &[(&str, &str)] = &[];
    let (method, role) = (Method::GET, Some(Role::Embassy));
    let seen = desk.edit(Edit { method, uri: &path, role, headers, body: Value::Null }).await.json();
    let conflict = row(&seen, "projects!2");
    assert_eq!(
        (&conflict["state"], &conflict["conflicts"][0]["pointer"]),
        (&json!("conflict"), &json!("/status")),
        "{seen}"
    );
    let decisions = format!("{path}/decisions");
    let decide = async |body| send(&desk, Role::Daect, Method::POST, &decisions, Some(1), body).await;
    let open = decide(json!({ "rows": { "projects!2": { "verdict": "accept" } } })).await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", open.text());
    let settled = decide(json!({ "rows": {
        "projects!2": { "verdict": "accept", "settle": { "/status": "theirs" } },
    } }))
    .await;
    assert_eq!(settled.status, StatusCode::OK, "{}", settled.text());
    let (form, _) = desk.form("/v1/projects/sejours").await;
    assert_eq!((&form["status"], &form["description"]["fr"]), (&json!("active"), &json!("Ajoutée")));
    assert_eq!(form["title"]["fr"], "Séjours croisés, suite");
}

#[tokio::test]
async fn what_is_out_of_reach_is_an_error_and_change_sets_of_others_do_not_exist() {
    let desk = Desk::start().await;
    open(&desk).await;
    let rows = json!({ "actors": [{ "id": "fr-pays-de-la-loire", "website": "https://example.org/" }] });
    let set = submit(&desk, rows).await.json();
    let refused = row(&set, "actors!2");
    assert_eq!(refused["state"], "error", "{set}");
    let path = format!("/v1/change-sets/{}", set["id"].as_str().unwrap());
    for (role, status) in
        [(Role::Authority, 404), (Role::Reader, 404), (Role::Daect, 200), (Role::Embassy, 200)]
    {
        let (method, role) = (Method::GET, Some(role));
        let seen = desk.edit(Edit { method, uri: &path, role, headers: &[], body: Value::Null }).await;
        assert_eq!(seen.status, status, "{role:?}");
    }
    let (method, headers) = (Method::GET, &[]);
    let uri = "/v1/change-sets?campaign=2015&state=submitted";
    for (role, count) in [(Role::Embassy, 1), (Role::Authority, 0), (Role::Admin, 1)] {
        let list = desk
            .edit(Edit { method: method.clone(), uri, role: Some(role), headers, body: Value::Null })
            .await;
        assert_eq!(list.json()["items"].as_array().unwrap().len(), count, "{role:?}");
    }
    assert_eq!(desk.service.get("/v1/change-sets").await.status, StatusCode::UNAUTHORIZED);
    let reader = send(&desk, Role::Reader, Method::POST, SUBMIT, None, json!({ "sheets": {} })).await;
    assert_eq!(reader.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_submission_is_tried_corrected_and_taken_back() {
    let desk = Desk::start().await;
    let rows = |status: &str| json!({ "projects": [{ "id": "sejours", "status": status }] });
    assert_eq!(submit(&desk, rows("active")).await.status, StatusCode::CONFLICT, "the campaign is closed");
    open(&desk).await;
    let tried = format!("{SUBMIT}&dry_run=true");
    let body = json!({ "sheets": rows("activ") });
    let dry = send(&desk, Role::Embassy, Method::POST, &tried, None, body).await;
    assert_eq!((dry.status, &dry.json()["report"]["counts"]["error"]), (StatusCode::OK, &json!(1)));
    let set = submit(&desk, rows("activ")).await.json();
    let path = format!("/v1/change-sets/{}?lang=en", set["id"].as_str().unwrap());
    let body = || json!({ "sheets": rows("active") });
    let unversioned = send(&desk, Role::Embassy, Method::PUT, &path, None, body()).await;
    assert_eq!(unversioned.status, StatusCode::PRECONDITION_REQUIRED);
    let corrected = send(&desk, Role::Embassy, Method::PUT, &path, Some(1), body()).await;
    assert_eq!(corrected.status, StatusCode::OK, "{}", corrected.text());
    assert_eq!((&corrected.json()["version"], &corrected.json()["file"]["number"]), (&json!(2), &json!(2)));
    assert_eq!(row(&corrected.json(), "projects!2")["state"], "changed");
    let late = send(&desk, Role::Embassy, Method::PUT, &path, Some(1), body()).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    let ministry = send(&desk, Role::Daect, Method::DELETE, &path, Some(2), Value::Null).await;
    assert_eq!(ministry.status, StatusCode::FORBIDDEN, "only who submitted it takes it back");
    let withdrawn = send(&desk, Role::Embassy, Method::DELETE, &path, Some(2), Value::Null).await;
    assert_eq!((withdrawn.status, &withdrawn.json()["state"]), (StatusCode::OK, &json!("withdrawn")));
    let decisions = path.replace("?lang=en", "/decisions");
    let decided =
        send(&desk, Role::Daect, Method::POST, &decisions, Some(3), json!({ "others": "accept" })).await;
    assert_eq!(decided.status, StatusCode::CONFLICT, "{}", decided.text());
}

#[tokio::test]
async fn files_that_are_no_sheets_are_refused_with_a_reason() {
    let desk = Desk::start().await;
    open(&desk).await;
    for body in [json!({ "sheets": 1 }), json!({ "sheet": {} }), json!({ "sheets": {} })] {
        let reply = send(&desk, Role::Embassy, Method::POST, SUBMIT, None, body.clone()).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {}", reply.text());
        assert!(reply.json()["type"].as_str().unwrap().ends_with("#file-refused"));
        assert!(!reply.json()["faults"].as_array().unwrap().is_empty());
    }
}

#[tokio::test]
async fn the_workbook_of_a_campaign_is_the_same_for_the_same_revision_and_comes_back_unchanged() {
    let desk = Desk::start().await;
    open(&desk).await;
    let uri = "/v1/campaigns/2015/sheet.xlsx?territory=CN&lang=zh";
    let sheet = desk.service.get(uri).await;
    assert_eq!(sheet.status, StatusCode::OK, "{}", String::from_utf8_lossy(&sheet.body));
    assert!(sheet.body.starts_with(b"PK"));
    assert_eq!(sheet.header("content-disposition"), "inline; filename=\"diaocha-2015.xlsx\"");
    assert_eq!(desk.service.get(uri).await.body, sheet.body);
    let grid = atlas_survey::read(&sheet.body, None, &atlas_survey::Limits::default()).unwrap();
    let identity = atlas_survey::workbook::identity(&grid).unwrap();
    assert_eq!(identity.revision, desk.service.atlas.revision());
    let wrong = desk.service.get("/v1/campaigns/2015/sheet.xlsx?territory=Jlin").await;
    assert_eq!(
        (wrong.status, &wrong.json()["faults"][0]["nearest"][0]),
        (StatusCode::BAD_REQUEST, &json!("CN-220000"))
    );
    assert_eq!(desk.service.get("/v1/campaigns/2051/sheet.xlsx").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_nobody_confirmed_since_a_campaign_began_is_listed_with_its_evidence() {
    let desk = Desk::start().await;
    open(&desk).await;
    let list = desk.service.get("/v1/campaigns/2015/stale?lang=en").await.json();
    let ids: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
    assert_eq!(
        ids,
        ["charente-maritime--jilin", "pays-de-la-loire--shandong", "ecole-de-voile", "bureau-qingdao"]
    );
    assert_eq!(
        (&list["items"][0]["evidence"], &list["items"][0]["status_label"]),
        (&json!("synthetic"), &json!("active"))
    );
    let name = list["items"][0]["name"].as_str().unwrap();
    assert!(name.contains(" – "), "a partnership without a name is called by its actors: {name}");
    let (_, tag) = desk.form("/v1/projects/ecole-de-voile").await;
    let confirmed = json!({ "provenance": { "date": "2016-03-01", "entered_by": "Ambassade" } });
    desk.as_daect(Method::PATCH, "/v1/projects/ecole-de-voile", ("if-match", &tag), confirmed).await;
    assert_eq!(desk.service.get("/v1/campaigns/2015/stale").await.json()["matched"], 3);
}

#[tokio::test]
async fn what_takes_long_is_told_as_it_goes() {
    let desk = Desk::start().await;
    open(&desk).await;
    let events = async |role, uri: &str, more: &[(&str, &str)], body: Value| {
        let headers =
            [&[("content-type", "application/json"), ("accept", "text/event-stream")], more].concat();
        let (method, headers) = (Method::POST, headers.as_slice());
        let reply = desk.edit(Edit { method, uri, role: Some(role), headers, body }).await;
        assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "text/event-stream"));
        let text = reply.text().to_owned();
        let data = text.lines().rev().find_map(|line| line.strip_prefix("data: ")).unwrap().to_owned();
        (text, serde_json::from_str::<Value>(&data).unwrap())
    };
    let rows = || json!({ "sheets": { "projects": [{ "id": "sejours", "status": "active" }] } });
    let (text, tried) = events(Role::Embassy, &format!("{SUBMIT}&dry_run=true"), &[], rows()).await;
    assert!(
        text.contains("event: progress\ndata: {\"stage\":") && text.contains("event: result\n"),
        "{text}"
    );
    assert_eq!(tried["report"]["counts"]["changed"], 1);
    let (_, set) = events(Role::Embassy, SUBMIT, &[], rows()).await;
    let decisions = format!("/v1/change-sets/{}/decisions", set["id"].as_str().unwrap());
    let accept = || json!({ "others": "accept" });
    let (text, decided) = events(Role::Daect, &decisions, &[("if-match", "\"v1\"")], accept()).await;
    assert!(text.starts_with("event: progress\n") && text.contains("event: result\n"), "{text}");
    assert_eq!(decided["state"], "decided");
    let (text, problem) = events(Role::Daect, &decisions, &[("if-match", "\"v1\"")], accept()).await;
    assert!(text.contains("event: problem\n"), "{text}");
    assert_eq!(problem["status"], 412);
}

#[tokio::test]
async fn a_decision_sent_again_is_made_once() {
    let desk = Desk::start().await;
    open(&desk).await;
    let set = submit(&desk, json!({ "projects": [{ "id": "sejours", "status": "active" }] })).await.json();
    let decisions = format!("/v1/change-sets/{}/decisions", set["id"].as_str().unwrap());
    let headers = [("content-type", "application/json"), ("if-match", "\"v1\""), ("idempotency-key", "d-1")];
    let decide = async || {
        let body = json!({ "rows": { "projects!2": { "verdict": "accept" } } });
        let (method, role) = (Method::POST, Some(Role::Daect));
        desk.edit(Edit { method, uri: &decisions, role, headers: &headers, body }).await
    };
    let (first, again) = (decide().await, decide().await);
    assert_eq!((first.status, again.status), (StatusCode::OK, StatusCode::OK), "{}", again.text());
    assert_eq!((&again.json()["version"], &again.json()["accepted"]), (&json!(2), &json!(1)));
    let history = desk.service.get("/v1/projects/sejours/revisions").await.json();
    assert_eq!(history["matched"], 2);
}
