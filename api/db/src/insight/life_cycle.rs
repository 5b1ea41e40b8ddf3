//! The life cycle of customers as the nightly pass leaves it: where each stands, and how they came there.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use regulars_domain::insight::life_cycle::{LifeCycleReason, LifeCycleStage};

use crate::customers::profiles::{GONE, Within};
use crate::dialect::bulk::bulk_inserts;
use crate::dialect::{SqlBuilder, any_of, keyed};
use crate::page::Page;
use crate::schema::{
    customer_life_time_values as scores, customer_metrics, customers, life_cycle_changes,
    life_cycle_changes as changes, life_cycle_passes as passes, life_cycle_stages, life_cycle_stages as stages,
};
use crate::text::AsText;
use crate::{Db, Result, on};

/// A pass that looked at everybody.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = passes, treat_none_as_default_value = false)]
pub struct Pass {
    /// The organisation-local day whose figures they are.
    pub as_of: NaiveDate,
    /// The fit of life-time value whose P(alive) decided; none without one.
    pub fit_id: Option<String>,
    pub computed_at: NaiveDateTime,
    pub customers: i64,
}

/// Where a customer stands.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = stages, treat_none_as_default_value = false)]
pub struct Standing {
    pub customer_id: String,
    pub stage: AsText<LifeCycleStage>,
    pub reason: AsText<LifeCycleReason>,
    /// The day on which the stage began.
    pub since: NaiveDate,
    /// JSON: what decided it when it last changed.
    pub inputs: String,
    pub first_purchase_on: Option<NaiveDate>,
    pub last_purchase_on: Option<NaiveDate>,
    /// Within 12 months.
    pub purchase_days_12m: i64,
    /// Net spend within 12 months, in minor units.
    pub net_12m_minor: i64,
    /// Net spend of the 12 months that end with the last purchase, in minor units.
    pub at_risk_minor: i64,
    /// Codes from 1 to 5.
    pub recency: i32,
    pub frequency: i32,
    pub monetary: i32,
}

/// How a customer came into a stage.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
pub struct Change {
    pub customer_id: String,
    /// From 1.
    pub number: i32,
    /// The day whose pass saw it.
    pub changed_on: NaiveDate,
    /// None of the first one.
    pub from_stage: Option<AsText<LifeCycleStage>>,
    pub stage: AsText<LifeCycleStage>,
    pub reason: AsText<LifeCycleReason>,
    pub since: NaiveDate,
    /// Bought after having been lost.
    pub win_back: bool,
    /// JSON: what decided it.
    pub inputs: String,
}

/// What a fit of life-time value knows of a customer.
#[derive(Clone, Debug, Queryable)]
pub struct Alive {
    pub customer_id: String,
    /// Days from the first purchase to the last one.
    pub recency_days: i64,
    /// In millionths.
    pub p_alive: i64,
}

/// How many customers have the same stage and codes.
#[derive(Clone, Debug, QueryableByName)]
pub struct Group {
    #[diesel(sql_type = Text)]
    pub stage: AsText<LifeCycleStage>,
    #[diesel(sql_type = Integer)]
    pub recency: i32,
    #[diesel(sql_type = Integer)]
    pub frequency: i32,
    #[diesel(sql_type = Integer)]
    pub monetary: i32,
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    #[diesel(sql_type = BigInt)]
    pub net_12m_minor: i64,
    #[diesel(sql_type = BigInt)]
    pub at_risk_minor: i64,
}

/// How many came from one stage into another.
#[derive(Clone, Debug, QueryableByName)]
pub struct Movement {
    #[diesel(sql_type = Nullable<Text>)]
    pub from_stage: Option<AsText<LifeCycleStage>>,
    #[diesel(sql_type = Text)]
    pub stage: AsText<LifeCycleStage>,
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    /// How many of them bought after having been lost.
    #[diesel(sql_type = BigInt)]
    pub won_back: i64,
}

/// A customer of a list.
#[derive(Clone, Debug, Queryable)]
pub struct Listed {
    pub standing: Standing,
    pub name: String,
    pub home_unit_id: Option<String>,
}

/// Which customers a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only customers at home in one of these units or in somebody's care, when given.
    pub within: Option<Within>,
    /// Only customers at home in one of these units, when given.
    pub units: Option<Vec<String>>,
    pub stage: Option<LifeCycleStage>,
    pub recency: Option<i32>,
    pub frequency: Option<i32>,
    pub monetary: Option<i32>,
}

/// The latest pass that looked at everybody.
pub fn latest(db: &mut Db) -> Result<Option<Pass>> {
    on!(db, |c| passes::table.order(passes::as_of.desc()).select(Pass::as_select()).first(c).optional())
}

/// Writes a pass in the place of an earlier one of the same day.
pub fn finish(db: &mut Db, pass: &Pass) -> Result<()> {
    on!(db, |c| diesel::delete(passes::table.find(pass.as_of)).execute(c))?;
    on!(db, |c| diesel::insert_into(passes::table).values(pass).execute(c)).map(|_| ())
}

/// The next living customers after an id who have bought or once had, in their order.
pub fn customers_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<String>> {
    let has_stood = diesel::dsl::exists(stages::table.filter(stages::customer_id.eq(customers::id)));
    on!(db, |c| customers::table
        .inner_join(customer_metrics::table)
        .filter(customers::id.gt(after))
        .filter(customers::status.ne_all(GONE))
        .filter(customer_metrics::purchases.gt(0).or(has_stood))
        .order(customers::id)
        .limit(limit)
        .select(customers::id)
        .load(c))
}

/// Where these customers stand.
pub fn standings(db: &mut Db, ids: &[&str]) -> Result<Vec<Standing>> {
    on!(db, |c| stages::table.filter(keyed(stages::customer_id, ids)).select(Standing::as_select()).load(c))
}

/// What a fit knows of these customers.
pub fn alive(db: &mut Db, fit_id: &str, ids: &[&str]) -> Result<Vec<Alive>> {
    on!(db, |c| scores::table
        .filter(keyed(scores::customer_id, ids))
        .filter(scores::fit_id.eq(fit_id))
        .select((scores::customer_id, scores::recency_days, scores::p_alive))
        .load(c))
}

/// Those of these customers who are still living.
pub fn living(db: &mut Db, ids: &[&str]) -> Result<Vec<String>> {
    on!(db, |c| customers::table
        .filter(keyed(customers::id, ids))
        .filter(customers::status.ne_all(GONE))
        .select(customers::id)
        .load(c))
}

/// The history of these customers, oldest first.
pub fn histories(db: &mut Db, ids: &[&str]) -> Result<Vec<Change>> {
    on!(db, |c| changes::table
        .filter(keyed(changes::customer_id, ids))
        .order((changes::customer_id, changes::number))
        .select(Change::as_select())
        .load(c))
}

bulk_inserts! {
    /// Writes where customers stand, of whom nothing is written.
    insert_standings(Standing) into life_cycle_stages;
    /// Writes how customers came into their stages.
    insert_changes(Change) into life_cycle_changes;
}

/// Writes where customers stand now, in the place of what was written before, and how they came there.
pub fn keep(db: &mut Db, standings: &[Standing], history: &[Change]) -> Result<()> {
    let ids: Vec<&str> = standings.iter().map(|standing| standing.customer_id.as_str()).collect();
    drop_of(db, &ids)?;
    insert_standings(db, standings)?;
    insert_changes(db, history)
}

/// Drops where customers stand; their history stays.
pub fn drop_of(db: &mut Db, ids: &[&str]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    on!(db, |c| diesel::delete(stages::table.filter(keyed(stages::customer_id, ids))).execute(c)).map(|_| ())
}

/// Where a customer stands.
pub fn of_customer(db: &mut Db, customer_id: &str) -> Result<Option<Standing>> {
    on!(db, |c| stages::table.find(customer_id).select(Standing::as_select()).first(c).optional())
}

/// How many have which stage and codes: those at home in these units, or everybody.
pub fn groups(db: &mut Db, units: Option<&[String]>) -> Result<Vec<Group>> {
    let mut sql = SqlBuilder::default();
    sql.text("select s.stage, s.recency, s.frequency, s.monetary, count(*) as customers, ")
        .text("cast(sum(s.net_12m_minor) as bigint) as net_12m_minor, ")
        .text("cast(sum(s.at_risk_minor) as bigint) as at_risk_minor from life_cycle_stages s ")
        .text("join customers c on c.id = s.customer_id where c.status not in ('merged', 'erased')");
    if let Some(units) = units {
        sql.text(" and c.home_unit_id in ").values(units);
    }
    sql.text(" group by s.stage, s.recency, s.frequency, s.monetary");
    sql.load(db)
}

/// How many came from which stage into which other from one day to another: those at home in these units, or everybody.
pub fn movements(db: &mut Db, from: NaiveDate, to: NaiveDate, units: Option<&[String]>) -> Result<Vec<Movement>> {
    let mut sql = SqlBuilder::default();
    sql.text("select h.from_stage, h.stage, count(*) as customers, ")
        .text("cast(sum(case when h.win_back then 1 else 0 end) as bigint) as won_back from life_cycle_changes h ")
        .text(
            "join customers c on c.id = h.customer_id where c.status not in ('merged', 'erased') and h.changed_on >= ",
        )
        .value(from)
        .text(" and h.changed_on <= ")
        .value(to);
    if let Some(units) = units {
        sql.text(" and c.home_unit_id in ").values(units);
    }
    sql.text(" group by h.from_stage, h.stage order by h.from_stage, h.stage");
    sql.load(db)
}

/// Customers of whom most is at risk first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Listed>> {
    on!(db, |c| {
        let mut query = stages::table
            .inner_join(customers::table)
            .filter(customers::status.ne_all(GONE))
            .order((stages::at_risk_minor.desc(), stages::customer_id.desc()))
            .limit(page.rows_to_read())
            .select((Standing::as_select(), customers::name, customers::home_unit_id))
            .into_boxed();
        if let Some(after) = &page.after
            && let Ok(risk) = after.key.parse::<i64>()
        {
            let same = stages::at_risk_minor.eq(risk).and(stages::customer_id.lt(after.id.clone()));
            query = query.filter(stages::at_risk_minor.lt(risk).or(same));
        }
        if let Some(within) = &filter.within {
            let seen = any_of(customers::home_unit_id, &within.units)
                .or(customers::owner_id.eq(within.owner_id.clone()).assume_not_null());
            query = query.filter(seen);
        }
        if let Some(units) = &filter.units {
            query = query.filter(any_of(customers::home_unit_id, units));
        }
        if let Some(stage) = filter.stage {
            query = query.filter(stages::stage.eq(stage.as_str()));
        }
        if let Some(code) = filter.recency {
            query = query.filter(stages::recency.eq(code));
        }
        if let Some(code) = filter.frequency {
            query = query.filter(stages::frequency.eq(code));
        }
        if let Some(code) = filter.monetary {
            query = query.filter(stages::monetary.eq(code));
        }
        query.load(c)
    })
}
