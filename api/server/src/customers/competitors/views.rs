//! Competitors as they are sent and taken.

use chrono::NaiveDate;
use regulars_db::customers::competitors::{Competitor, Count};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::http::range::DayRange;
use crate::platform::time::Time;

/// Somebody else who sells to the same customers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Competitor)]
pub struct CompetitorView {
    #[schema(example = "cpt_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "SWEET")]
    pub code: String,
    #[schema(example = "甜蜜时光")]
    pub name: String,
    /// Not named any more; where it was named it stays.
    pub archived: bool,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Competitor> for CompetitorView {
    fn from(competitor: Competitor) -> CompetitorView {
        CompetitorView {
            id: competitor.id,
            code: competitor.code,
            name: competitor.name,
            archived: competitor.archived,
            created_at: competitor.created_at.into(),
            updated_at: competitor.updated_at.into(),
            version: competitor.version,
        }
    }
}

/// A competitor to register.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCompetitor {
    /// Unique among competitors.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "SWEET")]
    pub code: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "甜蜜时光")]
    pub name: String,
}

/// A change of a competitor.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CompetitorPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, value_type = String, required = false)]
    pub code: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub archived: Option<bool>,
}

/// Of which days it is counted who named whom.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompetitorCountQuery {
    /// `occurred_on[gte]` and `occurred_on[lt]`: days of the interactions; the last 365 when absent.
    #[param(style = DeepObject, explode, required = false)]
    pub occurred_on: Option<DayRange>,
}

/// Which competitors customers named.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetitorCounts {
    /// The first day.
    pub from: NaiveDate,
    /// The day after the last one.
    pub before: NaiveDate,
    /// Most interactions first: at most 200.
    pub data: Vec<CompetitorCount>,
}

/// How often a competitor was named in interactions.
#[derive(Debug, Serialize, ToSchema)]
pub struct CompetitorCount {
    pub competitor_id: String,
    pub interactions: i64,
    /// Those who named it, each once.
    pub customers: i64,
    /// Those of them who are lost.
    pub lost: i64,
}

impl From<Count> for CompetitorCount {
    fn from(row: Count) -> CompetitorCount {
        CompetitorCount {
            competitor_id: row.competitor_id,
            interactions: row.interactions,
            customers: row.customers,
            lost: row.lost,
        }
    }
}
