//! One connection type over PostgreSQL and SQLite, chosen by the URL's scheme and by nothing else.

use diesel::connection::{AnsiTransactionManager, CacheSize, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::result::{ConnectionError, ConnectionResult};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, QueryResult};

/// Which of the two databases an URL names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Postgres,
    Sqlite,
}

impl Backend {
    /// What [`Backend::named`] takes, for whoever wrote something else.
    pub const EXPECTED: &str = "expected postgres://…, postgresql://…, sqlite://path or the path of a SQLite file";

    /// `postgres://…` and `postgresql://…` are PostgreSQL, `sqlite://path` and a plain path are SQLite. None for a URL with
    /// another scheme, such as `mongodb://…`: it is no path.
    pub fn named(url: &str) -> Option<Backend> {
        // Without the slashes nobody means a file, either.
        if ["postgres:", "postgresql:", "sqlite:"].iter().any(|begin| url.starts_with(begin)) && !url.contains("://") {
            return None;
        }
        let is_scheme = |text: &str| {
            text.starts_with(|first: char| first.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        };
        match url.split_once("://") {
            Some(("postgres" | "postgresql", _)) => Some(Backend::Postgres),
            Some((scheme, _)) if scheme != "sqlite" && is_scheme(scheme) => None,
            _ => Some(Backend::Sqlite),
        }
    }

    /// The same for a URL that was found good.
    pub fn of(url: &str) -> Backend {
        Backend::named(url).unwrap_or(Backend::Sqlite)
    }
}

/// A connection to either database.
pub enum Db {
    Pg(PgConnection),
    Sqlite(SqliteConnection),
}

/// Compiles one body for both databases: `on!(db, |c| query.load(c))`.
#[macro_export]
macro_rules! on {
    ($db:expr, |$c:ident| $body:expr) => {
        match $db {
            $crate::Db::Pg($c) => $body,
            $crate::Db::Sqlite($c) => $body,
        }
    };
}

/// What a SQLite connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Read,
    /// The one that writes. It gets more cache, and leaves it to others to sync the log and to copy it back.
    Write,
    /// The one that copies the log back into the database file.
    Checkpoint,
}

impl Db {
    /// Opens a connection. A SQLite file is created when missing; a PostgreSQL database must exist.
    #[expect(clippy::disallowed_methods, reason = "connections are opened here")]
    pub fn open(url: &str, purpose: Purpose, statement_cache: bool) -> ConnectionResult<Db> {
        let named = Backend::named(url);
        let mut db = match named.ok_or_else(|| ConnectionError::InvalidConnectionUrl(Backend::EXPECTED.to_owned()))? {
            Backend::Postgres => Db::Pg(PgConnection::establish(url)?),
            Backend::Sqlite => Db::Sqlite(SqliteConnection::establish(url.trim_start_matches("sqlite://"))?),
        };
        if !statement_cache {
            on!(&mut db, |c| c.set_prepared_statement_cache_size(CacheSize::Disabled));
        }
        db.set_up(purpose).map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(db)
    }

    fn set_up(&mut self, purpose: Purpose) -> QueryResult<()> {
        match self {
            // Compiling a statement takes longer than running any of ours, and is begun on an estimate.
            Db::Pg(c) => c.batch_execute(
                "SET TIME ZONE 'UTC'; SET lock_timeout = '10s'; SET client_min_messages = warning; SET jit = off",
            ),
            Db::Sqlite(c) => {
                c.batch_execute(
                    "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; \
                     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;",
                )?;
                c.batch_execute(match purpose {
                    Purpose::Read => "PRAGMA cache_size = -8192; PRAGMA query_only = ON;",
                    Purpose::Write => "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 0;",
                    Purpose::Checkpoint => "PRAGMA cache_size = -64; PRAGMA wal_autocheckpoint = 0;",
                })
            }
        }
    }

    pub fn backend(&self) -> Backend {
        match self {
            Db::Pg(_) => Backend::Postgres,
            Db::Sqlite(_) => Backend::Sqlite,
        }
    }

    /// Runs `body` in a transaction, or in a savepoint when one is open: all of it or nothing.
    pub fn transaction<T, E>(&mut self, body: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error>,
    {
        self.begin()?;
        match body(self) {
            Ok(value) => {
                self.commit()?;
                Ok(value)
            }
            Err(error) => {
                // The first error is the one to tell; a failed rollback leaves a broken connection, which the pool drops.
                if let Err(rollback) = self.roll_back() {
                    tracing::warn!(%rollback, "a transaction could not be rolled back");
                }
                Err(error)
            }
        }
    }

    /// Runs reads that must all see the base as it was at one moment.
    pub fn snapshot<T, E>(&mut self, body: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E>
    where
        E: From<diesel::result::Error>,
    {
        match self {
            Db::Pg(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            }
            Db::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN DEFERRED")?,
        }
        let result = body(self);
        self.roll_back()?;
        result
    }

    /// Opens a transaction; on SQLite one that takes the write lock at once, so it can never fail half-way for it.
    pub(crate) fn begin(&mut self) -> QueryResult<()> {
        match self {
            Db::Pg(c) => AnsiTransactionManager::begin_transaction(c),
            Db::Sqlite(c) => {
                if AnsiTransactionManager::transaction_manager_status_mut(c).transaction_depth()?.is_none() {
                    AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")
                } else {
                    AnsiTransactionManager::begin_transaction(c)
                }
            }
        }
    }

    pub(crate) fn commit(&mut self) -> QueryResult<()> {
        on!(self, |c| AnsiTransactionManager::commit_transaction(c))
    }

    pub(crate) fn roll_back(&mut self) -> QueryResult<()> {
        on!(self, |c| AnsiTransactionManager::rollback_transaction(c))
    }

    /// Whether the pool must throw this connection away.
    pub(crate) fn is_broken(&mut self) -> bool {
        on!(self, |c| {
            use diesel::connection::TransactionManagerStatus as Status;
            match AnsiTransactionManager::transaction_manager_status_mut(c) {
                Status::InError => true,
                Status::Valid(valid) => valid.transaction_depth().is_some(),
            }
        })
    }

    /// Runs statements that answer nothing.
    pub fn execute(&mut self, statements: &str) -> QueryResult<()> {
        on!(self, |c| c.batch_execute(statements))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn a_url_names_one_of_the_two_databases_or_is_refused() {
        for (url, expected) in [
            ("postgres://me:pass@host/db", Some(Backend::Postgres)),
            ("postgresql://host/db", Some(Backend::Postgres)),
            ("sqlite://var/regulars.db", Some(Backend::Sqlite)),
            ("sqlite:///var/regulars.db", Some(Backend::Sqlite)),
            ("var/regulars.db", Some(Backend::Sqlite)),
            ("./mongodb.db", Some(Backend::Sqlite)),
            ("/data/a://b.db", Some(Backend::Sqlite)),
            ("mongodb://x", None),
            ("mysql://root@host/db", None),
            ("Postgres://host/db", None),
            ("postgres:/host/db", None),
            ("sqlite:var/regulars.db", None),
            ("file:///var/regulars.db", None),
        ] {
            assert_eq!(Backend::named(url), expected, "{url}");
        }
        let refused = Db::open("mongodb://x", Purpose::Write, true).err().unwrap().to_string();
        assert!(refused.contains("sqlite://path"), "{refused}");
        assert!(!std::path::Path::new("mongodb:").exists());
    }
}
