//! The files of `fixtures/surveys`, each with the report that it must get, word for word.
//!
//! What a report must say is written by hand beside each file, in [`accepted`] and [`rejected`]; the
//! committed report beside the committed file is the same in full. Both are rewritten with
//! `ATLAS_REWRITE=1 cargo test -p atlas-survey --test files`: look at what changed before you commit it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accepted;
mod case;
#[path = "../grid/made.rs"]
mod made;
mod make;
mod rejected;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use case::{Case, answer, told};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/surveys").join(name)
}

#[test]
fn messy_but_right_files_are_read_as_they_were_meant() {
    check("accepted", &accepted::cases(), 15);
}

#[test]
fn wrong_files_are_answered_with_every_fault_at_its_place() {
    check("rejected", &rejected::cases(), 25);
}

#[test]
fn accepted_files_have_no_fault_and_rejected_ones_have_some() {
    for case in accepted::cases() {
        let answer = answer(&case.bytes);
        assert!(answer.is_ok_and(|review| review.report.counts.error == 0), "{}", case.file);
    }
    for case in rejected::cases() {
        let sound = answer(&case.bytes).is_ok_and(|review| {
            review.report.counts.error == 0
                && review.report.counts.conflict == 0
                && review.report.remarks.is_empty()
        });
        assert!(!sound, "{}", case.file);
    }
}

/// Compares each file with what is committed, and its report with what was written by hand and with what is
/// committed.
fn check(folder_name: &str, cases: &[Case], least: usize) {
    let folder = folder(folder_name);
    let rewrite = std::env::var_os("ATLAS_REWRITE").is_some();
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::new();
    for case in cases {
        let path = folder.join(case.file);
        let report_path = folder.join(format!("{}.json", case.file));
        expected.insert(case.file.to_owned());
        expected.insert(format!("{}.json", case.file));
        if rewrite {
            fs::create_dir_all(&folder).unwrap();
            // Compressors may change; what they compress does not.
            let same = fs::read(&path).is_ok_and(|old| case::holds_the_same(&old, &case.bytes));
            if !same {
                fs::write(&path, &case.bytes).unwrap();
            }
            fs::write(&report_path, case::full(&case.bytes)).unwrap();
        }
        let bytes = fs::read(&path).unwrap_or_default();
        if !case::holds_the_same(&bytes, &case.bytes) {
            wrong.push(format!("{} is not what the builder makes", case.file));
        }
        let (says, wanted) =
            (told(&bytes), case.told.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>());
        if says != wanted {
            wrong.push(format!(
                "{} is told:\n    {}\n  not:\n    {}",
                case.file,
                says.join("\n    "),
                wanted.join("\n    ")
            ));
        }
        if fs::read_to_string(&report_path).unwrap_or_default() != case::full(&bytes) {
            wrong.push(format!("{} has another report than the committed one", case.file));
        }
    }
    let committed: BTreeSet<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(committed, expected, "files without a case, or cases without a file");
    assert!(cases.len() >= least);
    assert!(
        wrong.is_empty(),
        "{}\n\nrewrite with: ATLAS_REWRITE=1 cargo test -p atlas-survey --test files",
        wrong.join("\n")
    );
}
