//! Numbers that look random and are the same in every run.

/// Numbers that repeat from run to run (xorshift: Marsaglia, 2003).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Uniform in 0..1.
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform below a number.
    #[expect(clippy::cast_possible_truncation, reason = "below a usize")]
    pub fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }

    /// A whole number from 1 to a length, both included, by rounding down.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "of the size of a round")]
    pub fn length(&mut self, most: f64) -> usize {
        (self.unit() * most).floor() as usize + 1
    }
}
