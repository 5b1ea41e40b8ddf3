//! Products and their categories.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::schema::products;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = products, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Product {
    pub id: String,
    pub code: String,
    pub name: String,
    pub category_id: Option<String>,
    /// Minor units of the base currency.
    pub unit_price: Option<i64>,
    /// The share of the price that is margin, as a decimal.
    pub margin: Option<String>,
    /// `active` or `retired`.
    pub state: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Product>> {
    on!(db, |c| products::table.find(id).select(Product::as_select()).first(c).optional())
}

pub fn find_by_code(db: &mut Db, code: &str) -> Result<Option<Product>> {
    on!(db, |c| products::table.filter(products::code.eq(code)).select(Product::as_select()).first(c).optional())
}

/// Every product's code, id and category.
pub fn codes(db: &mut Db) -> Result<Vec<(String, String, Option<String>)>> {
    on!(db, |c| products::table.select((products::code, products::id, products::category_id)).load(c))
}
