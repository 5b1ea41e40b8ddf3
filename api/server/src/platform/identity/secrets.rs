//! Where the installation's secrets are: in the settings, or in a file beside a SQLite database that only its owner reads,
//! or, with PostgreSQL, in the database, which every process of the installation sees. The newest signs, the others are
//! known. A copy of a SQLite database alone signs nothing.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use regulars_db::platform::settings;
use regulars_db::{Db, Store};

use super::keys::random_secret;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Error};

/// The name under which they are kept in a database.
const NAME: &str = "secret";

/// The secrets, newest first; made when there is none.
pub fn of(config: &Config, store: &Store) -> Answer<Vec<String>> {
    if let Some(secret) = &config.auth.secret {
        return Ok(std::iter::once(secret).chain(&config.auth.previous_secrets).cloned().collect());
    }
    match file(config) {
        Some(file) => in_file(&file, store),
        None => {
            let kept = store.read_now(kept)?;
            if kept.is_empty() { store.write_now(|db| add(db, true)) } else { Ok(kept) }
        }
    }
}

/// Puts a new secret before the others.
pub fn rotate(config: &Config, store: &Store) -> Answer<()> {
    if config.auth.secret.is_some() {
        let how = "the secret comes from the settings: put a new one in auth.secret and the present one first in auth.previous_secrets";
        return Err(Error::Internal(how.to_owned()));
    }
    let mut secrets = of(config, store)?;
    match file(config) {
        Some(file) => {
            secrets.insert(0, random_secret::<32>());
            write(&file, &secrets)
        }
        None => store.write_now(|db| add(db, false)).map(|_| ()),
    }
}

/// `regulars.db.secrets` beside `regulars.db`.
fn file(config: &Config) -> Option<PathBuf> {
    let mut name = config.database.file()?.into_os_string();
    name.push(".secrets");
    Some(PathBuf::from(name))
}

fn in_file(file: &Path, store: &Store) -> Answer<Vec<String>> {
    match fs::read_to_string(file) {
        Ok(text) => {
            let secrets: Vec<String> =
                text.lines().map(str::trim).filter(|line| line.len() >= 32).map(str::to_owned).collect();
            if secrets.is_empty() {
                return Err(Error::Internal(format!("{}: holds no secret", file.display())));
            }
            Ok(secrets)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // Earlier versions kept it in the database.
            let mut secrets = store.read_now(kept)?;
            let moved = !secrets.is_empty();
            if !moved {
                secrets.push(random_secret::<32>());
            }
            write(file, &secrets)?;
            if moved {
                store.write_now(|db| Ok::<_, Error>(settings::remove(db, NAME)?))?;
            }
            Ok(secrets)
        }
        Err(error) => Err(failed(file, &error)),
    }
}

/// Writes the file whole or not at all.
fn write(file: &Path, secrets: &[String]) -> Answer<()> {
    let fresh = file.with_extension("secrets.new");
    let written =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh).and_then(|mut open| {
            secrets.iter().try_for_each(|secret| writeln!(open, "{secret}"))?;
            open.sync_all()
        });
    written.and_then(|()| fs::rename(&fresh, file)).map_err(|error| failed(file, &error))
}

fn failed(file: &Path, error: &std::io::Error) -> Error {
    Error::Internal(format!("{}: {error}", file.display()))
}

fn kept(db: &mut Db) -> Answer<Vec<String>> {
    Ok(settings::versions(db, NAME)?.into_iter().map(|row| row.value).collect())
}

/// Adds a secret to those in the database and answers all; when `only_first` none is added to others.
fn add(db: &mut Db, only_first: bool) -> Answer<Vec<String>> {
    let before = settings::versions(db, NAME)?;
    if before.is_empty() || !only_first {
        let now = clock::now().naive_utc();
        let row = settings::Setting {
            name: NAME.to_owned(),
            version: before.first().map_or(1, |row| row.version + 1),
            value: random_secret::<32>(),
            effective_from: now.date(),
            changed_by: "system".to_owned(),
            changed_at: now,
            job_id: None,
        };
        settings::insert(db, &row)?;
    }
    kept(db)
}
