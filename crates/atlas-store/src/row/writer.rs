//! Values on their way into rows.

use std::fmt::Display;

use atlas_model::{
    Boundary, Code, Figure, Id, Money, PartialDate, Period, Position, Provenance, RevisionNumber, Text,
};
use chrono::{DateTime, Utc};
use geo_types::Geometry;

use super::Table;

/// One value of one column. An empty one still has its type, so all cells of a column are of one variant.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(Option<String>),
    Json(Option<String>),
    Integer(Option<i64>),
    Real(f64),
    Flag(bool),
    Time(DateTime<Utc>),
    Geometry(Option<Geometry<f64>>),
}

/// Rows gathered table by table, each table's cells one row after the other. The tables keep the order of
/// their first use: a record before its lists, so that few foreign keys are ever open.
#[derive(Default)]
pub(crate) struct Rows {
    batches: Vec<(&'static Table, Vec<Cell>)>,
}

impl Rows {
    /// Begins a row.
    pub(crate) fn row(&mut self, table: &'static Table) -> RowWriter<'_> {
        let known = self.batches.iter().position(|(other, _)| other.name == table.name);
        let at = known.unwrap_or_else(|| {
            self.batches.push((table, Vec::new()));
            self.batches.len() - 1
        });
        RowWriter(&mut self.batches[at].1)
    }

    /// Begins the row of a record.
    pub(crate) fn record(
        &mut self,
        table: &'static Table,
        id: &Id,
        revision: RevisionNumber,
    ) -> RowWriter<'_> {
        let mut row = self.row(table);
        row.id(id).number(revision);
        row
    }

    /// Adds one row per item of a list: its owner, its position, then what `write` adds.
    pub(crate) fn list<T>(
        &mut self,
        table: &'static Table,
        owner: &Id,
        items: &[T],
        mut write: impl FnMut(&mut RowWriter<'_>, &T),
    ) {
        for (position, item) in items.iter().enumerate() {
            let mut row = self.row(table);
            row.id(owner).number(position as u64);
            write(&mut row, item);
        }
    }

    /// Adds a list of references.
    pub(crate) fn ids(&mut self, table: &'static Table, owner: &Id, ids: &[Id]) {
        self.list(table, owner, ids, |row, id| {
            row.id(id);
        });
    }

    /// Adds a list of official codes.
    pub(crate) fn codes(&mut self, table: &'static Table, owner: &Id, codes: &[Code]) {
        self.list(table, owner, codes, |row, code| {
            row.string(&code.scheme).string(&code.value);
        });
    }

    /// Adds a list of figures.
    pub(crate) fn figures(&mut self, table: &'static Table, owner: &Id, figures: &[Figure]) {
        self.list(table, owner, figures, |row, figure| {
            row.string(&figure.measure)
                .real(figure.value)
                .maybe_string(figure.unit.as_deref())
                .date(figure.date);
        });
    }

    /// Takes all that was gathered.
    pub(crate) fn take(&mut self) -> Vec<(&'static Table, Vec<Cell>)> {
        std::mem::take(&mut self.batches)
    }
}

/// One row being filled, column after column.
pub(crate) struct RowWriter<'a>(&'a mut Vec<Cell>);

impl RowWriter<'_> {
    fn cell(&mut self, cell: Cell) -> &mut Self {
        self.0.push(cell);
        self
    }

    pub(crate) fn string(&mut self, text: &str) -> &mut Self {
        self.cell(Cell::Text(Some(text.to_owned())))
    }

    pub(crate) fn maybe_string(&mut self, text: Option<&str>) -> &mut Self {
        self.cell(Cell::Text(text.map(str::to_owned)))
    }

    pub(crate) fn id(&mut self, id: &Id) -> &mut Self {
        self.string(id.as_str())
    }

    pub(crate) fn maybe_id(&mut self, id: Option<&Id>) -> &mut Self {
        self.maybe_string(id.map(Id::as_str))
    }

    /// A term of a vocabulary.
    pub(crate) fn term(&mut self, term: impl Display) -> &mut Self {
        self.cell(Cell::Text(Some(term.to_string())))
    }

    /// One column per language.
    pub(crate) fn text(&mut self, text: &Text) -> &mut Self {
        self.maybe_string(text.fr.as_deref())
            .maybe_string(text.en.as_deref())
            .maybe_string(text.zh.as_deref())
    }

    /// A list of texts that nobody refers to, as a JSON list.
    pub(crate) fn strings(&mut self, texts: &[String]) -> &mut Self {
        self.cell(Cell::Text(Some(serde_json::Value::from(texts).to_string())))
    }

    pub(crate) fn date(&mut self, date: Option<PartialDate>) -> &mut Self {
        self.cell(Cell::Text(date.map(|date| date.to_string())))
    }

    pub(crate) fn period(&mut self, period: &Period) -> &mut Self {
        self.date(period.start).date(period.end)
    }

    /// A count. The check of a change set refuses amounts that a signed integer cannot hold.
    pub(crate) fn number(&mut self, number: u64) -> &mut Self {
        self.cell(Cell::Integer(Some(i64::try_from(number).unwrap_or(i64::MAX))))
    }

    pub(crate) fn maybe_number(&mut self, number: Option<u32>) -> &mut Self {
        self.cell(Cell::Integer(number.map(i64::from)))
    }

    pub(crate) fn maybe_revision(&mut self, number: Option<RevisionNumber>) -> &mut Self {
        self.cell(Cell::Integer(number.map(|number| i64::try_from(number).unwrap_or(i64::MAX))))
    }

    pub(crate) fn real(&mut self, number: f64) -> &mut Self {
        self.cell(Cell::Real(number))
    }

    pub(crate) fn flag(&mut self, flag: bool) -> &mut Self {
        self.cell(Cell::Flag(flag))
    }

    pub(crate) fn time(&mut self, time: DateTime<Utc>) -> &mut Self {
        self.cell(Cell::Time(time))
    }

    /// A whole record in its JSON record form.
    pub(crate) fn maybe_json(&mut self, json: Option<String>) -> &mut Self {
        self.cell(Cell::Json(json))
    }

    /// Amount, then currency.
    pub(crate) fn money(&mut self, money: Option<&Money>) -> &mut Self {
        match money {
            Some(money) => self.number(money.amount).string(&money.currency),
            None => self.cell(Cell::Integer(None)).maybe_string(None),
        }
    }

    pub(crate) fn position(&mut self, position: Option<Position>) -> &mut Self {
        self.cell(Cell::Geometry(position.map(|position| position.to_point().into())))
    }

    pub(crate) fn boundary(&mut self, boundary: Option<&Boundary>) -> &mut Self {
        self.cell(Cell::Geometry(boundary.map(|boundary| boundary.shape().clone().into())))
    }

    /// All of a provenance but its sources, which have a table of their own.
    pub(crate) fn provenance(&mut self, provenance: &Provenance) -> &mut Self {
        self.term(provenance.kind)
            .term(provenance.confidence)
            .maybe_string(provenance.locator.as_deref())
            .date(provenance.date)
            .maybe_string(provenance.entered_by.as_deref())
            .maybe_string(provenance.note.as_deref())
    }
}
