//! Settings: flags and environment (which clap reads), then `atlas.toml`, then defaults.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use atlas_api::{ProxyHeader, Rates};
use ipnet::IpNet;
use serde::Deserialize;

use crate::cli::{Common, ServeArgs};
use crate::failure::Failure;

/// What `atlas.toml` may hold. Unknown names are refused, so that a misspelt one is noticed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    listen: Option<SocketAddr>,
    database: Option<String>,
    log: Option<String>,
    log_json: Option<bool>,
    public_url: Option<String>,
    /// Seconds to wait at the start for a database server.
    wait: Option<u64>,
    #[serde(default)]
    limits: Limits,
    #[serde(default)]
    oidc: Oidc,
}

/// `[limits]` of `atlas.toml`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    /// Memory for finished answers, in MiB.
    cache_mib: Option<u64>,
    /// Seconds for one request.
    request_seconds: Option<u64>,
    /// Seconds that a request waits for the revision which it asks for.
    min_revision_seconds: Option<u64>,
    /// Seconds for the requests under way once a stop was asked.
    drain_seconds: Option<u64>,
    /// Connections served at once.
    connections: Option<usize>,
    /// Requests that write, of one address and of one key or token, in a minute; 0 for any number.
    writes_per_minute: Option<u32>,
    /// Credentials of one address that are not valid, in a minute; 0 for any number.
    failures_per_minute: Option<u32>,
    /// Requests that read, of one address, in a minute; 0 for any number.
    reads_per_minute: Option<u32>,
    /// Proxies that are believed when they say for whom they ask: addresses or networks (`10.0.0.0/8`).
    #[serde(default)]
    trusted_proxies: Vec<String>,
    /// The header in which they say it: `x-forwarded-for` or `forwarded`.
    proxy_header: Option<String>,
}

/// `[oidc]` of `atlas.toml`: the issuer of bearer tokens.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Oidc {
    issuer: Option<String>,
    audience: Option<String>,
    role_claim: Option<String>,
    country_claim: Option<String>,
    siret_claim: Option<String>,
}

/// The settings of this run.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    file: File,
    common: Common,
}

impl Config {
    /// Reads the settings file: the one named, which must exist, or `atlas.toml`, which may.
    pub(crate) fn load(common: &Common) -> Result<Self, Failure> {
        let (path, must_exist) = match &common.config {
            Some(path) => (path.as_path(), true),
            None => (Path::new("atlas.toml"), false),
        };
        let file = match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|error| Failure::config(path, error))?,
            Err(error) if !must_exist && error.kind() == std::io::ErrorKind::NotFound => File::default(),
            Err(error) => return Err(Failure::io(path, error)),
        };
        Ok(Self { file, common: common.clone() })
    }

    /// The database, as a path or address.
    pub(crate) fn database(&self) -> &str {
        self.common.database.as_deref().or(self.file.database.as_deref()).unwrap_or("atlas.gpkg")
    }

    /// The database as it may be shown: without a password.
    pub(crate) fn shown_database(&self) -> String {
        shown(self.database())
    }

    /// What to log.
    pub(crate) fn log(&self) -> &str {
        self.common.log.as_deref().or(self.file.log.as_deref()).unwrap_or("info")
    }

    /// Whether the log is JSON.
    pub(crate) fn log_is_json(&self) -> bool {
        self.common.log_json || self.file.log_json.unwrap_or(false)
    }

    /// Where to listen.
    pub(crate) fn listen(&self, args: &ServeArgs) -> SocketAddr {
        let default = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080);
        args.listen.or(self.file.listen).unwrap_or(default)
    }

    /// How long to wait at the start for a database that cannot be reached.
    pub(crate) fn wait(&self, args: &ServeArgs) -> Duration {
        Duration::from_secs(args.wait.or(self.file.wait).unwrap_or(30))
    }

    /// The limits of the service.
    ///
    /// # Errors
    /// An issuer of tokens that is named by halves, or that is not reached safely; a proxy that is no
    /// address.
    pub(crate) fn service(&self, args: &ServeArgs) -> Result<atlas_api::Settings, Failure> {
        let mut settings = atlas_api::Settings::default();
        let public_url = args.public_url.as_deref().or(self.file.public_url.as_deref());
        settings.public_url = public_url.unwrap_or_default().trim_end_matches('/').to_owned();
        let limits = &self.file.limits;
        if let Some(mib) = limits.cache_mib {
            settings.cache_bytes = mib << 20;
        }
        if let Some(seconds) = limits.request_seconds {
            settings.handler_time = Duration::from_secs(seconds);
        }
        if let Some(seconds) = limits.min_revision_seconds {
            settings.min_revision_time = Duration::from_secs(seconds);
        }
        if let Some(seconds) = limits.drain_seconds {
            settings.drain_time = Duration::from_secs(seconds);
        }
        if let Some(connections) = limits.connections {
            settings.connections = connections;
        }
        settings.rates = rates(limits)?;
        settings.oidc = self.oidc(args)?;
        Ok(settings)
    }

    /// The issuer of bearer tokens.
    fn oidc(&self, args: &ServeArgs) -> Result<Option<atlas_api::Oidc>, Failure> {
        let file = &self.file.oidc;
        let issuer = args.oidc_issuer.as_deref().or(file.issuer.as_deref());
        let audience = args.oidc_audience.as_deref().or(file.audience.as_deref());
        let (issuer, audience) = match (issuer, audience) {
            (Some(issuer), Some(audience)) => (issuer, audience),
            (None, None) => return Ok(None),
            _ => {
                return Err(Failure::plain(
                    "an issuer of tokens needs both --oidc-issuer and --oidc-audience",
                ));
            }
        };
        let Some(mut oidc) = atlas_api::Oidc::new(issuer, audience) else {
            return Err(Failure::plain(format!(
                "{issuer} cannot be trusted with who is who: an issuer is reached by https, or by http on this machine"
            )));
        };
        let set = |of: &mut String, claim: &Option<String>| {
            if let Some(claim) = claim {
                of.clone_from(claim);
            }
        };
        set(&mut oidc.role_claim, &file.role_claim);
        set(&mut oidc.country_claim, &file.country_claim);
        set(&mut oidc.siret_claim, &file.siret_claim);
        Ok(Some(oidc))
    }
}

/// How often one client may do what.
fn rates(limits: &Limits) -> Result<Rates, Failure> {
    let mut rates = Rates::default();
    for (rate, given) in [
        (&mut rates.writes_per_minute, limits.writes_per_minute),
        (&mut rates.failures_per_minute, limits.failures_per_minute),
        (&mut rates.reads_per_minute, limits.reads_per_minute),
    ] {
        if let Some(given) = given {
            *rate = NonZeroU32::new(given);
        }
    }
    for proxy in &limits.trusted_proxies {
        let net = proxy.parse().ok().or_else(|| proxy.parse::<IpAddr>().ok().map(IpNet::from));
        rates.trusted_proxies.push(net.ok_or_else(|| {
            Failure::plain(format!(
                "trusted_proxies: {proxy:?} is neither an address nor a network such as 10.0.0.0/8"
            ))
        })?);
    }
    match limits.proxy_header.as_deref() {
        None => {}
        Some(name) if name.eq_ignore_ascii_case("x-forwarded-for") => {
            rates.proxy_header = ProxyHeader::XForwardedFor;
        }
        Some(name) if name.eq_ignore_ascii_case("forwarded") => rates.proxy_header = ProxyHeader::Forwarded,
        Some(name) => {
            return Err(Failure::plain(format!(
                "proxy_header: {name:?} is neither \"x-forwarded-for\" nor \"forwarded\""
            )));
        }
    }
    Ok(rates)
}

/// A location as it may be shown: of a URL the scheme, the host, the port and the database's name, not who
/// logs in nor what else its query says. A path is shown as it is.
pub(crate) fn shown(location: &str) -> String {
    let Some((scheme, rest)) = location.split_once("://") else { return location.to_owned() };
    // A password that was not percent-encoded may hold any sign: whatever precedes the last @ goes.
    let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    let is_query = rest.len() > place.len() && rest[..rest.len() - place.len()].contains('?');
    let place = if is_query { "…" } else { place.split(['?', '#']).next().unwrap_or_default() };
    format!("{scheme}://{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(file: &str, database: Option<&str>) -> Config {
        let common =
            Common { database: database.map(str::to_owned), log: None, log_json: false, config: None };
        Config { file: toml::from_str(file).unwrap(), common }
    }

    #[test]
    fn flags_win_over_the_file_and_the_file_over_defaults() {
        let args = ServeArgs::default();
        let plain = config("", None);
        assert_eq!((plain.database(), plain.log()), ("atlas.gpkg", "info"));
        assert_eq!(plain.listen(&args).to_string(), "127.0.0.1:8080");
        assert_eq!(plain.wait(&args).as_secs(), 30);
        assert_eq!(config("wait = 5", None).wait(&args).as_secs(), 5);
        assert_eq!(
            config("wait = 5", None).wait(&ServeArgs { wait: Some(0), ..ServeArgs::default() }).as_secs(),
            0
        );
        let args = ServeArgs::default();
        let file =
            "database = 'a.gpkg'\nlisten = '0.0.0.0:80'\npublic_url = 'https://x/'\n[limits]\ncache_mib = 1";
        assert_eq!(config(file, None).database(), "a.gpkg");
        assert_eq!(config(file, Some("b.gpkg")).database(), "b.gpkg");
        assert_eq!(config(file, None).listen(&args).port(), 80);
        let service = config(file, None).service(&args).unwrap();
        assert_eq!((service.cache_bytes, service.public_url.as_str()), (1 << 20, "https://x"));
    }

    #[test]
    fn an_issuer_of_tokens_is_named_whole_and_reached_safely() {
        let read =
            |file: &str| config(file, None).service(&ServeArgs::default()).map(|settings| settings.oidc);
        assert_eq!(read("").unwrap(), None);
        let whole =
            "[oidc]\nissuer = 'https://id.example.org'\naudience = 'atlas'\nrole_claim = '/realm/roles'";
        let oidc = read(whole).unwrap().unwrap();
        assert_eq!((oidc.audience.as_str(), oidc.role_claim.as_str()), ("atlas", "/realm/roles"));
        assert_eq!(oidc.siret_claim, "siret", "what is not named keeps its default");
        for wrong in [
            "[oidc]\nissuer = 'https://id.example.org'",
            "[oidc]\naudience = 'atlas'",
            "[oidc]\nissuer = 'http://id.example.org'\naudience = 'atlas'",
            "[oidc]\nissuer = 'id.example.org'\naudience = 'atlas'",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn rates_and_proxies_are_read_or_refused() {
        let read = |file: &str| {
            config(&format!("[limits]\n{file}"), None)
                .service(&ServeArgs::default())
                .map(|settings| settings.rates)
        };
        let plain = read("").unwrap();
        let of = |rate: Option<NonZeroU32>| rate.map(NonZeroU32::get);
        assert_eq!((of(plain.writes_per_minute), of(plain.reads_per_minute)), (Some(600), None));
        let set = read(
            "writes_per_minute = 0\nreads_per_minute = 9\ntrusted_proxies = ['10.0.0.0/8', '::1']\nproxy_header = 'Forwarded'",
        );
        let set = set.unwrap();
        assert_eq!((of(set.writes_per_minute), of(set.reads_per_minute)), (None, Some(9)));
        let nets: Vec<String> = set.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(
            (nets, set.proxy_header),
            (vec!["10.0.0.0/8".to_owned(), "::1/128".to_owned()], ProxyHeader::Forwarded)
        );
        for wrong in ["trusted_proxies = ['proxy.example.org']", "proxy_header = 'x-real-ip'"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_misspelt_setting_is_refused() {
        assert!(toml::from_str::<File>("databse = 'a'").is_err());
        assert!(toml::from_str::<File>("[limits]\ncache = 1").is_err());
    }

    #[test]
    fn no_password_is_shown() {
        for (location, expected) in [
            ("atlas.gpkg", "atlas.gpkg"),
            ("postgres://atlas:secret@db.example:5433/atlas", "postgres://db.example:5433/atlas"),
            ("postgres://atlas:se/cr@et@db.example/atlas", "postgres://db.example/atlas"),
            ("postgres://db.example/atlas?user=atlas&password=secret", "postgres://db.example/atlas"),
            ("postgres://db.example/atlas?password=secr@et", "postgres://…"),
            ("postgres://atlas:sec?r@et@db.example/atlas", "postgres://…"),
            ("postgresql:///atlas?host=/run/postgresql", "postgresql:///atlas"),
        ] {
            assert_eq!(shown(location), expected);
        }
    }
}
