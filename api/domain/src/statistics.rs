//! Statistics of two groups: intervals of a difference, whether sizes are as planned, and what a size could show.
//!
//! Floats, as estimates are: nothing is booked from them. `special` holds the functions they rest on; every test uses
//! numbers that the literature prints, and names the source.

mod means;
mod proportions;
mod shares;
mod sizes;
mod special;

pub use means::{Moments, welch};
pub use proportions::{newcombe, wilson};
pub use shares::{share_of, six_places};
pub use sizes::{chi_square, holm, smallest_mean_effect, smallest_rate_effect};
pub(crate) use special::ln_gamma;
pub use special::{chi_square_tail, normal_quantile, normal_tail, student_quantile, student_tail};

/// The error one is ready to make: 5 % for both sides together, so intervals are of 95 %.
pub const ALPHA: f64 = 0.05;
/// How surely a true effect of the smallest visible size is seen.
pub const POWER: f64 = 0.8;

/// A difference with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The first group less the second, in the unit of what is compared.
    pub value: f64,
    /// The lower end of the interval, in the unit of `value`.
    pub low: f64,
    /// The upper end of the interval, in the unit of `value`.
    pub high: f64,
    /// How often chance alone would show a difference as great as this one, either way. Below [`ALPHA`] exactly where
    /// the interval leaves out 0.
    pub p: f64,
}

impl Difference {
    /// The same for `factor` times the unit, such as for all people instead of one; `factor` is not below 0.
    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self { value: self.value * factor, low: self.low * factor, high: self.high * factor, p: self.p }
    }
}
