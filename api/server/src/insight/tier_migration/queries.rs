//! What is asked for: years, and by what was known when.

use chrono::NaiveDate;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::tier_migration::TierMigrationMove;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

/// The years, and by what was known.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TierMigrationQuery {
    /// The first year; two before `to_year` when absent.
    #[validate(range(min = 1900, max = 9999))]
    #[param(required = false, minimum = 1900, maximum = 9999)]
    pub from_year: Option<i32>,
    /// The last year; that of `as_of` when absent.
    #[validate(range(min = 1900, max = 9999))]
    #[param(required = false, minimum = 1900, maximum = 9999)]
    pub to_year: Option<i32>,
    /// Only customers at home in this unit or below it.
    #[validate(length(max = 40))]
    #[param(required = false, max_length = 40)]
    pub unit_id: Option<String>,
    /// By what was known at the end of this day; today when absent.
    #[param(required = false)]
    pub as_of: Option<NaiveDate>,
    /// By what is known now instead: with purchases, refunds and merges that were recorded after `as_of`, and by the tier
    /// policy of now.
    #[param(required = false)]
    pub restated: Option<bool>,
}

/// Those who moved from one year to the next.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TierMigrationCustomersQuery {
    /// The later year; that of `as_of` when absent.
    #[validate(range(min = 1900, max = 9999))]
    #[param(required = false, minimum = 1900, maximum = 9999)]
    pub year: Option<i32>,
    /// Only of this class in the year before.
    #[param(required = false)]
    pub from: Option<TierClass>,
    /// Only of this class in the year.
    #[param(required = false)]
    pub to: Option<TierClass>,
    /// Only those who moved in this way.
    #[serde(rename = "move")]
    #[param(required = false)]
    pub way: Option<TierMigrationMove>,
    /// Only customers at home in this unit or below it.
    #[validate(length(max = 40))]
    #[param(required = false, max_length = 40)]
    pub unit_id: Option<String>,
    /// By what was known at the end of this day; today when absent.
    #[param(required = false)]
    pub as_of: Option<NaiveDate>,
    /// By what is known now instead.
    #[param(required = false)]
    pub restated: Option<bool>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Other bounds for a year.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TierWhatIfQuery {
    /// The year whose spend is judged; the last that was over at the end of `as_of` when absent.
    #[validate(range(min = 1900, max = 9999))]
    #[param(required = false, minimum = 1900, maximum = 9999)]
    pub year: Option<i32>,
    /// From this net spend on a customer would be an A; in minor units, above that of a B. As it is when absent.
    #[param(required = false)]
    pub a_from: Option<i64>,
    /// From this net spend on a customer would be a B; in minor units, above 0. As it is when absent.
    #[param(required = false)]
    pub b_from: Option<i64>,
    /// Only customers at home in this unit or below it.
    #[validate(length(max = 40))]
    #[param(required = false, max_length = 40)]
    pub unit_id: Option<String>,
    /// By what was known at the end of this day; today when absent.
    #[param(required = false)]
    pub as_of: Option<NaiveDate>,
    /// By what is known now instead.
    #[param(required = false)]
    pub restated: Option<bool>,
}

/// Those whose class would change, or not.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TierWhatIfCustomersQuery {
    /// The year whose spend is judged; the last that was over at the end of `as_of` when absent.
    #[validate(range(min = 1900, max = 9999))]
    #[param(required = false, minimum = 1900, maximum = 9999)]
    pub year: Option<i32>,
    /// From this net spend on a customer would be an A; in minor units, above that of a B. As it is when absent.
    #[param(required = false)]
    pub a_from: Option<i64>,
    /// From this net spend on a customer would be a B; in minor units, above 0. As it is when absent.
    #[param(required = false)]
    pub b_from: Option<i64>,
    /// Only of this class now.
    #[param(required = false)]
    pub from: Option<TierClass>,
    /// Only of this class then.
    #[param(required = false)]
    pub to: Option<TierClass>,
    /// Only those who would move in this way.
    #[serde(rename = "move")]
    #[param(required = false)]
    pub way: Option<TierMigrationMove>,
    /// Only customers at home in this unit or below it.
    #[validate(length(max = 40))]
    #[param(required = false, max_length = 40)]
    pub unit_id: Option<String>,
    /// By what was known at the end of this day; today when absent.
    #[param(required = false)]
    pub as_of: Option<NaiveDate>,
    /// By what is known now instead.
    #[param(required = false)]
    pub restated: Option<bool>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

impl TierWhatIfCustomersQuery {
    /// The question whose customers they are.
    pub fn what_if(&self) -> TierWhatIfQuery {
        TierWhatIfQuery {
            year: self.year,
            a_from: self.a_from,
            b_from: self.b_from,
            unit_id: self.unit_id.clone(),
            as_of: self.as_of,
            restated: self.restated,
        }
    }
}
