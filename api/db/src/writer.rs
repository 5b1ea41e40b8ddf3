//! SQLite's one writer. Units of work that wait at the same time share one transaction, each in a savepoint of its
//! own, and are answered only when it is durable: many to one fsync (group commit), which [`log`] does while the next
//! group is at work.
//!
//! What may be large (a step of a job, a batch) has a transaction to itself: inside a savepoint SQLite keeps a copy of every page
//! it changes and walks over all of them at the end of each statement, which made an import twice as long.

mod checkpoint;
mod log;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use diesel::ConnectionError;
use tokio::sync::{mpsc, oneshot};

use self::log::{Broken, Committed};
use crate::bell::{self, Bell};
use crate::connection::{Db, Purpose};
use crate::fault::{Failure, Fault};

/// Units of work in one transaction at the most.
const GROUP: usize = 256;
/// No unit of work joins a group that has run this long.
const GROUP_TIME: Duration = Duration::from_millis(20);
/// Units of work that may wait; more wait at the door.
const QUEUE: usize = 1024;

pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Work>>,
    broken: Broken,
    bell: Bell,
}

/// How a unit of work ended inside its savepoint.
#[derive(PartialEq, Eq)]
enum Verdict {
    /// It is in the group, or said no and left nothing.
    Kept,
    /// The database gave up the whole transaction: everyone runs alone.
    GroupLost,
    /// It panicked: the connection cannot be trusted.
    Panicked,
}

trait Work: Send {
    /// Whether it must not share a transaction.
    fn is_alone(&self) -> bool;
    fn run(&mut self, db: &mut Db) -> Verdict;
    fn answer(self: Box<Self>);
    /// Answers that it could not be done, unless it said no itself.
    fn refuse(self: Box<Self>, reason: &str);
}

struct Unit<F, T, E> {
    body: F,
    alone: bool,
    outcome: Option<Result<T, E>>,
    /// Whether it queued a job.
    queued: bool,
    bell: Bell,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Unit<F, T, E>
where
    F: FnMut(&mut Db) -> Result<T, E> + Send,
    T: Send,
    E: Failure,
{
    fn is_alone(&self) -> bool {
        self.alone
    }

    fn run(&mut self, db: &mut Db) -> Verdict {
        let body = &mut self.body;
        bell::take();
        match catch_unwind(AssertUnwindSafe(|| db.transaction(body))) {
            Ok(result) => {
                let fault = result.as_ref().err().and_then(Failure::fault);
                self.queued = bell::take() && result.is_ok();
                self.outcome = Some(result);
                match fault {
                    Some(Fault::Full | Fault::Gone | Fault::Locked) => Verdict::GroupLost,
                    _ => Verdict::Kept,
                }
            }
            Err(_) => {
                self.outcome = Some(Err(E::panicked()));
                Verdict::Panicked
            }
        }
    }

    fn answer(self: Box<Self>) {
        if self.queued && matches!(self.outcome, Some(Ok(_))) {
            self.bell.ring();
        }
        // Who asked may have gone away; the work is done all the same.
        let _ = self.reply.send(self.outcome.unwrap_or_else(|| Err(E::unavailable("the writer stopped".to_owned()))));
    }

    fn refuse(mut self: Box<Self>, reason: &str) {
        if !matches!(self.outcome, Some(Err(_))) {
            self.outcome = Some(Err(E::unavailable(reason.to_owned())));
        }
        self.answer();
    }
}

/// Work on the connection outside any transaction: migrations open their own.
struct Outside<F> {
    body: Option<F>,
}

impl<F: FnOnce(&mut Db) + Send> Work for Outside<F> {
    fn is_alone(&self) -> bool {
        true
    }

    fn run(&mut self, db: &mut Db) -> Verdict {
        if let Some(body) = self.body.take() {
            body(db);
        }
        Verdict::Kept
    }

    fn answer(self: Box<Self>) {}

    fn refuse(self: Box<Self>, _reason: &str) {}
}

impl Writer {
    /// Opens the file (creating it when missing) and starts the thread. It ends when the last `Writer` is dropped.
    pub(crate) fn start(url: &str, statement_cache: bool, bell: Bell) -> Result<Writer, ConnectionError> {
        let open = {
            let url = url.to_owned();
            move |purpose| Db::open(&url, purpose, statement_cache)
        };
        let broken = Broken::default();
        let mut bench = Bench {
            db: open(Purpose::Write)?,
            open: Box::new(open.clone()),
            committed: log::start(url.trim_start_matches("sqlite://"), broken.clone()).map_err(no_thread)?,
        };
        let (queue, mut waiting) = mpsc::channel::<Box<dyn Work>>(QUEUE);
        checkpoint::start(open, queue.downgrade())?;
        let stopped = broken.clone();
        let thread = move || {
            let mut next = None;
            while let Some(work) = next.take().or_else(|| waiting.blocking_recv()) {
                if let Some(reason) = stopped.get() {
                    work.refuse(reason);
                } else if work.is_alone() {
                    bench.alone(work);
                } else {
                    next = bench.group(work, &mut waiting);
                }
            }
        };
        std::thread::Builder::new().name("writer".to_owned()).spawn(thread).map_err(no_thread)?;
        Ok(Writer { queue, broken, bell })
    }

    /// Why no write is acknowledged any more; none while all is well.
    pub(crate) fn broken(&self) -> Option<&str> {
        self.broken.get().map(String::as_str)
    }

    /// Runs `body` in a group.
    pub(crate) async fn run<T, E>(&self, body: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.send(body, false).await
    }

    /// Runs `body` in a transaction of its own.
    pub(crate) async fn run_large<T, E>(
        &self,
        body: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.send(body, true).await
    }

    async fn send<T, E>(&self, body: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static, alone: bool) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let (reply, answer) = oneshot::channel();
        let gone = || E::unavailable("the writer is gone".to_owned());
        self.queue.send(self.unit(body, alone, reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    /// Runs `body` in a transaction of its own; the caller's thread waits.
    pub(crate) fn run_now<T, E>(&self, body: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let (reply, answer) = oneshot::channel();
        let gone = || E::unavailable("the writer is gone".to_owned());
        self.queue.blocking_send(self.unit(body, true, reply)).map_err(|_| gone())?;
        answer.blocking_recv().map_err(|_| gone())?
    }

    fn unit<T, E>(
        &self,
        body: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static,
        alone: bool,
        reply: oneshot::Sender<Result<T, E>>,
    ) -> Box<dyn Work>
    where
        T: Send + 'static,
        E: Failure,
    {
        Box::new(Unit { body, alone, outcome: None, queued: false, bell: self.bell.clone(), reply })
    }

    /// Runs `body` on the writer's connection with no transaction open; none when the writer is gone.
    pub(crate) fn outside<T: Send + 'static>(&self, body: impl FnOnce(&mut Db) -> T + Send + 'static) -> Option<T> {
        let (reply, answer) = std::sync::mpsc::channel();
        let body = move |db: &mut Db| {
            let _ = reply.send(body(db));
        };
        self.queue.try_send(Box::new(Outside { body: Some(body) })).ok()?;
        answer.recv().ok()
    }
}

fn no_thread(error: std::io::Error) -> ConnectionError {
    ConnectionError::BadConnection(error.to_string())
}

/// What the writer's thread works with.
struct Bench {
    db: Db,
    open: Box<dyn Fn(Purpose) -> Result<Db, ConnectionError> + Send>,
    committed: std::sync::mpsc::SyncSender<Committed>,
}

impl Bench {
    /// Runs a group that begins with `first`; answers work that came meanwhile and cannot be in it.
    fn group(&mut self, first: Box<dyn Work>, waiting: &mut mpsc::Receiver<Box<dyn Work>>) -> Option<Box<dyn Work>> {
        let mut members = vec![first];
        let mut next = None;
        let started = Instant::now();
        let mut kept = self.db.begin().is_ok();
        let mut at = 0;
        while kept {
            let Some(work) = members.get_mut(at) else { break };
            kept = work.run(&mut self.db) == Verdict::Kept;
            at += 1;
            if kept && members.len() < GROUP && started.elapsed() < GROUP_TIME {
                match waiting.try_recv() {
                    Ok(work) if work.is_alone() => next = Some(work),
                    Ok(work) => members.push(work),
                    Err(_) => {}
                }
            }
        }
        if !kept || self.db.commit().is_err() {
            self.reopen();
            members.into_iter().for_each(|work| self.alone(work));
        } else {
            self.make_durable(members);
        }
        next
    }

    /// Runs work that shares its transaction with nothing.
    fn alone(&mut self, mut work: Box<dyn Work>) {
        if work.run(&mut self.db) == Verdict::Panicked || self.db.is_broken() {
            self.reopen();
        }
        self.make_durable(vec![work]);
    }

    fn make_durable(&self, members: Vec<Box<dyn Work>>) {
        if let Err(std::sync::mpsc::SendError(Committed(members))) = self.committed.send(Committed(members)) {
            members.into_iter().for_each(|work| work.refuse("the log is gone"));
        }
    }

    /// A fresh connection in the place of one in an unknown state; dropping the old one rolls back what was open.
    fn reopen(&mut self) {
        match (self.open)(Purpose::Write) {
            Ok(fresh) => self.db = fresh,
            Err(error) => {
                tracing::error!(%error, "the database file cannot be opened again");
                let _ = self.db.roll_back();
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
