//! Inserts many rows by one statement: one array per column, each bound as one value.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgArguments;
use sqlx::{Arguments as _, AssertSqlSafe, PgConnection};

use super::ewkb;
use crate::StoreError;
use crate::row::{Cell, Rows, Table};

/// How many bytes of texts and geometries one statement carries before the next row begins another one.
const BYTES_PER_STATEMENT: usize = 8 << 20;

/// Inserts all rows gathered; a record that exists is replaced in place and keeps its `fid`.
pub(super) async fn insert(connection: &mut PgConnection, rows: &mut Rows) -> Result<(), StoreError> {
    for (table, cells) in rows.take() {
        let width = table.column_names().count();
        let mut batch = Batch::default();
        for (at, cell) in cells.into_iter().enumerate() {
            if at % width == 0 && batch.bytes > BYTES_PER_STATEMENT {
                std::mem::take(&mut batch).insert_into(table, connection).await?;
            }
            batch.add(at % width, cell)?;
        }
        batch.insert_into(table, connection).await?;
    }
    Ok(())
}

/// Some rows of one table, column by column.
#[derive(Default)]
struct Batch {
    columns: Vec<Column>,
    bytes: usize,
}

/// One column of several rows.
enum Column {
    Text(Vec<Option<String>>),
    Json(Vec<Option<String>>),
    Integer(Vec<Option<i64>>),
    Real(Vec<f64>),
    Flag(Vec<bool>),
    Time(Vec<DateTime<Utc>>),
    Geometry(Vec<Option<Vec<u8>>>),
}

impl Batch {
    fn add(&mut self, at: usize, cell: Cell) -> Result<(), StoreError> {
        if self.columns.len() == at {
            self.columns.push(Column::like(&cell));
        }
        let Some(column) = self.columns.get_mut(at) else {
            return Err(mixed());
        };
        match (column, cell) {
            (Column::Text(column), Cell::Text(text)) | (Column::Json(column), Cell::Json(text)) => {
                self.bytes += text.as_ref().map_or(0, String::len);
                column.push(text);
            }
            (Column::Integer(column), Cell::Integer(number)) => column.push(number),
            (Column::Real(column), Cell::Real(number)) => column.push(number),
            (Column::Flag(column), Cell::Flag(flag)) => column.push(flag),
            (Column::Time(column), Cell::Time(time)) => column.push(time),
            (Column::Geometry(column), Cell::Geometry(geometry)) => {
                let geometry = geometry.as_ref().map(ewkb::encode).transpose()?;
                self.bytes += geometry.as_ref().map_or(0, Vec::len);
                column.push(geometry);
            }
            _ => return Err(mixed()),
        }
        Ok(())
    }

    async fn insert_into(self, table: &Table, connection: &mut PgConnection) -> Result<(), StoreError> {
        if self.columns.is_empty() {
            return Ok(());
        }
        let sql = insert_sql(table, &self.columns);
        let mut values = PgArguments::default();
        for column in self.columns {
            match column {
                Column::Text(column) | Column::Json(column) => values.add(column),
                Column::Integer(column) => values.add(column),
                Column::Real(column) => values.add(column),
                Column::Flag(column) => values.add(column),
                Column::Time(column) => values.add(column),
                Column::Geometry(column) => values.add(column),
            }
            .map_err(|error| StoreError::Database(sqlx::Error::Encode(error)))?;
        }
        sqlx::query_with(AssertSqlSafe(sql), values).execute(connection).await?;
        Ok(())
    }
}

impl Column {
    fn like(cell: &Cell) -> Self {
        match cell {
            Cell::Text(_) => Self::Text(Vec::new()),
            Cell::Json(_) => Self::Json(Vec::new()),
            Cell::Integer(_) => Self::Integer(Vec::new()),
            Cell::Real(_) => Self::Real(Vec::new()),
            Cell::Flag(_) => Self::Flag(Vec::new()),
            Cell::Time(_) => Self::Time(Vec::new()),
            Cell::Geometry(_) => Self::Geometry(Vec::new()),
        }
    }

    /// The type as which it is sent.
    fn sent_as(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Json(_) => "text",
            Self::Integer(_) => "bigint",
            Self::Real(_) => "double precision",
            Self::Flag(_) => "boolean",
            Self::Time(_) => "timestamptz",
            Self::Geometry(_) => "bytea",
        }
    }

    /// What is stored of it.
    fn stored(&self, name: &str) -> String {
        match self {
            Self::Json(_) => format!("r.{name}::json"),
            Self::Geometry(_) => format!("ST_GeomFromEWKB(r.{name})"),
            _ => format!("r.{name}"),
        }
    }
}

/// The same for any number of rows of a table. Names are our own.
fn insert_sql(table: &Table, columns: &[Column]) -> String {
    let stored: Vec<String> =
        table.column_names().zip(columns).map(|(name, column)| column.stored(name)).collect();
    let sent: Vec<String> =
        (1..).zip(columns).map(|(number, column)| format!("${number}::{}[]", column.sent_as())).collect();
    let mut sql = format!(
        "INSERT INTO {} ({columns}) SELECT {} FROM UNNEST({}) AS r ({columns})",
        table.name,
        stored.join(", "),
        sent.join(", "),
        columns = table.columns,
    );
    if table.holds_records() {
        let others = table.column_names().filter(|column| *column != table.key);
        let set: Vec<String> = others.map(|column| format!("{column} = excluded.{column}")).collect();
        sql += &format!(" ON CONFLICT ({}) DO UPDATE SET {}", table.key, set.join(", "));
    }
    sql
}

/// The row modules write the cells of a column by the same method for every row.
fn mixed() -> StoreError {
    StoreError::Corrupt("a column with cells of two types".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_one_text_for_any_number_of_rows() {
        let table = Table { name: "t", key: "id", columns: "id, revision, point" };
        let columns = [Column::Text(vec![]), Column::Integer(vec![]), Column::Geometry(vec![])];
        assert_eq!(
            insert_sql(&table, &columns),
            "INSERT INTO t (id, revision, point) SELECT r.id, r.revision, ST_GeomFromEWKB(r.point) \
             FROM UNNEST($1::text[], $2::bigint[], $3::bytea[]) AS r (id, revision, point) \
             ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, point = excluded.point"
        );
    }
}
