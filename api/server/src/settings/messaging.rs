//! The bounds within which messages go out, as a versioned setting; the defaults while nobody has set them.

use regulars_db::Db;
use regulars_db::settings::{self, Setting};
use regulars_domain::messages::MessagingPolicy;
use regulars_domain::period::local_day;
use serde_json::json;

use super::organisation;
use crate::audit;
use crate::clock;
use crate::http::actor::Actor;
use crate::http::problem::{Answer, Code, Error, Fault, FaultCode};
use crate::http::reply::IfMatch;

/// The name under which the setting is kept.
pub const NAME: &str = "messaging";

/// The policy that counts, and who set it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub policy: MessagingPolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub setting: Option<Setting>,
}

/// The policy with its version: one query.
pub fn current(db: &mut Db) -> Answer<Kept> {
    let Some(setting) = settings::current(db, NAME)? else {
        return Ok(Kept { policy: MessagingPolicy::default(), version: 0, setting: None });
    };
    let policy =
        serde_json::from_str(&setting.value).map_err(|error| Error::Internal(format!("setting {NAME}: {error}")))?;
    Ok(Kept { policy, version: setting.version, setting: Some(setting) })
}

/// Sets the policy. It counts for what is planned or sent from now on.
pub fn change(db: &mut Db, actor: &Actor, if_match: &IfMatch, wanted: &MessagingPolicy) -> Answer<Kept> {
    wanted.check().map_err(|error| Fault::at(format!("/{}", error.0), FaultCode::OutOfRange).hint(error))?;
    let kept = current(db)?;
    if_match.check(kept.version)?;
    let now = clock::now();
    let setting = Setting {
        name: NAME.to_owned(),
        version: kept.version + 1,
        value: serde_json::to_string(wanted).map_err(|error| Error::Internal(error.to_string()))?,
        effective_from: local_day(now, organisation(db)?.time_zone),
        changed_by: actor.id.clone(),
        changed_at: now.naive_utc(),
        job_id: None,
    };
    settings::insert(db, &setting).map_err(|error| {
        let error = Error::from(error);
        if error.is_unique() { Code::Stale.into() } else { error }
    })?;
    audit::record(db, actor, "settings.change", ("setting", NAME), &json!({"version": setting.version}))?;
    Ok(Kept { policy: *wanted, version: setting.version, setting: Some(setting) })
}
