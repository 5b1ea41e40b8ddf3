//! The sandbox: this very service over a database of its own, where keys of the mode `test` do what they do. Nothing there
//! is real: it has no persons but those that the keys make, and no message leaves it.
//!
//! It is of the live database's kind: a second file beside a SQLite database, or the PostgreSQL database that a setting
//! names. It is opened when it is first needed, and begins with how the organisation works: its units, partners, products,
//! programmes and settings.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use regulars_db::Db;
use regulars_db::platform::sandbox::{BEGINNING, CALLERS, add, empty, organisation_of, put_callers, read};

use crate::platform::app::{App, blocking};
use crate::platform::config::{Config, HttpGateway};
use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs::runner;
use crate::platform::jobs::runner::Runner;

/// Where test keys do what they do.
pub struct Sandbox {
    /// Its settings; none when this installation has no sandbox.
    config: Option<Box<Config>>,
    opened: OnceLock<Arc<App>>,
    /// Held while it is opened, and by whoever ends its jobs.
    runner: Mutex<Option<Runner>>,
    /// Keys that it is known to know.
    known: RwLock<HashSet<String>>,
}

impl Sandbox {
    /// The sandbox of an installation with these settings; nothing is opened yet.
    pub fn of(config: &Config) -> Sandbox {
        let url = config.sandbox.database_url.clone().or_else(|| beside(config));
        let config = url.filter(|_| config.sandbox.enabled).map(|url| Box::new(settings(config, url)));
        Sandbox { config, opened: OnceLock::new(), runner: Mutex::default(), known: RwLock::default() }
    }

    /// Refused when this installation has no sandbox.
    pub fn check(&self) -> Answer<()> {
        if self.config.is_some() { Ok(()) } else { Err(Code::NoSandbox.into()) }
    }

    /// Whether it may have work that was left: it was used before.
    pub fn was_used(&self) -> bool {
        let file = self.config.as_ref().map(|config| config.database.file());
        file.is_some_and(|file| file.is_none_or(|file| file.exists()))
    }

    /// Its state, opened and filled if it is not yet. Waits for the disk or the database.
    pub fn open(&self, live: &App) -> Answer<Arc<App>> {
        if let Some(app) = self.opened.get() {
            return Ok(Arc::clone(app));
        }
        let config = self.config.as_ref().ok_or(Code::NoSandbox)?;
        let mut runner = self.runner.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(app) = self.opened.get() {
            return Ok(Arc::clone(app));
        }
        let app = Arc::new(App::open(config.as_ref().clone(), live.composition)?);
        // An empty one has none; one that was left by another organisation has another.
        let organisation = |app: &App| app.store.read_now(|db| Ok::<_, Error>(organisation_of(db)?));
        if organisation(&app)? == organisation(live)? {
            tell_callers(live, &app)?;
        } else {
            refill(live, &app)?;
        }
        *runner = Some(runner::start(Arc::clone(&app))?);
        Ok(Arc::clone(self.opened.get_or_init(|| app)))
    }

    /// Its state for a key, which it is told of at its first call. `live` is the state whose sandbox it is.
    pub async fn for_key(live: Arc<App>, key_id: &str) -> Answer<Arc<App>> {
        let sandbox = &live.sandbox;
        if let Some(app) = sandbox.opened.get().filter(|_| sandbox.knows(key_id)) {
            return Ok(Arc::clone(app));
        }
        let key_id = key_id.to_owned();
        blocking(move || {
            let app = live.sandbox.open(&live)?;
            tell_callers(&live, &app)?;
            live.sandbox.known.write().unwrap_or_else(PoisonError::into_inner).insert(key_id);
            Ok(app)
        })
        .await
    }

    /// A key was revoked: what it left in the sandbox is told nothing more. One that is not open learns it when it is opened.
    pub async fn keys_changed(live: Arc<App>) -> Answer<()> {
        blocking(move || live.sandbox.opened.get().map_or(Ok(()), |app| tell_callers(&live, app))).await
    }

    fn knows(&self, key_id: &str) -> bool {
        self.known.read().unwrap_or_else(PoisonError::into_inner).contains(key_id)
    }

    /// Puts it back to how it begins, at once and as a whole.
    pub fn reset(&self, live: &App) -> Answer<()> {
        let app = self.open(live)?;
        refill(live, &app)
    }

    /// Its state, once it is opened.
    pub fn opened(&self) -> Option<&Arc<App>> {
        self.opened.get()
    }

    /// Waits until its jobs are put down, `at_most` so long.
    pub fn drain(&self, at_most: Duration) {
        if let Some(runner) = self.runner.lock().unwrap_or_else(PoisonError::into_inner).take() {
            runner.drain(at_most);
        }
    }
}

/// Lets the sandbox know the keys of now, and the units and partners that came since. One that cannot take them, because
/// the organisation was restored from an older copy, begins anew.
fn tell_callers(live: &App, sandbox: &App) -> Answer<()> {
    let callers = Arc::new(live.store.read_now(|db| Ok::<_, Error>(read(db, CALLERS)?))?);
    match sandbox.store.write_now(move |db| Ok::<_, Error>(put_callers(db, &callers)?)) {
        Err(error) if error.refusal().code == Code::Conflict => refill(live, sandbox),
        told => told,
    }
}

/// Empties the sandbox and lets it begin anew, in one write.
fn refill(live: &App, sandbox: &App) -> Answer<()> {
    let beginning = live.store.read_now(|db| {
        db.snapshot(|db| {
            let mut rows = read(db, CALLERS)?;
            rows.extend(read(db, BEGINNING)?);
            Ok::<_, Error>(rows)
        })
    })?;
    let beginning = Arc::new(beginning);
    sandbox.store.write_now(move |db: &mut Db| {
        empty(db)?;
        Ok::<_, Error>(add(db, &beginning)?)
    })?;
    sandbox.principals.forget();
    Ok(())
}

/// `regulars.sandbox.db` beside `regulars.db`; none with PostgreSQL, where a database is not made unasked.
fn beside(config: &Config) -> Option<String> {
    let file: PathBuf = config.database.file()?;
    Some(file.with_extension("sandbox.db").to_string_lossy().into_owned())
}

/// The live settings over another database, with few connections, few threads, and no way out for messages.
fn settings(live: &Config, url: String) -> Config {
    let mut config = live.clone();
    config.database.url = url;
    config.database.read_url = None;
    config.database.pool_size = live.database.pool_size.min(4);
    config.database.report_connections = 1;
    config.jobs.threads = live.jobs.threads.min(1);
    config.sandbox.enabled = false;
    config.facts_folder = None;
    config.smtp.url = None;
    for gateway in [&mut config.sms, &mut config.wechat] {
        *gateway = HttpGateway { url: None, ..gateway.clone() };
    }
    config
}
