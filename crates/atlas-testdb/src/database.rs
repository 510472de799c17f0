//! One database of a server.

use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::programs::MISSING;

/// How long a busy machine may take for what a test needs.
const PATIENCE: Duration = Duration::from_secs(120);

/// A database; it is dropped with the value, whoever is still connected.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
    url: String,
}

impl Database {
    pub(crate) fn create(server: &str, name: &str, template: Option<&str>) -> Self {
        let url = with_name(server, name);
        let from = template.unwrap_or("template0");
        execute(server, &format!("CREATE DATABASE {name} TEMPLATE {from}"), PATIENCE)
            .unwrap_or_else(|error| panic!("no database can be created on the test server: {error}"));
        let database = Self { server: server.to_owned(), name: name.to_owned(), url };
        if template.is_none() {
            add_postgis(&database.url);
        }
        database
    }

    /// Where it is, with an account that may do anything.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Its server may be gone by now, and then it is, too. Nobody should wait for long for what nobody
        // needs any more.
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = execute(&self.server, &drop, Duration::from_secs(10));
    }
}

/// Makes the database that others are copies of, so that PostGIS is added once. It sorts texts as people
/// do where it can, so that a statement which relies on the order of bytes has to say so.
pub(crate) fn create_template(server: &str, name: &str) {
    let by_language =
        format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
    let by_bytes = format!("CREATE DATABASE {name} TEMPLATE template0");
    execute(server, &by_language, PATIENCE)
        .or_else(|_| execute(server, &by_bytes, PATIENCE))
        .unwrap_or_else(|error| panic!("no database can be created on the test server: {error}"));
    add_postgis(&with_name(server, name));
}

fn add_postgis(url: &str) {
    execute(url, "CREATE EXTENSION postgis", PATIENCE)
        .unwrap_or_else(|error| panic!("{MISSING} (the server says: {error})"));
}

/// The same server, another database.
fn with_name(url: &str, name: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let (scheme, rest) = address.split_once("://").unwrap_or_else(|| panic!("not the URL of a server"));
    let authority = rest.split('/').next().unwrap_or_default();
    let mark = if parameters.is_empty() { "" } else { "?" };
    format!("{scheme}://{authority}/{name}{mark}{parameters}")
}

/// Runs a statement on a thread and a connection of its own, so that it may be called from anywhere.
fn execute(url: &str, statement: &str, at_most: Duration) -> Result<(), sqlx::Error> {
    let work = async {
        let options: PgConnectOptions = url.parse()?;
        let mut connection = options.connect().await?;
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await?;
        connection.close().await
    };
    let bounded = async { tokio::time::timeout(at_most, work).await };
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map_err(sqlx::Error::Io)?.block_on(bounded).unwrap_or(Err(sqlx::Error::PoolTimedOut))
        });
        thread.join().unwrap_or(Err(sqlx::Error::WorkerCrashed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_keeps_the_parameters_of_its_server() {
        assert_eq!(
            with_name("postgres://a:b@h:5/x?sslmode=disable", "y"),
            "postgres://a:b@h:5/y?sslmode=disable"
        );
        assert_eq!(with_name("postgresql://h", "y"), "postgresql://h/y");
    }
}
