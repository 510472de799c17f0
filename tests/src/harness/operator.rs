//! What an operator does beside the service: commands that must succeed.
#![expect(clippy::panic, reason = "a test whose command fails has failed")]

use std::process::Output;

use super::fixture::PACKAGES;
use super::replica::run;

/// What a run printed, on both of its outputs.
#[must_use]
pub fn said(output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    format!("{out}{err}")
}

/// Runs a command that must succeed, and gives what it printed.
///
/// # Panics
/// If it fails.
pub async fn succeed(location: &str, arguments: &[&str]) -> String {
    let output = run(location, arguments).await;
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

/// Imports packages, and gives the last revision.
///
/// # Panics
/// If that fails.
pub async fn import(location: &str, packages: &[&str]) -> u64 {
    let printed = succeed(location, &[&["import"], packages].concat()).await;
    let number = printed.rsplit_once("(revision ").and_then(|(_, rest)| rest.split_once(')'));
    number.and_then(|(number, _)| number.parse().ok()).unwrap_or_else(|| panic!("no revision: {printed}"))
}

/// Imports the fixtures, and gives the last revision.
///
/// # Panics
/// If that fails.
pub async fn import_fixtures(location: &str) -> u64 {
    import(location, &PACKAGES).await
}

/// Makes a key, and gives the header that shows it.
///
/// # Panics
/// If that fails.
pub async fn key(location: &str, role: &str, more: &[&str]) -> String {
    let label = format!("bureau des tests ({role})");
    let create = ["key", "create", "--role", role, "--label", &label];
    let printed = succeed(location, &[&create, more].concat()).await;
    let token = printed.split_whitespace().find(|word| word.starts_with("atlas_"));
    format!("Bearer {}", token.unwrap_or_else(|| panic!("no token: {printed}")))
}
