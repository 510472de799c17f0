//! The record of truth: every current record and every revision that led to it, in a database.
//!
//! [`open`] gives a [`Store`]: a `SQLite` file that is a valid OGC GeoPackage, so that a GIS opens it as it
//! is. Every write is a change set, checked whole and committed in one transaction with its revisions.
//! Reads of single records and searches are deliberately absent: they are answered from a snapshot built
//! from [`Store::load`] and kept up to date from [`Store::revisions_since`].
//!
//! `row` says how each kind of record is laid out in tables, whatever the database; `check` says what a
//! change set must fulfil; `sqlite` is the only place that knows that database. Another backend joins by
//! implementing [`Store`] over the same rows and checks, and by passing the same contract suite.

mod check;
mod diff;
mod error;
mod open;
mod row;
mod sqlite;
mod store;

pub use check::check_on_empty;
pub use diff::{Absent, diff};
pub use error::StoreError;
pub use open::{OpenOptions, open};
pub use store::{Progress, Store};
