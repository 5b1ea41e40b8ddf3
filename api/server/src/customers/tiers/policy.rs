//! How customers are put into tiers, as a versioned setting.

use regulars_db::Db;
use regulars_db::platform::settings;
use regulars_db::platform::settings::Setting as Row;
use regulars_domain::customers::tiers::{Bounds, TierPolicy};
use serde::{Deserialize, Serialize};

use crate::customers::tiers;
use crate::platform::clock;
use crate::platform::error::{Answer, Error, Fault, FaultCode};
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::{Setting, VersionedSetting};

/// The name under which the bounds are kept that cumulative shares came to.
const BOUNDS: &str = "tier_bounds";

impl Setting for TierPolicy {
    const NAME: &'static str = "tier_policy";

    fn checked(self) -> Answer<TierPolicy> {
        self.check().map_err(|error| Fault::at(format!("/{}", error.field()), FaultCode::OutOfRange).hint(error))?;
        Ok(self)
    }

    /// Every customer is looked at again.
    fn recompute(db: &mut Db, by: &str) -> Answer<Option<String>> {
        tiers::jobs::enqueue(db, by).map(Some)
    }
}

/// The policy with its version: one query.
pub fn current(db: &mut Db) -> Answer<VersionedSetting<TierPolicy>> {
    versioned_setting::current(db)
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
        &Row {
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
