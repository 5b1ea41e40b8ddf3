//! What complaints are about.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::coded_rows::catalogue;
use crate::schema::complaint_categories;

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = complaint_categories, treat_none_as_default_value = false)]
pub struct Category {
    pub id: String,
    pub code: String,
    pub name: String,
    /// Injury or food safety: a complaint of it is suggested to be major.
    pub is_serious: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

catalogue!(complaint_categories, Category);
