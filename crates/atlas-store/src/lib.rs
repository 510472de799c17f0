//! The record of truth: every current record and every revision that led to it, in a database.
//!
//! [`open`] gives a [`Store`]: a `SQLite` file that is a valid OGC GeoPackage, or a PostgreSQL database with
//! PostGIS that several programs share; a GIS opens either as it is. Every write is a change set, checked
//! whole and committed in one transaction with its revisions. Reads of single records and searches are
//! deliberately absent: they are answered from a snapshot built from [`Store::load`] and kept up to date
//! from [`Store::revisions_since`], as soon as [`Store::changed`] tells that there is something to read.
//!
//! Beside its records a store keeps the [`Keys`] of callers, the [`Proposals`] of surveys and personal
//! [`Contacts`], which are no records and have no revisions.
//!
//! `row` and `revision` say how records and revisions are laid out in tables, whatever the database;
//! `check` says what a change set must fulfil, `terms` what must not have changed meanwhile; `write` commits one, step by step. `sqlite` and `postgres`
//! are the only places that know their database: each implements `write::Tables` and [`Store`], and passes
//! the same contract suite.

mod beside;
mod check;
mod contacts;
mod diff;
mod error;
mod keys;
mod log;
mod migration;
mod open;
mod postgres;
mod proposals;
mod revision;
mod row;
mod sqlite;
mod store;
mod terms;
mod write;

pub use check::check_on_empty;
pub use contacts::{ContactAccess, Contacts, Fingerprint, PersonalContact, Visitor, fingerprint};
pub use diff::{Absent, diff};
pub use error::StoreError;
pub use keys::{ApiKey, Keys, RANDOM_BYTES, Token};
pub use open::{OpenOptions, open};
pub use proposals::{
    ChangeSetHeader, ChangeSetInfo, Decided, DecidedRow, Decision, ProposalFilter, Proposals, SheetFile,
    Submission, SubmittedFile,
};
pub use store::{Progress, Store};
pub use terms::{Committed, Expected, Receipt, Terms, Written};
