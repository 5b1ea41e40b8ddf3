//! The server under test: the real one, bound to a free port, over a database of its own.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::web;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use regulars::assembly::verify;
use regulars::assembly::verify::Report;
use regulars::platform::app::App;
use regulars::platform::config::Config;
use regulars::platform::http::idempotency::packed;
use regulars::platform::jobs;
use regulars::platform::jobs::Kind;
use regulars_db::organisation::users;
use regulars_db::{Backend, Db};
use regulars_domain::ids;
use regulars_domain::permissions::{Action, Role};
use regulars_domain::platform::sandbox::ApiKeyMode;

use crate::actor::Actor;
use crate::database::TestDatabase;
use crate::organisation::{self, Units};

/// Settings of a test: limits that no test meets by accident.
const SETTINGS: &str = r#"
[http]
listen = "127.0.0.1:0"
workers = 1
[auth]
secret = "the secret of the tests, long enough"
login_attempts = 1000
[limits]
caller_per_minute = 1000000
address_per_minute = 1000000
[jobs]
threads = 0
"#;

/// A running server and its database. Both are gone when it is dropped; a job that failed unsaid fails the test then.
pub struct TestApp {
    pub units: Units,
    /// The server's own state.
    pub state: web::Data<App>,
    base: String,
    client: reqwest::Client,
    server: ServerHandle,
    thread: Option<JoinHandle<()>>,
    jobs_may_fail: AtomicBool,
    pub database: TestDatabase,
}

impl TestApp {
    /// A server with the organisation of [`Units`] and nobody in it.
    pub async fn start() -> TestApp {
        TestApp::with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn with(change: impl FnOnce(&mut Config)) -> TestApp {
        let (database, units) = TestDatabase::founded();
        let mut config = settings(&database.url);
        change(&mut config);
        let state = web::Data::new(regulars::assembly::open(config).unwrap());
        let (tell, told) = tokio::sync::oneshot::channel();
        let app = state.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let bound = regulars::assembly::router::bind(app).unwrap();
                tell.send((bound.port, bound.server.handle())).ok().unwrap();
                bound.server.await.unwrap();
            });
        });
        let (port, server) = told.await.unwrap();
        let client = client();
        TestApp {
            units,
            state,
            base: format!("http://127.0.0.1:{port}"),
            client,
            server,
            thread: Some(thread),
            jobs_may_fail: AtomicBool::new(false),
            database,
        }
    }

    /// Somebody without any credential.
    pub fn nobody(&self) -> Actor {
        Actor {
            client: self.client.clone(),
            base: self.base.clone(),
            bearer: None,
            id: String::new(),
            session_id: None,
        }
    }

    /// An administrator of the whole organisation.
    pub async fn admin(&self) -> Actor {
        self.actor(Role::Admin, &self.units.group).await
    }

    /// A new user with this role in this unit, logged in.
    pub async fn actor(&self, role: Role, unit_id: &str) -> Actor {
        self.actor_with(&[(unit_id.to_owned(), role)]).await
    }

    /// A new user with several roles, logged in.
    pub async fn actor_with(&self, assignments: &[(String, Role)]) -> Actor {
        let email = format!("{}@example.com", ids::make("").to_lowercase());
        let mut db = self.database.kept();
        let now = regulars::platform::clock::now();
        let (user, session) = db
            .transaction(|db| {
                let user = organisation::add_user(db, &email, assignments, None)?;
                let session = organisation::add_session(db, &user.id, now.naive_utc())?;
                Ok::<_, diesel::result::Error>((user, session))
            })
            .unwrap();
        let token = self.state.tokens.issue(&user.id, &session.id, now).unwrap();
        Actor { bearer: Some(token), id: user.id, session_id: Some(session.id), ..self.nobody() }
    }

    /// A key of the partner `till` with these scopes over the subtree of the unit.
    pub async fn key(&self, scopes: &[Action], unit_id: &str) -> Actor {
        self.key_of("till", scopes, unit_id).await
    }

    /// A key of a partner, who is made when there is none of this code.
    pub async fn key_of(&self, partner: &str, scopes: &[Action], unit_id: &str) -> Actor {
        let (key, text) =
            organisation::add_key(&mut self.database.kept(), partner, scopes, unit_id, ApiKeyMode::Live).unwrap();
        Actor { bearer: Some(text), id: key.id, ..self.nobody() }
    }

    /// A key of the sandbox, of the partner `till`.
    pub async fn test_key(&self, scopes: &[Action], unit_id: &str) -> Actor {
        let (key, text) =
            organisation::add_key(&mut self.database.kept(), "till", scopes, unit_id, ApiKeyMode::Test).unwrap();
        Actor { bearer: Some(text), id: key.id, ..self.nobody() }
    }

    /// A user who can log in with [`crate::PASSWORD`].
    pub async fn user(&self, email: &str, role: Role, unit_id: &str) -> users::User {
        let assignments = [(unit_id.to_owned(), role)];
        let hash = Some(organisation::password_hash());
        organisation::add_user(&mut self.database.kept(), email, &assignments, hash).unwrap()
    }

    /// Runs the jobs that are due, and those they make, until there is none; answers how many runs it were.
    pub async fn run_jobs(&self) -> usize {
        let state = self.state.clone();
        tokio::task::spawn_blocking(move || regulars::platform::jobs::runner::run_due(&state).unwrap()).await.unwrap()
    }

    /// The answer to a request that waits for jobs: those that are due are run until it is there.
    pub async fn while_jobs_run<T>(&self, request: impl Future<Output = T>) -> T {
        let mut request = std::pin::pin!(request);
        loop {
            tokio::select! {
                answer = &mut request => return answer,
                () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {
                    self.run_jobs().await;
                }
            }
        }
    }

    /// Asks for a job, as the schedule would.
    pub fn enqueue<K: Kind>(&self, kind: &K) {
        jobs::enqueue(&mut self.database.kept(), kind, "system").unwrap();
    }

    /// Whether everything kept beside the facts is what the facts say.
    pub fn verify(&self) -> Report {
        verify::run(&self.state.store, &self.state.config).unwrap()
    }

    /// Says that this test leaves jobs that failed. Any other test fails when there is one at its end.
    pub fn expect_failed_jobs(&self) {
        self.jobs_may_fail.store(true, Ordering::Relaxed);
    }

    /// The jobs that failed, or were tried and are to be tried again: id, kind and the error.
    fn failed_jobs(&self) -> Vec<String> {
        #[derive(QueryableByName)]
        struct Failed {
            #[diesel(sql_type = Text)]
            told: String,
        }
        let query = "SELECT kind || ' ' || state || ': ' || coalesce(error_detail, '') AS told FROM jobs \
            WHERE state IN ('failed', 'running') OR (state = 'queued' AND error_code IS NOT NULL)";
        let found = regulars_db::on!(&mut *self.database.kept(), |c| diesel::sql_query(query).load::<Failed>(c));
        found.unwrap().into_iter().map(|failed| failed.told).collect()
    }

    /// A connection of the test's own: what is in the database.
    pub fn db(&self) -> Db {
        self.database.connect()
    }

    /// Runs a statement behind the server's back. What it kept in memory about callers is forgotten.
    pub fn sql(&self, statement: &str) {
        self.database.kept().execute(statement).unwrap();
        self.state.principals.forget();
    }

    /// `select count(*) from …`.
    pub fn count(&self, from: &str) -> i64 {
        count(&mut self.database.kept(), from)
    }

    /// Headers and body of each reply that is kept to be told again.
    pub fn kept_replies(&self) -> Vec<(String, String)> {
        #[derive(QueryableByName)]
        struct Kept {
            #[diesel(sql_type = Binary)]
            packed: Vec<u8>,
        }
        let query = "SELECT packed FROM idempotency_keys WHERE packed IS NOT NULL";
        let kept = regulars_db::on!(&mut *self.database.kept(), |c| diesel::sql_query(query).load::<Kept>(c)).unwrap();
        kept.iter().map(|kept| packed::unpack(&kept.packed).unwrap()).collect()
    }

    /// How many rows there are in all tables together, but for what is noted of reads a while after them.
    pub fn rows(&self) -> i64 {
        #[derive(QueryableByName)]
        struct Named {
            #[diesel(sql_type = Text)]
            name: String,
        }
        let query = match crate::backend() {
            Backend::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
                 AND name <> 'personal_reads'"
            }
            Backend::Postgres => {
                "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public' \
                 AND tablename <> 'personal_reads'"
            }
        };
        let mut db = self.database.kept();
        let tables = regulars_db::on!(&mut *db, |c| diesel::sql_query(query).load::<Named>(c)).unwrap();
        let all: Vec<String> = tables.iter().map(|table| format!("(SELECT count(*) FROM {})", table.name)).collect();
        number(&mut db, &format!("SELECT {} AS n", all.join(" + ")))
    }

    /// Where the server is, such as `127.0.0.1:41234`.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // The command is sent by the call; the thread ends when it is done.
        drop(self.server.stop(false));
        let ended = self.thread.take().map(JoinHandle::join);
        if std::thread::panicking() {
            return;
        }
        assert!(ended.is_some_and(|ended| ended.is_ok()), "the server's thread panicked");
        if !self.jobs_may_fail.load(Ordering::Relaxed) {
            let failed = self.failed_jobs();
            assert!(failed.is_empty(), "jobs are left failed or half done: {failed:#?}");
        }
    }
}

/// The settings of a test over this database.
pub(crate) fn settings(url: &str) -> Config {
    let mut config = Config::from_sources(SETTINGS, BTreeMap::new(), regulars::assembly::CONFIG_CHECKS).unwrap();
    config.database.url = url.to_owned();
    config
}

/// One for all tests: each that is made reads all certificates of the system.
static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
});

pub(crate) fn client() -> reqwest::Client {
    CLIENT.clone()
}

/// `select count(*) from …`.
pub fn count(db: &mut Db, from: &str) -> i64 {
    number(db, &format!("SELECT count(*) AS n FROM {from}"))
}

/// The `n` that a query answers.
fn number(db: &mut Db, query: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Number {
        #[diesel(sql_type = BigInt)]
        n: i64,
    }
    regulars_db::on!(db, |c| diesel::sql_query(query).get_result::<Number>(c)).unwrap().n
}
