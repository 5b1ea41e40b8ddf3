//! Gamma-Gamma: what a customer's purchases are worth on average, seen through the few there were.
//!
//! A purchase's worth is gamma-distributed around the customer's own mean (p), the means over customers too (q, gamma).
//! Worth and frequency are taken as independent, so a correlation of the two is told. Source: Fader & Hardie (2013), The
//! Gamma-Gamma Model of Monetary Value.

use super::fit::{Fitted, LEAST_REPEAT_BUYERS, Parameter, Refusal, best, scale, shape};
use super::optimum::Place;
use super::special::ln_gamma;

/// Above this a correlation of frequency and basket, either way, leaves no life-time value.
pub const MOST_CORRELATION: f64 = 0.3;

/// The basket of a customer with repeat purchases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Basket {
    /// Repeat purchase days, at least 1.
    pub repeats: u32,
    /// The mean net spend of such a day, above 0; any unit, the same for all.
    pub mean: f64,
}

/// Gamma-Gamma with its parameters, all above 0; q is above 1 in every fit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaGamma {
    /// Shape of a customer's purchases.
    pub p: f64,
    /// Shape of the means over customers.
    pub q: f64,
    /// Their scale, in the unit of the baskets.
    pub gamma: f64,
}

/// Baskets of customers with the same number of repeats.
struct Group {
    x: f64,
    sum_of_ln: f64,
    means: Vec<f64>,
}

/// The baskets a model is fitted to; those without repeats or spend are left out.
pub struct Baskets(Vec<Group>);

impl Baskets {
    /// Sorted by their number of repeats.
    #[must_use]
    pub fn of(baskets: impl IntoIterator<Item = Basket>) -> Self {
        let usable = |one: &Basket| one.repeats > 0 && one.mean > 0.0 && one.mean.is_finite();
        let mut all: Vec<Basket> = baskets.into_iter().filter(usable).collect();
        all.sort_by(|a, b| a.repeats.cmp(&b.repeats).then(a.mean.total_cmp(&b.mean)));
        Self(all.chunk_by(|a, b| a.repeats == b.repeats).filter_map(Group::of).collect())
    }

    /// How many customers these are.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.0.iter().map(|group| group.means.len() as u64).sum()
    }

    /// Pearson's correlation of repeats and mean basket; `None` where one of them is the same for all.
    #[must_use]
    pub fn correlation(&self) -> Option<f64> {
        let count = self.customers() as f64;
        let all = || self.0.iter().flat_map(|group| group.means.iter().map(|mean| (group.x, *mean)));
        let (x, m) = all().fold((0.0, 0.0), |sum, one| (sum.0 + one.0 / count, sum.1 + one.1 / count));
        let (xx, mm, xm) = all().fold((0.0, 0.0, 0.0), |sum, one| {
            let (dx, dm) = (one.0 - x, one.1 / m - 1.0);
            (sum.0 + dx * dx, sum.1 + dm * dm, sum.2 + dx * dm)
        });
        (xx > 1e-12 * count && mm > 1e-12 * count).then(|| xm / (xx * mm).sqrt())
    }

    /// The refusal of baskets that go together with frequency more than the model can take; `None` where they do not.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        let correlation = self.correlation().filter(|found| found.abs() > MOST_CORRELATION)?;
        Some(Refusal::BasketFollowsFrequency { correlation })
    }

    fn mean(&self) -> f64 {
        let sum: f64 = self.0.iter().flat_map(|group| &group.means).sum();
        sum / (self.customers() as f64).max(1.0)
    }

    /// Every so many-th of each group, and at least its middle one: enough to find where the parameters lie.
    fn thinned(&self, every: usize) -> Self {
        let thin = |group: &Group| {
            let means = group.means.iter().skip(every / 2).step_by(every).copied().collect();
            Group { means, ..*group }.summed()
        };
        Self(self.0.iter().map(thin).filter(|group| !group.means.is_empty()).collect())
    }
}

impl Group {
    fn of(same: &[Basket]) -> Option<Self> {
        let x = f64::from(same.first()?.repeats);
        Some(Self { x, sum_of_ln: 0.0, means: same.iter().map(|one| one.mean).collect() }.summed())
    }

    fn summed(mut self) -> Self {
        self.sum_of_ln = self.means.iter().map(|mean| mean.ln()).sum();
        self
    }

    fn scaled(&self, factor: f64) -> Self {
        Self { means: self.means.iter().map(|mean| mean * factor).collect(), ..*self }.summed()
    }

    /// Σ ln(gamma + x·m), several factors to a logarithm.
    fn sum_of_ln_with(&self, gamma: f64) -> f64 {
        let product = |means: &[f64]| means.iter().map(|mean| gamma + self.x * mean).product::<f64>().ln();
        self.means.chunks(8).map(product).sum()
    }
}

const PARAMETERS: [Parameter; 3] = [shape("p"), shape("q"), scale("gamma")];

impl GammaGamma {
    /// The most likely parameters for these baskets. See [`Baskets::refusal`] for what they take for granted.
    ///
    /// # Errors
    /// Too few repeat buyers with spend, a mean over customers that is not finite, or data that no parameters within
    /// bounds describe best.
    pub fn fit(baskets: &Baskets) -> Result<Fitted<Self>, Refusal> {
        let customers = baskets.customers();
        if customers < LEAST_REPEAT_BUYERS {
            return Err(Refusal::TooFewRepeatBuyers { found: customers, needed: LEAST_REPEAT_BUYERS });
        }
        let mean = baskets.mean();
        // In units of the mean basket, so that the bounds mean the same in every currency.
        let scaled = Baskets(baskets.0.iter().map(|group| group.scaled(1.0 / mean)).collect());
        let make = |&[p, q, gamma]: &Place<3>| Self { p, q, gamma };
        let starts = [[6.0, 4.0, 0.5], [1.0, 2.5, 1.5], [20.0, 3.0, 0.1]];
        let every = usize::try_from(customers / 4_000).unwrap_or(usize::MAX).max(1);
        let thinned = scaled.thinned(every);
        let cost = |baskets: &Baskets, model: Self| -model.ln_likelihood(baskets) / baskets.customers() as f64;
        let found =
            best(&PARAMETERS, &starts, |place| cost(&thinned, make(place)), |place| cost(&scaled, make(place)))?;
        let GammaGamma { p, q, gamma } = make(&found);
        if q <= 1.0 {
            return Err(Refusal::Boundary { parameter: "q" });
        }
        let model = Self { p, q, gamma: gamma * mean };
        Ok(Fitted { model, ln_likelihood: model.ln_likelihood(baskets), customers, repeat_buyers: customers })
    }

    pub(super) fn ln_likelihood(&self, baskets: &Baskets) -> f64 {
        let Self { p, q, gamma } = *self;
        let fixed = q * gamma.ln() - ln_gamma(q);
        let of = |group: &Group| {
            let (x, count) = (group.x, group.means.len() as f64);
            count * (ln_gamma(p * x + q) - ln_gamma(p * x) + fixed + p * x * x.ln()) + (p * x - 1.0) * group.sum_of_ln
                - (p * x + q) * group.sum_of_ln_with(gamma)
        };
        baskets.0.iter().map(of).sum()
    }

    /// The mean basket to expect of a customer, in the unit of the baskets. Without repeats or spend: that of all.
    #[must_use]
    pub fn expected(&self, basket: Option<Basket>) -> f64 {
        let (x, mean) = basket.map_or((0.0, 0.0), |one| (f64::from(one.repeats), one.mean.max(0.0)));
        let x = if mean > 0.0 { x } else { 0.0 };
        self.p * (self.gamma + x * mean) / (self.p * x + self.q - 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::clv::cdnow;

    fn cdnow() -> Baskets {
        Baskets::of(cdnow::rows().iter().map(|row| Basket { repeats: row.history.repeats, mean: row.mean }))
    }

    #[test]
    fn the_published_fit_of_cdnow() {
        // Fader & Hardie (2013): 946 repeat buyers, p = 6.25, q = 3.74, gamma = 15.44.
        let fitted = GammaGamma::fit(&cdnow()).unwrap();
        assert_eq!(fitted.customers, 946);
        assert!((fitted.ln_likelihood + 4_055.917_7).abs() < 0.01, "{fitted:?}");
        for (found, published) in [(fitted.model.p, 6.25), (fitted.model.q, 3.74), (fitted.model.gamma, 15.44)] {
            // Printed with two decimals: half of the last one may be rounded away.
            assert!((found - published).abs() < 0.001 * published + 0.005, "{fitted:?}");
        }
        assert_eq!(cdnow().refusal(), None);
        // Fader & Hardie (2013): the correlation of the two is .06 without outliers, .11 with them.
        assert!(cdnow().correlation().is_some_and(|found| (found - 0.11).abs() < 0.01));
    }

    #[test]
    fn the_expected_basket_of_each_customer_of_cdnow() {
        let model = GammaGamma::fit(&cdnow()).unwrap().model;
        for row in cdnow::rows() {
            let basket = Basket { repeats: row.history.repeats, mean: row.mean };
            // Reference baskets come from parameters of their own rounding, so a share of the basket.
            let found = model.expected(Some(basket));
            assert!(
                (found - row.gg_mean).abs() < 1e-3 * row.gg_mean.max(1.0),
                "{basket:?}: {found}, not {}",
                row.gg_mean
            );
        }
        assert!((model.expected(None) - 35.17).abs() < 0.01);
    }

    #[test]
    fn units_do_not_matter_and_correlation_is_told() {
        let in_cents = cdnow::rows().iter().map(|row| Basket { repeats: row.history.repeats, mean: 1e6 * row.mean });
        let (small, large) = (GammaGamma::fit(&cdnow()).unwrap(), GammaGamma::fit(&Baskets::of(in_cents)).unwrap());
        assert!((large.model.gamma / small.model.gamma / 1e6 - 1.0).abs() < 1e-6);
        assert!((large.model.p / small.model.p - 1.0).abs() < 1e-6);
        let rising = (0..500).map(|at| Basket { repeats: 1 + at / 50, mean: f64::from(20 + at % 50 + at / 5) });
        assert!(matches!(
            Baskets::of(rising).refusal(),
            Some(Refusal::BasketFollowsFrequency { correlation }) if correlation > 0.8
        ));
    }

    #[test]
    fn baskets_that_say_nothing_are_refused() {
        let all_alike = (0..300).map(|at| Basket { repeats: 1 + at % 5, mean: 20.0 });
        let few = (0..99).map(|at| Basket { repeats: 2, mean: f64::from(at + 1) });
        let without = (0..300).map(|at| Basket { repeats: at % 2, mean: if at % 2 == 0 { 5.0 } else { 0.0 } });
        assert!(matches!(GammaGamma::fit(&Baskets::of(all_alike)), Err(Refusal::Boundary { .. })));
        let refused = Err(Refusal::TooFewRepeatBuyers { found: 99, needed: 100 });
        assert_eq!(GammaGamma::fit(&Baskets::of(few)), refused);
        let refused = Err(Refusal::TooFewRepeatBuyers { found: 0, needed: 100 });
        assert_eq!(GammaGamma::fit(&Baskets::of(without)), refused);
    }
}
