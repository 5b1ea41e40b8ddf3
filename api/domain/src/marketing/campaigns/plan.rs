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
    /// First part: what it is for.
    #[schema(required = false)]
    pub purpose: Purpose,
    /// Second part: where we stand.
    #[schema(required = false)]
    pub market: Market,
    /// Third part: by what means.
    #[schema(required = false)]
    pub strategy: Strategy,
    /// Fourth part: what is offered, and who sees to it.
    #[schema(required = false)]
    pub execution: Execution,
    /// Fifth part: by what it will be judged.
    #[schema(required = false)]
    pub evaluation: Evaluation,
}

/// What the campaign is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignPurpose)]
pub struct Purpose {
    /// What it is to achieve; needed, with `target`, before it can be handed in for review.
    pub goal: Option<Goal>,
    /// How many customers are to be won, kept, raised or won back.
    #[schema(minimum = 1, maximum = 1_000_000_000)]
    pub target: Option<i64>,
    /// The purpose in free words.
    #[schema(max_length = 2000)]
    pub summary: Option<String>,
}

/// Where we stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignMarket)]
pub struct Market {
    /// The industry and how it develops.
    #[schema(max_length = 2000)]
    pub industry: Option<String>,
    /// What we are better at than others.
    #[schema(max_length = 2000)]
    pub own_strength: Option<String>,
    /// Who may enter the market.
    #[schema(max_length = 2000)]
    pub entrants: Option<String>,
    /// Who competes with us for the same customers.
    #[schema(max_length = 2000)]
    pub rivals: Option<String>,
    /// What customers could buy instead.
    #[schema(max_length = 2000)]
    pub substitutes: Option<String>,
    /// On whom we depend for goods, and on what terms.
    #[schema(max_length = 2000)]
    pub suppliers: Option<String>,
    /// By which ways goods reach the customers.
    #[schema(max_length = 2000)]
    pub channel: Option<String>,
    /// Who buys, and what they look for.
    #[schema(max_length = 2000)]
    pub consumers: Option<String>,
}

/// By what means.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignStrategy)]
pub struct Strategy {
    /// What is sold, and what is new about it.
    #[schema(max_length = 2000)]
    pub product: Option<String>,
    /// At what price, and with what discount.
    #[schema(max_length = 2000)]
    pub price: Option<String>,
    /// By which ways it is sold.
    #[schema(max_length = 2000)]
    pub channel: Option<String>,
    /// How customers are told of it.
    #[schema(max_length = 2000)]
    pub promotion: Option<String>,
}

/// What is offered, and who sees to it. Audience, contents, budget and times are the campaign's own fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = CampaignExecution)]
pub struct Execution {
    /// What the customer gets.
    #[schema(max_length = 2000)]
    pub offer: Option<String>,
    /// Who is responsible, in words; a name rather than a user's id.
    #[schema(max_length = 2000)]
    pub owner: Option<String>,
    /// What is done when, and by whom.
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
    /// Ids of the segments whose members it is for; each once.
    #[schema(max_items = 20, required = false)]
    pub segments: Vec<String>,
    /// Ids of the segments whose members it is not for; none of them is in `segments`.
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
    /// What people call it, in one line.
    #[schema(example = "买二送一", min_length = 1, max_length = 60)]
    pub name: String,
    /// The template whose contents it sends, of the campaign's channel and purpose.
    #[schema(example = "tpl_01JD3Q5V8N0000000000000000")]
    pub template_id: String,
    /// Of 10,000 who get a message; the shares of all arms make 10,000.
    #[schema(example = 10_000, minimum = 1, maximum = 10_000)]
    pub share: i32,
}
