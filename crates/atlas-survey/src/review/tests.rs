//! Rows of sheets against the atlas of 2015.

use std::collections::BTreeMap;

use atlas_model::{Lang, Project, ProvenanceKind, Status};

use super::*;
use crate::columns::sheet_title;
use crate::fixture::atlas;
use crate::report::Counts;
use crate::{Limits, Sheet, workbook};

const TODAY: &str = "2016-03-14";

/// The scope of the whole atlas, seen from one of its sides.
fn china() -> Scope {
    Scope { territories: vec![id("CN")] }
}

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn submission(scope: Option<&Scope>) -> Submission<'_> {
    Submission {
        snapshot: atlas(),
        base: None,
        scope,
        entered_by: "Ambassade de France en Chine, service de coopération",
        date: TODAY.parse().unwrap(),
    }
}

/// The workbook as it goes out and comes back.
fn taken(lang: Lang) -> Grid {
    let scope = china();
    let request = workbook::Request {
        snapshot: atlas(),
        scope: &scope,
        campaign: None,
        lang,
        created: chrono::NaiveDate::from_ymd_opt(2016, 3, 14).unwrap(),
    };
    crate::read(&workbook::write(&request).unwrap(), None, &Limits::default()).unwrap()
}

/// Changes one cell of a sheet that was taken in French; a row that is not there is added.
fn set(grid: &mut Grid, kind: RecordKind, row: &str, title: &str, text: &str) {
    let sheet = grid.sheets.iter_mut().find(|sheet| sheet.name == sheet_title(kind, Lang::Fr)).unwrap();
    // Titles of columns that a record cannot do without carry a mark.
    let is = |cell: &Cell, text: &str| matches!(cell, Cell::Text(own) if own.trim_end_matches(" *") == text);
    let column = sheet.rows[0].cells.iter().position(|cell| is(cell, title)).unwrap();
    let width = sheet.rows[0].cells.len();
    let at = match row.parse::<u32>() {
        Ok(number) => sheet.rows.iter().position(|row| row.number == number),
        Err(_) => Some(sheet.rows.iter().position(|one| is(&one.cells[0], row)).unwrap()),
    };
    let at = at.unwrap_or_else(|| {
        sheet.rows.push(Row { number: row.parse().unwrap(), cells: vec![Cell::Empty; width] });
        sheet.rows.len() - 1
    });
    sheet.rows[at].cells.resize(width, Cell::Empty);
    sheet.rows[at].cells[column] = if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
}

/// A sheet made by hand.
fn sheet(name: &str, rows: &[&[&str]]) -> Grid {
    let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::Text((*text).to_owned()) };
    let rows = (1..).zip(rows).filter(|(_, cells)| !cells.is_empty());
    let rows = rows.map(|(number, cells)| Row { number, cells: cells.iter().map(cell).collect() });
    Grid { sheets: vec![Sheet { name: name.to_owned(), rows: rows.collect() }], ..Grid::default() }
}

fn rows(review: &Review, state: State) -> Vec<&RowReport> {
    review.report.rows.iter().filter(|row| row.state == state).collect()
}

fn codes(remarks: &[Remark]) -> Vec<&str> {
    remarks.iter().map(|remark| remark.code.as_str()).collect()
}

fn put<'r>(review: &'r Review, id: &str) -> &'r Record {
    let found = review.proposals.iter().find_map(|proposal| match &proposal.change {
        Change::Put(record) if record.id().as_str() == id => Some(record),
        _ => None,
    });
    found.unwrap()
}

fn project<'r>(review: &'r Review, id: &str) -> &'r Project {
    let Record::Project(project) = put(review, id) else { panic!() };
    project
}

#[test]
fn a_sheet_that_comes_back_as_it_went_out_changes_nothing_in_any_language() {
    for lang in Lang::ALL {
        let scope = china();
        let review = review(&taken(*lang), &submission(Some(&scope)));
        let rows = review.report.rows.len();
        let wrong: Vec<_> = review.report.rows.iter().filter(|row| row.state != State::Unchanged).collect();
        assert!(wrong.is_empty(), "{lang}: {} of {rows}: {:#?}", wrong.len(), wrong[0]);
        assert_eq!(review.report.counts, Counts { unchanged: rows, ..Counts::default() });
        assert!(review.proposals.is_empty() && review.report.remarks.is_empty());
        assert_eq!(review.report.sheets.len(), 5);
        assert!(
            review.report.sheets.iter().all(|sheet| sheet.remarks.is_empty()),
            "{:?}",
            review.report.sheets
        );
    }
}

#[test]
fn twelve_changed_rows_three_new_ones_and_an_emptied_one_are_told_apart() {
    use RecordKind::{Actor, Need, Partnership, Project, Resource};
    let mut grid = taken(Lang::Fr);
    let changes = [
        (Project, "acrobates-taiyuan", "Titre", "Troupe d'acrobates de Taiyuan à Saint-Denis (2010)"),
        (Project, "agri-aquitaine-hubei", "État", "terminé"),
        (Project, "agri-aquitaine-hubei", "Fin", "décembre 2015"),
        (Project, "air-pekin", "Budget", "120 000 €"),
        (Project, "alcools-bozhou-2014", "Thème", "Tourisme"),
        (Project, "caidian", "Territoires", "武汉市；Nantes"),
        (Partnership, "angers--yantai", "Début", "14/06/2006"),
        (Partnership, "annecy-le-vieux--yangshuo", "État", "suspendu"),
        (Partnership, "aquitaine--prov-hubei", "Thèmes", "Santé ; Tourisme"),
        (Actor, "cn-anshan", "Site", "https://www.anshan.example"),
        (Actor, "cn-beijing", "Nom (anglais)", "Municipality of Beijing"),
        (Resource, "bureau-bretagne", "Partage", "partagé"),
        (Need, "jilin-eau", "Date", "11/2015"),
    ];
    for (kind, row, title, text) in changes {
        set(&mut grid, kind, row, title, text);
    }
    for (number, title) in
        [("500", "Jumelage des lycées hôteliers"), ("501", "Ferme pilote"), ("502", "Orchestre invité")]
    {
        set(&mut grid, Project, number, "Titre", title);
        set(&mut grid, Project, number, "Thème", "Culture");
        set(&mut grid, Project, number, "Territoires", "Wuhan");
        set(&mut grid, Project, number, "État", "prévu");
    }
    let projects = &mut grid.sheets.iter_mut().find(|sheet| sheet.name == "Projets").unwrap().rows;
    let emptied =
        projects.iter_mut().find(|row| row.cells[0] == Cell::Text("bilan-carbone-wuhan".into())).unwrap();
    emptied.cells[1..].fill(Cell::Empty);

    let scope = china();
    let review = review(&grid, &submission(Some(&scope)));
    let counts = review.report.counts;
    assert_eq!((counts.changed, counts.new, counts.missing, counts.error), (12, 3, 1, 0), "{counts:?}");
    assert_eq!(review.proposals.len(), 15);
    let changed = project(&review, "agri-aquitaine-hubei");
    assert_eq!((changed.status, changed.period.end), (Status::Ended, "2015-12".parse().ok()));
    assert_eq!(changed.provenance.kind, ProvenanceKind::Declared);
    assert_eq!(changed.provenance.date, TODAY.parse().ok());
    assert_eq!(changed.provenance.sources.len(), 2);
    assert_eq!(project(&review, "air-pekin").budget.as_ref().unwrap().to_string(), "120000 EUR");
    assert_eq!(project(&review, "ferme-pilote").territories, [id("CN-420100")]);
    let missing = rows(&review, State::Missing);
    assert_eq!(missing[0].id, Some(id("bilan-carbone-wuhan")));
    assert_eq!(codes(&missing[0].warnings), ["emptied"]);
    let row = review.report.rows.iter().find(|row| row.id == Some(id("agri-aquitaine-hubei"))).unwrap();
    let change = &row.changes[0];
    assert_eq!((change.place.as_str(), change.pointer.as_str()), ("Projets!J3", "/status"));
    assert_eq!(change.column.get(Lang::Zh), "状态");
    let words = |value: &Option<Value>, lang| value.as_ref().unwrap().words.get(lang).to_owned();
    assert_eq!(words(&change.before, Lang::Fr), "inconnu");
    assert_eq!(words(&change.after, Lang::Zh), "已结束");
}

#[test]
fn every_fault_of_a_row_is_told_with_its_cell_its_value_and_the_nearest_ones() {
    let grid = sheet(
        "Projets",
        &[
            &["Identifiant", "Titre", "Thème", "Territoires", "Début", "Fin", "Budget", "État"],
            &[
                "",
                "Station d'épuration",
                "Gestion de l'eua",
                "Jilin; Jlin",
                "bientôt",
                "2012",
                "120000",
                "encour",
            ],
            &["", "Ferme", "Tourisme", "Wuhan", "2015", "2012", "", ""],
            &["acrobates-tayuan", "", "", "", "", "", "", ""],
        ],
    );
    let review = review(&grid, &submission(None));
    let row = &review.report.rows[0];
    let told: Vec<(&str, &str, &str)> = row
        .faults
        .iter()
        .map(|fault| {
            (fault.place.as_deref().unwrap(), fault.code.as_str(), fault.value.as_deref().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        told,
        [
            ("Projets!C2", "unknown_record", "Gestion de l'eua"),
            ("Projets!D2", "ambiguous_record", "Jilin"),
            ("Projets!D2", "unknown_record", "Jlin"),
            ("Projets!E2", "bad_date", "bientôt"),
            ("Projets!G2", "no_currency", "120000"),
            ("Projets!H2", "unknown_term", "encour"),
        ]
    );
    assert_eq!(row.faults[0].nearest[0].value, "eau");
    assert_eq!(row.faults[0].column.as_deref(), Some("Thème"));
    assert_eq!(row.faults[5].nearest[0].value, "active");
    let told: Vec<&str> = codes(&review.report.rows[1].faults);
    assert_eq!(told, ["missing", "end_before_start"]);
    assert_eq!(review.report.rows[1].faults[1].place.as_deref(), Some("Projets!F3"));
    let unknown = &review.report.rows[2].faults[0];
    assert_eq!(
        (unknown.code.as_str(), unknown.nearest[0].value.as_str()),
        ("unknown_id", "acrobates-taiyuan")
    );
    assert!(review.proposals.is_empty());
}

/// What somebody else did since the sheet was taken.
fn base_without_their_edits(kind: RecordKind, wanted: &Id) -> Option<Record> {
    let record = atlas().record(kind, wanted.as_str())?;
    match record {
        Record::Project(mut project) if project.id.as_str() == "air-pekin" => {
            project.status = Status::Planned;
            project.title = atlas_model::Text::fr("Air de Pékin");
            Some(project.into())
        }
        Record::Project(project) if project.id.as_str() == "caidian" => None,
        other => Some(other),
    }
}

#[test]
fn another_persons_edit_is_kept_where_the_row_is_silent_and_a_conflict_where_it_is_not() {
    let base: &Past<'_> = &base_without_their_edits;
    let submission = Submission { base: Some(base), ..submission(None) };
    // The sheet says what it said when it was taken, but for its budget: nothing of theirs is undone.
    let header: &[&str] = &["Identifiant", "Titre", "État", "Budget"];
    let silent = sheet("Projets", &[header, &["air-pekin", "Air de Pékin", "prévu", "5000 EUR"]]);
    let reviewed = review(&silent, &submission);
    assert_eq!(reviewed.report.counts.changed, 1);
    let merged = project(&reviewed, "air-pekin");
    assert_eq!(merged.status, Status::Active);
    assert_eq!(merged.title.fr.as_deref(), Some("Prévision de la qualité de l'air à Pékin"));
    assert_eq!(merged.budget.as_ref().unwrap().amount, 5000);

    let contrary = sheet("Projets", &[header, &["air-pekin", "Air de Pékin", "terminé", "5000 EUR"]]);
    let reviewed = review(&contrary, &submission);
    let row = rows(&reviewed, State::Conflict)[0];
    let conflict = &row.conflicts[0];
    let values = [&conflict.base, &conflict.theirs, &conflict.yours]
        .map(|value| value.as_ref().unwrap().value.as_str());
    assert_eq!((conflict.place.as_str(), values), ("Projets!C2", ["planned", "active", "ended"]));
    let mut proposal = reviewed.proposals[0].clone();
    assert!(proposal.settle("/status", true) && proposal.open.is_empty());
    let Change::Put(Record::Project(settled)) = &proposal.change else { panic!() };
    assert_eq!(settled.status, Status::Ended);
    let mut proposal = reviewed.proposals[0].clone();
    assert!(proposal.settle("/status", false) && !proposal.settle("/status", false));
    let Change::Put(Record::Project(settled)) = &proposal.change else { panic!() };
    assert_eq!(settled.status, Status::Active);

    let agreed = sheet("Projets", &[header, &["air-pekin", "Air de Pékin", "actif", ""]]);
    assert_eq!(review(&agreed, &submission).report.counts.unchanged, 1);
}

#[test]
fn two_rows_about_one_record_are_both_refused() {
    let grid = sheet(
        "Projets",
        &[
            &["Identifiant", "Titre", "État"],
            &["air-pekin", "Un titre", "actif"],
            &["air-pekin", "Un autre", "actif"],
        ],
    );
    let review = review(&grid, &submission(None));
    assert_eq!(review.report.counts.error, 2);
    assert_eq!(codes(&review.report.rows[0].faults), ["same_record"]);
    assert!(review.report.rows[0].faults[0].message.get(Lang::Fr).contains("Projets!3"));
    assert!(review.proposals.is_empty());
}

#[test]
fn a_row_that_is_confirmed_renews_its_evidence_and_nothing_else() {
    let grid = sheet(
        "Partenariats",
        &[
            &["Identifiant", "État", "Confirmé le"],
            &["angers--yantai", "actif", "oui"],
            &["annecy-le-vieux--yangshuo", "actif", "02/2016"],
            &["alsace--prov-jiangsu", "actif", "peut-être"],
        ],
    );
    let review = review(&grid, &submission(None));
    assert_eq!((review.report.counts.confirmed, review.report.counts.error), (2, 1));
    let before = atlas().record(RecordKind::Partnership, "angers--yantai").unwrap();
    let after = put(&review, "angers--yantai");
    assert_eq!(after.provenance().date, TODAY.parse().ok());
    assert_eq!(after.provenance().kind, before.provenance().kind);
    assert_eq!(put(&review, "annecy-le-vieux--yangshuo").provenance().date, "2016-02".parse().ok());
    assert_eq!(codes(&rows(&review, State::Error)[0].faults), ["bad_confirmation"]);
}

#[test]
fn a_record_that_others_need_is_withdrawn_only_with_them() {
    let header: &[&str] = &["Identifiant", "À retirer"];
    let alone = sheet("Partenariats", &[header, &["cognac--bozhou", "oui"]]);
    let reviewed = review(&alone, &submission(None));
    assert_eq!(codes(&reviewed.report.rows[0].faults), ["still_referred"]);
    let mut together = alone;
    together.sheets.extend(sheet("Projets", &[header, &["alcools-bozhou-2014", "x"]]).sheets);
    let of_partnership = |project: &&Project| project.partnerships.contains(&id("cognac--bozhou"));
    let dataset = atlas().to_dataset();
    let all: Vec<&Project> = dataset.projects.iter().filter(of_partnership).collect();
    let rows = &mut together.sheets[1].rows;
    for (number, project) in (3..).zip(all.iter().filter(|one| one.id.as_str() != "alcools-bozhou-2014")) {
        let cells = vec![Cell::Text(project.id.to_string()), Cell::Truth(true)];
        rows.push(Row { number, cells });
    }
    let reviewed = review(&together, &submission(None));
    assert_eq!(reviewed.report.counts.withdrawn, 1 + all.len(), "{:#?}", reviewed.report.rows);
}

#[test]
fn a_record_that_the_sheet_lost_is_missing_and_never_withdrawn() {
    let mut grid = taken(Lang::En);
    let projects = grid.sheets.iter_mut().find(|sheet| sheet.name == "Projects").unwrap();
    projects.rows.retain(|row| row.cells[0] != Cell::Text("air-pekin".into()));
    let scope = china();
    let review = review(&grid, &submission(Some(&scope)));
    let missing = rows(&review, State::Missing);
    assert_eq!((missing.len(), missing[0].place.as_deref()), (1, None));
    assert_eq!(missing[0].id, Some(id("air-pekin")));
    assert!(review.proposals.is_empty());
}

#[test]
fn what_the_file_makes_may_be_named_by_what_follows() {
    let mut grid = sheet(
        "Acteurs",
        &[
            &["Nom", "Nature", "Siège"],
            &["Lycée des métiers de Wuhan", "établissement scolaire", "Wuhan"],
            &["Lycée sans siège", "établissement scolaire", "Atlantide"],
        ],
    );
    grid.sheets.extend(
        sheet(
            "Projets",
            &[
                &["Titre", "Thème", "État", "Participants"],
                &[
                    "Échange de cuisiniers",
                    "Hôtellerie et restauration",
                    "prévu",
                    "Lycée des métiers de Wuhan; Angers",
                ],
                &["Échange impossible", "Hôtellerie et restauration", "prévu", "Lycée sans siège"],
            ],
        )
        .sheets,
    );
    let review = review(&grid, &submission(None));
    let made = project(&review, "echange-de-cuisiniers");
    let participants: Vec<String> = made.participants.iter().map(ToString::to_string).collect();
    assert_eq!(participants, ["cn-lycee-des-metiers-de-wuhan:implementing", "fr-angers:accountable"]);
    let row = rows(&review, State::Error)[1];
    assert_eq!(codes(&row.faults), ["faulty_row"]);
    assert!(row.faults[0].message.get(Lang::En).contains("Acteurs!3"));
}

#[test]
fn a_person_is_shown_duplicates_one_sided_partnerships_and_conflicts_of_dates() {
    let mut grid = sheet(
        "Partenariats",
        &[
            &["Identifiant", "Acteurs", "Nature", "État", "Début", "Fin"],
            &["", "Angers; Yantai", "jumelage", "actif", "2006", ""],
            &["", "Angers; Rouen", "jumelage", "actif", "2010", "2012"],
        ],
    );
    grid.sheets.extend(
        sheet(
            "Projets",
            &[
                &["Identifiant", "Titre", "Thème", "État", "Partenariats", "Début"],
                &[
                    "",
                    "Prévision de la qualité de l'air à PEKIN",
                    "Énergie",
                    "actif",
                    "Île-de-France – Municipalité de Pékin",
                    "1999",
                ],
                &["", "Trop tard", "Énergie", "actif", "angers--rouen", "2014"],
            ],
        )
        .sheets,
    );
    let review = review(&grid, &submission(None));
    let warned: BTreeMap<&str, Vec<&str>> =
        review.report.rows.iter().map(|row| (row.place.as_deref().unwrap(), codes(&row.warnings))).collect();
    assert_eq!(warned["Partenariats!2"], ["probable_duplicate"]);
    assert_eq!(warned["Partenariats!3"], ["one_sided"]);
    assert!(
        warned["Projets!2"].contains(&"probable_duplicate"),
        "{warned:?} {:#?}",
        review.report.rows[2].faults
    );
    assert_eq!(warned["Projets!3"], ["outside_partnership"], "{:#?}", review.report.rows[3]);
}

#[test]
fn a_sheet_without_identifiers_is_matched_by_names() {
    let grid = sheet(
        "项目",
        &[
            &["标题（法文）", "主题", "状态"],
            &["Prévision de la qualité de l’air à Pékin", "Gestion innovante de l'environnement", "已结束"],
            &["Un projet nouveau", "旅游", "计划中"],
        ],
    );
    let review = review(&grid, &submission(None));
    assert_eq!((review.report.counts.changed, review.report.counts.new), (1, 1), "{:#?}", review.report.rows);
    assert_eq!(project(&review, "air-pekin").status, Status::Ended);
}

#[test]
fn a_record_outside_the_scope_is_out_of_reach() {
    let scope = Scope { territories: vec![id("FR-REG-53")] };
    let grid = sheet("Projets", &[&["Identifiant", "État"], &["air-pekin", "terminé"]]);
    let review = review(&grid, &submission(Some(&scope)));
    let row = rows(&review, State::Error)[0];
    assert_eq!(codes(&row.faults), ["out_of_scope"]);
    assert!(review.proposals.is_empty());
}

#[test]
fn what_cannot_be_read_of_a_file_is_said() {
    let mut grid = sheet("Lisez-moi", &[&["Bonjour"]]);
    let reviewed = review(&grid, &submission(None));
    assert_eq!(codes(&reviewed.report.remarks), ["no_sheet"]);
    grid.sheets.extend(
        sheet("Projets", &[&["Titre", "Thème", "Couleur", "Statutt"], &["A", "Sport", "bleu", ""]]).sheets,
    );
    let reviewed = review(&grid, &submission(None));
    assert!(reviewed.report.remarks.is_empty());
    assert_eq!(codes(&reviewed.report.sheets[0].remarks), ["no_header"]);
    let remarks = &reviewed.report.sheets[1].remarks;
    assert_eq!(codes(remarks), ["unknown_column", "unknown_column"]);
    assert_eq!(remarks[1].place.as_deref(), Some("Projets!D1"));
    assert_eq!(remarks[1].nearest[0].value, "État");
}

#[test]
fn a_review_is_the_same_every_time() {
    let grid = taken(Lang::Zh);
    let scope = china();
    assert_eq!(review(&grid, &submission(Some(&scope))), review(&grid, &submission(Some(&scope))));
}

#[test]
fn a_sheet_of_which_a_part_was_sorted_is_told_from_honest_changes() {
    let scope = china();
    let column = 10;
    let mut sorted = taken(Lang::Fr);
    let projects =
        sorted.sheets.iter_mut().find(|sheet| sheet.name == sheet_title(RecordKind::Project, Lang::Fr));
    let lines = &mut projects.unwrap().rows[1..];
    let text = |row: &Row| match row.cells.get(column) {
        Some(Cell::Text(text)) => Some(text.clone()),
        _ => None,
    };
    let mut values: Vec<String> = lines.iter().filter_map(text).collect();
    values.sort();
    let mut values = values.into_iter();
    for row in lines.iter_mut().filter(|row| text(row).is_some()) {
        row.cells[column] = Cell::Text(values.next().unwrap());
    }
    let found = review(&sorted, &submission(Some(&scope)));
    assert_eq!(codes(&found.report.remarks), ["shuffled"]);
    let changed = rows_of(&found, "shuffled");
    assert!(changed > 50, "{changed}");
    assert!(
        found.report.remarks[0].message.get(Lang::Fr).starts_with("« Début »"),
        "{:?}",
        found.report.remarks
    );

    let mut ended = taken(Lang::Fr);
    for number in 2..40 {
        set(&mut ended, RecordKind::Project, &number.to_string(), "État", "terminé");
    }
    let found = review(&ended, &submission(Some(&scope)));
    assert!(rows(&found, State::Changed).len() > 20);
    assert_eq!(rows_of(&found, "shuffled"), 0, "many rows that come to say the same are a bulk edit");
}

/// How many rows carry a warning.
fn rows_of(review: &Review, code: &str) -> usize {
    review.report.rows.iter().filter(|row| codes(&row.warnings).contains(&code)).count()
}
