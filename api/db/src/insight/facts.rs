//! Sales and refunds line by line, in the order in which they last changed, and what else figures over them need.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Integer, Nullable, Text, Timestamp};
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;

use super::takings::Source as Sold;
use crate::dialect::{SqlBuilder, any_of};
use crate::schema::{
    anonymous_sales, customer_merges, customers, product_categories, products, purchases, tier_changes,
};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

/// A line of a sale, or of a refund of it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Line {
    /// The purchase or anonymous sale.
    #[diesel(sql_type = Text)]
    pub sale_id: String,
    /// Whose it is now; none of an anonymous sale.
    #[diesel(sql_type = Nullable<Text>)]
    pub customer_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub unit_id: Option<String>,
    #[diesel(sql_type = Text)]
    pub channel: String,
    /// When the sale last changed.
    #[diesel(sql_type = Timestamp)]
    pub updated_at: NaiveDateTime,
    /// From 1.
    #[diesel(sql_type = Integer)]
    pub revision: i32,
    #[diesel(sql_type = Text)]
    pub state: String,
    /// The refund; none of a line that was sold.
    #[diesel(sql_type = Nullable<Text>)]
    pub refund_id: Option<String>,
    /// Of the sale, or of the refund.
    #[diesel(sql_type = Date)]
    pub occurred_on: NaiveDate,
    #[diesel(sql_type = Timestamp)]
    pub recorded_at: NaiveDateTime,
    #[diesel(sql_type = Nullable<Text>)]
    pub product_id: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub category_id: Option<String>,
    /// In thousandths.
    #[diesel(sql_type = BigInt)]
    pub quantity: i64,
    /// What was charged or given back, in minor units; never negative.
    #[diesel(sql_type = BigInt)]
    pub amount: i64,
}

/// The place of a sale in the order of changes.
pub type Place = (NaiveDateTime, String);

/// Which sales are read: those behind a place, or all; up to a moment, or all.
#[derive(Clone, Debug)]
pub struct Changed {
    pub after: Option<Place>,
    pub until: Option<NaiveDateTime>,
    pub limit: i64,
}

impl Changed {
    /// The sales `p`, in their order.
    fn write(&self, sql: &mut SqlBuilder, source: Sold) {
        let (table, customer) = match source {
            Sold::Customers => ("purchases", "customer_id"),
            Sold::Anonymous => ("anonymous_sales", "CAST(NULL AS text) AS customer_id"),
        };
        sql.text("SELECT id, ").text(customer);
        sql.text(", unit_id, channel, occurred_on, recorded_at, updated_at, revision, state FROM ").text(table);
        let mut word = " WHERE ";
        if let Some((at, id)) = &self.after {
            sql.text(word).text("(updated_at, id) > (").value(*at).text(", ").value(id.as_str()).text(")");
            word = " AND ";
        }
        if let Some(until) = self.until {
            sql.text(word).text("updated_at <= ").value(until);
        }
        sql.text(" ORDER BY updated_at, id LIMIT ").value(self.limit);
    }
}

/// What is read of each line beside the sale's own.
const SOLD: &str = "p.id AS sale_id, p.customer_id, p.unit_id, p.channel, p.updated_at, p.revision, p.state, ";

/// The lines of these sales, and then those of their refunds; and the place of the last sale, when there may be more.
pub fn lines(db: &mut Db, source: Sold, changed: &Changed) -> Result<(Vec<Line>, Option<Place>)> {
    let mut all = sold(db, source, changed)?;
    let last = all.last().map(|line| (line.updated_at, line.sale_id.clone()));
    let sales = all.chunk_by(|a, b| a.sale_id == b.sale_id).count();
    all.extend(given_back(db, source, changed)?);
    let is_full = i64::try_from(sales).unwrap_or(i64::MAX) >= changed.limit;
    Ok((all, last.filter(|_| is_full)))
}

/// The lines that were sold, of each sale together.
fn sold(db: &mut Db, source: Sold, changed: &Changed) -> Result<Vec<Line>> {
    let mut sql = SqlBuilder::default();
    sql.text("SELECT ").text(SOLD).text("CAST(NULL AS text) AS refund_id, p.occurred_on, p.recorded_at, ");
    sql.text(
        "l.product_id, l.category_id, coalesce(l.quantity, 0) AS quantity, coalesce(l.amount, 0) AS amount FROM (",
    );
    changed.write(&mut sql, source);
    sql.text(match source {
        Sold::Customers => ") p LEFT JOIN purchase_lines l ON l.customer_id = p.customer_id AND l.purchase_id = p.id",
        Sold::Anonymous => ") p LEFT JOIN anonymous_sale_lines l ON l.sale_id = p.id",
    });
    sql.text(" ORDER BY p.updated_at, p.id, l.number");
    sql.load(db)
}

/// The lines that were given back.
fn given_back(db: &mut Db, source: Sold, changed: &Changed) -> Result<Vec<Line>> {
    let mut sql = SqlBuilder::default();
    sql.text("SELECT ").text(SOLD).text("r.id AS refund_id, r.occurred_on, r.recorded_at, ");
    sql.text("l.product_id, l.category_id, g.quantity, g.amount FROM (");
    changed.write(&mut sql, source);
    sql.text(match source {
        Sold::Customers => {
            ") p JOIN refunds r ON r.customer_id = p.customer_id AND r.purchase_id = p.id \
             JOIN refund_lines g ON g.customer_id = r.customer_id AND g.refund_id = r.id \
             JOIN purchase_lines l ON l.customer_id = p.customer_id AND l.purchase_id = p.id AND l.number = g.number"
        }
        Sold::Anonymous => {
            ") p JOIN anonymous_refunds r ON r.sale_id = p.id \
             JOIN anonymous_refund_lines g ON g.refund_id = r.id \
             JOIN anonymous_sale_lines l ON l.sale_id = p.id AND l.number = g.number"
        }
    });
    sql.text(" WHERE p.state <> 'paid' ORDER BY r.recorded_at, r.id, g.number");
    sql.load(db)
}

/// Whether a sale of this id is there.
pub fn is_there(db: &mut Db, sale_id: &str) -> Result<bool> {
    let purchase = purchases::table.filter(purchases::id.eq(sale_id)).select(purchases::id);
    let anonymous = anonymous_sales::table.find(sale_id).select(anonymous_sales::id);
    let found: Option<String> = on!(db, |c| purchase.first(c).optional())?;
    match found {
        Some(_) => Ok(true),
        None => Ok(on!(db, |c| anonymous.first::<String>(c).optional())?.is_some()),
    }
}

/// A merge, as far as figures look at it.
#[derive(Clone, Debug, Queryable)]
pub struct Merged {
    pub id: String,
    /// The survivor.
    pub customer_id: String,
    pub merged_id: String,
    /// What followed, by area.
    pub moved: Json<serde_json::Value>,
    pub merged_at: NaiveDateTime,
    pub undone_at: Option<NaiveDateTime>,
}

/// Every merge, oldest first, with those that were undone.
pub fn merges(db: &mut Db) -> Result<Vec<Merged>> {
    on!(db, |c| customer_merges::table
        .order(customer_merges::id)
        .select((
            customer_merges::id,
            customer_merges::customer_id,
            customer_merges::merged_id,
            customer_merges::moved,
            customer_merges::merged_at,
            customer_merges::undone_at,
        ))
        .load(c))
}

/// Purchases of a customer that were recorded from a moment on and before another.
pub fn recorded_between(
    db: &mut Db,
    customer_id: &str,
    from: NaiveDateTime,
    before: NaiveDateTime,
) -> Result<Vec<String>> {
    on!(db, |c| purchases::table
        .filter(purchases::customer_id.eq(customer_id))
        .filter(purchases::recorded_at.ge(from).and(purchases::recorded_at.lt(before)))
        .order(purchases::id)
        .select(purchases::id)
        .load(c))
}

/// A customer, as far as figures look at them.
#[derive(Clone, Debug, Queryable)]
pub struct Person {
    pub id: String,
    pub kind: AsText<CustomerKind>,
    pub home_unit_id: Option<String>,
    pub source: Option<AsText<Source>>,
}

/// Every customer, merged and erased ones too.
pub fn people(db: &mut Db) -> Result<Vec<Person>> {
    on!(db, |c| customers::table
        .select((customers::id, customers::kind, customers::home_unit_id, customers::source))
        .load(c))
}

/// A change of a tier, as far as figures look at it.
#[derive(Clone, Debug, Queryable)]
pub struct Tiered {
    pub customer_id: String,
    pub tier: AsText<TierClass>,
    pub since: NaiveDate,
    pub recorded_at: NaiveDateTime,
}

/// Every change of a tier, or those that count from a day or before and were recorded by a moment; in the order of customers,
/// days and recording.
pub fn tiers(db: &mut Db, until: Option<NaiveDate>, known: Option<NaiveDateTime>) -> Result<Vec<Tiered>> {
    on!(db, |c| {
        let mut query = tier_changes::table
            .order((tier_changes::customer_id, tier_changes::since, tier_changes::id))
            .select((tier_changes::customer_id, tier_changes::tier, tier_changes::since, tier_changes::recorded_at))
            .into_boxed();
        if let Some(until) = until {
            query = query.filter(tier_changes::since.le(until));
        }
        if let Some(known) = known {
            query = query.filter(tier_changes::recorded_at.le(known));
        }
        query.load(c)
    })
}

/// Somebody behind a figure.
#[derive(Clone, Debug, Queryable)]
pub struct Named {
    pub id: String,
    pub name: String,
    pub status: AsText<CustomerStatus>,
    pub home_unit_id: Option<String>,
}

/// What some customers are called.
pub fn named(db: &mut Db, ids: &[String]) -> Result<Vec<Named>> {
    on!(db, |c| customers::table
        .filter(any_of(customers::id, ids))
        .order(customers::id)
        .select((customers::id, customers::name, customers::status, customers::home_unit_id))
        .load(c))
}

/// A product as it is now.
#[derive(Clone, Debug, Queryable)]
pub struct Product {
    pub id: String,
    pub code: String,
    pub name: String,
    pub category_id: Option<String>,
    /// A share of the price, a decimal from 0 to 1.
    pub margin: Option<String>,
    /// Minor units for each unit sold.
    pub unit_margin: Option<i64>,
}

/// Every product, by id.
pub fn catalogue(db: &mut Db) -> Result<Vec<Product>> {
    on!(db, |c| products::table
        .order(products::id)
        .select((
            products::id,
            products::code,
            products::name,
            products::category_id,
            products::margin,
            products::unit_margin,
        ))
        .load(c))
}

/// Every category with its name, by id.
pub fn categories(db: &mut Db) -> Result<Vec<(String, String)>> {
    on!(db, |c| product_categories::table
        .order(product_categories::id)
        .select((product_categories::id, product_categories::name))
        .load(c))
}

/// The ids of all customers who are not erased, by id.
pub fn known(db: &mut Db) -> Result<Vec<String>> {
    on!(db, |c| customers::table
        .filter(customers::status.ne(CustomerStatus::Erased.as_str()))
        .order(customers::id)
        .select(customers::id)
        .load(c))
}
