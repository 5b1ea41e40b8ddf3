//! The life cycle as it is sent.

use chrono::NaiveDate;
use regulars_db::insight::life_cycle::{Change, Listed, Movement, Standing};
use regulars_domain::insight::life_cycle::{LifeCycleReason, LifeCycleStage};
use regulars_domain::insight::life_time_value::decimal;
use regulars_domain::money::{Currency, Money};
use serde::Serialize;
use utoipa::ToSchema;

use super::judging::{Inputs, kept_inputs};
use crate::insight::structure::views::Definition;
use crate::platform::error::Answer;
use crate::platform::time::Time;

/// How many customers are in which stage, and how they moved.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifeCycleFigures)]
pub struct LifeCycleFigures {
    /// The day whose stages they are; null before the first pass.
    pub as_of: Option<NaiveDate>,
    pub computed_at: Option<Time>,
    pub definition: Definition,
    /// Whether P(alive) of a fit of life-time value took part; without one the rules of days and spend decide alone.
    pub has_model: bool,
    /// Customers who ever bought.
    pub customers: i64,
    /// In the order of the cycle.
    pub stages: Vec<StageFigures>,
    /// The first day of the movements.
    pub from: NaiveDate,
    /// The last day of the movements.
    pub to: NaiveDate,
    /// Customers who bought after having been lost within these days.
    pub won_back: i64,
    pub movements: Vec<MovementView>,
}

/// The customers of a stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct StageFigures {
    pub stage: LifeCycleStage,
    pub customers: i64,
    /// Of all customers, from 0 to 1; null when there are none.
    #[schema(example = "0.250000")]
    pub share: Option<String>,
    /// Their net spend of the last 12 months.
    pub net_spend_12m: Money,
    /// Their net spend of the 12 months that end with the last purchase of each.
    pub value_at_risk: Money,
}

/// How many came from one stage into another; who moved twice counts twice.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LifeCycleMovement)]
pub struct MovementView {
    /// Null of those who came in with their first purchase, or were first looked at.
    pub from: Option<LifeCycleStage>,
    pub to: LifeCycleStage,
    pub customers: i64,
}

impl From<&Movement> for MovementView {
    fn from(row: &Movement) -> MovementView {
        MovementView { from: row.from_stage.map(|stage| stage.0), to: row.stage.0, customers: row.customers }
    }
}

/// The three codes of a customer, 5 best.
#[derive(Debug, Serialize, ToSchema)]
pub struct RfmCodes {
    pub recency: i32,
    pub frequency: i32,
    pub monetary: i32,
}

impl From<&Standing> for RfmCodes {
    fn from(row: &Standing) -> RfmCodes {
        RfmCodes { recency: row.recency, frequency: row.frequency, monetary: row.monetary }
    }
}

/// A customer in a stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct LifeCycleCustomer {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    pub name: String,
    pub home_unit_id: Option<String>,
    pub stage: LifeCycleStage,
    pub reason: LifeCycleReason,
    pub since: NaiveDate,
    pub last_purchase_on: Option<NaiveDate>,
    /// Net spend of the 12 months that end with the last purchase.
    pub value_at_risk: Money,
    pub rfm: RfmCodes,
}

impl LifeCycleCustomer {
    pub fn of(row: Listed, currency: Currency) -> LifeCycleCustomer {
        let Listed { standing, name, home_unit_id } = row;
        LifeCycleCustomer {
            name,
            home_unit_id,
            stage: standing.stage.0,
            reason: standing.reason.0,
            since: standing.since,
            last_purchase_on: standing.last_purchase_on,
            value_at_risk: Money::new(standing.at_risk_minor, currency),
            rfm: (&standing).into(),
            customer_id: standing.customer_id,
        }
    }
}

/// Customers by recency and frequency, and how many have which code.
#[derive(Debug, Serialize, ToSchema)]
pub struct RfmFigures {
    /// The day whose codes they are; null before the first pass.
    pub as_of: Option<NaiveDate>,
    pub computed_at: Option<Time>,
    pub definition: Definition,
    pub customers: i64,
    /// All 25, recency first, both from 5 down to 1.
    pub grid: Vec<RfmCell>,
    /// From 5 down to 1.
    pub groups: Vec<RfmGroup>,
}

/// Customers with the same codes of recency and frequency.
#[derive(Debug, Serialize, ToSchema)]
pub struct RfmCell {
    pub recency: i32,
    pub frequency: i32,
    pub customers: i64,
    /// Of all customers, from 0 to 1; null when there are none.
    #[schema(example = "0.040000")]
    pub share: Option<String>,
    /// Their net spend of the last 12 months.
    pub net_spend_12m: Money,
}

/// How many customers have a code of each measure.
#[derive(Debug, Serialize, ToSchema)]
pub struct RfmGroup {
    pub code: i32,
    pub recency: i64,
    pub frequency: i64,
    pub monetary: i64,
}

/// Where a customer stands, why, and how they came there.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomerLifeCycle {
    #[schema(example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: String,
    /// The day of the latest pass; null before the first.
    pub as_of: Option<NaiveDate>,
    /// Who never bought is in `exploration`; null of who was not looked at yet.
    pub stage: Option<LifeCycleStage>,
    pub reason: Option<LifeCycleReason>,
    /// The day on which the stage began; null of who never bought.
    pub since: Option<NaiveDate>,
    /// What decided it; null of who never bought.
    pub decided_by: Option<LifeCycleInputs>,
    /// Days on which they bought within the last 12 months.
    pub purchase_days_12m: i64,
    pub net_spend_12m: Money,
    /// Days since the last purchase; null without one within the last 12 months.
    pub recency_days: Option<i64>,
    /// Null of who was not looked at yet.
    pub rfm: Option<RfmCodes>,
    /// Newest first.
    pub history: Vec<LifeCycleChange>,
}

/// What decided a stage on the day on which it did.
#[derive(Debug, Serialize, ToSchema)]
pub struct LifeCycleInputs {
    /// The version of the rules.
    pub rules: i32,
    pub purchase_days: i64,
    pub first_purchase_on: Option<NaiveDate>,
    pub last_purchase_on: Option<NaiveDate>,
    /// Lost from this day on without another purchase: longer than 180 days and than four of their own mean intervals.
    pub lost_from: Option<NaiveDate>,
    /// P(alive), from 0 to 1; null where no fit knows their last purchase.
    #[schema(example = "0.869134")]
    pub p_alive: Option<String>,
    /// Of the last 6 months.
    pub net_spend_6m: Money,
    /// Of the same months a year before.
    pub net_spend_6m_year_before: Money,
}

impl LifeCycleInputs {
    pub fn of(text: &str, currency: Currency) -> Answer<LifeCycleInputs> {
        let inputs: Inputs = kept_inputs(text)?;
        Ok(LifeCycleInputs {
            rules: inputs.rules,
            purchase_days: inputs.purchase_days,
            first_purchase_on: inputs.first_purchase_on,
            last_purchase_on: inputs.last_purchase_on,
            lost_from: inputs.lost_from,
            p_alive: inputs.p_alive.map(decimal),
            net_spend_6m: Money::new(inputs.recent_minor, currency),
            net_spend_6m_year_before: Money::new(inputs.before_minor, currency),
        })
    }
}

/// How a customer came into a stage.
#[derive(Debug, Serialize, ToSchema)]
pub struct LifeCycleChange {
    /// The day whose pass saw it.
    pub changed_on: NaiveDate,
    /// Null of the first one.
    pub from: Option<LifeCycleStage>,
    pub to: LifeCycleStage,
    pub reason: LifeCycleReason,
    pub since: NaiveDate,
    /// Bought after having been lost.
    pub win_back: bool,
    pub decided_by: LifeCycleInputs,
}

impl LifeCycleChange {
    pub fn of(row: &Change, currency: Currency) -> Answer<LifeCycleChange> {
        Ok(LifeCycleChange {
            changed_on: row.changed_on,
            from: row.from_stage.map(|stage| stage.0),
            to: row.stage.0,
            reason: row.reason.0,
            since: row.since,
            win_back: row.win_back,
            decided_by: LifeCycleInputs::of(&row.inputs, currency)?,
        })
    }
}
