//! A fresh database for each test, copied from one that is migrated and founded once for the process.
//!
//! SQLite: a file in a folder of this process, in memory where the system has such a folder. PostgreSQL: `CREATE
//! DATABASE … TEMPLATE`. Each is gone when its test ends; what the process shares is gone when the process is, killed
//! or not.

use std::io::Write;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

use diesel::ConnectionResult;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use regulars_db::connection::Purpose;
use regulars_db::{Backend, Db, migrate};

use crate::organisation::{self, Units};

/// The database that `TEST_DATABASE` asks for: `sqlite` (also when unset) or `postgres`.
pub fn backend() -> Backend {
    match std::env::var("TEST_DATABASE").as_deref() {
        Ok("postgres") => Backend::Postgres,
        Ok("sqlite" | "") | Err(_) => Backend::Sqlite,
        Ok(other) => panic!("TEST_DATABASE: expected sqlite or postgres, found {other}"),
    }
}

/// A database of its own, dropped at the end.
pub struct TestDatabase {
    name: String,
    pub url: String,
    /// The harness's connection while nobody uses it: a new one reads the whole schema.
    kept: Mutex<Option<Db>>,
}

/// A connection that is kept for the next who asks.
pub(crate) struct KeptConnection<'a> {
    /// Always there until it is dropped.
    db: Option<Db>,
    database: &'a TestDatabase,
}

impl Deref for KeptConnection<'_> {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db.as_ref().unwrap()
    }
}

impl DerefMut for KeptConnection<'_> {
    fn deref_mut(&mut self) -> &mut Db {
        self.db.as_mut().unwrap()
    }
}

impl Drop for KeptConnection<'_> {
    fn drop(&mut self) {
        *self.database.kept.lock().unwrap() = self.db.take();
    }
}

/// What all tests of this process copy.
struct Template {
    url: String,
    units: Units,
    /// How PostgreSQL copies it.
    strategy: &'static str,
    /// Removes the folder when this process has ended, however it ended.
    _sweeper: Option<Child>,
}

static TEMPLATE: OnceLock<Template> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(1);

impl TestDatabase {
    /// A migrated database with the organisation of `organisation`, and that organisation.
    pub fn founded() -> (TestDatabase, Units) {
        let template = TEMPLATE.get_or_init(Template::make);
        let database = TestDatabase::named();
        match backend() {
            Backend::Sqlite => {
                std::fs::copy(file(&template.url), file(&database.url)).unwrap();
            }
            Backend::Postgres => {
                let (name, strategy) = (database_name(&template.url), template.strategy);
                admin(&format!("CREATE DATABASE {} TEMPLATE {name}{strategy}", database.name));
            }
        }
        (database, template.units.clone())
    }

    /// A database with nothing in it, not even tables.
    pub fn empty() -> TestDatabase {
        TEMPLATE.get_or_init(Template::make);
        let database = TestDatabase::named();
        if backend() == Backend::Postgres {
            admin(&format!("CREATE DATABASE {}", database.name));
        }
        database
    }

    /// The connection of the harness, beside those of the server.
    pub(crate) fn kept(&self) -> KeptConnection<'_> {
        let kept = self.kept.lock().unwrap().take();
        KeptConnection { db: Some(kept.unwrap_or_else(|| self.connect())), database: self }
    }

    /// A connection of the test's own, beside those of the server.
    pub fn connect(&self) -> Db {
        Db::open(&self.url, Purpose::Write, true).unwrap()
    }

    /// PostgreSQL: ends every connection, as a restart or a failed network does.
    pub fn cut_connections(&self) {
        self.kept.lock().unwrap().take();
        admin(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", self.name));
    }

    /// PostgreSQL: the database is away until [`TestDatabase::come_back`].
    pub fn go_away(&self) {
        admin(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS false", self.name));
        self.cut_connections();
    }

    pub fn come_back(&self) {
        admin(&format!("ALTER DATABASE {} ALLOW_CONNECTIONS true", self.name));
    }

    /// Holds up every write, and no read, until the connection is dropped.
    pub fn hold_writes(&self) -> Db {
        let mut db = self.connect();
        let hold = match backend() {
            Backend::Sqlite => "BEGIN IMMEDIATE",
            Backend::Postgres => {
                "BEGIN; DO $$ DECLARE name text; BEGIN
                   FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
                     EXECUTE format('LOCK TABLE %I IN SHARE MODE', name);
                   END LOOP; END $$"
            }
        };
        db.execute(hold).unwrap();
        db
    }

    /// SQLite: whether the file is whole. PostgreSQL looks after itself.
    pub fn assert_whole(&self) {
        #[derive(QueryableByName)]
        struct Found {
            #[diesel(sql_type = Text)]
            integrity_check: String,
        }
        if let Db::Sqlite(c) = &mut self.connect() {
            let found: Vec<Found> = diesel::sql_query("PRAGMA integrity_check").load(c).unwrap();
            let found: Vec<String> = found.into_iter().map(|found| found.integrity_check).collect();
            assert_eq!(found, ["ok"]);
        }
    }

    /// `select count(*) from …`.
    pub fn count(&self, from: &str) -> i64 {
        crate::app::count(&mut self.kept(), from)
    }

    fn named() -> TestDatabase {
        let name = format!("{}_{}", prefix(std::process::id()), NEXT.fetch_add(1, Ordering::Relaxed));
        let url = url_of(&name);
        TestDatabase { name, url, kept: Mutex::default() }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.kept.lock().unwrap().take();
        match backend() {
            Backend::Sqlite => ["", "-wal", "-shm"].iter().for_each(|tail| {
                let _ = std::fs::remove_file(format!("{}{tail}", self.url));
            }),
            Backend::Postgres => {
                let dropped = server().map_err(|error| error.to_string()).and_then(|mut c| {
                    c.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name))
                        .map_err(|error| error.to_string())
                });
                if let Err(error) = dropped {
                    eprintln!("the database {} is left behind: {error}", self.name);
                }
            }
        }
    }
}

impl Template {
    fn make() -> Template {
        let name = format!("{}_template", prefix(std::process::id()));
        let url = url_of(&name);
        let (sweeper, strategy) = match backend() {
            Backend::Sqlite => {
                std::fs::create_dir_all(folder()).unwrap();
                (Some(sweeper(&folder())), "")
            }
            Backend::Postgres => {
                sweep_databases();
                admin(&format!("CREATE DATABASE {name}"));
                (None, strategy())
            }
        };
        let mut db = Db::open(&url, Purpose::Write, true).unwrap();
        migrate::run(&mut db).unwrap();
        let units = db.transaction(|db| Ok::<_, diesel::result::Error>(organisation::found(db))).unwrap();
        // Closing the last connection brings SQLite's log into the file: it can be copied.
        drop(db);
        Template { url, units, strategy, _sweeper: sweeper }
    }
}

fn prefix(process: u32) -> String {
    format!("regulars_test_{process}")
}

fn url_of(name: &str) -> String {
    match backend() {
        Backend::Sqlite => folder().join(format!("{name}.db")).to_str().unwrap().to_owned(),
        Backend::Postgres => with_database(&postgres_url(), name),
    }
}

/// The folder of this process, in memory if possible: tests ask nothing of a disk.
fn folder() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    parent.join(prefix(std::process::id()))
}

fn file(url: &str) -> &Path {
    Path::new(url)
}

/// A shell that waits until the pipe from this process closes, which no way of dying prevents, and clears up.
fn sweeper(folder: &Path) -> Child {
    let script = "trap '' INT TERM HUP; read -r _; rm -rf -- \"$1\"";
    let mut child = Command::new("sh")
        .args(["-c", script, "sweeper"])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.as_mut().unwrap().flush().unwrap();
    child
}

fn postgres_url() -> String {
    std::env::var("TEST_POSTGRES_URL").expect("TEST_POSTGRES_URL names a PostgreSQL server (make test starts one)")
}

/// The URL with another database's name in its path.
fn with_database(url: &str, name: &str) -> String {
    let (scheme, rest) = url.split_once("://").expect("TEST_POSTGRES_URL is a postgres:// URL");
    let (place, query) = rest.split_once('?').map_or((rest, None), |(place, query)| (place, Some(query)));
    let host = place.split('/').next().unwrap_or_default();
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{scheme}://{host}/{name}{query}")
}

fn database_name(url: &str) -> &str {
    url.split('?').next().and_then(|place| place.rsplit('/').next()).unwrap()
}

/// A connection to the server's own database.
#[expect(clippy::disallowed_methods, reason = "databases are made and dropped behind the product's back")]
fn server() -> ConnectionResult<PgConnection> {
    PgConnection::establish(&postgres_url())
}

/// Runs a statement that concerns whole databases.
fn admin(statement: &str) {
    server().unwrap().batch_execute(statement).unwrap();
}

/// Copying files is faster than telling the log of each page; before version 15 there is no other way.
fn strategy() -> &'static str {
    #[derive(QueryableByName)]
    struct Shown {
        #[diesel(sql_type = Text)]
        server_version_num: String,
    }
    let shown: Shown = diesel::sql_query("SHOW server_version_num").get_result(&mut server().unwrap()).unwrap();
    if shown.server_version_num.parse::<u32>().unwrap() < 150_000 { "" } else { " STRATEGY FILE_COPY" }
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    datname: String,
}

/// Drops the databases of test processes that no longer run.
fn sweep_databases() {
    let mut c = server().unwrap();
    let query = "SELECT datname::text FROM pg_database WHERE datname LIKE 'regulars\\_test\\_%'";
    for Named { datname } in diesel::sql_query(query).load::<Named>(&mut c).unwrap() {
        let process = datname.split('_').nth(2).unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            let _ = c.batch_execute(&format!("DROP DATABASE IF EXISTS {datname} WITH (FORCE)"));
        }
    }
}
