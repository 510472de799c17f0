//! What a sheet is made of: columns with titles in three languages, and the cells of a line.

use std::borrow::Cow;
use std::fmt::Display;

use atlas_index::Ix;
use atlas_model::{Id, Lang, Partnership, Position, Source, Text};

use crate::kinds::Kept;
use crate::term::Term;
use crate::texts::TextChoice;
use crate::world::World;

/// A title in French, English and Chinese.
pub(super) type Titles = [&'static str; 3];

/// A column: its title and what stands in it.
pub(super) struct Column<T> {
    pub(super) titles: Titles,
    pub(super) cell: for<'a> fn(&Line<'a, T>) -> Cow<'a, str>,
}

/// A type of record that has a sheet.
pub(super) trait Sheet: Kept {
    /// The title of the column of names.
    const NAME: Titles = ["nom", "name", "名称"];

    /// What stands between the names and the provenance.
    const COLUMNS: &'static [Column<Self>];

    /// The name shown.
    fn shown_name<'a>(&'a self, _world: World<'a>) -> Cow<'a, Text> {
        Cow::Borrowed(self.name())
    }
}

/// A record that is being written.
pub(super) struct Line<'a, T> {
    pub(super) world: World<'a>,
    pub(super) lang: Lang,
    pub(super) record: &'a T,
    pub(super) ix: Ix,
}

/// All columns of a sheet.
pub(super) fn columns<T: Sheet>() -> impl Iterator<Item = Column<T>> {
    let before: [Column<T>; 3] = [
        Column {
            titles: ["identifiant", "identifier", "标识"],
            cell: |line| line.record.id().as_str().into(),
        },
        Column {
            titles: T::NAME,
            cell: |line| owned(&line.record.shown_name(line.world), |text| text.get(line.lang)),
        },
        Column {
            titles: ["en caractères chinois", "in Chinese characters", "中文名称"],
            cell: |line| {
                owned(&line.record.shown_name(line.world), |name| {
                    TextChoice::One(line.lang).characters(name).unwrap_or_default()
                })
            },
        },
    ];
    let after: [Column<T>; 3] = [
        Column {
            titles: ["provenance", "provenance", "来源类型"],
            cell: |line| line.label(line.record.provenance().kind),
        },
        Column {
            titles: ["fiabilité", "confidence", "可信度"],
            cell: |line| line.label(line.record.provenance().confidence),
        },
        Column { titles: ["sources", "sources", "来源"], cell: |line| line.sources() },
    ];
    let own = T::COLUMNS.iter().map(|column| Column { titles: column.titles, cell: column.cell });
    before.into_iter().chain(own).chain(after)
}

fn owned<'a, 't>(text: &'t Cow<'a, Text>, pick: impl FnOnce(&'t Text) -> &'t str) -> Cow<'a, str> {
    Cow::Owned(pick(text).to_owned())
}

impl<'a, T: Kept> Line<'a, T> {
    /// A text in the language asked.
    pub(super) fn text(&self, text: &'a Text) -> Cow<'a, str> {
        text.get(self.lang).into()
    }

    /// The label of a term.
    pub(super) fn label(&self, term: impl Term) -> Cow<'a, str> {
        term.label_in(self.lang).into()
    }

    /// "Yes" or "no".
    pub(super) fn truth(&self, value: bool) -> Cow<'a, str> {
        let words: Titles = if value { ["oui", "yes", "是"] } else { ["non", "no", "否"] };
        words[self.lang.index()].into()
    }

    /// The names of other records.
    pub(super) fn names<O: Kept>(&self, ids: impl IntoIterator<Item = &'a Id>) -> Cow<'a, str> {
        join(ids.into_iter().map(|id| self.name::<O>(id)))
    }

    /// The name of another record; its identifier if it is not found.
    pub(super) fn name<O: Kept>(&self, id: &'a Id) -> &'a str {
        self.world.get::<O>(id).map_or(id.as_str(), |record| record.name().get(self.lang))
    }

    /// The names of partnerships.
    pub(super) fn partnerships(&self, ids: &'a [Id]) -> Cow<'a, str> {
        let name = |id: &'a Id| {
            let partnership = self.world.get::<Partnership>(id)?;
            Some(self.world.partnership_name(partnership).get(self.lang).to_owned())
        };
        join(ids.iter().map(|id| name(id).unwrap_or_else(|| id.to_string())))
    }

    /// Degrees east, for records that are in one place.
    pub(super) fn longitude(&self) -> Cow<'a, str> {
        maybe(self.position().map(Position::lon))
    }

    /// Degrees north, for records that are in one place.
    pub(super) fn latitude(&self) -> Cow<'a, str> {
        maybe(self.position().map(Position::lat))
    }

    fn position(&self) -> Option<Position> {
        T::table(self.world.0).positions(self.ix).first().copied()
    }

    /// Where each source can be read, or else its title.
    fn sources(&self) -> Cow<'a, str> {
        let ids = &self.record.provenance().sources;
        join(ids.iter().map(|id| {
            let url = self.world.get::<Source>(id).and_then(|source| source.url.as_deref());
            url.unwrap_or_else(|| self.name::<Source>(id))
        }))
    }
}

/// A value that may be absent.
pub(super) fn maybe<'a>(value: Option<impl Display>) -> Cow<'a, str> {
    value.map(|value| value.to_string()).unwrap_or_default().into()
}

/// Several values in one cell.
pub(super) fn join<'a>(values: impl IntoIterator<Item = impl Display>) -> Cow<'a, str> {
    let mut cell = String::new();
    for value in values {
        if !cell.is_empty() {
            cell.push_str("; ");
        }
        cell.push_str(&value.to_string());
    }
    cell.into()
}
