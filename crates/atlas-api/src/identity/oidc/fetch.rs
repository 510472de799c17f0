//! Reads an issuer's keys: its discovery document (OpenID Connect Discovery 1.0, section 4), then the key
//! set that it names (RFC 7517). Asks the network directly, over TLS unless the issuer is on this machine.

use std::error::Error;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, Uri, header};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, PublicKeyUse};
use jsonwebtoken::{AlgorithmFamily, DecodingKey, Header};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::settings::is_safe_url;

/// How long an issuer may take to answer, both documents together.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);

/// How long a document may be, in bytes.
const LARGEST: usize = 256 << 10;

type Failure = Box<dyn Error + Send + Sync>;

/// The keys with which an issuer signs.
pub(super) struct KeySet(Vec<Key>);

struct Key {
    id: Option<String>,
    /// The one algorithm that it is for, where it says so.
    algorithm: Option<String>,
    family: AlgorithmFamily,
    key: DecodingKey,
}

impl KeySet {
    /// The key that a token names, if it is one for the token's algorithm; where it names none, the only
    /// one that there is for it.
    pub(super) fn find(&self, header: &Header) -> Option<&DecodingKey> {
        let algorithm = format!("{:?}", header.alg);
        let is_for = |key: &&Key| {
            key.family == header.alg.family()
                && key.algorithm.as_ref().is_none_or(|only| *only == algorithm)
                && (header.kid.is_none() || key.id == header.kid)
        };
        let mut found = self.0.iter().filter(is_for);
        let first = found.next()?;
        (header.kid.is_some() || found.next().is_none()).then_some(&first.key)
    }
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Jwks {
    keys: Vec<Value>,
}

/// Reads the keys of an issuer.
///
/// # Errors
/// A failure of the network, or documents that are not what they should be.
pub(super) async fn keys(issuer: &str) -> Result<KeySet, Failure> {
    let read = tokio::time::timeout(ANSWER_WITHIN, read_keys(issuer)).await;
    read.unwrap_or_else(|_| Err(format!("{issuer} did not answer within {ANSWER_WITHIN:?}").into()))
}

async fn read_keys(issuer: &str) -> Result<KeySet, Failure> {
    let address = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
    let discovery: Discovery = get(&address).await?;
    if discovery.issuer != issuer {
        return Err(format!("{address} is the document of another issuer: {}", discovery.issuer).into());
    }
    if !is_safe_url(&discovery.jwks_uri) {
        return Err(format!("{address} names keys that do not come over TLS: {}", discovery.jwks_uri).into());
    }
    let set: Jwks = get(&discovery.jwks_uri).await?;
    // A set may hold keys for other purposes and of kinds that are not known here.
    Ok(KeySet(set.keys.into_iter().filter_map(key).collect()))
}

fn key(jwk: Value) -> Option<Key> {
    let algorithm = jwk.get("alg").and_then(Value::as_str).map(str::to_owned);
    let jwk: Jwk = serde_json::from_value(jwk).ok()?;
    let signs = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    let is_public = !matches!(jwk.algorithm, AlgorithmParameters::OctetKey(_));
    let key = DecodingKey::from_jwk(&jwk).ok().filter(|_| signs && is_public)?;
    Some(Key { id: jwk.common.key_id, algorithm, family: key.family(), key })
}

async fn get<T: DeserializeOwned>(address: &str) -> Result<T, Failure> {
    let uri: Uri = address.parse()?;
    // Made anew each time: it is rare, and the certificates that the system trusts may have changed.
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_native_roots(rustls::crypto::ring::default_provider())?
        .https_or_http()
        .enable_http1()
        .build();
    let client: Client<_, Body> = Client::builder(TokioExecutor::new()).build(connector);
    let request = Request::get(uri).header(header::ACCEPT, "application/json").body(Body::empty())?;
    let response = client.request(request).await?;
    if response.status() != StatusCode::OK {
        return Err(format!("{address} answered {}", response.status()).into());
    }
    let body = to_bytes(Body::new(response.into_body()), LARGEST).await?;
    Ok(serde_json::from_slice(&body)?)
}
