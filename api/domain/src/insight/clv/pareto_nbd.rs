//! Pareto/NBD: a customer buys at a rate of their own and leaves at a time nobody sees.
//!
//! Purchase rates are gamma-distributed over customers (r, alpha), rates of leaving too (s, beta). Sources: Schmittlein,
//! Morrison & Colombo (1987), Management Science 33(1); Fader & Hardie (2005), A Note on Deriving the Pareto/NBD Model and
//! Related Expressions.

use super::fit::{Fitted, Parameter, Purchases, Refusal, scale, search, shape};
use super::histories::{Histories, Statistic};
use super::special::{LONG, MIDDLE, Rule, SHORT, chance_against, ln_gamma, ln_sum_exp};

/// Differences of logarithms beyond this do not show in a sum.
const GONE: f64 = 40.0;

/// Pareto/NBD with its parameters, all above 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ParetoNbd {
    /// Shape of the purchase rates.
    pub r: f64,
    /// Their scale, in weeks.
    pub alpha: f64,
    /// Shape of the rates of leaving.
    pub s: f64,
    /// Their scale, in weeks.
    pub beta: f64,
}

/// From when on residual transactions are counted, and how they are discounted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Discounting {
    /// Months ahead that count.
    pub months: f64,
    /// What a year takes off, such as 0.15.
    pub yearly_rate: f64,
}

impl Discounting {
    /// 36 months at 15 % a year.
    pub const STANDARD: Self = Self { months: 36.0, yearly_rate: 0.15 };
}

/// Weeks in a year of 365.25 days.
pub const YEAR: f64 = 365.25 / 7.0;

const PARAMETERS: [Parameter; 4] = [shape("r"), scale("alpha"), shape("s"), scale("beta")];

impl ParetoNbd {
    /// The most likely parameters for these customers.
    ///
    /// # Errors
    /// Too few repeat buyers, or data that no parameters within bounds describe best.
    pub fn fit(base: &Histories) -> Result<Fitted<Self>, Refusal> {
        let (weeks, repeats) = base.means();
        let wait = weeks / repeats.max(1e-9);
        let starts = [
            [0.5, 0.5 * wait, 0.6, 0.3 * weeks],
            [0.5, 0.3 * wait, 0.3, 0.05 * weeks],
            [2.0, 2.0 * wait, 1.5, 3.0 * weeks],
        ];
        search(base, &PARAMETERS, &starts, |&[r, alpha, s, beta]| Self { r, alpha, s, beta })
    }

    /// ln of (chance of having left since the last purchase ÷ chance of still being a customer).
    fn ln_odds_of_having_left(&self, one: &Statistic) -> f64 {
        self.s.ln()
            + self.ln_integral(one)
            + (self.r + one.x) * (self.alpha + one.t).ln()
            + self.s * (self.beta + one.t).ln()
    }

    /// ln ∫ (alpha + y)^−(r + x) (beta + y)^−(s + 1) dy from t_x to T: having left at y, summed up over y.
    ///
    /// s times this is what Fader & Hardie write as s ⁄ (r + s + x) · A₀. A₀ is there a difference of two Gaussian
    /// hypergeometric functions, whose argument nears 1 when alpha and beta lie far apart and whose difference is lost
    /// when t_x nears T. The integral itself is of a smooth positive function, so neither happens: by Gauss–Legendre in
    /// v = ln((m + y) ⁄ (m + t_x)), m the smaller of alpha and beta, as far as the function is not yet 0.
    fn ln_integral(&self, one: &Statistic) -> f64 {
        if one.t <= one.t_x {
            return f64::NEG_INFINITY;
        }
        let (rate, leaving) = (self.r + one.x, self.s + 1.0);
        let (small, small_power, large, large_power) = if self.alpha < self.beta {
            (self.alpha, rate, self.beta, leaving)
        } else {
            (self.beta, leaving, self.alpha, rate)
        };
        let (from, great) = (small + one.t_x, large + one.t_x);
        // The function falls like e^(slope·v) · (1 + ratio·(eᵛ − 1))^−large_power.
        let (slope, ratio) = (1.0 - small_power, from / great);
        let mut width = ((one.t - one.t_x) / from).ln_1p();
        width = width.min(((GONE / large_power).exp_m1() / ratio).ln_1p());
        if slope < 0.0 {
            width = width.min(GONE / -slope);
        }
        let rest = 1.0 - ratio;
        let value = |v: f64| (slope * v - large_power * (ratio * v.exp() + rest).ln()).exp();
        let fall = value(width).ln().abs() + width;
        let rule: &Rule = match fall {
            fall if fall < 3.0 => &SHORT,
            fall if fall < 10.0 => &MIDDLE,
            _ => &LONG,
        };
        let panels = (width / 3.0).ceil().max(1.0);
        let step = width / panels;
        let (mut sum, mut start) = (0.0, 0.0);
        while start < width - 0.5 * step {
            sum += rule.iter().map(|(at, weight)| weight * value(start + step * at)).sum::<f64>();
            start += step;
        }
        (step * sum).ln() + from.ln() - small_power * from.ln() - large_power * great.ln()
    }

    /// How likely the customer still is one: from 0 to 1.
    #[must_use]
    pub fn alive(&self, one: &Statistic) -> f64 {
        chance_against(self.ln_odds_of_having_left(one))
    }

    /// Purchases to expect in the next `weeks`.
    #[must_use]
    pub fn expected(&self, one: &Statistic, weeks: f64) -> f64 {
        let rate = (self.r + one.x) / (self.alpha + one.t);
        let since = self.beta + one.t;
        let ln_kept = -(weeks / since).ln_1p();
        let power = self.s - 1.0;
        // (1 − q^(s − 1)) ⁄ (s − 1), which nears −ln q where s nears 1.
        let weeks_alive = if power.abs() < 1e-9 { -ln_kept } else { -(power * ln_kept).exp_m1() / power };
        self.alive(one) * rate * since * weeks_alive
    }

    /// Discounted expected residual transactions (DERT): the purchases to expect, each worth less the later it comes,
    /// discounted continuously (Fader, Hardie & Lee (2005), RFM and CLV, Journal of Marketing Research 42(4), equation 2,
    /// up to a horizon).
    #[must_use]
    pub fn residual(&self, one: &Statistic, discounting: Discounting) -> f64 {
        let weeks = discounting.months / 12.0 * YEAR;
        let force = discounting.yearly_rate.ln_1p() / YEAR;
        let since = self.beta + one.t;
        let width = (weeks / since).ln_1p();
        // In v = ln((since + y) ⁄ since) the rate is e^(−s·v), and dy is since·eᵛ dv.
        let sum: f64 = LONG
            .iter()
            .map(|(at, weight)| {
                let v = width * at;
                weight * ((1.0 - self.s) * v - force * since * v.exp_m1()).exp()
            })
            .sum();
        self.alive(one) * (self.r + one.x) / (self.alpha + one.t) * since * width * sum
    }
}

impl Purchases for ParetoNbd {
    fn ln_likelihood(&self, distinct: &[Statistic]) -> f64 {
        let scale = self.r * self.alpha.ln() + self.s * self.beta.ln() - ln_gamma(self.r);
        let ln_s = self.s.ln();
        let (mut x, mut of_x, mut t, mut of_t) = (f64::NAN, 0.0, f64::NAN, (0.0, 0.0));
        let mut sum = 0.0;
        for one in distinct {
            if one.x != x {
                x = one.x;
                of_x = ln_gamma(self.r + x) + scale;
            }
            if one.t != t {
                t = one.t;
                of_t = ((self.alpha + t).ln(), (self.beta + t).ln());
            }
            let stayed = -(self.r + x) * of_t.0 - self.s * of_t.1;
            sum += one.count * (of_x + ln_sum_exp(stayed, ln_s + self.ln_integral(one)));
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::special::hypergeometric;
    use super::*;
    use crate::insight::clv::cdnow;

    #[test]
    fn the_published_fit_of_cdnow() {
        // Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, table 2.
        let fitted = ParetoNbd::fit(&cdnow::histories()).unwrap();
        assert!((fitted.ln_likelihood + 9_594.976_2).abs() < 0.01, "{fitted:?}");
        for (found, published, share) in [
            (fitted.model.r, 0.553, 0.001),
            (fitted.model.alpha, 10.578, 0.001),
            (fitted.model.s, 0.606, 0.005),
            (fitted.model.beta, 11.669, 0.005),
        ] {
            assert!((found - published).abs() < share * published, "{fitted:?}");
        }
    }

    #[test]
    fn the_scores_of_each_customer_of_cdnow_and_the_forecast() {
        let model = ParetoNbd::fit(&cdnow::histories()).unwrap().model;
        let mut forecast = 0.0;
        for row in cdnow::rows() {
            let one = row.history.statistic();
            forecast += model.expected(&one, 39.0);
            for (name, found, expected) in [
                ("pa_pnbd", model.alive(&one), row.pa_pnbd),
                ("cet39_pnbd", model.expected(&one, 39.0), row.cet39_pnbd),
                ("ll_pnbd", model.ln_likelihood(&[one]), row.ll_pnbd),
            ] {
                assert!((found - expected).abs() < 1e-3, "{name} {one:?}: {found}, not {expected}");
            }
        }
        assert!((forecast - 1_665.5).abs() < 0.1, "{forecast}");
    }

    /// ln of s ⁄ (r + s + x) · A₀ ⁄ s as it is printed: the difference of two hypergeometric functions, told apart by
    /// whether alpha ≥ beta.
    fn printed(model: &ParetoNbd, one: &Statistic) -> f64 {
        let sum = model.r + model.s + one.x;
        let (large, difference, b) = if model.alpha >= model.beta {
            (model.alpha, model.alpha - model.beta, model.s + 1.0)
        } else {
            (model.beta, model.beta - model.alpha, model.r + one.x)
        };
        let part = |t: f64| {
            let z = difference / (large + t);
            let transformed = hypergeometric(1.0, sum + 1.0 - b, sum + 1.0, z);
            transformed.ln() + (1.0 - b) * (-z).ln_1p() - sum * (large + t).ln()
        };
        let (first, second) = (part(one.t_x), part(one.t));
        first + (-(second - first).exp()).ln_1p() - sum.ln()
    }

    #[test]
    fn the_integral_is_what_the_hypergeometric_functions_say() {
        for (r, alpha, s, beta) in [
            (0.553, 10.58, 0.606, 11.67),
            (0.553, 11.67, 0.606, 10.58),
            (1.0, 5.0, 1.0, 5.0),
            (0.2, 0.05, 2.0, 300.0),
            (3.0, 200.0, 0.1, 0.05),
            (12.0, 40.0, 25.0, 900.0),
            (0.01, 1.0, 0.01, 1.0),
        ] {
            let model = ParetoNbd { r, alpha, s, beta };
            for (x, t_x, t) in [
                (0.0, 0.0, 0.5),
                (0.0, 0.0, 40.0),
                (0.0, 0.0, 600.0),
                (1.0, 3.0, 39.0),
                (5.0, 38.0, 39.0),
                (30.0, 20.0, 39.0),
                (400.0, 250.0, 300.0),
                (200.0, 1.0, 300.0),
            ] {
                let one = Statistic { x, t_x, t, count: 1.0 };
                let (found, expected) = (model.ln_integral(&one), printed(&model, &one));
                assert!((found - expected).abs() < 1e-8, "{model:?} {one:?}: {found}, not {expected}");
            }
        }
    }

    #[test]
    fn nothing_overflows_at_the_edges() {
        for (r, alpha, s, beta) in [(0.01, 0.01, 50.0, 1e4), (50.0, 1e4, 0.01, 0.01), (0.5, 10.0, 1.0, 10.0)] {
            let model = ParetoNbd { r, alpha, s, beta };
            for (x, t_x, t) in [(0.0, 0.0, 0.0), (0.0, 0.0, 5_000.0), (3_000.0, 4_000.0, 5_000.0), (9.0, 70.0, 70.0)] {
                let one = Statistic { x, t_x, t, count: 1.0 };
                let (alive, expected) = (model.alive(&one), model.expected(&one, 52.0));
                assert!((0.0..=1.0).contains(&alive) && expected >= 0.0 && expected.is_finite(), "{model:?} {one:?}");
                assert!(model.ln_likelihood(&[one]).is_finite(), "{model:?} {one:?}");
            }
        }
        let bought_today = Statistic { x: 9.0, t_x: 70.0, t: 70.0, count: 1.0 };
        assert_eq!(ParetoNbd { r: 0.5, alpha: 10.0, s: 0.6, beta: 11.0 }.alive(&bought_today), 1.0);
    }

    #[test]
    fn residual_transactions_are_the_expected_ones_discounted() {
        let one = Statistic { x: 5.0, t_x: 35.0, t: 39.0, count: 1.0 };
        for (s, beta) in [(0.606, 11.669), (1.0, 30.0), (2.5, 0.5)] {
            let model = ParetoNbd { r: 0.553, alpha: 10.578, s, beta };
            // Without a rate they are the expected purchases of the horizon.
            let plain = model.residual(&one, Discounting { months: 36.0, yearly_rate: 0.0 });
            assert!((plain - model.expected(&one, 3.0 * YEAR)).abs() < 1e-9);
            // With one: day by day, each day's purchases at its own factor.
            let (days, mut sum) = (36.0 / 12.0 * 365.25, 0.0);
            let parts = 20_000;
            for part in 0..parts {
                let at = |part: i32| f64::from(part) / f64::from(parts) * days / 7.0;
                let bought = model.expected(&one, at(part + 1)) - model.expected(&one, at(part));
                sum += bought * 1.15_f64.powf(-0.5 * (at(part) + at(part + 1)) / YEAR);
            }
            assert!((model.residual(&one, Discounting::STANDARD) - sum).abs() < 1e-6);
        }
    }
}
