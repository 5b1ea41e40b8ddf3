//! Wishes as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::service::wishes::{Count, Wish};
use regulars_domain::service::wishes::{WishReason, WishState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::range::DayRange;
use crate::platform::time::Time;

/// What a customer asked for and did not get.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Wish)]
pub struct WishView {
    #[schema(example = "wsh_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// The shop where it was asked for.
    pub unit_id: String,
    pub product_id: Option<String>,
    /// In words, where it is no product of ours.
    #[schema(example = "无糖仙芋")]
    pub wanted: Option<String>,
    pub reason: WishReason,
    /// Who asked, where that is known.
    pub customer_id: Option<String>,
    pub asked_on: NaiveDate,
    pub state: WishState,
    pub decision_note: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    pub recorded_at: Time,
    pub recorded_by: String,
}

impl From<Wish> for WishView {
    fn from(wish: Wish) -> WishView {
        WishView {
            id: wish.id,
            unit_id: wish.unit_id,
            product_id: wish.product_id,
            wanted: wish.wanted,
            reason: wish.reason.0,
            customer_id: wish.customer_id,
            asked_on: wish.asked_on,
            state: wish.state.0,
            decision_note: wish.decision_note,
            decided_by: wish.decided_by,
            decided_at: wish.decided_at.map(Into::into),
            recorded_at: wish.recorded_at.into(),
            recorded_by: wish.recorded_by,
        }
    }
}

/// A wish to note: of a product or in words.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWish {
    /// The shop where it was asked for.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: String,
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub product_id: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "无糖仙芋")]
    pub wanted: Option<String>,
    pub reason: WishReason,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub customer_id: Option<String>,
    /// Today when absent.
    pub asked_on: Option<NaiveDate>,
}

/// Which wishes to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WishQuery {
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub unit_id: Option<String>,
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub product_id: Option<String>,
    /// The words of what was asked for; however they are written.
    #[validate(length(max = 100))]
    #[param(max_length = 100)]
    pub wanted: Option<String>,
    #[validate(length(max = 200))]
    #[param(max_length = 200)]
    pub customer_id: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub reason: Vec<WishReason>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<WishState>,
    /// `asked_on[gte]` and `asked_on[lt]`.
    #[param(style = DeepObject, explode, required = false)]
    pub asked_on: Option<DayRange>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Of which days and shops wishes are counted.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WishCountQuery {
    /// `asked_on[gte]` and `asked_on[lt]`; the last 90 days when absent.
    #[param(style = DeepObject, explode, required = false)]
    pub asked_on: Option<DayRange>,
    /// Only of this shop, or of those below it.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub unit_id: Option<String>,
}

/// What was wished for most.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishCounts {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub before: NaiveDate,
    /// By what it is and by shop, most wishes first: at most 200.
    pub data: Vec<WishCount>,
}

/// How often something was wished for in a shop.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishCount {
    pub product_id: Option<String>,
    /// In words, where it is no product of ours.
    pub wanted: Option<String>,
    pub unit_id: String,
    pub wishes: i64,
    pub not_made: i64,
    pub not_here: i64,
    pub sold_out: i64,
    /// Those that are open or planned.
    pub waiting: i64,
    /// The customers among who asked that are known.
    pub customers: i64,
}

impl From<Count> for WishCount {
    fn from(row: Count) -> WishCount {
        WishCount {
            product_id: row.product_id,
            wanted: row.wanted,
            unit_id: row.unit_id,
            wishes: row.wishes,
            not_made: row.not_made,
            not_here: row.not_here,
            sold_out: row.sold_out,
            waiting: row.waiting,
            customers: row.customers,
        }
    }
}

/// A decision on everything that waits of one product or of the same words.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWishDecision {
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub product_id: Option<String>,
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub wanted: Option<String>,
    /// Only wishes of this shop, or of those below it.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: Option<String>,
    /// `planned`, `declined` or `fulfilled`.
    pub state: WishState,
    #[validate(length(min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300, example = "12 月起供应")]
    pub note: String,
}

/// What a decision did.
#[derive(Debug, Serialize, ToSchema)]
pub struct WishDecision {
    /// Wishes that were decided on.
    pub decided: i64,
    /// Customers whom somebody got the task to tell.
    pub told: i64,
    /// Whether more are waiting: send it again.
    pub has_more: bool,
}
