//! What may know what: the crates of the workspace, the crates that they rest on, the sizes of files.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use atlas_tests::harness::repository;
use cargo_metadata::semver::Version;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use serde::Deserialize;

/// The crates of this workspace that a crate may use when it is built.
const ALLOWED: [(&str, &[&str]); 9] = [
    ("atlas-model", &[]),
    ("atlas-synth", &["atlas-model"]),
    ("atlas-store", &["atlas-model"]),
    ("atlas-index", &["atlas-model"]),
    ("atlas-query", &["atlas-index", "atlas-model"]),
    ("atlas-formats", &["atlas-query", "atlas-index", "atlas-model"]),
    ("atlas-survey", &["atlas-formats", "atlas-query", "atlas-index", "atlas-model"]),
    (
        "atlas-api",
        &[
            "atlas-survey",
            "atlas-formats",
            "atlas-query",
            "atlas-index",
            "atlas-store",
            "atlas-synth",
            "atlas-model",
        ],
    ),
    (
        "atlas",
        &[
            "atlas-api",
            "atlas-survey",
            "atlas-formats",
            "atlas-query",
            "atlas-index",
            "atlas-store",
            "atlas-synth",
            "atlas-model",
        ],
    ),
];

/// What builds fixtures, tests or measures; it may use anything.
const TOOLS: [&str; 4] = ["atlas-fixtures", "atlas-tests", "atlas-testdb", "atlas-bench"];

/// Crates from elsewhere that only some may use.
const RESERVED: [(&str, &[&str]); 10] = [
    ("sqlx", &["atlas-store"]),
    ("geozero", &["atlas-store"]),
    ("axum", &["atlas-api"]),
    ("hyper", &["atlas-api"]),
    ("hyper-util", &["atlas-api"]),
    ("tower", &["atlas-api"]),
    ("tower-http", &["atlas-api"]),
    ("utoipa-axum", &["atlas-api"]),
    ("utoipa-swagger-ui", &["atlas-api"]),
    ("utoipa", &["atlas-model", "atlas-formats", "atlas-survey", "atlas-api"]),
];

/// The crates that `Cargo.lock` holds in more than one version, and why. The list may only shrink.
const SEVERAL_VERSIONS: [(&str, &[&str], &str); 17] = [
    ("base64", &["0.22", "0.23"], "sqlx keeps the older"),
    ("block-buffer", &["0.10", "0.12"], "with digest"),
    ("cpufeatures", &["0.2", "0.3"], "with sha2"),
    ("crypto-common", &["0.1", "0.2"], "with digest"),
    ("digest", &["0.10", "0.11"], "with sha2"),
    ("generic-array", &["0.12", "0.13", "0.14"], "with digest; the others with heapless, never built"),
    ("getrandom", &["0.2", "0.4"], "ring, below the encrypted connections of sqlx, keeps the older"),
    ("hash32", &["0.1", "0.2", "0.3"], "with heapless"),
    ("hashbrown", &["0.16", "0.17"], "sqlx keeps the older"),
    ("heapless", &["0.6", "0.7", "0.8"], "with rstar; only the newest is built"),
    ("rand_core", &["0.6", "0.9", "0.10"], "imbl keeps 0.9; signature offers 0.6, never built"),
    (
        "rstar",
        &["0.8", "0.9", "0.10", "0.11", "0.12", "0.13"],
        "geo-types offers a feature for each; only 0.12 is built",
    ),
    ("sha2", &["0.10", "0.11"], "sqlx-core keeps the older, sqlx-postgres uses the newer"),
    ("syn", &["2", "3"], "the macros of tracing and of thiserror 1 keep the older"),
    ("thiserror", &["1", "2"], "wkt, below geozero, keeps the older"),
    ("thiserror-impl", &["1", "2"], "with thiserror"),
    ("windows-sys", &["0.52", "0.61"], "with ring"),
];

/// The crates of this workspace with what their manifests name. What they rest on is left out: cargo
/// would have to fetch it for every platform first.
fn metadata() -> Metadata {
    let manifest = repository().join("Cargo.toml");
    MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap()
}

/// What `Cargo.lock` names, crate by crate.
#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: Version,
}

/// The names of what a crate uses when it is built, tests left out.
fn used(package: &Package) -> BTreeSet<&str> {
    let built = package.dependencies.iter().filter(|one| one.kind != DependencyKind::Development);
    built.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn imports_go_downwards_only() {
    let metadata = metadata();
    let members: BTreeMap<&str, BTreeSet<&str>> =
        metadata.workspace_packages().into_iter().map(|one| (one.name.as_str(), used(one))).collect();
    for (name, allowed) in ALLOWED {
        let ours = members[name].iter().filter(|other| members.contains_key(**other));
        let forbidden: Vec<_> = ours.filter(|other| !allowed.contains(other)).collect();
        assert!(forbidden.is_empty(), "{name} may not use {forbidden:?}");
    }
    let placed: BTreeSet<&str> = ALLOWED.iter().map(|(name, _)| *name).chain(TOOLS).collect();
    assert_eq!(members.keys().copied().collect::<BTreeSet<_>>(), placed, "a crate has no layer");
}

#[test]
fn only_the_store_knows_sql_and_only_the_api_knows_http() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        let name = package.name.as_str();
        if TOOLS.contains(&name) {
            continue;
        }
        for (reserved, owners) in RESERVED {
            let is_used = used(package).contains(reserved);
            assert!(!is_used || owners.contains(&name), "{name} may not use {reserved}");
        }
    }
}

#[test]
fn the_model_the_index_and_the_queries_do_no_io() {
    let metadata = metadata();
    for package in metadata.workspace_packages() {
        if !["atlas-model", "atlas-index", "atlas-query"].contains(&package.name.as_str()) {
            continue;
        }
        for outside in ["tokio", "reqwest", "futures-util", "async-trait", "tempfile"] {
            assert!(!used(package).contains(outside), "{} may not use {outside}", package.name);
        }
        let writes_json = used(package).contains("serde_json");
        assert!(!writes_json || package.name == "atlas-model", "{} may not use serde_json", package.name);
    }
}

/// The crates that come in several versions do so for the reasons listed, and no others do.
#[test]
fn no_crate_comes_in_a_further_version() {
    let lock = std::fs::read_to_string(repository().join("Cargo.lock")).unwrap();
    let lock: Lock = toml::from_str(&lock).unwrap();
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Locked { name, version } in lock.package {
        // What cargo counts as incompatible.
        let line =
            if version.major == 0 { format!("0.{}", version.minor) } else { version.major.to_string() };
        versions.entry(name).or_default().insert(line);
    }
    versions.retain(|_, lines| lines.len() > 1);
    let listed: BTreeMap<String, BTreeSet<String>> = SEVERAL_VERSIONS
        .iter()
        .map(|(name, lines, _)| ((*name).to_owned(), lines.iter().map(|line| (*line).to_owned()).collect()))
        .collect();
    assert_eq!(versions, listed, "see `cargo tree --duplicates`; correct SEVERAL_VERSIONS with a reason");
}

/// The description names a schema after its type: of two types of one name, one would be described as the
/// other.
#[test]
fn no_two_types_are_described_by_one_name() {
    let mut described: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in code().into_iter().filter(|(path, _)| path.ends_with(".rs")) {
        let mut name = None;
        let mut is_described = false;
        for line in text.lines().map(str::trim) {
            is_described |= line.starts_with("#[derive(") && line.contains("ToSchema");
            name = line
                .strip_prefix("#[schema(as = ")
                .map(|rest| rest.trim_end_matches(")]").to_owned())
                .or(name);
            let declared = ["struct ", "enum "].iter().find_map(|word| line.split_once(word));
            let Some((_, declared)) = declared.filter(|_| is_described && !line.starts_with("///")) else {
                continue;
            };
            let own = declared.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned();
            let name = name.take().unwrap_or(own);
            is_described = false;
            if let Some(other) = described.insert(name.clone(), path.clone()) {
                panic!("{name} is described in {other} and in {path}: give one of them `#[schema(as = …)]`");
            }
        }
    }
    assert!(described.len() > 50, "{described:?}");
}

#[test]
fn no_file_of_code_is_longer_than_600_lines() {
    let code = code();
    for (path, text) in &code {
        let lines = text.lines().count();
        assert!(lines <= 600, "{path} has {lines} lines");
    }
    assert!(code.len() > 100, "only {} files", code.len());
}

/// The files of code with what is in them.
fn code() -> Vec<(String, String)> {
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(repository()).output().unwrap();
    assert!(listed.status.success());
    let listed = String::from_utf8(listed.stdout).unwrap();
    let is_code = |path: &&str| [".rs", ".ts", ".sh"].iter().any(|end| path.ends_with(end));
    // A file that was removed but not committed yet is listed too.
    let read = |path: &str| Some((path.to_owned(), std::fs::read_to_string(repository().join(path)).ok()?));
    listed.split('\0').filter(is_code).filter_map(read).collect()
}
