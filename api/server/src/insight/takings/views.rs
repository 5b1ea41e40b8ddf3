//! Takings as they are asked for and sent.

use chrono::NaiveDate;
use regulars_domain::insight::takings::TakingsBy;
use regulars_domain::money::Money;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::range::DayRange;

/// Which takings are asked for.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TakingsQuery {
    /// `unit` when absent.
    #[param(required = false)]
    pub by: Option<TakingsBy>,
    /// `occurred_on[gte]` and `occurred_on[lt]`: from (inclusive) and to (exclusive) a day, 366 days at most; the running
    /// month when absent.
    #[param(style = DeepObject, explode, required = false)]
    pub occurred_on: Option<DayRange>,
    /// Only these units.
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
    /// Only what was sold of this category and those below it.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub category_id: Option<String>,
}

/// What was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Takings)]
pub struct TakingsView {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub before: NaiveDate,
    pub by: TakingsBy,
    pub total: TakingsSums,
    /// Purchases of these days that are held because nobody knows their customer; not in `total`.
    pub held: HeldSums,
    /// Days in their order, others the most first.
    pub data: Vec<TakingsRow>,
}

/// One group of takings.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakingsRow {
    /// The id of the unit, category or product, the channel, or the day; null for what has none.
    pub key: Option<String>,
    /// What the unit, category or product is called.
    pub name: Option<String>,
    #[serde(flatten)]
    pub sums: TakingsSums,
}

/// Takings with a customer and without.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakingsSums {
    /// Both together, after refunds.
    pub net: Money,
    pub customers: TakingsPart,
    pub anonymous: TakingsPart,
}

/// Sales of these days, and what was given back on them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TakingsPart {
    /// Sales made.
    pub sales: i64,
    /// Charged for them.
    pub sold: Money,
    /// Given back on these days, also of earlier sales.
    pub refunded: Money,
}

/// What is held.
#[derive(Debug, Serialize, ToSchema)]
pub struct HeldSums {
    pub sales: i64,
    pub sold: Money,
}
