//! What was ordered of purchases and promised for when, and what was delivered.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Text};
use regulars_domain::sales::deliveries::PurchaseDeliveriesBy;

use crate::dialect::SqlBuilder;
use crate::dialect::bulk::bulk_inserts;
use crate::schema::{purchase_deliveries, purchase_delivery_lines};
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = purchase_deliveries, primary_key(customer_id, purchase_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Delivery {
    pub customer_id: String,
    pub purchase_id: String,
    pub ordered_on: Option<NaiveDate>,
    pub promised_on: Option<NaiveDate>,
    pub delivered_on: Option<NaiveDate>,
    /// Of all lines, in thousandths.
    pub ordered: i64,
    /// Missing of them, in thousandths.
    pub short: i64,
    pub updated_at: NaiveDateTime,
    pub updated_by: String,
    pub version: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = purchase_delivery_lines, treat_none_as_default_value = false)]
pub struct DeliveryLine {
    pub customer_id: String,
    pub purchase_id: String,
    /// That of the purchase's line.
    pub number: i32,
    /// In thousandths.
    pub ordered: i64,
    /// Missing, in thousandths.
    pub short: i64,
}

bulk_inserts! {
    /// Lines of a delivery.
    insert_lines(DeliveryLine) into purchase_delivery_lines;
}

pub fn find(db: &mut Db, customer_id: &str, purchase_id: &str) -> Result<Option<Delivery>> {
    on!(db, |c| purchase_deliveries::table
        .find((customer_id, purchase_id))
        .select(Delivery::as_select())
        .first(c)
        .optional())
}

/// The lines of a delivery, by number.
pub fn lines_of(db: &mut Db, customer_id: &str, purchase_id: &str) -> Result<Vec<DeliveryLine>> {
    on!(db, |c| purchase_delivery_lines::table
        .filter(
            purchase_delivery_lines::customer_id
                .eq(customer_id)
                .and(purchase_delivery_lines::purchase_id.eq(purchase_id))
        )
        .order(purchase_delivery_lines::number)
        .select(DeliveryLine::as_select())
        .load(c))
}

pub fn insert(db: &mut Db, delivery: &Delivery) -> Result<()> {
    on!(db, |c| diesel::insert_into(purchase_deliveries::table).values(delivery).execute(c)).map(|_| ())
}

/// Writes the row over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, delivery: &Delivery, expected: i32) -> Result<bool> {
    let place = (delivery.customer_id.as_str(), delivery.purchase_id.as_str());
    on!(db, |c| diesel::update(
        purchase_deliveries::table.find(place).filter(purchase_deliveries::version.eq(expected))
    )
    .set(delivery)
    .execute(c))
    .map(|rows| rows == 1)
}

/// Removes the lines of a delivery.
pub fn clear_lines(db: &mut Db, customer_id: &str, purchase_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(purchase_delivery_lines::table.filter(
        purchase_delivery_lines::customer_id.eq(customer_id).and(purchase_delivery_lines::purchase_id.eq(purchase_id))
    ))
    .execute(c))
    .map(|_| ())
}

/// Which deliveries are asked about: those promised for these days.
#[derive(Clone, Debug)]
pub struct Asked {
    pub by: PurchaseDeliveriesBy,
    pub from: NaiveDate,
    pub before: NaiveDate,
    /// Only purchases of these units, when given.
    pub units: Option<Vec<String>>,
    /// Only purchases of this customer, when given.
    pub customer_id: Option<String>,
}

/// Deliveries of one group with the same days.
#[derive(Clone, Debug, QueryableByName)]
pub struct Group {
    /// The unit, the customer, or the month (`2026-03`); none where there is no unit.
    #[diesel(sql_type = Nullable<Text>)]
    pub key: Option<String>,
    #[diesel(sql_type = Date)]
    pub promised_on: NaiveDate,
    #[diesel(sql_type = Nullable<Date>)]
    pub delivered_on: Option<NaiveDate>,
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// How many of them had no shortage.
    #[diesel(sql_type = BigInt)]
    pub whole: i64,
    /// Thousandths.
    #[diesel(sql_type = BigInt)]
    pub ordered: i64,
    /// Thousandths.
    #[diesel(sql_type = BigInt)]
    pub short: i64,
}

/// The deliveries of purchases that still count, put together by group and days.
pub fn grouped(db: &mut Db, asked: &Asked) -> Result<Vec<Group>> {
    let mut sql = SqlBuilder::default();
    sql.text("SELECT ").text(match asked.by {
        PurchaseDeliveriesBy::Unit => "p.unit_id",
        PurchaseDeliveriesBy::Customer => "d.customer_id",
        PurchaseDeliveriesBy::Month => "substr(CAST(d.promised_on AS text), 1, 7)",
    });
    sql.text(
        " AS key, d.promised_on AS promised_on, d.delivered_on AS delivered_on, count(*) AS count, \
         CAST(sum(CASE WHEN d.short = 0 THEN 1 ELSE 0 END) AS bigint) AS whole, \
         CAST(sum(d.ordered) AS bigint) AS ordered, CAST(sum(d.short) AS bigint) AS short \
         FROM purchase_deliveries d JOIN purchases p ON p.id = d.purchase_id AND p.customer_id = d.customer_id \
         WHERE p.state <> 'reversed' AND d.promised_on >= ",
    )
    .value(asked.from)
    .text(" AND d.promised_on < ")
    .value(asked.before);
    if let Some(units) = &asked.units {
        sql.text(" AND p.unit_id IN ").values(units);
    }
    if let Some(customer_id) = &asked.customer_id {
        sql.text(" AND d.customer_id = ").value(customer_id.as_str());
    }
    sql.text(" GROUP BY 1, 2, 3");
    sql.load(db)
}
