//! What people and keys did: written in the transaction of the deed, never changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::page::Page;
use crate::schema::audit_events;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_events)]
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
    /// JSON.
    pub detail: String,
}

pub fn insert(db: &mut Db, event: &AuditEvent) -> Result<()> {
    on!(db, |c| diesel::insert_into(audit_events::table).values(event).execute(c)).map(|_| ())
}

/// Events newest first, of one subject when given.
pub fn list(db: &mut Db, subject_id: Option<&str>, actor_id: Option<&str>, page: &Page) -> Result<Vec<AuditEvent>> {
    on!(db, |c| {
        let mut query = audit_events::table
            .select(AuditEvent::as_select())
            .order(audit_events::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(audit_events::id.lt(after.to_owned()));
        }
        if let Some(subject_id) = subject_id {
            query = query.filter(audit_events::subject_id.eq(subject_id.to_owned()));
        }
        if let Some(actor_id) = actor_id {
            query = query.filter(audit_events::actor_id.eq(actor_id.to_owned()));
        }
        query.load(c)
    })
}
