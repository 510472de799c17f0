//! The lists of records: rows of a link table, grouped again by the record that owns them.

use std::iter::Peekable;
use std::vec::IntoIter;

use atlas_model::{Code, Figure, Id, RecordKind};

use super::{RECORD_SOURCE, Reader, Row, Select, Table};
use crate::StoreError;

/// All rows of one link table, to be taken owner by owner in the order of identifiers.
pub(crate) struct Lists<T>(Peekable<IntoIter<(Id, T)>>);

impl<T: Send> Lists<T> {
    /// Loads a link table; `read` is given the columns that follow owner and position.
    pub(crate) async fn load(
        reader: &mut impl Reader,
        table: &'static Table,
        read: impl FnMut(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Self, StoreError> {
        Self::select(reader, Select { table, kind: None }, read).await
    }

    async fn select(
        reader: &mut impl Reader,
        select: Select,
        mut read: impl FnMut(&mut Row<'_>) -> Result<T, StoreError> + Send,
    ) -> Result<Self, StoreError> {
        let mut rows: Vec<(Id, T)> = Vec::new();
        let mut each = |row: &mut Row<'_>| {
            let owner = row.id()?;
            row.skip();
            rows.push((owner, read(row)?));
            Ok(())
        };
        reader.each(select, &mut each).await?;
        Ok(Self(rows.into_iter().peekable()))
    }

    /// The list of this owner, which must not come before the owner asked for last.
    pub(crate) fn of(&mut self, owner: &Id) -> Vec<T> {
        while self.0.next_if(|(other, _)| other < owner).is_some() {}
        let mut list = Vec::new();
        while let Some((_, item)) = self.0.next_if(|(other, _)| other == owner) {
            list.push(item);
        }
        list
    }
}

/// Lists of references.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method alone is not general enough over the lifetime of a row"
)]
pub(crate) async fn ids(reader: &mut impl Reader, table: &'static Table) -> Result<Lists<Id>, StoreError> {
    Lists::load(reader, table, |row| row.id()).await
}

/// Lists of official codes.
pub(crate) async fn codes(
    reader: &mut impl Reader,
    table: &'static Table,
) -> Result<Lists<Code>, StoreError> {
    Lists::load(reader, table, |row| Ok(Code { scheme: row.string()?, value: row.string()? })).await
}

/// Lists of figures.
pub(crate) async fn figures(
    reader: &mut impl Reader,
    table: &'static Table,
) -> Result<Lists<Figure>, StoreError> {
    Lists::load(reader, table, |row| {
        Ok(Figure {
            measure: row.string()?,
            value: row.real()?,
            unit: row.maybe_string()?,
            date: row.date()?,
        })
    })
    .await
}

/// Loads the records of one kind; `read` is given each row and the sources of all records of the kind.
pub(crate) async fn records<T: Send>(
    reader: &mut impl Reader,
    kind: RecordKind,
    table: &'static Table,
    mut read: impl FnMut(&mut Row<'_>, &mut Lists<Id>) -> Result<T, StoreError> + Send,
) -> Result<Vec<T>, StoreError> {
    let sources = Select { table: &RECORD_SOURCE, kind: Some(kind.as_str()) };
    let mut sources = Lists::select(reader, sources, |row| {
        row.skip();
        row.id()
    })
    .await?;
    let mut records = Vec::new();
    let mut each = |row: &mut Row<'_>| {
        records.push(read(row, &mut sources)?);
        Ok(())
    };
    reader.each(Select { table, kind: None }, &mut each).await?;
    Ok(records)
}
