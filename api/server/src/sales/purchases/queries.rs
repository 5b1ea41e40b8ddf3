//! Which purchases a list shows, as asked in the URL.

use regulars_db::sales::purchases::{Direction, Filter};
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::sales::purchases::{Channel, PurchaseState};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use super::expansions::PurchaseExpansion;
use crate::organisation::partners::named as partners;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::expand::Expand;
use crate::platform::http::range::{DayRange, TimeRange};
use crate::platform::identity::Actor;

regulars_domain::vocabulary! {
    /// The order of a list of purchases; `-` is descending.
    pub enum PurchaseSort {
        /// By when they happened.
        LatestFirst = "-occurred_at",
        /// By when they were recorded, took a revision or were given back: to follow changes.
        EarliestChangeFirst = "updated_at",
        LatestChangeFirst = "-updated_at",
    }
}

/// Which purchases to list: all conditions must hold, and of a repeated one any.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PurchaseQuery {
    pub customer_id: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
    #[serde(default)]
    #[param(required = false)]
    pub channel: Vec<Channel>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<PurchaseState>,
    /// `occurred_on[gte]` and `occurred_on[lt]`: from (inclusive) and to (exclusive) a day.
    #[param(style = DeepObject, explode, required = false)]
    pub occurred_on: Option<DayRange>,
    /// `updated_at[gte]` and `updated_at[lt]`: when they were recorded, took a revision or were last given back.
    #[param(style = DeepObject, explode, required = false)]
    pub updated_at: Option<TimeRange>,
    /// `recorded_at[gte]` and `recorded_at[lt]`: when they were recorded, or took their revision.
    #[param(style = DeepObject, explode, required = false)]
    pub recorded_at: Option<TimeRange>,
    /// Those that the partner with this code sent under an id of its own.
    #[validate(length(min = 1, max = 40))]
    #[param(min_length = 1, max_length = 40)]
    pub partner: Option<String>,
    /// The partner's own id of the purchase; `partner` says whose, an API key is its own partner.
    #[validate(length(min = 1, max = 128))]
    #[param(min_length = 1, max_length = 128)]
    pub external_id: Option<String>,
    /// The order; when absent `-occurred_at`, or `updated_at` where one of `updated_at`, `recorded_at`, `partner` and
    /// `external_id` is given: these go with an order of change only.
    #[param(required = false)]
    pub sort: Option<PurchaseSort>,
    /// What else to show, with commas between: `customer`, `unit`, `products`.
    #[serde(default)]
    #[param(value_type = Vec<PurchaseExpansion>, required = false)]
    pub expand: Expand<PurchaseExpansion>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl PurchaseQuery {
    /// The filter as the database takes it, within what the caller may see.
    pub fn to_filter(&self, actor: &Actor, scope: &Scope) -> Answer<Filter> {
        let days = self.occurred_on.unwrap_or_default();
        let (changed, recorded) = (self.updated_at.unwrap_or_default(), self.recorded_at.unwrap_or_default());
        let reference = partners::filtered(actor, self.partner.as_deref(), self.external_id.as_deref())?;
        Ok(Filter {
            units: scope.units().map(<[String]>::to_vec),
            customer_id: self.customer_id.clone(),
            unit_ids: self.unit_id.clone(),
            channels: self.channel.clone(),
            states: self.state.clone(),
            from: days.gte,
            before: days.lt,
            changed_from: changed.gte.map(|at| at.naive_utc()),
            changed_before: changed.lt.map(|at| at.naive_utc()),
            recorded_from: recorded.gte.map(|at| at.naive_utc()),
            recorded_before: recorded.lt.map(|at| at.naive_utc()),
            partner: self.partner.clone(),
            reference: reference.map(|(partner, external_id)| (partner.to_owned(), external_id.to_owned())),
        })
    }

    /// The order of change; none where it is by when they happened.
    pub fn by_change(&self) -> Answer<Option<Direction>> {
        let follows = self.updated_at.is_some()
            || self.recorded_at.is_some()
            || self.partner.is_some()
            || self.external_id.is_some();
        match self.sort {
            Some(PurchaseSort::LatestChangeFirst) => Ok(Some(Direction::Latest)),
            Some(PurchaseSort::EarliestChangeFirst) => Ok(Some(Direction::Earliest)),
            None if follows => Ok(Some(Direction::Earliest)),
            Some(PurchaseSort::LatestFirst) if follows => {
                let fault = Fault::parameter("sort", FaultCode::Conflict).hint(message!(
                    "`updated_at`, `recorded_at`, `partner` and `external_id` go with an order by `updated_at`",
                    "`updated_at`、`recorded_at`、`partner` 和 `external_id` 须按 `updated_at` 排序"
                ));
                Err(Refusal::of(Code::InvalidParameter).fault(fault).into())
            }
            None | Some(PurchaseSort::LatestFirst) => Ok(None),
        }
    }
}
