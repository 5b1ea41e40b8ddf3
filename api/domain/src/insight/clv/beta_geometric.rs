//! BG/NBD and MBG/NBD: a customer may leave after each purchase.
//!
//! Purchases come at a rate that is gamma-distributed over customers (r, alpha), and after each purchase the customer
//! leaves with a probability that is beta-distributed (a, b). In BG/NBD nobody leaves at the first purchase, so a one-time
//! buyer is alive for certain; MBG/NBD lets them. Sources: Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy
//! Way, Marketing Science 24(2); Batislam, Denizel & Filiztekin (2007), International Journal of Research in Marketing
//! 24(3).

use super::fit::{Fitted, Parameter, Purchases, Refusal, scale, search, shape};
use super::histories::{Histories, Statistic};
use super::special::{chance_against, hypergeometric, ln_beta, ln_gamma, ln_sum_exp};

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaving {
    /// BG/NBD: after a repeat purchase only.
    AfterRepeats,
    /// MBG/NBD: after any purchase, the first one too.
    AfterAny,
}

/// BG/NBD or MBG/NBD with its parameters, all above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaGeometric {
    /// Which of the two it is.
    pub leaving: Leaving,
    /// Shape of the purchase rates.
    pub r: f64,
    /// Their scale, in weeks.
    pub alpha: f64,
    /// Weight of leaving.
    pub a: f64,
    /// Weight of staying.
    pub b: f64,
}

const PARAMETERS: [Parameter; 4] = [shape("r"), scale("alpha"), shape("a"), shape("b")];

impl BetaGeometric {
    /// The most likely parameters for these customers.
    ///
    /// # Errors
    /// Too few repeat buyers, or data that no parameters within bounds describe best.
    pub fn fit(base: &Histories, leaving: Leaving) -> Result<Fitted<Self>, Refusal> {
        let (weeks, repeats) = base.means();
        let wait = weeks / repeats.max(1e-9);
        let starts = [[0.5, 0.5 * wait, 0.8, 2.4], [0.3, 0.1 * wait, 0.5, 4.0], [2.0, 2.0 * wait, 1.0, 1.0]];
        search(base, &PARAMETERS, &starts, |&[r, alpha, a, b]| Self { leaving, r, alpha, a, b })
    }

    /// ln of (chance of having left at the last purchase ÷ chance of still being a customer).
    fn ln_odds_of_having_left(&self, one: &Statistic) -> f64 {
        let before = match self.leaving {
            Leaving::AfterRepeats if one.x == 0.0 => return f64::NEG_INFINITY,
            Leaving::AfterRepeats => self.b + one.x - 1.0,
            Leaving::AfterAny => self.b + one.x,
        };
        // Between one repeat and b near 0 nobody is known to stay.
        (self.a / before.max(f64::MIN_POSITIVE)).ln()
            + (self.r + one.x) * ((self.alpha + one.t) / (self.alpha + one.t_x)).ln()
    }

    /// How likely the customer still is one: from 0 to 1. By BG/NBD 1 for each one-time buyer, so it is not shown.
    #[must_use]
    pub fn alive(&self, one: &Statistic) -> f64 {
        chance_against(self.ln_odds_of_having_left(one))
    }

    /// Purchases to expect in the next `weeks`.
    #[must_use]
    pub fn expected(&self, one: &Statistic, weeks: f64) -> f64 {
        let offset = if self.leaving == Leaving::AfterAny { 1.0 } else { 0.0 };
        // The formula is continuous in a, but reads 0 ⁄ 0 at 1.
        let a = if (self.a - 1.0).abs() < 1e-6 { 1.0 + 1e-6 } else { self.a };
        let mut c = a + self.b + offset + one.x - 1.0;
        if c.abs() < 1e-6 {
            c = 1e-6;
        }
        let z = weeks / (self.alpha + one.t + weeks);
        let kept = ((a - 1.0) * (-z).ln_1p()).exp() * hypergeometric(a + self.b + offset - 1.0 - self.r, a - 1.0, c, z);
        (c / (a - 1.0) * (1.0 - kept) * self.alive(one)).max(0.0)
    }
}

impl Purchases for BetaGeometric {
    fn ln_likelihood(&self, distinct: &[Statistic]) -> f64 {
        let offset = if self.leaving == Leaving::AfterAny { 1.0 } else { 0.0 };
        let (ln_gamma_r, ln_beta_ab) = (ln_gamma(self.r), ln_beta(self.a, self.b));
        let scale = self.r * self.alpha.ln();
        // What depends on x alone, and what depends on T alone, is the same for many that follow each other.
        let (mut x, mut of_x, mut t, mut ln_t) = (f64::NAN, 0.0, f64::NAN, 0.0);
        let mut sum = 0.0;
        for one in distinct {
            if one.x != x {
                x = one.x;
                // Leaving at the last purchase is told by the odds; this is the chance of staying.
                of_x = ln_gamma(self.r + x) - ln_gamma_r + scale + ln_beta(self.a, self.b + offset + x) - ln_beta_ab;
            }
            if one.t != t {
                t = one.t;
                ln_t = (self.alpha + t).ln();
            }
            let stayed = of_x - (self.r + x) * ln_t;
            let left = if x == 0.0 && self.leaving == Leaving::AfterRepeats {
                f64::NEG_INFINITY
            } else {
                let before = (self.b + offset + x - 1.0).max(f64::MIN_POSITIVE);
                (self.a / before).ln() + (self.r + x) * (ln_t - (self.alpha + one.t_x).ln())
            };
            sum += one.count * (stayed + ln_sum_exp(0.0, left));
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::clv::cdnow;

    #[test]
    fn the_published_fits_of_cdnow() {
        for (leaving, published, likelihood) in [
            // Fader, Hardie & Lee (2005), table 2.
            (Leaving::AfterRepeats, [0.243, 4.414, 0.793, 2.426], -9_582.429_2),
            // Batislam, Denizel & Filiztekin (2007), as fitted to the same sample.
            (Leaving::AfterAny, [0.525, 6.183, 0.891, 1.614], -9_582.135_7),
        ] {
            let fitted = BetaGeometric::fit(&cdnow::histories(), leaving).unwrap();
            let model = fitted.model;
            assert!((fitted.ln_likelihood - likelihood).abs() < 0.01, "{fitted:?}");
            for (found, published) in [model.r, model.alpha, model.a, model.b].into_iter().zip(published) {
                // Printed with three decimals: half of the last one may be rounded away.
                assert!((found - published).abs() < 0.001 * published + 0.0005, "{fitted:?}");
            }
        }
    }

    #[test]
    fn the_scores_of_each_customer_of_cdnow() {
        let fit = |leaving| BetaGeometric::fit(&cdnow::histories(), leaving).unwrap().model;
        let (plain, modified) = (fit(Leaving::AfterRepeats), fit(Leaving::AfterAny));
        for row in cdnow::rows() {
            let one = row.history.statistic();
            for (name, found, expected) in [
                ("pa_bg", plain.alive(&one), row.pa_bg),
                ("pa_mbg", modified.alive(&one), row.pa_mbg),
                ("cet39_bg", plain.expected(&one, 39.0), row.cet39_bg),
                ("cet39_mbg", modified.expected(&one, 39.0), row.cet39_mbg),
                ("ll_bg", plain.ln_likelihood(&[one]), row.ll_bg),
            ] {
                assert!((found - expected).abs() < 1e-3, "{name} {one:?}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn the_worked_example_of_bg_nbd() {
        // Fader, Hardie & Lee (2005), "Implementing the BG/NBD Model in Excel": x = 2, t_x = 30.43, T = 38.86: 1.226
        // purchases in 39 weeks.
        let model = BetaGeometric { leaving: Leaving::AfterRepeats, r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
        let one = Statistic { x: 2.0, t_x: 30.43, t: 38.86, count: 1.0 };
        assert!((model.expected(&one, 39.0) - 1.226).abs() < 1e-3);
    }

    #[test]
    fn the_formulas_hold_where_they_read_nothing_by_nothing() {
        let one = Statistic { x: 3.0, t_x: 20.0, t: 30.0, count: 1.0 };
        let at = |a| BetaGeometric { leaving: Leaving::AfterAny, r: 0.5, alpha: 6.0, a, b: 1.6 }.expected(&one, 52.0);
        let (below, here, above) = (at(0.999), at(1.0), at(1.001));
        assert!((below - above).abs() < 0.01 && (0.5 * (below + above) - here).abs() < 1e-4, "{below} {here} {above}");
        // No time, no purchases; more time, more of them.
        let model = BetaGeometric { leaving: Leaving::AfterRepeats, r: 0.24, alpha: 4.4, a: 0.8, b: 2.4 };
        assert!(model.expected(&one, 0.0).abs() < 1e-12);
        let grown: Vec<_> = [1.0, 10.0, 100.0, 1_000.0, 10_000.0].map(|weeks| model.expected(&one, weeks)).into();
        assert!(grown.is_sorted_by(|a, b| a < b), "{grown:?}");
    }
}
