//! Figures as they are sent.

use regulars_domain::customers::tiers::TierClass;
use regulars_domain::money::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::Figures;
use crate::platform::time::Time;

/// How many customers are in which class.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierFigures {
    /// The moment that all of it is true of.
    pub as_of: Time,
    /// Customers that have a tier.
    pub total: i64,
    /// Every class, best first.
    pub data: Vec<TierFigure>,
}

/// One class.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierFigure {
    pub class: TierClass,
    pub customers: i64,
    /// Their net spend of all time.
    pub net_spend: Money,
}

/// How unevenly customers spend. Shares and coefficients are decimals.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConcentrationFigures {
    /// The moment that all of it is true of.
    pub as_of: Time,
    /// Customers that have bought.
    pub customers: i64,
    pub net_spend: Money,
    /// 0 when all spend the same, towards 1 when one spends all; null when nobody spent anything.
    #[schema(example = "0.634571")]
    pub gini: Option<String>,
    /// The share of spend of the 20 % who spend most.
    #[schema(example = "0.677933")]
    pub top_20_share: Option<String>,
    /// Poorest first, from 0 to 1, at most 101 points; empty when nobody spent anything.
    pub lorenz: Vec<LorenzView>,
}

/// This share of customers, poorest first, has that share of spend.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LorenzPoint)]
pub struct LorenzView {
    #[schema(example = "0.500000")]
    pub customers_share: String,
    #[schema(example = "0.081234")]
    pub spend_share: String,
}

impl TierFigures {
    pub fn of(as_of: Time, figures: &Figures, currency: Currency) -> TierFigures {
        let figure = |class: &TierClass| {
            let (customers, net) = figures.classes.get(class).copied().unwrap_or((0, 0));
            TierFigure { class: *class, customers, net_spend: Money::new(net, currency) }
        };
        let data: Vec<TierFigure> = TierClass::ALL.iter().map(figure).collect();
        TierFigures { as_of, total: data.iter().map(|figure| figure.customers).sum(), data }
    }
}

impl ConcentrationFigures {
    pub fn of(as_of: Time, figures: Figures, currency: Currency) -> ConcentrationFigures {
        let net_spend = Money::new(figures.net_minor, currency);
        let (gini, top_20_share, lorenz) = match figures.spread {
            None => (None, None, Vec::new()),
            Some(spread) => (Some(spread.gini), Some(spread.top_20_share), spread.lorenz),
        };
        let point = |(customers_share, spend_share)| LorenzView { customers_share, spend_share };
        let lorenz = lorenz.into_iter().map(point).collect();
        ConcentrationFigures { as_of, customers: figures.buyers, net_spend, gini, top_20_share, lorenz }
    }
}
