//! Answers as CSV, for people and their spreadsheets: names instead of identifiers, labels in the
//! language asked, several values in one cell joined by "; ".
//!
//! RFC 4180 with CRLF. A cell that a spreadsheet would take for a formula gets an apostrophe before
//! it, numbers excepted. To read data back, use a [`crate::package`].

mod sheet;
mod sheets;

use atlas_index::{Ix, Snapshot};
use atlas_model::{Lang, RecordKind};

use crate::kinds::{Kept, for_kind};
use crate::quote::push_quoted;
use crate::world::World;
use sheet::{Line, columns};

/// The byte order mark, by which some spreadsheets know UTF-8; to be put before the header if wanted.
pub const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Appends the header line for records of a kind.
pub fn header(kind: RecordKind, lang: Lang, out: &mut Vec<u8>) {
    for_kind!(kind, T => push_line(columns::<T>().map(|column| column.titles[lang.index()].into()), out));
}

/// Appends the line of one record; nothing if no record stands there.
pub fn row(snapshot: &Snapshot, kind: RecordKind, ix: Ix, lang: Lang, out: &mut Vec<u8>) {
    for_kind!(kind, T => {
        if let Some(record) = T::table(snapshot).record(ix) {
            let line = Line { world: World(snapshot), lang, record, ix };
            push_line(columns::<T>().map(|column| (column.cell)(&line)), out);
        }
    });
}

fn push_line<'c>(cells: impl Iterator<Item = std::borrow::Cow<'c, str>>, out: &mut Vec<u8>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        if is_formula(&cell) {
            push_quoted(&format!("'{cell}"), false, out);
        } else {
            push_quoted(&cell, false, out);
        }
    }
    out.extend_from_slice(b"\r\n");
}

/// What makes a spreadsheet take a cell for a formula, or pass over to what does. Where Chinese or Japanese
/// is written, the full-width forms count as well.
const TRIGGERS: [char; 11] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '\t', '\r', '\n'];

/// Whether a spreadsheet would compute the cell. Rust reads `-inf` and `+nan` as numbers; a spreadsheet
/// takes them for names.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(TRIGGERS) && !cell.parse().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn sheet(kind: RecordKind, lang: Lang) -> String {
        let snapshot = Snapshot::build(sample::world()).unwrap();
        let mut out = vec![];
        header(kind, lang, &mut out);
        for_kind!(kind, T => {
            for (ix, _) in T::table(&snapshot).iter() {
                row(&snapshot, kind, ix, lang, &mut out);
            }
        });
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_project_is_readable_in_a_spreadsheet() {
        insta::assert_snapshot!(sheet(RecordKind::Project, Lang::En), @r#"
        identifier,title,in Chinese characters,theme,further themes,status,start,end,countries,territories,actors,partnerships,budget,funding,results,description,longitude,latitude,provenance,confidence,sources
        training,Training of doctors,医生培训,Hospital,Eau,active,2014,,CN; FR,Jilin; FR-COM-44109,CHU (implementing); CHU (accountable); Jilin (funding),Loire and Jilin,120000 EUR,Climat; 2014: 6000 EUR; Dons,médecins formés=1000 personnes@2015,"Une ""formation"", en deux temps",125.35,43.88,synthetic,high,"https://example.org/minutes?a=1,2; Article"
        well,well,,Eau,,planned,,,,,,,,,,,,,synthetic,low,
        "#);
    }

    #[test]
    fn a_partnership_without_a_name_shows_its_actors() {
        insta::assert_snapshot!(sheet(RecordKind::Partnership, Lang::Fr), @r#"
        identifiant,nom,en caractères chinois,nature,état,début,fin,pays,acteurs,thèmes,note,provenance,fiabilité,sources
        jilin--california,Jilin – Californie,吉林省人民政府 – Californie,jumelage,inconnu,,,CN; US,Jilin; Californie,,,synthétique,faible,
        loire--jilin,Loire et Jilin,卢瓦尔河与吉林,accord de coopération,présumé actif,2006-03,2018,FR; CN,Région Pays de la Loire; CHU; Jilin,Santé; Eau,Accord-cadre,synthétique,élevée,"https://example.org/minutes?a=1,2; Article"
        "#);
    }

    #[test]
    fn every_kind_has_as_many_cells_as_titles_in_every_language() {
        for kind in RecordKind::ALL {
            for lang in Lang::ALL {
                let text = sheet(*kind, *lang);
                let mut rows = crate::package::Rows::new(text.as_bytes());
                let mut cells = crate::package::Cells::default();
                let mut counts = vec![];
                while let Some(read) = rows.next_row(&mut cells).unwrap() {
                    read.unwrap();
                    counts.push(cells.len());
                }
                assert!(
                    counts.len() > 1 && counts.iter().all(|count| *count == counts[0]),
                    "{kind} {counts:?}"
                );
            }
        }
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        let cases = [
            ("=cmd()", "'=cmd()\r\n"),
            ("@SUM(A1)", "'@SUM(A1)\r\n"),
            ("+33 2 40", "'+33 2 40\r\n"),
            ("-1.554", "-1.554\r\n"),
            ("-2+3", "'-2+3\r\n"),
            ("\tx", "'\tx\r\n"),
            ("\r=x", "\"'\r=x\"\r\n"),
            ("\n=x", "\"'\n=x\"\r\n"),
            ("＝cmd()", "'＝cmd()\r\n"),
            ("＋1", "'＋1\r\n"),
            ("－1", "'－1\r\n"),
            ("＠SUM(A1)", "'＠SUM(A1)\r\n"),
            ("-inf", "'-inf\r\n"),
            ("+nan", "'+nan\r\n"),
            ("-infinity", "'-infinity\r\n"),
            ("-1e999", "'-1e999\r\n"),
            ("+1.5e3", "+1.5e3\r\n"),
            ("=A,B", "\"'=A,B\"\r\n"),
            ("Jilin", "Jilin\r\n"),
        ];
        for (cell, expected) in cases {
            let mut out = vec![];
            push_line(std::iter::once(cell.into()), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
        assert!(sheet(RecordKind::Actor, Lang::Fr).contains(",'=cmd(),"));
    }
}
