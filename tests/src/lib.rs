//! What the tests of the whole service share; the tests themselves are in `tests/`.
//!
//! Nothing here knows the expected answers: those stand in the tests, or are worked out there from
//! the files of `fixtures/` without the code under test.

pub mod harness;
