//! The record of truth: every current record and every revision that led to it, in a database.
//!
//! [`open`] gives a [`Store`]: a `SQLite` file that is a valid OGC GeoPackage, or a PostgreSQL database with
//! PostGIS that several programs share; a GIS opens either as it is. Every write is a change set, checked
//! whole and committed in one transaction with its revisions. Reads of single records and searches are
//! deliberately absent: they are answered from a snapshot built from [`Store::load`] and kept up to date
//! from [`Store::revisions_since`], as soon as [`Store::changed`] tells that there is something to read.
//!
//! `row` and `revision` say how records and revisions are laid out in tables, whatever the database;
//! `check` says what a change set must fulfil; `write` commits one, step by step. `sqlite` and `postgres`
//! are the only places that know their database: each implements `write::Tables` and [`Store`], and passes
//! the same contract suite.

mod check;
mod diff;
mod error;
mod migration;
mod open;
mod postgres;
mod revision;
mod row;
mod sqlite;
mod store;
mod write;

pub use check::check_on_empty;
pub use diff::{Absent, diff};
pub use error::StoreError;
pub use open::{OpenOptions, open};
pub use store::{Progress, Store};
