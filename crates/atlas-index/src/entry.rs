//! One record in the index, with its cached renderings.

use std::sync::{Arc, OnceLock};

use arc_swap::ArcSwapOption;
use atlas_model::Period;
use chrono::{Datelike, NaiveDate};

/// How many renderings of a record are kept: two formats in three languages and in all of them.
pub const RENDER_SLOTS: usize = 8;

/// A record with the bytes that it was last rendered to.
#[derive(Debug)]
pub struct Entry<T> {
    /// The record.
    pub record: T,
    slots: OnceLock<Box<[ArcSwapOption<Rendered>; RENDER_SLOTS]>>,
}

/// The bytes of one rendering, with the generation for which they hold.
#[derive(Debug)]
pub struct Rendered {
    generation: u64,
    bytes: Box<[u8]>,
}

impl std::ops::Deref for Rendered {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl<T> Entry<T> {
    pub(crate) const fn new(record: T) -> Self {
        Self { record, slots: OnceLock::new() }
    }

    /// The rendering in a slot, if it was made for this generation; else it is made now and kept.
    ///
    /// A rendering quotes other records (names of territories, actors, themes): the generation is
    /// what [`crate::Snapshot::generation`] says, and changes when one of those may have changed.
    ///
    /// # Panics
    /// If `slot` is not below [`RENDER_SLOTS`].
    pub fn rendered(&self, slot: usize, generation: u64, render: impl FnOnce() -> Vec<u8>) -> Arc<Rendered> {
        let slots = self.slots.get_or_init(|| Box::new(std::array::from_fn(|_| ArcSwapOption::empty())));
        if let Some(kept) = slots[slot].load_full()
            && kept.generation == generation
        {
            return kept;
        }
        let made = Arc::new(Rendered { generation, bytes: render().into_boxed_slice() });
        slots[slot].store(Some(Arc::clone(&made)));
        made
    }
}

/// The days between which a record holds, counted from 1 January of year 1; unknown ends are open.
///
/// A start is the first day that the date may mean, an end the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    start: i32,
    end: i32,
}

impl Span {
    /// Neither end known. (No real day has the number 0.)
    pub const UNKNOWN: Self = Self { start: 0, end: 0 };

    /// The span of a period.
    #[must_use]
    pub fn of(period: &Period) -> Self {
        Self {
            start: period.start.map_or(0, |date| day_number(date.first_day())),
            end: period.end.map_or(0, |date| day_number(date.last_day())),
        }
    }

    /// The first day, where the start is known.
    #[must_use]
    pub const fn start(self) -> Option<i32> {
        if self.start == 0 { None } else { Some(self.start) }
    }

    /// The last day, where the end is known.
    #[must_use]
    pub const fn end(self) -> Option<i32> {
        if self.end == 0 { None } else { Some(self.end) }
    }

    /// Whether the two may have a day in common; an unknown end excludes nothing.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        (self.start == 0 || other.end == 0 || self.start <= other.end)
            && (other.start == 0 || self.end == 0 || other.start <= self.end)
    }
}

fn day_number(day: NaiveDate) -> i32 {
    day.num_days_from_ce()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rendering_is_made_once_a_generation() {
        let entry = Entry::new(());
        let first = entry.rendered(0, 1, || b"one".to_vec());
        assert_eq!(&**first, b"one");
        assert_eq!(&**entry.rendered(0, 1, || b"again".to_vec()), b"one");
        assert_eq!(&**entry.rendered(0, 2, || b"two".to_vec()), b"two");
        assert_eq!(&**entry.rendered(1, 2, || b"other".to_vec()), b"other");
    }

    #[test]
    fn spans_agree_with_periods() {
        let period = |start: &str, end: &str| Period::new(start.parse().ok(), end.parse().ok());
        let cases = [("2010", "2012"), ("2012-12-31", ""), ("", "2009"), ("", ""), ("2013", "2013-01")];
        for (a_start, a_end) in cases {
            for (b_start, b_end) in cases {
                let (a, b) = (period(a_start, a_end), period(b_start, b_end));
                assert_eq!(Span::of(&a).overlaps(Span::of(&b)), a.overlaps(&b), "{a:?} {b:?}");
            }
        }
    }
}
