//! Jobs: work that happens after the write that asked for it.
//!
//! A kind of job is a struct that holds ids only and a `run`. [`enqueue`] writes its row in the transaction of the
//! write that wants it; the runner (`runner`) claims rows and runs them, here or in another process. Running one twice
//! changes nothing: long work goes in steps ([`Context::step`]), each of which commits its effect together with how far
//! it came, so whoever takes the job up after a crash goes on from the last step. `pass` goes over many cases, each by
//! itself. `registry` is how a row becomes work again, `schedule` what happens by the clock; the lists of both stand in
//! the composition root.

mod claim;
mod context;
pub mod detail;
pub mod pass;
pub mod queue;
mod registry;
pub mod runner;
pub mod schedule;
pub mod views;

pub use claim::Wake;
pub use context::{Context, Step};
pub use queue::{enqueue, enqueue_at};
pub use registry::{JobKind, JobKinds};
pub use schedule::{BY, Periodic};

use regulars_db::Db;
use regulars_domain::platform::jobs::JobState;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::platform::error::Answer;

/// What became of a run that did not fail.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It is done; the value is the job's result.
    Done(Value),
    /// It put its work down between two steps, because [`Context::should_stop`] said so.
    PutDown,
}

/// A kind of job: a struct with ids only.
pub trait Kind: Serialize + DeserializeOwned {
    /// Such as `imports.run`.
    const NAME: &'static str;
    /// What its progress counts.
    const UNIT: &'static str = "steps";
    /// Whether it has a thread of its own in each process that runs jobs: for work that waits for others, so that it
    /// holds up no other job.
    const OWN_THREAD: bool = false;

    /// Does the work. A problem is told to who looks at the job and is final; any other error is tried again.
    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome>;

    /// What it works on.
    fn subject(&self) -> Option<String> {
        None
    }

    /// Two jobs with the same lock do not run at the same time, and one that waits is not asked for twice.
    fn lock(&self) -> Option<String> {
        None
    }

    /// Called in the transaction that changes the job's state, whoever changes it, so the subject can follow. An error
    /// refuses the change when a person asked for it (retry, cancel).
    fn follow(&self, _db: &mut Db, _state: JobState) -> Answer<()> {
        Ok(())
    }
}
