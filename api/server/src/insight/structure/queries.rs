//! What is asked for: two dates, and by what was known when.

use chrono::{DateTime, Datelike, Months, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use regulars_domain::insight::structure::{StructureBy, StructurePart};
use regulars_domain::message;
use regulars_domain::period::{local_day, start_of_day};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use crate::insight::window::out_of_range;
use crate::platform::error::Answer;

/// The longest period.
const MOST_DAYS: i64 = 3_660;

/// The period, and by what was known.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StructureQuery {
    /// The first day of the period; a year before `to` when absent.
    #[param(required = false)]
    pub from: Option<NaiveDate>,
    /// The last day of the period; `as_of` when absent.
    #[param(required = false)]
    pub to: Option<NaiveDate>,
    /// `tier` when absent.
    #[param(required = false)]
    pub by: Option<StructureBy>,
    /// By what was known at the end of this day; today when absent.
    #[param(required = false)]
    pub as_of: Option<NaiveDate>,
    /// By what is known now instead: with purchases, refunds and merges that were recorded after `as_of`.
    #[param(required = false)]
    pub restated: Option<bool>,
}

/// The same, of those who belong to one part.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StructureCustomersQuery {
    /// The first day of the period; a year before `to` when absent.
    #[param(required = false)]
    pub from: Option<NaiveDate>,
    /// The last day of the period; `as_of` when absent.
    #[param(required = false)]
    pub to: Option<NaiveDate>,
    /// `tier` when absent.
    #[param(required = false)]
    pub by: Option<StructureBy>,
    /// By what was known at the end of this day; today when absent.
    #[param(required = false)]
    pub as_of: Option<NaiveDate>,
    /// By what is known now instead.
    #[param(required = false)]
    pub restated: Option<bool>,
    /// `end` when absent.
    #[param(required = false)]
    pub part: Option<StructurePart>,
    /// Only of the group with this key, as in the structure; empty: of the one without a key. Of all when absent.
    #[validate(length(max = 40))]
    #[param(required = false, max_length = 40)]
    pub key: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl StructureCustomersQuery {
    /// The structure in which they are.
    pub fn structure(&self) -> StructureQuery {
        StructureQuery { from: self.from, to: self.to, by: self.by, as_of: self.as_of, restated: self.restated }
    }
}

/// Which cohorts are asked for, and by what was known.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CohortQuery {
    /// A day of the first month of first purchases; eleven months before that of `to` when absent.
    #[param(required = false)]
    pub from: Option<NaiveDate>,
    /// A day of the last month of first purchases; `as_of` when absent.
    #[param(required = false)]
    pub to: Option<NaiveDate>,
    /// By what was known at the end of this day; today when absent.
    #[param(required = false)]
    pub as_of: Option<NaiveDate>,
    /// By what is known now instead: with purchases, refunds and merges that were recorded after `as_of`.
    #[param(required = false)]
    pub restated: Option<bool>,
}

/// The day of a question.
#[derive(Clone, Copy, Debug)]
pub struct AsOf {
    pub day: NaiveDate,
    pub restated: bool,
    zone: Tz,
}

impl AsOf {
    /// Refused when the day is still to come.
    pub fn of(day: Option<NaiveDate>, restated: Option<bool>, now: DateTime<Utc>, zone: Tz) -> Answer<AsOf> {
        let today = local_day(now, zone);
        let day = day.unwrap_or(today);
        if day > today || day.year() < 1900 {
            return Err(out_of_range("as_of", message!("expected a day up to {today}", "应为不晚于 {today} 的日期")));
        }
        Ok(AsOf { day, restated: restated.unwrap_or(false), zone })
    }

    /// The last moment whose records count; none: all that there are.
    pub fn known(&self) -> Option<NaiveDateTime> {
        let end = start_of_day(self.day.succ_opt()?, self.zone) - TimeDelta::microseconds(1);
        (!self.restated).then(|| end.naive_utc())
    }
}

/// The first and last day of a period that ends by a day.
pub fn period(from: Option<NaiveDate>, to: Option<NaiveDate>, by: NaiveDate) -> Answer<(NaiveDate, NaiveDate)> {
    let to = to.unwrap_or(by);
    if to > by || to.year() < 1900 {
        return Err(out_of_range("to", message!("expected a day up to {by}", "应为不晚于 {by} 的日期")));
    }
    let year = || to.checked_sub_months(Months::new(12)).and_then(|day| day.succ_opt());
    let from = from.or_else(year).unwrap_or(to);
    if !(0..MOST_DAYS).contains(&(to - from).num_days()) || from.year() < 1900 {
        let hint = message!(
            "expected a day up to {to}, {MOST_DAYS} days in all at most",
            "应为不晚于 {to} 的日期，且总计不超过 {MOST_DAYS} 天"
        );
        return Err(out_of_range("from", hint));
    }
    Ok((from, to))
}
