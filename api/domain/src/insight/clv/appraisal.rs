//! What the fits say of one customer, and why something is not said.

use super::fit::Refusal;
use super::gamma_gamma::{Basket, GammaGamma};
use super::histories::History;
use super::pareto_nbd::{Discounting, ParetoNbd, YEAR};

/// What customers are appraised by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Appraiser {
    /// When they buy and whether they still do.
    pub purchases: ParetoNbd,
    /// How much, or why nobody knows.
    pub baskets: Result<GammaGamma, Refusal>,
    /// The share of net spend that is kept, from 0 to 1: a setting of the organisation, never guessed.
    pub margin: Option<f64>,
    /// How far ahead residual purchases count, and how they are discounted.
    pub discounting: Discounting,
}

/// Why customers have no life-time value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NoValue {
    /// The organisation has not said which share of spend it keeps.
    NoMargin,
    /// The baskets could not be fitted.
    NoBaskets(Refusal),
}

/// What is expected of a customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Appraisal {
    /// P(alive): how likely the customer still is one, from 0 to 1.
    pub alive: f64,
    /// Purchase days to expect in the next 12 months.
    pub expected_purchases: f64,
    /// The net spend to expect of one of them, in the unit of the baskets.
    pub expected_basket: Option<f64>,
    /// Discounted expected residual transactions (DERT) within the horizon.
    pub residual_transactions: f64,
    /// Margin × expected basket × discounted expected residual transactions, in the same unit.
    pub life_time_value: Option<f64>,
}

impl Appraiser {
    /// Why no customer has a life-time value; `None` when they have one.
    #[must_use]
    pub fn no_value(&self) -> Option<NoValue> {
        match (self.baskets, self.margin) {
            (Err(refusal), _) => Some(NoValue::NoBaskets(refusal)),
            (Ok(_), None) => Some(NoValue::NoMargin),
            (Ok(_), Some(_)) => None,
        }
    }

    /// Appraises a customer by their history and the mean net spend of their repeat purchase days, which is not read
    /// without any.
    #[must_use]
    pub fn appraise(&self, history: History, mean_basket: f64) -> Appraisal {
        let one = history.statistic();
        let basket = Basket { repeats: history.repeats, mean: mean_basket };
        let expected_basket = self.baskets.ok().map(|model| model.expected(Some(basket)));
        let residual_transactions = self.purchases.residual(&one, self.discounting);
        let value = |(margin, basket)| life_time_value(margin, basket, residual_transactions);
        Appraisal {
            alive: self.purchases.alive(&one),
            expected_purchases: self.purchases.expected(&one, YEAR),
            expected_basket,
            residual_transactions,
            life_time_value: self.margin.zip(expected_basket).map(value),
        }
    }
}

/// The life-time value (CLV): margin × expected basket × discounted expected residual transactions, in the unit of the
/// basket.
#[must_use]
pub fn life_time_value(margin: f64, basket: f64, residual_transactions: f64) -> f64 {
    margin * basket * residual_transactions
}

#[cfg(test)]
mod tests {
    use super::*;

    const PURCHASES: ParetoNbd = ParetoNbd { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };
    const BASKETS: GammaGamma = GammaGamma { p: 6.25, q: 3.74, gamma: 15.44 };

    fn appraiser(baskets: Result<GammaGamma, Refusal>, margin: Option<f64>) -> Appraiser {
        Appraiser { purchases: PURCHASES, baskets, margin, discounting: Discounting::STANDARD }
    }

    #[test]
    fn a_value_needs_a_margin_and_baskets_and_says_which_is_missing() {
        let refusal = Refusal::Boundary { parameter: "p" };
        for (baskets, margin, why) in [
            (Ok(BASKETS), Some(0.4), None),
            (Ok(BASKETS), None, Some(NoValue::NoMargin)),
            (Err(refusal), Some(0.4), Some(NoValue::NoBaskets(refusal))),
            (Err(refusal), None, Some(NoValue::NoBaskets(refusal))),
        ] {
            let appraiser = appraiser(baskets, margin);
            assert_eq!(appraiser.no_value(), why);
            let found = appraiser.appraise(History::new(2, 213, 272), 22.345);
            assert_eq!(found.life_time_value.is_none(), why.is_some());
            assert_eq!(found.expected_basket.is_some(), baskets.is_ok());
            // The other two need neither.
            assert!((found.alive - 0.869).abs() < 1e-3 && found.expected_purchases > 1.455);
        }
    }

    #[test]
    fn the_value_is_margin_times_basket_times_residual_transactions() {
        let history = History::new(2, 213, 272);
        let found = appraiser(Ok(BASKETS), Some(0.4)).appraise(history, 22.345);
        let residual = PURCHASES.residual(&history.statistic(), Discounting::STANDARD);
        let basket = found.expected_basket.unwrap();
        assert!((basket - 24.65).abs() < 0.02, "{basket}");
        assert!((found.life_time_value.unwrap() - 0.4 * basket * residual).abs() < 1e-12);
        // A one-time buyer's basket is that of all, whatever was spent.
        let once = History::new(0, 0, 272);
        let of = |mean| appraiser(Ok(BASKETS), Some(0.4)).appraise(once, mean);
        assert_eq!(of(1.0), of(1_000.0));
        assert!((of(1.0).expected_basket.unwrap() - 35.2).abs() < 0.1);
    }
}
