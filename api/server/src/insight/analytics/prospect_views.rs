//! The conversion of prospects as it is asked for and sent.

use chrono::NaiveDate;
use regulars_domain::customers::profiles::Source;
use regulars_domain::insight::prospects::Conversions;
use regulars_domain::statistics::six_places;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::time::Time;

/// Whose enrolments are looked at.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ProspectQuery {
    /// The first day of enrolment; 89 days before `to` when absent.
    #[param(required = false)]
    pub from: Option<NaiveDate>,
    /// The last day of enrolment; today when absent.
    #[param(required = false)]
    pub to: Option<NaiveDate>,
    /// Only people at home in this unit, or in one below it.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub unit_id: Option<String>,
}

/// What became of people who were enrolled within some days. Merged and erased customers are left out.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProspectFigures {
    /// The moment that all of it is true of.
    pub as_of: Time,
    /// The first day of enrolment, of the organisation.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
    /// The same as times: `created_at[gte]` in the list of customers …
    pub created_from: Time,
    /// … and `created_at[lt]`.
    pub created_before: Time,
    pub total: ProspectFigure,
    /// Every source of which there is somebody, in the order of the vocabulary; those without one last.
    pub by_source: Vec<SourceProspects>,
    /// Every unit at which somebody is at home, most people first; those without one last.
    pub by_unit: Vec<UnitProspects>,
}

/// How many there are, and how many bought. `people` is `prospects`, `converted` and `bought_before` together.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProspectFigure {
    /// Everybody who was enrolled.
    pub people: i64,
    /// Those for whom no purchase counts.
    pub prospects: i64,
    /// Those who first bought on the day of their enrolment or later.
    pub converted: i64,
    /// Those who had bought before: they were no prospects, and are in no rate.
    pub bought_before: i64,
    /// `converted` as a share of `prospects` and `converted` together, a decimal from 0 to 1; null of nobody.
    #[schema(example = "0.250000")]
    pub rate: Option<String>,
    /// The median of days from the enrolment to the first purchase of those converted, in steps of a half; null of nobody.
    #[schema(example = "6.5")]
    pub median_days: Option<String>,
}

/// Those of one source.
#[derive(Debug, Serialize, ToSchema)]
pub struct SourceProspects {
    /// Null: none was noted.
    pub source: Option<Source>,
    #[serde(flatten)]
    pub figure: ProspectFigure,
}

/// Those at home in one unit.
#[derive(Debug, Serialize, ToSchema)]
pub struct UnitProspects {
    /// Null: nowhere.
    #[schema(example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: Option<String>,
    #[serde(flatten)]
    pub figure: ProspectFigure,
}

impl From<&Conversions> for ProspectFigure {
    fn from(found: &Conversions) -> ProspectFigure {
        let half = |days: i64| format!("{}{}", days / 2, if days % 2 == 0 { "" } else { ".5" });
        ProspectFigure {
            people: found.people(),
            prospects: found.prospects,
            converted: found.converted(),
            bought_before: found.bought_before,
            rate: found.rate().map(six_places),
            median_days: found.median_half_days().map(half),
        }
    }
}
