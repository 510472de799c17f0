//! What holds for every file, whatever stands in it.

use std::collections::{BTreeMap, HashSet};

use atlas_model::{Dataset, Lang, RecordRef};
use chrono::NaiveDate;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::Sheet;
use crate::columns::sheet_title;
use crate::fixture::atlas;
use crate::vocabulary::Vocabulary;

/// What people type, and what nobody should.
const TYPED: &[&str] = &[
    "",
    "air-pekin",
    "angers--yantai",
    "cn-anshan",
    "Jilin",
    "Jlin",
    "Wuhan; Nantes",
    "武汉、南特",
    "Angers (responsable); Yantai",
    "Santé",
    "健康；水资源管理",
    "actif",
    "en cours",
    "oui",
    "non",
    "2015",
    "14/06/2012",
    "03/04/2012",
    "二〇一二年十二月",
    "31/02/2012",
    "120 000 €",
    "12万元",
    "1,5 M€",
    "99999999999999999999 EUR",
    "médecins = 12,5 (2015)",
    "a=1;b=2@2015",
    "Brest – Qingdao",
    "fr-brest:accountable",
    "id — nom",
    " — ",
    "\\;",
    ";;;",
    "'=1+1",
    "\u{200b}\u{feff}",
    "é\u{301}\u{1f600}（）",
    "n/a",
];

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        8 => select(TYPED).prop_map(|text| Cell::Text(text.to_owned())),
        2 => ".{0,12}".prop_map(Cell::Text),
        1 => any::<f64>().prop_map(Cell::Number),
        1 => (1000_i32..80_000).prop_map(|number| Cell::Number(f64::from(number))),
        1 => (1..700_000_i32).prop_filter_map("a day", |days| {
            Some(Cell::Moment(NaiveDate::from_num_days_from_ce_opt(days)?.into()))
        }),
        1 => any::<bool>().prop_map(Cell::Truth),
        1 => Just(Cell::Formula("A1".to_owned())),
        1 => Just(Cell::Error("#N/A".to_owned())),
        2 => Just(Cell::Empty),
    ]
}

/// What suits a column.
fn sound(kind: RecordKind, shape: Shape) -> &'static [&'static str] {
    match shape {
        Shape::Id => match kind {
            RecordKind::Actor => &["", "cn-anshan", "fr-brest", "fr-rennes"],
            RecordKind::Partnership => &["", "brest--qingdao", "rennes--jinan", "angers--yantai"],
            RecordKind::Project => &["", "air-pekin", "ic-bretagne", "semaine-bretagne-2005"],
            RecordKind::Resource => &["", "bureau-bretagne"],
            _ => &["", "jilin-eau", "changchun-cadres"],
        },
        Shape::Text => &["", "Un nom", "Un autre nom", "吉林医院"],
        Shape::Texts => &["", "A; B", "A"],
        Shape::Date | Shape::Confirmed => &["", "2015", "03/2016", "14/06/2012"],
        Shape::Money => &["", "120 000 €", "12万元"],
        Shape::Figures => &["", "visiteurs = 12"],
        Shape::Term(Vocabulary::Status) => &["actif", "terminé", "prévu"],
        Shape::Term(Vocabulary::Sharing) => &["partagé", "réservé"],
        Shape::Term(Vocabulary::ActorKind) => &["université", "hôpital"],
        Shape::Term(Vocabulary::ResourceKind) => &["bureau", "club"],
        Shape::Term(_) => &["jumelage", "coopération"],
        Shape::One(RecordKind::Territory) => &["Rennes", "Brest", "Wuhan"],
        Shape::One(RecordKind::Theme) => &["Santé", "Culture"],
        Shape::One(_) => &["fr-brest", "Angers"],
        Shape::Many(RecordKind::Territory) => &["", "Rennes", "Brest; Wuhan"],
        Shape::Many(RecordKind::Theme) => &["", "Santé", "Culture; Sport"],
        Shape::Many(RecordKind::Actor) => &["Brest; Qingdao", "Angers; Yantai", "Rennes; Brest"],
        Shape::Many(RecordKind::Partnership) => &["", "Brest – Qingdao", "rennes--jinan"],
        Shape::Many(_) => &["", "air-pekin; ic-bretagne"],
        Shape::Participants => &["", "Brest", "Rennes (financeur); Qingdao"],
        Shape::Withdrawn => &["", "", "", "oui"],
    }
}

/// A sheet of a kind with most of its columns, in some order: cells that suit them, but for a few.
fn sheet() -> impl Strategy<Value = Sheet> {
    let columns = select(KINDS.to_vec()).prop_flat_map(|kind| {
        let count = Layout::of(kind).unwrap().columns.len();
        (Just(kind), Just((0..count).collect::<Vec<_>>()).prop_shuffle(), count.saturating_sub(3)..=count)
    });
    (columns, select(Lang::ALL.to_vec())).prop_flat_map(|((kind, order, width), lang)| {
        let layout = Layout::of(kind).unwrap();
        let order: Vec<usize> = order.into_iter().take(width).collect();
        let titles = order.iter().map(|at| Cell::Text(layout.columns[*at].titles[lang.index()].clone()));
        let header = Row { number: 1, cells: titles.collect() };
        let cells: Vec<BoxedStrategy<Cell>> = order
            .iter()
            .map(|at| {
                let suits = select(sound(kind, layout.columns[*at].shape));
                let suits = suits.prop_map(|text| Cell::Text(text.to_owned()));
                prop_oneof![40 => suits, 1 => cell()].boxed()
            })
            .collect();
        vec(cells, 0..6).prop_map(move |rows| {
            let rows = (2..).zip(rows).map(|(number, cells)| Row { number, cells });
            let rows = std::iter::once(header.clone()).chain(rows).collect();
            Sheet { name: sheet_title(kind, lang).to_owned(), rows }
        })
    })
}

fn grid() -> impl Strategy<Value = Grid> {
    vec(sheet(), 1..4).prop_map(|sheets| Grid { sheets, ..Grid::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn whatever_stands_in_a_file_its_proposals_can_be_written_and_every_row_is_answered(grid in grid()) {
        let scope = Scope { territories: vec![Id::new("FR-REG-53").unwrap()] };
        for scope in [None, Some(&scope)] {
            let submission = Submission {
                snapshot: atlas(),
                base: None,
                scope,
                entered_by: "DAECT",
                date: "2016-03-14".parse().unwrap(),
            };
            let reviewed = review(&grid, &submission);
            prop_assert_eq!(&reviewed, &review(&grid, &submission));
            let placed = reviewed.report.rows.iter().filter(|row| row.place.is_some()).count();
            prop_assert_eq!(placed, reviewed.report.sheets.iter().map(|sheet| sheet.rows).sum::<usize>());
            for row in &reviewed.report.rows {
                prop_assert_eq!(row.state == State::Error, !row.faults.is_empty());
            }
            let mut seen = HashSet::new();
            for proposal in &reviewed.proposals {
                prop_assert!(seen.insert(proposal.change.target()), "one change for each record");
                prop_assert!(reviewed.report.rows[proposal.row].state != State::Error);
            }
            // Together they leave the atlas without a fault.
            let mut records: BTreeMap<RecordRef, Record> =
                atlas().to_dataset().into_records().into_iter().map(|record| (record.reference(), record)).collect();
            for proposal in reviewed.proposals {
                match proposal.change {
                    Change::Put(record) => _ = records.insert(record.reference(), record),
                    Change::Delete(target) => _ = records.remove(&target),
                }
            }
            let faults = Dataset::from_records(records.into_values()).faults();
            prop_assert!(faults.is_empty(), "{:?}", faults);
        }
    }
}
