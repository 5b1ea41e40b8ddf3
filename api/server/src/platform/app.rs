//! What every part of a process shares: the store, the settings it was started with, and what is kept in memory.

use std::any::Any;
use std::fs::{OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::Duration;
use regulars_db::Store;
use serde_json::Value;

use crate::platform::access_log::AccessLog;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error, Refusal};
use crate::platform::events::{Follower, Subscription};
use crate::platform::identity::keys::Keys;
use crate::platform::identity::principal::{PrincipalSource, Principals};
use crate::platform::identity::secrets;
use crate::platform::identity::tokens::Tokens;
use crate::platform::jobs::{JobKinds, Periodic, Wake};
use crate::platform::limits::Limits;
use crate::platform::organisation::CurrencyCache;
use crate::platform::proxies::ProxyWatch;
use crate::platform::sandbox::Sandbox;
use crate::platform::telemetry::Metrics;

/// What the areas hand over to the house, put together by the composition root.
#[derive(Clone, Copy)]
pub struct Composition {
    /// How a session's user and a key are read.
    pub principals: PrincipalSource,
    /// Every kind of job that this version can run.
    pub job_kinds: JobKinds,
    /// What happens by the clock, in every process that runs jobs.
    pub periodic: &'static [Periodic],
    /// What follows from which events.
    pub subscriptions: &'static [Subscription],
    /// Who follows events of many kinds.
    pub followers: &'static [Follower],
    /// The OpenAPI document.
    pub document: fn() -> &'static Value,
    /// The methods of a path that the document knows without parameters; none for any other path.
    pub literal_methods: fn(&str) -> Option<Vec<String>>,
    /// Where a read of this path and query is led instead of being told this refusal; none mostly.
    pub redirect: fn(&str, &Refusal) -> Option<String>,
    /// What one area asks of others without naming them, each part of a type of its own.
    pub parts: &'static [&'static (dyn Any + Send + Sync)],
}

impl Composition {
    /// The part of this type; none when nobody handed one over.
    pub fn part<T: 'static>(&self) -> Option<&'static T> {
        self.parts.iter().find_map(|part| (*part as &dyn Any).downcast_ref())
    }
}

/// The state of one process; every handler and job has it in hand.
pub struct App {
    /// As read at the start; never changed afterwards.
    pub config: Arc<Config>,
    /// What the areas handed over.
    pub composition: Composition,
    /// The only way to the database.
    pub store: Store,
    /// Derived from the installation's secret: the same in each of its processes.
    pub keys: Arc<Keys>,
    /// Access tokens, and tickets of downloads.
    pub tokens: Tokens,
    /// Callers seen in the last seconds.
    pub principals: Principals,
    /// Where keys of the mode `test` do what they do.
    pub sandbox: Sandbox,
    /// Requests of this process only: several processes each count their own.
    pub limits: Limits,
    /// Who opened which customers lately.
    pub access_log: AccessLog,
    /// Proxies that are not trusted but should be.
    pub proxies: ProxyWatch,
    /// The organisation as answers show it.
    pub currency: CurrencyCache,
    /// What `/metrics` shows of this process.
    pub metrics: Metrics,
    /// Set when the process is asked to stop: jobs put their work down at the next step.
    pub stopping: Arc<AtomicBool>,
    /// Rung after each committed write that queued a job.
    pub wake: Arc<Wake>,
}

impl App {
    /// Opens the store, brings it to this version and reads the installation's secret.
    pub fn open(config: Config, composition: Composition) -> Answer<App> {
        let store = open_store(&config)?;
        store.migrate().map_err(|error| Error::Internal(error.to_string()))?;
        let kept = secrets::of(&config, &store)?;
        let (secret, earlier) = kept.split_first().ok_or_else(|| Error::Internal("there is no secret".to_owned()))?;
        let keys = Keys::ring(secret, earlier);
        let tokens = Tokens::new(&keys, Duration::seconds(config.auth.access_seconds));
        let wake = Arc::new(Wake::default());
        let heard = Arc::clone(&wake);
        store.on_queued_job(move || heard.ring());
        Ok(App {
            limits: Limits::new(
                config.limits.caller_per_minute,
                config.limits.address_per_minute,
                config.limits.lookups_per_hour,
            ),
            metrics: Metrics::new().map_err(|error| Error::Internal(error.to_string()))?,
            principals: Principals::default(),
            access_log: AccessLog::default(),
            proxies: ProxyWatch::default(),
            sandbox: Sandbox::of(&config),
            currency: CurrencyCache::default(),
            stopping: Arc::default(),
            wake,
            config: Arc::new(config),
            composition,
            store,
            keys: Arc::new(keys),
            tokens,
        })
    }

    /// Tells everything in the process to stop, but for the server itself; the sandbox as well.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.wake.ring();
        if let Some(sandbox) = self.sandbox.opened() {
            sandbox.stop();
        }
    }

    /// Whether jobs may be taken up and gone on with: not once the process was asked to stop or the storage has failed.
    pub fn takes_up_work(&self) -> bool {
        !self.stopping.load(Ordering::Relaxed) && self.store.broken().is_none()
    }
}

/// Opens the doors to the configured database.
pub fn open_store(config: &Config) -> Answer<Store> {
    if let Some(folder) = config.database.folder() {
        std::fs::create_dir_all(&folder).map_err(|error| Error::Internal(format!("{}: {error}", folder.display())))?;
    }
    if let Some(file) = config.database.file() {
        keep_private(&file).map_err(|error| Error::Internal(format!("{}: {error}", file.display())))?;
    }
    Store::open(&config.database.store()).map_err(|error| Error::Internal(error.to_string()))
}

/// Makes the database's files readable by their owner only; what SQLite makes beside them later is like them.
fn keep_private(file: &Path) -> std::io::Result<()> {
    if !file.exists() {
        OpenOptions::new().append(true).create(true).mode(0o600).open(file)?;
    }
    for tail in ["", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(tail);
        let file = Path::new(&name);
        if file.exists()
            && let Err(error) = std::fs::set_permissions(file, Permissions::from_mode(0o600))
        {
            tracing::warn!(%error, file = %file.display(), "others may be able to read this file");
        }
    }
    Ok(())
}

/// Runs what waits for the disk or the database on a thread that may.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Answer<T> + Send + 'static) -> Answer<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))?
}
