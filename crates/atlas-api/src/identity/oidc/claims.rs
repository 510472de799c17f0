//! From the claims of a verified token to a caller.

use atlas_index::Snapshot;
use atlas_model::{Code, Id, RecordKind, Role};
use serde_json::Value;

use crate::identity::Caller;
use crate::settings::Oidc;

/// Who the claims speak of; none where they do not even name a subject.
///
/// A role claim that names roles of the atlas gives the highest of them. Without one, the number of an
/// establishment (SIRET: fourteen digits, the first nine of them the SIREN of its organisation) makes its
/// bearer the authority that has this SIREN, if exactly one actor has. Everybody else reads.
///
/// Tokens name persons: what is recorded is the role with its country or actor, and the issuer's
/// pseudonym (`sub`) as principal.
pub(super) fn caller(settings: &Oidc, claims: &Value, snapshot: &Snapshot) -> Option<Caller> {
    let subject = claims.get("sub")?.as_str().filter(|subject| !subject.is_empty())?;
    let own =
        claim(claims, &settings.siret_claim).and_then(Value::as_str).and_then(|siret| actor(siret, snapshot));
    let named = claim(claims, &settings.role_claim).and_then(role);
    let role = named.unwrap_or(if own.is_some() { Role::Authority } else { Role::Reader });
    let actor = own.filter(|_| role == Role::Authority);
    let country = claim(claims, &settings.country_claim).and_then(Value::as_str);
    let country = country.and_then(|country| Id::new(country).ok()).filter(|_| role == Role::Embassy);
    let mut label = role.as_str().to_owned();
    if let Some(of) = country.as_ref().or(actor.as_ref()) {
        label = format!("{label} {of}");
    }
    Some(Caller { principal: format!("oidc:{}|{subject}", settings.issuer), label, role, country, actor })
}

/// A member of the claims, or what a JSON pointer (RFC 6901) leads to.
fn claim<'a>(claims: &'a Value, name: &str) -> Option<&'a Value> {
    if name.starts_with('/') { claims.pointer(name) } else { claims.get(name) }
}

/// The highest role among one or several names.
fn role(claim: &Value) -> Option<Role> {
    let named = |value: &Value| value.as_str().and_then(|name| name.parse().ok());
    match claim {
        Value::Array(names) => names.iter().filter_map(named).max(),
        name => named(name),
    }
}

/// The one actor whose SIREN begins a SIRET.
fn actor(siret: &str, snapshot: &Snapshot) -> Option<Id> {
    let digits: String = siret.chars().filter(|sign| !sign.is_whitespace()).collect();
    if digits.len() != 14 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let code = Code::new("siren", &digits[..9]);
    let having = snapshot.names().with_code(&code.to_string(), RecordKind::Actor).into_iter();
    let mut having =
        having.filter_map(|ix| snapshot.actors().record(ix)).filter(|actor| actor.codes.contains(&code));
    let first = having.next()?;
    having.next().is_none().then(|| first.id.clone())
}
