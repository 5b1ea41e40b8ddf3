//! What every part of a process shares: the store, the settings it was started with, and what is kept in memory.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chrono::{Duration, Utc};
use regulars_db::{Store, settings};

use crate::auth::keys::{Keys, random_secret};
use crate::auth::principal::Principals;
use crate::auth::tokens::Tokens;
use crate::config::Config;
use crate::http::limits::Limits;
use crate::http::problem::{Answer, Error};
use crate::jobs::Wake;
use crate::settings::organisation::Shown;
use crate::telemetry::Metrics;

/// The name under which the installation's secret is kept when none is configured.
const SECRET: &str = "secret";

pub struct App {
    pub config: Config,
    pub store: Store,
    pub keys: Keys,
    pub tokens: Tokens,
    pub principals: Principals,
    pub limits: Limits,
    /// The organisation as answers show it.
    pub shown: Shown,
    pub metrics: Metrics,
    /// Set when the process is asked to stop: jobs put their work down at the next step.
    pub stopping: Arc<AtomicBool>,
    /// Rung after a write that enqueued a job.
    pub wake: Wake,
}

impl App {
    /// Opens the store, brings it to this version and reads the installation's secret.
    pub fn open(config: Config) -> Answer<App> {
        let store = open_store(&config)?;
        store.migrate().map_err(|error| Error::Internal(error.to_string()))?;
        let secret = match &config.auth.secret {
            Some(secret) => secret.clone(),
            None => kept_secret(&store)?,
        };
        let keys = Keys::derive(&secret);
        let tokens = Tokens::new(&keys, Duration::seconds(config.auth.access_seconds));
        Ok(App {
            limits: Limits::new(config.limits.caller_per_minute, config.limits.address_per_minute),
            metrics: Metrics::new().map_err(|error| Error::Internal(error.to_string()))?,
            principals: Principals::default(),
            shown: Shown::default(),
            stopping: Arc::default(),
            wake: Wake::default(),
            config,
            store,
            keys,
            tokens,
        })
    }
}

/// Opens the doors to the configured database.
pub fn open_store(config: &Config) -> Answer<Store> {
    if let Some(folder) = config.database.folder() {
        std::fs::create_dir_all(&folder).map_err(|error| Error::Internal(format!("{}: {error}", folder.display())))?;
    }
    Store::open(&config.database.store()).map_err(|error| Error::Internal(error.to_string()))
}

/// The secret made at the first start; every process of the installation reads the same one.
fn kept_secret(store: &Store) -> Answer<String> {
    if let Some(kept) = store.read_now(|db| Ok::<_, Error>(settings::current(db, SECRET)?))? {
        return Ok(kept.value);
    }
    let made = random_secret();
    store.write_now(move |db| {
        if let Some(kept) = settings::current(db, SECRET)? {
            return Ok::<_, Error>(kept.value);
        }
        let now = Utc::now().naive_utc();
        settings::insert(
            db,
            &settings::Setting {
                name: SECRET.to_owned(),
                version: 1,
                value: made.clone(),
                effective_from: now.date(),
                changed_by: "system".to_owned(),
                changed_at: now,
                job_id: None,
            },
        )?;
        Ok(made.clone())
    })
}
