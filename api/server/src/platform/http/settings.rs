//! Versioned settings over HTTP: how one is read and set, wherever its routes are.

use chrono::NaiveDate;
use serde::Deserialize;
use validator::{Validate, ValidationErrors};

use super::actor::{MayEverywhere, allow};
use super::reply::{IfMatch, Resource};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::time::Time;
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::{Setting, VersionedSetting};

/// A policy in a body: its rules are the domain's, and need more than one field at a time.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Policy<S>(pub S);

impl<S> Validate for Policy<S> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}

/// Who set a setting, and from when it counts; nothing while nobody has.
#[derive(Default)]
pub struct Provenance {
    /// The day from which it counts.
    pub effective_from: Option<NaiveDate>,
    /// The user or key that set it.
    pub changed_by: Option<String>,
    /// When that was.
    pub changed_at: Option<Time>,
    /// The job that brings about what follows from it.
    pub job_id: Option<String>,
}

impl Provenance {
    /// That of a setting as it counts now.
    pub fn of<S>(setting: &VersionedSetting<S>) -> Provenance {
        setting.row.clone().map_or_else(Provenance::default, |row| Provenance {
            effective_from: Some(row.effective_from),
            changed_by: Some(row.changed_by),
            changed_at: Some(row.changed_at.into()),
            job_id: row.job_id,
        })
    }
}

/// A setting as it counts now.
pub async fn current<S: Setting, V: From<VersionedSetting<S>>>(app: &App) -> Answer<Resource<V>> {
    let setting = app.store.read(versioned_setting::current::<S>).await?;
    Ok(Resource::new(setting.version, V::from(setting)))
}

/// Sets a setting; answers it as it is then.
pub async fn set<S: Setting, V: From<VersionedSetting<S>>>(
    app: &App,
    who: MayEverywhere<allow::SettingsWrite>,
    if_match: IfMatch,
    wanted: S,
) -> Answer<Resource<V>> {
    let setting = app.store.write(move |db| versioned_setting::change(db, &who, &if_match, wanted.clone())).await?;
    Ok(Resource::new(setting.version, V::from(setting)))
}
