//! How much a read looks at, counted by the database itself: the same however busy the machine is.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_uint, c_void};
use std::ptr;
use std::sync::Once;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use libsqlite3_sys as ffi;
use regulars_db::Db;

use crate::database::TestDatabase;

/// What a read took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Work {
    /// PostgreSQL: rows and entries of indexes that were touched, and what was sorted is among them. SQLite: steps of its
    /// virtual machine, some five to ten for a row.
    pub touched: i64,
    /// CPU time of whoever did it, in microseconds; 0 where the system does not tell.
    pub cpu_us: i64,
}

thread_local! {
    static STEPS: Cell<i64> = const { Cell::new(0) };
}

impl TestDatabase {
    /// A connection whose work [`work_of`] counts.
    pub fn connect_counted(&self) -> Db {
        static COUNTS: Once = Once::new();
        COUNTS.call_once(count_steps);
        self.connect()
    }
}

/// Runs a read on a connection of [`TestDatabase::connect_counted`]; what it took. On PostgreSQL it is within a
/// transaction, for only there the counters of a connection are its own.
pub fn work_of(db: &mut Db, read: impl FnOnce(&mut Db)) -> Work {
    db.transaction(|db| {
        let (before, cpu) = (touched(db), cpu_us(db));
        read(db);
        let cpu_us = cpu_us(db) - cpu;
        Ok::<_, diesel::result::Error>(Work { touched: touched(db) - before, cpu_us })
    })
    .unwrap()
}

fn touched(db: &mut Db) -> i64 {
    #[derive(QueryableByName)]
    struct Touched {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    const SUM: &str = "SELECT CAST(coalesce(sum(pg_stat_get_xact_tuples_returned(c.oid) \
        + pg_stat_get_xact_tuples_fetched(c.oid)), 0) AS bigint) AS n \
        FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'public'";
    match db {
        Db::Pg(c) => diesel::sql_query(SUM).get_result::<Touched>(c).unwrap().n,
        Db::Sqlite(_) => STEPS.get(),
    }
}

/// CPU time so far of the process that answers on PostgreSQL, of this thread on SQLite.
fn cpu_us(db: &mut Db) -> i64 {
    #[derive(QueryableByName)]
    struct Process {
        #[diesel(sql_type = Integer)]
        pid: i32,
    }
    let file = match db {
        Db::Pg(c) => {
            let process: Process = diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result(c).unwrap();
            format!("/proc/{}/schedstat", process.pid)
        }
        Db::Sqlite(_) => "/proc/thread-self/schedstat".to_owned(),
    };
    let told = std::fs::read_to_string(file).unwrap_or_default();
    told.split(' ').next().and_then(|ns| ns.parse::<i64>().ok()).map_or(0, |ns| ns / 1000)
}

/// From now on every connection to SQLite adds the steps of a statement that has ended to those of its thread.
#[expect(unsafe_code, reason = "SQLite tells how many steps a statement took to nobody but C")]
fn count_steps() {
    unsafe extern "C" fn opened(
        connection: *mut ffi::sqlite3,
        _: *mut *mut c_char,
        _: *const ffi::sqlite3_api_routines,
    ) -> c_int {
        // SAFETY: SQLite calls this with a connection that it has just opened.
        unsafe { ffi::sqlite3_trace_v2(connection, ffi::SQLITE_TRACE_PROFILE, Some(ended), ptr::null_mut()) }
    }
    unsafe extern "C" fn ended(_: c_uint, _: *mut c_void, statement: *mut c_void, _: *mut c_void) -> c_int {
        // SAFETY: for this kind of event SQLite gives the statement that has ended, which is still there.
        let steps = unsafe { ffi::sqlite3_stmt_status(statement.cast(), ffi::SQLITE_STMTSTATUS_VM_STEP, 1) };
        STEPS.set(STEPS.get() + i64::from(steps));
        0
    }
    // SAFETY: the function lives as long as the process and has the form that is asked for.
    let code = unsafe { ffi::sqlite3_auto_extension(Some(opened)) };
    assert_eq!(code, ffi::SQLITE_OK, "SQLite does not call at each connection");
}
