//! Personal contacts: who sees them, what is refused, and that nothing else ever holds them.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use atlas_index::Snapshot;
use atlas_model::{ChangeSet, Dataset, Id, Role};
use atlas_store::{Absent, ApiKey, OpenOptions, RANDOM_BYTES, Token, diff, open};
use axum::body::Body;
use axum::http::{Method, Request};
use chrono::Utc;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::stores::Faulty;
use super::{Reply, Service, world};
use crate::Settings;

/// A service on the world, which its store holds too, with a key for each kind of caller.
struct Manned {
    service: Service,
    store: Arc<Faulty>,
    bearers: Vec<(&'static str, String)>,
    _directory: TempDir,
}

impl Manned {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("atlas.gpkg");
        let store = open(path.to_str().unwrap(), OpenOptions::default()).await.unwrap();
        let changes = diff(&Dataset::default(), &world::dataset(), Absent::Keep);
        let set =
            ChangeSet { author: "test".to_owned(), reason: "world".to_owned(), campaign: None, changes };
        store.commit(&set, Utc::now()).await.unwrap();
        let mut bearers = Vec::new();
        for (seed, (name, role, country, actor)) in (1..).zip([
            ("reader", Role::Reader, None, None),
            ("jilin", Role::Authority, None, Some("cn-jilin")),
            ("shandong", Role::Authority, None, Some("cn-shandong")),
            ("beijing", Role::Embassy, Some("CN"), None),
            ("paris", Role::Embassy, Some("FR"), None),
            ("daect", Role::Daect, None, None),
            ("admin", Role::Admin, None, None),
        ]) {
            let token = Token::new(&[seed; RANDOM_BYTES]);
            let key = ApiKey {
                id: token.id().to_owned(),
                label: format!("service {name}"),
                role,
                country: country.map(|id: &str| Id::new(id).unwrap()),
                actor: actor.map(|id: &str| Id::new(id).unwrap()),
                secret_sha256: token.secret_sha256(),
                created_at: Utc::now(),
                expires_at: None,
                revoked_at: None,
                last_used_at: None,
            };
            store.create_key(&key).await.unwrap();
            bearers.push((name, format!("Bearer {}", token.reveal())));
        }
        let dataset = store.load().await.unwrap();
        let store = Arc::new(Faulty::over(store));
        let service = Service::on(dataset, Arc::clone(&store) as Arc<_>, Settings::default());
        Self { service, store, bearers, _directory: directory }
    }

    /// Asks as somebody; a PUT is to be the first.
    async fn ask(&self, name: &str, method: Method, uri: &str, body: &Value) -> Reply {
        let condition = (method == Method::PUT).then_some(("if-none-match", "*"));
        self.ask_on(name, method, uri, condition, body).await
    }

    async fn ask_on(
        &self,
        name: &str,
        method: Method,
        uri: &str,
        condition: Option<(&str, &str)>,
        body: &Value,
    ) -> Reply {
        let mut request =
            Request::builder().method(method).uri(uri).header("content-type", "application/json");
        if let Some((header, value)) = condition {
            request = request.header(header, value);
        }
        if let Some((_, bearer)) = self.bearers.iter().find(|(known, _)| *known == name) {
            request = request.header("authorization", bearer);
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.service.send(request.body(body).unwrap()).await
    }

    async fn get(&self, name: &str, actor: &str) -> Reply {
        self.ask(name, Method::GET, &format!("/v1/actors/{actor}/contacts"), &Value::Null).await
    }

    async fn put(&self, name: &str, actor: &str, contacts: Value) -> Reply {
        let body = json!({ "contacts": contacts });
        self.ask(name, Method::PUT, &format!("/v1/actors/{actor}/contacts?lang=en"), &body).await
    }
}

fn contact() -> Value {
    json!({
        "function": "relations internationales", "name": "Personne d'exemple", "email": "secret-box@example.org",
        "phone": "+86 431 0000 0000", "legal_basis": "consentement écrit du 2015-11-23",
    })
}

#[tokio::test]
async fn those_who_need_contacts_see_them_and_nobody_else() {
    let manned = Manned::start().await;
    assert_eq!(manned.put("beijing", "cn-jilin", json!([contact()])).await.status, 200);
    for (actor, seeing) in [
        ("cn-jilin", &["jilin", "beijing", "daect", "admin"][..]),
        ("cn-shandong", &["shandong", "beijing", "daect", "admin"]),
        ("fr-charente-maritime", &["paris", "daect", "admin"]),
    ] {
        for (name, _) in &manned.bearers {
            let reply = manned.get(name, actor).await;
            let expected = if seeing.contains(name) { 200 } else { 403 };
            assert_eq!(reply.status, expected, "{name} {actor}");
            assert_eq!(reply.header("cache-control"), "no-store");
            let holds = reply.text().contains("secret-box");
            assert_eq!(holds, expected == 200 && actor == "cn-jilin", "{name} {actor}");
        }
        assert_eq!(manned.get("nobody", actor).await.status, 401);
    }
    // Who may not see them learns nothing of whether there are any.
    let without_id = |reply: &Reply| {
        let mut body = reply.json();
        body["request_id"] = "".into();
        body["instance"] = "".into();
        body
    };
    let (with, none) = (manned.get("paris", "cn-jilin").await, manned.get("paris", "cn-shandong").await);
    assert_eq!(without_id(&with), without_id(&none));
    assert_eq!(manned.get("beijing", "cn-jlin").await.json()["faults"][0]["nearest"], json!(["cn-jilin"]));
}

#[tokio::test]
async fn contacts_are_put_shown_and_erased_and_each_time_it_is_noted() {
    let manned = Manned::start().await;
    let put = manned.put(
        "jilin",
        "cn-jilin",
        json!([contact(), { "function": "accueil", "legal_basis": "public" }]),
    );
    let put = put.await.json();
    let read = manned.get("beijing", "cn-jilin").await.json();
    assert_eq!(read, put);
    let mut first = read["contacts"][0].clone();
    assert_eq!(first["updated_by"], "service jilin");
    for added in ["updated_by", "updated_at"] {
        first.as_object_mut().unwrap().remove(added);
    }
    assert_eq!(first, contact());
    let erased = manned.ask("daect", Method::DELETE, "/v1/actors/cn-jilin/contacts", &Value::Null).await;
    assert_eq!(erased.json(), json!({ "actor": "cn-jilin", "contacts": [] }));
    assert_eq!(manned.get("jilin", "cn-jilin").await.json()["contacts"], json!([]));

    let noted = manned.ask("admin", Method::GET, "/v1/contact-accesses?lang=en", &Value::Null).await;
    let noted = noted.json();
    let told: Vec<String> = noted["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| format!("{} {} {}", item["label"], item["action"], item["actor"]).replace('"', ""))
        .collect();
    let expected = ["jilin read", "daect erased", "beijing read", "jilin replaced"];
    assert_eq!(told, expected.map(|what| format!("service {what} cn-jilin")));
    assert_eq!(noted["next_before"], Value::Null);
    for name in ["reader", "jilin", "beijing", "daect"] {
        assert_eq!(manned.ask(name, Method::GET, "/v1/contact-accesses", &Value::Null).await.status, 403);
    }
    let wrong = manned.ask("admin", Method::GET, "/v1/contact-accesses?before=x&f=csv", &Value::Null).await;
    assert_eq!((wrong.status.as_u16(), wrong.json()["faults"].as_array().unwrap().len()), (400, 2));
}

#[tokio::test]
async fn every_fault_of_contacts_is_named_and_then_nothing_is_changed() {
    let manned = Manned::start().await;
    assert_eq!(manned.put("jilin", "cn-jilin", json!([contact()])).await.status, 200);
    let wrong = json!([
        { "function": " ", "email": "nobody", "phone": "0431", "legal_bassis": "x" },
        { "function": 7, "name": "n".repeat(201), "legal_basis": "public" },
        "somebody",
    ]);
    let reply = manned.put("jilin", "cn-jilin", wrong).await;
    let body = reply.json();
    let found: Vec<String> = body["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| format!("{} {}", fault["at"], fault["code"]).replace('"', ""))
        .collect();
    assert_eq!(
        found,
        [
            "/contacts/0/legal_bassis unknown_name",
            "/contacts/0/function missing",
            "/contacts/0/email malformed",
            "/contacts/0/phone malformed",
            "/contacts/0/legal_basis missing",
            "/contacts/1/function malformed",
            "/contacts/1/name out_of_range",
            "/contacts/2 malformed",
        ]
    );
    for body in [json!({}), json!({ "contacts": {} }), json!([]), json!({ "contacts": vec![contact(); 21] })]
    {
        let reply = manned.ask("jilin", Method::PUT, "/v1/actors/cn-jilin/contacts", &body).await;
        assert!(reply.status.is_client_error(), "{body}");
    }
    assert_eq!(manned.get("jilin", "cn-jilin").await.json()["contacts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn contacts_are_replaced_by_those_who_have_seen_them() {
    const URI: &str = "/v1/actors/cn-jilin/contacts";
    let manned = Manned::start().await;
    let put = async |condition, functions: &[&str]| {
        let contact = |function: &&str| json!({ "function": function, "legal_basis": "public" });
        let contacts: Vec<Value> = functions.iter().map(contact).collect();
        manned.ask_on("jilin", Method::PUT, URI, condition, &json!({ "contacts": contacts })).await
    };
    let first = put(Some(("if-none-match", "*")), &["accueil"]).await;
    let read = manned.get("beijing", "cn-jilin").await;
    assert_eq!((first.status.as_u16(), first.header("etag")), (200, read.header("etag")));
    let seen = read.header("etag").to_owned();
    let second = put(Some(("if-match", &seen)), &["accueil", "presse"]).await;
    assert_eq!(second.status, 200, "{}", second.text());
    let newer = second.header("etag").to_owned();
    assert_ne!(newer, seen);
    for (condition, status) in [
        (None, 428),
        (Some(("if-match", "*")), 428),
        (Some(("if-match", "\"r1\"")), 400),
        (Some(("if-match", "\"cxyz\"")), 400),
        (Some(("if-none-match", "\"r1\"")), 400),
        (Some(("if-match", seen.as_str())), 412),
        (Some(("if-none-match", "*")), 412),
    ] {
        let refused = put(condition, &[]).await;
        assert_eq!(refused.status, status, "{condition:?}: {}", refused.text());
        assert!(!refused.text().contains("presse"), "a refusal shows no contact");
    }
    let kept = manned.get("beijing", "cn-jilin").await;
    assert_eq!(kept.json()["contacts"].as_array().unwrap().len(), 2);
    assert_eq!(put(Some(("if-match", kept.header("etag"))), &[]).await.status, 200);
    assert_eq!(put(Some(("if-none-match", "*")), &["accueil"]).await.status, 200);
    let erased = manned.ask("jilin", Method::DELETE, URI, &Value::Null).await;
    assert_eq!(erased.status, 200, "who erases need not have looked");
}

#[tokio::test]
async fn a_look_that_cannot_be_noted_is_not_granted() {
    let manned = Manned::start().await;
    assert_eq!(manned.get("jilin", "cn-jilin").await.status, 200);
    manned.store.is_away.store(true, Ordering::SeqCst);
    assert_eq!(manned.get("jilin", "cn-jilin").await.status, 503, "its key is known; the store is away");
}

#[tokio::test]
async fn nothing_that_is_public_holds_a_contact() {
    let manned = Manned::start().await;
    assert_eq!(manned.put("jilin", "cn-jilin", json!([contact()])).await.status, 200);
    let dataset = manned.service.atlas.store().load().await.unwrap();
    manned.service.atlas.publish(Snapshot::build(dataset).unwrap());
    for uri in [
        "/v1/actors?limit=1000",
        "/v1/actors?f=geojson",
        "/v1/actors?f=csv",
        "/v1/actors/cn-jilin",
        "/v1/actors/cn-jilin/revisions",
        "/v1/changes?limit=1000",
        "/metrics",
    ] {
        let reply = manned.service.get(uri).await;
        assert_eq!(reply.status, 200, "{uri}");
        assert!(!reply.text().contains("secret-box"), "{uri}");
    }
    let revisions = manned.service.atlas.store().revisions_since(0, u32::MAX).await.unwrap();
    assert!(!format!("{revisions:?}").contains("secret-box"));
}
