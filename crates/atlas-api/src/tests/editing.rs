//! Single edits over HTTP: conditions, repetitions, faults, rights, and a store that is away.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use atlas_index::Snapshot;
use atlas_model::{Change, ChangeSet, Id, Role};
use atlas_store::{ApiKey, OpenOptions, RANDOM_BYTES, Token, open};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use chrono::Utc;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::stores::Faulty;
use super::{Reply, Service, world};
use crate::{Atlas, Settings};

/// A service that follows the store in which the world is kept, with a key for each role.
pub(super) struct Desk {
    pub(super) service: Service,
    pub(super) store: Arc<Faulty>,
    following: JoinHandle<()>,
}

/// A request to edit something.
pub(super) struct Edit<'a> {
    pub(super) method: Method,
    pub(super) uri: &'a str,
    pub(super) role: Option<Role>,
    pub(super) headers: &'a [(&'a str, &'a str)],
    pub(super) body: Value,
}

const SEJOURS: &str = "/v1/projects/sejours";

impl Desk {
    pub(super) async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    async fn with(settings: Settings) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("atlas.gpkg");
        let store = open(path.to_str().unwrap(), OpenOptions::default()).await.unwrap();
        let changes = world::dataset().into_records().into_iter().map(Change::Put).collect();
        let reason = "first import".to_owned();
        let import = ChangeSet { author: "import".to_owned(), reason, campaign: None, changes };
        store.commit(&import, Utc::now()).await.unwrap();
        for role in Role::ALL {
            let token = token(*role);
            let key = ApiKey {
                id: token.id().to_owned(),
                label: format!("label of {role}"),
                role: *role,
                country: (*role == Role::Embassy).then(|| Id::new("CN").unwrap()),
                actor: (*role == Role::Authority).then(|| Id::new("fr-charente-maritime").unwrap()),
                secret_sha256: token.secret_sha256(),
                created_at: Utc::now(),
                expires_at: None,
                revoked_at: None,
                last_used_at: None,
            };
            store.create_key(&key).await.unwrap();
        }
        let snapshot = Snapshot::build(store.load().await.unwrap()).unwrap();
        let store = Arc::new(Faulty::over(store));
        let atlas = Atlas::new(snapshot, Arc::<Faulty>::clone(&store), settings);
        let following = tokio::spawn(crate::follow(atlas.clone(), std::time::Duration::from_millis(20)));
        let service = Service { router: crate::router(&atlas), atlas, directory: Some(directory) };
        Self { service, store, following }
    }

    pub(super) async fn edit(&self, edit: Edit<'_>) -> Reply {
        let mut request = Request::builder().method(edit.method).uri(edit.uri);
        if let Some(role) = edit.role {
            request = request.header("authorization", format!("Bearer {}", token(role).reveal()));
        }
        for (name, value) in edit.headers {
            request = request.header(*name, *value);
        }
        let body = if edit.body.is_null() { Body::empty() } else { Body::from(edit.body.to_string()) };
        self.service.send(request.body(body).unwrap()).await
    }

    /// Edits as the ministry, on a condition.
    pub(super) async fn as_daect(
        &self,
        method: Method,
        uri: &str,
        condition: (&str, &str),
        body: Value,
    ) -> Reply {
        self.edit(Edit { method, uri, role: Some(Role::Daect), headers: &[condition], body }).await
    }

    pub(super) async fn form(&self, uri: &str) -> (Value, String) {
        let reply = self.service.get(&format!("{uri}/record")).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        (reply.json(), reply.header("etag").to_owned())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.following.abort();
    }
}

fn token(role: Role) -> Token {
    Token::new(&[u8::try_from(role as usize).unwrap() + 1; RANDOM_BYTES])
}

fn faults(reply: &Reply) -> Vec<String> {
    let body = reply.json();
    let faults = body["faults"].as_array().unwrap_or_else(|| panic!("{body}"));
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    faults
        .iter()
        .map(|fault| {
            let nearest: Vec<String> = fault["nearest"].as_array().unwrap().iter().map(word).collect();
            format!("{} {} {}", word(&fault["at"]), word(&fault["code"]), nearest.join("|")).trim().to_owned()
        })
        .collect()
}

#[tokio::test]
async fn a_record_is_created_read_patched_replaced_and_withdrawn() {
    let desk = Desk::start().await;
    let (mut form, _) = desk.form(SEJOURS).await;
    form["id"] = json!("stages");
    form["title"] = json!({ "fr": "Stages", "zh": "实习" });
    let created = desk
        .edit(Edit {
            method: Method::POST,
            uri: "/v1/projects?lang=zh&reason=enqu%C3%AAte",
            role: Some(Role::Daect),
            headers: &[("content-type", "application/json")],
            body: form.clone(),
        })
        .await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text());
    assert_eq!(created.header("location"), "/v1/projects/stages");
    assert_eq!(created.json()["title"], "实习");
    assert_eq!(created.header("cache-control"), "no-store");

    let item = desk.service.get("/v1/projects/stages").await;
    assert_eq!(item.header("atlas-revision"), created.header("atlas-revision"), "read by whoever asks next");
    // The tag of any representation will do.
    let geojson = desk.service.get("/v1/projects/stages?f=geojson&lang=en").await;
    let patch = json!({ "status": "active", "title": { "en": "Placements" } });
    let tag = geojson.header("etag").to_owned();
    let patched =
        desk.as_daect(Method::PATCH, "/v1/projects/stages?lang=en", ("if-match", &tag), patch).await;
    assert_eq!((patched.status, &patched.json()["title"]), (StatusCode::OK, &json!("Placements")));
    assert_eq!(patched.json()["status"], "active");

    form["description"] = json!({ "fr": "Trois mois" });
    let tag = patched.header("etag").to_owned();
    let replaced = desk.as_daect(Method::PUT, "/v1/projects/stages", ("if-match", &tag), form.clone()).await;
    assert_eq!(replaced.status, StatusCode::OK, "{}", replaced.text());
    assert_eq!(desk.form("/v1/projects/stages").await.0, form, "what was put is what is read");

    let tag = replaced.header("etag").to_owned();
    let gone = desk.as_daect(Method::DELETE, "/v1/projects/stages", ("if-match", &tag), Value::Null).await;
    assert_eq!(gone.status, StatusCode::OK, "{}", gone.text());
    assert_eq!(desk.service.get("/v1/projects/stages").await.status, StatusCode::NOT_FOUND);
    let put = desk.as_daect(Method::PUT, "/v1/projects/stages", ("if-none-match", "*"), form).await;
    assert_eq!(put.status, StatusCode::CREATED, "{}", put.text());
    assert!(desk.service.atlas.snapshot().to_dataset().faults().is_empty());
}

#[tokio::test]
async fn without_a_condition_nothing_is_written() {
    let desk = Desk::start().await;
    let patch = || json!({ "status": "active" });
    for headers in [&[][..], &[("if-match", "*")]] {
        let (method, uri, role) = (Method::PATCH, SEJOURS, Some(Role::Daect));
        let reply = desk.edit(Edit { method, uri, role, headers, body: patch() }).await;
        assert_eq!(reply.status, StatusCode::PRECONDITION_REQUIRED);
        assert!(faults(&reply)[0].starts_with("If-Match "), "{:?}", faults(&reply));
    }
    let unreadable = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", "42"), patch()).await;
    assert_eq!(faults(&unreadable), ["If-Match malformed"]);
    assert_eq!(desk.form(SEJOURS).await.0["status"], "planned");
}

#[tokio::test]
async fn who_comes_too_late_is_shown_what_was_read_what_stands_and_what_was_proposed() {
    let desk = Desk::start().await;
    let (base, tag) = desk.form(SEJOURS).await;
    let theirs = json!({ "status": "active", "period": { "end": "2016" } });
    let first = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &tag), theirs).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let yours = json!({ "status": "ended", "title": { "en": "Exchange stays" } });
    let late = desk.as_daect(Method::PATCH, &format!("{SEJOURS}?lang=en"), ("if-match", &tag), yours).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED);
    let stale = &late.json()["stale"];
    assert_eq!(stale["base"], base);
    assert_eq!((&stale["theirs"]["status"], &stale["yours"]["status"]), (&json!("active"), &json!("ended")));
    let pointers: Vec<&Value> =
        stale["conflicts"].as_array().unwrap().iter().map(|conflict| &conflict["pointer"]).collect();
    assert_eq!(pointers, ["/status"], "what only one of them changed is no conflict");
    assert_eq!(stale["merged"]["title"]["en"], "Exchange stays");
    assert_eq!(
        (&stale["merged"]["period"]["end"], &stale["author"]),
        (&json!("2016"), &json!("label of daect"))
    );
    // The revision that it names is the condition of the next attempt.
    let condition = format!("\"r{}\"", stale["revision"]);
    let again = json!({ "status": "ended" });
    let settled = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &condition), again).await;
    assert_eq!(settled.status, StatusCode::OK, "{}", settled.text());
}

#[tokio::test]
async fn a_write_that_is_not_published_here_in_time_is_told_to_stand() {
    let soon = std::time::Duration::from_millis(10);
    let desk = Desk::with(Settings { min_revision_time: soon, ..Settings::default() }).await;
    let (mut form, tag) = desk.form(SEJOURS).await;
    let before = desk.service.atlas.revision();
    desk.following.abort();
    let patch = json!({ "status": "ended" });
    let told = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &tag), patch).await;
    form["status"] = json!("ended");
    assert_eq!((told.status, told.json()), (StatusCode::ACCEPTED, form));
    assert_eq!(told.header("atlas-revision"), (before + 1).to_string());
    assert_eq!(desk.service.atlas.store().revision().await.unwrap(), before + 1);
    assert_eq!(desk.service.atlas.revision(), before, "nobody published it");
}

#[tokio::test]
async fn changes_to_other_records_do_not_make_a_reading_stale() {
    let desk = Desk::start().await;
    let (_, tag) = desk.form(SEJOURS).await;
    let (_, other) = desk.form("/v1/needs/jilin-eau").await;
    let patch = json!({ "date": "2015-11-23" });
    assert_eq!(
        desk.as_daect(Method::PATCH, "/v1/needs/jilin-eau", ("if-match", &other), patch).await.status,
        200
    );
    let patch = json!({ "status": "active" });
    assert_eq!(desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &tag), patch).await.status, StatusCode::OK);
}

#[tokio::test]
async fn all_faults_are_told_at_once_with_the_names_that_were_meant() {
    let desk = Desk::start().await;
    let (_, tag) = desk.form(SEJOURS).await;
    let patch = json!({
        "status": "activ", "territories": ["Jlin"], "theme": "snate", "period": { "start": "2016", "end": "2015" },
        "colour": "red", "budget": 12,
    });
    let reply = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &tag), patch).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let found = faults(&reply);
    for expected in ["/status unknown_value active", "/colour unknown_name", "/budget malformed"] {
        assert!(found.iter().any(|fault| fault.starts_with(expected)), "{expected}: {found:?}");
    }
    // References are followed once the record itself can be read.
    let patch = json!({ "territories": ["Jlin"], "theme": "snate" });
    let reply = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &tag), patch).await;
    assert_eq!(faults(&reply), ["/territories/0 dangling CN-220000", "/theme dangling sante"]);
    assert_eq!(desk.form(SEJOURS).await.1, tag, "nothing was written");
}

#[tokio::test]
async fn a_request_sent_again_is_done_once() {
    let desk = Desk::start().await;
    let (_, tag) = desk.form(SEJOURS).await;
    let send = async |key: &str, status: &str| {
        let headers = [("if-match", tag.as_str()), ("idempotency-key", key)];
        let body = json!({ "status": status });
        let (method, uri, role) = (Method::PATCH, SEJOURS, Some(Role::Daect));
        desk.edit(Edit { method, uri, role, headers: &headers, body }).await
    };
    let first = send("a-1", "active").await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let again = send("a-1", "active").await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
    assert_eq!(again.header("atlas-revision"), first.header("atlas-revision"));
    let other = send("a-1", "ended").await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.json()["type"].as_str().unwrap().ends_with("#key-reused"));
    assert_eq!(
        send("a-2", "ended").await.status,
        StatusCode::PRECONDITION_FAILED,
        "another request is stale"
    );
}

#[tokio::test]
async fn who_may_not_write_learns_nothing() {
    let desk = Desk::start().await;
    let (_, tag) = desk.form(SEJOURS).await;
    let patch = |role| Edit {
        method: Method::PATCH,
        uri: SEJOURS,
        role,
        headers: &[],
        body: json!({ "status": "nonsense" }),
    };
    let nobody = desk.edit(patch(None)).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert_eq!(nobody.header("www-authenticate"), "Bearer realm=\"atlas\"");
    let write = async |role, uri: &str, tag: &str, body| {
        let headers = [("if-match", tag)];
        desk.edit(Edit { method: Method::PATCH, uri, role: Some(role), headers: &headers, body }).await.status
    };
    let patch = || json!({ "status": "active" });
    assert_eq!(write(Role::Reader, SEJOURS, &tag, patch()).await, StatusCode::FORBIDDEN);
    // The authority takes part in the partnership of this project; an authority of another one does not.
    assert_eq!(write(Role::Embassy, SEJOURS, &tag, patch()).await, StatusCode::OK);
    let french = "/v1/actors/fr-pays-de-la-loire";
    let (_, tag) = desk.form(french).await;
    let patch = || json!({ "website": "https://example.org/" });
    assert_eq!(write(Role::Embassy, french, &tag, patch()).await, StatusCode::FORBIDDEN);
    assert_eq!(write(Role::Authority, french, &tag, patch()).await, StatusCode::FORBIDDEN);
    let own = "/v1/actors/fr-charente-maritime";
    let (_, tag) = desk.form(own).await;
    assert_eq!(write(Role::Authority, own, &tag, patch()).await, StatusCode::OK);
}

#[tokio::test]
async fn bodies_that_are_no_record_are_refused() {
    let desk = Desk::start().await;
    let (_, tag) = desk.form(SEJOURS).await;
    let send = async |method: Method, content_type: &str, body: &str| {
        let request = Request::builder()
            .method(method)
            .uri(SEJOURS)
            .header("authorization", format!("Bearer {}", token(Role::Daect).reveal()))
            .header("if-match", &tag)
            .header("content-type", content_type);
        desk.service.send(request.body(Body::from(body.to_owned())).unwrap()).await
    };
    let xml = send(Method::PUT, "application/xml", "<a/>").await;
    assert_eq!(xml.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(faults(&xml), ["Content-Type unknown_value application/json"]);
    for body in ["", "{", "{\"a\":1,\"a\":2}", "[1,"] {
        assert_eq!(send(Method::PUT, "application/json", body).await.status, 400, "{body}");
    }
    for body in ["[]", "null", "{}", "{\"id\":\"another\"}"] {
        let reply = send(Method::PUT, "application/json; charset=utf-8", body).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    let large = format!("{{\"title\":\"{}\"}}", "x".repeat(2 << 20));
    assert_eq!(send(Method::PATCH, "application/merge-patch+json", &large).await.status, 413);
    let renamed = send(Method::PATCH, "application/merge-patch+json", "{\"id\":\"another\"}").await;
    assert_eq!(faults(&renamed), ["/id unknown_value sejours"]);
    let missing = desk.as_daect(Method::DELETE, "/v1/projects/sejour", ("if-match", &tag), Value::Null).await;
    assert_eq!(
        (missing.status, faults(&missing)),
        (StatusCode::NOT_FOUND, vec!["id dangling sejours".to_owned()])
    );
}

#[tokio::test]
async fn while_the_store_is_away_a_write_is_asked_to_come_again_and_reads_go_on() {
    let desk = Desk::start().await;
    let (_, tag) = desk.form(SEJOURS).await;
    let patch = || json!({ "status": "active" });
    // A key that was seen lately is still known.
    desk.edit(Edit {
        method: Method::GET,
        uri: "/v1/caller",
        role: Some(Role::Daect),
        headers: &[],
        body: Value::Null,
    })
    .await;
    desk.store.is_away.store(true, Ordering::SeqCst);
    let away = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &tag), patch()).await;
    assert_eq!((away.status, away.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert!(away.json()["type"].as_str().unwrap().ends_with("#store-unavailable"));
    assert_eq!(desk.service.get(SEJOURS).await.status, StatusCode::OK);
    desk.store.is_away.store(false, Ordering::SeqCst);
    let back = desk.as_daect(Method::PATCH, SEJOURS, ("if-match", &tag), patch()).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.text());
}
