//! SQLite's one writer. Units of work that wait at the same time share one transaction, each in a savepoint of its
//! own, and are answered only after COMMIT: durable, and many to one fsync (group commit).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use diesel::ConnectionError;
use tokio::sync::{mpsc, oneshot};

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
    fn run(&mut self, db: &mut Db) -> Verdict;
    fn answer(self: Box<Self>);
}

struct Unit<F, T, E> {
    body: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work for Unit<F, T, E>
where
    F: FnMut(&mut Db) -> Result<T, E> + Send,
    T: Send,
    E: Failure,
{
    fn run(&mut self, db: &mut Db) -> Verdict {
        let body = &mut self.body;
        match catch_unwind(AssertUnwindSafe(|| db.transaction(body))) {
            Ok(result) => {
                let fault = result.as_ref().err().and_then(Failure::fault);
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
        // Who asked may have gone away; the work is done all the same.
        let _ = self.reply.send(self.outcome.unwrap_or_else(|| Err(E::unavailable("the writer stopped".to_owned()))));
    }
}

/// Work on the connection outside any transaction: migrations open their own.
struct Outside<F> {
    body: Option<F>,
}

impl<F: FnOnce(&mut Db) + Send> Work for Outside<F> {
    fn run(&mut self, db: &mut Db) -> Verdict {
        if let Some(body) = self.body.take() {
            body(db);
        }
        Verdict::Kept
    }

    fn answer(self: Box<Self>) {}
}

impl Writer {
    /// Opens the file (creating it when missing) and starts the thread. It ends when the last `Writer` is dropped.
    pub(crate) fn start(url: &str, statement_cache: bool) -> Result<Writer, ConnectionError> {
        let open = {
            let url = url.to_owned();
            move || Db::open(&url, Purpose::Write, statement_cache)
        };
        let mut db = open()?;
        let (queue, mut waiting) = mpsc::channel::<Box<dyn Work>>(QUEUE);
        let thread = move || {
            while let Some(first) = waiting.blocking_recv() {
                group(&mut db, first, &mut waiting, &open);
            }
        };
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(thread)
            .map_err(|error| ConnectionError::BadConnection(error.to_string()))?;
        Ok(Writer { queue })
    }

    pub(crate) async fn run<T, E>(&self, body: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let (reply, answer) = oneshot::channel();
        let gone = || E::unavailable("the writer is gone".to_owned());
        self.queue.send(Box::new(Unit { body, outcome: None, reply })).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }

    pub(crate) fn run_now<T, E>(&self, body: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let (reply, answer) = oneshot::channel();
        let gone = || E::unavailable("the writer is gone".to_owned());
        self.queue.blocking_send(Box::new(Unit { body, outcome: None, reply })).map_err(|_| gone())?;
        answer.blocking_recv().map_err(|_| gone())?
    }

    /// Runs `body` on the writer's connection with no transaction open; none when the writer is gone.
    pub(crate) fn outside<T: Send + 'static>(&self, body: impl FnOnce(&mut Db) -> T + Send + 'static) -> Option<T> {
        let (reply, answer) = std::sync::mpsc::channel();
        let body = move |db: &mut Db| {
            let _ = reply.send(body(db));
        };
        let alone = Alone(Outside { body: Some(body) });
        self.queue.try_send(Box::new(alone)).ok()?;
        answer.recv().ok()
    }
}

/// Marks work that must not be in a group.
struct Alone<W>(W);

impl<W: Work> Work for Alone<W> {
    fn run(&mut self, db: &mut Db) -> Verdict {
        if db.in_transaction() {
            return Verdict::GroupLost;
        }
        self.0.run(db)
    }

    fn answer(self: Box<Self>) {
        Box::new(self.0).answer();
    }
}

type Open = dyn Fn() -> Result<Db, ConnectionError>;

fn group(db: &mut Db, first: Box<dyn Work>, waiting: &mut mpsc::Receiver<Box<dyn Work>>, open: &Open) {
    let mut members = vec![first];
    let started = Instant::now();
    let mut kept = db.begin().is_ok();
    let mut at = 0;
    while kept {
        let Some(work) = members.get_mut(at) else { break };
        kept = work.run(db) == Verdict::Kept;
        at += 1;
        if kept && members.len() < GROUP && started.elapsed() < GROUP_TIME {
            members.extend(waiting.try_recv().ok());
        }
    }
    if !kept || db.commit().is_err() {
        reopen(db, open);
        for work in &mut members {
            if work.run(db) == Verdict::Panicked || db.is_broken() {
                reopen(db, open);
            }
        }
    }
    members.into_iter().for_each(Work::answer);
}

/// A fresh connection in the place of one in an unknown state; dropping the old one rolls back what was open.
fn reopen(db: &mut Db, open: &Open) {
    match open() {
        Ok(fresh) => *db = fresh,
        Err(error) => {
            tracing::error!(%error, "the database file cannot be opened again");
            let _ = db.roll_back();
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
mod tests;
