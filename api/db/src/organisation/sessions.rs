//! Log-in sessions and their refresh tokens (kept as digests).

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::prepared::prepared;
use crate::schema::{refresh_tokens, sessions};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub struct Session {
    pub id: String,
    pub user_id: String,
    pub address: String,
    pub user_agent: String,
    pub created_at: NaiveDateTime,
    pub last_used_at: NaiveDateTime,
    pub expires_at: NaiveDateTime,
    pub revoked_at: Option<NaiveDateTime>,
    /// When the person last proved who they are; none: at the log-in.
    pub proved_at: Option<NaiveDateTime>,
}

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
pub struct RefreshToken {
    /// SHA-256 of the token, hex.
    pub hash: String,
    pub session_id: String,
    pub created_at: NaiveDateTime,
    pub rotated_at: Option<NaiveDateTime>,
}

pub fn insert(db: &mut Db, session: &Session) -> Result<()> {
    on!(db, |c| diesel::insert_into(sessions::table).values(session).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Session>> {
    on!(db, |c| sessions::table.find(id).select(Session::as_select()).first(c).optional())
}

/// A user's sessions that can still be used, newest first.
pub fn living(db: &mut Db, user_id: &str, now: NaiveDateTime) -> Result<Vec<Session>> {
    on!(db, |c| sessions::table
        .filter(sessions::user_id.eq(user_id).and(sessions::revoked_at.is_null()).and(sessions::expires_at.gt(now)))
        .order(sessions::id.desc())
        .select(Session::as_select())
        .load(c))
}

pub fn touch(db: &mut Db, id: &str, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(sessions::table.find(id)).set(sessions::last_used_at.eq(now))).run(c))
}

/// Notes that the person of a session proved once more who they are.
pub fn prove(db: &mut Db, id: &str, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(sessions::table.find(id)).set(sessions::proved_at.eq(now))).run(c))
}

/// Ends a session of a user; false when there is none such.
pub fn revoke(db: &mut Db, user_id: &str, id: &str, now: NaiveDateTime) -> Result<bool> {
    on!(db, |c| diesel::update(sessions::table.find(id).filter(sessions::user_id.eq(user_id)))
        .set(sessions::revoked_at.eq(now))
        .execute(c))
    .map(|rows| rows == 1)
}

/// Ends all sessions of a user but `keep`.
pub fn revoke_others(db: &mut Db, user_id: &str, keep: Option<&str>, now: NaiveDateTime) -> Result<usize> {
    let keep = keep.unwrap_or_default();
    on!(db, |c| diesel::update(sessions::table)
        .filter(sessions::user_id.eq(user_id).and(sessions::id.ne(keep)).and(sessions::revoked_at.is_null()))
        .set(sessions::revoked_at.eq(now))
        .execute(c))
}

pub fn insert_token(db: &mut Db, token: &RefreshToken) -> Result<()> {
    on!(db, |c| diesel::insert_into(refresh_tokens::table).values(token).execute(c)).map(|_| ())
}

pub fn find_token(db: &mut Db, hash: &str) -> Result<Option<RefreshToken>> {
    on!(db, |c| refresh_tokens::table.find(hash).select(RefreshToken::as_select()).first(c).optional())
}

/// Marks a token as used; false when it was already.
pub fn rotate(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<bool> {
    on!(db, |c| diesel::update(refresh_tokens::table.find(hash).filter(refresh_tokens::rotated_at.is_null()))
        .set(refresh_tokens::rotated_at.eq(now))
        .execute(c))
    .map(|rows| rows == 1)
}

/// Drops sessions that ended before `before`, with their tokens.
pub fn forget(db: &mut Db, before: NaiveDateTime) -> Result<()> {
    let old = || sessions::table.filter(sessions::expires_at.lt(before)).select(sessions::id);
    on!(db, |c| diesel::delete(refresh_tokens::table.filter(refresh_tokens::session_id.eq_any(old()))).execute(c))?;
    on!(db, |c| diesel::delete(sessions::table.filter(sessions::expires_at.lt(before))).execute(c)).map(|_| ())
}
