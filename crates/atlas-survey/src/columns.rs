//! The columns of the surveyed sheets: the useful part of what a package holds, with the words that
//! people use for each.
//!
//! Left out are what no officer is asked for: codes, points, outlines, provenance, who pays how much.

mod tables;

use std::sync::OnceLock;

use atlas_formats::package::row::Row;
use atlas_index::fold;
use atlas_model::{Lang, RecordKind};

use crate::vocabulary::Vocabulary;

/// The kinds that a survey asks about, each after those that it refers to.
pub const KINDS: [RecordKind; 5] =
    [RecordKind::Actor, RecordKind::Partnership, RecordKind::Project, RecordKind::Resource, RecordKind::Need];

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The identifier of the row's own record.
    Id,
    /// A text, in one language where the column is of one.
    Text,
    /// Several texts.
    Texts,
    /// A day, a month or a year.
    Date,
    /// An amount with its currency.
    Money,
    /// Counts with unit and date.
    Figures,
    /// A term.
    Term(Vocabulary),
    /// Another record.
    One(RecordKind),
    /// Other records.
    Many(RecordKind),
    /// Actors with their roles.
    Participants,
    /// When the row was confirmed, or that it is.
    Confirmed,
    /// Whether the record is to be withdrawn.
    Withdrawn,
}

/// One column of a sheet.
pub(crate) struct Column {
    /// Its position in the row of the package; none for those that only a survey has.
    pub(crate) at: Option<usize>,
    /// Where its value stands in the record form: a JSON pointer. Empty for what only a survey has.
    pub(crate) pointer: String,
    /// Its title in each language.
    pub(crate) titles: [String; 3],
    /// What its cells hold.
    pub(crate) shape: Shape,
    /// The language of its text.
    pub(crate) lang: Option<Lang>,
    /// Whether a record cannot do without it.
    pub(crate) required: bool,
    /// Every folded name by which it is known, and the language of a sheet in which the name means it; none
    /// where it means it in any.
    names: Vec<(String, Option<Lang>)>,
}

/// The sheet of one kind.
pub(crate) struct Layout {
    /// The kind.
    pub(crate) kind: RecordKind,
    /// The cells of a record, as a package has them.
    pub(crate) row: Row,
    /// The columns, in the order in which a workbook shows them.
    pub(crate) columns: Vec<Column>,
}

/// What a name in a header may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// The position of the column.
    pub(crate) column: usize,
    /// The language of the sheet in which it means this; none for any.
    pub(crate) lang: Option<Lang>,
}

impl Layout {
    /// The layout of a surveyed kind; none for other kinds.
    pub(crate) fn of(kind: RecordKind) -> Option<&'static Self> {
        static ALL: OnceLock<Vec<Layout>> = OnceLock::new();
        let all = ALL.get_or_init(|| KINDS.iter().map(|kind| tables::layout(*kind)).collect());
        all.iter().find(|layout| layout.kind == kind)
    }

    /// The columns that a folded name may mean.
    pub(crate) fn named(&self, folded: &str) -> Vec<Meaning> {
        let mut found = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            let names = column.names.iter().filter(|(name, _)| name == folded);
            found.extend(names.map(|(_, lang)| Meaning { column: at, lang: *lang }));
        }
        found
    }

    /// Every folded name of any column.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, usize)> {
        let columns = self.columns.iter().enumerate();
        columns.flat_map(|(at, column)| column.names.iter().map(move |(name, _)| (name.as_str(), at)))
    }

    /// The column in which a part of the record form stands.
    pub(crate) fn of_pointer(&self, pointer: &str) -> Option<usize> {
        let within = |long: &str, short: &str| {
            long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let holds = |column: &Column| {
            !column.pointer.is_empty()
                && (within(pointer, &column.pointer) || within(&column.pointer, pointer))
        };
        self.columns.iter().position(holds)
    }

    /// The name of a column in a package.
    #[cfg(test)]
    pub(crate) fn package_name(&self, column: usize) -> Option<&str> {
        let at = self.columns.get(column)?.at?;
        self.row.columns().get(at).map(|column| column.name.as_str())
    }

    /// The column of a shape.
    pub(crate) fn with_shape(&self, shape: Shape) -> Option<usize> {
        self.columns.iter().position(|column| column.shape == shape)
    }
}

/// The words for a kind of sheet, in every language: titles first, then what else people write.
pub(crate) fn sheet_names(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Actor => {
            &["Acteurs", "Actors", "参与方", "collectivités", "organismes", "authorities", "机构", "单位"]
        }
        RecordKind::Partnership => &[
            "Partenariats",
            "Partnerships",
            "合作关系",
            "jumelages",
            "coopérations",
            "友好城市",
            "twinnings",
        ],
        RecordKind::Project => {
            &["Projets", "Projects", "项目", "actions", "liste des projets", "项目清单", "项目表"]
        }
        RecordKind::Resource => &["Ressources", "Resources", "资源", "moyens", "moyens partagés", "共享资源"],
        RecordKind::Need => &["Besoins", "Needs", "需求", "demandes", "attentes", "需求表"],
        _ => &[],
    }
}

/// The title of the sheet of a kind.
pub(crate) fn sheet_title(kind: RecordKind, lang: Lang) -> &'static str {
    sheet_names(kind).get(lang.index()).copied().unwrap_or_default()
}

/// The kind that the name of a sheet tells.
pub(crate) fn kind_named(sheet: &str) -> Option<RecordKind> {
    let folded = fold(sheet);
    let exactly = |kind: &RecordKind| sheet_names(*kind).iter().any(|name| fold(name) == folded);
    if let Some(kind) = KINDS.into_iter().find(exactly) {
        return Some(kind);
    }
    // "Projets 2015", "1. Projets", "项目（2015）".
    let within = |kind: &RecordKind| {
        sheet_names(*kind).iter().any(|name| {
            let name = fold(name);
            folded.split(' ').any(|word| word == name) || (!name.is_ascii() && folded.contains(&name))
        })
    };
    let mut found = KINDS.into_iter().filter(within);
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_a_survey_is_one_of_a_package_or_the_survey_s_own() {
        for kind in KINDS {
            let layout = Layout::of(kind).unwrap();
            for column in &layout.columns {
                let own = matches!(column.shape, Shape::Confirmed | Shape::Withdrawn);
                assert_eq!(column.at.is_none(), own, "{kind} {:?}", column.titles);
                assert!(column.titles.iter().all(|title| !title.is_empty()));
            }
        }
    }

    #[test]
    fn no_name_means_two_columns_in_one_language() {
        for kind in KINDS {
            let layout = Layout::of(kind).unwrap();
            for (name, _) in layout.names() {
                let meanings = layout.named(name);
                for one in &meanings {
                    for other in &meanings {
                        let differ = one.column != other.column;
                        let together = one.lang.is_none() || other.lang.is_none() || one.lang == other.lang;
                        assert!(!(differ && together), "{kind}: {name} {meanings:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_sheet_s_kind_is_told_by_its_name_in_any_language() {
        assert_eq!(kind_named("PROJETS"), Some(RecordKind::Project));
        assert_eq!(kind_named("2. Projets 2015"), Some(RecordKind::Project));
        assert_eq!(kind_named("项目（2015）"), Some(RecordKind::Project));
        assert_eq!(kind_named("Needs"), Some(RecordKind::Need));
        assert_eq!(kind_named("Feuil1"), None);
        assert_eq!(kind_named("Projets et besoins"), None);
    }
}
