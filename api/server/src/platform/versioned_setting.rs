//! What all settings have in common: a value with its version, how it is read, and how the next version is written.
//! Which settings there are is not here: each area says of its own what it is called, what it accepts and what a change
//! of it asks for.

use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::platform::settings;
use regulars_db::platform::settings::Setting as Row;
use regulars_domain::period::local_day;
use regulars_domain::platform::audit::changes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::version::ExpectedVersion;

/// A setting of the organisation; its default counts while nobody has set it.
pub trait Setting: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + 'static {
    /// The name under which it is stored.
    const NAME: &'static str;
    /// Whether the present value, set again, is a version of its own.
    const REPEATS: bool = true;

    /// The value as it is stored, or what is wrong with it.
    fn checked(self) -> Answer<Self>;

    /// Whether it may follow the present value, as the facts are.
    fn check_change(&self, _db: &mut Db, _present: &Self) -> Answer<()> {
        Ok(())
    }

    /// In which a day is meant: a version counts from today on.
    fn time_zone(&self, db: &mut Db) -> Answer<Tz> {
        Ok(organisation(db)?.time_zone)
    }

    /// Asks for the job that recomputes what depends on it; answers its id.
    fn recompute(_db: &mut Db, _by: &str) -> Answer<Option<String>> {
        Ok(None)
    }
}

/// The value of a setting, and who set it.
#[derive(Clone, Debug)]
pub struct VersionedSetting<S> {
    /// What counts now, or the default while nobody has set it.
    pub value: S,
    /// 0 while nobody has set it.
    pub version: i32,
    /// Who set it, when, and from which day it counts; none while nobody has set it.
    pub row: Option<Row>,
}

/// The value that counts now, with its version: one query.
pub fn current<S: Setting>(db: &mut Db) -> Answer<VersionedSetting<S>> {
    match settings::current(db, S::NAME)? {
        None => Ok(VersionedSetting { value: S::default(), version: 0, row: None }),
        Some(row) => read(row),
    }
}

/// Every version, newest first.
pub fn versions<S: Setting>(db: &mut Db) -> Answer<Vec<VersionedSetting<S>>> {
    settings::versions(db, S::NAME)?.into_iter().map(read).collect()
}

/// Sets a setting: its next version, the note of who did it, and the job that a change asks for.
pub fn change<S: Setting>(
    db: &mut Db,
    actor: &Actor,
    expected: &ExpectedVersion,
    wanted: S,
) -> Answer<VersionedSetting<S>> {
    let value = wanted.checked()?;
    let present = current::<S>(db)?;
    expected.check(present.version)?;
    if !S::REPEATS && present.value == value {
        return Ok(present);
    }
    value.check_change(db, &present.value)?;
    let job_id = S::recompute(db, &actor.id)?;
    let now = clock::now();
    let row = Row {
        name: S::NAME.to_owned(),
        version: present.version + 1,
        value: serde_json::to_string(&value).map_err(|error| Error::Internal(error.to_string()))?,
        effective_from: local_day(now, value.time_zone(db)?),
        changed_by: actor.id.clone(),
        changed_at: now.naive_utc(),
        job_id,
    };
    insert(db, &row)?;
    let told = |value: &S| serde_json::to_value(value).map_err(|error| Error::Internal(error.to_string()));
    let detail = json!({"version": row.version, "changes": changes(&told(&present.value)?, &told(&value)?)});
    audit::record(db, actor, "settings.change", ("setting", S::NAME), &detail)?;
    Ok(VersionedSetting { value, version: row.version, row: Some(row) })
}

/// Two writers of the same version: the second is told that it was changed meanwhile.
pub fn insert(db: &mut Db, row: &Row) -> Answer<()> {
    settings::insert(db, row).map_err(|error| {
        let error = Error::from(error);
        if error.is_unique() { Code::Stale.into() } else { error }
    })
}

fn read<S: Setting>(row: Row) -> Answer<VersionedSetting<S>> {
    let value =
        serde_json::from_str(&row.value).map_err(|error| Error::Internal(format!("setting {}: {error}", row.name)))?;
    Ok(VersionedSetting { value, version: row.version, row: Some(row) })
}
