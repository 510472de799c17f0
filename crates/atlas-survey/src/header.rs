//! Where the table of a sheet begins, what kind of record its rows are, which column is which.
//!
//! Titles above the table, blank rows and further columns are usual. Columns stand in any order, under
//! names in any language of the atlas. What cannot be told is said, never guessed.

use atlas_index::fold;
use atlas_model::{Lang, RecordKind, nearest};

use crate::columns::{KINDS, Layout, Shape, kind_named, sheet_title};
use crate::{Cell, Row, Sheet};

/// How many rows are looked through for the header.
const MOST_TITLE_ROWS: usize = 30;

/// A sheet whose table was found.
pub(crate) struct Found<'g> {
    /// The sheet.
    pub(crate) sheet: &'g Sheet,
    /// What its rows are.
    pub(crate) kind: RecordKind,
    /// The language of its headers.
    pub(crate) lang: Lang,
    /// The number of the header row.
    pub(crate) header: u32,
    /// The position of the first row after the header in [`Sheet::rows`].
    pub(crate) first: usize,
    /// The known columns.
    pub(crate) columns: Vec<Known>,
    /// The columns that are none of the survey's.
    pub(crate) unknown: Vec<Unknown>,
    /// The columns that repeat one to their left.
    pub(crate) repeated: Vec<Unknown>,
}

/// A column of a sheet that is one of the survey.
pub(crate) struct Known {
    /// Its position in the row, from 0.
    pub(crate) cell: usize,
    /// Its title, as the sheet has it.
    pub(crate) title: String,
    /// The position of the column in its layout.
    pub(crate) column: usize,
}

/// A column of a sheet that the survey does not know.
pub(crate) struct Unknown {
    /// Its position in the row, from 0.
    pub(crate) cell: usize,
    /// Its title, as the sheet has it.
    pub(crate) title: String,
    /// The titles that resemble it.
    pub(crate) nearest: Vec<String>,
}

/// What was found in a sheet.
pub(crate) enum Search<'g> {
    /// Its table.
    Table(Found<'g>),
    /// A header that may be of any of these kinds.
    Ambiguous(Vec<RecordKind>),
    /// No header.
    Nothing,
}

/// Finds the table of a sheet. Where its name and its titles could mean several kinds, the identifiers in it
/// tell: `knows` says whether a record of a kind has one.
pub(crate) fn find<'g>(sheet: &'g Sheet, knows: &dyn Fn(RecordKind, &str) -> bool) -> Search<'g> {
    let named = kind_named(&sheet.name);
    let mut best: Vec<(RecordKind, usize)> = Vec::new();
    let mut most = 0;
    for (index, row) in sheet.rows.iter().take(MOST_TITLE_ROWS).enumerate() {
        for kind in KINDS {
            if named.is_some_and(|named| named != kind) {
                continue;
            }
            let Some(layout) = Layout::of(kind) else { continue };
            let score = score(layout, row, named.is_some());
            if score > most {
                most = score;
                best.clear();
            }
            // Of several rows that could be the header, the first is.
            if score > 0 && score == most && best.iter().all(|(other, _)| *other != kind) {
                best.push((kind, index));
            }
        }
    }
    let first = best.iter().map(|(_, index)| *index).min();
    best.retain(|(_, index)| Some(*index) == first);
    if named.is_none()
        && let Some(index) = first
        && let Some(kind) = kind_of_ids(sheet, index, knows)
    {
        return Search::Table(read(sheet, index, kind));
    }
    match best[..] {
        [] => Search::Nothing,
        [(kind, index)] => Search::Table(read(sheet, index, kind)),
        _ => Search::Ambiguous(best.into_iter().map(|(kind, _)| kind).collect()),
    }
}

/// The kind of which the most identifiers stand below a header; none where none do.
fn kind_of_ids(sheet: &Sheet, header: usize, knows: &dyn Fn(RecordKind, &str) -> bool) -> Option<RecordKind> {
    const ENOUGH: usize = 50;
    let mut best: Option<(usize, RecordKind)> = None;
    for kind in KINDS {
        let layout = Layout::of(kind)?;
        let is_id = |cell: &Cell| {
            let meanings = text(cell).map(|title| meanings(layout, title)).unwrap_or_default();
            meanings
                .iter()
                .any(|one| layout.columns.get(one.column).is_some_and(|one| one.shape == Shape::Id))
        };
        let column = sheet.rows.get(header)?.cells.iter().position(is_id)?;
        let cells = sheet.rows.iter().skip(header + 1).filter_map(|row| text(row.cells.get(column)?));
        let known = cells.take(ENOUGH).filter(|id| knows(kind, id.trim())).count();
        if known > 0 && best.is_none_or(|(most, _)| known > most) {
            best = Some((known, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

/// How surely a row is the header of a kind: none of its cells but texts, several of them known names.
fn score(layout: &Layout, row: &Row, is_named: bool) -> usize {
    let texts: Vec<&str> = row.cells.iter().filter_map(text).collect();
    let known: Vec<usize> = texts
        .iter()
        .filter_map(|text| meanings(layout, text).first().map(|meaning| meaning.column))
        .collect();
    let mut columns = known.clone();
    columns.sort_unstable();
    columns.dedup();
    // One name alone is a header only where the sheet says what it is, and nothing else stands beside it.
    let enough = columns.len() >= 2 || (is_named && columns.len() == 1 && texts.len() == 1);
    if !enough || columns.len() * 2 < texts.len().min(6) {
        return 0;
    }
    // What is peculiar to a kind counts more than what all kinds have, a title more than another word for it.
    let peculiar = columns.iter().filter(|at| is_peculiar(layout, **at)).count();
    let is_title = |title: &&str| {
        let spellings = spellings(title);
        let titles = layout.columns.iter().flat_map(|column| &column.titles);
        titles.map(|title| fold(title)).any(|title| spellings.contains(&title))
    };
    let titled = texts.iter().filter(|title| is_title(title)).count();
    columns.len() * 4 + peculiar * 3 + titled * 2
}

/// Whether a column's title belongs to few kinds.
fn is_peculiar(layout: &Layout, column: usize) -> bool {
    let Some(column) = layout.columns.get(column) else { return false };
    let have = |kind: &RecordKind| {
        Layout::of(*kind).is_some_and(|other| other.columns.iter().any(|one| one.titles == column.titles))
    };
    KINDS.iter().filter(|kind| have(kind)).count() <= 2
}

fn read(sheet: &Sheet, index: usize, kind: RecordKind) -> Found<'_> {
    let empty = Row::default();
    let row = sheet.rows.get(index).unwrap_or(&empty);
    let mut found = Found {
        sheet,
        kind,
        lang: Lang::Fr,
        header: row.number,
        first: index + 1,
        columns: Vec::new(),
        unknown: Vec::new(),
        repeated: Vec::new(),
    };
    let Some(layout) = Layout::of(kind) else { return found };
    let titles: Vec<(usize, &str)> =
        row.cells.iter().enumerate().filter_map(|(cell, value)| Some((cell, text(value)?))).collect();
    found.lang = language(layout, sheet, &titles);
    for (cell, title) in titles {
        let meanings = meanings(layout, title);
        let chosen = meanings
            .iter()
            .find(|meaning| meaning.lang.is_none())
            .or_else(|| meanings.iter().find(|meaning| meaning.lang == Some(found.lang)))
            .or(meanings.first());
        let title = title.trim().to_owned();
        match chosen {
            Some(meaning) if found.columns.iter().any(|known| known.column == meaning.column) => {
                found.repeated.push(Unknown { cell, title, nearest: Vec::new() });
            }
            Some(meaning) => found.columns.push(Known { cell, title, column: meaning.column }),
            None => {
                let nearest = near(layout, &title, found.lang);
                found.unknown.push(Unknown { cell, title, nearest });
            }
        }
    }
    found
}

/// The language in which most titles are written.
fn language(layout: &Layout, sheet: &Sheet, titles: &[(usize, &str)]) -> Lang {
    let mut votes = [0_usize; 3];
    for (_, title) in titles {
        for lang in Lang::ALL {
            let is = |column: &crate::columns::Column| {
                spellings(title).iter().any(|one| *one == fold(&column.titles[lang.index()]))
            };
            votes[lang.index()] += usize::from(layout.columns.iter().any(is));
        }
        let is_chinese = title.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        votes[Lang::Zh.index()] += usize::from(is_chinese);
    }
    for lang in Lang::ALL {
        votes[lang.index()] += usize::from(fold(&sheet.name) == fold(sheet_title(layout.kind, *lang)));
    }
    let most = votes.iter().max().copied().unwrap_or_default();
    Lang::ALL.iter().copied().find(|lang| votes[lang.index()] == most).unwrap_or_default()
}

/// What a title may mean, by the first of its spellings that means something.
fn meanings(layout: &Layout, title: &str) -> Vec<crate::columns::Meaning> {
    for spelling in spellings(title) {
        let found = layout.named(&spelling);
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// The ways in which a title may be read: whole; without what stands in brackets; each of two languages
/// side by side.
fn spellings(title: &str) -> Vec<String> {
    let mut outside = String::new();
    let mut depth = 0_usize;
    for c in title.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for text in [title, &outside] {
        found.push(fold(text));
        found.extend(text.split(['/', '／', '\n', '|', ':', '：']).map(fold));
        // "Titre 标题": Latin letters, then Chinese ones.
        if let Some(at) = text.find(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c)) {
            let (one, other) = text.split_at(at);
            found.extend([fold(one), fold(other)]);
        }
    }
    found.retain(|spelling| !spelling.is_empty());
    found.dedup();
    found
}

/// The titles that resemble one, in the language of the sheet.
fn near(layout: &Layout, title: &str, lang: Lang) -> Vec<String> {
    let folded = fold(title);
    let mut found: Vec<String> = Vec::new();
    for name in nearest(&folded, layout.names().map(|(name, _)| name)) {
        let columns = layout.names().filter(|(other, _)| *other == name).map(|(_, at)| at);
        for column in columns.filter_map(|at| layout.columns.get(at)) {
            let shown = &column.titles[lang.index()];
            if !found.contains(shown) && column.lang.is_none_or(|of| of == lang) {
                found.push(shown.clone());
            }
        }
    }
    found.truncate(3);
    found
}

fn text(cell: &Cell) -> Option<&str> {
    match cell {
        Cell::Text(text) if !cell.is_blank() => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
        let cell = |text: &&str| if text.is_empty() { Cell::Empty } else { Cell::Text((*text).to_owned()) };
        let rows = (1..).zip(rows).filter(|(_, cells)| !cells.is_empty());
        Sheet {
            name: name.to_owned(),
            rows: rows
                .map(|(number, cells)| Row { number, cells: cells.iter().map(cell).collect() })
                .collect(),
        }
    }

    /// The table of a sheet in which no identifier is known.
    fn find(sheet: &Sheet) -> Option<Found<'_>> {
        match super::find(sheet, &|_, _| false) {
            Search::Table(found) => Some(found),
            _ => None,
        }
    }

    fn names(found: &Found<'_>) -> Vec<String> {
        let layout = Layout::of(found.kind).unwrap();
        let name = |known: &Known| layout.package_name(known.column).unwrap_or("own").to_owned();
        found.columns.iter().map(name).collect()
    }

    #[test]
    fn the_header_is_found_below_titles_and_blank_rows_in_any_order() {
        let rows: &[&[&str]] = &[
            &["Atlas de la coopération décentralisée"],
            &[],
            &["Ambassade", "", "Projets 2015"],
            &["THEME *", " Titre ", "identifiant", "Etat", "Début (AAAA-MM-JJ)", "Remarque interne"],
            &["Santé", "Hôpital"],
        ];
        let sheet = sheet("Projets", rows);
        let found = find(&sheet).unwrap();
        assert_eq!((found.kind, found.header, found.first), (RecordKind::Project, 4, 3));
        assert_eq!(names(&found), ["theme", "title_fr", "id", "status", "start"]);
        assert_eq!(found.unknown[0].title, "Remarque interne");
    }

    #[test]
    fn a_bare_title_means_the_language_of_the_sheet() {
        let zh = sheet("项目", &[&["标识", "标题", "标题（法文）", "主题", "状态", "说明"]]);
        assert_eq!(
            names(&find(&zh).unwrap()),
            ["id", "title_zh", "title_fr", "theme", "status", "description_zh"]
        );
        let en = sheet("Feuil1", &[&["Title", "Theme", "Status", "Description", "Partnerships"]]);
        let found = find(&en).unwrap();
        assert_eq!(found.kind, RecordKind::Project);
        assert_eq!(names(&found), ["title_en", "theme", "status", "description_en", "partnerships"]);
    }

    #[test]
    fn two_languages_side_by_side_are_one_title() {
        let sheet =
            sheet("Projets", &[&["Titre / 标题", "Thème 主题", "Début\n开始", "Titre (chinois) 中文标题"]]);
        assert_eq!(names(&find(&sheet).unwrap()), ["title_fr", "theme", "start", "title_zh"]);
    }

    #[test]
    fn the_kind_is_told_by_what_is_peculiar_to_it() {
        let needs = sheet("Feuil2", &[&["Besoin", "Territoire", "Thème", "Exprimé par"]]);
        assert_eq!(find(&needs).unwrap().kind, RecordKind::Need);
        let resources = sheet("Feuil3", &[&["Nom", "Nature", "Propriétaire", "Partage"]]);
        assert_eq!(find(&resources).unwrap().kind, RecordKind::Resource);
        let actors = sheet("Feuil4", &[&["Nom", "Nature", "Siège", "Courriel"]]);
        assert_eq!(find(&actors).unwrap().kind, RecordKind::Actor);
    }

    #[test]
    fn titles_that_several_kinds_have_are_told_apart_by_the_identifiers_or_not_at_all() {
        let sheet = sheet("", &[&["Identifiant", "Début"], &["air-pekin", "1998"]]);
        let Search::Ambiguous(kinds) = super::find(&sheet, &|_, _| false) else { panic!() };
        assert_eq!(kinds, [RecordKind::Partnership, RecordKind::Project, RecordKind::Resource]);
        let knows = |kind, id: &str| kind == RecordKind::Project && id == "air-pekin";
        let Search::Table(found) = super::find(&sheet, &knows) else { panic!() };
        assert_eq!(found.kind, RecordKind::Project);
    }

    #[test]
    fn a_misspelt_title_is_unknown_with_the_nearest() {
        let sheet = sheet("Projets", &[&["Titre", "Thême", "Statutt", "Partenairs"]]);
        let found = find(&sheet).unwrap();
        assert_eq!(names(&found), ["title_fr", "theme"]);
        assert_eq!(found.unknown[0].nearest, ["État"]);
        assert!(
            found.unknown[1].nearest.contains(&"Participants".to_owned()),
            "{:?}",
            found.unknown[1].nearest
        );
    }

    #[test]
    fn a_sheet_without_a_header_is_none_of_the_survey() {
        assert!(find(&sheet("Lisez-moi", &[&["Bonjour"], &["Merci de remplir les feuilles"]])).is_none());
        assert!(find(&sheet("Projets", &[&["1", "2", "3"]])).is_none());
    }

    #[test]
    fn a_repeated_column_is_told() {
        let sheet = sheet("Projets", &[&["Titre", "Thème", "Intitulé"]]);
        let found = find(&sheet).unwrap();
        assert_eq!(found.repeated[0].title, "Intitulé");
    }
}
