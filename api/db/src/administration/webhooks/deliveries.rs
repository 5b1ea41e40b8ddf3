//! What is posted to endpoints: a row for each event and endpoint, and one for each attempt.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::administration::webhooks::{WebhookDeliveryState, WebhookError};
use regulars_domain::platform::events::EventKind;

use crate::dialect::bulk::bulk_inserts;
use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{webhook_attempts, webhook_deliveries, webhooks};
use crate::text::AsText;
use crate::{Db, Result, on};

/// One event for one endpoint.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhook_deliveries, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Delivery {
    pub id: String,
    pub webhook_id: String,
    /// None of a test, like its number and kind.
    pub event_id: Option<String>,
    pub event_number: Option<i64>,
    pub kind: Option<AsText<EventKind>>,
    pub state: AsText<WebhookDeliveryState>,
    /// Attempts of the present schedule: a replay begins a new one.
    pub tries: i32,
    /// Attempts in all.
    pub attempts: i32,
    /// When it is tried next; none when it is not.
    pub next_at: Option<NaiveDateTime>,
    /// When the first attempt of the present schedule began.
    pub first_at: Option<NaiveDateTime>,
    /// The status that was answered last.
    pub last_status: Option<i32>,
    /// Why it has not succeeded so far.
    pub last_error: Option<AsText<WebhookError>>,
    pub created_at: NaiveDateTime,
    pub ended_at: Option<NaiveDateTime>,
}

/// One attempt.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = webhook_attempts, treat_none_as_default_value = false)]
pub struct Attempt {
    pub delivery_id: String,
    /// From 1.
    pub number: i32,
    pub started_at: NaiveDateTime,
    pub duration_ms: i64,
    pub status: Option<i32>,
    pub error: Option<AsText<WebhookError>>,
    /// The beginning of the answer.
    pub response: String,
}

/// Which deliveries a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub webhook_id: String,
    pub states: Vec<WebhookDeliveryState>,
    pub kinds: Vec<EventKind>,
}

bulk_inserts! {
    /// Deliveries of one transaction.
    insert_all(Delivery) into webhook_deliveries;
}

const PENDING: &str = WebhookDeliveryState::Pending.as_str();
const FAILED: &str = WebhookDeliveryState::Failed.as_str();

/// A delivery of an endpoint.
pub fn find(db: &mut Db, webhook_id: &str, id: &str) -> Result<Option<Delivery>> {
    on!(db, |c| webhook_deliveries::table
        .find(id)
        .filter(webhook_deliveries::webhook_id.eq(webhook_id))
        .select(Delivery::as_select())
        .first(c)
        .optional())
}

/// Deliveries of an endpoint, newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Delivery>> {
    on!(db, |c| {
        let mut query = webhook_deliveries::table
            .filter(webhook_deliveries::webhook_id.eq(&filter.webhook_id))
            .select(Delivery::as_select())
            .order(webhook_deliveries::id.desc())
            .limit(page.rows_to_read())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(webhook_deliveries::id.lt(after.to_owned()));
        }
        if !filter.states.is_empty() {
            let states = filter.states.iter().map(|state| state.as_str());
            query = query.filter(webhook_deliveries::state.eq_any(states));
        }
        if !filter.kinds.is_empty() {
            let kinds = filter.kinds.iter().map(|kind| kind.as_str());
            query = query.filter(webhook_deliveries::kind.eq_any(kinds));
        }
        query.load(c)
    })
}

/// Up to `limit` deliveries of an endpoint that are due, the longest due first; only tests if so wanted.
pub fn due(db: &mut Db, webhook_id: &str, now: NaiveDateTime, only_tests: bool, limit: i64) -> Result<Vec<Delivery>> {
    on!(db, |c| {
        let mut query = webhook_deliveries::table
            .filter(webhook_deliveries::webhook_id.eq(webhook_id))
            .filter(webhook_deliveries::state.eq(PENDING).and(webhook_deliveries::next_at.le(now)))
            .order((webhook_deliveries::next_at, webhook_deliveries::id))
            .select(Delivery::as_select())
            .limit(limit)
            .into_boxed();
        if only_tests {
            query = query.filter(webhook_deliveries::kind.is_null());
        }
        query.load(c)
    })
}

/// When the next delivery to an endpoint that is enabled is due: for each of them the first of its index.
pub fn next_due(db: &mut Db) -> Result<Option<NaiveDateTime>> {
    let enabled: Vec<String> =
        on!(db, |c| webhooks::table.filter(webhooks::enabled.eq(true)).select(webhooks::id).load(c))?;
    let mut next: Option<NaiveDateTime> = None;
    for webhook_id in enabled {
        let first: Option<Option<NaiveDateTime>> = on!(db, |c| webhook_deliveries::table
            .filter(webhook_deliveries::webhook_id.eq(&webhook_id).and(webhook_deliveries::state.eq(PENDING)))
            .filter(webhook_deliveries::next_at.is_not_null())
            .order(webhook_deliveries::next_at)
            .select(webhook_deliveries::next_at)
            .first(c)
            .optional())?;
        next = first.flatten().into_iter().chain(next).min();
    }
    Ok(next)
}

/// Writes a delivery as it is now.
pub fn update(db: &mut Db, delivery: &Delivery) -> Result<()> {
    on!(db, |c| prepared(diesel::update(webhook_deliveries::table.find(&delivery.id)).set(delivery)).run(c))
}

/// Ends up to `limit` deliveries that wait for an endpoint, which is switched off; tests may still go, unless they end too.
/// Answers how many.
pub fn give_up(db: &mut Db, webhook_id: &str, tests_too: bool, now: NaiveDateTime, limit: i64) -> Result<usize> {
    let ids: Vec<String> = on!(db, |c| webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook_id).and(webhook_deliveries::state.eq(PENDING)))
        .filter(webhook_deliveries::kind.is_not_null().or(tests_too.into_sql::<diesel::sql_types::Bool>()))
        .select(webhook_deliveries::id)
        .limit(limit)
        .load(c))?;
    on!(db, |c| diesel::update(webhook_deliveries::table.filter(keyed(webhook_deliveries::id, &ids)))
        .set((
            webhook_deliveries::state.eq(FAILED),
            webhook_deliveries::last_error.eq(WebhookError::SwitchedOff.as_str()),
            webhook_deliveries::next_at.eq(None::<NaiveDateTime>),
            webhook_deliveries::ended_at.eq(now),
        ))
        .execute(c))
}

/// Lets up to `limit` failed deliveries of events made since a time begin anew, the oldest first; answers how many.
pub fn replay_failed(
    db: &mut Db,
    webhook_id: &str,
    since: NaiveDateTime,
    now: NaiveDateTime,
    limit: i64,
) -> Result<usize> {
    let ids: Vec<String> = on!(db, |c| webhook_deliveries::table
        .filter(webhook_deliveries::webhook_id.eq(webhook_id).and(webhook_deliveries::state.eq(FAILED)))
        .filter(webhook_deliveries::created_at.ge(since).and(webhook_deliveries::kind.is_not_null()))
        .order(webhook_deliveries::id)
        .select(webhook_deliveries::id)
        .limit(limit)
        .load(c))?;
    on!(db, |c| diesel::update(webhook_deliveries::table.filter(keyed(webhook_deliveries::id, &ids)))
        .set((
            webhook_deliveries::state.eq(PENDING),
            webhook_deliveries::tries.eq(0),
            webhook_deliveries::first_at.eq(None::<NaiveDateTime>),
            webhook_deliveries::next_at.eq(now),
            webhook_deliveries::ended_at.eq(None::<NaiveDateTime>),
        ))
        .execute(c))
}

bulk_inserts! {
    /// Attempts of one transaction.
    insert_attempts(Attempt) into webhook_attempts;
}

/// The attempts of a delivery, in order.
pub fn attempts_of(db: &mut Db, delivery_id: &str) -> Result<Vec<Attempt>> {
    on!(db, |c| webhook_attempts::table
        .filter(webhook_attempts::delivery_id.eq(delivery_id))
        .order(webhook_attempts::number)
        .select(Attempt::as_select())
        .load(c))
}

/// Drops up to `limit` deliveries that ended before a time, with their attempts; answers how many.
pub fn forget(db: &mut Db, before: NaiveDateTime, limit: i64) -> Result<usize> {
    let ids: Vec<String> = on!(db, |c| webhook_deliveries::table
        .filter(webhook_deliveries::ended_at.lt(before))
        .order(webhook_deliveries::ended_at)
        .select(webhook_deliveries::id)
        .limit(limit)
        .load(c))?;
    on!(db, |c| diesel::delete(webhook_attempts::table.filter(keyed(webhook_attempts::delivery_id, &ids))).execute(c))?;
    on!(db, |c| diesel::delete(webhook_deliveries::table.filter(keyed(webhook_deliveries::id, &ids))).execute(c))
}

/// What was answered to attempts after one, in the order of delivery and number; of those that were answered anything.
pub fn answers_after(
    db: &mut Db,
    (delivery_id, number): (&str, i32),
    limit: i64,
) -> Result<Vec<(String, i32, String)>> {
    let further = webhook_attempts::delivery_id
        .gt(delivery_id)
        .or(webhook_attempts::delivery_id.eq(delivery_id).and(webhook_attempts::number.gt(number)));
    on!(db, |c| webhook_attempts::table
        .filter(further)
        .filter(webhook_attempts::response.ne(""))
        .order((webhook_attempts::delivery_id.asc(), webhook_attempts::number.asc()))
        .limit(limit)
        .select((webhook_attempts::delivery_id, webhook_attempts::number, webhook_attempts::response))
        .load(c))
}

/// Forgets what was answered to an attempt.
pub fn take_answer(db: &mut Db, delivery_id: &str, number: i32) -> Result<()> {
    on!(db, |c| prepared(
        diesel::update(webhook_attempts::table.find((delivery_id, number))).set(webhook_attempts::response.eq(""))
    )
    .run(c))
}
