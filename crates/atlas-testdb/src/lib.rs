//! Throwaway PostgreSQL servers and databases, for tests and measurements only.
//!
//! [`fresh_database`] gives an empty database with PostGIS on a server that all tests of a process share;
//! [`Cluster::start`] gives a server of one's own, to stop and kill. The server is made from the programs
//! of this machine, listens on a free port of the loopback interface, and goes with all its files when the
//! process ends, however it ends. Where `ATLAS_TEST_DATABASE_URL` names a server on which databases may be
//! created, the shared one is that.
//!
//! Everything here panics with a sentence that says what is missing: a test that needs a database and has
//! none fails, it is never skipped. All calls block, also within an asynchronous test.
#![expect(clippy::panic, reason = "a test without its database has to fail, and here is where it does")]

mod cluster;
mod database;
mod programs;
mod sweeper;

pub use cluster::{Cluster, Durability};
pub use database::Database;

/// An empty database with PostGIS on the shared server; it is dropped with the value.
#[must_use]
pub fn fresh_database() -> Database {
    Cluster::shared().fresh_database()
}
