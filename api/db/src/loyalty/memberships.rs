//! Memberships of customers and the levels they have had.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use regulars_domain::loyalty::memberships::{LevelCause, MembershipState};

use crate::customers::profiles;
use crate::customers::profiles::{Bounds, Customer, Search, Within};
use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{customer_terms, customers, membership_level_changes, memberships};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = memberships, treat_none_as_default_value = false, treat_none_as_null = true)]
#[diesel(primary_key(id, customer_id))]
pub struct Membership {
    pub id: String,
    pub customer_id: String,
    pub programme_id: String,
    /// The card's number, normalised; an identity of the customer. None when it was taken away, as lost.
    pub card: Option<String>,
    pub state: AsText<MembershipState>,
    pub enrolled_at: NaiveDateTime,
    /// The organisation-local day.
    pub enrolled_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
    /// None below the lowest level.
    pub level_id: Option<String>,
    pub level_since: NaiveDate,
    /// The version of the programme that decided.
    pub level_rule: i32,
    /// The anniversary at which the level may fall.
    pub review_on: NaiveDate,
    /// The sum of the ledger; below zero is owed.
    pub balance: i64,
    /// Parts of a point that the next purchase begins with.
    pub carry: i64,
    /// How many entries the ledger has.
    pub entries: i64,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// The holder's card into which this one went when two customers were merged.
    pub merged_into: Option<String>,
}

/// A level with the day it began and what decided it.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = membership_level_changes, treat_none_as_default_value = false)]
pub struct LevelChange {
    pub id: String,
    pub customer_id: String,
    pub membership_id: String,
    pub level_id: Option<String>,
    pub previous_id: Option<String>,
    pub since: NaiveDate,
    pub recorded_at: NaiveDateTime,
    /// The version of the programme.
    pub rule: i32,
    pub cause: AsText<LevelCause>,
    /// What decided.
    pub inputs: Json<serde_json::Value>,
    /// The purchase that reached the level; none of what was written before this was kept.
    pub purchase_id: Option<String>,
    /// When that purchase turned out to have been returned.
    pub returned_on: Option<NaiveDate>,
}

/// A membership with its customer.
pub type Row = (Membership, Customer);

/// Which memberships a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of customers one may see, when given.
    pub within: Option<Within>,
    pub search: Option<Search>,
    pub customer_id: Option<String>,
    pub programme_id: Option<String>,
    pub level_ids: Vec<String>,
    pub states: Vec<MembershipState>,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Membership>> {
    on!(db, |c| memberships::table.filter(memberships::id.eq(id)).select(Membership::as_select()).first(c).optional())
}

/// The memberships of a customer, oldest first.
pub fn of_customer(db: &mut Db, customer_id: &str) -> Result<Vec<Membership>> {
    on!(db, |c| memberships::table
        .filter(memberships::customer_id.eq(customer_id))
        .order(memberships::id.asc())
        .select(Membership::as_select())
        .load(c))
}

/// The memberships of these customers, oldest first.
pub fn of_customers(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<Membership>> {
    on!(db, |c| memberships::table
        .filter(keyed(memberships::customer_id, customer_ids))
        .order(memberships::id.asc())
        .select(Membership::as_select())
        .load(c))
}

/// Memberships newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Row>> {
    let (within, search) = (filter.within.as_ref(), filter.search.as_ref());
    let few = profiles::few(db, within, search, Bounds::default().few)?;
    on!(db, |c| {
        let mut query = memberships::table
            .inner_join(customers::table)
            .select((Membership::as_select(), Customer::as_select()))
            .order(memberships::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(memberships::id.lt(after.to_owned()));
        }
        if let Some(ids) = &few {
            query = query.filter(keyed(memberships::customer_id, ids));
        }
        if let (None, Some(within)) = (&few, &filter.within) {
            query = query.filter(
                customers::home_unit_id
                    .eq_any(&within.units)
                    .or(customers::owner_id.eq(&within.owner_id))
                    .assume_not_null(),
            );
        }
        if let (None, Some(search)) = (&few, &filter.search) {
            let [one, two, three] = search.ranges();
            let hit = |(from, to): (String, String)| customer_terms::term.ge(from).and(customer_terms::term.lt(to));
            let hits = customer_terms::table.filter(hit(one).or(hit(two)).or(hit(three)));
            query = query.filter(memberships::customer_id.eq_any(hits.select(customer_terms::customer_id)));
        }
        if let Some(customer_id) = &filter.customer_id {
            query = query.filter(memberships::customer_id.eq(customer_id));
        }
        if let Some(programme_id) = &filter.programme_id {
            query = query.filter(memberships::programme_id.eq(programme_id));
        }
        if !filter.level_ids.is_empty() {
            query = query.filter(memberships::level_id.eq_any(&filter.level_ids));
        }
        if !filter.states.is_empty() {
            query = query.filter(memberships::state.eq_any(filter.states.iter().map(|state| state.as_str())));
            if !filter.states.contains(&MembershipState::Active) {
                // In so many words: SQLite compares the condition of the index with what stands in the statement.
                query = query.filter(diesel::dsl::sql::<Bool>("memberships.state <> 'active'"));
            }
        }
        query.load(c)
    })
}

/// The ids of memberships after an id that are not closed, in their order: for the passes over all of them.
pub fn ids_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| memberships::table
        .filter(memberships::id.gt(after).and(memberships::state.ne(MembershipState::Closed.as_str())))
        .order(memberships::id.asc())
        .limit(limit)
        .select(memberships::id)
        .load(c))
}

/// These memberships, in no order.
pub fn of_ids(db: &mut Db, ids: &[String]) -> Result<Vec<Membership>> {
    on!(db, |c| memberships::table.filter(keyed(memberships::id, ids)).select(Membership::as_select()).load(c))
}

/// The customers of these memberships, in no order.
pub fn customers_of(db: &mut Db, ids: &[String]) -> Result<Vec<String>> {
    on!(db, |c| memberships::table.filter(keyed(memberships::id, ids)).select(memberships::customer_id).load(c))
}

pub fn insert(db: &mut Db, membership: &Membership) -> Result<()> {
    on!(db, |c| diesel::insert_into(memberships::table).values(membership).execute(c)).map(|_| ())
}

/// Writes a membership over itself; the caller has locked the customer's figures.
pub fn update(db: &mut Db, membership: &Membership) -> Result<()> {
    let key = (&membership.id, &membership.customer_id);
    on!(db, |c| prepared(diesel::update(memberships::table.find(key)).set(membership)).run(c))
}

pub fn insert_level_change(db: &mut Db, change: &LevelChange) -> Result<()> {
    on!(db, |c| diesel::insert_into(membership_level_changes::table).values(change).execute(c)).map(|_| ())
}

/// Which of these purchases of these customers reached a level.
pub fn reached_by(db: &mut Db, customer_ids: &[&str], purchase_ids: &[&str]) -> Result<Vec<String>> {
    on!(db, |c| membership_level_changes::table
        .filter(keyed(membership_level_changes::customer_id, customer_ids))
        .filter(keyed(membership_level_changes::purchase_id, purchase_ids))
        .select(membership_level_changes::purchase_id.assume_not_null())
        .load(c))
}

/// Notes on changes of level that the purchase behind them was returned.
pub fn mark_returned(db: &mut Db, customer_id: &str, ids: &[&str], day: NaiveDate) -> Result<()> {
    on!(db, |c| prepared(
        diesel::update(
            membership_level_changes::table
                .filter(membership_level_changes::customer_id.eq(customer_id))
                .filter(keyed(membership_level_changes::id, ids))
        )
        .set(membership_level_changes::returned_on.eq(day))
    )
    .run(c))
}

/// The levels a member has had, newest first.
pub fn level_changes(db: &mut Db, customer_id: &str, membership_id: &str) -> Result<Vec<LevelChange>> {
    on!(db, |c| membership_level_changes::table
        .filter(membership_level_changes::customer_id.eq(customer_id))
        .filter(membership_level_changes::membership_id.eq(membership_id))
        .order(membership_level_changes::id.desc())
        .select(LevelChange::as_select())
        .load(c))
}
