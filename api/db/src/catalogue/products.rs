//! Products; the groups they are in are in `categories`.

pub mod categories;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::catalogue::products::ProductState;

use crate::dialect::{any_of, keyed};
use crate::page::Page;
use crate::schema::products;
use crate::text::{AsText, contains, lower};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
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
    pub state: AsText<ProductState>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// What a unit of quantity leaves, in minor units of the base currency.
    pub unit_margin: Option<i64>,
}

/// Which products a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of the name or code.
    pub q: Option<String>,
    /// Any of these categories, when given.
    pub category_ids: Option<Vec<String>>,
    pub states: Vec<ProductState>,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Product>> {
    on!(db, |c| products::table.find(id).select(Product::as_select()).first(c).optional())
}

pub fn find_by_code(db: &mut Db, code: &str) -> Result<Option<Product>> {
    on!(db, |c| products::table.filter(products::code.eq(code)).select(Product::as_select()).first(c).optional())
}

/// These products, in no order.
pub fn of_ids<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<Product>> {
    on!(db, |c| products::table.filter(keyed(products::id, ids)).select(Product::as_select()).load(c))
}

/// The products with these codes, in no order.
pub fn of_codes<'a>(db: &mut Db, codes: impl IntoIterator<Item = &'a str>) -> Result<Vec<Product>> {
    on!(db, |c| products::table.filter(keyed(products::code, codes)).select(Product::as_select()).load(c))
}

/// Every product's code, id and category.
pub fn codes(db: &mut Db) -> Result<Vec<(String, String, Option<String>)>> {
    on!(db, |c| products::table.select((products::code, products::id, products::category_id)).load(c))
}

/// Products by code.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Product>> {
    on!(db, |c| {
        let mut query = products::table
            .select(Product::as_select())
            .order(products::code.asc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = &page.after {
            query = query.filter(products::code.gt(&after.key));
        }
        if let Some(q) = &filter.q {
            let pattern = contains(q);
            let by_name = lower(products::name).like(lower(pattern.clone())).escape('\\');
            query = query.filter(by_name.or(lower(products::code).like(lower(pattern)).escape('\\')));
        }
        if let Some(category_ids) = &filter.category_ids {
            query = query.filter(any_of(products::category_id, category_ids));
        }
        if !filter.states.is_empty() {
            query = query.filter(products::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        query.load(c)
    })
}

pub fn insert(db: &mut Db, product: &Product) -> Result<()> {
    on!(db, |c| diesel::insert_into(products::table).values(product).execute(c)).map(|_| ())
}

/// Writes the product over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, product: &Product, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(products::table.find(&product.id).filter(products::version.eq(expected)))
        .set(product)
        .execute(c))
    .map(|rows| rows == 1)
}
