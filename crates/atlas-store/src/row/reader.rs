//! Values on their way out of rows.

use std::collections::HashSet;
use std::fmt::Display;
use std::str::FromStr;

use async_trait::async_trait;
use atlas_model::{Boundary, Id, Money, PartialDate, Period, Position, Provenance, Text};
use chrono::{DateTime, Utc};
use geo_types::Geometry;

use super::Table;
use crate::StoreError;

/// The columns of one fetched row, counted from 0.
pub(crate) trait Columns {
    fn text(&self, at: usize) -> Result<Option<&str>, StoreError>;
    fn integer(&self, at: usize) -> Result<Option<i64>, StoreError>;
    fn real(&self, at: usize) -> Result<Option<f64>, StoreError>;
    fn flag(&self, at: usize) -> Result<Option<bool>, StoreError>;
    fn time(&self, at: usize) -> Result<Option<DateTime<Utc>>, StoreError>;
    fn geometry(&self, at: usize) -> Result<Option<Geometry<f64>>, StoreError>;
}

/// What to fetch: all rows of a table in the order of its key, or those of one kind of record.
pub(crate) struct Select {
    pub(crate) table: &'static Table,
    pub(crate) kind: Option<&'static str>,
}

/// What is done with each row.
pub(crate) type EachRow<'f> =
    &'f mut (dyn for<'r, 'c> FnMut(&'r mut Row<'c>) -> Result<(), StoreError> + Send);

/// A consistent view of a database from which rows are fetched.
#[async_trait]
pub(crate) trait Reader: Send {
    /// Hands over each row in turn.
    async fn each(&mut self, select: Select, row: EachRow<'_>) -> Result<(), StoreError>;
}

/// Identifiers read so far: a record and all references to it share one text in memory.
#[derive(Default)]
pub(crate) struct Seen(HashSet<Id>);

impl Seen {
    fn id(&mut self, text: &str) -> Result<Id, StoreError> {
        if let Some(id) = self.0.get(text) {
            return Ok(id.clone());
        }
        let id = Id::new(text).map_err(|error| StoreError::unreadable(format!("{text:?}"), error))?;
        self.0.insert(id.clone());
        Ok(id)
    }
}

/// One row being read, column after column.
pub(crate) struct Row<'a> {
    columns: &'a dyn Columns,
    seen: &'a mut Seen,
    at: usize,
}

impl<'a> Row<'a> {
    pub(crate) fn new(columns: &'a dyn Columns, seen: &'a mut Seen) -> Self {
        Self { columns, seen, at: 0 }
    }

    /// Passes over a column.
    pub(crate) fn skip(&mut self) -> usize {
        self.at += 1;
        self.at - 1
    }

    /// The identifier of the record of this row; passes over its revision.
    pub(crate) fn record(&mut self) -> Result<Id, StoreError> {
        let id = self.id()?;
        self.skip();
        Ok(id)
    }

    pub(crate) fn maybe_str(&mut self) -> Result<Option<&'a str>, StoreError> {
        let at = self.skip();
        self.columns.text(at)
    }

    fn str(&mut self) -> Result<&'a str, StoreError> {
        let text = self.maybe_str()?;
        required(text, self.at)
    }

    pub(crate) fn string(&mut self) -> Result<String, StoreError> {
        Ok(self.str()?.to_owned())
    }

    pub(crate) fn maybe_string(&mut self) -> Result<Option<String>, StoreError> {
        Ok(self.maybe_str()?.map(str::to_owned))
    }

    pub(crate) fn id(&mut self) -> Result<Id, StoreError> {
        let text = self.str()?;
        self.seen.id(text)
    }

    pub(crate) fn maybe_id(&mut self) -> Result<Option<Id>, StoreError> {
        match self.maybe_str()? {
            Some(text) => Ok(Some(self.seen.id(text)?)),
            None => Ok(None),
        }
    }

    /// A term of a vocabulary.
    pub(crate) fn term<T: FromStr<Err: Display>>(&mut self) -> Result<T, StoreError> {
        let text = self.str()?;
        text.parse().map_err(|error| StoreError::unreadable(format!("{text:?}"), error))
    }

    pub(crate) fn text(&mut self) -> Result<Text, StoreError> {
        Ok(Text { fr: self.maybe_string()?, en: self.maybe_string()?, zh: self.maybe_string()? })
    }

    pub(crate) fn strings(&mut self) -> Result<Vec<String>, StoreError> {
        let text = self.str()?;
        // Most records have none.
        if text == "[]" {
            return Ok(Vec::new());
        }
        serde_json::from_str(text).map_err(|error| StoreError::unreadable(format!("{text:?}"), error))
    }

    pub(crate) fn date(&mut self) -> Result<Option<PartialDate>, StoreError> {
        let read =
            |text: &str| text.parse().map_err(|error| StoreError::unreadable(format!("{text:?}"), error));
        self.maybe_str()?.map(read).transpose()
    }

    pub(crate) fn period(&mut self) -> Result<Period, StoreError> {
        Ok(Period { start: self.date()?, end: self.date()? })
    }

    fn maybe_integer(&mut self) -> Result<Option<i64>, StoreError> {
        let at = self.skip();
        self.columns.integer(at)
    }

    pub(crate) fn number<T: TryFrom<i64>>(&mut self) -> Result<T, StoreError> {
        let number = self.maybe_number()?;
        required(number, self.at)
    }

    pub(crate) fn maybe_number<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, StoreError> {
        let read =
            |number: i64| T::try_from(number).map_err(|_| StoreError::unreadable(number, "is out of range"));
        self.maybe_integer()?.map(read).transpose()
    }

    pub(crate) fn real(&mut self) -> Result<f64, StoreError> {
        let at = self.skip();
        required(self.columns.real(at)?, self.at)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, StoreError> {
        let at = self.skip();
        required(self.columns.flag(at)?, self.at)
    }

    pub(crate) fn time(&mut self) -> Result<DateTime<Utc>, StoreError> {
        let at = self.skip();
        required(self.columns.time(at)?, self.at)
    }

    pub(crate) fn money(&mut self) -> Result<Option<Money>, StoreError> {
        let (amount, currency) = (self.maybe_number()?, self.maybe_string()?);
        Ok(amount.zip(currency).map(|(amount, currency)| Money { amount, currency }))
    }

    pub(crate) fn position(&mut self) -> Result<Option<Position>, StoreError> {
        let at = self.skip();
        match self.columns.geometry(at)? {
            None => Ok(None),
            Some(Geometry::Point(point)) => Position::new(point.x(), point.y())
                .map(Some)
                .map_err(|error| StoreError::unreadable("a point", error)),
            Some(_) => Err(StoreError::unreadable("a point", "is another geometry")),
        }
    }

    pub(crate) fn boundary(&mut self) -> Result<Option<Boundary>, StoreError> {
        let at = self.skip();
        match self.columns.geometry(at)? {
            None => Ok(None),
            Some(Geometry::MultiPolygon(shape)) => {
                Boundary::new(shape).map(Some).map_err(|error| StoreError::unreadable("a boundary", error))
            }
            Some(_) => Err(StoreError::unreadable("a boundary", "is another geometry")),
        }
    }

    /// A provenance with the sources that belong to it.
    pub(crate) fn provenance(&mut self, sources: Vec<Id>) -> Result<Provenance, StoreError> {
        Ok(Provenance {
            kind: self.term()?,
            confidence: self.term()?,
            sources,
            locator: self.maybe_string()?,
            date: self.date()?,
            entered_by: self.maybe_string()?,
            note: self.maybe_string()?,
        })
    }
}

/// The value of a column that is never empty.
fn required<T>(value: Option<T>, column: usize) -> Result<T, StoreError> {
    value.ok_or_else(|| StoreError::unreadable(format!("column {column}"), "is empty"))
}
