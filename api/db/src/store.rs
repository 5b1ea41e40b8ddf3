//! The two doors to the database. A read gets a pooled connection; a write is one closure in one transaction, run
//! again as a whole when the database asks for it, so it has no effect outside the database.
//!
//! Reads that may take long have connections of their own, which are few, and wait for their turn: however many are asked
//! for, short reads, writes and jobs find theirs free.
//!
//! On SQLite short reads run on the caller's thread (a look-up takes less than handing it over) and writes queue for
//! the one writer. On PostgreSQL both run on blocking threads, as many as the pool has connections.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::bell::{self, Bell};
use crate::connection::{Backend, Db, Purpose};
use crate::fault::{Failure, Fault};
use crate::migrate;
use crate::migrate::MigrateError;
use crate::writer::{StorageFailure, Writer};

/// How often a unit of work is run before its error is told.
const ATTEMPTS: u32 = 6;
/// How long after a lost connection every connection is tried before it is used.
const SUSPICION_MS: u64 = 60_000;

/// Where the database is and how it is used.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `postgres://…`, `sqlite://path` or a path.
    pub url: String,
    /// A replica that may be a little stale, for lists and reports.
    pub read_url: Option<String>,
    /// Connections for writes and short reads.
    pub pool_size: u32,
    /// Connections for reads that may take long: so many run at the same time.
    pub report_connections: u32,
    /// How long such a read waits for its turn before it is told to come again.
    pub report_patience: Duration,
    /// Prepared statements are kept; off behind a proxy that pools by transaction.
    pub statement_cache: bool,
    /// Short SQLite reads run on the calling thread instead of a blocking one.
    pub inline_reads: bool,
}

/// The database behind its doors. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    backend: Backend,
    inline_reads: bool,
    reads: Pool,
    /// Whose turn it is to hand work to a blocking thread: as many as there are connections for it.
    turns: Arc<Semaphore>,
    reports: Reports,
    writes: Writes,
    bell: Bell,
}

/// Where reads that may take long run, and how many of them may at the same time.
struct Reports {
    turns: Arc<Semaphore>,
    patience: Duration,
    pool: Pool,
    replica: Option<Pool>,
}

enum Writes {
    Queue(Writer),
    Pool,
}

type Pool = diesel::r2d2::Pool<Manager>;

/// A pooled connection, and whether it was seen to be lost.
struct Slot {
    db: Db,
    lost: bool,
}

struct Manager {
    url: String,
    statement_cache: bool,
    /// Until when (ms of the epoch) a connection is tried before use.
    suspicious_until: Arc<AtomicU64>,
}

#[expect(clippy::disallowed_methods, reason = "only compared with itself; the server's clock stands above this crate")]
fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_millis()).unwrap_or(u64::MAX))
}

impl diesel::r2d2::ManageConnection for Manager {
    type Connection = Slot;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Slot, Self::Error> {
        Db::open(&self.url, Purpose::Read, self.statement_cache)
            .map(|db| Slot { db, lost: false })
            .map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, slot: &mut Slot) -> Result<(), Self::Error> {
        if now_ms() > self.suspicious_until.load(Ordering::Relaxed) {
            return Ok(());
        }
        slot.db.execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError)
    }

    fn has_broken(&self, slot: &mut Slot) -> bool {
        if slot.lost {
            self.suspicious_until.store(now_ms() + SUSPICION_MS, Ordering::Relaxed);
        }
        slot.lost || slot.db.is_broken() || std::thread::panicking()
    }
}

impl Inner {
    fn write_in_pool<T, E: Failure>(&self, work: &mut dyn FnMut(&mut Db) -> Result<T, E>) -> Result<T, E> {
        let mut queued = false;
        let result = run(&self.reads, &mut |db: &mut Db| {
            bell::take();
            let result = db.transaction(&mut *work);
            queued = bell::take();
            result
        });
        if queued && result.is_ok() {
            self.bell.ring();
        }
        result
    }
}

impl Store {
    /// Opens the doors. Nothing is connected to yet on PostgreSQL: a database that is away is told at the first use.
    pub fn open(settings: &Settings) -> Result<Store, diesel::ConnectionError> {
        let backend = Backend::of(&settings.url);
        let bell = Bell::default();
        let writes = match backend {
            Backend::Sqlite => Writes::Queue(Writer::start(&settings.url, settings.statement_cache, bell.clone())?),
            Backend::Postgres => Writes::Pool,
        };
        Ok(Store(Arc::new(Inner {
            backend,
            inline_reads: settings.inline_reads && backend == Backend::Sqlite,
            reads: pool(&settings.url, settings.pool_size, settings),
            turns: turns(settings.pool_size),
            reports: Reports::of(settings),
            writes,
            bell,
        })))
    }

    pub fn backend(&self) -> Backend {
        self.0.backend
    }

    /// Has `heard` called after each committed write that queued a job; only the first that asks is told.
    pub fn on_queued_job(&self, heard: impl Fn() + Send + Sync + 'static) {
        self.0.bell.on_ring(heard);
    }

    /// Why no write is acknowledged any more until the process is started again; none while all is well.
    pub fn broken(&self) -> Option<StorageFailure> {
        match &self.0.writes {
            Writes::Queue(writer) => writer.broken(),
            Writes::Pool => None,
        }
    }

    /// A short read: a row by its key, one page of a list.
    pub async fn read<T, E>(&self, mut query: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        if self.0.inline_reads {
            return run(&self.0.reads, &mut query);
        }
        self.on_a_blocking_thread(move |store| run(&store.reads, &mut query)).await
    }

    /// Hands work over to a blocking thread when there is a connection for it, in the order of asking: threads that wait
    /// for connections would keep each other from running.
    async fn on_a_blocking_thread<T, E>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let turn =
            Arc::clone(&self.0.turns).acquire_owned().await.map_err(|error| E::unavailable(error.to_string()))?;
        let store = self.clone();
        blocking(turn, move || work(&store.0)).await
    }

    /// A read that may take long or be a little stale: a report, an export. Never on the caller's thread. When it is not
    /// its turn within the time that settings give, it is told to come again.
    pub async fn report<T, E>(&self, query: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.in_turn(true, Some(self.0.reports.patience), query).await
    }

    /// The next part of a report whose answer has begun: it waits for its turn as long as it takes.
    pub async fn report_on<T, E>(&self, query: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.in_turn(true, None, query).await
    }

    /// A read that may take long and must not be stale, such as a search: like a report, but never of a replica.
    pub async fn search<T, E>(&self, query: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.in_turn(false, Some(self.0.reports.patience), query).await
    }

    /// The next part of an answer that has begun, of what is true now: never of a replica.
    pub async fn search_on<T, E>(&self, query: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        self.in_turn(false, None, query).await
    }

    async fn in_turn<T, E>(
        &self,
        is_stale_allowed: bool,
        patience: Option<Duration>,
        mut query: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        let turn = self.0.reports.turn(patience).await.map_err(E::unavailable)?;
        let store = self.clone();
        blocking(turn, move || {
            let Reports { pool, replica, .. } = &store.0.reports;
            run(replica.as_ref().filter(|_| is_stale_allowed).unwrap_or(pool), &mut query)
        })
        .await
    }

    /// A read on the caller's own thread, for jobs and commands.
    pub fn read_now<T, E: Failure>(&self, mut query: impl FnMut(&mut Db) -> Result<T, E>) -> Result<T, E> {
        run(&self.0.reads, &mut query)
    }

    /// One unit of work: all of it or nothing, answered when it is durable. It may be run more than once.
    pub async fn write<T, E>(&self, mut work: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        match &self.0.writes {
            Writes::Queue(writer) => writer.run(work).await,
            Writes::Pool => self.on_a_blocking_thread(move |store| store.write_in_pool(&mut work)).await,
        }
    }

    /// `write` of much at once: on SQLite it shares no transaction with others, whose savepoints would slow it down.
    pub async fn write_large<T, E>(
        &self,
        mut work: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        match &self.0.writes {
            Writes::Queue(writer) => writer.run_large(work).await,
            Writes::Pool => self.on_a_blocking_thread(move |store| store.write_in_pool(&mut work)).await,
        }
    }

    /// `write` on the caller's own thread, for jobs and commands. It may be large: it shares no transaction.
    pub fn write_now<T, E>(&self, mut work: impl FnMut(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure,
    {
        match &self.0.writes {
            Writes::Queue(writer) => writer.run_now(work),
            Writes::Pool => self.0.write_in_pool(&mut work),
        }
    }

    /// Brings the database to this version.
    pub fn migrate(&self) -> Result<Vec<String>, MigrateError> {
        let done = match &self.0.writes {
            Writes::Queue(writer) => writer.outside(migrate::run),
            Writes::Pool => match self.0.reads.get() {
                Ok(mut slot) => Some(migrate::run(&mut slot.db)),
                Err(error) => return Err(MigrateError::Failed(error.to_string())),
            },
        };
        done.unwrap_or_else(|| Err(MigrateError::Failed("the writer is gone".to_owned())))
    }
}

impl Reports {
    fn of(settings: &Settings) -> Reports {
        let connections = settings.report_connections.max(1);
        Reports {
            turns: turns(connections),
            patience: settings.report_patience,
            pool: pool(&settings.url, connections, settings),
            replica: settings.read_url.as_deref().map(|url| pool(url, connections, settings)),
        }
    }

    /// Waits until there is a turn, in the order of asking; why there is none.
    async fn turn(&self, patience: Option<Duration>) -> Result<OwnedSemaphorePermit, String> {
        let turn = Arc::clone(&self.turns).acquire_owned();
        let turn = match patience {
            None => turn.await,
            Some(patience) => tokio::time::timeout(patience, turn)
                .await
                .map_err(|_| "other reads that take long are running".to_owned())?,
        };
        turn.map_err(|error| error.to_string())
    }
}

fn turns(connections: u32) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(usize::try_from(connections.max(1)).unwrap_or(1)))
}

fn pool(url: &str, connections: u32, settings: &Settings) -> Pool {
    let manager = Manager {
        url: url.to_owned(),
        statement_cache: settings.statement_cache,
        suspicious_until: Arc::new(AtomicU64::new(0)),
    };
    diesel::r2d2::Pool::builder()
        .max_size(connections.max(1))
        .min_idle(Some(0))
        .connection_timeout(Duration::from_secs(3))
        .error_handler(Box::new(Quiet))
        .build_unchecked(manager)
}

/// The pool tries to connect again and again; what fails is told by the unit of work that wanted the connection.
#[derive(Debug)]
struct Quiet;

impl<E: std::fmt::Display> diesel::r2d2::HandleError<E> for Quiet {
    fn handle_error(&self, error: E) {
        tracing::debug!(%error, "no connection");
    }
}

fn run<T, E: Failure>(pool: &Pool, work: &mut dyn FnMut(&mut Db) -> Result<T, E>) -> Result<T, E> {
    let mut attempt = 1;
    loop {
        let mut slot = pool.get().map_err(|error| E::unavailable(error.to_string()))?;
        let result = work(&mut slot.db);
        let fault = result.as_ref().err().and_then(Failure::fault);
        slot.lost = fault == Some(Fault::Gone);
        drop(slot);
        match fault {
            Some(Fault::Again | Fault::Gone) if attempt < ATTEMPTS => {
                std::thread::sleep(Duration::from_millis(5 << attempt));
                attempt += 1;
            }
            _ => return result,
        }
    }
}

/// Runs work whose turn it is on a blocking thread.
async fn blocking<T, E>(
    turn: OwnedSemaphorePermit,
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: Failure,
{
    let in_turn = move || {
        // Until the work is done, also when nobody waits for it any more.
        let _turn = turn;
        work()
    };
    match tokio::task::spawn_blocking(in_turn).await {
        Ok(result) => result,
        Err(_) => Err(E::panicked()),
    }
}
