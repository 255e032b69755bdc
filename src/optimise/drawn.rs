//! Numbers that tests draw.

/// A linear congruential generator (Knuth's MMIX constants).
pub struct Numbers(pub u64);

impl Numbers {
    /// A whole number below another.
    pub fn below(&mut self, most: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % most
    }

    /// A whole number between two.
    pub fn from(&mut self, low: i32, high: i32) -> f64 {
        f64::from(low) + f64::from(self.below(u32::try_from(high - low).unwrap() + 1))
    }
}
