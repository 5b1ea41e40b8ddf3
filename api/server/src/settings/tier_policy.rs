//! How customers are put into tiers, as a versioned setting.

use regulars_db::Db;
use regulars_db::settings::{self, Setting};
use regulars_domain::period::local_day;
use regulars_domain::tiers::{Bounds, TierPolicy};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::organisation;
use crate::audit;
use crate::clock;
use crate::http::actor::Actor;
use crate::http::problem::{Answer, Code, Error, Fault, FaultCode};
use crate::http::reply::IfMatch;
use crate::tiers;

/// The name under which the setting is kept.
pub const NAME: &str = "tier_policy";
/// The name under which the bounds are kept that cumulative shares came to.
const BOUNDS: &str = "tier_bounds";

/// The policy that counts, and who set it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub policy: TierPolicy,
    /// 0 while nobody has set it.
    pub version: i32,
    pub setting: Option<Setting>,
}

/// The policy with its version: one query.
pub fn current(db: &mut Db) -> Answer<Kept> {
    match settings::current(db, NAME)? {
        None => Ok(Kept { policy: TierPolicy::default(), version: 0, setting: None }),
        Some(setting) => read(setting),
    }
}

/// Every version, newest first.
pub fn versions(db: &mut Db) -> Answer<Vec<Kept>> {
    settings::versions(db, NAME)?.into_iter().map(read).collect()
}

fn read(setting: Setting) -> Answer<Kept> {
    let policy =
        serde_json::from_str(&setting.value).map_err(|error| Error::Internal(format!("setting {NAME}: {error}")))?;
    Ok(Kept { policy, version: setting.version, setting: Some(setting) })
}

/// Sets the policy; every customer is looked at again by a job of the same transaction.
pub fn change(db: &mut Db, actor: &Actor, if_match: &IfMatch, wanted: &TierPolicy) -> Answer<Kept> {
    wanted.check().map_err(|error| Fault::at(format!("/{}", error.field()), FaultCode::OutOfRange).hint(error))?;
    let kept = current(db)?;
    if_match.check(kept.version)?;
    let now = clock::now();
    let version = kept.version + 1;
    let job_id = tiers::jobs::enqueue(db, &actor.id)?;
    let setting = Setting {
        name: NAME.to_owned(),
        version,
        value: serde_json::to_string(wanted).map_err(|error| Error::Internal(error.to_string()))?,
        effective_from: local_day(now, organisation(db)?.time_zone),
        changed_by: actor.id.clone(),
        changed_at: now.naive_utc(),
        job_id: Some(job_id),
    };
    insert(db, &setting)?;
    audit::record(db, actor, "settings.change", ("setting", NAME), &json!({"version": version}))?;
    Ok(Kept { policy: *wanted, version, setting: Some(setting) })
}

/// Two writers of the same version: the second is told that it was changed meanwhile.
fn insert(db: &mut Db, setting: &Setting) -> Answer<()> {
    settings::insert(db, setting).map_err(|error| {
        let error = Error::from(error);
        if error.is_unique() { Code::Stale.into() } else { error }
    })
}

/// The bounds that cumulative shares came to at the last pass over the base.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ShareBounds {
    /// The version of the policy.
    pub rule: i32,
    /// In the order of the window's ranges.
    pub bounds: Vec<Bounds>,
}

/// The bounds of the last pass; none before the first.
pub fn share_bounds(db: &mut Db) -> Answer<Option<ShareBounds>> {
    let Some(setting) = settings::current(db, BOUNDS)? else { return Ok(None) };
    serde_json::from_str(&setting.value)
        .map(Some)
        .map_err(|error| Error::Internal(format!("setting {BOUNDS}: {error}")))
}

/// Keeps the bounds of a pass; each pass is a version.
pub fn keep_share_bounds(db: &mut Db, found: &ShareBounds) -> Answer<()> {
    let before = settings::current(db, BOUNDS)?.map_or(0, |setting| setting.version);
    let now = clock::now();
    insert(
        db,
        &Setting {
            name: BOUNDS.to_owned(),
            version: before + 1,
            value: serde_json::to_string(found).map_err(|error| Error::Internal(error.to_string()))?,
            effective_from: now.date_naive(),
            changed_by: "system".to_owned(),
            changed_at: now.naive_utc(),
            job_id: None,
        },
    )
}
