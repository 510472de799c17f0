//! SQL made from the table lists: names are our own, values are always bound.

use atlas_model::{Id, RecordKind};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, SqliteConnection};

use super::blob;
use super::revision::write_time;
use crate::StoreError;
use crate::row::{self, Cell, RECORD_SOURCE, Rows, Table};

/// How many rows one statement inserts, the largest first. Few sizes, so that every statement is
/// prepared once and kept; the largest stays far below the 32,766 values that a statement may bind.
const ROWS_PER_STATEMENT: [usize; 3] = [64, 8, 1];

/// Identifiers as one bound value, to be read with `json_each`.
pub(super) fn id_list(ids: &[&Id]) -> String {
    // The characters of identifiers need no escaping.
    let ids: Vec<&str> = ids.iter().map(|id| id.as_str()).collect();
    if ids.is_empty() { "[]".to_owned() } else { format!("[\"{}\"]", ids.join("\",\"")) }
}

/// Inserts all rows gathered; a record that exists is replaced in place and keeps its `fid`.
pub(super) async fn insert(connection: &mut SqliteConnection, rows: &mut Rows) -> Result<(), StoreError> {
    for (table, mut cells) in rows.take() {
        let width = table.column_names().count();
        let mut left = cells.len() / width;
        let mut cells = cells.drain(..);
        for size in ROWS_PER_STATEMENT {
            while left >= size {
                let mut values = SqliteArguments::default();
                values.reserve(size * width, 0);
                for cell in cells.by_ref().take(size * width) {
                    bind(&mut values, cell)?;
                }
                sqlx::query_with(AssertSqlSafe(insert_sql(table, size)), values)
                    .execute(&mut *connection)
                    .await?;
                left -= size;
            }
        }
    }
    Ok(())
}

fn insert_sql(table: &Table, rows: usize) -> String {
    let row = vec!["?"; table.column_names().count()].join(", ");
    let values = vec![format!("({row})"); rows].join(", ");
    let mut sql = format!("INSERT INTO {} ({}) VALUES {values}", table.name, table.columns);
    if table.holds_records() {
        let others = table.column_names().filter(|column| *column != table.key);
        let set: Vec<String> = others.map(|column| format!("{column} = excluded.{column}")).collect();
        sql += &format!(" ON CONFLICT ({}) DO UPDATE SET {}", table.key, set.join(", "));
    }
    sql
}

fn bind(values: &mut SqliteArguments, cell: Cell) -> Result<(), StoreError> {
    match cell {
        Cell::Text(text) | Cell::Json(text) => values.add(text),
        Cell::Integer(number) => values.add(number),
        Cell::Real(number) => values.add(number),
        Cell::Flag(flag) => values.add(flag),
        Cell::Time(time) => values.add(write_time(time)),
        Cell::Geometry(geometry) => values.add(geometry.as_ref().map(blob::encode).transpose()?),
    }
    .map_err(|error| StoreError::Database(sqlx::Error::Encode(error)))
}

/// Removes the lists of some records, and the records themselves if they are to go.
pub(super) async fn remove(
    connection: &mut SqliteConnection,
    kind: RecordKind,
    ids: &[&Id],
    whole: bool,
) -> Result<(), StoreError> {
    let ids = id_list(ids);
    // The lists of lists come last in the table list; foreign keys are deferred, so any order will do.
    for table in row::tables(kind).iter().filter(|table| whole || !table.holds_records()) {
        let (name, owner) = (table.name, table.owner());
        let sql = format!("DELETE FROM {name} WHERE {owner} IN (SELECT value FROM json_each($1))");
        sqlx::query(AssertSqlSafe(sql)).bind(&ids).execute(&mut *connection).await?;
    }
    let (name, owner) = (RECORD_SOURCE.name, RECORD_SOURCE.owner());
    let sql = format!("DELETE FROM {name} WHERE kind = $2 AND {owner} IN (SELECT value FROM json_each($1))");
    sqlx::query(AssertSqlSafe(sql)).bind(&ids).bind(kind.as_str()).execute(connection).await?;
    Ok(())
}
