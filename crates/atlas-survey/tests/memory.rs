//! Reading takes less than 256 MiB whatever a file holds, and seconds at most.
//!
//! One test alone in its binary, so that nothing else is counted.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "grid/made.rs"]
mod made;

use std::time::{Duration, Instant};

use atlas_survey::{Limits, read};
use made::{archive, open_document, workbook, workbook_members};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The most that reading may take, in bytes, its input included.
const MAX: usize = 256 << 20;

/// Without optimisation, on a machine that builds beside it. Alone, each takes five seconds at most.
const MAX_TIME: Duration = Duration::from_secs(120);

/// A bomb: its name and how it is made.
type Bomb = (&'static str, fn() -> Vec<u8>);

const BOMBS: [Bomb; 16] = [
    ("ten million rows without content", || workbook(&"<row/>".repeat(10_000_000), &[])),
    ("a million rows without content, and one with", || {
        workbook(&("<row/>".repeat(1_000_000) + "<row><c><v>1</v></c></row>"), &[])
    }),
    ("more rows than are taken", || workbook(&"<row><c><v>1</v></c></row>".repeat(200_000), &[])),
    ("as many cells as are taken, a text in each", || {
        let cell = format!(
            "<table:table-cell table:number-columns-repeated='200'><text:p>{}</text:p></table:table-cell>",
            "x".repeat(16)
        );
        let row = format!("<table:table-row table:number-rows-repeated='10000'>{cell}</table:table-row>");
        open_document(&format!("<table:table table:name='P'>{row}</table:table>"), &[])
    }),
    ("rows with one cell at the far end", || {
        let rows = (1..=100_000).map(|row| format!("<row r='{row}'><c r='GR{row}'><v>1</v></c></row>"));
        workbook(&rows.collect::<String>(), &[])
    }),
    ("one long text in every cell", || {
        let text = format!("<sst><si><t>{}</t></si></sst>", "中".repeat(32_000));
        workbook(&"<row><c t='s'><v>0</v></c></row>".repeat(90_000), &[("xl/sharedStrings.xml", &text)])
    }),
    ("as much text as is taken", || {
        let text = format!("<si><t>{}</t></si>", "é".repeat(16_000)).repeat(1000);
        let text = format!("<!--{}--><sst>{text}</sst>", noise(500_000));
        let rows = (0..1000).map(|text| format!("<row><c t='s'><v>{text}</v></c></row>"));
        workbook(&rows.collect::<String>(), &[("xl/sharedStrings.xml", &text)])
    }),
    ("as many shared texts as are taken", || {
        let text = format!("<!--{}--><sst>{}</sst>", noise(500_000), "<si/>".repeat(2_000_001));
        workbook("<row/>", &[("xl/sharedStrings.xml", &text)])
    }),
    ("one shared text of twelve million characters", || {
        let text = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(12_000_000));
        workbook("<row/>", &[("xl/sharedStrings.xml", &text)])
    }),
    ("one shared text in very many runs", || {
        let text = format!("<sst><si>{}</si></sst>", "<r><t>ab</t></r>".repeat(400_000));
        workbook("<row/>", &[("xl/sharedStrings.xml", &text)])
    }),
    ("elements within elements", || workbook(&"<a>".repeat(2_000_000), &[])),
    ("a tag with two million attributes", || {
        workbook(&format!("<row {}/>", "a='b' ".repeat(2_000_000)), &[])
    }),
    ("rows repeated with content", || {
        let cell = "<table:table-cell table:number-columns-repeated='200' office:value-type='float' office:value='1'/>";
        let row = format!("<table:table-row table:number-rows-repeated='5000'>{cell}</table:table-row>");
        open_document(&format!("<table:table table:name='P'>{}</table:table>", row.repeat(1000)), &[])
    }),
    ("a text file of separators", || ("a;".repeat(199) + "\n").repeat(20_000).into_bytes()),
    ("an archive that claims little", || {
        let sheet = format!("<worksheet><sheetData>{}", " <!-- -->".repeat(1_000_000));
        let members = workbook_members(&sheet, &[]);
        let members: Vec<(&str, &[u8])> =
            members.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
        let mut bytes = archive(&members);
        let size = u32::try_from(sheet.len()).unwrap().to_le_bytes();
        while let Some(at) = bytes.windows(4).position(|window| window == size) {
            bytes[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
        bytes
    }),
    ("an archive that claims half a million members", || {
        let mut bytes = archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")]);
        let end = bytes.len() - 22;
        bytes.truncate(end);
        bytes.resize(7 << 20, 0);
        let end = bytes.len() as u64;
        // The end of the directory in 64 bits (APPNOTE 4.3.14), where it is, the end in 32 bits.
        bytes.extend(b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x2d\0\x2d\0\0\0\0\0\0\0\0\0");
        for field in [500_000, 500_000, end - (1 << 20), 1 << 20] {
            bytes.extend(u64::to_le_bytes(field));
        }
        bytes.extend(b"PK\x06\x07\0\0\0\0");
        bytes.extend(end.to_le_bytes());
        bytes.extend(b"\x01\0\0\0PK\x05\x06\0\0\0\0\x01\0\x01\0");
        bytes.extend([0xff; 8]);
        bytes.extend([0; 2]);
        bytes
    }),
];

/// So many letters that do not compress well, so that the ratio gives nothing away.
fn noise(length: usize) -> String {
    let mut state = 2015_u64;
    let letters = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 40) % 26).unwrap())
    });
    letters.take(length).collect()
}

#[test]
fn no_file_takes_more_than_256_mib_or_two_minutes() {
    for (name, make) in BOMBS {
        let bytes = make();
        assert!(bytes.len() <= Limits::default().file_bytes, "{name}: {} bytes", bytes.len());
        MEMORY.reset_peak_usage();
        let begun = Instant::now();
        let result = read(&bytes, None, &Limits::default());
        let (taken, peak) = (begun.elapsed(), MEMORY.peak_usage());
        let outcome = match &result {
            Ok(grid) => format!("{} rows", grid.sheets.iter().map(|sheet| sheet.rows.len()).sum::<usize>()),
            Err(faults) => faults[0].to_string(),
        };
        println!("{name}: {} KiB in, peak {} MiB, {taken:.1?}: {outcome}", bytes.len() >> 10, peak >> 20);
        assert!(peak < MAX, "{name}: {} MiB", peak >> 20);
        assert!(taken < MAX_TIME, "{name}: {taken:.1?}");
    }
}
