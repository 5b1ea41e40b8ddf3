//! Purchases, their lines and refunds; `lists` has the lists of purchases by when they happened, `changes` those by when
//! they changed, `days` all of a day.

mod changes;
mod days;
mod lists;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::money::Currency;
use regulars_domain::sales::purchases::{Channel, PurchaseState};

use crate::dialect::any_of;
use crate::dialect::bulk::few_inserts;
pub use crate::platform::external_refs::{ExternalRef, PURCHASE, REFUND, drop_ref, find_ref, revise_ref, take_ref};
use crate::prepared::prepared;
use crate::schema::{purchase_lines, purchases, refund_lines, refunds};
use crate::text::AsText;
use crate::{Db, Result, on};

pub use changes::{Changed, Direction, REACH, changed};
pub use days::of_day;
pub use lists::{Filter, after, list};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = purchases, primary_key(id, customer_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Purchase {
    pub id: String,
    pub customer_id: String,
    pub unit_id: Option<String>,
    pub channel: AsText<Channel>,
    pub partner: Option<String>,
    pub external_id: Option<String>,
    /// 1, or what the partner stated with a new content.
    pub revision: i32,
    pub import_id: Option<String>,
    pub import_row: Option<i64>,
    pub occurred_at: NaiveDateTime,
    /// The organisation-local day.
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub currency: AsText<Currency>,
    /// Before discounts.
    pub gross_minor: i64,
    pub discount_minor: i64,
    pub refunded_minor: i64,
    /// After discounts and refunds.
    pub net_minor: i64,
    pub state: AsText<PurchaseState>,
    /// When it was recorded, took its revision, or was last given back in part or whole.
    pub updated_at: NaiveDateTime,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = purchase_lines, treat_none_as_default_value = false)]
pub struct Line {
    pub customer_id: String,
    pub purchase_id: String,
    /// 1, 2, 3 …
    pub number: i32,
    pub product_id: Option<String>,
    /// The product's category at the time.
    pub category_id: Option<String>,
    pub description: Option<String>,
    /// Thousandths.
    pub quantity: i64,
    pub unit_price: Option<i64>,
    pub amount: i64,
    pub discount: i64,
    pub refunded_quantity: i64,
    pub refunded_amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = refunds, treat_none_as_default_value = false)]
pub struct Refund {
    pub id: String,
    pub customer_id: String,
    pub purchase_id: String,
    pub unit_id: Option<String>,
    pub reason: Option<String>,
    pub partner: Option<String>,
    pub external_id: Option<String>,
    pub occurred_at: NaiveDateTime,
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
    pub amount: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = refund_lines, treat_none_as_default_value = false)]
pub struct RefundLine {
    pub customer_id: String,
    pub refund_id: String,
    pub number: i32,
    /// Thousandths.
    pub quantity: i64,
    pub amount: i64,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Purchase>> {
    on!(db, |c| purchases::table.filter(purchases::id.eq(id)).select(Purchase::as_select()).first(c).optional())
}

pub fn insert(db: &mut Db, purchase: &Purchase, lines: &[Line]) -> Result<()> {
    on!(db, |c| diesel::insert_into(purchases::table).values(purchase).execute(c))?;
    insert_lines(db, lines)
}

/// Writes a purchase over itself.
pub fn update(db: &mut Db, purchase: &Purchase) -> Result<()> {
    on!(db, |c| prepared(diesel::update(purchases::table.find((&purchase.id, &purchase.customer_id))).set(purchase))
        .run(c))
}

few_inserts! {
    /// Lines of a purchase.
    insert_lines(Line) into purchase_lines;
    /// Lines of a refund.
    insert_refund_lines(RefundLine) into refund_lines;
}

/// Removes all lines of a purchase, before a new revision writes its own.
pub fn delete_lines(db: &mut Db, customer_id: &str, purchase_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(
        purchase_lines::table
            .filter(purchase_lines::customer_id.eq(customer_id).and(purchase_lines::purchase_id.eq(purchase_id)))
    )
    .execute(c))
    .map(|_| ())
}

/// The lines of these purchases of a customer, by purchase and number.
pub fn lines_of(db: &mut Db, customer_id: &str, purchase_ids: &[&str]) -> Result<Vec<Line>> {
    on!(db, |c| purchase_lines::table
        .filter(purchase_lines::customer_id.eq(customer_id).and(any_of(purchase_lines::purchase_id, purchase_ids)))
        .order((purchase_lines::purchase_id, purchase_lines::number))
        .select(Line::as_select())
        .load(c))
}

/// The lines of purchases of several customers, by purchase and number.
pub fn lines_of_many(db: &mut Db, customer_ids: &[&str], purchase_ids: &[&str]) -> Result<Vec<Line>> {
    on!(db, |c| purchase_lines::table
        .filter(
            any_of(purchase_lines::customer_id, customer_ids).and(any_of(purchase_lines::purchase_id, purchase_ids))
        )
        .order((purchase_lines::purchase_id, purchase_lines::number))
        .select(Line::as_select())
        .load(c))
}

/// Notes what has been refunded of a line.
pub fn set_refunded(db: &mut Db, line: &Line, quantity: i64, amount: i64) -> Result<()> {
    let key = (&line.customer_id, &line.purchase_id, line.number);
    on!(db, |c| prepared(
        diesel::update(purchase_lines::table.find(key))
            .set((purchase_lines::refunded_quantity.eq(quantity), purchase_lines::refunded_amount.eq(amount)))
    )
    .run(c))
}

pub fn insert_refund(db: &mut Db, refund: &Refund, lines: &[RefundLine]) -> Result<()> {
    on!(db, |c| diesel::insert_into(refunds::table).values(refund).execute(c))?;
    insert_refund_lines(db, lines)
}

/// The refunds of a purchase, oldest first.
pub fn refunds_of(db: &mut Db, customer_id: &str, purchase_id: &str) -> Result<Vec<Refund>> {
    on!(db, |c| refunds::table
        .filter(refunds::customer_id.eq(customer_id).and(refunds::purchase_id.eq(purchase_id)))
        .order(refunds::id.asc())
        .select(Refund::as_select())
        .load(c))
}

pub fn find_refund(db: &mut Db, customer_id: &str, id: &str) -> Result<Option<Refund>> {
    on!(db, |c| refunds::table.find((id, customer_id)).select(Refund::as_select()).first(c).optional())
}

/// The lines of these refunds of a customer.
pub fn refund_lines_of(db: &mut Db, customer_id: &str, refund_ids: &[&str]) -> Result<Vec<RefundLine>> {
    on!(db, |c| refund_lines::table
        .filter(refund_lines::customer_id.eq(customer_id).and(any_of(refund_lines::refund_id, refund_ids)))
        .order((refund_lines::refund_id, refund_lines::number))
        .select(RefundLine::as_select())
        .load(c))
}
