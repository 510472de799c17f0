//! Why a command did not do what was asked, as the person at the terminal should read it.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use atlas_model::{Fault, RecordRef};

/// How many faults are printed before the rest is only counted.
const SHOWN: usize = 200;

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
    Refused(Vec<Refusal>),
    /// The check found something; its report is printed already. Exit code 4.
    Findings,
}

/// An input that is wrong.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// Which one.
    what: String,
    /// Everything that is wrong with it.
    faults: Vec<Line>,
}

/// A fault in words.
#[derive(Debug)]
struct Line {
    /// The file in which it is, or the kind of record.
    group: String,
    text: String,
}

impl Refusal {
    /// Faults of records.
    pub(crate) fn records(what: impl Into<String>, faults: &[(RecordRef, Fault)]) -> Self {
        let line = |(record, fault): &(RecordRef, Fault)| Line {
            group: record.kind.plural().to_owned(),
            text: format!("{record} {fault}"),
        };
        Self { what: what.into(), faults: faults.iter().map(line).collect() }
    }

    /// Faults of files, each with its own place.
    pub(crate) fn files(what: impl Into<String>, faults: &[Fault]) -> Self {
        let line = |fault: &Fault| Line {
            group: fault.at.split(", ").next().unwrap_or_default().to_owned(),
            text: fault.to_string(),
        };
        Self { what: what.into(), faults: faults.iter().map(line).collect() }
    }

    /// Appends the first faults, no more than `room`; then how many there are in each group, unless those
    /// are all.
    fn tell(&self, room: usize, text: &mut String) {
        _ = write!(text, "{}: refused, nothing was changed", self.what);
        for fault in self.faults.iter().take(room) {
            _ = write!(text, "\n  {}", fault.text);
        }
        let Some(more) = self.faults.len().checked_sub(room).filter(|more| *more > 0) else { return };
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for fault in &self.faults {
            match counts.iter_mut().find(|(group, _)| *group == fault.group) {
                Some((_, count)) => *count += 1,
                None => counts.push((&fault.group, 1)),
            }
        }
        let counts: Vec<String> = counts.iter().map(|(group, count)| format!("{count} in {group}")).collect();
        _ = write!(text, "\n  … and {more} more; in all {}: {}", self.faults.len(), counts.join(", "));
    }
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

    /// The code with which the process ends.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Outside { .. } => 1,
            Self::Refused(_) => 3,
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
            Self::Refused(refusals) => {
                let mut room = SHOWN;
                for (index, refusal) in refusals.iter().enumerate() {
                    if index > 0 {
                        text.push('\n');
                    }
                    refusal.tell(room, &mut text);
                    room = room.saturating_sub(refusal.faults.len());
                }
            }
            Self::Findings => {}
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use atlas_model::FaultKind;

    use super::*;

    #[test]
    fn the_chain_of_causes_is_told_once() {
        let inner = std::io::Error::new(std::io::ErrorKind::NotFound, "no such file");
        let failure = Failure::outside("atlas.gpkg", inner);
        assert_eq!(failure.message(), "atlas.gpkg: no such file");
        assert_eq!(Failure::plain("done for").message(), "done for");
    }

    fn faults(file: &str, rows: std::ops::Range<usize>) -> Vec<Fault> {
        rows.map(|row| Fault::at(format!("{file}, row {row}, theme"), FaultKind::Missing)).collect()
    }

    #[test]
    fn a_long_list_of_faults_is_cut_and_counted_by_file() {
        let found = [faults("projects.csv", 2..242), faults("actors.csv", 2..22)].concat();
        let message = Failure::Refused(vec![Refusal::files("a", &found)]).message();
        assert_eq!(message.lines().count(), 202);
        let last = "\n  … and 60 more; in all 260: 240 in projects.csv, 20 in actors.csv";
        assert!(message.ends_with(last), "{message}");
        let message = Failure::Refused(vec![Refusal::files("a", &found[..200])]).message();
        assert_eq!(message.lines().count(), 201);
    }

    #[test]
    fn several_inputs_share_the_lines_that_are_shown() {
        let refusals = vec![
            Refusal::files("a", &faults("needs.csv", 2..192)),
            Refusal::files("b", &faults("events.csv", 2..22)),
            Refusal::files("c", &faults("themes.csv", 2..7)),
        ];
        let message = Failure::Refused(refusals).message();
        assert_eq!(message.lines().filter(|line| line.ends_with("a value is missing")).count(), SHOWN);
        for line in [
            "b: refused, nothing was changed",
            "  … and 10 more; in all 20: 20 in events.csv",
            "  … and 5 more; in all 5: 5 in themes.csv",
        ] {
            assert!(message.lines().any(|told| told == line), "{line}: {message}");
        }
    }
}
