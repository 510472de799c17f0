//! Who calls: from the `Authorization` header of a request to a [`Caller`], or to one refusal.
//!
//! Public reads never come here: who reads what everybody may read is nobody's business, and a header
//! that is wrong does not keep anyone from it. What a caller may do is decided in [`rights`].

mod keyring;
mod oidc;
pub(crate) mod rights;

use atlas_model::{Id, Role};
use atlas_store::{ApiKey, Token};
use axum::http::{HeaderMap, header};
use chrono::{DateTime, Utc};

use crate::limit;
use crate::problem::{Problem, ProblemKind};
use crate::state::Atlas;

pub(crate) use keyring::Keyring;
pub(crate) use oidc::Issuer;

/// Who calls, and what he is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The same for the same caller for ever, and for nobody else: `key:4kq7m2xd`,
    /// `oidc:https://id.example.org|a1b2`.
    pub(crate) principal: String,
    /// A function, never a person's name: the author of what he writes.
    pub(crate) label: String,
    /// What he is.
    pub(crate) role: Role,
    /// The country in which he serves.
    pub(crate) country: Option<Id>,
    /// The actor for which he speaks.
    pub(crate) actor: Option<Id>,
}

impl Caller {
    fn of_key(key: &ApiKey) -> Self {
        Self {
            principal: format!("key:{}", key.id),
            label: key.label.clone(),
            role: key.role,
            country: key.country.clone(),
            actor: key.actor.clone(),
        }
    }
}

/// Who sent these headers; none where they say nothing of it.
///
/// # Errors
/// One problem (401) for whatever is wrong with the credentials: a client learns nothing of the keys that
/// exist. A problem (503) where the store, or the issuer of a
/// token, is needed to know, and is away. A problem (429) where the caller asks too often, or its address
/// showed too many credentials that were not valid.
pub(crate) async fn identify(atlas: &Atlas, headers: &HeaderMap) -> Result<Option<Caller>, Problem> {
    let Some(bearer) = bearer(headers)? else { return Ok(None) };
    let client = limit::current();
    if let Some(client) = client {
        atlas.limits().may_try(client)?;
    }
    let found = match (Token::parse(bearer), atlas.issuer()) {
        (Some(token), _) => of_token(atlas, &token, Utc::now()).await,
        (None, Some(issuer)) => issuer.identify(bearer, &atlas.snapshot()).await,
        (None, None) => Err(unauthorized()),
    };
    match (&found, client) {
        (Ok(caller), _) => atlas.limits().caller(&caller.principal)?,
        (Err(problem), Some(client)) if problem.kind() == ProblemKind::Unauthorized => {
            atlas.limits().failed(client);
        }
        _ => {}
    }
    found.map(Some)
}

/// Who sent these headers, where that must be known.
///
/// # Errors
/// As [`identify`], and a problem (401) where they say nothing of it.
pub(crate) async fn require(atlas: &Atlas, headers: &HeaderMap) -> Result<Caller, Problem> {
    identify(atlas, headers).await?.ok_or_else(unauthorized)
}

/// The credentials after `Bearer` (RFC 6750, section 2.1), if there is such a header at all.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (given.next(), given.next()) else {
        return if headers.contains_key(header::AUTHORIZATION) { Err(unauthorized()) } else { Ok(None) };
    };
    let credentials = value.to_str().ok().and_then(|value| value.trim().split_once(' '));
    let credentials = credentials.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    credentials.map(|(_, rest)| Some(rest.trim())).ok_or_else(unauthorized)
}

/// Whose key it is, if the key is valid and the secret is the right one.
async fn of_token(atlas: &Atlas, token: &Token, at: DateTime<Utc>) -> Result<Caller, Problem> {
    let key = atlas.keyring().find(atlas.store(), token.id()).await?;
    match key {
        Some(key) if token.matches(&key.secret_sha256) && key.is_valid(at) => {
            atlas.note_key_use(&key.id, at);
            Ok(Caller::of_key(&key))
        }
        _ => Err(unauthorized()),
    }
}

const fn unauthorized() -> Problem {
    Problem::new(ProblemKind::Unauthorized)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_bearer_header_is_read() {
        let headers = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::AUTHORIZATION, value.parse().unwrap());
            }
            headers
        };
        let given = |values: &[&'static str]| {
            bearer(&headers(values)).map(|found| found.map(str::to_owned)).map_err(|problem| problem.kind())
        };
        assert_eq!(given(&[]), Ok(None));
        for value in ["Bearer a.b", "bearer a.b", "BEARER  a.b "] {
            assert_eq!(given(&[value]), Ok(Some("a.b".to_owned())), "{value}");
        }
        for wrong in
            [&["Basic YTpi"][..], &["a.b"], &[""], &["Bearer"], &["Bearer a", "Bearer a"], &["Bearer é"]]
        {
            assert_eq!(given(wrong), Err(ProblemKind::Unauthorized), "{wrong:?}");
        }
    }
}
