//! Attempts at passwords and codes that did not go well, by subject: an account, an address, a device.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::prepared::prepared;
use crate::schema::login_failures;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = login_failures, treat_none_as_default_value = false)]
pub struct Attempts {
    /// Such as `account:…` or `address:…`.
    pub subject: String,
    pub failures: i32,
    pub last_at: NaiveDateTime,
}

/// What is counted against a subject.
pub fn find(db: &mut Db, subject: &str) -> Result<Option<Attempts>> {
    on!(db, |c| login_failures::table.find(subject).select(Attempts::as_select()).first(c).optional())
}

/// What is counted against a subject; others who count against it wait until this transaction ends.
pub fn hold(db: &mut Db, subject: &str, now: NaiveDateTime) -> Result<Attempts> {
    let none = Attempts { subject: subject.to_owned(), failures: 0, last_at: now };
    on!(db, |c| diesel::insert_into(login_failures::table)
        .values(&none)
        .on_conflict(login_failures::subject)
        .do_update()
        .set(login_failures::failures.eq(login_failures::failures))
        .execute(c))?;
    on!(db, |c| login_failures::table.find(subject).select(Attempts::as_select()).first(c))
}

/// Writes what is counted against a subject.
pub fn put(db: &mut Db, row: &Attempts) -> Result<()> {
    on!(db, |c| prepared(diesel::update(login_failures::table.find(&row.subject)).set(row)).run(c))
}

/// Takes one back: the attempt went well.
pub fn take_back(db: &mut Db, subject: &str) -> Result<()> {
    on!(db, |c| prepared(
        diesel::update(login_failures::table.find(subject).filter(login_failures::failures.gt(0)))
            .set(login_failures::failures.eq(login_failures::failures - 1))
    )
    .run(c))
}

/// Forgets all that is counted against a subject.
pub fn clear(db: &mut Db, subject: &str) -> Result<()> {
    on!(db, |c| diesel::delete(login_failures::table.find(subject)).execute(c)).map(|_| ())
}

/// Drops what was last counted before `before`.
pub fn forget(db: &mut Db, before: NaiveDateTime) -> Result<()> {
    on!(db, |c| diesel::delete(login_failures::table.filter(login_failures::last_at.lt(before))).execute(c)).map(|_| ())
}
