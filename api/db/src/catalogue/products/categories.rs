//! Groups of products.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::coded_rows::catalogue;
use crate::dialect::keyed;
use crate::schema::product_categories;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = product_categories, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Category {
    pub id: String,
    pub code: String,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// The category above it.
    pub parent_id: Option<String>,
}

/// Every category's id and parent.
pub fn tree(db: &mut Db) -> Result<Vec<(String, Option<String>)>> {
    on!(db, |c| product_categories::table.select((product_categories::id, product_categories::parent_id)).load(c))
}

/// These categories, in no order.
pub fn of_ids<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<Category>> {
    on!(db, |c| product_categories::table
        .filter(keyed(product_categories::id, ids))
        .select(Category::as_select())
        .load(c))
}

catalogue!(product_categories, Category);
