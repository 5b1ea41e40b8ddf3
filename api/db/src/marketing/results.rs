//! What a campaign's people did: counted from its deliveries and from the days on which customers bought.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::schema::{customer_days, deliveries};
use crate::{Db, Result, on};

/// Everybody assigned to an arm: who was left out before anybody was assigned belongs to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    pub arm: String,
    pub people: i64,
    /// Messages that left.
    pub sent: i64,
}

/// What one of them bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    pub arm: String,
    pub customer_id: String,
    pub net_minor: i64,
    pub purchases: i64,
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

/// What those of them who bought between two days, both included, bought: net of discounts and refunds, one row for
/// each person.
pub fn bought(db: &mut Db, campaign_id: &str, from: NaiveDate, to: NaiveDate) -> Result<Vec<Bought>> {
    let rows: Vec<(Option<String>, String, i64, i64)> = on!(db, |c| deliveries::table
        .inner_join(customer_days::table.on(customer_days::customer_id.eq(deliveries::customer_id)))
        .filter(deliveries::source_id.eq(campaign_id).and(deliveries::step.eq(1)))
        .filter(deliveries::arm.is_not_null())
        .filter(customer_days::day.between(from, to))
        .order(deliveries::customer_id.asc())
        .select((deliveries::arm, deliveries::customer_id, customer_days::net_minor, customer_days::purchases))
        .load(c))?;
    let mut found: Vec<Bought> = Vec::new();
    for (arm, customer_id, net_minor, purchases) in rows {
        let Some(arm) = arm else { continue };
        match found.last_mut().filter(|last| last.customer_id == customer_id) {
            Some(last) => {
                last.net_minor += net_minor;
                last.purchases += purchases;
            }
            None => found.push(Bought { arm, customer_id, net_minor, purchases }),
        }
    }
    Ok(found)
}
