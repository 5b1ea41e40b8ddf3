//! What all settings have in common: a value with its version, and how the next version is written.

use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::platform::settings;
use regulars_db::platform::settings::Setting;
use regulars_domain::period::local_day;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::Actor;

/// The value that counts, and who set it.
#[derive(Clone, Debug)]
pub struct Kept<T> {
    pub value: T,
    /// 0 while nobody has set it.
    pub version: i32,
    pub setting: Option<Setting>,
}

/// The value of the setting `name` with its version: one query. The default while nobody has set it.
pub fn current<T: Default + DeserializeOwned>(db: &mut Db, name: &str) -> Answer<Kept<T>> {
    match settings::current(db, name)? {
        None => Ok(Kept { value: T::default(), version: 0, setting: None }),
        Some(setting) => read(setting),
    }
}

/// A version of a setting as what it says.
pub fn read<T: DeserializeOwned>(setting: Setting) -> Answer<Kept<T>> {
    let value = serde_json::from_str(&setting.value)
        .map_err(|error| Error::Internal(format!("setting {}: {error}", setting.name)))?;
    Ok(Kept { value, version: setting.version, setting: Some(setting) })
}

/// Where a new version of a setting belongs.
pub struct Place<'a> {
    pub name: &'a str,
    /// The version it follows.
    pub after: i32,
    /// In which a day is meant: it counts from today on.
    pub time_zone: Tz,
    /// The job that recomputes what depends on it.
    pub job_id: Option<String>,
}

/// Writes the next version of a setting and the note of who did it.
pub fn change<T: Serialize>(db: &mut Db, actor: &Actor, place: Place<'_>, value: T) -> Answer<Kept<T>> {
    let now = clock::now();
    let setting = Setting {
        name: place.name.to_owned(),
        version: place.after + 1,
        value: serde_json::to_string(&value).map_err(|error| Error::Internal(error.to_string()))?,
        effective_from: local_day(now, place.time_zone),
        changed_by: actor.id.clone(),
        changed_at: now.naive_utc(),
        job_id: place.job_id,
    };
    insert(db, &setting)?;
    audit::record(db, actor, "settings.change", ("setting", place.name), &json!({"version": setting.version}))?;
    Ok(Kept { value, version: setting.version, setting: Some(setting) })
}

/// Two writers of the same version: the second is told that it was changed meanwhile.
pub fn insert(db: &mut Db, setting: &Setting) -> Answer<()> {
    settings::insert(db, setting).map_err(|error| {
        let error = Error::from(error);
        if error.is_unique() { Code::Stale.into() } else { error }
    })
}
