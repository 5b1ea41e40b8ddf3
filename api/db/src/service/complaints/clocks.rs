//! The clocks of complaints, and the look-up of those that have run out.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::prelude::*;
use regulars_domain::service::complaints::{Clock, ClockKind, ClockState, Level};

use crate::prepared::prepared;
use crate::schema::complaint_clocks as table;
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = table, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Row {
    pub customer_id: String,
    pub complaint_id: String,
    pub kind: AsText<ClockKind>,
    /// The level that must act by it.
    pub level: AsText<Level>,
    /// The unit in whose working time it runs.
    pub unit_id: String,
    pub limit_days: i32,
    pub used_seconds: i64,
    pub since: Option<NaiveDateTime>,
    pub due_at: Option<NaiveDateTime>,
    pub state: AsText<ClockState>,
    pub started_at: NaiveDateTime,
    pub missed_at: Option<NaiveDateTime>,
}

impl Row {
    /// What the rules know of it.
    pub fn clock(&self) -> Clock {
        Clock {
            limit_days: self.limit_days,
            used: TimeDelta::seconds(self.used_seconds),
            since: self.since.map(|since| since.and_utc()),
            due_at: self.due_at.map(|due| due.and_utc()),
            state: self.state.0,
        }
    }

    /// Takes over what the rules made of it.
    pub fn set(&mut self, clock: &Clock) {
        let naive = |at: Option<DateTime<Utc>>| at.map(|at| at.naive_utc());
        self.limit_days = clock.limit_days;
        self.used_seconds = clock.used.num_seconds();
        self.since = naive(clock.since);
        self.due_at = naive(clock.due_at);
        self.state = AsText(clock.state);
    }
}

/// The clocks of these complaints, the oldest first.
pub fn of(db: &mut Db, customer_ids: &[&str], complaint_ids: &[&str]) -> Result<Vec<Row>> {
    on!(db, |c| table::table
        .filter(table::customer_id.eq_any(customer_ids).and(table::complaint_id.eq_any(complaint_ids)))
        .order((table::started_at, table::kind, table::level))
        .select(Row::as_select())
        .load(c))
}

pub fn insert(db: &mut Db, row: &Row) -> Result<()> {
    on!(db, |c| diesel::insert_into(table::table).values(row).execute(c)).map(|_| ())
}

pub fn update(db: &mut Db, row: &Row) -> Result<()> {
    let key = (&row.customer_id, &row.complaint_id, row.kind, row.level);
    on!(db, |c| prepared(diesel::update(table::table.find(key)).set(row)).run(c))
}

/// Complaints after an id with a clock that has run out by now, by id, each once.
pub fn overdue_after(db: &mut Db, now: NaiveDateTime, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| table::table
        .filter(table::state.eq(ClockState::Running.as_str()).and(table::due_at.assume_not_null().le(now)))
        .filter(table::complaint_id.gt(after))
        .distinct()
        .order(table::complaint_id)
        .limit(limit)
        .select(table::complaint_id)
        .load(c))
}

/// Complaints with a running clock after an id, by id, each once.
pub fn running_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| table::table
        .filter(table::state.eq(ClockState::Running.as_str()).and(table::complaint_id.gt(after)))
        .distinct()
        .order(table::complaint_id)
        .limit(limit)
        .select(table::complaint_id)
        .load(c))
}
