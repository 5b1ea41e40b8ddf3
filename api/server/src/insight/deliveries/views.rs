//! Figures of deliveries as they are asked for and sent.

use chrono::NaiveDate;
use regulars_domain::quantity;
use regulars_domain::sales::deliveries::{DeliveryFigures, PurchaseDeliveriesBy};
use regulars_domain::statistics::six_places;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::range::DayRange;

/// Which deliveries are asked about.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveriesQuery {
    /// `unit` when absent.
    #[param(required = false)]
    pub by: Option<PurchaseDeliveriesBy>,
    /// `promised_on[gte]` and `promised_on[lt]`: promised from (inclusive) and to (exclusive) a day, 366 days at most; the
    /// running month when absent.
    #[param(style = DeepObject, explode, required = false)]
    pub promised_on: Option<DayRange>,
    /// Only purchases of these units.
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
    /// Only purchases of this customer.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub customer_id: Option<String>,
}

/// How deliveries came.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurchaseDeliveryFigures {
    /// The first day for which they were promised.
    pub from: NaiveDate,
    /// The day after the last one.
    pub before: NaiveDate,
    /// The day of which this is: what was promised for an earlier one and has not come is late.
    pub today: NaiveDate,
    pub by: PurchaseDeliveriesBy,
    pub total: PurchaseDeliveryRates,
    /// Months in their order; of units and customers those with the most deliveries first.
    pub data: Vec<PurchaseDeliveryRow>,
}

/// One group of deliveries.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurchaseDeliveryRow {
    /// The id of the unit or customer, or the month; null for purchases of no unit.
    pub key: Option<String>,
    /// What the unit or customer is called.
    pub name: Option<String>,
    #[serde(flatten)]
    pub rates: PurchaseDeliveryRates,
}

/// Counts and rates of deliveries that were promised for a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PurchaseDeliveryRates {
    /// Came on the promised day or before.
    pub on_time: i64,
    /// Came later, or not yet though the day is over.
    pub late: i64,
    /// Have not come, and the day is not over.
    pub due: i64,
    /// The share on time of those on time and late, a decimal from 0 to 1; null when there are none.
    #[schema(example = "0.950000")]
    pub on_time_rate: Option<String>,
    /// The share of them that came on time and in full (OTIF), a decimal from 0 to 1.
    #[schema(example = "0.900000")]
    pub on_time_in_full_rate: Option<String>,
    /// Ordered of what has come; a decimal.
    #[schema(example = "1200.000")]
    pub ordered_quantity: String,
    /// Missing of that.
    #[schema(example = "36.000")]
    pub short_quantity: String,
    /// The share that was missing, a decimal from 0 to 1; null when nobody said what was ordered.
    #[schema(example = "0.030000")]
    pub shortage_rate: Option<String>,
}

impl From<DeliveryFigures> for PurchaseDeliveryRates {
    fn from(figures: DeliveryFigures) -> PurchaseDeliveryRates {
        PurchaseDeliveryRates {
            on_time: figures.on_time,
            late: figures.late,
            due: figures.due,
            on_time_rate: figures.on_time_rate().map(six_places),
            on_time_in_full_rate: figures.on_time_in_full_rate().map(six_places),
            ordered_quantity: quantity::print(figures.ordered),
            short_quantity: quantity::print(figures.short),
            shortage_rate: figures.shortage_rate().map(six_places),
        }
    }
}
