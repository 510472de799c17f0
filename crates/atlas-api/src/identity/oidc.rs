//! Bearer tokens of an OpenID Connect issuer: JWTs (RFC 7519) that it signed for this service.
//!
//! Nothing of a token is believed before its signature, its issuer, its audience and its times are
//! checked; the algorithm is one of a short list of public-key algorithms and must fit the key. The
//! issuer's keys are read by its discovery document and kept; a key that is not known makes them be read
//! again, though never more often than every [`PAUSE`], so that made-up tokens cannot be turned against
//! the issuer. Signing in, sessions and refreshing tokens are the business of whoever obtains the token.

mod claims;
mod fetch;
mod signature;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwapOption;
use atlas_index::Snapshot;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{Caller, unauthorized};
use crate::problem::{Problem, ProblemKind};
use crate::settings::Oidc;
use fetch::KeySet;

/// How far the clocks of issuer and service may differ, in seconds.
const CLOCK_SKEW_S: u64 = 60;

/// How long the issuer's keys are used before they are read again: so soon a key that it withdrew is
/// refused.
const FRESH_FOR: Duration = Duration::from_secs(600);

/// How long they are used at most, where the issuer cannot be asked.
const USABLE_FOR: Duration = Duration::from_secs(24 * 3_600);

/// How long the issuer is left alone after it was asked.
const PAUSE: Duration = Duration::from_secs(10);

/// What signs: never a shared secret, never nothing.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// The issuer whose tokens are taken.
pub(crate) struct Issuer {
    settings: Oidc,
    keys: ArcSwapOption<Kept>,
    /// When the issuer was last asked, and whether it answered. Its lock lets one ask at a time.
    asked: Mutex<Option<(Instant, bool)>>,
}

struct Kept {
    keys: KeySet,
    read_at: Instant,
}

impl Issuer {
    /// An issuer of which nothing is known yet; it is asked when the first token comes.
    pub(crate) fn new(settings: Oidc) -> Self {
        signature::install();
        Self { settings, keys: ArcSwapOption::empty(), asked: Mutex::default() }
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// One problem (401) for whatever is wrong with the token; a problem (503) where the issuer is needed
    /// to know, and cannot be asked.
    pub(super) async fn identify(&self, token: &str, snapshot: &Snapshot) -> Result<Caller, Problem> {
        let header = decode_header(token).map_err(|_| unauthorized())?;
        if !ALGORITHMS.contains(&header.alg) || !is_of_a_kind_to_be_shown(&header) {
            return Err(unauthorized());
        }
        let claims = self.verified(token, &header).await?;
        claims::caller(&self.settings, &claims, snapshot).ok_or_else(unauthorized)
    }

    /// The claims of a token, every check passed.
    async fn verified(&self, token: &str, header: &Header) -> Result<Value, Problem> {
        let kept = self.keys_for(header).await?;
        let key = kept.keys.find(header).ok_or_else(unauthorized)?;
        let mut validation = Validation::new(header.alg);
        validation.leeway = CLOCK_SKEW_S;
        validation.validate_nbf = true;
        validation.set_issuer(&[&self.settings.issuer]);
        validation.set_audience(&[&self.settings.audience]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let decoded = decode::<Value>(token, key, &validation).map_err(|error| {
            // The client learns nothing; an operator who sets up an issuer wants to know.
            tracing::debug!(%error, "a token was refused");
            unauthorized()
        })?;
        Ok(decoded.claims)
    }

    /// The issuer's keys, read again where they are old or lack the one that is named.
    async fn keys_for(&self, header: &Header) -> Result<Arc<Kept>, Problem> {
        let fits = |kept: &Kept| kept.keys.find(header).is_some() && kept.read_at.elapsed() < FRESH_FOR;
        if let Some(kept) = self.keys.load_full().filter(|kept| fits(kept)) {
            return Ok(kept);
        }
        let mut asked = self.asked.lock().await;
        // Whoever held the lock may have read them.
        if let Some(kept) = self.keys.load_full().filter(|kept| fits(kept)) {
            return Ok(kept);
        }
        let may_ask = asked.is_none_or(|(at, _)| at.elapsed() >= PAUSE);
        if may_ask {
            let read = fetch::keys(&self.settings.issuer).await;
            *asked = Some((Instant::now(), read.is_ok()));
            match read {
                Ok(keys) => {
                    let kept = Arc::new(Kept { keys, read_at: Instant::now() });
                    self.keys.store(Some(Arc::clone(&kept)));
                    return Ok(kept);
                }
                Err(error) => {
                    let error = &*error as &dyn Error;
                    tracing::warn!(
                        error,
                        issuer = self.settings.issuer,
                        "the keys of the issuer cannot be read"
                    );
                }
            }
        }
        let has_answered = asked.is_some_and(|(_, has_answered)| has_answered);
        let usable = self.keys.load_full().filter(|kept| kept.read_at.elapsed() < USABLE_FOR);
        // A key that the issuer does not name is wrong; one that it might name now cannot be judged.
        usable
            .filter(|kept| has_answered || kept.keys.find(header).is_some())
            .ok_or_else(|| Problem::new(ProblemKind::IssuerUnavailable))
    }
}

/// Whether it is an access or identity token, as far as it says (RFC 9068, section 2.1): an issuer signs
/// others with the same keys, to log out for instance. What must be understood (`crit`) is not.
fn is_of_a_kind_to_be_shown(header: &Header) -> bool {
    let is_known = |kind: &String| {
        ["jwt", "at+jwt", "application/at+jwt"].iter().any(|known| kind.eq_ignore_ascii_case(known))
    };
    header.typ.as_ref().is_none_or(is_known) && header.crit.is_none()
}
