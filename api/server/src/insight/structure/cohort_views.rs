//! Cohorts as they are sent.

use chrono::NaiveDate;
use regulars_domain::insight::cohorts::Cohort;
use regulars_domain::statistics::six_places;
use serde::Serialize;
use utoipa::ToSchema;

use super::views::Definition;

/// Retention by month of the first purchase.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortFigures {
    /// The first day of the first month.
    pub from: NaiveDate,
    /// The last day of the last month.
    pub to: NaiveDate,
    /// By what was known at the end of this day, unless it is restated; later purchases are not looked at either way.
    pub as_of: NaiveDate,
    /// By what is known now.
    pub restated: bool,
    pub definition: Definition,
    /// By month, oldest first.
    pub data: Vec<CohortRow>,
}

/// Those who first bought in one month.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortRow {
    /// The first day of the month.
    pub month: NaiveDate,
    /// How many they are.
    pub customers: i64,
    /// The month itself, the one after it, and so on up to that of `as_of`.
    pub months: Vec<CohortMonth>,
}

/// A month of a cohort.
#[derive(Debug, Serialize, ToSchema)]
pub struct CohortMonth {
    /// Months since the first purchase.
    #[schema(minimum = 0)]
    pub after: u32,
    /// How many bought in it.
    pub customers: i64,
    /// As a share of the cohort, a decimal from 0 to 1; null of an empty one.
    #[schema(example = "0.312500")]
    pub rate: Option<String>,
    /// Whether the month was over at the end of `as_of`.
    pub complete: bool,
}

impl CohortRow {
    /// A cohort by what was known of it on a day.
    pub fn of(cohort: &Cohort, as_of: NaiveDate) -> CohortRow {
        let month = |(after, count): (u32, &i64)| CohortMonth {
            after,
            customers: *count,
            rate: cohort.share(*count).map(six_places),
            complete: cohort.month.later(usize::try_from(after).unwrap_or(usize::MAX)).last_day() <= as_of,
        };
        CohortRow {
            month: cohort.month.first_day(),
            customers: cohort.size(),
            months: (0..).zip(&cohort.bought).map(month).collect(),
        }
    }
}
