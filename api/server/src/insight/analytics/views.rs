//! Figures as they are sent.

use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::concentration::{Concentration, LorenzPoint};
use regulars_domain::money::Money;
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::time::Time;

/// How many customers are in which class.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierFigures {
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

impl ConcentrationFigures {
    pub fn new(as_of: Time, customers: i64, net_spend: Money, found: Option<Concentration>) -> ConcentrationFigures {
        let (gini, top_20_share, lorenz) = match found {
            None => (None, None, Vec::new()),
            Some(found) => (Some(found.gini), Some(found.top_20_share), found.lorenz),
        };
        let point = |point: LorenzPoint| LorenzView {
            customers_share: decimal(point.customers_share),
            spend_share: decimal(point.spend_share),
        };
        ConcentrationFigures {
            as_of,
            customers,
            net_spend,
            gini: gini.map(decimal),
            top_20_share: top_20_share.map(decimal),
            lorenz: lorenz.into_iter().map(point).collect(),
        }
    }
}

/// Six places.
fn decimal(value: f64) -> String {
    format!("{value:.6}")
}
