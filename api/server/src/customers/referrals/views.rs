//! Referrals as they are sent.

use chrono::NaiveDate;
use regulars_db::customers::profiles::Row;
use regulars_db::customers::referrals::Figures;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::money::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

use crate::platform::time::Time;

/// Somebody whom a customer brought.
#[derive(Debug, Serialize, ToSchema)]
pub struct Referral {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    #[schema(example = "王小明")]
    pub name: String,
    pub status: CustomerStatus,
    pub created_at: Time,
    /// None before the first purchase.
    pub first_purchase_on: Option<NaiveDate>,
    /// Counted purchases: wholly refunded ones are not.
    pub purchases: i64,
    /// Net of discounts and refunds.
    pub net_spend: Money,
}

impl Referral {
    pub fn new((customer, metrics): Row, currency: Currency) -> Referral {
        Referral {
            customer_id: customer.id,
            name: customer.name,
            status: customer.status.0,
            created_at: customer.created_at.into(),
            first_purchase_on: metrics.first_purchase_on,
            purchases: metrics.purchases,
            net_spend: Money::new(metrics.net_minor, currency),
        }
    }
}

/// What those whom a customer brought came to.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReferralFigures {
    /// How many they are.
    pub brought: i64,
    /// Those of them who have bought.
    pub converted: i64,
    /// What those have spent, net of discounts and refunds.
    pub net_spend: Money,
}

impl ReferralFigures {
    pub fn new(figures: Figures, currency: Currency) -> ReferralFigures {
        ReferralFigures {
            brought: figures.brought,
            converted: figures.converted,
            net_spend: Money::new(figures.net_minor, currency),
        }
    }
}
