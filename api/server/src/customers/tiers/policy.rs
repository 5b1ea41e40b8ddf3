//! How customers are put into tiers, as a versioned setting.

use regulars_db::Db;
use regulars_db::platform::settings;
use regulars_db::platform::settings::Setting;
use regulars_domain::customers::tiers::{Bounds, TierPolicy};
use serde::{Deserialize, Serialize};

use crate::customers::tiers;
use crate::platform::clock;
use crate::platform::error::{Answer, Error, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::version::ExpectedVersion;
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::{Kept, Place};

/// The name under which the setting is kept.
pub const NAME: &str = "tier_policy";
/// The name under which the bounds are kept that cumulative shares came to.
const BOUNDS: &str = "tier_bounds";

/// The policy with its version: one query.
pub fn current(db: &mut Db) -> Answer<Kept<TierPolicy>> {
    versioned_setting::current(db, NAME)
}

/// Every version, newest first.
pub fn versions(db: &mut Db) -> Answer<Vec<Kept<TierPolicy>>> {
    settings::versions(db, NAME)?.into_iter().map(versioned_setting::read).collect()
}

/// Sets the policy; every customer is looked at again by a job of the same transaction.
pub fn change(db: &mut Db, actor: &Actor, expected: &ExpectedVersion, wanted: &TierPolicy) -> Answer<Kept<TierPolicy>> {
    wanted.check().map_err(|error| Fault::at(format!("/{}", error.field()), FaultCode::OutOfRange).hint(error))?;
    let version = current(db)?.version;
    expected.check(version)?;
    let job_id = Some(tiers::jobs::enqueue(db, &actor.id)?);
    let time_zone = organisation(db)?.time_zone;
    versioned_setting::change(db, actor, Place { name: NAME, after: version, time_zone, job_id }, *wanted)
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
    versioned_setting::insert(
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
