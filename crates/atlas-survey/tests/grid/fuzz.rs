//! No bytes make a reader panic: files that are right but for some bytes, and any bytes at all.
//!
//! Each runs for `ATLAS_FUZZ_SECONDS`, three by default.

use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

use atlas_survey::{Limits, read};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rust_xlsxwriter::Workbook;
use zip::ZipArchive;

use super::made::{archive, open_document, workbook};

/// How long each fuzzer runs.
fn duration() -> Duration {
    let seconds = std::env::var("ATLAS_FUZZ_SECONDS").map_or(Ok(3), |seconds| seconds.parse());
    Duration::from_secs(seconds.expect("ATLAS_FUZZ_SECONDS is a whole number"))
}

/// One change of bytes.
#[derive(Debug, Clone)]
enum Edit {
    Set(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    /// Copies a piece to another place.
    Copy(prop::sample::Index, prop::sample::Index, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = any::<prop::sample::Index>;
    // Words that mean something to one of the readers.
    let words = prop::sample::select(vec![
        "<",
        ">",
        "\"",
        "'",
        "&",
        "&#0;",
        "&amp;",
        "<!DOCTYPE a>",
        "<row>",
        "</c>",
        "<c r='B2'>",
        "4294967295",
        "-1",
        "1e400",
        "\u{feff}",
        "\0",
        "é",
        "吉",
        ";",
        "\t",
        "\r",
        "sep=",
        "PK\x05\x06",
        "../",
        "t='s'",
        "<![CDATA[",
        "-->",
    ]);
    let inserted = prop_oneof![
        words.prop_map(|word| word.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 1..8)
    ];
    prop_oneof![
        4 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        3 => (place(), inserted).prop_map(|(at, bytes)| Edit::Insert(at, bytes)),
        2 => (place(), 1..40_usize).prop_map(|(at, length)| Edit::Remove(at, length)),
        1 => (place(), place(), 1..200_usize).prop_map(|(from, to, length)| Edit::Copy(from, to, length)),
    ]
}

fn edited(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for edit in edits {
        let at = |place: &prop::sample::Index| place.index(bytes.len() + 1);
        match edit {
            Edit::Set(place, byte) => {
                let at = at(place);
                if let Some(old) = bytes.get_mut(at) {
                    *old = *byte;
                }
            }
            Edit::Insert(place, inserted) => {
                let at = at(place);
                bytes.splice(at..at, inserted.iter().copied());
            }
            Edit::Remove(place, length) => {
                let at = at(place);
                bytes.drain(at..(at + length).min(bytes.len()));
            }
            Edit::Copy(from, to, length) => {
                let (from, to) = (at(from), at(to));
                let piece = bytes[from..(from + length).min(bytes.len())].to_vec();
                bytes.splice(to..to, piece);
            }
        }
    }
    bytes
}

/// Files that are right, of every format.
fn files() -> Vec<Vec<u8>> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..20 {
        sheet.write(row, 0, "吉林省").unwrap();
        sheet.write(row, 1, f64::from(row) + 0.5).unwrap();
        sheet.write(row, 3, "santé & eau").unwrap();
    }
    let text = "sep=;\nIntitulé;Thème\n\"Coopération \"\"2015\"\"\";été\n;\n1,5;=\"01001\"\n";
    let chinese = encoding_rs::GB18030.encode("项目名称,主题\n污水处理合作,环境\n").0.into_owned();
    let western = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let wide = text.encode_utf16().flat_map(u16::to_le_bytes);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(wide).collect();
    vec![
        book.save_to_buffer().unwrap(),
        workbook(
            "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>42095</v></c><c r='C1'><f>A1</f><v>1</v></c></row><row r='4'><c r='D4' t='inlineStr'><is><r><t>a</t></r></is></c></row>",
            &[],
        ),
        open_document(
            "<table:table table:name='P' table:style-name='ta2'><table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='3' office:value-type='date' office:date-value='2015-04-01'><text:p>x<text:s text:c='3'/></text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table>",
            &[],
        ),
        text.as_bytes().to_vec(),
        br#"{"revision": 7, "territories": ["CN"], "sheets": {"projects": [{"id": "a", "themes": ["x"]}]}}"#
            .to_vec(),
        western,
        chinese,
        wide,
    ]
}

/// The members of an archive; none where the file is none.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let mut member = archive.by_index(index).unwrap();
        let mut content = Vec::new();
        member.read_to_end(&mut content).unwrap();
        members.push((member.name().unwrap().into_owned(), content));
    }
    members
}

/// Runs cases until the time is over, with other seeds from round to round.
fn run<S: Strategy>(strategy: &S, check: impl Fn(S::Value)) {
    let end = Instant::now() + duration();
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() });
    while Instant::now() < end {
        runner
            .run(strategy, |value| {
                check(value);
                Ok(())
            })
            .unwrap();
    }
}

/// Reads a file and holds what was read, or refused, to what is promised of both.
fn check(bytes: &[u8]) {
    let limits = Limits::default();
    let result = read(bytes, None, &limits);
    // JSON has no blank cells to leave out, and the empty pointer for the whole of it.
    if bytes.trim_ascii_start().starts_with(b"{") {
        return;
    }
    match result {
        Ok(grid) => {
            let sheets = grid.sheets.iter().chain(&grid.hidden);
            for rows in sheets.map(|sheet| &sheet.rows) {
                assert!(rows.is_sorted_by(|one, next| one.number < next.number));
                for cells in rows.iter().map(|row| &row.cells) {
                    assert!(
                        cells.len() <= limits.columns && cells.last().is_some_and(|cell| !cell.is_blank())
                    );
                }
            }
        }
        Err(faults) => assert!(!faults.is_empty() && faults.iter().all(|fault| !fault.at.is_empty())),
    }
}

#[test]
fn files_with_some_bytes_changed_are_read_or_refused() {
    let files = files();
    let changes = (prop::sample::select(files), prop::collection::vec(edit(), 1..6));
    run(&changes, |(file, edits)| check(&edited(&file, &edits)));
}

#[test]
fn workbooks_with_a_member_changed_are_read_or_refused() {
    let books: Vec<_> =
        files().iter().map(|file| members(file)).filter(|members| !members.is_empty()).collect();
    let changes =
        (prop::sample::select(books), any::<prop::sample::Index>(), prop::collection::vec(edit(), 1..6));
    run(&changes, |(mut book, index, edits)| {
        let at = index.index(book.len());
        book[at].1 = edited(&book[at].1, &edits);
        let members: Vec<(&str, &[u8])> =
            book.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        check(&archive(&members));
    });
}

#[test]
fn any_bytes_are_read_or_refused() {
    let bytes = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..300),
        "[;,\t\"=\r\na-zéà吉林]{0,200}".prop_map(String::into_bytes),
    ];
    run(&bytes, |bytes| check(&bytes));
}
