//! Wishes: what customers asked for and did not get.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use regulars_domain::service::wishes::{WishReason, WishState};

use crate::dialect::{SqlBuilder, any_of};
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::wishes;
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = wishes, treat_none_as_default_value = false)]
pub struct Wish {
    pub id: String,
    pub customer_id: Option<String>,
    /// The shop where it was asked for.
    pub unit_id: String,
    /// What was asked for: a product, or words.
    pub product_id: Option<String>,
    pub wanted: Option<String>,
    /// The words as they are counted: one for all ways to write them.
    pub wanted_key: Option<String>,
    pub reason: AsText<WishReason>,
    pub state: AsText<WishState>,
    pub decision_note: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<NaiveDateTime>,
    pub asked_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
}

/// What is wished for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Product(String),
    /// Words, as they are counted.
    Words(String),
}

/// Which wishes are meant: all conditions must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of these shops, when given.
    pub units: Option<Vec<String>>,
    pub customer_id: Option<String>,
    pub wanted: Option<Wanted>,
    pub reasons: Vec<WishReason>,
    pub states: Vec<WishState>,
    pub from: Option<NaiveDate>,
    pub before: Option<NaiveDate>,
}

/// How often something was wished for in a shop.
#[derive(Clone, Debug, QueryableByName)]
pub struct Count {
    #[diesel(sql_type = Nullable<Text>)]
    pub product_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub wanted: Option<String>,
    #[diesel(sql_type = Text)]
    pub unit_id: String,
    #[diesel(sql_type = BigInt)]
    pub wishes: i64,
    #[diesel(sql_type = BigInt)]
    pub not_made: i64,
    #[diesel(sql_type = BigInt)]
    pub not_here: i64,
    #[diesel(sql_type = BigInt)]
    pub sold_out: i64,
    #[diesel(sql_type = BigInt)]
    pub waiting: i64,
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
}

pub fn insert(db: &mut Db, wish: &Wish) -> Result<()> {
    on!(db, |c| diesel::insert_into(wishes::table).values(wish).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Wish>> {
    on!(db, |c| wishes::table.find(id).select(Wish::as_select()).first(c).optional())
}

/// Wishes, newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Wish>> {
    on!(db, |c| {
        let mut query =
            wishes::table.select(Wish::as_select()).order(wishes::id.desc()).limit(page.rows_to_read()).into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(wishes::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            query = query.filter(any_of(wishes::unit_id, units));
        }
        if let Some(customer_id) = &filter.customer_id {
            query = query.filter(wishes::customer_id.eq(customer_id).assume_not_null());
        }
        match &filter.wanted {
            Some(Wanted::Product(id)) => query = query.filter(wishes::product_id.eq(id).assume_not_null()),
            Some(Wanted::Words(key)) => query = query.filter(wishes::wanted_key.eq(key).assume_not_null()),
            None => {}
        }
        if !filter.reasons.is_empty() {
            query = query.filter(wishes::reason.eq_any(filter.reasons.iter().map(|reason| reason.as_str())));
        }
        if !filter.states.is_empty() {
            query = query.filter(wishes::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        if let Some(from) = filter.from {
            query = query.filter(wishes::asked_on.ge(from));
        }
        if let Some(before) = filter.before {
            query = query.filter(wishes::asked_on.lt(before));
        }
        query.load(c)
    })
}

/// What was wished for most within some days, by what it is and by shop: at most `most` rows.
pub fn counts(
    db: &mut Db,
    units: Option<&[String]>,
    from: NaiveDate,
    before: NaiveDate,
    most: i64,
) -> Result<Vec<Count>> {
    let mut sql = SqlBuilder::default();
    sql.text(
        "select w.product_id, min(w.wanted) as wanted, w.unit_id, count(*) as wishes, \
         count(case when w.reason = 'not_made' then 1 end) as not_made, \
         count(case when w.reason = 'not_here' then 1 end) as not_here, \
         count(case when w.reason = 'sold_out' then 1 end) as sold_out, \
         count(case when w.state in ('open', 'planned') then 1 end) as waiting, \
         count(distinct w.customer_id) as customers from wishes w where w.asked_on >= ",
    );
    sql.value(from).text(" and w.asked_on < ").value(before);
    if let Some(units) = units {
        sql.text(" and w.unit_id in ").values(units);
    }
    sql.text(" group by w.product_id, w.wanted_key, w.unit_id order by wishes desc, w.product_id, w.unit_id limit ");
    sql.value(most);
    sql.load(db)
}

/// Writes a decision on these wishes.
pub fn decide(db: &mut Db, ids: &[String], state: WishState, note: &str, by: &str, now: NaiveDateTime) -> Result<()> {
    let decided = wishes::table.filter(any_of(wishes::id, ids));
    on!(db, |c| prepared(diesel::update(decided).set((
        wishes::state.eq(state.as_str()),
        wishes::decision_note.eq(note),
        wishes::decided_by.eq(by),
        wishes::decided_at.eq(now),
    )))
    .run(c))
}

/// The ids of a customer's wishes.
pub fn ids_of(db: &mut Db, customer_id: &str) -> Result<Vec<String>> {
    on!(db, |c| wishes::table
        .filter(wishes::customer_id.eq(customer_id).assume_not_null())
        .order(wishes::id)
        .select(wishes::id)
        .load(c))
}

/// Lets wishes of a customer be another's.
pub fn give(db: &mut Db, from: &str, to: &str, ids: &[String]) -> Result<()> {
    let given = wishes::table.filter(any_of(wishes::id, ids)).filter(wishes::customer_id.eq(from).assume_not_null());
    on!(db, |c| prepared(diesel::update(given).set(wishes::customer_id.eq(to))).run(c))
}
