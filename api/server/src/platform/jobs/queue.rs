//! What is done to a job from outside: asked for, cancelled, started again; and how a run ends.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::platform::jobs;
use regulars_db::platform::jobs::Job;
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::platform::jobs as rules;
use regulars_domain::platform::jobs::{AfterFailure, JobState, MOST_ATTEMPTS};

use super::detail;
use super::{JobKinds, Kind, Outcome};
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Refusal};

/// Asks for a job in the caller's transaction; `by` is who asks. A job that waits with the same lock and arguments is
/// answered instead of a second one. The runner hears of it when the write is committed.
pub fn enqueue<K: Kind>(db: &mut Db, kind: &K, by: &str) -> Answer<Job> {
    enqueue_at(db, kind, by, clock::now().naive_utc())
}

/// The same for work that is not to begin before a time. One that waits for a later time is brought forward.
pub fn enqueue_at<K: Kind>(db: &mut Db, kind: &K, by: &str, run_at: NaiveDateTime) -> Answer<Job> {
    let job = Job { run_at, ..new(kind, by)? };
    if let Some(lock) = &job.lock_name
        && let Some(mut waiting) = jobs::waiting(db, K::NAME, lock, &job.args)?
    {
        // Only what waits for its own time is: one that failed keeps its wait.
        if waiting.run_at > run_at && waiting.attempts == 0 {
            let seq = waiting.seq;
            waiting.run_at = run_at;
            waiting = keep(db, waiting, seq)?;
        }
        return Ok(waiting);
    }
    jobs::insert(db, &job)?;
    Ok(job)
}

fn new<K: Kind>(kind: &K, by: &str) -> Answer<Job> {
    let now = clock::now().naive_utc();
    Ok(Job {
        id: ids::make(ids::JOB),
        kind: K::NAME.to_owned(),
        subject_id: kind.subject(),
        lock_name: kind.lock(),
        args: serde_json::to_string(kind).map_err(|error| Error::Internal(error.to_string()))?,
        state: AsText(JobState::Queued),
        run_at: now,
        attempts: 0,
        max_attempts: i32::try_from(MOST_ATTEMPTS).unwrap_or(i32::MAX),
        locked_by: None,
        locked_until: None,
        cancel_requested: false,
        progress_done: 0,
        progress_total: None,
        progress_unit: K::UNIT.to_owned(),
        checkpoint: None,
        result: None,
        error_code: None,
        error_detail: None,
        created_by: by.to_owned(),
        created_at: now,
        started_at: None,
        finished_at: None,
        seq: 1,
    })
}

/// The job of an id; [`Code::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &str) -> Answer<Job> {
    jobs::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// Cancels a job: one that waits at once, one that runs at its next step.
pub fn cancel(db: &mut Db, kinds: JobKinds, id: &str) -> Answer<Job> {
    let mut job = find(db, id)?;
    if !job.state.can_cancel() {
        return Err(Refusal::of(Code::Conflict).detail(message!("the job is over", "该后台任务已结束")).into());
    }
    let seq = job.seq;
    job.cancel_requested = true;
    if job.state.0 == JobState::Queued {
        end(db, kinds, &mut job, JobState::Cancelled)?;
    }
    keep(db, job, seq)
}

/// Starts a failed or cancelled job again, from where it stopped.
pub fn retry(db: &mut Db, kinds: JobKinds, id: &str) -> Answer<Job> {
    let mut job = find(db, id)?;
    if !job.state.can_retry() {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!(
                "only a failed or cancelled job can be started again",
                "只有失败或已取消的后台任务才能重新开始"
            ))
            .into());
    }
    let seq = job.seq;
    job.state = AsText(JobState::Queued);
    job.run_at = clock::now().naive_utc();
    job.attempts = 0;
    job.cancel_requested = false;
    job.error_code = None;
    job.error_detail = None;
    job.finished_at = None;
    kinds.follow(db, &job, JobState::Queued)?;
    keep(db, job, seq)
}

/// Writes how a run ended. Nothing is written when the claim is lost: another process has the job.
pub(super) fn finish(
    db: &mut Db,
    kinds: JobKinds,
    id: &str,
    claim: &str,
    result: &Answer<Outcome>,
) -> Answer<Option<Job>> {
    let Some(mut job) = jobs::held(db, id, claim)? else { return Ok(None) };
    let seq = job.seq;
    match result {
        Ok(Outcome::Done(value)) => {
            job.result = Some(value.clone()).filter(|value| !value.is_null()).map(Json);
            end(db, kinds, &mut job, JobState::Succeeded)?;
        }
        Ok(Outcome::PutDown) if job.cancel_requested => end(db, kinds, &mut job, JobState::Cancelled)?,
        Ok(Outcome::PutDown) => {
            // Nothing went wrong: the attempt does not count.
            job.attempts = (job.attempts - 1).max(0);
            wait(db, &mut job, clock::now())?;
        }
        Err(error) => fail(db, kinds, &mut job, error)?,
    }
    keep(db, job, seq).map(Some)
}

/// A problem is final; anything else is tried again after a while, until it was tried often enough.
fn fail(db: &mut Db, kinds: JobKinds, job: &mut Job, error: &Error) -> Answer<()> {
    let problem = error.refusal();
    job.error_code = Some(problem.code.as_str().to_owned());
    job.error_detail = Some(detail::kept(&problem));
    let attempt = u32::try_from(job.attempts).unwrap_or(u32::MAX);
    match rules::after_failure(attempt, clock::now()) {
        AfterFailure::RetryAt(at) if !matches!(error, Error::Refused(_)) && !job.cancel_requested => wait(db, job, at),
        _ if job.cancel_requested => end(db, kinds, job, JobState::Cancelled),
        _ => end(db, kinds, job, JobState::Failed),
    }
}

fn end(db: &mut Db, kinds: JobKinds, job: &mut Job, state: JobState) -> Answer<()> {
    job.state = AsText(state);
    job.finished_at = Some(clock::now().naive_utc());
    if state != JobState::Failed {
        job.error_code = None;
        job.error_detail = None;
    }
    let_go(db, job)?;
    kinds.follow(db, job, state)
}

fn wait(db: &mut Db, job: &mut Job, until: chrono::DateTime<chrono::Utc>) -> Answer<()> {
    job.state = AsText(JobState::Queued);
    job.run_at = until.naive_utc();
    let_go(db, job)
}

fn let_go(db: &mut Db, job: &mut Job) -> Answer<()> {
    job.locked_by = None;
    job.locked_until = None;
    if let Some(lock) = &job.lock_name {
        jobs::unlock(db, lock, &job.id)?;
    }
    Ok(())
}

fn keep(db: &mut Db, mut job: Job, seq: i64) -> Answer<Job> {
    job.seq = seq + 1;
    if !jobs::update(db, &job, seq)? {
        return Err(Code::Busy.into());
    }
    Ok(job)
}
