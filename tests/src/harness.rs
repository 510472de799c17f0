//! A service for each test, over a database of its own on a port of its own, and how to ask it.

mod answer;
mod fixture;
mod place;
mod server;

pub use answer::Answer;
pub use fixture::{PACKAGES, write_fixture};
pub use place::{LISTS, binary, repository};
pub use server::{Server, encode};
