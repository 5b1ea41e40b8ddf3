//! What SQLite's writer leaves to a thread beside it: copying the write-ahead log back into the database file, so that
//! no write waits for it.
//!
//! The log can begin anew only when all of it is copied, and beside a busy writer it never is: when the most is done
//! the writer is asked to copy the rest itself between two groups, which is little. SQLite's own way, a copy at the end of
//! a commit, is off: it keeps its errors to itself.

use std::time::Duration;

use diesel::ConnectionError;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use tokio::sync::mpsc;

use super::broken::{Broken, StorageFailure};
use super::{RawWork, Work};
use crate::connection::{Db, Purpose};
use crate::fault::Fault;
use crate::on;

/// How often the length of the log is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Pages of 4 KiB in the log that are worth copying: 64 MiB. With a quarter of it purchases were a tenth slower, with more
/// the slowest ones waited longer.
const ENOUGH: i32 = 16_000;

/// How far the log is copied, in pages.
#[derive(QueryableByName)]
struct State {
    #[diesel(sql_type = Integer)]
    log: i32,
    #[diesel(sql_type = Integer)]
    checkpointed: i32,
}

fn state(db: &mut Db, mode: &str) -> QueryResult<State> {
    on!(db, |c| diesel::sql_query(format!("PRAGMA wal_checkpoint({mode})")).get_result(c))
}

/// An I/O error ends all acknowledging; anything else, such as a busy file, is tried again later.
fn failed(broken: &Broken, error: &diesel::result::Error) {
    if Fault::of(error) == Fault::Io {
        broken.set(StorageFailure::Io, error);
    } else {
        tracing::warn!(%error, "the write-ahead log cannot be copied");
    }
}

/// Starts the thread; it ends when nobody else holds the writer's queue, or the storage has failed.
pub(super) fn start(
    open: impl Fn(Purpose) -> Result<Db, ConnectionError> + Send + 'static,
    writer: mpsc::WeakSender<Box<dyn Work>>,
    broken: Broken,
) -> Result<(), ConnectionError> {
    let mut beside = Beside { db: open(Purpose::Checkpoint)?, writer, broken };
    let thread = move || {
        while beside.writer.strong_count() > 0 && beside.broken.get().is_none() {
            std::thread::sleep(LOOK_EVERY);
            if let Err(error) = beside.look() {
                failed(&beside.broken, &error);
                match open(Purpose::Checkpoint) {
                    Ok(fresh) => beside.db = fresh,
                    Err(error) => tracing::error!(%error, "the database file cannot be opened again"),
                }
            }
        }
    };
    std::thread::Builder::new()
        .name("checkpoint".to_owned())
        .spawn(thread)
        .map(|_| ())
        .map_err(|error| ConnectionError::BadConnection(error.to_string()))
}

struct Beside {
    db: Db,
    writer: mpsc::WeakSender<Box<dyn Work>>,
    broken: Broken,
}

impl Beside {
    fn look(&mut self) -> QueryResult<()> {
        let now = state(&mut self.db, "NOOP")?;
        if now.log - now.checkpointed >= ENOUGH {
            // The second time for what was written during the first.
            state(&mut self.db, "PASSIVE")?;
            state(&mut self.db, "PASSIVE")?;
            self.ask();
        }
        Ok(())
    }

    /// Has the writer copy what is left between two groups.
    fn ask(&self) {
        let broken = self.broken.clone();
        let body = move |db: &mut Db| {
            if let Err(error) = state(db, "PASSIVE") {
                failed(&broken, &error);
            }
        };
        if let Some(writer) = self.writer.upgrade() {
            // Gone means that the process ends.
            let _ = writer.blocking_send(Box::new(RawWork { body: Some(body) }));
        }
    }
}
