//! A small random number generator whose sequence never changes.

/// SplitMix64 (Steele, Lea, Flood 2014): repeatable on every machine and version. Not for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The sequence of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`, which must not be 0.
    #[expect(clippy::cast_possible_truncation, reason = "the remainder is below a usize")]
    pub const fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// A number below `end`, small numbers more often than large ones.
    pub const fn skewed(&mut self, end: usize) -> usize {
        let (a, b) = (self.below(end), self.below(end));
        let c = self.below(end);
        let ab = if a < b { a } else { b };
        if ab < c { ab } else { c }
    }

    /// A number between -1 and 1, near 0 more often.
    #[expect(clippy::cast_precision_loss, reason = "31 bits fit")]
    pub fn centred(&mut self) -> f64 {
        let half = |bits: u64| (bits >> 33) as f64 / f64::from(1u32 << 31);
        half(self.next()) - half(self.next())
    }

    /// One of these.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
