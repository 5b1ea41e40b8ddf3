//! A pass over many cases, each by itself: one that cannot be handled is recorded and told in the job's result, the
//! others are done, and the next pass tries it again. Not here: what is done with a case.
//!
//! Cases go in steps of several, for speed. When a step fails, nothing of it is kept, and its cases are taken one by
//! one, each in a transaction of its own. A step commits together with how far the pass has come.

use regulars_db::fault::{Failure, Fault};
use regulars_db::{Backend, Db};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Context, Step};
use crate::platform::error::{Answer, Code, Error};

/// Failed cases that a result names.
const NAMED: usize = 20;
/// So many failed cases are no bad rows any more: the pass itself is in trouble, and its job fails.
const MOST: i64 = 1_000;

/// Cases that a pass could not handle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    count: i64,
    /// The ids of the first of them.
    ids: Vec<String>,
}

impl Failures {
    /// Records that a case could not be handled. Gives the error back when it is not the case's own, or when too many
    /// have failed.
    pub fn record(&mut self, context: &Context<'_>, id: &str, error: Error) -> Answer<()> {
        if !is_of_one_case(&error, context.store().backend()) || self.count >= MOST {
            return Err(error);
        }
        tracing::error!(kind = context.kind(), case = id, %error, "a case could not be handled, the pass goes on");
        self.count += 1;
        if self.ids.len() < NAMED {
            self.ids.push(id.to_owned());
        }
        Ok(())
    }

    /// The result of a job, with `failed` (how many) and `failed_ids` (the first of them) when cases have failed.
    pub fn told_in(&self, mut result: Value) -> Value {
        if let Value::Object(members) = &mut result
            && self.count > 0
        {
            members.insert("failed".to_owned(), json!(self.count));
            members.insert("failed_ids".to_owned(), json!(self.ids));
        }
        result
    }
}

/// Whether an error says something of the case at hand, not of the database or of the job as a whole.
pub fn is_of_one_case(error: &Error, backend: Backend) -> bool {
    match error.fault() {
        Some(Fault::Again | Fault::Gone | Fault::Full | Fault::Io) => false,
        // PostgreSQL locks rows, SQLite the whole database.
        Some(Fault::Locked) => backend == Backend::Postgres,
        Some(Fault::Missing | Fault::Unique | Fault::ForeignKey | Fault::Defect) => true,
        // Busy is told when the job has been lost to another process.
        None => error.refusal().code != Code::Busy,
    }
}

/// How far a pass has come: its checkpoint.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Passed<T> {
    /// The id of the last case.
    pub after: String,
    /// Cases done, as the job's progress counts them.
    pub done: i64,
    /// The cases that could not be handled so far.
    #[serde(default)]
    pub failures: Failures,
    /// What the pass holds or counts besides.
    #[serde(flatten)]
    pub own: T,
}

/// For passes that hold nothing besides.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Nothing {}

/// A pass: `next(db, after, limit)` answers the ids of the next cases in their order, and reads nothing else of them,
/// lest one that cannot be read hides the others; `handle(db, passed, ids)` handles some of them and counts them.
pub struct Pass<N, H> {
    /// Cases looked up at once.
    pub page: i64,
    /// Cases in one transaction.
    pub step: usize,
    /// `next(db, after, limit)`: the ids of at most `limit` cases behind `after`, which is empty at the beginning.
    pub next: N,
    /// `handle(db, passed, ids)`: does these cases in the transaction of a step; it may run more than once.
    pub handle: H,
}

impl<N, H> Pass<N, H> {
    /// Goes on from `passed` until no case is left; false when the work was put down before.
    pub fn run<T>(&self, context: &mut Context<'_>, passed: &mut Passed<T>) -> Answer<bool>
    where
        T: Clone + Serialize + Send + 'static,
        N: Fn(&mut Db, &str, i64) -> Answer<Vec<String>>,
        H: Fn(&mut Db, &mut Passed<T>, &[String]) -> Answer<()> + Clone + Send + 'static,
    {
        loop {
            let ids = context.store().read_now(|db| (self.next)(db, &passed.after, self.page))?;
            for some in ids.chunks(self.step.max(1)) {
                if !self.take(context, passed, some)? {
                    return Ok(false);
                }
            }
            if ids.is_empty() {
                return Ok(true);
            }
        }
    }

    /// Takes these cases together, or else one by one.
    fn take<T>(&self, context: &mut Context<'_>, passed: &mut Passed<T>, ids: &[String]) -> Answer<bool>
    where
        T: Clone + Serialize + Send + 'static,
        H: Fn(&mut Db, &mut Passed<T>, &[String]) -> Answer<()> + Clone + Send + 'static,
    {
        if context.should_stop() {
            return Ok(false);
        }
        match self.step(context, passed, ids) {
            Ok(next) => *passed = next,
            Err(error) => match ids {
                [id] => {
                    passed.failures.record(context, id, error)?;
                    passed.after.clone_from(id);
                    keep(context, passed)?;
                }
                _ if is_of_one_case(&error, context.store().backend()) => {
                    for one in ids.chunks(1) {
                        if !self.take(context, passed, one)? {
                            return Ok(false);
                        }
                    }
                }
                _ => return Err(error),
            },
        }
        Ok(true)
    }

    fn step<T>(&self, context: &mut Context<'_>, passed: &Passed<T>, ids: &[String]) -> Answer<Passed<T>>
    where
        T: Clone + Serialize + Send + 'static,
        H: Fn(&mut Db, &mut Passed<T>, &[String]) -> Answer<()> + Clone + Send + 'static,
    {
        let (from, ids, handle) = (passed.clone(), ids.to_vec(), self.handle.clone());
        context.step(move |db| {
            let mut next = from.clone();
            handle(db, &mut next, &ids)?;
            if let Some(last) = ids.last() {
                next.after.clone_from(last);
            }
            Step::to(next.clone(), next.done, None, &next)
        })
    }
}

/// Writes how far the pass has come, with nothing else.
fn keep<T: Clone + Serialize + Send + 'static>(context: &mut Context<'_>, passed: &Passed<T>) -> Answer<()> {
    let kept = passed.clone();
    context.step(move |_| Step::to((), kept.done, None, &kept))
}
