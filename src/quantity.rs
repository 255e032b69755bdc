//! Physical quantities and rates. A rate times its quantity gives another quantity; nothing else multiplies.
//! All quantities of flow are per year.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

use serde::{Deserialize, Serialize};

macro_rules! quantity {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// Nothing at all.
            pub const ZERO: Self = Self(0.0);

            /// The bare number, in the unit of this type.
            #[must_use]
            pub fn value(self) -> f64 {
                self.0
            }
        }
        impl Add for $name { type Output = Self; fn add(self, o: Self) -> Self { Self(self.0 + o.0) } }
        impl Sub for $name { type Output = Self; fn sub(self, o: Self) -> Self { Self(self.0 - o.0) } }
        impl Neg for $name { type Output = Self; fn neg(self) -> Self { Self(-self.0) } }
        impl AddAssign for $name { fn add_assign(&mut self, o: Self) { self.0 += o.0; } }
        impl Mul<f64> for $name { type Output = Self; fn mul(self, k: f64) -> Self { Self(self.0 * k) } }
        impl Div<f64> for $name { type Output = Self; fn div(self, k: f64) -> Self { Self(self.0 / k) } }
        /// The dimensionless ratio of two like quantities.
        impl Div for $name { type Output = f64; fn div(self, o: Self) -> f64 { self.0 / o.0 } }
        impl Sum for $name { fn sum<I: Iterator<Item = Self>>(it: I) -> Self { it.fold(Self::ZERO, Add::add) } }
    )*};
}

macro_rules! rate {
    ($($rate:ident * $base:ident = $out:ident;)*) => {$(
        impl Mul<$base> for $rate { type Output = $out; fn mul(self, b: $base) -> $out { $out(self.0 * b.0) } }
        impl Mul<$rate> for $base { type Output = $out; fn mul(self, r: $rate) -> $out { $out(self.0 * r.0) } }
    )*};
}

quantity! {
    /// Mass, in metric tonnes.
    Tonnes
    /// Distance driven, in kilometres.
    Kilometres
    /// Haulage: mass times the distance it is carried, in t.km.
    TonneKilometres
    /// Money, in euros.
    Euros
    /// Greenhouse gases, in kilograms of CO2 equivalent.
    KgCo2e
    /// Working time, in hours.
    Hours
    /// EUR/t.
    EurosPerTonne
    /// EUR/km.
    EurosPerKm
    /// EUR/h.
    EurosPerHour
    /// kgCO2e/t.
    KgCo2ePerTonne
    /// kgCO2e/km.
    KgCo2ePerKm
    /// kgCO2e/t.km.
    KgCo2ePerTonneKm
    /// h/t.
    HoursPerTonne
}

rate! {
    EurosPerTonne * Tonnes = Euros;
    EurosPerKm * Kilometres = Euros;
    EurosPerHour * Hours = Euros;
    KgCo2ePerTonne * Tonnes = KgCo2e;
    KgCo2ePerKm * Kilometres = KgCo2e;
    KgCo2ePerTonneKm * TonneKilometres = KgCo2e;
    Tonnes * Kilometres = TonneKilometres;
    HoursPerTonne * Tonnes = Hours;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_times_its_quantity_gives_the_other_quantity() {
        assert_eq!(EurosPerTonne(120.0) * Tonnes(0.5), Euros(60.0));
        assert_eq!(Kilometres(10.0) * KgCo2ePerKm(0.496), KgCo2e(4.96));
        assert!((Tonnes(1.0) / Tonnes(4.0) - 0.25).abs() < f64::EPSILON);
    }
}
