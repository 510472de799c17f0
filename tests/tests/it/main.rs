//! The whole service over the network, on the fixtures: one module per concern.
//!
//! Answers are compared with what the committed files say, read and scanned in `world` without any of
//! the code under test.
#![expect(clippy::unwrap_used, clippy::panic, reason = "every function here is part of a test")]

mod schema;
mod world;

mod caching;
mod codings;
mod committee;
mod feed;
mod health;
mod hostile;
mod languages;
mod layers;
mod lists;
mod malformed;
mod openapi;
mod paging;
