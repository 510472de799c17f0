//! A package with faults is refused whole, and every fault is told with its place and what would be right.

#![expect(clippy::unwrap_used, reason = "every function here is part of a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use atlas_tests::harness::{PACKAGES, repository};

use super::{atlas, import, load};

/// Exit code of an input that was refused.
const REFUSED: i32 = 3;

/// A copy of the atlas of 2015, to be spoilt.
struct Package(PathBuf);

impl Package {
    fn copy_to(directory: PathBuf) -> Self {
        std::fs::create_dir(&directory).unwrap();
        for entry in std::fs::read_dir(repository().join(PACKAGES[1])).unwrap().map(Result::unwrap) {
            if entry.path().is_file() {
                std::fs::copy(entry.path(), directory.join(entry.file_name())).unwrap();
            }
        }
        Self(directory)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    /// Writes a cell of the row whose first cell is this, and gives its place as a spreadsheet shows it.
    fn spoil(&self, file: &str, first: &str, column: &str, value: &str) -> String {
        let (header, mut rows) = self.read(file);
        let at = header.iter().position(|name| *name == column).unwrap();
        let row = rows.iter().position(|row| row[0] == first).unwrap();
        rows[row][at] = value.to_owned();
        self.write(file, &header, &rows);
        // The header is row 1.
        format!("{file}, row {}, {column}", row + 2)
    }

    /// Gives a column another name.
    fn rename(&self, file: &str, column: &str, name: &str) -> String {
        let (mut header, rows) = self.read(file);
        let at = header.iter().position(|known| known == column).unwrap();
        header[at] = name.to_owned();
        self.write(file, &header, &rows);
        format!("{file}, row 1, {name}")
    }

    fn read(&self, file: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let mut reader = csv::Reader::from_path(self.0.join(file)).unwrap();
        let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
        (header, reader.deserialize().map(Result::unwrap).collect())
    }

    fn write(&self, file: &str, header: &[String], rows: &[Vec<String>]) {
        let mut writer = csv::Writer::from_path(self.0.join(file)).unwrap();
        writer.write_record(header).unwrap();
        for row in rows {
            writer.write_record(row).unwrap();
        }
        writer.flush().unwrap();
    }
}

/// Imports packages, which must be refused, and gives the faults that are told, each with the nearest value
/// alone where several are near.
fn faults(database: &Path, packages: &[&str]) -> BTreeSet<String> {
    let output = atlas(database, &[&["import"], packages].concat());
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(REFUSED), "{told}");
    assert!(output.stdout.is_empty());
    let mut lines = told.lines();
    let first = lines.next().unwrap();
    assert!(first.ends_with("refused, nothing was changed"), "{first}");
    let nearest_alone = |line: &str| match line.trim().split_once("; nearest: ") {
        Some((fault, nearest)) => format!("{fault}; nearest: {}", nearest.split(", ").next().unwrap()),
        None => line.trim().to_owned(),
    };
    let lines: Vec<String> = lines.map(nearest_alone).collect();
    let faults: BTreeSet<String> = lines.iter().cloned().collect();
    assert_eq!(faults.len(), lines.len(), "a fault is told twice: {told}");
    faults
}

#[tokio::test]
async fn every_cell_that_cannot_be_read_is_told_with_file_row_column_and_nearest_value() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("atlas.gpkg");
    let package = Package::copy_to(directory.path().join("broken"));
    let spoil = |file, first, column, value| package.spoil(file, first, column, value);
    let expected = [
        spoil("projects.csv", "acrobates-taiyuan", "status", "actif")
            + ": \"actif\": unknown value; nearest: active",
        spoil("projects.csv", "poney-clubs-chine", "confidence", "hihg")
            + ": \"hihg\": unknown value; nearest: high",
        spoil("actors.csv", "cn-anshan", "kind", "local_autority")
            + ": \"local_autority\": unknown value; nearest: local_authority",
        spoil("actors.csv", "cn-beijing", "point", "39.9,116.4")
            + ": \"39.9,116.4\": cannot be read; expected: two numbers longitude,latitude, in degrees, \
               longitude first; perhaps 116.4,39.9",
        spoil("partnerships.csv", "angers--yantai", "start", "2006-13")
            + ": \"2006-13\": cannot be read; expected: a date is written YYYY, YYYY-MM or YYYY-MM-DD and must \
               exist in the calendar (year 1000 to 2199)",
        spoil("partnerships.csv", "alsace--prov-jiangsu", "end", "1999") + ": the end lies before the start",
        spoil("needs.csv", "changchun-cadres", "territory", "") + ": a value is missing",
        spoil("events.csv", "cncd-2014", "id", "bilan-mi-parcours-chengdu-2013")
            + ": \"bilan-mi-parcours-chengdu-2013\": duplicate identifier",
        spoil("project_funding.csv", "batiments-wuhan", "project", "batiment-wuhan")
            + ": \"batiment-wuhan\": no project has this identifier; nearest: batiments-wuhan",
        package.rename("sources.csv", "publisher", "publsher")
            + ": \"publsher\": no such name; nearest: publisher",
    ];

    assert_eq!(faults(&database, &[PACKAGES[0], package.path()]), expected.clone().into());
    assert!(!database.exists(), "nothing was there to be changed, and nothing is there now");

    import(&database, &PACKAGES);
    let before = load(&database).await;
    assert_eq!(faults(&database, &[package.path()]), expected.into());
    assert!(load(&database).await == before);
}

#[tokio::test]
async fn every_reference_that_leads_nowhere_is_told_with_file_row_column_and_nearest_value() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("atlas.gpkg");
    let package = Package::copy_to(directory.path().join("broken"));
    let spoil = |file, first, column, value| package.spoil(file, first, column, value);
    let expected = [
        spoil("projects.csv", "acrobates-taiyuan", "theme", "cultrue")
            + ": \"cultrue\": no theme has this identifier; nearest: culture",
        spoil("partnerships.csv", "alsace--prov-jiangsu", "actors", "fr-alsac;cn-prov-jiangsu")
            + ": \"fr-alsac\": no actor has this identifier; nearest: fr-alsace",
        spoil("needs.csv", "changchun-cadres", "event", "copil-nantes-2051")
            + ": \"copil-nantes-2051\": no event has this identifier; nearest: copil-nantes-2015",
        spoil("resources.csv", "aap-climat", "owner", "org-maedy")
            + ": \"org-maedy\": no actor has this identifier; nearest: org-maedi",
        spoil("project_funding.csv", "batiments-wuhan", "actor", "org-afdd")
            + ": \"org-afdd\": no actor has this identifier; nearest: org-afd",
        spoil("actors.csv", "cn-anshan", "seat", "CN-21030")
            + ": \"CN-21030\": no territory has this identifier; nearest: CN-210300",
    ];

    assert_eq!(faults(&database, &[PACKAGES[0], package.path()]), expected.clone().into());
    assert!(!database.exists(), "not even the sound package beside it is taken");

    import(&database, &PACKAGES);
    let before = load(&database).await;
    assert_eq!(faults(&database, &[package.path()]), expected.into());
    assert!(load(&database).await == before);
}

#[tokio::test]
async fn cells_references_and_several_packages_are_told_in_one_go() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("atlas.gpkg");
    let [one, other] = ["one", "other"].map(|name| Package::copy_to(directory.path().join(name)));
    let expected = [
        // In one row, and in rows of one file.
        one.spoil("projects.csv", "acrobates-taiyuan", "status", "actif")
            + ": \"actif\": unknown value; nearest: active",
        one.spoil("projects.csv", "acrobates-taiyuan", "theme", "cultrue")
            + ": \"cultrue\": no theme has this identifier; nearest: culture",
        one.spoil("projects.csv", "poney-clubs-chine", "theme", "sprot")
            + ": \"sprot\": no theme has this identifier; nearest: sport",
        // Others refer to this one: it cannot be read, but it is there.
        one.spoil("actors.csv", "fr-alsace", "kind", "local_autority")
            + ": \"local_autority\": unknown value; nearest: local_authority",
        other.spoil("needs.csv", "changchun-cadres", "event", "copil-nantes-2051")
            + ": \"copil-nantes-2051\": no event has this identifier; nearest: copil-nantes-2015",
    ];
    let output = atlas(&database, &["import", PACKAGES[0], one.path(), other.path()]);
    assert_eq!(output.status.code(), Some(REFUSED));
    let told = String::from_utf8(output.stderr).unwrap();
    let (of_one, of_other) = expected.split_at(4);
    for (package, faults) in [(&one, of_one), (&other, of_other)] {
        let heading = format!("{}: refused, nothing was changed\n", package.path());
        let (_, after) = told.split_once(&heading).unwrap();
        let lines: BTreeSet<&str> = after.lines().take(faults.len()).map(str::trim).collect();
        assert_eq!(lines, faults.iter().map(String::as_str).collect(), "{told}");
    }
    assert_eq!(told.lines().count(), expected.len() + 2, "{told}");
}

#[test]
fn what_only_the_store_refuses_leaves_no_file_and_no_directory() {
    let directory = tempfile::tempdir().unwrap();
    let database = directory.path().join("new/atlas.gpkg");
    let package = directory.path().join("circle");
    std::fs::create_dir(&package).unwrap();
    let resource = r#"{"name": "themes", "path": "themes.csv"}"#;
    std::fs::write(
        package.join("datapackage.json"),
        format!(r#"{{"name": "circle", "resources": [{resource}]}}"#),
    )
    .unwrap();
    let themes = "id,parent,label_fr,provenance,confidence\na,b,a,synthetic,low\nb,a,b,synthetic,low\n";
    std::fs::write(package.join("themes.csv"), themes).unwrap();
    let expected = [
        "themes.csv, row 2, parent: \"b\": is its own ancestor".to_owned(),
        "themes.csv, row 3, parent: \"a\": is its own ancestor".to_owned(),
    ];
    assert_eq!(faults(&database, &[package.to_str().unwrap()]), expected.into());
    assert!(!directory.path().join("new").exists());
}
