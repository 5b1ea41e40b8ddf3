//! SQLite's one writer. Units of work that wait at the same time share one transaction, each in a savepoint of its
//! own, and are answered only when it is durable: many to one fsync (group commit), which [`log`] does while the next
//! group is at work.
//!
//! What may be large (a step of a job, a batch) has a transaction to itself: inside a savepoint SQLite keeps a copy of every page
//! it changes and walks over all of them at the end of each statement, which made an import twice as long.

mod broken;
mod checkpoint;
mod log;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use diesel::ConnectionError;
use tokio::sync::{mpsc, oneshot};

use self::broken::Broken;
pub use self::broken::StorageFailure;
use self::log::Committed;
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
    /// An I/O error: the storage cannot be trusted.
    StorageFailed(String),
}

impl Verdict {
    /// Of the beginning or the end of a group's transaction.
    fn of(result: &diesel::QueryResult<()>) -> Verdict {
        match result {
            Ok(()) => Verdict::Kept,
            Err(error) if Fault::of(error) == Fault::Io => Verdict::StorageFailed(error.to_string()),
            Err(_) => Verdict::GroupLost,
        }
    }
}

trait Work: Send {
    /// Whether it must not share a transaction.
    fn is_alone(&self) -> bool;
    fn run(&mut self, db: &mut Db) -> Verdict;
    fn answer(self: Box<Self>);
    /// Answers that it could not be done, whatever it said itself: that may rest on what the rest of its group wrote,
    /// which is in doubt too.
    fn refuse(self: Box<Self>, failure: StorageFailure);
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
                let verdict = match result.as_ref().map_err(|error| (error.fault(), error)) {
                    Err((Some(Fault::Io), error)) => Verdict::StorageFailed(error.to_string()),
                    Err((Some(Fault::Full | Fault::Gone | Fault::Locked), _)) => Verdict::GroupLost,
                    _ => Verdict::Kept,
                };
                self.queued = bell::take() && result.is_ok();
                self.outcome = Some(result);
                verdict
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

    fn refuse(mut self: Box<Self>, failure: StorageFailure) {
        self.outcome = Some(Err(E::storage_failed(failure)));
        self.answer();
    }
}

/// Work on the connection outside any transaction: migrations open their own.
struct RawWork<F> {
    body: Option<F>,
}

impl<F: FnOnce(&mut Db) + Send> Work for RawWork<F> {
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

    fn refuse(self: Box<Self>, _failure: StorageFailure) {}
}

impl Writer {
    /// Opens the file (creating it when missing) and starts the thread. It ends when the last `Writer` is dropped.
    pub(crate) fn start(url: &str, statement_cache: bool, bell: Bell) -> Result<Writer, ConnectionError> {
        let open = {
            let url = url.to_owned();
            move |purpose| Db::open(&url, purpose, statement_cache)
        };
        let broken = Broken::default();
        let mut thread = WriterThread {
            db: open(Purpose::Write)?,
            open: Box::new(open.clone()),
            committed: log::start(url.trim_start_matches("sqlite://"), broken.clone()).map_err(no_thread)?,
            broken: broken.clone(),
        };
        let (queue, mut waiting) = mpsc::channel::<Box<dyn Work>>(QUEUE);
        checkpoint::start(open, queue.downgrade(), broken.clone())?;
        let work_on = move || {
            let mut next = None;
            while let Some(work) = next.take().or_else(|| waiting.blocking_recv()) {
                if work.is_alone() {
                    thread.alone(work);
                } else {
                    next = thread.group(work, &mut waiting);
                }
            }
        };
        std::thread::Builder::new().name("writer".to_owned()).spawn(work_on).map_err(no_thread)?;
        Ok(Writer { queue, broken, bell })
    }

    /// Why no write is acknowledged any more; none while all is well.
    pub(crate) fn broken(&self) -> Option<StorageFailure> {
        self.broken.get()
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
        self.queue.try_send(Box::new(RawWork { body: Some(body) })).ok()?;
        answer.recv().ok()
    }
}

fn no_thread(error: std::io::Error) -> ConnectionError {
    ConnectionError::BadConnection(error.to_string())
}

/// What the writer's thread works with.
struct WriterThread {
    db: Db,
    open: Box<dyn Fn(Purpose) -> Result<Db, ConnectionError> + Send>,
    committed: std::sync::mpsc::SyncSender<Committed>,
    broken: Broken,
}

impl WriterThread {
    /// Runs a group that begins with `first`; answers work that came meanwhile and cannot be in it.
    fn group(&mut self, first: Box<dyn Work>, waiting: &mut mpsc::Receiver<Box<dyn Work>>) -> Option<Box<dyn Work>> {
        if let Some(failure) = self.broken.get() {
            first.refuse(failure);
            return None;
        }
        let mut members = vec![first];
        let mut next = None;
        let started = Instant::now();
        let mut verdict = Verdict::of(&self.db.begin());
        let mut at = 0;
        while verdict == Verdict::Kept {
            let Some(work) = members.get_mut(at) else { break };
            verdict = work.run(&mut self.db);
            at += 1;
            if verdict == Verdict::Kept && members.len() < GROUP && started.elapsed() < GROUP_TIME {
                match waiting.try_recv() {
                    Ok(work) if work.is_alone() => next = Some(work),
                    Ok(work) => members.push(work),
                    Err(_) => {}
                }
            }
        }
        if verdict == Verdict::Kept {
            verdict = Verdict::of(&self.db.commit());
        }
        match verdict {
            Verdict::Kept => self.make_durable(members),
            Verdict::StorageFailed(error) => self.stop(&error, members),
            Verdict::GroupLost | Verdict::Panicked => {
                self.reopen();
                members.into_iter().for_each(|work| self.alone(work));
            }
        }
        next
    }

    /// Runs work that shares its transaction with nothing.
    fn alone(&mut self, mut work: Box<dyn Work>) {
        if let Some(failure) = self.broken.get() {
            return work.refuse(failure);
        }
        let verdict = work.run(&mut self.db);
        if let Verdict::StorageFailed(error) = verdict {
            return self.stop(&error, vec![work]);
        }
        if verdict == Verdict::Panicked || self.db.is_broken() {
            self.reopen();
        }
        self.make_durable(vec![work]);
    }

    /// An I/O error: nothing of these is acknowledged, and nothing that comes after them. The file is not opened again.
    fn stop(&mut self, error: &str, members: Vec<Box<dyn Work>>) {
        let failure = self.broken.set(StorageFailure::Io, &error);
        // Lets go of the write lock, should it still be held.
        let _ = self.db.roll_back();
        members.into_iter().for_each(|work| work.refuse(failure));
    }

    fn make_durable(&self, members: Vec<Box<dyn Work>>) {
        if let Err(std::sync::mpsc::SendError(Committed(members))) = self.committed.send(Committed(members)) {
            let failure = self.broken.set(StorageFailure::Sync, &"the thread that syncs the log is gone");
            members.into_iter().for_each(|work| work.refuse(failure));
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
