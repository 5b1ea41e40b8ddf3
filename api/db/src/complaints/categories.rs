//! What complaints are about.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::page::Page;
use crate::schema::complaint_categories as table;
use crate::text::{contains, lower};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = table)]
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

pub fn find(db: &mut Db, id: &str) -> Result<Option<Category>> {
    on!(db, |c| table::table.find(id).select(Category::as_select()).first(c).optional())
}

/// Categories by code, those whose name or code contains `q`.
pub fn list(db: &mut Db, q: Option<&str>, page: &Page) -> Result<Vec<Category>> {
    on!(db, |c| {
        let mut query =
            table::table.select(Category::as_select()).order(table::code.asc()).limit(page.rows_to_read()).into_boxed();
        if let Some(after) = &page.after {
            query = query.filter(table::code.gt(after.key.clone()));
        }
        if let Some(q) = q {
            let pattern = contains(q);
            let by_name = lower(table::name).like(lower(pattern.clone())).escape('\\');
            query = query.filter(by_name.or(lower(table::code).like(lower(pattern)).escape('\\')));
        }
        query.load(c)
    })
}

pub fn insert(db: &mut Db, category: &Category) -> Result<()> {
    on!(db, |c| diesel::insert_into(table::table).values(category).execute(c)).map(|_| ())
}

/// Writes the category over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, category: &Category, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(table::table.find(&category.id).filter(table::version.eq(expected)))
        .set(category)
        .execute(c))
    .map(|rows| rows == 1)
}
