//! The query crate against naive scans of random small worlds, and against a world made by hand.

#![expect(clippy::unwrap_used, reason = "the fixtures are valid, and a test that finds otherwise must stop")]

mod coordination;
mod facets;
mod filters;
mod mini;
mod naive;
mod ordering;
mod paging;
mod parsing;
mod relevance;
mod world;
