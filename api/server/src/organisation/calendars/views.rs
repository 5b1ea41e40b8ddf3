//! Calendars as they are sent and taken.

use regulars_db::organisation::calendars::Calendar;
use regulars_domain::organisation::calendars::Rule;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::http::patch;
use crate::platform::time::Time;

/// A working calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub struct CalendarView {
    #[schema(example = "cal_01JD3Q5V8N0000000000000000")]
    pub id: String,
    /// To which it belongs: who has the right there changes it, those below read and use it.
    #[schema(example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    #[schema(example = "STORES")]
    pub code: String,
    #[schema(example = "门店营业时间")]
    pub name: String,
    pub rule: Rule,
    /// Working time that makes one working day of a deadline, in minutes.
    pub day_minutes: i64,
    /// The units that work by it; those below them do too unless they have one of their own.
    pub unit_ids: Vec<String>,
    pub created_by: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl CalendarView {
    pub fn new(calendar: Calendar, unit_ids: Vec<String>) -> CalendarView {
        CalendarView {
            id: calendar.id,
            unit_id: calendar.unit_id,
            code: calendar.code,
            name: calendar.name,
            day_minutes: calendar.rule.day_minutes(),
            rule: calendar.rule.0,
            unit_ids,
            created_by: calendar.created_by,
            created_at: calendar.created_at.into(),
            updated_at: calendar.updated_at.into(),
            version: calendar.version,
        }
    }
}

/// A calendar to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendar {
    /// Unique among calendars.
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, example = "STORES")]
    pub code: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "门店营业时间")]
    pub name: String,
    pub rule: Rule,
    /// The units that are to work by it; each is taken from the calendar it had.
    #[serde(default)]
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000)]
    pub unit_ids: Vec<String>,
    /// To which it is to belong; the topmost of the caller's own when not given.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub unit_id: Option<String>,
}

/// A change of a calendar.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CalendarPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64, value_type = String, required = false)]
    pub code: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Rule, required = false)]
    pub rule: Option<Rule>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 1000))]
    #[schema(max_items = 1000, value_type = Vec<String>, required = false)]
    pub unit_ids: Option<Vec<String>>,
}
