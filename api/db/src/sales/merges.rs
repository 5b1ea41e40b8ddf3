//! Purchases of one customer that are given to another, when two become one or come apart again.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::purchases::{Line, Purchase};
use crate::dialect::{any_of, keyed};
use crate::owned::{Owned, owned};
use crate::prepared::prepared;
use crate::schema::{purchase_identities, purchase_lines, purchases, refunds};
use crate::{Db, Result, on};

const PURCHASES: Owned = owned!(purchases, id);
const LINES: Owned = owned!(purchase_lines, purchase_id);
const DELIVERIES: Owned = owned!(purchase_deliveries, purchase_id);
const DELIVERY_LINES: Owned = owned!(purchase_delivery_lines, purchase_id);
const IDENTITIES: Owned = owned!(purchase_identities, purchase_id);
const REFUNDS: Owned = owned!(refunds, id);
const REFUND_LINES: Owned = owned!(refund_lines, refund_id);

/// Every purchase of a customer, by id.
pub fn purchases_of(db: &mut Db, customer_id: &str) -> Result<Vec<Purchase>> {
    on!(db, |c| purchases::table
        .filter(purchases::customer_id.eq(customer_id))
        .order(purchases::id)
        .select(Purchase::as_select())
        .load(c))
}

/// Every line of a customer's purchases, by purchase and number.
pub fn lines_of(db: &mut Db, customer_id: &str) -> Result<Vec<Line>> {
    on!(db, |c| purchase_lines::table
        .filter(purchase_lines::customer_id.eq(customer_id))
        .order((purchase_lines::purchase_id, purchase_lines::number))
        .select(Line::as_select())
        .load(c))
}

/// Refunds of a customer with their partners' ids: id, purchase, partner, external id.
pub type RefundKey = (String, String, Option<String>, Option<String>);

/// See [`RefundKey`].
pub fn refunds_of(db: &mut Db, customer_id: &str) -> Result<Vec<RefundKey>> {
    on!(db, |c| refunds::table
        .filter(refunds::customer_id.eq(customer_id))
        .order(refunds::id)
        .select((refunds::id, refunds::purchase_id, refunds::partner, refunds::external_id))
        .load(c))
}

/// Gives purchases with all that belongs to them, and these refunds of them, to another customer.
pub fn give(db: &mut Db, from: &str, to: &str, purchase_ids: &[String], refund_ids: &[String]) -> Result<()> {
    PURCHASES.give(db, from, to, Some(purchase_ids))?;
    LINES.give(db, from, to, Some(purchase_ids))?;
    DELIVERIES.give(db, from, to, Some(purchase_ids))?;
    DELIVERY_LINES.give(db, from, to, Some(purchase_ids))?;
    IDENTITIES.give(db, from, to, Some(purchase_ids))?;
    REFUNDS.give(db, from, to, Some(refund_ids))?;
    REFUND_LINES.give(db, from, to, Some(refund_ids))
}

/// Notes by which identity a purchase named its buyer.
pub fn note_identity(db: &mut Db, customer_id: &str, purchase_id: &str, identity: &str) -> Result<()> {
    on!(db, |c| prepared(
        diesel::insert_into(purchase_identities::table)
            .values((
                purchase_identities::customer_id.eq(customer_id),
                purchase_identities::purchase_id.eq(purchase_id),
                purchase_identities::identity.eq(identity),
            ))
            .on_conflict((purchase_identities::customer_id, purchase_identities::purchase_id))
            .do_update()
            .set(purchase_identities::identity.eq(identity))
    )
    .run(c))
}

/// Purchases of a customer that were recorded from a moment on, each with the identity that named its buyer.
pub fn recorded_since(db: &mut Db, customer_id: &str, at: NaiveDateTime) -> Result<Vec<(String, Option<String>)>> {
    let ids: Vec<String> = on!(db, |c| purchases::table
        .filter(purchases::customer_id.eq(customer_id).and(purchases::recorded_at.ge(at)))
        .order(purchases::id)
        .select(purchases::id)
        .load(c))?;
    let named: std::collections::HashMap<String, String> = on!(db, |c| purchase_identities::table
        .filter(purchase_identities::customer_id.eq(customer_id))
        .filter(keyed(purchase_identities::purchase_id, &ids))
        .select((purchase_identities::purchase_id, purchase_identities::identity))
        .load::<(String, String)>(c))?
    .into_iter()
    .collect();
    Ok(ids.into_iter().map(|id| (id.clone(), named.get(&id).cloned())).collect())
}

/// Purchases of two customers: id, customer, revision.
pub type Owner = (String, String, i32);

/// Whose these purchases are, among these customers.
pub fn owners_of(db: &mut Db, customer_ids: &[&str], purchase_ids: &[String]) -> Result<Vec<Owner>> {
    on!(db, |c| purchases::table
        .filter(keyed(purchases::id, purchase_ids))
        .filter(any_of(purchases::customer_id, customer_ids))
        .select((purchases::id, purchases::customer_id, purchases::revision))
        .load(c))
}

/// How many purchases and refunds a customer has.
pub fn counts(db: &mut Db, customer_id: &str) -> Result<(i64, i64)> {
    Ok((PURCHASES.count(db, customer_id)?, REFUNDS.count(db, customer_id)?))
}
