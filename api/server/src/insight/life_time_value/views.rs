//! Life-time value as it is asked for and sent.

use chrono::NaiveDate;
use regulars_db::insight::life_time_values::{Score, Scored};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::life_time_value::{AliveBand, FitState, LifeTimeValuePolicy, NoLifeTimeValue, decimal};
use regulars_domain::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::models::{HoldOutView, ModelView, RefusalView};
use super::scoring::BandSums;
use crate::platform::http::settings::Provenance;
use crate::platform::time::Time;
use crate::platform::versioned_setting::VersionedSetting;

/// The setting of life-time value and who set it so.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifeTimeValueSetting)]
pub struct SettingView {
    pub policy: LifeTimeValuePolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    /// The user or key that set it; null while nobody has.
    pub changed_by: Option<String>,
    pub changed_at: Option<Time>,
    /// The job that scores every customer again.
    pub recompute_job_id: Option<String>,
}

impl From<VersionedSetting<LifeTimeValuePolicy>> for SettingView {
    fn from(setting: VersionedSetting<LifeTimeValuePolicy>) -> SettingView {
        let Provenance { changed_by, changed_at, job_id: recompute_job_id, .. } = Provenance::of(&setting);
        SettingView { policy: setting.value, version: setting.version, changed_by, changed_at, recompute_job_id }
    }
}

/// What the models of life-time value say.
#[derive(Debug, Serialize, ToSchema)]
pub struct LifeTimeValueFigures {
    pub state: FitState,
    /// The last day that the fit knows: the latest one with a purchase. Null while there is no fit.
    pub as_of: Option<NaiveDate>,
    pub fitted_at: Option<Time>,
    /// Living consumers of the whole organisation that have bought: the models are fitted to all of them.
    pub customers: u64,
    /// How many of them bought on more than one day.
    pub repeat_buyers: u64,
    /// Pareto/NBD decides when customers buy, Gamma-Gamma how much; BG/NBD and MBG/NBD stand beside for comparison. A model
    /// that was refused says why.
    pub models: Vec<ModelView>,
    /// Null where the purchases reach over less than half a year, or where `hold_out_refusal` says why.
    pub hold_out: Option<HoldOutView>,
    pub hold_out_refusal: Option<RefusalView>,
    /// Why there is no life-time value in money; null when there is.
    pub no_value: Option<NoLifeTimeValue>,
    /// What the life-time values are reckoned by now; those shown are of the version `setting_version`.
    pub policy: LifeTimeValuePolicy,
    /// The version of the setting that the fit was made under; another one than that of the setting while the customers are
    /// being scored again.
    pub setting_version: Option<i32>,
    /// Over the customers at home in the caller's units.
    pub total: BandFigures,
    /// The same by how likely they still are customers, most likely first; empty while there is no fit.
    pub bands: Vec<BandView>,
}

/// The sums over some customers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifeTimeValueSums)]
pub struct BandFigures {
    pub customers: i64,
    /// Purchase days to expect of them together in the next 12 months.
    #[schema(example = "1204.512345")]
    pub expected_purchases: String,
    /// What they are worth together; null where there is no life-time value.
    pub life_time_value: Option<Money>,
}

/// Those of one band of P(alive).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AliveBandFigures)]
pub struct BandView {
    pub band: AliveBand,
    /// P(alive) of at least this.
    #[schema(example = "0.800000")]
    pub p_alive_from: String,
    pub figures: BandFigures,
}

impl BandFigures {
    /// The sums of some bands together.
    pub fn of(bands: &[BandSums], currency: Currency) -> BandFigures {
        let values: Vec<i64> = bands.iter().filter_map(|band| band.life_time_value_minor).collect();
        BandFigures {
            customers: bands.iter().map(|band| band.customers).sum(),
            expected_purchases: decimal(bands.iter().map(|band| band.expected_purchases).sum()),
            life_time_value: (!values.is_empty()).then(|| Money::new(values.iter().sum(), currency)),
        }
    }
}

impl BandView {
    pub fn of(sums: &BandSums, currency: Currency) -> BandView {
        let figures = BandFigures::of(std::slice::from_ref(sums), currency);
        BandView { band: sums.band, p_alive_from: decimal(sums.band.least()), figures }
    }
}

/// What is expected of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct Expectation {
    /// P(alive): how likely the customer still is one, from 0 to 1.
    #[schema(example = "0.869134")]
    pub p_alive: String,
    /// Purchase days to expect in the next 12 months.
    #[schema(example = "1.823456")]
    pub expected_purchases: String,
    /// The net spend to expect of one of them; null where baskets say nothing.
    pub expected_basket: Option<Money>,
    /// Discounted expected residual transactions (DERT) within the horizon.
    #[schema(example = "3.512345")]
    pub residual_transactions: String,
    /// Margin × expected basket × discounted expected residual transactions.
    pub life_time_value: Option<Money>,
    /// Purchase days after the first one, which decided this together with the three below.
    pub repeats: i64,
    /// Days from the first purchase to the last one.
    pub recency_days: i64,
    /// Days from the first purchase to the last day that the fit knows.
    pub age_days: i64,
    /// The mean net spend of a repeat purchase day; null without repeats or spend.
    pub mean_basket: Option<Money>,
}

impl Expectation {
    pub fn of(score: &Score, currency: Currency) -> Expectation {
        let money = |amount: Option<i64>| amount.map(|amount| Money::new(amount, currency));
        Expectation {
            p_alive: decimal(score.p_alive),
            expected_purchases: decimal(score.expected_purchases),
            expected_basket: money(score.expected_basket_minor),
            residual_transactions: decimal(score.residual_transactions),
            life_time_value: money(score.life_time_value_minor),
            repeats: score.repeats,
            recency_days: score.recency_days,
            age_days: score.age_days,
            mean_basket: money(score.mean_basket_minor),
        }
    }
}

/// What is expected of one customer, or why nothing is.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerLifeTimeValue {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    /// The last day that the fit knows; null while there is none.
    pub as_of: Option<NaiveDate>,
    pub fitted_at: Option<Time>,
    /// Null where `no_value` says why.
    pub expectation: Option<Expectation>,
    /// Why nothing is expected, or why it has no value in money; null when there is one.
    pub no_value: Option<NoLifeTimeValue>,
}

/// A customer of the list with what is expected of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct ValuedCustomer {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    pub name: String,
    pub home_unit_id: Option<String>,
    pub tier: Option<TierClass>,
    pub expectation: Expectation,
}

impl ValuedCustomer {
    pub fn of(row: Scored, currency: Currency) -> ValuedCustomer {
        let Scored { score, name, home_unit_id, tier } = row;
        let expectation = Expectation::of(&score, currency);
        ValuedCustomer {
            customer_id: score.customer_id,
            name,
            home_unit_id,
            tier: tier.map(|tier| tier.0),
            expectation,
        }
    }
}

/// Which customers are listed.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ValuedQuery {
    /// Only customers whose P(alive) is at least this, from 0 to 1.
    #[validate(range(min = 0.0, max = 1.0))]
    #[param(minimum = 0.0, maximum = 1.0)]
    pub p_alive_from: Option<f64>,
    /// Only customers whose P(alive) is below this, from 0 to 1.
    #[validate(range(min = 0.0, max = 1.0))]
    #[param(minimum = 0.0, maximum = 1.0)]
    pub p_alive_below: Option<f64>,
    /// Only customers of these tiers; the parameter may be repeated.
    #[serde(default)]
    #[validate(length(max = 4))]
    #[param(required = false, max_items = 4)]
    pub tier: Vec<TierClass>,
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
