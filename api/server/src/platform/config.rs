//! The settings of a process: from the environment and an optional TOML file, read once, all faults told together.
//!
//! A setting `http.listen` is the key `listen` in the file's table `[http]` and `REGULARS_HTTP_LISTEN` in the
//! environment, which wins. `DATABASE_URL` is `database.url`.

mod gateways;

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

pub use gateways::{HttpGateway, Smtp};

use regulars_db::Backend;

use crate::platform::identity::network::Network;

/// Every setting of a process, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// `database.*`, and `DATABASE_URL`.
    pub database: Database,
    /// `http.*`.
    pub http: Http,
    /// `auth.*`.
    pub auth: Auth,
    /// `audit.*`.
    pub audit: AuditRules,
    /// `limits.*`.
    pub limits: RateLimits,
    /// `jobs.*`.
    pub jobs: Jobs,
    /// `smtp.*`.
    pub smtp: Smtp,
    /// `gateways.sms.*`.
    pub sms: HttpGateway,
    /// `gateways.wechat.*`.
    pub wechat: HttpGateway,
    /// `sandbox.*`.
    pub sandbox: SandboxDatabase,
    /// `webhooks.*`.
    pub webhooks: Webhooks,
    /// `facts.folder`: where facts are sealed in columns. None: beside a SQLite file; with PostgreSQL nowhere.
    pub facts_folder: Option<PathBuf>,
    /// `log.*`.
    pub log: Log,
    /// Every setting with its effective value, secrets as stars: what `regulars config` prints.
    pub effective: Vec<(&'static str, String)>,
}

/// Where the data is kept.
#[derive(Clone, Debug)]
pub struct Database {
    /// `postgres://…`, `sqlite://path` or a path.
    pub url: String,
    /// A replica for lists and reports, which may be a little stale; none: everything is read from `url`.
    pub read_url: Option<String>,
    /// Connections for writes and short reads, from 1.
    pub pool_size: u32,
    /// Connections to each of the two for reads that may take long, from 1: so many run at the same time.
    pub report_connections: u32,
    /// Seconds that such a read waits for its turn before it is told to come again.
    pub report_wait_seconds: u64,
    /// Whether prepared statements are kept; false behind a proxy that pools by transaction.
    pub statement_cache: bool,
    /// Whether short reads of SQLite run on the thread that answers.
    pub inline_reads: bool,
}

/// How the service is reached.
#[derive(Clone, Debug)]
pub struct Http {
    /// `address:port`; port 0 takes a free one.
    pub listen: String,
    /// Threads that answer requests, at least 1.
    pub workers: usize,
    /// Where browsers reach the service; `https://…` makes cookies Secure.
    pub public_url: String,
    /// Origins that may call the API from a browser.
    pub cors_origins: Vec<String>,
    /// Whether the peer is always a proxy, whose last address of `X-Forwarded-For` is believed.
    pub trust_proxy: bool,
    /// The proxies whose `X-Forwarded-For` is believed, one behind the other.
    pub trusted_proxies: Vec<Network>,
    /// Bytes an uploaded file may have.
    pub max_upload: u64,
    /// What Prometheus sends as its bearer token to read `/metrics`; none: there is no such page.
    pub metrics_token: Option<String>,
    /// Bytes an uploaded file may have when it is unpacked.
    pub max_unpacked: u64,
}

/// How people log in, and how long that holds.
#[derive(Clone, Debug)]
pub struct Auth {
    /// Signs tokens and cursors; none: made at the first start and kept beside the database, see `identity::secrets`.
    pub secret: Option<String>,
    /// The secrets before it, newest first: they sign nothing, but what they signed is known.
    pub previous_secrets: Vec<String>,
    /// Seconds that an access token is good for.
    pub access_seconds: i64,
    /// Days that a session lasts after the log-in, however often it is refreshed.
    pub session_days: i64,
    /// Failed log-ins of one account from one address within a quarter of an hour before it must wait; an address may fail
    /// five times as often, an account over all addresses ten times.
    pub login_attempts: u32,
    /// Days within which somebody has to take over the keys of a user who is disabled, before they end.
    pub abandoned_key_days: u32,
}

/// How audit events are sealed, and how long they are kept.
#[derive(Clone, Copy, Debug)]
pub struct AuditRules {
    /// Seconds after which an event is sealed: longer than any transaction takes.
    pub settle_seconds: u32,
    /// Days that sealed events are kept; their seals stay for ever. 0: so do they.
    pub keep_days: u32,
}

/// Requests in a minute, look-ups in an hour; 0 is no limit.
#[derive(Clone, Debug)]
pub struct RateLimits {
    /// For a known caller, unless a key has a rate of its own.
    pub caller_per_minute: u32,
    /// For an address from which nobody known calls.
    pub address_per_minute: u32,
    /// Customers that one person may look up at the counter in an hour.
    pub lookups_per_hour: u32,
}

/// Where jobs run.
#[derive(Clone, Debug)]
pub struct Jobs {
    /// Jobs that run at the same time in this process; 0 leaves them to `regulars worker`.
    pub threads: usize,
    /// How often a process looks for jobs that another one asked for, in milliseconds.
    pub poll_ms: u64,
}

/// The database of the sandbox.
#[derive(Clone, Debug)]
pub struct SandboxDatabase {
    /// Whether there is a sandbox.
    pub enabled: bool,
    /// Where it is kept, in a database of the live one's kind. None: beside a SQLite file; with PostgreSQL there is no sandbox.
    pub database_url: Option<String>,
}

/// How events are posted to other systems.
#[derive(Clone, Copy, Debug)]
pub struct Webhooks {
    /// Whether endpoints may be on this machine or in a private network, and at `http`: for development and tests.
    pub allow_private: bool,
    /// How long one request may take, at least 1.
    pub timeout_seconds: u64,
}

/// What is written to the log, and in which form.
#[derive(Clone, Debug)]
pub struct Log {
    /// `text` or `json`.
    pub format: LogFormat,
    /// A filter such as `info` or `regulars=debug`.
    pub level: String,
}

/// The form of a line of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people to read.
    Text,
    /// One JSON object, for programs.
    Json,
}

impl FromStr for LogFormat {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "text" => Ok(LogFormat::Text),
            "json" => Ok(LogFormat::Json),
            _ => Err(()),
        }
    }
}

/// What is wrong with settings that can be read, each in words that name the setting.
pub type Check = fn(&Config) -> Vec<String>;

/// Everything that is wrong with the settings.
#[derive(Debug)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the settings are wrong:")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl std::error::Error for ConfigError {}

impl Http {
    /// Whether this address is one of the trusted proxies.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(address))
    }
}

impl Database {
    /// The same for the crate that keeps the data.
    pub fn store(&self) -> regulars_db::Settings {
        regulars_db::Settings {
            url: self.url.clone(),
            read_url: self.read_url.clone(),
            pool_size: self.pool_size,
            report_connections: self.report_connections,
            report_patience: std::time::Duration::from_secs(self.report_wait_seconds),
            statement_cache: self.statement_cache,
            inline_reads: self.inline_reads,
        }
    }

    /// The file SQLite keeps everything in.
    pub fn file(&self) -> Option<PathBuf> {
        let is_file = Backend::of(&self.url) == Backend::Sqlite;
        is_file.then(|| PathBuf::from(self.url.trim_start_matches("sqlite://")))
    }

    /// The folder a SQLite file lies in.
    pub fn folder(&self) -> Option<PathBuf> {
        let file = self.file()?;
        let folder = file.parent()?;
        (!folder.as_os_str().is_empty()).then(|| folder.to_owned())
    }
}

impl Config {
    /// Reads the environment, and the TOML file that `file` or `REGULARS_CONFIG` names.
    pub fn read(file: Option<&Path>, checks: &[Check]) -> Result<Config, ConfigError> {
        let named = file.map(Path::to_owned).or_else(|| std::env::var_os("REGULARS_CONFIG").map(PathBuf::from));
        let text = match &named {
            None => String::new(),
            Some(path) => std::fs::read_to_string(path)
                .map_err(|error| ConfigError(vec![format!("{}: {error}", path.display())]))?,
        };
        Config::from_sources(&text, std::env::vars().collect(), checks)
    }

    /// Reads a TOML text and an environment; `checks` are what others know to be wrong with it.
    pub fn from_sources(
        file: &str,
        environment: BTreeMap<String, String>,
        checks: &[Check],
    ) -> Result<Config, ConfigError> {
        let file = flatten(file).map_err(|fault| ConfigError(vec![fault]))?;
        let mut source = Source { file, environment, faults: Vec::new(), effective: Vec::new() };
        let config = source.config();
        source.refuse_unknown();
        let mut faults = source.faults;
        faults.extend(checks.iter().flat_map(|check| check(&config)));
        if faults.is_empty() { Ok(config) } else { Err(ConfigError(faults)) }
    }
}

struct Source {
    file: BTreeMap<String, String>,
    environment: BTreeMap<String, String>,
    faults: Vec<String>,
    effective: Vec<(&'static str, String)>,
}

impl Source {
    fn config(&mut self) -> Config {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let yes_or_no = "expected true or false";
        let whole = "expected a whole number";
        let database = Database {
            url: self.take_as("database.url", "var/regulars.db", Backend::EXPECTED, |text| {
                Backend::named(text).map(|_| text.to_owned())
            }),
            read_url: self.database_url("database.read_url"),
            pool_size: self.take("database.pool_size", "10", "expected a whole number of connections"),
            report_connections: self.take("database.report_connections", "2", "expected a whole number of connections"),
            report_wait_seconds: self.take("database.report_wait_seconds", "20", "expected a whole number of seconds"),
            statement_cache: self.take("database.statement_cache", "true", yes_or_no),
            inline_reads: self.take("database.inline_reads", "true", yes_or_no),
        };
        let http = Http {
            listen: self.take("http.listen", "127.0.0.1:8080", "expected address:port"),
            workers: self.take("http.workers", &cores.to_string(), "expected a whole number of threads"),
            public_url: self.take("http.public_url", "http://localhost:8080", "expected a URL"),
            cors_origins: self.list("http.cors_origins"),
            trust_proxy: self.take("http.trust_proxy", "false", yes_or_no),
            trusted_proxies: self.networks("http.trusted_proxies"),
            metrics_token: self.secret("http.metrics_token", 16),
            max_upload: self.take("http.max_upload", "4294967296", "expected a whole number of bytes"),
            max_unpacked: self.take("http.max_unpacked", "4294967296", "expected a whole number of bytes"),
        };
        let auth = Auth {
            secret: self.secret("auth.secret", 32),
            previous_secrets: self.secrets("auth.previous_secrets"),
            access_seconds: self.take("auth.access_seconds", "900", "expected a whole number of seconds"),
            session_days: self.take("auth.session_days", "30", "expected a whole number of days"),
            login_attempts: self.take("auth.login_attempts", "10", whole),
            abandoned_key_days: self.take("auth.abandoned_key_days", "30", whole),
        };
        let audit = AuditRules {
            settle_seconds: self.take("audit.settle_seconds", "600", whole),
            keep_days: self.take("audit.keep_days", "0", whole),
        };
        let limits = RateLimits {
            caller_per_minute: self.take("limits.caller_per_minute", "6000", whole),
            address_per_minute: self.take("limits.address_per_minute", "600", whole),
            lookups_per_hour: self.take("limits.lookups_per_hour", "300", whole),
        };
        let jobs = Jobs {
            threads: self.take("jobs.threads", "2", whole),
            poll_ms: self.take("jobs.poll_ms", "1000", "expected a whole number of milliseconds"),
        };
        let (smtp, sms, wechat) = (self.smtp(), self.sms(), self.wechat());
        let webhooks = Webhooks {
            allow_private: self.take("webhooks.allow_private", "false", yes_or_no),
            timeout_seconds: self.take("webhooks.timeout_seconds", "15", "expected a whole number of seconds"),
        };
        let sandbox = SandboxDatabase {
            enabled: self.take("sandbox.enabled", "true", yes_or_no),
            database_url: self.database_url("sandbox.database_url"),
        };
        self.check_sandbox(&database, &sandbox);
        let facts_folder = self.optional("facts.folder").map(PathBuf::from);
        let log = Log {
            format: self.take_as("log.format", "text", "expected text or json", |text| text.parse().ok()),
            level: self.take("log.level", "info", "expected a filter such as info"),
        };
        if webhooks.timeout_seconds == 0 {
            self.faults.push("webhooks.timeout_seconds: expected at least 1, found 0".to_owned());
        }
        if http.workers == 0 {
            self.faults.push("http.workers: expected at least 1, found 0".to_owned());
        }
        Config {
            database,
            http,
            auth,
            audit,
            limits,
            jobs,
            smtp,
            sms,
            wechat,
            sandbox,
            webhooks,
            facts_folder,
            log,
            effective: std::mem::take(&mut self.effective),
        }
    }

    fn raw(&mut self, key: &'static str) -> Option<String> {
        let name = if key == "database.url" { "DATABASE_URL".to_owned() } else { env_name(key) };
        let filed = self.file.remove(key);
        self.environment.remove(&name).filter(|value| !value.is_empty()).or(filed)
    }

    fn take<T: FromStr + FallBack>(&mut self, key: &'static str, default: &str, expected: &str) -> T {
        self.take_as(key, default, expected, |text| text.parse().ok())
    }

    fn take_as<T: FallBack>(
        &mut self,
        key: &'static str,
        default: &str,
        expected: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> T {
        let text = self.raw(key).unwrap_or_else(|| default.to_owned());
        self.effective.push((key, without_password(&text)));
        read(&text).unwrap_or_else(|| {
            self.faults.push(format!("{key} ({}): {expected}, found `{}`", env_name(key), without_password(&text)));
            T::fall_back()
        })
    }

    fn optional(&mut self, key: &'static str) -> Option<String> {
        let value = self.raw(key);
        self.effective.push((key, value.as_deref().map(without_password).unwrap_or_default()));
        value
    }

    fn database_url(&mut self, key: &'static str) -> Option<String> {
        let url = self.optional(key)?;
        if Backend::named(&url).is_none() {
            let expected = Backend::EXPECTED;
            self.faults.push(format!("{key} ({}): {expected}, found `{}`", env_name(key), without_password(&url)));
        }
        Some(url)
    }

    /// The sandbox is another database of the same kind.
    fn check_sandbox(&mut self, live: &Database, sandbox: &SandboxDatabase) {
        let key = "sandbox.database_url";
        let Some(url) = sandbox.database_url.as_deref().filter(|url| Backend::named(url).is_some()) else { return };
        if Backend::of(url) != Backend::of(&live.url) {
            self.faults
                .push(format!("{key} ({}): expected a database of the same kind as DATABASE_URL", env_name(key)));
        } else if url.trim_start_matches("sqlite://") == live.url.trim_start_matches("sqlite://") {
            self.faults.push(format!("{key} ({}): expected another database than DATABASE_URL", env_name(key)));
        }
    }

    fn list(&mut self, key: &'static str) -> Vec<String> {
        let text = self.raw(key).unwrap_or_default();
        self.effective.push((key, text.clone()));
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    fn networks(&mut self, key: &'static str) -> Vec<Network> {
        let mut networks = Vec::new();
        for text in self.list(key) {
            match text.parse() {
                Ok(network) => networks.push(network),
                Err(_) => {
                    let expected = "expected addresses or networks such as 10.0.0.0/8";
                    self.faults.push(format!("{key} ({}): {expected}, found `{text}`", env_name(key)));
                }
            }
        }
        networks
    }

    fn secret(&mut self, key: &'static str, least: usize) -> Option<String> {
        let value = self.raw(key);
        self.effective.push((key, yes_or_stars(value.as_ref())));
        if value.as_ref().is_some_and(|value| value.len() < least) {
            self.faults.push(format!("{key} ({}): expected at least {least} characters", env_name(key)));
        }
        value
    }

    /// Secrets by comma.
    fn secrets(&mut self, key: &'static str) -> Vec<String> {
        let value = self.raw(key);
        self.effective.push((key, yes_or_stars(value.as_ref())));
        let parts = value.iter().flat_map(|text| text.split(',')).map(str::trim).filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    }

    fn refuse_unknown(&mut self) {
        let known = ["REGULARS_CONFIG", "REGULARS_DEV"];
        for key in self.file.keys() {
            self.faults.push(format!("{key}: no such setting"));
        }
        for name in self.environment.keys() {
            let section =
                ["DATABASE", "HTTP", "AUTH", "LIMITS", "JOBS", "SMTP", "GATEWAYS", "SANDBOX", "WEBHOOKS", "LOG"]
                    .iter()
                    .any(|section| {
                        name.strip_prefix("REGULARS_").is_some_and(|rest| rest.starts_with(&format!("{section}_")))
                    });
            if section && !known.contains(&name.as_str()) {
                self.faults.push(format!("{name}: no such setting"));
            }
        }
    }
}

/// The value that stands in while the faults are collected.
trait FallBack {
    fn fall_back() -> Self;
}

macro_rules! fall_back {
    ($($type:ty)+) => { $(impl FallBack for $type { fn fall_back() -> Self { Self::default() } })+ };
}
fall_back!(String u32 u64 i64 usize bool);

impl FallBack for LogFormat {
    fn fall_back() -> Self {
        LogFormat::Text
    }
}

fn env_name(key: &str) -> String {
    if key == "database.url" {
        return "DATABASE_URL".to_owned();
    }
    format!("REGULARS_{}", key.replace('.', "_").to_ascii_uppercase())
}

/// Stars for a secret that is there.
fn yes_or_stars(secret: Option<&String>) -> String {
    secret.map(|_| "********".to_owned()).unwrap_or_default()
}

/// `postgres://user:password@host/db` with the password as stars.
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    // The last one: a password may hold others.
    match rest.rsplit_once('@') {
        Some((user, host)) if user.contains(':') => {
            format!("{scheme}://{}:********@{host}", user.split(':').next().unwrap_or_default())
        }
        _ => text.to_owned(),
    }
}

fn flatten(text: &str) -> Result<BTreeMap<String, String>, String> {
    let table: toml::Table = text.parse().map_err(|error| format!("the settings file: {error}"))?;
    let mut flat = BTreeMap::new();
    for (section, value) in table {
        let toml::Value::Table(keys) = value else { return Err(format!("{section}: expected a table [{section}]")) };
        flatten_table(&section, keys, &mut flat);
    }
    Ok(flat)
}

fn flatten_table(section: &str, keys: toml::Table, flat: &mut BTreeMap<String, String>) {
    for (key, value) in keys {
        let name = format!("{section}.{key}");
        let text = match value {
            toml::Value::Table(keys) => {
                flatten_table(&name, keys, flat);
                continue;
            }
            toml::Value::String(text) => text,
            toml::Value::Array(items) => items
                .iter()
                .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
                .collect::<Vec<_>>()
                .join(","),
            other => other.to_string(),
        };
        flat.insert(name, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::from_sources(file, environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(), &[])
    }

    #[test]
    fn the_environment_wins_over_the_file_over_the_default() {
        let config =
            read("[http]\nlisten = \"0.0.0.0:1\"\nworkers = 3", &[("REGULARS_HTTP_LISTEN", "0.0.0.0:2")]).unwrap();
        assert_eq!(config.http.listen, "0.0.0.0:2");
        assert_eq!(config.http.workers, 3);
        assert_eq!(config.auth.access_seconds, 900);
    }

    #[test]
    fn all_faults_are_told_together_with_what_was_expected() {
        let error = read(
            "[http]\nlisen = \"x\"\nworkers = \"many\"",
            &[("REGULARS_AUTH_SECRET", "short"), ("REGULARS_LOG_FROMAT", "x")],
        )
        .unwrap_err()
        .to_string();
        for part in [
            "http.workers",
            "found `many`",
            "auth.secret",
            "at least 32",
            "http.lisen: no such setting",
            "REGULARS_LOG_FROMAT: no such setting",
        ] {
            assert!(error.contains(part), "{part} in {error}");
        }
    }

    #[test]
    fn a_url_of_another_database_is_refused_without_its_password() {
        let urls = [("DATABASE_URL", "mongodb://me:pass@x/db"), ("REGULARS_DATABASE_READ_URL", "mysql://host/db")];
        let error = read("", &urls).unwrap_err().to_string();
        for part in
            ["DATABASE_URL", "postgresql://…, sqlite://path", "`mongodb://me:********@x/db`", "`mysql://host/db`"]
        {
            assert!(error.contains(part), "{part} in {error}");
        }
        assert!(read("", &[("DATABASE_URL", "some/where.db")]).is_ok());
    }

    #[test]
    fn secrets_are_shown_as_stars() {
        let config =
            read("", &[("DATABASE_URL", "postgres://me:pass@host/db"), ("REGULARS_AUTH_SECRET", &"s".repeat(32))])
                .unwrap();
        let shown = format!("{:?}", config.effective);
        assert!(
            shown.contains("postgres://me:********@host/db") && !shown.contains("pass@") && !shown.contains("ssss"),
            "{shown}"
        );
    }

    #[test]
    fn a_gateway_has_its_own_table() {
        let file = "[smtp]\nurl = \"smtps://me:p%40ss@mail.example\"\nfrom = \"仙芋世家 <hello@shop.example>\"\n\
                    [gateways.sms]\nurl = \"https://sms.example/send?token={{secret}}\"\nsecret = \"12345678\"\n\
                    headers = \"\"\"\nContent-Type: application/json\nX-Key: {{secret}}\"\"\"\n\
                    body = \"{\\\"to\\\": \\\"{{to}}\\\"}\"\nsuccess = \"/code=0\"\nlater = [\"9\", \"10\"]";
        let config = read(file, &[("REGULARS_GATEWAYS_WECHAT_CONNECTIONS", "2")]).unwrap();
        assert_eq!(config.sms.headers[1], ("X-Key".to_owned(), "{{secret}}".to_owned()));
        assert_eq!(config.sms.success, Some(("/code".to_owned(), "0".to_owned())));
        assert_eq!(config.sms.later, ["9", "10"]);
        assert_eq!((config.wechat.connections, config.wechat.url), (2, None));
        let shown: BTreeMap<_, _> = config.effective.into_iter().collect();
        assert_eq!(shown["smtp.url"], "smtps://me:********@mail.example");
        assert_eq!(shown["gateways.sms.url"], "https://sms.example/send?********");
        assert_eq!((&*shown["gateways.sms.secret"], &*shown["gateways.sms.headers"]), ("********", "********"));
    }

    #[test]
    fn a_gateway_is_written_in_the_right_form() {
        let file = "[smtp]\nconnections = 0\n\
                    [gateways.sms]\nurl = \"sms.example\"\nsuccess = \"code\"\nheaders = \"x\"";
        let error = read(file, &[]).unwrap_err().to_string();
        for part in [
            "smtp.connections: expected at least 1",
            "gateways.sms.url: expected http",
            "gateways.sms.success: expected /pointer=value",
            "gateways.sms.headers: expected lines",
        ] {
            assert!(error.contains(part), "{part} in {error}");
        }
    }
}
