//! What is asked of the life cycle.

use chrono::NaiveDate;
use regulars_domain::insight::life_cycle::LifeCycleStage;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

/// Of which units, and movements of which days.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LifeCycleQuery {
    /// The first day of the movements; a year before `to` when absent.
    #[param(required = false)]
    pub from: Option<NaiveDate>,
    /// The last day of the movements; today when absent.
    #[param(required = false)]
    pub to: Option<NaiveDate>,
    /// Only customers at home in these units; the parameter may be repeated.
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
}

/// Of which units.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RfmQuery {
    /// Only customers at home in these units; the parameter may be repeated.
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
}

/// Which customers are listed.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LifeCycleCustomersQuery {
    /// Only customers in this stage.
    #[param(required = false)]
    pub stage: Option<LifeCycleStage>,
    /// Only customers with this code of recency.
    #[validate(range(min = 1, max = 5))]
    #[param(minimum = 1, maximum = 5)]
    pub recency: Option<i32>,
    /// Only customers with this code of frequency.
    #[validate(range(min = 1, max = 5))]
    #[param(minimum = 1, maximum = 5)]
    pub frequency: Option<i32>,
    /// Only customers with this code of monetary value.
    #[validate(range(min = 1, max = 5))]
    #[param(minimum = 1, maximum = 5)]
    pub monetary: Option<i32>,
    /// Only customers at home in these units; the parameter may be repeated.
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
