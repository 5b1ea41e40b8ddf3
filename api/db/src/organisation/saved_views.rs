//! Views of lists that people have saved.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::organisation::saved_views::ViewedList;

use crate::page::Page;
use crate::schema::saved_views;
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = saved_views, treat_none_as_default_value = false)]
pub struct SavedView {
    pub id: String,
    /// Who saved it.
    pub user_id: String,
    pub list: AsText<ViewedList>,
    pub name: String,
    /// The query of the list's address.
    pub query: String,
    /// Whether everybody is offered it.
    pub is_shared: bool,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<SavedView>> {
    on!(db, |c| saved_views::table.find(id).select(SavedView::as_select()).first(c).optional())
}

/// The views, of one list if it is named, that a user has saved or others share, oldest first.
pub fn list(db: &mut Db, user_id: &str, list: Option<ViewedList>, page: &Page) -> Result<Vec<SavedView>> {
    let after = page.after_id().unwrap_or_default();
    on!(db, |c| {
        let mut query = saved_views::table
            .filter(saved_views::user_id.eq(user_id).or(saved_views::is_shared))
            .filter(saved_views::id.gt(after))
            .order(saved_views::id.asc())
            .limit(page.rows_to_read())
            .select(SavedView::as_select())
            .into_boxed();
        if let Some(list) = list {
            query = query.filter(saved_views::list.eq(list.as_str()));
        }
        query.load(c)
    })
}

/// Some views of everybody, by their ids.
pub fn after(db: &mut Db, id: &str, limit: i64) -> Result<Vec<SavedView>> {
    on!(db, |c| saved_views::table
        .filter(saved_views::id.gt(id))
        .order(saved_views::id.asc())
        .limit(limit)
        .select(SavedView::as_select())
        .load(c))
}

/// How many views of a list a user has saved.
pub fn count(db: &mut Db, user_id: &str, list: ViewedList) -> Result<i64> {
    on!(db, |c| saved_views::table
        .filter(saved_views::user_id.eq(user_id).and(saved_views::list.eq(list.as_str())))
        .count()
        .get_result(c))
}

pub fn insert(db: &mut Db, view: &SavedView) -> Result<()> {
    on!(db, |c| diesel::insert_into(saved_views::table).values(view).execute(c)).map(|_| ())
}

/// Writes the view over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, view: &SavedView, expected: i32) -> Result<bool> {
    on!(db, |c| diesel::update(saved_views::table.find(&view.id).filter(saved_views::version.eq(expected)))
        .set(view)
        .execute(c))
    .map(|rows| rows > 0)
}

pub fn delete(db: &mut Db, id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(saved_views::table.find(id)).execute(c)).map(|_| ())
}
