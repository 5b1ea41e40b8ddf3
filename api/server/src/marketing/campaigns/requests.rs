//! What is asked about campaigns.

use chrono::{DateTime, Utc};
use regulars_domain::marketing::campaigns::{Arm, Audience, CampaignState, Plan};
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason};
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_domain::money::Money;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time;

/// A campaign to plan.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "老客召回")]
    pub name: String,
    pub channel: Channel,
    pub purpose: Purpose,
    #[serde(default)]
    #[schema(required = false)]
    pub plan: Plan,
    #[serde(default)]
    #[schema(required = false)]
    pub audience: Audience,
    /// What is sent, and to which share of those who get something.
    #[serde(default)]
    #[validate(length(max = 5))]
    #[schema(max_items = 5, required = false)]
    pub arms: Vec<Arm>,
    /// Of 10,000 in the audience so many get nothing, so that there is something to compare with. 1,000 when not given.
    #[validate(range(min = 0, max = 5000))]
    #[schema(minimum = 0, maximum = 5000, example = 1000)]
    pub control_share: Option<i32>,
    /// Purchases so many days from the launch count as its outcome. The setting's when not given.
    #[validate(range(min = 1, max = 365))]
    #[schema(minimum = 1, maximum = 365, example = 14)]
    pub attribution_days: Option<i32>,
    pub budget: Option<Money>,
    pub cost: Option<Money>,
    /// Of 10,000 of revenue so much is margin.
    #[validate(range(min = 0, max = 10_000))]
    #[schema(minimum = 0, maximum = 10_000, example = 6000)]
    pub margin_rate: Option<i32>,
    /// Nothing is sent from then on.
    #[serde(default, deserialize_with = "time::moment_if_any")]
    pub send_until: Option<DateTime<Utc>>,
    /// To which it is to belong; the topmost of the caller's own when not given.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: Option<String>,
}

/// A change of a campaign: of anything while it is a draft, of cost and margin at any time.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CampaignPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Channel, required = false)]
    pub channel: Option<Channel>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Purpose, required = false)]
    pub purpose: Option<Purpose>,
    /// A whole plan: plans are not merged.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Plan, required = false)]
    pub plan: Option<Plan>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Audience, required = false)]
    pub audience: Option<Audience>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 5))]
    #[schema(value_type = Vec<Arm>, max_items = 5, required = false)]
    pub arms: Option<Vec<Arm>>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(range(min = 0, max = 5000))]
    #[schema(minimum = 0, maximum = 5000, value_type = i32, required = false)]
    pub control_share: Option<i32>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(range(min = 1, max = 365))]
    #[schema(minimum = 1, maximum = 365, value_type = i32, required = false)]
    pub attribution_days: Option<i32>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Money>)]
    pub budget: Option<Option<Money>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<Money>)]
    pub cost: Option<Option<Money>>,
    /// From 0 to 10,000.
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 10_000)]
    pub margin_rate: Option<Option<i32>>,
    #[serde(deserialize_with = "patch::nullable")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub send_until: Option<Option<DateTime<Utc>>>,
}

impl CampaignPatch {
    /// Whether it changes what is approved.
    pub fn is_of_plan(&self) -> bool {
        let CampaignPatch {
            name,
            channel,
            purpose,
            plan,
            audience,
            arms,
            control_share,
            attribution_days,
            budget,
            cost: _,
            margin_rate: _,
            send_until,
        } = self;
        name.is_some()
            || channel.is_some()
            || purpose.is_some()
            || plan.is_some()
            || audience.is_some()
            || arms.is_some()
            || control_share.is_some()
            || attribution_days.is_some()
            || budget.is_some()
            || send_until.is_some()
    }
}

/// Why a campaign goes back to its author.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000, example = "请加上对照组")]
    pub note: String,
}

/// When a campaign begins by itself.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CampaignSchedule {
    #[serde(deserialize_with = "time::moment")]
    #[schema(example = "2046-02-17T02:00:00Z")]
    pub scheduled_at: DateTime<Utc>,
}

/// A launch.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Launch {
    /// How many people the preparation counted, as the caller saw it: refused when it counted another number.
    #[validate(range(min = 0))]
    #[schema(minimum = 0, example = 30)]
    pub people: i64,
}

/// Which campaigns to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CampaignQuery {
    /// Part of the name.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<CampaignState>,
    #[serde(default)]
    #[param(required = false)]
    pub channel: Vec<Channel>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Which page of what campaigns sent to a customer.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReachedQuery {
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Which deliveries of a campaign to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<DeliveryState>,
    /// Why nothing is sent.
    #[serde(default)]
    #[param(required = false)]
    pub reason: Vec<SkipReason>,
    /// `control` or an arm's key.
    #[serde(default)]
    #[validate(length(max = 6))]
    #[param(required = false)]
    pub arm: Vec<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
