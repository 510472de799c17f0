//! Where the repository and the binary are.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// Every kind of record, as URLs spell it.
pub const LISTS: [&str; 10] = [
    "sources",
    "themes",
    "territories",
    "actors",
    "campaigns",
    "events",
    "partnerships",
    "projects",
    "resources",
    "needs",
];

/// The root of the repository.
///
/// # Panics
/// If this crate was moved away from it.
#[must_use]
pub fn repository() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    root.expect("this crate lies in the repository").to_owned()
}

/// The debug build of the command `atlas`, from the target directory in which this test was built.
///
/// It is built only where it is missing: what runs every test builds the whole workspace before.
///
/// # Panics
/// If it cannot be built.
#[must_use]
pub fn binary() -> PathBuf {
    static BINARY: LazyLock<PathBuf> = LazyLock::new(|| {
        let test = std::env::current_exe().expect("a test is a file");
        let profile = test.parent().and_then(Path::parent).expect("tests are in target/debug/deps");
        let binary = profile.join(format!("atlas{}", std::env::consts::EXE_SUFFIX));
        if !binary.exists() {
            let target = profile.parent().expect("target/debug is in target");
            let built = Command::new(env!("CARGO"))
                .args(["build", "--package", "atlas", "--target-dir"])
                .arg(target)
                .current_dir(repository())
                .status();
            assert!(built.is_ok_and(|status| status.success()), "cargo build --package atlas failed");
        }
        binary
    });
    BINARY.clone()
}
