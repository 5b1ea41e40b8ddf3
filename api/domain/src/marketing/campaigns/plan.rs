//! The plan of a campaign (策划书): what it holds, what is wrong with it, and whether it is whole.

mod check;
mod ready;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Goal;

pub use check::{PlanError, PlanFault, check_arms, check_audience, check_plan};
pub use ready::{ChecklistPart, Given, Readiness, readiness};

/// All of something, in parts of 10,000.
pub const WHOLE: i32 = 10_000;
/// The largest share that may be held out.
pub const MOST_CONTROL: i32 = 5_000;
/// The longest time after the launch in which purchases are counted, in days.
pub const MOST_DAYS: i32 = 365;
/// How many contents may be tried against each other.
pub const MOST_ARMS: usize = 5;
/// How many segments an audience may name.
pub const MOST_SEGMENTS: usize = 20;

/// What is planned, in five parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignPlan)]
pub struct Plan {
    #[schema(required = false)]
    pub purpose: Purpose,
    #[schema(required = false)]
    pub market: Market,
    #[schema(required = false)]
    pub strategy: Strategy,
    #[schema(required = false)]
    pub execution: Execution,
    #[schema(required = false)]
    pub evaluation: Evaluation,
}

/// What the campaign is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignPurpose)]
pub struct Purpose {
    pub goal: Option<Goal>,
    /// How many customers are to be won, kept, raised or won back.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub target: Option<i64>,
    #[schema(max_length = 2000)]
    pub summary: Option<String>,
}

/// Where we stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignMarket)]
pub struct Market {
    #[schema(max_length = 2000)]
    pub industry: Option<String>,
    #[schema(max_length = 2000)]
    pub own_strength: Option<String>,
    #[schema(max_length = 2000)]
    pub entrants: Option<String>,
    #[schema(max_length = 2000)]
    pub rivals: Option<String>,
    #[schema(max_length = 2000)]
    pub substitutes: Option<String>,
    #[schema(max_length = 2000)]
    pub suppliers: Option<String>,
    #[schema(max_length = 2000)]
    pub channel: Option<String>,
    #[schema(max_length = 2000)]
    pub consumers: Option<String>,
}

/// By what means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignStrategy)]
pub struct Strategy {
    #[schema(max_length = 2000)]
    pub product: Option<String>,
    #[schema(max_length = 2000)]
    pub price: Option<String>,
    #[schema(max_length = 2000)]
    pub channel: Option<String>,
    #[schema(max_length = 2000)]
    pub promotion: Option<String>,
}

/// What is offered, and who sees to it. Audience, contents, budget and times are the campaign's own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignExecution)]
pub struct Execution {
    #[schema(max_length = 2000)]
    pub offer: Option<String>,
    #[schema(max_length = 2000)]
    pub owner: Option<String>,
    #[schema(max_length = 2000)]
    pub steps: Option<String>,
}

/// By what the campaign will be judged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignEvaluation)]
pub struct Evaluation {
    /// What is expected of it.
    #[schema(max_length = 2000)]
    pub expected: Option<String>,
    /// How that is measured.
    #[schema(max_length = 2000)]
    pub measured_by: Option<String>,
}

/// Whom it is for: the members of any of these segments who are in none of those.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignAudience)]
pub struct Audience {
    #[schema(max_items = 20, required = false)]
    pub segments: Vec<String>,
    #[schema(max_items = 20, required = false)]
    pub exclude: Vec<String>,
}

/// One content, and how many of those who get a message get this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CampaignArm)]
pub struct Arm {
    /// A letter or a short word of the plan's own; `control` is taken.
    #[schema(example = "a", min_length = 1, max_length = 20)]
    pub key: String,
    #[schema(example = "买二送一", min_length = 1, max_length = 60)]
    pub name: String,
    #[schema(example = "tpl_01JD3Q5V8N0000000000000000")]
    pub template_id: String,
    /// Of 10,000 who get a message; the shares of all arms make 10,000.
    #[schema(example = 10_000, minimum = 1, maximum = 10_000)]
    pub share: i32,
}
