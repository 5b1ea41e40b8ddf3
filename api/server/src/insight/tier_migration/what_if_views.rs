//! What other bounds would do, as it is sent.

use chrono::NaiveDate;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::tier_migration::Moved;
use regulars_domain::money::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

use super::customers::Mover;
use super::views::TierYear;
use crate::insight::structure::views::Definition;

/// The classes of a year under the bounds that hold and under others.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierWhatIf {
    pub year: i32,
    /// Only customers at home in this unit or below it; null: in all that the caller sees.
    pub unit_id: Option<String>,
    /// By what was known at the end of this day, unless it is restated.
    pub as_of: NaiveDate,
    /// By what is known now.
    pub restated: bool,
    pub definition: Definition,
    /// Under the bounds that hold.
    pub present: TierYear,
    /// Under the bounds asked for.
    pub proposed: TierYear,
    /// Whose class would be a higher one.
    pub rose: WhatIfMoved,
    /// Whose class would be the same.
    pub stayed: WhatIfMoved,
    /// Whose class would be a lower one.
    pub fell: WhatIfMoved,
}

/// How many they are, and what they spent.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhatIfMoved {
    pub customers: i64,
    /// Net spend of the year.
    pub net_spend: Money,
}

impl WhatIfMoved {
    pub fn of(moved: Moved, currency: Currency) -> WhatIfMoved {
        WhatIfMoved { customers: moved.customers, net_spend: Money::new(moved.after, currency) }
    }
}

/// Somebody judged by the bounds that hold and by others.
#[derive(Debug, Serialize, ToSchema)]
pub struct TierWhatIfCustomer {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    pub name: String,
    /// As it is now.
    pub status: CustomerStatus,
    /// As it is now.
    pub home_unit_id: Option<String>,
    /// The class under the bounds that hold.
    pub from: TierClass,
    /// The class under the bounds asked for.
    pub to: TierClass,
    /// Net spend of the year.
    pub net_spend: Money,
}

impl From<Mover> for TierWhatIfCustomer {
    fn from(mover: Mover) -> TierWhatIfCustomer {
        let Mover { named, before, after, currency } = mover;
        TierWhatIfCustomer {
            customer_id: named.id,
            name: named.name,
            status: named.status.0,
            home_unit_id: named.home_unit_id,
            from: before.0,
            to: after.0,
            net_spend: Money::new(after.1, currency),
        }
    }
}
