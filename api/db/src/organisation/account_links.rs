//! Links that let somebody set a password, kept as digests.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::organisation::account_links::LinkPurpose;

use crate::schema::account_links;
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = account_links, treat_none_as_default_value = false)]
pub struct AccountLink {
    /// SHA-256 of the token, hex.
    pub hash: String,
    pub user_id: String,
    pub purpose: AsText<LinkPurpose>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub used_at: Option<NaiveDateTime>,
}

pub fn insert(db: &mut Db, link: &AccountLink) -> Result<()> {
    on!(db, |c| diesel::insert_into(account_links::table).values(link).execute(c)).map(|_| ())
}

/// A link that can still be followed.
pub fn find_good(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<Option<AccountLink>> {
    on!(db, |c| account_links::table
        .find(hash)
        .filter(account_links::used_at.is_null().and(account_links::expires_at.gt(now)))
        .select(AccountLink::as_select())
        .first(c)
        .optional())
}

/// Uses a link up; false when somebody was faster.
pub fn use_up(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<bool> {
    on!(db, |c| diesel::update(account_links::table.find(hash).filter(account_links::used_at.is_null()))
        .set(account_links::used_at.eq(now))
        .execute(c))
    .map(|rows| rows == 1)
}

/// Drops every link of a user.
pub fn drop_of(db: &mut Db, user_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(account_links::table.filter(account_links::user_id.eq(user_id))).execute(c)).map(|_| ())
}

/// Drops what expired before `before`.
pub fn forget(db: &mut Db, before: NaiveDateTime) -> Result<()> {
    on!(db, |c| diesel::delete(account_links::table.filter(account_links::expires_at.lt(before))).execute(c))
        .map(|_| ())
}
