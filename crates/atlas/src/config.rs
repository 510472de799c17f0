//! Settings: flags and environment (which clap reads), then `atlas.toml`, then defaults.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

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
    pub(crate) fn service(&self, args: &ServeArgs) -> atlas_api::Settings {
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
        settings
    }
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
        let args = ServeArgs { listen: None, public_url: None, wait: None };
        let plain = config("", None);
        assert_eq!((plain.database(), plain.log()), ("atlas.gpkg", "info"));
        assert_eq!(plain.listen(&args).to_string(), "127.0.0.1:8080");
        assert_eq!(plain.wait(&args).as_secs(), 30);
        assert_eq!(config("wait = 5", None).wait(&args).as_secs(), 5);
        assert_eq!(config("wait = 5", None).wait(&ServeArgs { wait: Some(0), ..args }).as_secs(), 0);
        let args = ServeArgs { listen: None, public_url: None, wait: None };
        let file =
            "database = 'a.gpkg'\nlisten = '0.0.0.0:80'\npublic_url = 'https://x/'\n[limits]\ncache_mib = 1";
        assert_eq!(config(file, None).database(), "a.gpkg");
        assert_eq!(config(file, Some("b.gpkg")).database(), "b.gpkg");
        assert_eq!(config(file, None).listen(&args).port(), 80);
        let service = config(file, None).service(&args);
        assert_eq!((service.cache_bytes, service.public_url.as_str()), (1 << 20, "https://x"));
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
