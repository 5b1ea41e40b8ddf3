//! Endpoints of webhooks: where events are posted.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use regulars_domain::administration::webhooks::WebhookOffReason;
use regulars_domain::platform::events::EventKind;

pub mod deliveries;

use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{api_keys, webhooks};
use crate::text::{AsText, Json};
use crate::versioned::versioned;
use crate::{Db, Result, on};

/// An endpoint.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = webhooks, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Webhook {
    pub id: String,
    /// What happens in its subtree is told.
    pub unit_id: String,
    pub partner_id: Option<String>,
    pub url: String,
    pub description: String,
    /// The kinds of event that are told.
    pub kinds: Json<Vec<EventKind>>,
    pub enabled: bool,
    /// Why it is not enabled.
    pub off_reason: Option<AsText<WebhookOffReason>>,
    pub off_at: Option<NaiveDateTime>,
    /// The key of the installation that the secret is derived by, and what makes it its own.
    pub key_id: String,
    #[serde(skip)]
    pub nonce: String,
    /// The same of the secret before, which signs as well until then.
    pub previous_key_id: Option<String>,
    #[serde(skip)]
    pub previous_nonce: Option<String>,
    pub previous_until: Option<NaiveDateTime>,
    /// When it took something last.
    #[serde(skip)]
    pub last_success_at: Option<NaiveDateTime>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

versioned!(webhooks, Webhook);

/// The endpoint, locked until the transaction ends.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Webhook>> {
    crate::dialect::first_for_update!(db, webhooks::table.find(id).select(Webhook::as_select())).optional()
}

/// Every endpoint, by id.
pub fn all(db: &mut Db) -> Result<Vec<Webhook>> {
    on!(db, |c| webhooks::table.select(Webhook::as_select()).order(webhooks::id).load(c))
}

/// The endpoints that are enabled, by id, locked until the transaction ends: nobody switches one off meanwhile. One that a
/// key made is left out once the key is revoked or its time is over.
pub fn lock_enabled(db: &mut Db, now: NaiveDateTime) -> Result<Vec<Webhook>> {
    let over = |end: NaiveDateTime| {
        let expired = api_keys::expires_at.assume_not_null().le(end).and(api_keys::expires_at.is_not_null());
        let abandoned = api_keys::ends_at.assume_not_null().le(end).and(api_keys::ends_at.is_not_null());
        api_keys::table
            .filter(api_keys::id.eq(webhooks::created_by))
            .filter(api_keys::revoked_at.is_not_null().or(expired).or(abandoned))
            .select(api_keys::id)
    };
    crate::dialect::load_for_update!(
        db,
        webhooks::table
            .filter(webhooks::enabled.eq(true).and(not(exists(over(now)))))
            .order(webhooks::id)
            .select(Webhook::as_select())
    )
}

/// Endpoints of these units (of all when none are given), newest first.
pub fn list(db: &mut Db, units: Option<&[String]>, partner_id: Option<&str>, page: &Page) -> Result<Vec<Webhook>> {
    on!(db, |c| {
        let mut query = webhooks::table
            .select(Webhook::as_select())
            .order(webhooks::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(webhooks::id.lt(after));
        }
        if let Some(units) = units {
            query = query.filter(webhooks::unit_id.eq_any(units));
        }
        if let Some(partner_id) = partner_id {
            query = query.filter(webhooks::partner_id.eq(partner_id));
        }
        query.load(c)
    })
}

/// Notes that it took something; no change of the endpoint.
pub fn note_success(db: &mut Db, id: &str, at: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(webhooks::table.find(id)).set(webhooks::last_success_at.eq(at))).run(c))
}

/// Removes an endpoint; its deliveries go with time.
pub fn remove(db: &mut Db, id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(webhooks::table.find(id)).execute(c)).map(|_| ())
}
