//! Customers that may be one, as they are asked for and shown.

use regulars_domain::customers::duplicates::{DuplicateReason, DuplicateState};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::customers::profiles::views::CustomerView;
use crate::platform::time::Time;

/// Which pairs a list shows.
#[derive(Clone, Debug, Deserialize, Serialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DuplicateQuery {
    /// `open` when absent.
    pub state: Option<DuplicateState>,
    /// Only pairs with at least this score.
    #[validate(range(min = 0, max = 100))]
    #[param(minimum = 0, maximum = 100)]
    pub min_score: Option<i32>,
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Two customers that may be one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Duplicate)]
pub struct DuplicateView {
    #[schema(example = "dup_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// Of 100.
    pub score: i32,
    /// What speaks for it and against it.
    pub reasons: Vec<DuplicateReason>,
    pub state: DuplicateState,
    pub found_at: Time,
    pub decided_by: Option<String>,
    pub decided_at: Option<Time>,
    /// Who has been known for longer.
    pub customer: CustomerView,
    pub other: CustomerView,
}

/// Which pairs are to be merged without being looked at.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDuplicateMerges {
    /// All open pairs with at least this score.
    #[validate(range(min = 85, max = 100))]
    #[schema(minimum = 85, maximum = 100, example = 95)]
    pub min_score: i32,
}
