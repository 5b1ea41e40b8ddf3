//! Second factors of users, and the recovery codes of who has lost theirs.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::prepared::prepared;
use crate::schema::{recovery_codes, second_factors};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = second_factors, treat_none_as_default_value = false)]
pub struct SecondFactor {
    pub user_id: String,
    /// Which of the installation's keys the secret is derived from.
    pub key_id: String,
    /// What it is derived with.
    pub nonce: String,
    pub created_at: NaiveDateTime,
    /// When a first code was right; none: it does not count yet.
    pub confirmed_at: Option<NaiveDateTime>,
    /// The step of the latest code that was taken.
    pub last_step: i64,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = recovery_codes, treat_none_as_default_value = false)]
pub struct RecoveryCode {
    pub user_id: String,
    pub hash: String,
    pub created_at: NaiveDateTime,
    pub used_at: Option<NaiveDateTime>,
}

/// The second factor of a user, confirmed or not.
pub fn find(db: &mut Db, user_id: &str) -> Result<Option<SecondFactor>> {
    on!(db, |c| second_factors::table.find(user_id).select(SecondFactor::as_select()).first(c).optional())
}

/// The second factor that a user logs in with.
pub fn confirmed(db: &mut Db, user_id: &str) -> Result<Option<SecondFactor>> {
    Ok(find(db, user_id)?.filter(|factor| factor.confirmed_at.is_some()))
}

pub fn insert(db: &mut Db, factor: &SecondFactor) -> Result<()> {
    on!(db, |c| diesel::insert_into(second_factors::table).values(factor).execute(c)).map(|_| ())
}

/// Takes the code of a step; false when it, or a later one, was taken before.
pub fn take_step(db: &mut Db, user_id: &str, step: i64) -> Result<bool> {
    on!(db, |c| diesel::update(second_factors::table.find(user_id).filter(second_factors::last_step.lt(step)))
        .set(second_factors::last_step.eq(step))
        .execute(c))
    .map(|rows| rows == 1)
}

/// Lets the factor count from now on.
pub fn confirm(db: &mut Db, user_id: &str, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(second_factors::table.find(user_id)).set(second_factors::confirmed_at.eq(now)))
        .run(c))
}

/// Takes the factor and its recovery codes away; false when there is none.
pub fn remove(db: &mut Db, user_id: &str) -> Result<bool> {
    on!(db, |c| diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user_id))).execute(c))?;
    on!(db, |c| diesel::delete(second_factors::table.find(user_id)).execute(c)).map(|rows| rows == 1)
}

/// The recovery codes that were not used yet.
pub fn unused_codes(db: &mut Db, user_id: &str) -> Result<Vec<RecoveryCode>> {
    on!(db, |c| recovery_codes::table
        .filter(recovery_codes::user_id.eq(user_id).and(recovery_codes::used_at.is_null()))
        .select(RecoveryCode::as_select())
        .load(c))
}

/// Puts these codes in the place of all a user had.
pub fn replace_codes(db: &mut Db, user_id: &str, codes: &[RecoveryCode]) -> Result<()> {
    on!(db, |c| diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user_id))).execute(c))?;
    on!(db, |c| {
        codes.iter().try_for_each(|code| diesel::insert_into(recovery_codes::table).values(code).execute(c).map(|_| ()))
    })
}

/// Uses a recovery code up; false when it was used before.
pub fn use_code(db: &mut Db, user_id: &str, hash: &str, now: NaiveDateTime) -> Result<bool> {
    on!(db, |c| diesel::update(recovery_codes::table.find((user_id, hash)).filter(recovery_codes::used_at.is_null()))
        .set(recovery_codes::used_at.eq(now))
        .execute(c))
    .map(|rows| rows == 1)
}
