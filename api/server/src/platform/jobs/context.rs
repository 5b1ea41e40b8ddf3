//! What a running job has in hand: the store, its checkpoint, and the steps it goes in.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use regulars_db::platform::jobs;
use regulars_db::platform::jobs::{Job, Progress};
use regulars_db::{Db, Store};
use regulars_domain::message;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Refusal};

/// How old the last look at the job's row may be before [`Context::should_stop`] looks again.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// One run of one job, as the work of the job sees it.
pub struct Context<'a> {
    /// The process that the job runs in.
    pub app: &'a App,
    job: Job,
    claim: String,
    cancelled: bool,
    /// Set when the lease could not be kept: another process may have the job.
    lost: &'a AtomicBool,
    looked_at: Instant,
}

/// What a step did: its answer, and how far the job has come with it.
pub struct Step<T> {
    /// What the step answers to its job.
    pub value: T,
    /// How much is done in all, in the unit of the job's kind; not of this step alone.
    pub done: i64,
    /// How much there is in all; none when that is not known.
    pub total: Option<i64>,
    /// JSON: where to go on from.
    pub checkpoint: Option<String>,
}

impl<T> Step<T> {
    /// A step after which the job goes on from `checkpoint`.
    pub fn to(value: T, done: i64, total: Option<i64>, checkpoint: &impl Serialize) -> Answer<Step<T>> {
        let checkpoint = serde_json::to_string(checkpoint).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Step { value, done, total, checkpoint: Some(checkpoint) })
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(app: &'a App, job: Job, claim: String, lost: &'a AtomicBool) -> Context<'a> {
        let cancelled = job.cancel_requested;
        Context { app, job, claim, cancelled, lost, looked_at: Instant::now() }
    }

    /// The database, for reads between steps; writes belong into a step.
    pub fn store(&self) -> &Store {
        &self.app.store
    }

    /// The id of the job's row (`job_…`).
    pub fn job_id(&self) -> &str {
        &self.job.id
    }

    /// Who asked for the job.
    pub fn created_by(&self) -> &str {
        &self.job.created_by
    }

    pub(super) fn kind(&self) -> &str {
        &self.job.kind
    }

    pub(super) fn args(&self) -> &str {
        &self.job.args
    }

    /// Where the job stopped before; none at its beginning.
    pub fn checkpoint<C: DeserializeOwned>(&self) -> Answer<Option<C>> {
        let read = |text: &String| {
            serde_json::from_str(text).map_err(|error| Error::Internal(format!("a job's checkpoint: {error}")))
        };
        self.job.checkpoint.as_ref().map(read).transpose()
    }

    /// Whether the work is to be put down now: the process stops, somebody cancelled the job, or the storage has failed
    /// and nothing of it would be recorded. Ask between steps.
    pub fn should_stop(&mut self) -> bool {
        if self.looked_at.elapsed() >= LOOK_EVERY {
            self.looked_at = Instant::now();
            let id = self.job.id.clone();
            let asked = self.app.store.read_now(|db| Ok::<_, Error>(jobs::cancel_requested(db, &id)?));
            self.cancelled |= asked.unwrap_or(false);
        }
        self.cancelled || self.lost.load(Ordering::Relaxed) || !self.app.takes_up_work()
    }

    /// One step: the work and the note of how far the job came, in one transaction. The work may be run more than once.
    pub fn step<T: Send + 'static>(
        &mut self,
        mut work: impl FnMut(&mut Db) -> Answer<Step<T>> + Send + 'static,
    ) -> Answer<T> {
        let (id, claim) = (self.job.id.clone(), self.claim.clone());
        let noted = self.app.store.write_now(move |db| {
            let Step { value, done, total, checkpoint } = work(db)?;
            let progress = Progress { done, total, checkpoint };
            let cancelled = jobs::note(db, &id, &claim, &progress)?.ok_or_else(lost)?;
            Ok::<_, Error>((value, cancelled))
        });
        let (value, cancelled) = noted?;
        self.cancelled |= cancelled;
        self.looked_at = Instant::now();
        Ok(value)
    }

    /// Tells how far a job has come whose steps change nothing.
    pub fn progress(&mut self, done: i64, total: Option<i64>) -> Answer<()> {
        self.step(move |_| Ok(Step { value: (), done, total, checkpoint: None }))
    }
}

/// The claim ran out and another process has the job: nothing of ours may be written any more.
fn lost() -> Error {
    Refusal::of(Code::Busy)
        .detail(message!("another process has taken up this job", "该后台任务已由另一进程接手"))
        .into()
}
