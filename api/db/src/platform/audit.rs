//! What people and keys did: written in the transaction of the deed, never changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::page::Page;
use crate::schema::{api_keys, assignments, audit_events};
use crate::text::Json;
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
    pub detail: Json<serde_json::Value>,
}

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
