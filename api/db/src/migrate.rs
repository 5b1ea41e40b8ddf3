//! The embedded migrations of both databases: same steps, same names.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::Db;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Why a database cannot be brought to this version.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    #[error(
        "the database's character type is {0}, expected a UTF-8 one (create it with: initdb -E UTF8 --lc-ctype=C.UTF-8)"
    )]
    CharacterType(String),
    #[error("a migration failed: {0}")]
    Failed(String),
}

/// Runs what is pending and names it. Several processes may call it at once: one works, the others wait.
pub fn run(db: &mut Db) -> Result<Vec<String>, MigrateError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| MigrateError::Failed(error.to_string());
    match db {
        Db::Pg(c) => {
            check_character_type(c)?;
            c.batch_execute("SELECT pg_advisory_lock(7061623)").map_err(|e| failed(Box::new(e)))?;
            let done = c.run_pending_migrations(POSTGRES).map(|done| done.iter().map(ToString::to_string).collect());
            c.batch_execute("SELECT pg_advisory_unlock(7061623)").map_err(|e| failed(Box::new(e)))?;
            done.map_err(failed)
        }
        Db::Sqlite(c) => {
            c.run_pending_migrations(SQLITE).map(|done| done.iter().map(ToString::to_string).collect()).map_err(failed)
        }
    }
}

/// Whether every embedded migration has been run.
pub fn is_current(db: &mut Db) -> bool {
    match db {
        Db::Pg(c) => c.has_pending_migration(POSTGRES),
        Db::Sqlite(c) => c.has_pending_migration(SQLITE),
    }
    .is_ok_and(|pending| !pending)
}

fn check_character_type(c: &mut PgConnection) -> Result<(), MigrateError> {
    #[derive(QueryableByName)]
    struct Setting {
        #[diesel(sql_type = diesel::sql_types::Text)]
        value: String,
    }
    let of = |c: &mut PgConnection, query: &str| {
        diesel::sql_query(query)
            .get_result::<Setting>(c)
            .map(|s| s.value)
            .map_err(|e| MigrateError::Failed(e.to_string()))
    };
    let encoding = of(c, "SELECT current_setting('server_encoding') AS value")?;
    if encoding != "UTF8" {
        return Err(MigrateError::CharacterType(encoding));
    }
    Ok(())
}
