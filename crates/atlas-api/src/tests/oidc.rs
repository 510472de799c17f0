//! Bearer tokens, from a real issuer on this machine whose keys are made for the test.

mod signer;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use atlas_model::Dataset;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use self::signer::{ALGORITHMS, Signer};
use super::stores::{Faulty, Trouble};
use super::{Reply, Service, world};
use crate::{Oidc, Settings};

const AUDIENCE: &str = "atlas";

/// What the issuer answers, changed by tests while it runs.
#[derive(Default)]
struct Published {
    url: Mutex<String>,
    keys: Mutex<Vec<Value>>,
    is_down: AtomicBool,
    asked: AtomicUsize,
}

async fn discovery(State(published): State<Arc<Published>>) -> Result<Json<Value>, StatusCode> {
    if published.is_down.load(Ordering::SeqCst) {
        return Err(StatusCode::BAD_GATEWAY);
    }
    let url = published.url.lock().unwrap().clone();
    Ok(Json(json!({ "issuer": url, "jwks_uri": format!("{url}/keys"), "claims_supported": ["sub"] })))
}

async fn keys(State(published): State<Arc<Published>>) -> Json<Value> {
    published.asked.fetch_add(1, Ordering::SeqCst);
    // What a set may hold beside: a shared secret, a key to encrypt, a kind that nobody knows.
    let mut keys = published.keys.lock().unwrap().clone();
    keys.push(json!({ "kty": "oct", "kid": "secret", "alg": "HS256", "k": BASE64.encode("secret") }));
    keys.push(json!({ "kty": "RSA", "kid": "rsa-enc", "use": "enc", "n": "AQAB", "e": "AQAB" }));
    keys.push(json!({ "kty": "XYZ", "kid": "new" }));
    Json(json!({ "keys": keys }))
}

/// A service that trusts an issuer which runs beside it. Its store is away: tokens need none.
struct Trusting {
    service: Service,
    issuer: Arc<Published>,
    url: String,
}

impl Trusting {
    async fn start(signers: &[&Arc<Signer>]) -> Self {
        Self::with(signers, world::dataset(), |_| {}).await
    }

    async fn with(signers: &[&Arc<Signer>], dataset: Dataset, change: impl FnOnce(&mut Oidc)) -> Self {
        let issuer = Arc::new(Published::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        issuer.url.lock().unwrap().clone_from(&url);
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .with_state(Arc::clone(&issuer));
        drop(tokio::spawn(async move { axum::serve(listener, routes).await }));
        let mut oidc = Oidc::new(&url, AUDIENCE).unwrap();
        change(&mut oidc);
        let settings = Settings { oidc: Some(oidc), ..Settings::default() };
        let trusting =
            Self { service: Service::on(dataset, Faulty::always(Trouble::Away), settings), issuer, url };
        trusting.publish(signers);
        trusting
    }

    fn publish(&self, signers: &[&Arc<Signer>]) {
        *self.issuer.keys.lock().unwrap() = signers.iter().map(|signer| signer.jwk()).collect();
    }

    /// Claims of a token for this service that is valid for five minutes, with others over them.
    fn claims(&self, others: Value) -> Value {
        let now = chrono::Utc::now().timestamp();
        let mut claims =
            json!({ "iss": self.url, "aud": AUDIENCE, "sub": "a1b2", "iat": now, "exp": now + 300 });
        let Value::Object(others) = others else { panic!("no claims: {others}") };
        claims.as_object_mut().unwrap().extend(others);
        claims
    }

    async fn ask(&self, token: &str) -> Reply {
        let bearer = format!("Bearer {token}");
        self.service.ask(Method::GET, "/v1/caller?lang=en", &[("authorization", &bearer)]).await
    }

    async fn status(&self, token: &str) -> u16 {
        self.ask(token).await.status.as_u16()
    }

    /// Who the service takes the bearer of these claims for: role, country, actor, label.
    async fn taken_for(&self, signer: &Signer, claims: Value) -> [Value; 4] {
        let body = self.ask(&signer.token(&self.claims(claims))).await.json();
        ["role", "country", "actor", "label"].map(|member| body[member].clone())
    }

    fn asked(&self) -> usize {
        self.issuer.asked.load(Ordering::SeqCst)
    }
}

async fn pass(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

#[tokio::test]
async fn a_token_of_the_issuer_says_who_calls_and_names_no_person() {
    let (p256, ed25519) = (Signer::new("one", "ES256"), Signer::new("two", "EdDSA"));
    let trusting = Trusting::start(&[&p256, &ed25519]).await;
    for signer in [&p256, &ed25519] {
        let claims = json!({ "atlas_role": "embassy", "atlas_country": "CN", "name": "Somebody", "email": "s@example.org" });
        let reply = trusting.ask(&signer.token(&trusting.claims(claims))).await;
        assert_eq!((reply.status, reply.header("cache-control")), (StatusCode::OK, "no-store"));
        let expected = json!({
            "principal": format!("oidc:{}|a1b2", trusting.url), "label": "embassy CN", "role": "embassy",
            "role_label": "embassy", "country": "CN",
        });
        assert_eq!(reply.json(), expected);
    }
    assert_eq!(trusting.asked(), 1, "the keys are read once for all tokens");
    let unnamed = p256.sign(&json!({ "alg": "ES256" }), &trusting.claims(json!({})));
    assert_eq!(trusting.status(&unnamed).await, 200, "a token need not name the only key of its kind");
}

#[tokio::test]
async fn a_token_is_taken_by_whichever_algorithm_it_was_signed_and_by_no_other() {
    let signers: Vec<Arc<Signer>> = ALGORITHMS.map(|algorithm| Signer::new(algorithm, algorithm)).into();
    let trusting = Trusting::start(&signers.iter().collect::<Vec<_>>()).await;
    let claims = trusting.claims(json!({ "atlas_role": "daect" }));
    for signer in &signers {
        let right = signer.token(&claims);
        let reply = trusting.ask(&right).await;
        assert_eq!(
            (reply.status, &reply.json()["role"]),
            (StatusCode::OK, &json!("daect")),
            "{}",
            signer.id()
        );
        let (signed, signature) = right.rsplit_once('.').unwrap();
        let mut bytes = BASE64.decode(signature).unwrap();
        bytes[7] ^= 1;
        let altered = format!("{signed}.{}", BASE64.encode(bytes));
        assert_eq!(trusting.status(&altered).await, 401, "{} altered", signer.id());
        for other in ALGORITHMS.iter().filter(|other| **other != signer.id()) {
            let mut header = signer.header();
            header["alg"] = json!(other);
            let renamed = signer.sign(&header, &claims);
            assert_eq!(trusting.status(&renamed).await, 401, "{} that calls itself {other}", signer.id());
        }
    }
}

#[tokio::test]
async fn claims_give_a_role_a_country_and_an_actor() {
    let signer = Signer::new("one", "ES256");
    let mut dataset = world::dataset();
    let siren = |code: &str| vec![code.parse().unwrap()];
    dataset.actors[0].codes = siren("siren:111111111");
    dataset.actors[1].codes = siren("siren:222222222");
    dataset.actors[2].codes = siren("siren:333333333");
    dataset.actors[3].codes = siren("siren:333333333");
    let second = dataset.actors[1].id.to_string();
    let trusting =
        Trusting::with(&[&signer], dataset, |oidc| oidc.role_claim = "/realm/roles".to_owned()).await;
    let roles = |names: &[&str]| json!({ "realm": { "roles": names } });
    let with = |mut claims: Value, name: &str, value: &str| {
        claims[name] = json!(value);
        claims
    };
    let none = Value::Null;
    for (claims, role, country, actor, label) in [
        (json!({}), "reader", none.clone(), none.clone(), "reader"),
        (roles(&["offline_access", "daect", "reader"]), "daect", none.clone(), none.clone(), "daect"),
        (roles(&["Admin", "administrator"]), "reader", none.clone(), none.clone(), "reader"),
        (
            with(roles(&["embassy"]), "atlas_country", "CN"),
            "embassy",
            json!("CN"),
            none.clone(),
            "embassy CN",
        ),
        (with(roles(&["daect"]), "atlas_country", "CN"), "daect", none.clone(), none.clone(), "daect"),
        (
            json!({ "siret": "22222222200017" }),
            "authority",
            none.clone(),
            json!(second),
            &format!("authority {second}"),
        ),
        (
            with(roles(&["authority"]), "siret", "222 222 222 00017"),
            "authority",
            none.clone(),
            json!(second),
            &format!("authority {second}"),
        ),
        (with(roles(&["reader"]), "siret", "22222222200017"), "reader", none.clone(), none.clone(), "reader"),
        // A SIREN that two actors have, one that none has, and what is no SIRET.
        (json!({ "siret": "33333333300017" }), "reader", none.clone(), none.clone(), "reader"),
        (json!({ "siret": "44444444400017" }), "reader", none.clone(), none.clone(), "reader"),
        (json!({ "siret": "222222222" }), "reader", none.clone(), none.clone(), "reader"),
        (json!({ "siret": 22_222_222_200_017_u64 }), "reader", none.clone(), none.clone(), "reader"),
    ] {
        let found = trusting.taken_for(&signer, claims.clone()).await;
        assert_eq!(found, [json!(role), country, actor, json!(label)], "{claims}");
    }
}

#[tokio::test]
async fn whatever_is_wrong_with_a_token_is_refused_with_the_same_words() {
    let (signer, other, edwards) =
        (Signer::new("one", "ES256"), Signer::new("one", "ES256"), Signer::new("two", "EdDSA"));
    let trusting = Trusting::start(&[&signer, &edwards]).await;
    let now = chrono::Utc::now().timestamp();
    let claims = |others| trusting.claims(others);
    let without = |name: &str| {
        let mut claims = claims(json!({}));
        claims.as_object_mut().unwrap().remove(name);
        signer.token(&claims)
    };
    let header = |others: Value| {
        let mut header = signer.header();
        header.as_object_mut().unwrap().extend(others.as_object().unwrap().clone());
        signer.sign(&header, &claims(json!({})))
    };
    let right = signer.token(&claims(json!({})));
    assert_eq!(trusting.status(&right).await, 200);
    let parts: Vec<&str> = right.split('.').collect();
    let promoted = BASE64.encode(claims(json!({ "atlas_role": "admin" })).to_string());
    let mac = |secret: &[u8], kid: &str| {
        let part = |value: Value| BASE64.encode(value.to_string());
        let signed = format!("{}.{}", part(json!({ "alg": "HS256", "kid": kid })), part(claims(json!({}))));
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret);
        format!("{signed}.{}", BASE64.encode(ring::hmac::sign(&key, signed.as_bytes())))
    };
    let wrong = [
        ("audience", signer.token(&claims(json!({ "aud": "another" })))),
        ("audiences", signer.token(&claims(json!({ "aud": ["another", "third"] })))),
        ("issuer", signer.token(&claims(json!({ "iss": "https://id.example.org" })))),
        ("expired", signer.token(&claims(json!({ "exp": now - 70 })))),
        ("not yet", signer.token(&claims(json!({ "nbf": now + 70 })))),
        ("times as texts", signer.token(&claims(json!({ "exp": "tomorrow" })))),
        ("no exp", without("exp")),
        ("no aud", without("aud")),
        ("no iss", without("iss")),
        ("no sub", without("sub")),
        ("empty sub", signer.token(&claims(json!({ "sub": "" })))),
        ("another's signature", other.token(&claims(json!({})))),
        ("other claims", format!("{}.{promoted}.{}", parts[0], parts[2])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("none", format!("{}.{}.", BASE64.encode(r#"{"alg":"none"}"#), parts[1])),
        ("a public key as a secret", mac(signer.public(), "one")),
        ("a published secret", mac(b"secret", "secret")),
        ("another algorithm", header(json!({ "alg": "ES384" }))),
        ("an algorithm of RSA", header(json!({ "alg": "RS256" }))),
        ("another's key", header(json!({ "kid": "two" }))),
        ("a key that brings itself", header(json!({ "kid": "own", "jwk": other.jwk() }))),
        ("a logout token", header(json!({ "typ": "logout+jwt" }))),
        ("what must be understood", header(json!({ "crit": ["b64"], "b64": false }))),
        ("five parts", format!("{right}.a.b")),
        ("nothing", String::new()),
        ("signs", "….….…".to_owned()),
    ];
    let mut first = None;
    for (what, token) in &wrong {
        let reply = trusting.ask(token).await;
        let mut body = reply.json();
        body["request_id"] = "".into();
        let expected = first.get_or_insert_with(|| body.clone());
        assert_eq!((reply.status, &body), (StatusCode::UNAUTHORIZED, &*expected), "{what}");
        assert_eq!(reply.header("www-authenticate"), "Bearer realm=\"atlas\"", "{what}");
    }
    for others in
        [json!({ "exp": now - 30 }), json!({ "nbf": now + 30 }), json!({ "aud": ["another", AUDIENCE] })]
    {
        assert_eq!(trusting.status(&signer.token(&claims(others.clone()))).await, 200, "{others}");
    }
}

#[tokio::test]
async fn keys_that_change_are_followed_and_the_issuer_is_not_asked_for_every_token() {
    let (old, new) = (Signer::new("old", "ES256"), Signer::new("new", "ES256"));
    let trusting = Trusting::start(&[&old]).await;
    let (by_old, by_new) = (old.token(&trusting.claims(json!({}))), new.token(&trusting.claims(json!({}))));
    assert_eq!((trusting.status(&by_old).await, trusting.asked()), (200, 1));
    trusting.publish(&[&old, &new]);
    for _ in 0..5 {
        assert_eq!(trusting.status(&by_new).await, 401);
    }
    assert_eq!(trusting.asked(), 1, "it was asked a moment ago");
    pass(Duration::from_secs(11)).await;
    assert_eq!((trusting.status(&by_new).await, trusting.asked()), (200, 2));
    assert_eq!((trusting.status(&by_old).await, trusting.asked()), (200, 2));
    trusting.publish(&[&new]);
    pass(Duration::from_secs(601)).await;
    assert_eq!((trusting.status(&by_old).await, trusting.asked()), (401, 3), "a withdrawn key is refused");
    assert_eq!((trusting.status(&by_new).await, trusting.asked()), (200, 3));
}

#[tokio::test]
async fn while_the_issuer_is_away_its_known_keys_go_on_and_others_are_asked_to_come_again() {
    let (known, unknown) = (Signer::new("known", "ES256"), Signer::new("unknown", "ES256"));
    let trusting = Trusting::start(&[&known]).await;
    let (by_known, by_unknown) =
        (known.token(&trusting.claims(json!({}))), unknown.token(&trusting.claims(json!({}))));
    trusting.issuer.is_down.store(true, Ordering::SeqCst);
    let reply = trusting.ask(&by_known).await;
    assert_eq!((reply.status, reply.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "10"));
    trusting.issuer.is_down.store(false, Ordering::SeqCst);
    assert_eq!(trusting.status(&by_known).await, 503, "it is left alone for a while");
    pass(Duration::from_secs(11)).await;
    assert_eq!(trusting.status(&by_known).await, 200);
    trusting.issuer.is_down.store(true, Ordering::SeqCst);
    pass(Duration::from_secs(3_600)).await;
    assert_eq!(trusting.status(&by_known).await, 200);
    assert_eq!(trusting.status(&by_unknown).await, 503, "the issuer may have this key by now");
    pass(Duration::from_secs(24 * 3_600)).await;
    assert_eq!(trusting.status(&by_known).await, 503, "keys of yesterday are not believed");
}

#[tokio::test]
async fn an_issuer_that_calls_itself_otherwise_is_not_believed() {
    let signer = Signer::new("one", "ES256");
    let trusting = Trusting::start(&[&signer]).await;
    *trusting.issuer.url.lock().unwrap() = "https://id.example.org".to_owned();
    assert_eq!(trusting.status(&signer.token(&trusting.claims(json!({})))).await, 503);
    assert_eq!(trusting.asked(), 0);
    // A token that is refused whatever the keys are needs no issuer.
    assert_eq!(trusting.status("a.b.c").await, 401);
}
