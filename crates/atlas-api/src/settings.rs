//! The limits of the service, each with its default.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::Uri;
use ipnet::IpNet;

/// The issuer of bearer tokens that the service takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oidc {
    /// The issuer, exactly as its tokens name it; its discovery document is below this address.
    pub issuer: String,
    /// The audience for which it makes tokens for this service: often the client's identifier.
    pub audience: String,
    /// The claim that names the role, one or several; a JSON pointer (`/realm_access/roles`) where it lies
    /// deeper. Default `atlas_role`.
    pub role_claim: String,
    /// The claim that names the country of an embassy, as a territory. Default `atlas_country`.
    pub country_claim: String,
    /// The claim that holds a SIRET, as ProConnect sends it. Default `siret`.
    pub siret_claim: String,
}

impl Oidc {
    /// An issuer with the default names of claims; none where its address is neither https nor http on
    /// this machine: whoever could change what it says would decide who is who.
    #[must_use]
    pub fn new(issuer: &str, audience: &str) -> Option<Self> {
        is_safe_url(issuer).then(|| Self {
            issuer: issuer.to_owned(),
            audience: audience.to_owned(),
            role_claim: "atlas_role".to_owned(),
            country_claim: "atlas_country".to_owned(),
            siret_claim: "siret".to_owned(),
        })
    }
}

/// How often one client may do what, and how a client is told from others. Each replica counts for itself.
#[derive(Debug, Clone)]
pub struct Rates {
    /// Requests that write from one address, and requests of one key or token, in a minute. Default 600.
    pub writes_per_minute: Option<NonZeroU32>,
    /// Credentials from one address that are not valid, in a minute. Default 20.
    pub failures_per_minute: Option<NonZeroU32>,
    /// Requests that read from one address, in a minute. Default none: as many as it likes.
    pub reads_per_minute: Option<NonZeroU32>,
    /// The proxies that are believed when they say for whom they ask. Default none: a client is its peer.
    pub trusted_proxies: Vec<IpNet>,
    /// The header in which they say it. Default `X-Forwarded-For`.
    pub proxy_header: ProxyHeader,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            writes_per_minute: NonZeroU32::new(600),
            failures_per_minute: NonZeroU32::new(20),
            reads_per_minute: None,
            trusted_proxies: Vec::new(),
            proxy_header: ProxyHeader::XForwardedFor,
        }
    }
}

/// The header in which a proxy says for whom it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`, which most write.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// Whether what comes from an address comes unchanged: over TLS, or from this machine.
pub(crate) fn is_safe_url(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let is_here = || {
        let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    };
    match uri.scheme_str() {
        Some("https") => uri.host().is_some(),
        Some("http") => is_here(),
        _ => false,
    }
}

/// What an operator may set. [`Settings::default`] suits one machine behind nothing or a proxy.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the world reaches the service, without a slash at the end (`https://atlas.example.org`):
    /// the start of every link. Empty: links are absolute paths, right behind any proxy.
    pub public_url: String,
    /// The most memory for finished answers, in bytes. Default 64 MiB.
    pub cache_bytes: u64,
    /// How long one request may take before it is answered with 503; six times as long where it is about
    /// the files of a survey. Default 10 s.
    pub handler_time: Duration,
    /// How long a request waits for the revision that its `Atlas-Min-Revision` asks for before it is
    /// answered with 503; never longer than `handler_time`. Default 5 s.
    pub min_revision_time: Duration,
    /// How long requests under way may take to end after a stop was asked. Default 10 s.
    pub drain_time: Duration,
    /// How long a client may take to send the headers of a request. Default 15 s.
    pub header_time: Duration,
    /// The longest path with its query, in bytes; 414 above. Default 8 KiB.
    pub uri_bytes: usize,
    /// The most bytes of header names and values; 431 above. Default 32 KiB.
    pub header_bytes: usize,
    /// The largest request body, in bytes; 413 above. Default 1 MiB.
    pub body_bytes: usize,
    /// The largest file of a survey, in bytes; 413 above. Default 8 MiB.
    pub upload_bytes: usize,
    /// How many clients may listen to the feed of changes at once; 503 for more. Default 512.
    pub listeners: usize,
    /// How many connections are served at once; others wait to be accepted. Default 4,096.
    pub connections: usize,
    /// The issuer of bearer tokens. Default none: API keys only.
    pub oidc: Option<Oidc>,
    /// How often one client may do what.
    pub rates: Rates,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: String::new(),
            cache_bytes: 64 << 20,
            handler_time: Duration::from_secs(10),
            min_revision_time: Duration::from_secs(5),
            drain_time: Duration::from_secs(10),
            header_time: Duration::from_secs(15),
            uri_bytes: 8 << 10,
            header_bytes: 32 << 10,
            body_bytes: 1 << 20,
            upload_bytes: 8 << 20,
            listeners: 512,
            connections: 4096,
            oidc: None,
            rates: Rates::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_reached_over_tls_or_on_this_machine() {
        for url in
            ["https://id.example.org", "http://localhost:8000/realms/a", "http://127.0.0.1", "http://[::1]:9"]
        {
            assert!(is_safe_url(url), "{url}");
        }
        for url in
            ["http://id.example.org", "http://localhost.example.org", "ftp://localhost", "id.example.org", ""]
        {
            assert!(!is_safe_url(url), "{url}");
        }
    }
}
