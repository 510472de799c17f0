//! Who calls: keys over HTTP, what is refused and with which words, what the store is asked.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use atlas_model::{Id, Role};
use atlas_store::{ApiKey, Keys, OpenOptions, RANDOM_BYTES, Token, open};
use axum::http::{Method, StatusCode};
use chrono::{TimeDelta, Utc};
use tempfile::TempDir;

use super::stores::Faulty;
use super::{Reply, Service};
use crate::Settings;

/// A service over a real store whose failures a test commands.
struct Keyed {
    service: Service,
    store: Arc<Faulty>,
    _directory: TempDir,
}

impl Keyed {
    async fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("atlas.gpkg");
        let store = open(path.to_str().unwrap(), OpenOptions::default()).await.unwrap();
        let store = Arc::new(Faulty::over(store));
        let service = Service::over(Arc::clone(&store) as Arc<_>, Settings::default());
        Self { service, store, _directory: directory }
    }

    async fn create(&self, seed: u8, change: impl FnOnce(&mut ApiKey)) -> Token {
        let token = Token::new(&[seed; RANDOM_BYTES]);
        let mut key = ApiKey {
            id: token.id().to_owned(),
            label: "Ambassade, service de coopération".to_owned(),
            role: Role::Embassy,
            country: Some(Id::new("CN").unwrap()),
            actor: None,
            secret_sha256: token.secret_sha256(),
            created_at: Utc::now(),
            expires_at: None,
            revoked_at: None,
            last_used_at: None,
        };
        change(&mut key);
        self.store.create_key(&key).await.unwrap();
        token
    }

    async fn ask(&self, authorization: &str) -> Reply {
        self.service.ask(Method::GET, "/v1/caller?lang=en", &[("authorization", authorization)]).await
    }

    async fn ask_as(&self, token: &Token) -> Reply {
        self.ask(&format!("Bearer {}", token.reveal())).await
    }
}

#[tokio::test]
async fn a_key_says_who_calls_and_its_answer_is_never_kept() {
    let keyed = Keyed::start().await;
    let token = keyed.create(1, |_| {}).await;
    let reply = keyed.ask_as(&token).await;
    assert_eq!((reply.status, reply.header("cache-control")), (StatusCode::OK, "no-store"));
    insta::assert_snapshot!(reply.text(), @r#"{"principal":"key:040g2081","label":"Ambassade, service de coopération","role":"embassy","role_label":"embassy","country":"CN"}"#);
    let anonymous = keyed.service.get("/v1/caller?lang=en").await;
    assert_eq!(anonymous.status, StatusCode::UNAUTHORIZED, "what one caller was told is told to no other");
}

#[tokio::test]
async fn whatever_is_wrong_with_credentials_is_refused_with_the_same_words() {
    let keyed = Keyed::start().await;
    let token = keyed.create(1, |_| {}).await;
    let expired = keyed.create(2, |key| key.expires_at = Some(Utc::now() - TimeDelta::seconds(1))).await;
    let revoked = keyed.create(3, |key| key.revoked_at = Some(Utc::now())).await;
    let unknown = Token::new(&[4; RANDOM_BYTES]);
    let mut other_secret = [9; RANDOM_BYTES];
    other_secret[..5].fill(1);
    let guessed = Token::new(&other_secret);
    assert_eq!(guessed.id(), token.id());
    let mut told = Vec::new();
    for credentials in [expired, revoked, unknown, guessed].map(|token| format!("Bearer {}", token.reveal()))
    {
        told.push(keyed.ask(&credentials).await);
    }
    for credentials in ["Bearer x", "Bearer a.b.c", "Basic YTpi", ""] {
        told.push(keyed.ask(credentials).await);
    }
    told.push(keyed.service.get("/v1/caller?lang=en").await);
    for reply in &told {
        let mut body = reply.json();
        body["request_id"] = "".into();
        let mut first = told[0].json();
        first["request_id"] = "".into();
        assert_eq!((reply.status, body), (StatusCode::UNAUTHORIZED, first));
        assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"atlas\"");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    assert_eq!(keyed.ask_as(&token).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_public_read_is_public_whatever_its_credentials() {
    let keyed = Keyed::start().await;
    let token = keyed.create(1, |_| {}).await;
    let bearer = format!("Bearer {}", token.reveal());
    let public = keyed.service.get("/v1/projects").await;
    for credentials in [bearer.as_str(), "Bearer wrong"] {
        let reply = keyed.service.ask(Method::GET, "/v1/projects", &[("authorization", credentials)]).await;
        assert_eq!((reply.status, reply.body), (StatusCode::OK, public.body.clone()), "{credentials}");
    }
    assert_eq!(keyed.store.lookups.load(Ordering::SeqCst), 0, "nobody even looked");
}

#[tokio::test]
async fn the_store_is_asked_for_a_key_once_in_half_a_minute_and_a_withdrawal_holds_after_it() {
    let keyed = Keyed::start().await;
    let token = keyed.create(1, |_| {}).await;
    for _ in 0..5 {
        assert_eq!(keyed.ask_as(&token).await.status, StatusCode::OK);
    }
    assert_eq!(keyed.store.lookups.load(Ordering::SeqCst), 1);
    keyed.store.revoke_key(token.id(), Utc::now()).await.unwrap();
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    tokio::time::resume();
    assert_eq!(keyed.ask_as(&token).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(keyed.store.lookups.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn while_the_store_is_away_known_keys_go_on_and_others_are_asked_to_come_again() {
    let keyed = Keyed::start().await;
    let (known, other) = (keyed.create(1, |_| {}).await, keyed.create(2, |_| {}).await);
    assert_eq!(keyed.ask_as(&known).await.status, StatusCode::OK);
    keyed.store.is_away.store(true, Ordering::SeqCst);
    assert_eq!(keyed.ask_as(&known).await.status, StatusCode::OK);
    let reply = keyed.ask_as(&other).await;
    assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    keyed.store.is_away.store(false, Ordering::SeqCst);
    assert_eq!(keyed.ask_as(&other).await.status, StatusCode::OK);
}

#[tokio::test]
async fn when_a_key_was_last_used_is_noted_even_where_the_store_was_away() {
    let keyed = Keyed::start().await;
    let (token, unused) = (keyed.create(1, |_| {}).await, keyed.create(2, |_| {}).await);
    let before = Utc::now() - TimeDelta::milliseconds(1);
    assert_eq!(keyed.ask_as(&token).await.status, StatusCode::OK);
    let keyring = keyed.service.atlas.keyring();
    keyed.store.is_away.store(true, Ordering::SeqCst);
    assert!(keyring.note_uses(&*keyed.store).await.is_err());
    keyed.store.is_away.store(false, Ordering::SeqCst);
    keyring.note_uses(&*keyed.store).await.unwrap();
    let used = keyed.store.find_key(token.id()).await.unwrap().unwrap().last_used_at;
    assert!(used.is_some_and(|at| at >= before && at <= Utc::now()), "{used:?}");
    assert_eq!(keyed.store.find_key(unused.id()).await.unwrap().unwrap().last_used_at, None);
}
