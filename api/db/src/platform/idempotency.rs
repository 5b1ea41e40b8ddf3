//! Answers already given, by principal and Idempotency-Key: written in the transaction of the effect.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::prepared::prepared;
use crate::schema::idempotency_keys;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys, treat_none_as_default_value = false)]
pub struct Given {
    pub principal: String,
    pub key: String,
    pub route: String,
    /// SHA-256 of the request's body, hex.
    pub body_hash: String,
    pub status: i32,
    /// JSON array of name and value, as earlier versions kept it; empty where it is packed.
    pub headers: String,
    /// As earlier versions kept it; empty where it is packed.
    pub body: String,
    pub created_at: NaiveDateTime,
    /// SHA-256 of what the caller might do then, hex, or its first half; empty when it is not known.
    pub rights: String,
    /// Headers and body; none before they are known.
    pub packed: Option<Vec<u8>>,
}

pub fn find(db: &mut Db, principal: &str, key: &str) -> Result<Option<Given>> {
    on!(db, |c| idempotency_keys::table.find((principal, key)).select(Given::as_select()).first(c).optional())
}

/// Takes the key before the effect; false when it is taken. A second taker waits until the first has committed.
pub fn take(db: &mut Db, given: &Given) -> Result<bool> {
    on!(db, |c| prepared(
        diesel::insert_into(idempotency_keys::table)
            .values(given)
            .on_conflict_do_nothing()
            .returning(idempotency_keys::status)
    )
    .wrote::<i32, _>(c))
}

/// Stores the answer under a key that was taken.
pub fn answer(db: &mut Db, principal: &str, key: &str, status: i32, packed: &[u8]) -> Result<()> {
    on!(db, |c| prepared(
        diesel::update(idempotency_keys::table.find((principal, key)))
            .set((idempotency_keys::status.eq(status), idempotency_keys::packed.eq(packed)))
    )
    .run(c))
}

/// Answers after a key, in the order of principal and key.
pub fn after(db: &mut Db, principal: &str, key: &str, limit: i64) -> Result<Vec<Given>> {
    let further = idempotency_keys::principal
        .gt(principal)
        .or(idempotency_keys::principal.eq(principal).and(idempotency_keys::key.gt(key)));
    on!(db, |c| idempotency_keys::table
        .filter(further)
        .order((idempotency_keys::principal.asc(), idempotency_keys::key.asc()))
        .limit(limit)
        .select(Given::as_select())
        .load(c))
}

/// Puts something else in the place of an answer that is kept.
pub fn replace(db: &mut Db, principal: &str, key: &str, packed: &[u8]) -> Result<()> {
    on!(db, |c| prepared(diesel::update(idempotency_keys::table.find((principal, key))).set((
        idempotency_keys::headers.eq(""),
        idempotency_keys::body.eq(""),
        idempotency_keys::packed.eq(packed),
    )))
    .run(c))
}

/// Forgets that a request was answered.
pub fn drop_one(db: &mut Db, principal: &str, key: &str) -> Result<()> {
    on!(db, |c| diesel::delete(idempotency_keys::table.find((principal, key))).execute(c)).map(|_| ())
}

/// Drops what is older than `before`.
pub fn forget(db: &mut Db, before: NaiveDateTime) -> Result<usize> {
    on!(db, |c| diesel::delete(idempotency_keys::table.filter(idempotency_keys::created_at.lt(before))).execute(c))
}
