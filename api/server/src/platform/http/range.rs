//! Ranges in a query: `name[gte]` is where they begin, `name[lt]` is what they end before.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A range of days.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayRange {
    /// From this day on.
    pub gte: Option<NaiveDate>,
    /// Before this day.
    pub lt: Option<NaiveDate>,
}

/// A range of times.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeRange {
    /// At this moment or later.
    pub gte: Option<DateTime<Utc>>,
    /// Before this moment.
    pub lt: Option<DateTime<Utc>>,
}

/// A range of amounts in minor units.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmountRange {
    /// At least this amount.
    pub gte: Option<i64>,
    /// Less than this amount.
    pub lt: Option<i64>,
}
