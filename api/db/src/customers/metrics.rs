//! What the facts say of a customer: kept in the transaction of the fact, day by day and in sum.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::result::DatabaseErrorKind;
use diesel::result::Error::DatabaseError;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::customers::tiers::TierClass;

use crate::dialect::keyed;
use crate::prepared::prepared;
use crate::schema::{customer_days, customer_metrics, customer_tallies, customers, purchases, tier_changes};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

/// The sums of a customer. Money is minor units of the base currency, net of discounts and refunds.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customer_metrics, primary_key(customer_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Metrics {
    pub customer_id: String,
    pub first_purchase_on: Option<NaiveDate>,
    pub last_purchase_on: Option<NaiveDate>,
    /// Counted purchases: wholly refunded ones are not.
    pub purchases: i64,
    /// Days with at least one counted purchase.
    pub purchase_days: i64,
    pub net_minor: i64,
    pub favourite_unit_id: Option<String>,
    pub favourite_category_id: Option<String>,
    /// None for kinds of customers that have no tier.
    pub tier: Option<AsText<TierClass>>,
    pub tier_since: Option<NaiveDate>,
    /// The version of the tier policy that decided.
    pub tier_rule: Option<i32>,
    /// Below zero once the customer is merged: nothing is posted then.
    pub version: i32,
    /// When what is shown of the customer last changed: the profile, identities, figures or tier.
    pub changed_at: NaiveDateTime,
}

impl Metrics {
    /// Of somebody who never bought.
    pub fn none(customer_id: String) -> Metrics {
        Metrics {
            customer_id,
            first_purchase_on: None,
            last_purchase_on: None,
            purchases: 0,
            purchase_days: 0,
            net_minor: 0,
            favourite_unit_id: None,
            favourite_category_id: None,
            tier: None,
            tier_since: None,
            tier_rule: None,
            version: 1,
            changed_at: NaiveDateTime::default(),
        }
    }

    /// Notes that they change now.
    pub fn advance(&mut self, now: NaiveDateTime) {
        self.version += 1;
        self.changed_at = now;
    }
}

/// One organisation-local day of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customer_days, primary_key(customer_id, day))]
pub struct Day {
    pub customer_id: String,
    pub day: NaiveDate,
    pub purchases: i64,
    pub net_minor: i64,
}

/// A customer at one store or with one category.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customer_tallies, primary_key(customer_id, dimension, member_id))]
pub struct Tally {
    pub customer_id: String,
    /// [`UNIT`] or [`CATEGORY`].
    pub dimension: String,
    pub member_id: String,
    pub purchases: i64,
    pub net_minor: i64,
}

pub const UNIT: &str = "unit";
pub const CATEGORY: &str = "category";

/// A tier with the day it began and what decided it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = tier_changes, treat_none_as_default_value = false)]
pub struct TierChange {
    pub id: String,
    pub customer_id: String,
    pub tier: AsText<TierClass>,
    pub previous: Option<AsText<TierClass>>,
    pub since: NaiveDate,
    pub recorded_at: NaiveDateTime,
    /// The version of the tier policy.
    pub rule: i32,
    /// What made it be looked at: `purchase`, `refund`, `import`, `policy`, `date`.
    pub cause: String,
    /// What decided.
    pub inputs: Json<serde_json::Value>,
}

pub fn insert(db: &mut Db, metrics: &Metrics) -> Result<()> {
    on!(db, |c| diesel::insert_into(customer_metrics::table).values(metrics).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, customer_id: &str) -> Result<Option<Metrics>> {
    on!(db, |c| customer_metrics::table.find(customer_id).select(Metrics::as_select()).first(c).optional())
}

/// The sums of a customer, locked until the transaction ends: whoever changes its facts takes this first. When the customer
/// was merged while this waited, the unit of work is run again and finds that out.
pub fn lock(db: &mut Db, customer_id: &str) -> Result<Metrics> {
    let living = customer_metrics::table.find(customer_id).filter(customer_metrics::version.ge(0));
    let found = crate::dialect::first_for_update!(db, living.select(Metrics::as_select())).optional()?;
    found.ok_or_else(|| {
        let text = "the customer was merged meanwhile".to_owned();
        DatabaseError(DatabaseErrorKind::SerializationFailure, Box::new(text))
    })
}

/// Locks the sums of a customer, when there is one, until the transaction ends. Whoever changes a profile takes this before
/// the profile, as who posts a fact does: two of them never wait for each other in a circle.
pub fn hold(db: &mut Db, customer_id: &str) -> Result<()> {
    let whose = customer_metrics::table.find(customer_id).select(customer_metrics::customer_id);
    let held: Result<String> = crate::dialect::first_for_update!(db, whose);
    held.optional().map(|_| ())
}

pub fn update(db: &mut Db, metrics: &Metrics) -> Result<()> {
    let whose = customer_metrics::table.find(&metrics.customer_id);
    on!(db, |c| prepared(diesel::update(whose).set(metrics)).run(c))
}

/// Notes that the profile of a customer changed; the figures did not.
pub fn touch(db: &mut Db, customer_id: &str, at: NaiveDateTime) -> Result<()> {
    let whose = customer_metrics::table.find(customer_id);
    on!(db, |c| prepared(diesel::update(whose).set(customer_metrics::changed_at.eq(at))).run(c))
}

/// Notes that something else that is shown with the figures of a customer changed.
pub fn advance(db: &mut Db, customer_id: &str, at: NaiveDateTime) -> Result<()> {
    let whose = customer_metrics::table.find(customer_id);
    let next = (customer_metrics::version.eq(customer_metrics::version + 1), customer_metrics::changed_at.eq(at));
    on!(db, |c| prepared(diesel::update(whose).set(next)).run(c))
}

/// Every day of a customer, oldest first.
pub fn days(db: &mut Db, customer_id: &str) -> Result<Vec<Day>> {
    on!(db, |c| customer_days::table
        .filter(customer_days::customer_id.eq(customer_id))
        .order(customer_days::day.asc())
        .select(Day::as_select())
        .load(c))
}

/// The days of a customer within a range, both ends included.
pub fn days_between(db: &mut Db, customer_id: &str, from: NaiveDate, to: NaiveDate) -> Result<Vec<Day>> {
    on!(db, |c| customer_days::table
        .filter(customer_days::customer_id.eq(customer_id).and(customer_days::day.between(from, to)))
        .order(customer_days::day.asc())
        .select(Day::as_select())
        .load(c))
}

/// Adds to a day; answers it as it is then. One with nothing left in it is removed.
pub fn add_day(db: &mut Db, change: &Day) -> Result<Day> {
    let after: Day = on!(db, |c| prepared(
        diesel::insert_into(customer_days::table)
            .values(change)
            .on_conflict((customer_days::customer_id, customer_days::day))
            .do_update()
            .set((
                customer_days::purchases.eq(customer_days::purchases + change.purchases),
                customer_days::net_minor.eq(customer_days::net_minor + change.net_minor),
            ))
            .returning(Day::as_returning())
    )
    .get_result(c))?;
    if after.purchases == 0 && after.net_minor == 0 {
        on!(db, |c| diesel::delete(customer_days::table.find((&after.customer_id, after.day))).execute(c))?;
    }
    Ok(after)
}

/// The first and last day with a counted purchase.
pub fn first_and_last(db: &mut Db, customer_id: &str) -> Result<(Option<NaiveDate>, Option<NaiveDate>)> {
    use diesel::dsl::{max, min};
    on!(db, |c| customer_days::table
        .filter(customer_days::customer_id.eq(customer_id).and(customer_days::purchases.gt(0)))
        .select((min(customer_days::day), max(customer_days::day)))
        .first(c))
}

/// Every tally of a customer.
pub fn tallies(db: &mut Db, customer_id: &str) -> Result<Vec<Tally>> {
    on!(db, |c| customer_tallies::table
        .filter(customer_tallies::customer_id.eq(customer_id))
        .select(Tally::as_select())
        .load(c))
}

/// Writes a tally; one with nothing in it is removed.
pub fn put_tally(db: &mut Db, tally: &Tally) -> Result<()> {
    if tally.purchases == 0 && tally.net_minor == 0 {
        let key = (&tally.customer_id, &tally.dimension, &tally.member_id);
        return on!(db, |c| diesel::delete(customer_tallies::table.find(key)).execute(c)).map(|_| ());
    }
    on!(db, |c| prepared(
        diesel::insert_into(customer_tallies::table)
            .values(tally)
            .on_conflict((customer_tallies::customer_id, customer_tallies::dimension, customer_tallies::member_id))
            .do_update()
            .set(tally)
    )
    .run(c))
}

pub fn insert_tier_change(db: &mut Db, change: &TierChange) -> Result<()> {
    on!(db, |c| diesel::insert_into(tier_changes::table).values(change).execute(c)).map(|_| ())
}

/// The tiers a customer has had, newest first.
pub fn tier_changes(db: &mut Db, customer_id: &str) -> Result<Vec<TierChange>> {
    on!(db, |c| tier_changes::table
        .filter(tier_changes::customer_id.eq(customer_id))
        .order(tier_changes::id.desc())
        .select(TierChange::as_select())
        .load(c))
}

/// The latest change into the present tier.
pub fn latest_tier_change(db: &mut Db, customer_id: &str) -> Result<Option<TierChange>> {
    on!(db, |c| tier_changes::table
        .filter(tier_changes::customer_id.eq(customer_id))
        .order(tier_changes::id.desc())
        .select(TierChange::as_select())
        .first(c)
        .optional())
}

/// A page of customers that have a tier, by id: (id, sums). For the passes over the whole base.
pub fn tiered_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<Metrics>> {
    on!(db, |c| customer_metrics::table
        .filter(customer_metrics::customer_id.gt(after).and(customer_metrics::tier.is_not_null()))
        .order(customer_metrics::customer_id.asc())
        .limit(limit)
        .select(Metrics::as_select())
        .load(c))
}

/// The ids of customers after an id that have a tier, in their order.
pub fn tiered_ids_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| customer_metrics::table
        .filter(customer_metrics::customer_id.gt(after).and(customer_metrics::tier.is_not_null()))
        .filter(customer_metrics::version.ge(0))
        .order(customer_metrics::customer_id.asc())
        .limit(limit)
        .select(customer_metrics::customer_id)
        .load(c))
}

/// Customers after an id that have a tier, by id, with their net spend of all time in minor units. One that was merged
/// into another is left out: shares are of what the living spend.
pub fn tiered_spends_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<(String, i64)>> {
    on!(db, |c| customer_metrics::table
        .inner_join(customers::table)
        .filter(customer_metrics::customer_id.gt(after).and(customer_metrics::tier.is_not_null()))
        .filter(customers::status.ne(CustomerStatus::Merged.as_str()))
        .order(customer_metrics::customer_id.asc())
        .limit(limit)
        .select((customer_metrics::customer_id, customer_metrics::net_minor))
        .load(c))
}

/// The sums of these customers, by id.
pub fn of_ids(db: &mut Db, customer_ids: &[String]) -> Result<Vec<Metrics>> {
    on!(db, |c| customer_metrics::table
        .filter(keyed(customer_metrics::customer_id, customer_ids))
        .order(customer_metrics::customer_id.asc())
        .select(Metrics::as_select())
        .load(c))
}

/// The days of these customers within a range, by customer.
pub fn days_of(db: &mut Db, customer_ids: &[&str], from: NaiveDate, to: NaiveDate) -> Result<Vec<Day>> {
    on!(db, |c| customer_days::table
        .filter(keyed(customer_days::customer_id, customer_ids).and(customer_days::day.between(from, to)))
        .order(customer_days::customer_id.asc())
        .select(Day::as_select())
        .load(c))
}

/// The ids of the customer's purchases of most net spend within a range, largest first; those that brought nothing are
/// left out.
pub fn largest_purchases(
    db: &mut Db,
    customer_id: &str,
    from: NaiveDate,
    to: NaiveDate,
    limit: i64,
) -> Result<Vec<String>> {
    on!(db, |c| purchases::table
        .filter(purchases::customer_id.eq(customer_id).and(purchases::occurred_on.between(from, to)))
        .filter(purchases::net_minor.gt(0))
        .order((purchases::net_minor.desc(), purchases::id.desc()))
        .limit(limit)
        .select(purchases::id)
        .load(c))
}
