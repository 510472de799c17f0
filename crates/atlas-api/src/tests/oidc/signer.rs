//! What an issuer signs with: a key for each algorithm that is taken.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256,
    RSA_PSS_SHA384, RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
};
use serde_json::{Value, json};

/// Every algorithm that is taken (RFC 7518, section 3; RFC 8037).
pub(super) const ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

/// A private key of RSA, 2,048 bits, for these tests alone: ring makes none.
/// `openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -outform DER`
const RSA: &[u8] = include_bytes!("rsa-2048.pk8");

/// A key with which the issuer signs, by one algorithm.
pub(super) struct Signer {
    id: &'static str,
    algorithm: &'static str,
    pair: Pair,
}

enum Pair {
    /// With the name of its curve.
    Curve(EcdsaKeyPair, &'static str),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair, &'static dyn RsaEncoding),
}

impl Signer {
    pub(super) fn new(id: &'static str, algorithm: &'static str) -> Arc<Self> {
        let pair = match algorithm {
            "ES256" => curve(&ECDSA_P256_SHA256_FIXED_SIGNING, "P-256"),
            "ES384" => curve(&ECDSA_P384_SHA384_FIXED_SIGNING, "P-384"),
            "EdDSA" => {
                let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
                Pair::Ed25519(Ed25519KeyPair::from_pkcs8(document.as_ref()).unwrap())
            }
            rsa => {
                let encoding: &dyn RsaEncoding = match rsa {
                    "RS256" => &RSA_PKCS1_SHA256,
                    "RS384" => &RSA_PKCS1_SHA384,
                    "RS512" => &RSA_PKCS1_SHA512,
                    "PS256" => &RSA_PSS_SHA256,
                    "PS384" => &RSA_PSS_SHA384,
                    "PS512" => &RSA_PSS_SHA512,
                    other => panic!("nothing signs by {other}"),
                };
                Pair::Rsa(RsaKeyPair::from_pkcs8(RSA).unwrap(), encoding)
            }
        };
        Arc::new(Self { id, algorithm, pair })
    }

    pub(super) const fn id(&self) -> &'static str {
        self.id
    }

    pub(super) fn public(&self) -> &[u8] {
        match &self.pair {
            Pair::Curve(pair, _) => pair.public_key().as_ref(),
            Pair::Ed25519(pair) => pair.public_key().as_ref(),
            Pair::Rsa(pair, _) => pair.public_key().as_ref(),
        }
    }

    /// The key as an issuer publishes it (RFC 7517). Only some say by which algorithm they sign.
    pub(super) fn jwk(&self) -> Value {
        let part = |bytes: &[u8]| BASE64.encode(bytes);
        match &self.pair {
            Pair::Curve(_, name) => {
                let point = &self.public()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                json!({
                    "kty": "EC", "crv": name, "kid": self.id, "use": "sig", "alg": self.algorithm, "x": part(x),
                    "y": part(y),
                })
            }
            Pair::Ed25519(_) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "kid": self.id, "x": part(self.public()) })
            }
            Pair::Rsa(pair, _) => {
                let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
                json!({ "kty": "RSA", "kid": self.id, "n": part(&n), "e": part(&e) })
            }
        }
    }

    pub(super) fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(claims));
        let (message, random) = (signed.as_bytes(), SystemRandom::new());
        let signature = match &self.pair {
            Pair::Curve(pair, _) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::Rsa(pair, encoding) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(*encoding, &random, message, &mut signature).unwrap();
                signature
            }
        };
        format!("{signed}.{}", BASE64.encode(signature))
    }

    pub(super) fn header(&self) -> Value {
        json!({ "alg": self.algorithm, "kid": self.id, "typ": "JWT" })
    }

    pub(super) fn token(&self, claims: &Value) -> String {
        self.sign(&self.header(), claims)
    }
}

fn curve(scheme: &'static EcdsaSigningAlgorithm, name: &'static str) -> Pair {
    let random = SystemRandom::new();
    let document = EcdsaKeyPair::generate_pkcs8(scheme, &random).unwrap();
    Pair::Curve(EcdsaKeyPair::from_pkcs8(scheme, document.as_ref(), &random).unwrap(), name)
}
