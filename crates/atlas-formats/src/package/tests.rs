//! What goes into a package comes out of it, and what is wrong with one is told all at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use atlas_model::{Dataset, FaultKind, Id, Lookup, RecordKind};
use proptest::prelude::*;

use super::*;
use crate::sample;

fn about() -> About {
    About {
        title: Some("Un monde".into()),
        created: Some("2015-11-23T00:00:00Z".into()),
        licenses: vec![License { name: Some("etalab-2.0".into()), path: None, title: None }],
        other: BTreeMap::from([("keywords".to_owned(), serde_json::json!(["coopération"]))]),
        ..About::new("a-world")
    }
}

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |entry: std::io::Result<fs::DirEntry>| {
        let path = entry.unwrap().path();
        (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap())
    };
    fs::read_dir(dir).unwrap().map(read).collect()
}

/// Writes a package, changes one file of it, and gives the faults of reading it.
fn faults_after(file: &str, change: impl Fn(&str) -> String) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    write(&sample::world(), dir.path(), &about()).unwrap();
    let path = dir.path().join(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    fs::write(&path, change(&text)).unwrap();
    faults(dir.path())
}

/// The same, of several changes: what stands in a file, and what is to stand there.
fn faults_after_all(changes: &[(&str, &str, &str)]) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    write(&sample::world(), dir.path(), &about()).unwrap();
    for (file, from, to) in changes {
        let path = dir.path().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from} in {file}: {text}");
        fs::write(&path, text.replace(from, to)).unwrap();
    }
    faults(dir.path())
}

fn faults(dir: &Path) -> Vec<String> {
    match read_alone(dir) {
        Err(PackageError::Faults(faults)) => faults.iter().map(ToString::to_string).collect(),
        other => panic!("faults were expected, not {other:?}"),
    }
}

/// Reads a package whose references all lead to records of its own.
fn read_alone(dir: &Path) -> Result<Package, PackageError> {
    let mut reading = Reading::of(dir)?;
    reading.follow(&Nothing);
    Ok(reading.finish()?.0)
}

struct Nothing;

impl Lookup for Nothing {
    fn contains(&self, _: RecordKind, _: &Id) -> bool {
        false
    }

    fn nearest(&self, _: RecordKind, _: &Id) -> Vec<String> {
        vec![]
    }
}

#[test]
fn every_member_of_every_kind_of_record_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let world = sample::world();
    write(&world, dir.path(), &about()).unwrap();
    let package = read_alone(dir.path()).unwrap();
    assert_eq!(package.about, about());
    for kind in RecordKind::ALL {
        assert_eq!(package.dataset.count(*kind), world.count(*kind), "{kind}");
    }
    assert_eq!(package.dataset, world);
}

#[test]
fn writing_what_was_read_gives_the_same_bytes() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(&sample::world(), first.path(), &about()).unwrap();
    let package = read(first.path()).unwrap();
    write(&package.dataset, second.path(), &package.about).unwrap();
    assert_eq!(files(first.path()), files(second.path()));
}

#[test]
fn rows_are_sorted_whatever_the_order_of_the_records() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = sample::world();
    let mut shuffled = world.clone();
    shuffled.projects.reverse();
    shuffled.territories.reverse();
    write(&world, first.path(), &about()).unwrap();
    write(&shuffled, second.path(), &about()).unwrap();
    assert_eq!(files(first.path()), files(second.path()));
}

#[test]
fn an_export_over_another_leaves_no_stale_file_and_no_trace_of_its_making() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("package");
    write(&sample::world(), &dir, &about()).unwrap();
    fs::write(dir.join("README.md"), "kept").unwrap();
    let themes_only = Dataset { themes: sample::world().themes, ..Dataset::default() };
    write(&themes_only, &dir, &about()).unwrap();
    let left: Vec<String> = files(&dir).into_keys().collect();
    assert_eq!(left, ["README.md", "datapackage.json", "themes.csv"]);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
}

#[test]
fn what_could_not_be_read_back_is_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut world = sample::world();
    world.territories[0].kind.clear();
    let Err(PackageError::Faults(faults)) = write(&world, dir.path(), &about()) else {
        panic!("faults were expected")
    };
    assert_eq!(faults[0].at, "territories.csv, row 2, kind");
    assert!(files(dir.path()).is_empty());
}

#[test]
fn all_faults_of_all_files_are_told_with_row_column_and_nearest_value() {
    let told = faults_after_all(&[
        ("partnerships.csv", ",presumed_active,2006-03,2018,", ",presumed,2006-03,2001,"),
        ("projects.csv", ",theme,", ",thme,"),
        ("actors.csv", "CN-220000,CN-220000,", "CN-220000,CN-22000,"),
        ("workshops.csv", "w2,sante,", "w2,snate,"),
    ]);
    insta::assert_snapshot!(told.join("\n"), @r#"
    partnerships.csv, row 3, status: "presumed": unknown value; nearest: presumed_active
    partnerships.csv, row 3, end: the end lies before the start
    projects.csv, row 1, thme: "thme": no such name; nearest: theme, themes
    projects.csv, row 1, theme: a value is missing
    actors.csv, row 2, governs: "CN-22000": no territory has this identifier; nearest: CN-220000
    workshops.csv, row 2, theme: "snate": no theme has this identifier; nearest: sante
    "#);
}

#[test]
fn references_are_followed_beside_cells_that_cannot_be_read() {
    let told = faults_after_all(&[
        // The rows of what is referred to: unreadable, but there.
        ("themes.csv", "\nsante,", "\nsante,\"x\","),
        ("actors.csv", "fr-chu,hospital", "fr-chu,hopsital"),
        // Both kinds of fault in one row, and in the children of a row at fault.
        ("partnerships.csv", ",presumed_active,2006-03,2018,sante;eau", ",presumed,2006-03,2018,sante;eua"),
        ("projects.csv", "\ntraining,Formation", "\ntraining,Formation,"),
        ("project_funding.csv", "training,Dons,,", "training,Dons,fr-chuu,1 EURO"),
        ("pairs.csv", "w2,fr-chu;", "w22,fr-cuh;"),
    ]);
    insta::assert_snapshot!(told.join("\n"), @r#"
    themes.csv, row 4: cannot be read; expected: 19 cells, as in the header, not 20
    actors.csv, row 3, kind: "hopsital": unknown value; nearest: hospital
    partnerships.csv, row 3, status: "presumed": unknown value; nearest: presumed_active
    projects.csv, row 2: cannot be read; expected: 25 cells, as in the header, not 26
    project_funding.csv, row 3, amount: "1 EURO": cannot be read; expected: an amount is written in whole units with its currency, for example 120000 EUR; perhaps 1 EUR
    pairs.csv, row 2, workshop: "w22": unknown value; nearest: w2
    partnerships.csv, row 3, themes: "eua": no theme has this identifier; nearest: eau
    project_funding.csv, row 3, actor: "fr-chuu": no actor has this identifier; nearest: fr-chu
    pairs.csv, row 2, actors: "fr-cuh": no actor has this identifier; nearest: fr-chu
    "#);
}

#[test]
fn nothing_is_called_missing_that_may_stand_in_what_cannot_be_read() {
    // A quote that is never closed swallows the rest of the file.
    let told = faults_after("themes.csv", |text| text.replacen("\nsante,", "\n\"sante,", 1));
    assert_eq!(told.len(), 1, "{told:?}");
    let told = faults_after("actors.csv", |text| text.replacen("id,", "identifier,", 1));
    assert_eq!(told.len(), 2, "{told:?}");
    let told = faults_after("workshops.csv", |text| text.replace(",w2,", ",w 2,"));
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn a_reversed_period_is_told_at_its_column() {
    let told = faults_after("partnerships.csv", |text| text.replace("2006-03,2018", "2006-03,2001"));
    assert_eq!(told, ["partnerships.csv, row 3, end: the end lies before the start"]);
}

#[test]
fn a_doubled_identifier_is_told_once() {
    let told = faults_after("needs.csv", |text| text.replace("\nrivers,", "\ndoctors,"));
    assert_eq!(told, ["needs.csv, row 3, id: \"doctors\": duplicate identifier"]);
}

#[test]
fn a_row_that_is_too_short_is_told_by_its_spreadsheet_row() {
    let told = faults_after("themes.csv", |text| format!("{text}\n,,\nfoo,bar\n"));
    assert_eq!(told, ["themes.csv, row 7: cannot be read; expected: 19 cells, as in the header, not 2"]);
}

#[test]
fn pairs_and_funding_must_belong_to_something() {
    let told = faults_after("pairs.csv", |text| text.replace("meeting,w2,fr-chu", "meeting,w22,fr-chu"));
    assert_eq!(told, ["pairs.csv, row 2, workshop: \"w22\": unknown value; nearest: w2"]);
    let told = faults_after("project_funding.csv", |text| text.replace("training,Dons", "trainign,Dons"));
    assert_eq!(
        told,
        [
            "project_funding.csv, row 3, project: \"trainign\": no project has this identifier; nearest: training"
        ]
    );
}

#[test]
fn a_file_that_is_not_listed_is_not_passed_over() {
    let told = faults_after("datapackage.json", |_| {
        r#"{"name": "x", "resources": [{"name": "themes", "path": "themes.csv"}]}"#.to_owned()
    });
    assert!(told.iter().any(|fault| fault.starts_with("projects.csv: ")), "{told:?}");
}

#[test]
fn a_descriptor_cannot_lead_out_of_the_package() {
    let told = faults_after("datapackage.json", |_| {
        r#"{"name": "x", "resources": [{"name": "themes", "path": "../themes.csv"}, {"name": "thems", "path": "a"}]}"#
            .to_owned()
    });
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("a path within the package"), "{told:?}");
    assert!(told[1].contains("nearest: themes"), "{told:?}");
}

#[test]
fn broken_utf_8_is_a_fault_of_its_cell() {
    let dir = tempfile::tempdir().unwrap();
    write(&sample::world(), dir.path(), &about()).unwrap();
    let path = dir.path().join("needs.csv");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(2).position(|pair| pair == "é".as_bytes()).unwrap();
    bytes[at] = b'\xE9';
    fs::write(&path, bytes).unwrap();
    let Err(PackageError::Faults(faults)) = read(dir.path()) else { panic!("faults were expected") };
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].at, "needs.csv, row 2, description_fr");
    assert!(matches!(&faults[0].kind, FaultKind::Malformed { expected } if expected == "text in UTF-8"));
}

#[test]
fn a_spreadsheets_habits_are_understood() {
    let dir = tempfile::tempdir().unwrap();
    write(&sample::world(), dir.path(), &about()).unwrap();
    let path = dir.path().join("themes.csv");
    let text = fs::read_to_string(&path).unwrap().replace("true", "TRUE").replace('\n', "\r\n");
    fs::write(&path, format!("\u{feff}{text},,,,,,,,,,,,,,,,,,,\r\n")).unwrap();
    assert_eq!(read(dir.path()).unwrap().dataset.themes.len(), 3);
}

#[test]
fn foreign_keys_are_claimed_only_where_the_package_keeps_them() {
    let dir = tempfile::tempdir().unwrap();
    let projects_only = Dataset { projects: sample::world().projects, ..Dataset::default() };
    write(&projects_only, dir.path(), &about()).unwrap();
    let lone = fs::read_to_string(dir.path().join(DESCRIPTOR)).unwrap();
    assert!(!lone.contains("\"fields\": \"theme\""), "{lone}");
    write(&sample::world(), dir.path(), &about()).unwrap();
    let whole = fs::read_to_string(dir.path().join(DESCRIPTOR)).unwrap();
    assert!(whole.contains("\"fields\": \"theme\""));
    assert!(whole.contains("\"profile\": \"data-package\""), "outlines are no table");
}

proptest! {
    #[test]
    fn any_text_survives(
        title in "[ -~é中文\\n\\r\\t;\\\\\"',]{1,20}",
        aliases in prop::collection::vec("[ -~é中\\n;\\\\\"]{1,8}", 0..4),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut project = sample::project("p");
        project.title.set(atlas_model::Lang::Zh, &title);
        project.provenance.note = Some(title);
        let mut theme = sample::world().themes.remove(0);
        theme.parent = None;
        theme.aliases = aliases;
        let dataset = Dataset { projects: vec![project], themes: vec![theme], ..Dataset::default() };
        write(&dataset, dir.path(), &about()).unwrap();
        prop_assert_eq!(read(dir.path()).unwrap().dataset, dataset);
    }
}
