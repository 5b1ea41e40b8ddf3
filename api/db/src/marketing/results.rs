//! What a campaign's people did: counted from its deliveries and from their purchases.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::sales::purchases::PurchaseState;

use crate::schema::{deliveries, purchases};
use crate::{Db, Result, on};

/// Everybody assigned to an arm: who was left out before anybody was assigned belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    pub arm: String,
    pub people: i64,
    /// Messages that left.
    pub sent: i64,
}

/// A purchase of one of them that is not given back.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Bought {
    pub arm: Option<String>,
    pub customer_id: String,
    /// When the person was assigned.
    pub assigned_at: NaiveDateTime,
    pub occurred_at: NaiveDateTime,
    pub recorded_at: NaiveDateTime,
    /// After discounts and refunds.
    pub net_minor: i64,
}

/// How many people each arm has.
pub fn people(db: &mut Db, campaign_id: &str) -> Result<Vec<People>> {
    let rows: Vec<(Option<String>, i64, i64)> = on!(db, |c| deliveries::table
        .filter(deliveries::source_id.eq(campaign_id).and(deliveries::step.eq(1)))
        .filter(deliveries::arm.is_not_null())
        .group_by(deliveries::arm)
        .order(deliveries::arm.asc())
        .select((deliveries::arm, diesel::dsl::count_star(), diesel::dsl::count(deliveries::sent_at)))
        .load(c))?;
    let row = |(arm, people, sent): (Option<String>, i64, i64)| Some(People { arm: arm?, people, sent });
    Ok(rows.into_iter().filter_map(row).collect())
}

/// What those of them bought from their assignment on, until a moment: purchase by purchase, in the order of the customers.
pub fn bought(db: &mut Db, campaign_id: &str, until: NaiveDateTime) -> Result<Vec<Bought>> {
    on!(db, |c| deliveries::table
        .inner_join(purchases::table.on(purchases::customer_id.eq(deliveries::customer_id)))
        .filter(deliveries::source_id.eq(campaign_id).and(deliveries::step.eq(1)))
        .filter(deliveries::arm.is_not_null())
        .filter(purchases::occurred_at.ge(deliveries::assigned_at))
        .filter(purchases::occurred_at.lt(until))
        .filter(purchases::state.ne(PurchaseState::Refunded.as_str()))
        .order((deliveries::customer_id.asc(), purchases::id.asc()))
        .select((
            deliveries::arm,
            deliveries::customer_id,
            deliveries::assigned_at,
            purchases::occurred_at,
            purchases::recorded_at,
            purchases::net_minor,
        ))
        .load(c))
}
