//! What hangs on one complaint: its task force, what happened, what was promised, what is done so that it does not
//! happen again.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::service::complaints::{CompensationKind, CompensationState, ComplaintEventKind, Level};

use crate::prepared::prepared;
use crate::schema::{complaint_actions, complaint_compensations, complaint_events, complaint_members, complaints};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

/// Something that happened. Never changed.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = complaint_events, treat_none_as_default_value = false)]
pub struct Event {
    pub id: String,
    pub customer_id: String,
    pub complaint_id: String,
    pub kind: AsText<ComplaintEventKind>,
    pub body: Option<String>,
    /// What belongs to the kind.
    pub data: Json<serde_json::Value>,
    pub occurred_at: NaiveDateTime,
    pub recorded_by: String,
}

/// Something that was promised to the customer.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = complaint_compensations, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Compensation {
    pub id: String,
    pub customer_id: String,
    pub complaint_id: String,
    pub kind: AsText<CompensationKind>,
    /// What it is worth, in minor units of the base currency.
    pub amount: Option<i64>,
    pub description: Option<String>,
    pub state: AsText<CompensationState>,
    /// The lowest level that may approve it.
    pub approval_level: AsText<Level>,
    pub refund_id: Option<String>,
    pub promised_by: String,
    pub promised_at: NaiveDateTime,
    pub decided_by: Option<String>,
    pub decided_at: Option<NaiveDateTime>,
    pub paid_by: Option<String>,
    pub paid_at: Option<NaiveDateTime>,
    /// Of points: how many, and the membership they are for.
    pub points: Option<i64>,
    pub membership_id: Option<String>,
    /// The entry of the ledger that gave the points.
    pub entry_id: Option<String>,
    /// What who decided on it said.
    pub decision_note: Option<String>,
}

/// A corrective action, with the task it became.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = complaint_actions, treat_none_as_default_value = false)]
pub struct Action {
    pub id: String,
    pub customer_id: String,
    pub complaint_id: String,
    pub title: String,
    pub owner_id: Option<String>,
    pub due_on: NaiveDate,
    pub task_id: Option<String>,
    pub created_at: NaiveDateTime,
}

pub fn insert_event(db: &mut Db, event: &Event) -> Result<()> {
    on!(db, |c| diesel::insert_into(complaint_events::table).values(event).execute(c)).map(|_| ())
}

/// Everything that happened to a complaint, the oldest first.
pub fn events_of(db: &mut Db, customer_id: &str, complaint_id: &str) -> Result<Vec<Event>> {
    on!(db, |c| complaint_events::table
        .filter(complaint_events::customer_id.eq(customer_id).and(complaint_events::complaint_id.eq(complaint_id)))
        .order(complaint_events::id)
        .select(Event::as_select())
        .load(c))
}

pub fn insert_compensation(db: &mut Db, compensation: &Compensation) -> Result<()> {
    on!(db, |c| diesel::insert_into(complaint_compensations::table).values(compensation).execute(c)).map(|_| ())
}

pub fn update_compensation(db: &mut Db, compensation: &Compensation) -> Result<()> {
    let key = (&compensation.id, &compensation.customer_id);
    on!(db, |c| prepared(diesel::update(complaint_compensations::table.find(key)).set(compensation)).run(c))
}

pub fn compensations_of(db: &mut Db, customer_id: &str, complaint_id: &str) -> Result<Vec<Compensation>> {
    use complaint_compensations as table;
    on!(db, |c| table::table
        .filter(table::customer_id.eq(customer_id).and(table::complaint_id.eq(complaint_id)))
        .order(table::id)
        .select(Compensation::as_select())
        .load(c))
}

/// What somebody has promised between two moments, for all cases: what is approved or given, by who decided on it. In minor
/// units.
pub fn given_by(db: &mut Db, user_id: &str, from: NaiveDateTime, before: NaiveDateTime) -> Result<i64> {
    use complaint_compensations as table;
    let given = [CompensationState::Approved.as_str(), CompensationState::Paid.as_str()];
    let amounts: Vec<Option<i64>> = on!(db, |c| table::table
        .filter(table::decided_by.eq(user_id).assume_not_null())
        .filter(table::decided_at.ge(from).and(table::decided_at.lt(before)).assume_not_null())
        .filter(table::state.eq_any(given))
        .select(table::amount)
        .load(c))?;
    Ok(amounts.into_iter().flatten().fold(0, i64::saturating_add))
}

/// Promises that wait for somebody's decision, the longest first: of cases of one of these units, or owned by the user; all
/// when no units are given.
pub fn proposed(db: &mut Db, units: Option<&[String]>, user_id: &str, limit: i64) -> Result<Vec<Compensation>> {
    use complaint_compensations as table;
    on!(db, |c| {
        let mut query = table::table
            // In words, not bound: only so do both databases know that the index of what waits serves it.
            .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("complaint_compensations.state = 'proposed'"))
            .order((table::promised_at, table::id))
            .limit(limit)
            .select(Compensation::as_select())
            .into_boxed();
        if let Some(units) = units {
            let seen = complaints::table
                .filter(complaints::unit_id.eq_any(units).or(complaints::owner_id.eq(user_id)))
                .select(complaints::id);
            query = query.filter(table::complaint_id.eq_any(seen));
        }
        query.load(c)
    })
}

/// What somebody promised since a moment that somebody else has decided on, or is to; newest first.
pub fn proposed_by(db: &mut Db, user_id: &str, since: NaiveDateTime, limit: i64) -> Result<Vec<Compensation>> {
    use complaint_compensations as table;
    let by_another = table::decided_by.is_null().or(table::decided_by.ne(table::promised_by.nullable()));
    on!(db, |c| table::table
        .filter(table::promised_by.eq(user_id).and(table::promised_at.ge(since)))
        .filter(by_another.assume_not_null())
        .order((table::promised_at.desc(), table::id.desc()))
        .limit(limit)
        .select(Compensation::as_select())
        .load(c))
}

/// Whether a refund of the customer has already kept a promise.
pub fn is_refund_used(db: &mut Db, customer_id: &str, refund_id: &str) -> Result<bool> {
    use complaint_compensations as table;
    on!(db, |c| table::table
        .filter(table::customer_id.eq(customer_id).and(table::refund_id.assume_not_null().eq(refund_id)))
        .select(table::id)
        .first::<String>(c)
        .optional())
    .map(|found| found.is_some())
}

pub fn insert_action(db: &mut Db, action: &Action) -> Result<()> {
    on!(db, |c| diesel::insert_into(complaint_actions::table).values(action).execute(c)).map(|_| ())
}

pub fn actions_of(db: &mut Db, customer_id: &str, complaint_id: &str) -> Result<Vec<Action>> {
    on!(db, |c| complaint_actions::table
        .filter(complaint_actions::customer_id.eq(customer_id).and(complaint_actions::complaint_id.eq(complaint_id)))
        .order(complaint_actions::id)
        .select(Action::as_select())
        .load(c))
}

/// The users of a complaint's task force.
pub fn members_of(db: &mut Db, customer_id: &str, complaint_id: &str) -> Result<Vec<String>> {
    on!(db, |c| complaint_members::table
        .filter(complaint_members::customer_id.eq(customer_id).and(complaint_members::complaint_id.eq(complaint_id)))
        .order(complaint_members::user_id)
        .select(complaint_members::user_id)
        .load(c))
}

/// Replaces the task force.
pub fn set_members(db: &mut Db, customer_id: &str, complaint_id: &str, user_ids: &[String]) -> Result<()> {
    on!(db, |c| diesel::delete(complaint_members::table.filter(
        complaint_members::customer_id.eq(customer_id).and(complaint_members::complaint_id.eq(complaint_id))
    ))
    .execute(c))?;
    for user_id in user_ids {
        let row = (
            complaint_members::customer_id.eq(customer_id),
            complaint_members::complaint_id.eq(complaint_id),
            complaint_members::user_id.eq(user_id),
        );
        on!(db, |c| diesel::insert_into(complaint_members::table).values(row).execute(c))?;
    }
    Ok(())
}
