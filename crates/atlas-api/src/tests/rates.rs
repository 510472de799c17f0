//! How often clients may do what: by address, by key, by failure; reads as often as they like.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use atlas_model::Role;
use atlas_store::{ApiKey, OpenOptions, RANDOM_BYTES, Store, Token, open};
use axum::Router;
use axum::http::Method;
use chrono::Utc;
use tempfile::TempDir;

use super::Service;
use crate::front::Front;
use crate::{Rates, Settings, routes};

const HOME: &str = "198.51.100.1";
const OTHER: &str = "198.51.100.2";

/// A service whose rates a test sets, with two keys.
struct Rated {
    service: Service,
    bearers: [String; 2],
    _directory: TempDir,
}

impl Rated {
    async fn start(rates: Rates) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("atlas.gpkg");
        let store: Arc<dyn Store> = open(path.to_str().unwrap(), OpenOptions::default()).await.unwrap();
        let mut bearers = [String::new(), String::new()];
        for (seed, bearer) in (1..).zip(&mut bearers) {
            let token = Token::new(&[seed; RANDOM_BYTES]);
            let key = ApiKey {
                id: token.id().to_owned(),
                label: "test".to_owned(),
                role: Role::Reader,
                country: None,
                actor: None,
                secret_sha256: token.secret_sha256(),
                created_at: Utc::now(),
                expires_at: None,
                revoked_at: None,
                last_used_at: None,
            };
            store.create_key(&key).await.unwrap();
            *bearer = format!("Bearer {}", token.reveal());
        }
        let service = Service::over(store, Settings { rates, ..Settings::default() });
        Self { service, bearers, _directory: directory }
    }

    /// The status of a request from an address, with its `Retry-After`.
    async fn ask(
        &mut self,
        peer: &str,
        method: Method,
        uri: &str,
        headers: &[(&str, &str)],
    ) -> (u16, String) {
        let front = Front::new(self.service.atlas.clone(), routes::router(self.service.atlas.clone()));
        let front = front.with_peer(peer.parse::<IpAddr>().unwrap());
        self.service.router = Router::new().fallback_service(front);
        let reply = self.service.ask(method, uri, headers).await;
        (reply.status.as_u16(), reply.header("retry-after").to_owned())
    }

    async fn read(&mut self, peer: &str) -> u16 {
        self.ask(peer, Method::GET, "/v1/projects", &[]).await.0
    }

    async fn write(&mut self, peer: &str) -> (u16, String) {
        self.ask(peer, Method::DELETE, "/v1/projects/sejours", &[]).await
    }

    async fn call(&mut self, peer: &str, bearer: &str) -> (u16, String) {
        self.ask(peer, Method::GET, "/v1/caller", &[("authorization", bearer)]).await
    }
}

fn rate(per_minute: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(per_minute)
}

fn seconds(retry_after: &str) -> u64 {
    retry_after.parse().unwrap_or_else(|_| panic!("Retry-After: {retry_after:?}"))
}

#[tokio::test]
async fn who_writes_too_often_is_told_when_to_come_again_and_goes_on_reading() {
    let mut rated = Rated::start(Rates { writes_per_minute: rate(4), ..Rates::default() }).await;
    for _ in 0..4 {
        assert_eq!(rated.write(HOME).await.0, 401);
    }
    let (status, retry_after) = rated.write(HOME).await;
    assert_eq!(status, 429);
    assert!((10..=15).contains(&seconds(&retry_after)), "{retry_after}");
    assert_eq!((rated.read(HOME).await, rated.write(OTHER).await.0), (200, 401));
    for _ in 0..50 {
        assert_eq!(rated.read(HOME).await, 200);
    }
}

#[tokio::test]
async fn a_key_is_counted_wherever_it_comes_from() {
    let mut rated = Rated::start(Rates { writes_per_minute: rate(3), ..Rates::default() }).await;
    let [one, two] = rated.bearers.clone();
    for peer in [HOME, OTHER, HOME] {
        assert_eq!(rated.call(peer, &one).await.0, 200);
    }
    let (status, retry_after) = rated.call("203.0.113.7", &one).await;
    assert_eq!((status, (15..=20).contains(&seconds(&retry_after))), (429, true), "{retry_after}");
    assert_eq!(rated.call(HOME, &two).await.0, 200);
}

#[tokio::test]
async fn an_address_that_guesses_is_not_listened_to_for_a_while() {
    let mut rated = Rated::start(Rates { failures_per_minute: rate(3), ..Rates::default() }).await;
    let [right, _] = rated.bearers.clone();
    for _ in 0..50 {
        assert_eq!(rated.call(HOME, &right).await.0, 200, "what is right is no failure");
    }
    for _ in 0..4 {
        assert_eq!(rated.call(HOME, "Bearer wrong").await.0, 401);
    }
    let (status, retry_after) = rated.call(HOME, &right).await;
    assert_eq!((status, (15..=20).contains(&seconds(&retry_after))), (429, true), "{retry_after}");
    let public = rated.ask(HOME, Method::GET, "/v1/projects", &[("authorization", "Bearer wrong")]).await;
    assert_eq!(public.0, 200, "what is public stays so");
    assert_eq!(rated.call(OTHER, &right).await.0, 200);
}

#[tokio::test]
async fn reads_are_counted_where_the_operator_wants_it_kept_answers_too() {
    let mut rated = Rated::start(Rates { reads_per_minute: rate(5), ..Rates::default() }).await;
    for _ in 0..5 {
        assert_eq!(rated.read(HOME).await, 200);
    }
    assert_eq!((rated.read(HOME).await, rated.read(OTHER).await), (429, 200));
}

#[tokio::test]
async fn behind_a_proxy_of_the_operators_each_client_is_counted_by_itself() {
    let trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let rates = Rates { reads_per_minute: rate(2), trusted_proxies, ..Rates::default() };
    let mut rated = Rated::start(rates).await;
    let mut from = async |peer: &str, client: &str| {
        rated.ask(peer, Method::GET, "/v1/projects", &[("x-forwarded-for", client)]).await.0
    };
    for expected in [200, 200, 429] {
        assert_eq!(from("127.0.0.1", HOME).await, expected);
    }
    assert_eq!(from("127.0.0.1", OTHER).await, 200);
    for (client, expected) in [("1.1.1.1", 200), ("2.2.2.2", 200), ("3.3.3.3", 429)] {
        assert_eq!(from("203.0.113.7", client).await, expected, "a stranger's word counts for nothing");
    }
}
