//! What people and keys did: written in the transaction of the deed, never changed, and sealed in blocks.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{api_keys, assignments, audit_blocks, audit_events};
use crate::text::Json;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events, treat_none_as_default_value = false)]
pub struct AuditEvent {
    pub id: String,
    pub at: NaiveDateTime,
    /// `user`, `key` or `system`.
    pub actor_kind: String,
    pub actor_id: String,
    pub actor_name: String,
    /// Such as `users.create`.
    pub action: String,
    pub subject_kind: String,
    pub subject_id: String,
    pub detail: Json<serde_json::Value>,
    /// What the digest of the values was made with; none once they are erased.
    pub salt: Option<String>,
    /// SHA-256 of salt, name and detail, in hex; stays when they are erased. Empty in rows of former versions.
    pub digest: String,
}

/// Writes an event.
pub fn insert(db: &mut Db, event: &AuditEvent) -> Result<()> {
    on!(db, |c| diesel::insert_into(audit_events::table).values(event).execute(c)).map(|_| ())
}

/// Which events a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only the deeds of users assigned to one of these units and of their keys, when given.
    pub units: Option<Vec<String>>,
    pub subject_id: Option<String>,
    pub actor_id: Option<String>,
    pub action: Option<String>,
}

/// Events newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<AuditEvent>> {
    on!(db, |c| {
        let mut query = audit_events::table
            .select(AuditEvent::as_select())
            .order(audit_events::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(audit_events::id.lt(after));
        }
        if let Some(units) = &filter.units {
            let users = assignments::table.filter(assignments::unit_id.eq_any(units)).select(assignments::user_id);
            let keys = api_keys::table.filter(api_keys::unit_id.eq_any(units)).select(api_keys::id);
            query = query.filter(audit_events::actor_id.eq_any(users).or(audit_events::actor_id.eq_any(keys)));
        }
        if let Some(subject_id) = &filter.subject_id {
            query = query.filter(audit_events::subject_id.eq(subject_id));
        }
        if let Some(actor_id) = &filter.actor_id {
            query = query.filter(audit_events::actor_id.eq(actor_id));
        }
        if let Some(action) = &filter.action {
            query = query.filter(audit_events::action.eq(action));
        }
        query.load(c)
    })
}

/// Events in the order of their ids whose seal goes into the chain. `previous` is the seal of the block before.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_blocks, treat_none_as_default_value = false)]
pub struct AuditBlock {
    /// From 1 on, without a hole.
    pub number: i64,
    pub first_id: String,
    pub last_id: String,
    pub events: i64,
    /// Over the metadata and digests of the events.
    pub rows_digest: String,
    pub previous: String,
    pub seal: String,
    pub sealed_at: NaiveDateTime,
    /// When the events were dropped because their time was over; the seal stays.
    pub dropped_at: Option<NaiveDateTime>,
}

/// The block sealed last.
pub fn last_block(db: &mut Db) -> Result<Option<AuditBlock>> {
    on!(db, |c| audit_blocks::table
        .order(audit_blocks::number.desc())
        .select(AuditBlock::as_select())
        .first(c)
        .optional())
}

/// Blocks after a number, in their order.
pub fn blocks_after(db: &mut Db, number: i64, limit: i64) -> Result<Vec<AuditBlock>> {
    on!(db, |c| audit_blocks::table
        .filter(audit_blocks::number.gt(number))
        .order(audit_blocks::number.asc())
        .limit(limit)
        .select(AuditBlock::as_select())
        .load(c))
}

pub fn insert_block(db: &mut Db, block: &AuditBlock) -> Result<()> {
    on!(db, |c| diesel::insert_into(audit_blocks::table).values(block).execute(c)).map(|_| ())
}

/// Events after an id that happened at a time or before, by their ids.
pub fn events_after(db: &mut Db, id: &str, until: NaiveDateTime, limit: i64) -> Result<Vec<AuditEvent>> {
    on!(db, |c| audit_events::table
        .filter(audit_events::id.gt(id).and(audit_events::at.le(until)))
        .order(audit_events::id.asc())
        .limit(limit)
        .select(AuditEvent::as_select())
        .load(c))
}

/// Every event between two ids, both included, and after a third.
pub fn events_of(db: &mut Db, block: &AuditBlock, after: &str) -> Result<Vec<AuditEvent>> {
    on!(db, |c| audit_events::table
        .filter(audit_events::id.gt(after).and(audit_events::id.le(&block.last_id)))
        .order(audit_events::id.asc())
        .select(AuditEvent::as_select())
        .load(c))
}

/// Gives an event of a former version its digest.
pub fn set_digest(db: &mut Db, event: &AuditEvent) -> Result<()> {
    on!(db, |c| prepared(
        diesel::update(audit_events::table.find(&event.id))
            .set((audit_events::salt.eq(&event.salt), audit_events::digest.eq(&event.digest)))
    )
    .run(c))
}

/// Erases what the events about these subjects say; their metadata and the digests stay, so that the chain holds. How many
/// said anything.
pub fn erase_values(db: &mut Db, subject_ids: &[String]) -> Result<i64> {
    let about = keyed(audit_events::subject_id, subject_ids).and(audit_events::detail.ne("{}"));
    on!(db, |c| diesel::update(audit_events::table.filter(about))
        .set((audit_events::detail.eq("{}"), audit_events::salt.eq(None::<String>), audit_events::actor_name.eq(""),))
        .execute(c))
    .map(count)
}

/// The same of these events, by their ids.
pub fn erase_events(db: &mut Db, ids: &[String]) -> Result<i64> {
    let these = keyed(audit_events::id, ids).and(audit_events::detail.ne("{}"));
    on!(db, |c| diesel::update(audit_events::table.filter(these))
        .set((audit_events::detail.eq("{}"), audit_events::salt.eq(None::<String>), audit_events::actor_name.eq(""),))
        .execute(c))
    .map(count)
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// What events after an id say, by their ids; of those that say anything.
pub fn details_after(db: &mut Db, id: &str, limit: i64) -> Result<Vec<(String, String)>> {
    on!(db, |c| audit_events::table
        .filter(audit_events::id.gt(id).and(audit_events::detail.ne("{}")))
        .order(audit_events::id.asc())
        .limit(limit)
        .select((audit_events::id, audit_events::detail))
        .load(c))
}

/// Drops the events of the oldest block that was sealed before a time; none when there is none. Its seal stays.
pub fn drop_block(db: &mut Db, sealed_before: NaiveDateTime, now: NaiveDateTime) -> Result<Option<usize>> {
    let found: Option<AuditBlock> = on!(db, |c| audit_blocks::table
        .filter(audit_blocks::dropped_at.is_null().and(audit_blocks::sealed_at.lt(sealed_before)))
        .order(audit_blocks::number.asc())
        .select(AuditBlock::as_select())
        .first(c)
        .optional())?;
    let Some(block) = found else { return Ok(None) };
    on!(db, |c| prepared(
        diesel::update(audit_blocks::table.find(block.number)).set(audit_blocks::dropped_at.eq(now))
    )
    .run(c))?;
    let between = audit_events::id.ge(block.first_id).and(audit_events::id.le(block.last_id));
    on!(db, |c| diesel::delete(audit_events::table.filter(between)).execute(c)).map(Some)
}
