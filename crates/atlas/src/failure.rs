//! Why a command did not do what was asked, as the person at the terminal should read it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use atlas_model::{Fault, RecordRef};

/// How many faults are printed before the rest is only counted.
const SHOWN: usize = 50;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something outside failed: a file, the database, the network. Exit code 1.
    Outside {
        /// What was being done, and with what.
        what: String,
        /// Why it failed.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The input is wrong; nothing was changed. Exit code 3.
    Refused {
        /// Which input.
        what: String,
        /// Everything that is wrong with it, a line each.
        faults: Vec<String>,
    },
    /// The check found something; its report is printed already. Exit code 4.
    Findings,
}

impl Failure {
    /// Something outside failed for a reason.
    pub(crate) fn outside(what: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Outside { what: what.into(), source: Some(source.into()) }
    }

    /// Something is not as it must be, and the words say it all.
    pub(crate) fn plain(what: impl Into<String>) -> Self {
        Self::Outside { what: what.into(), source: None }
    }

    /// A file that cannot be read or written.
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::outside(path.display().to_string(), source)
    }

    /// A settings file that cannot be understood.
    pub(crate) fn config(path: &Path, source: toml::de::Error) -> Self {
        Self::outside(path.display().to_string(), source)
    }

    /// Faults of records.
    pub(crate) fn records(what: impl Into<String>, faults: &[(RecordRef, Fault)]) -> Self {
        let faults = faults.iter().map(|(record, fault)| format!("{record} {fault}")).collect();
        Self::Refused { what: what.into(), faults }
    }

    /// Faults of files, each with its own place.
    pub(crate) fn files(what: impl Into<String>, faults: &[Fault]) -> Self {
        Self::Refused { what: what.into(), faults: faults.iter().map(Fault::to_string).collect() }
    }

    /// The code with which the process ends.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Outside { .. } => 1,
            Self::Refused { .. } => 3,
            Self::Findings => 4,
        })
    }

    /// The whole message, the chain of causes once.
    pub(crate) fn message(&self) -> String {
        let mut text = String::new();
        match self {
            Self::Outside { what, source } => {
                text.push_str(what);
                let mut cause: Option<&(dyn Error + 'static)> = match source {
                    Some(source) => Some(&**source),
                    None => None,
                };
                while let Some(error) = cause {
                    let line = error.to_string();
                    // Some libraries repeat their source in their own words.
                    if !text.contains(&line) {
                        _ = write!(text, ": {line}");
                    }
                    cause = error.source();
                }
            }
            Self::Refused { what, faults } => {
                _ = write!(text, "{what}: refused, nothing was changed");
                for fault in faults.iter().take(SHOWN) {
                    _ = write!(text, "\n  {fault}");
                }
                if faults.len() > SHOWN {
                    _ = write!(text, "\n  … and {} more", faults.len() - SHOWN);
                }
            }
            Self::Findings => {}
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_of_causes_is_told_once() {
        let inner = std::io::Error::new(std::io::ErrorKind::NotFound, "no such file");
        let failure = Failure::outside("atlas.gpkg", inner);
        assert_eq!(failure.message(), "atlas.gpkg: no such file");
        assert_eq!(Failure::plain("done for").message(), "done for");
    }

    #[test]
    fn a_long_list_of_faults_is_cut_and_counted() {
        let faults = (0..60).map(|n| format!("fault {n}")).collect();
        let message = Failure::Refused { what: "a".into(), faults }.message();
        assert_eq!(message.lines().count(), 52);
        assert!(message.ends_with("… and 10 more"));
    }
}
