//! Deliveries as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::sales::deliveries::{Delivery, DeliveryLine};
use regulars_domain::quantity;
use regulars_domain::quantity::Quantity;
use regulars_domain::sales::deliveries::{DeliveryDays, Punctuality};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::time::Time;

/// The delivery of a purchase.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PurchaseDelivery)]
pub struct DeliveryView {
    #[schema(example = "pur_01JD3Q5V8N0000000000000000")]
    pub purchase_id: String,
    pub customer_id: String,
    pub ordered_on: Option<NaiveDate>,
    pub promised_on: Option<NaiveDate>,
    pub delivered_on: Option<NaiveDate>,
    /// How it stands today.
    pub punctuality: Punctuality,
    /// Whether nothing was missing of what was ordered; null when it has not come, or nobody said what was ordered.
    pub is_in_full: Option<bool>,
    pub lines: Vec<DeliveryLineView>,
    /// When it was last told.
    pub updated_at: Time,
    pub version: i32,
}

/// One line of a delivery.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PurchaseDeliveryLine)]
pub struct DeliveryLineView {
    /// That of the purchase's line.
    pub number: i32,
    /// A decimal with up to three places.
    #[schema(example = "40.000")]
    pub ordered_quantity: String,
    /// Missing of it.
    #[schema(example = "2.500")]
    pub short_quantity: String,
}

impl DeliveryView {
    pub fn new(delivery: Delivery, lines: &[DeliveryLine], today: NaiveDate) -> DeliveryView {
        let days = days_of(&delivery);
        let line = |line: &DeliveryLine| DeliveryLineView {
            number: line.number,
            ordered_quantity: quantity::print(line.ordered),
            short_quantity: quantity::print(line.short),
        };
        DeliveryView {
            punctuality: days.punctuality(today),
            is_in_full: (delivery.delivered_on.is_some() && !lines.is_empty()).then_some(delivery.short == 0),
            lines: lines.iter().map(line).collect(),
            purchase_id: delivery.purchase_id,
            customer_id: delivery.customer_id,
            ordered_on: days.ordered_on,
            promised_on: days.promised_on,
            delivered_on: days.delivered_on,
            updated_at: delivery.updated_at.into(),
            version: delivery.version,
        }
    }
}

/// The days of a delivery as it is kept.
pub fn days_of(delivery: &Delivery) -> DeliveryDays {
    let Delivery { ordered_on, promised_on, delivered_on, .. } = *delivery;
    DeliveryDays { ordered_on, promised_on, delivered_on }
}

/// What is known of the delivery of a purchase.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPurchaseDelivery {
    #[serde(default)]
    pub ordered_on: Option<NaiveDate>,
    /// The day for which it was promised, not before it was ordered.
    #[serde(default)]
    pub promised_on: Option<NaiveDate>,
    /// The day on which it came: not before it was ordered, and not ahead. Absent until it has come.
    #[serde(default)]
    pub delivered_on: Option<NaiveDate>,
    /// What was ordered of the purchase's lines, each once; a line that is not named counts in no shortage.
    #[serde(default)]
    #[validate(length(max = 500), nested)]
    #[schema(max_items = 500)]
    pub lines: Vec<NewPurchaseDeliveryLine>,
}

/// What was ordered of a line, and what was missing.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPurchaseDeliveryLine {
    /// That of the purchase's line.
    #[validate(range(min = 1, max = 500))]
    #[schema(minimum = 1, maximum = 500)]
    pub number: i32,
    pub ordered_quantity: Quantity,
    /// Missing of it when it came; absent when nothing was.
    #[serde(default)]
    pub short_quantity: Option<Quantity>,
}
