//! Every place where the two databases differ, two arms each.

mod any_of;
pub mod bulk;
mod sql_builder;
mod whole_tables;

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use regulars_domain::messaging::deliveries::DeliveryState;
use regulars_domain::platform::jobs::JobState;

use crate::schema::{deliveries, job_locks, jobs};
use crate::{Db, Result};

pub use any_of::{any_of, keyed};
pub(crate) use sql_builder::{Id, SqlBuilder, Value};

/// The first row of a query, locked until the transaction ends: a row lock on PostgreSQL, nothing on SQLite, whose one
/// writer is alone already.
macro_rules! first_for_update {
    ($db:expr, $query:expr) => {
        match $db {
            $crate::Db::Pg(c) => $query.for_update().first(c),
            $crate::Db::Sqlite(c) => $query.first(c),
        }
    };
}
pub(crate) use first_for_update;

/// The rows of a query, locked until the transaction ends, as [`first_for_update`] does with one.
macro_rules! load_for_update {
    ($db:expr, $query:expr) => {
        match $db {
            $crate::Db::Pg(c) => $query.for_update().load(c),
            $crate::Db::Sqlite(c) => $query.load(c),
        }
    };
}
pub(crate) use load_for_update;

impl Db {
    /// Jobs that may be claimed, oldest first, with their locks, but none of the kinds `excluded`. `locked` holds the
    /// rows for the transaction, passing over those that another process is claiming; SQLite's one writer needs
    /// neither.
    pub(crate) fn jobs_due(
        &mut self,
        now: NaiveDateTime,
        limit: i64,
        locked: bool,
        excluded: &[&str],
    ) -> Result<Vec<(String, Option<String>)>> {
        let free = not(exists(
            job_locks::table
                .filter(job_locks::name.nullable().eq(jobs::lock_name))
                .filter(job_locks::job_id.ne(jobs::id)),
        ));
        let due = jobs::state
            .eq(JobState::Queued.as_str())
            .and(jobs::run_at.le(now))
            .or(jobs::state.eq(JobState::Running.as_str()).and(jobs::locked_until.assume_not_null().lt(now)));
        let query = jobs::table
            .filter(due.and(free).and(jobs::kind.ne_all(excluded)))
            .order((jobs::run_at, jobs::id))
            .limit(limit)
            .select((jobs::id, jobs::lock_name));
        match self {
            Db::Pg(c) if locked => query.for_update().skip_locked().load(c),
            Db::Pg(c) => query.load(c),
            Db::Sqlite(c) => query.load(c),
        }
    }

    /// The ids of a source's messages that are due and held by no claim, the longest due first; on PostgreSQL locked
    /// for the transaction, passing over those that another process is claiming.
    pub(crate) fn deliveries_due(&mut self, source_id: &str, now: NaiveDateTime, limit: i64) -> Result<Vec<String>> {
        let free = deliveries::locked_until.is_null().or(deliveries::locked_until.assume_not_null().lt(now));
        let query = deliveries::table
            .filter(deliveries::source_id.eq(source_id))
            .filter(deliveries::state.eq(DeliveryState::Pending.as_str()).and(deliveries::due_at.le(now)))
            .filter(free)
            .order((deliveries::due_at.asc(), deliveries::id.asc()))
            .limit(limit)
            .select(deliveries::id);
        match self {
            Db::Pg(c) => query.for_update().skip_locked().load(c),
            Db::Sqlite(c) => query.load(c),
        }
    }
}
