//! Jobs: rows that say what is to be done later, claimed with a lease by the process that does it.
//!
//! A claim has a name of its own. Whatever a claim writes names it, so a claim that was lost (its lease ran out and
//! another took the job) writes nothing any more.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::result::Error;
use regulars_domain::platform::jobs::JobState;

use crate::bell;
use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{job_locks, jobs};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = jobs, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Job {
    pub id: String,
    pub kind: String,
    /// What it works on, such as an import.
    pub subject_id: Option<String>,
    /// Two jobs with the same lock do not run at the same time.
    pub lock_name: Option<String>,
    /// JSON with ids only.
    pub args: String,
    pub state: AsText<JobState>,
    /// Not before this.
    pub run_at: NaiveDateTime,
    pub attempts: i32,
    pub max_attempts: i32,
    /// The claim that runs it.
    pub locked_by: Option<String>,
    pub locked_until: Option<NaiveDateTime>,
    pub cancel_requested: bool,
    pub progress_done: i64,
    pub progress_total: Option<i64>,
    /// What is counted: `rows`, `customers`.
    pub progress_unit: String,
    /// JSON: where to go on from.
    pub checkpoint: Option<String>,
    pub result: Option<Json<serde_json::Value>>,
    pub error_code: Option<String>,
    pub error_detail: Option<String>,
    pub created_by: String,
    pub created_at: NaiveDateTime,
    pub started_at: Option<NaiveDateTime>,
    pub finished_at: Option<NaiveDateTime>,
    /// Grows with every change that is seen from outside.
    pub seq: i64,
}

/// What ended jobs after an id say of their work, by their ids: id, result, error, where they were.
pub type Words = (String, Option<String>, Option<String>, Option<String>);

/// See [`Words`].
pub fn words_after(db: &mut Db, id: &str, limit: i64) -> Result<Vec<Words>> {
    on!(db, |c| jobs::table
        .filter(jobs::id.gt(id).and(jobs::finished_at.is_not_null()))
        .filter(jobs::result.is_not_null().or(jobs::error_detail.is_not_null()).or(jobs::checkpoint.is_not_null()))
        .order(jobs::id.asc())
        .limit(limit)
        .select((jobs::id, jobs::result, jobs::error_detail, jobs::checkpoint))
        .load(c))
}

/// Takes out of these jobs what they say.
pub fn take_words(db: &mut Db, ids: &[String]) -> Result<()> {
    on!(db, |c| diesel::update(jobs::table.filter(keyed(jobs::id, ids)))
        .set((
            jobs::result.eq(None::<String>),
            jobs::error_detail.eq(None::<String>),
            jobs::checkpoint.eq(None::<String>),
        ))
        .execute(c))
    .map(|_| ())
}

/// Which jobs a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Vec<JobState>,
    pub kinds: Vec<String>,
    pub subject_id: Option<String>,
    /// Only what this user or key asked for, when given.
    pub created_by: Option<String>,
}

/// How far a job has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: i64,
    pub total: Option<i64>,
    /// JSON: where to go on from; none leaves the one that is there.
    pub checkpoint: Option<String>,
}

pub fn insert(db: &mut Db, job: &Job) -> Result<()> {
    bell::queued();
    on!(db, |c| diesel::insert_into(jobs::table).values(job).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Job>> {
    on!(db, |c| jobs::table.find(id).select(Job::as_select()).first(c).optional())
}

/// A job of this kind and lock that has not begun: another one would do the same. It does not begin until the
/// transaction ends, and so finds what this one writes.
pub fn waiting(db: &mut Db, kind: &str, lock_name: &str, args: &str) -> Result<Option<Job>> {
    let found = crate::dialect::first_for_update!(
        db,
        jobs::table
            .filter(jobs::state.eq(JobState::Queued.as_str()).and(jobs::kind.eq(kind)))
            .filter(jobs::lock_name.eq(lock_name).and(jobs::args.eq(args)))
            .select(Job::as_select())
    )
    .optional()?;
    if found.is_some() {
        bell::queued();
    }
    Ok(found)
}

/// Jobs newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Job>> {
    on!(db, |c| {
        let mut query =
            jobs::table.select(Job::as_select()).order(jobs::id.desc()).limit(page.rows_to_read()).into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(jobs::id.lt(after.to_owned()));
        }
        if !filter.states.is_empty() {
            query = query.filter(jobs::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        if !filter.kinds.is_empty() {
            query = query.filter(jobs::kind.eq_any(&filter.kinds));
        }
        if let Some(subject_id) = &filter.subject_id {
            query = query.filter(jobs::subject_id.eq(subject_id));
        }
        if let Some(created_by) = &filter.created_by {
            query = query.filter(jobs::created_by.eq(created_by));
        }
        query.load(c)
    })
}

/// Whether a claim would find something of other kinds than these.
pub fn any_due(db: &mut Db, now: NaiveDateTime, excluded: &[&str]) -> Result<bool> {
    db.jobs_due(now, 1, false, excluded).map(|due| !due.is_empty())
}

/// Takes up to `limit` jobs that are due, or whose claim has run out, under the name `claim`; none of the kinds
/// `excluded`. One whose row cannot be read has failed: it must not stand before the others for ever.
pub fn claim(
    db: &mut Db,
    claim: &str,
    now: NaiveDateTime,
    until: NaiveDateTime,
    limit: i64,
    excluded: &[&str],
) -> Result<Vec<Job>> {
    let mut taken = Vec::new();
    let mut has_failed = false;
    for (id, lock) in db.jobs_due(now, limit, true, excluded)? {
        match take_up(db, &id, lock.as_deref(), claim, now, until) {
            Err(Error::DeserializationError(error)) => {
                tracing::error!(job = id, %error, "a job cannot be read and has failed");
                fail_unread(db, &id, lock.as_deref(), now)?;
                has_failed = true;
            }
            job => taken.extend(job?),
        }
    }
    if taken.is_empty() && has_failed { self::claim(db, claim, now, until, limit, excluded) } else { Ok(taken) }
}

/// Notes that a job has failed whose row cannot be read; it has no result that could be, so it is readable again.
fn fail_unread(db: &mut Db, id: &str, lock: Option<&str>, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(diesel::update(jobs::table.find(id)).set((
        jobs::state.eq(JobState::Failed.as_str()),
        jobs::error_code.eq("internal"),
        jobs::result.eq(None::<String>),
        jobs::locked_by.eq(None::<String>),
        jobs::locked_until.eq(None::<NaiveDateTime>),
        jobs::finished_at.eq(now),
        jobs::seq.eq(jobs::seq + 1),
    )))
    .run(c))?;
    lock.map_or(Ok(()), |name| unlock(db, name, id))
}

/// Takes this job under the name `claim`, if it is due or its claim has run out.
pub fn claim_this(db: &mut Db, id: &str, claim: &str, now: NaiveDateTime, until: NaiveDateTime) -> Result<Option<Job>> {
    let lock: Option<Option<String>> =
        on!(db, |c| jobs::table.find(id).filter(jobs::run_at.le(now)).select(jobs::lock_name).first(c).optional())?;
    let Some(lock) = lock else { return Ok(None) };
    take_up(db, id, lock.as_deref(), claim, now, until)
}

fn take_up(
    db: &mut Db,
    id: &str,
    lock: Option<&str>,
    claim: &str,
    now: NaiveDateTime,
    until: NaiveDateTime,
) -> Result<Option<Job>> {
    if let Some(name) = lock
        && !lock_or_hold(db, name, id)?
    {
        return Ok(None);
    }
    let queued = jobs::state.eq(JobState::Queued.as_str());
    let left_behind = jobs::state.eq(JobState::Running.as_str()).and(jobs::locked_until.lt(now));
    let begun = diesel::dsl::case_when(jobs::started_at.is_null(), Some(now)).otherwise(jobs::started_at);
    on!(db, |c| diesel::update(jobs::table.find(id).filter(queued.or(left_behind)))
        .set((
            jobs::state.eq(JobState::Running.as_str()),
            jobs::locked_by.eq(claim),
            jobs::locked_until.eq(until),
            jobs::attempts.eq(jobs::attempts + 1),
            jobs::started_at.eq(begun),
            jobs::seq.eq(jobs::seq + 1),
        ))
        .returning(Job::as_select())
        .get_result(c)
        .optional())
}

/// Holds a claim for longer; none when it is lost, else whether somebody wants the job cancelled.
pub fn renew(db: &mut Db, id: &str, claim: &str, until: NaiveDateTime) -> Result<Option<bool>> {
    on!(db, |c| diesel::update(jobs::table.find(id).filter(jobs::locked_by.eq(claim)))
        .set(jobs::locked_until.eq(until))
        .returning(jobs::cancel_requested)
        .get_result(c)
        .optional())
}

/// Notes how far a claim has come; none when it is lost, else whether somebody wants the job cancelled.
pub fn note(db: &mut Db, id: &str, claim: &str, progress: &Progress) -> Result<Option<bool>> {
    let noted =
        (jobs::progress_done.eq(progress.done), jobs::progress_total.eq(progress.total), jobs::seq.eq(jobs::seq + 1));
    on!(db, |c| {
        let held = diesel::update(jobs::table.find(id).filter(jobs::locked_by.eq(claim)));
        match &progress.checkpoint {
            Some(checkpoint) => held
                .set((noted, jobs::checkpoint.eq(checkpoint)))
                .returning(jobs::cancel_requested)
                .get_result(c)
                .optional(),
            None => held.set(noted).returning(jobs::cancel_requested).get_result(c).optional(),
        }
    })
}

/// Whether somebody wants the job cancelled.
pub fn cancel_requested(db: &mut Db, id: &str) -> Result<bool> {
    on!(db, |c| jobs::table.find(id).select(jobs::cancel_requested).first(c).optional())
        .map(|requested| requested.unwrap_or(false))
}

/// Writes the job as it is now, over the state `expected_seq`; false when it has changed meanwhile.
pub fn update(db: &mut Db, job: &Job, expected_seq: i64) -> Result<bool> {
    if job.state.0 == JobState::Queued {
        bell::queued();
    }
    on!(db, |c| prepared(
        diesel::update(jobs::table.find(&job.id).filter(jobs::seq.eq(expected_seq))).set(job).returning(jobs::seq)
    )
    .wrote::<i64, _>(c))
}

/// The job of a claim; none when the claim is lost.
pub fn held(db: &mut Db, id: &str, claim: &str) -> Result<Option<Job>> {
    on!(db, |c| jobs::table.find(id).filter(jobs::locked_by.eq(claim)).select(Job::as_select()).first(c).optional())
}

/// The claims that hold jobs now, with the jobs they hold.
pub fn claims(db: &mut Db) -> Result<Vec<(String, Option<String>)>> {
    on!(db, |c| jobs::table
        .filter(jobs::state.eq(JobState::Running.as_str()))
        .select((jobs::id, jobs::locked_by))
        .load(c))
}

/// Lets a claim run out now: its process is known to be gone.
pub fn expire(db: &mut Db, id: &str, claim: &str, now: NaiveDateTime) -> Result<()> {
    let past = now - chrono::TimeDelta::seconds(1);
    on!(db, |c| prepared(
        diesel::update(jobs::table.find(id).filter(jobs::locked_by.eq(claim))).set(jobs::locked_until.eq(past))
    )
    .run(c))
}

/// Jobs by state.
pub fn count(db: &mut Db) -> Result<Vec<(AsText<JobState>, i64)>> {
    on!(db, |c| jobs::table.group_by(jobs::state).select((jobs::state, diesel::dsl::count_star())).load(c))
}

/// Takes a lock for a job, or finds that the job has it; false when another has.
fn lock_or_hold(db: &mut Db, name: &str, job_id: &str) -> Result<bool> {
    if take(db, name, job_id)? {
        return Ok(true);
    }
    let holder: Option<String> =
        on!(db, |c| job_locks::table.find(name).select(job_locks::job_id).first(c).optional())?;
    Ok(holder.as_deref() == Some(job_id))
}

/// Writes a name into the locks; false when it is there.
pub fn take(db: &mut Db, name: &str, job_id: &str) -> Result<bool> {
    let row = (job_locks::name.eq(name), job_locks::job_id.eq(job_id));
    on!(db, |c| prepared(
        diesel::insert_into(job_locks::table).values(row).on_conflict_do_nothing().returning(job_locks::name)
    )
    .wrote::<String, _>(c))
}

/// Whether the name is among the locks.
pub fn is_taken(db: &mut Db, name: &str) -> Result<bool> {
    on!(db, |c| job_locks::table.find(name).select(job_locks::name).first::<String>(c).optional())
        .map(|found| found.is_some())
}

/// Gives back a lock that a job holds.
pub fn unlock(db: &mut Db, name: &str, job_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(job_locks::table.find(name).filter(job_locks::job_id.eq(job_id))).execute(c)).map(|_| ())
}

/// Drops locks between two names: marks of periods long past.
pub fn forget_locks(db: &mut Db, from: &str, to: &str) -> Result<usize> {
    on!(db, |c| diesel::delete(job_locks::table.filter(job_locks::name.ge(from).and(job_locks::name.lt(to))))
        .execute(c))
}

/// Drops jobs of a kind that succeeded before `before`.
pub fn forget_succeeded(db: &mut Db, kind: &str, before: NaiveDateTime) -> Result<usize> {
    let succeeded = jobs::state.eq(JobState::Succeeded.as_str());
    on!(db, |c| diesel::delete(
        jobs::table.filter(jobs::kind.eq(kind).and(succeeded).and(jobs::finished_at.lt(before)))
    )
    .execute(c))
}

/// Drops jobs of `created_by` that ended before `before`, and locks whose job is not there any more.
pub fn forget(db: &mut Db, created_by: &str, before: NaiveDateTime) -> Result<usize> {
    let dropped = on!(db, |c| diesel::delete(
        jobs::table.filter(jobs::created_by.eq(created_by).and(jobs::finished_at.lt(before)))
    )
    .execute(c))?;
    on!(db, |c| diesel::delete(
        job_locks::table
            .filter(not(exists(jobs::table.filter(jobs::id.eq(job_locks::job_id)))))
            .filter(not(job_locks::name.like("periodic:%")))
    )
    .execute(c))?;
    Ok(dropped)
}
