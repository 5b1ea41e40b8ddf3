//! Which products a unit sells, where it has a list of its own.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::dialect::any_of;
use crate::dialect::bulk::bulk_inserts;
use crate::schema::{assortment_products, assortments};
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = assortments, primary_key(unit_id), treat_none_as_default_value = false)]
pub struct Assortment {
    pub unit_id: String,
    pub updated_at: NaiveDateTime,
    pub updated_by: String,
    pub version: i32,
}

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = assortment_products, treat_none_as_default_value = false)]
pub struct Entry {
    pub unit_id: String,
    pub product_id: String,
}

bulk_inserts! {
    /// Products of a list.
    insert_entries(Entry) into assortment_products;
}

pub fn find(db: &mut Db, unit_id: &str) -> Result<Option<Assortment>> {
    on!(db, |c| assortments::table.find(unit_id).select(Assortment::as_select()).first(c).optional())
}

/// The units that have a list of their own.
pub fn listed(db: &mut Db) -> Result<Vec<String>> {
    on!(db, |c| assortments::table.select(assortments::unit_id).load(c))
}

/// Every list, by unit.
pub fn all(db: &mut Db) -> Result<Vec<Assortment>> {
    on!(db, |c| assortments::table.order(assortments::unit_id).select(Assortment::as_select()).load(c))
}

/// How many products each list has, by unit.
pub fn counts(db: &mut Db) -> Result<HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = on!(db, |c| assortment_products::table
        .group_by(assortment_products::unit_id)
        .select((assortment_products::unit_id, diesel::dsl::count_star()))
        .load(c))?;
    Ok(rows.into_iter().collect())
}

/// Which of these products are on the lists of these units.
pub fn entries(db: &mut Db, unit_ids: &[&str], product_ids: &[&str]) -> Result<Vec<Entry>> {
    on!(db, |c| assortment_products::table
        .filter(
            any_of(assortment_products::unit_id, unit_ids).and(any_of(assortment_products::product_id, product_ids))
        )
        .select(Entry::as_select())
        .load(c))
}

/// The products of a unit's own list, by id.
pub fn products_of(db: &mut Db, unit_id: &str) -> Result<Vec<String>> {
    on!(db, |c| assortment_products::table
        .filter(assortment_products::unit_id.eq(unit_id))
        .order(assortment_products::product_id)
        .select(assortment_products::product_id)
        .load(c))
}

pub fn insert(db: &mut Db, assortment: &Assortment) -> Result<()> {
    on!(db, |c| diesel::insert_into(assortments::table).values(assortment).execute(c)).map(|_| ())
}

/// Writes the row over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, assortment: &Assortment, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(assortments::table.find(&assortment.unit_id).filter(assortments::version.eq(expected)))
        .set(assortment)
        .execute(c))
    .map(|rows| rows == 1)
}

/// Removes the products of a list.
pub fn clear(db: &mut Db, unit_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(assortment_products::table.filter(assortment_products::unit_id.eq(unit_id))).execute(c))
        .map(|_| ())
}

/// Removes a list that has no products any more.
pub fn delete(db: &mut Db, unit_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(assortments::table.find(unit_id)).execute(c)).map(|_| ())
}
