//! A service for each test, over a database of its own on a port of its own, and how to ask it.

mod answer;
mod client;
mod description;
mod fixture;
mod operator;
mod place;
mod replica;
mod server;

pub use answer::Answer;
pub use client::Client;
pub use description::{description, public_reads};
pub use fixture::{PACKAGES, write_fixture};
pub use operator::{import, import_fixtures, key, said, succeed};
pub use place::{LISTS, binary, repository};
pub use replica::{Replica, run};
pub use server::{Server, encode};
