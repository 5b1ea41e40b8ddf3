//! Groups of products.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::coded_rows::catalogue;
use crate::schema::product_categories;

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = product_categories, treat_none_as_default_value = false)]
pub struct Category {
    pub id: String,
    pub code: String,
    pub name: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

catalogue!(product_categories, Category);
