//! How life-time value is reckoned: the organisation's setting, the words of a fit, and its dates.

use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clv::Discounting;

crate::vocabulary! {
    /// Whether there is a fit of the models.
    pub enum FitState {
        /// None was made yet.
        None = "none",
        /// The data do not bear one.
        Refused = "refused",
        /// There is one.
        Fitted = "fitted",
    }
}

crate::vocabulary! {
    /// A model.
    pub enum ModelKind {
        /// When customers buy, and whether they still do: the one that counts.
        ParetoNbd = "pareto_nbd",
        /// The same, for comparison.
        BgNbd = "bg_nbd",
        /// The same, for comparison.
        MbgNbd = "mbg_nbd",
        /// How much a purchase is worth.
        GammaGamma = "gamma_gamma",
    }
}

crate::vocabulary! {
    /// Why a model was not fitted.
    pub enum RefusalReason {
        /// Too few customers bought on more than one day.
        TooFewRepeatBuyers = "too_few_repeat_buyers",
        /// The data know no best value of a parameter.
        Boundary = "boundary",
        /// The search found no best values.
        NoOptimum = "no_optimum",
        /// Who buys often spends more, or less, each time.
        BasketFollowsFrequency = "basket_follows_frequency",
    }
}

crate::vocabulary! {
    /// Why there is no life-time value.
    pub enum NoLifeTimeValue {
        /// No fit was made yet.
        NotFitted = "not_fitted",
        /// The data bear no model of purchases.
        Refused = "refused",
        /// This customer is not among those the fit is of: no consumer, never bought, or new since.
        NotScored = "not_scored",
        /// The data bear no model of baskets.
        NoBaskets = "no_baskets",
        /// The organisation has not said which share of spend it keeps.
        NoMargin = "no_margin",
    }
}

crate::vocabulary! {
    /// How likely customers still are customers. The bounds are those of the life cycle.
    pub enum AliveBand {
        /// P(alive) of at least 0.8.
        Alive = "alive",
        /// At least 0.5.
        Likely = "likely",
        /// At least 0.1.
        Doubtful = "doubtful",
        /// Less.
        Gone = "gone",
    }
}

/// One in millionths, as estimates are kept.
pub const MILLION: i64 = 1_000_000;

/// Millionths, none of them negative, as a decimal with six places, such as `0.869134`.
pub fn decimal(millionths: i64) -> String {
    format!("{}.{:06}", millionths / MILLION, millionths % MILLION)
}

impl AliveBand {
    /// The least P(alive) of the band, in millionths.
    #[must_use]
    pub const fn least(self) -> i64 {
        match self {
            Self::Alive => 800_000,
            Self::Likely => 500_000,
            Self::Doubtful => 100_000,
            Self::Gone => 0,
        }
    }
}

/// What life-time value is reckoned by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LifeTimeValuePolicy {
    /// The share of net spend that is kept, in basis points: 4000 is 40 %. Null while it is not known: then there is no
    /// life-time value in money.
    #[schema(minimum = 1, maximum = 10000)]
    pub margin_basis_points: Option<u32>,
    /// How far ahead purchases count.
    #[schema(minimum = 1, maximum = 120)]
    pub horizon_months: u32,
    /// By how much a year later purchases count less, in basis points: 1500 is 15 %.
    #[schema(minimum = 0, maximum = 10000)]
    pub discount_basis_points: u32,
}

impl Default for LifeTimeValuePolicy {
    fn default() -> Self {
        Self { margin_basis_points: None, horizon_months: 36, discount_basis_points: 1_500 }
    }
}

impl LifeTimeValuePolicy {
    /// Whether each member is within its bounds.
    ///
    /// # Errors
    /// The member that is not.
    pub fn check(&self) -> Result<(), &'static str> {
        let rules = [
            ("margin_basis_points", self.margin_basis_points.is_none_or(|margin| (1..=10_000).contains(&margin))),
            ("horizon_months", (1..=120).contains(&self.horizon_months)),
            ("discount_basis_points", self.discount_basis_points <= 10_000),
        ];
        rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(field))
    }

    /// The margin as a share from 0 to 1.
    #[must_use]
    pub fn margin(&self) -> Option<f64> {
        self.margin_basis_points.map(|margin| f64::from(margin) / 10_000.0)
    }

    /// Horizon and discount as the models take them.
    #[must_use]
    pub fn discounting(&self) -> Discounting {
        Discounting {
            months: f64::from(self.horizon_months),
            yearly_rate: f64::from(self.discount_basis_points) / 10_000.0,
        }
    }
}

/// The shortest time that is foretold in a hold-out check.
const LEAST_HELD_OUT: i64 = 91;
/// The longest one.
const MOST_HELD_OUT: i64 = 364;

/// The last day that a hold-out check knows, when purchases reach from `first` to `last`: the second half is held out, or a
/// year of it. `None` when that is less than a quarter of a year.
#[must_use]
pub fn hold_out_after(first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
    let days = (last - first).num_days();
    let held_out = (days - days / 2).min(MOST_HELD_OUT);
    (held_out >= LEAST_HELD_OUT).then(|| last - TimeDelta::days(held_out))
}

/// A share or a number of purchases in millionths; what is none is 0.
#[must_use]
pub fn millionths(value: f64) -> i64 {
    rounded(value * MILLION as f64)
}

/// The nearest whole number of minor units.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a float beyond the bounds becomes the bound, and none becomes 0")]
pub fn rounded(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_out_of_bounds_are_named() {
        let standard = LifeTimeValuePolicy::default();
        assert_eq!((standard.margin(), standard.discounting()), (None, Discounting::STANDARD));
        for (policy, expected) in [
            (standard, Ok(())),
            (LifeTimeValuePolicy { margin_basis_points: Some(0), ..standard }, Err("margin_basis_points")),
            (LifeTimeValuePolicy { margin_basis_points: Some(10_000), ..standard }, Ok(())),
            (LifeTimeValuePolicy { margin_basis_points: Some(10_001), ..standard }, Err("margin_basis_points")),
            (LifeTimeValuePolicy { horizon_months: 0, ..standard }, Err("horizon_months")),
            (LifeTimeValuePolicy { horizon_months: 121, ..standard }, Err("horizon_months")),
            (LifeTimeValuePolicy { discount_basis_points: 0, ..standard }, Ok(())),
            (LifeTimeValuePolicy { discount_basis_points: 10_001, ..standard }, Err("discount_basis_points")),
        ] {
            assert_eq!(policy.check(), expected, "{policy:?}");
        }
        assert_eq!(LifeTimeValuePolicy { margin_basis_points: Some(4_000), ..standard }.margin(), Some(0.4));
    }

    #[test]
    fn the_second_half_is_held_out_and_a_year_at_most() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (first, last, expected) in [
            // CDNOW: 39 weeks known, 39 weeks held out.
            ("1997-01-01", "1998-06-30", Some("1997-09-30")),
            ("2020-01-01", "2026-12-31", Some("2026-01-01")),
            ("2026-01-01", "2026-07-02", Some("2026-04-02")),
            ("2026-01-01", "2026-06-29", None),
            ("2026-01-01", "2026-01-01", None),
        ] {
            assert_eq!(hold_out_after(day(first), day(last)), expected.map(day), "{first} to {last}");
        }
    }

    #[test]
    fn estimates_are_whole_millionths() {
        for (value, expected) in
            [(0.0, 0), (1.0, 1_000_000), (0.869_133_6, 869_134), (f64::NAN, 0), (f64::INFINITY, i64::MAX)]
        {
            assert_eq!(millionths(value), expected, "{value}");
        }
        assert_eq!((rounded(2.5), rounded(2.4)), (3, 2));
    }
}
