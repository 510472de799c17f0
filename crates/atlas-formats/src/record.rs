//! The record form: one record as JSON, as it is stored, sent to be written, and compared.
//!
//! It is the serde form of the model's types, read by hand: serde stops at the first fault and speaks
//! English, [`read`] tells every fault at once, by JSON pointer (RFC 6901), with the nearest valid
//! value. What it lets through, serde lets through, and the other way round; but a record is an object
//! and a term is a text, where serde would also take a list of members, or `{"active": null}`.
//!
//! What an answer adds to a record (names of what it refers to, links, languages) is in
//! [`crate::json`]; whether what it refers to exists is for a store to say.

mod boundary;
mod describe;
mod difference;
mod field;
mod merge;
mod parse;
mod read;
mod shape;
#[cfg(test)]
mod tests;
mod three;
mod write;

pub use difference::{Difference, differences};
pub use merge::merge;
pub use parse::{MAX_DEPTH, parse};
pub use read::{MAX_FAULTS, MAX_ITEMS, pointer, push_token, read};
pub use three::{Conflict, merge_three};
pub use write::write;
