//! Referrals follow when two customers become one: those whom both brought are the survivor's, and so is who referred either.

use regulars_db::Db;
use regulars_db::customers::referrals;
use regulars_domain::customers::merges::FollowKind;
use regulars_domain::customers::referrals::leads_to;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Undo, noted};
use crate::platform::error::Answer;

/// Whom they brought, and who brought them.
pub struct Referrals;

/// What followed.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Followed {
    /// Whom the merged one had brought.
    brought: Vec<String>,
    /// Who had referred the survivor, and who does since.
    before: Option<String>,
    after: Option<String>,
}

impl MergePart for Referrals {
    fn name(&self) -> &'static str {
        "referrals"
    }

    fn follows(&self, db: &mut Db, _survivor: &str, merged: &str) -> Answer<Follows> {
        let brought = referrals::brought_by(db, merged)?.len();
        Ok(vec![(FollowKind::Referrals, i64::try_from(brought).unwrap_or(i64::MAX))])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let mut brought = referrals::brought_by(db, both.merged)?;
        brought.retain(|id| id != both.survivor);
        referrals::set_referrer(db, &brought, Some(both.survivor), both.now.naive_utc())?;
        let before = referrals::referrer_of(db, both.survivor)?;
        let theirs = referrals::referrer_of(db, both.merged)?;
        let mut after = None;
        for referrer in [&before, &theirs].into_iter().flatten().filter(|id| *id != both.merged) {
            // Nobody is referred by whom they brought, also not by whom only the other one did.
            if after.is_none() && !stands_above(db, both.survivor, referrer)? {
                after = Some(referrer.clone());
            }
        }
        put(db, both, both.survivor, &before, after.clone())?;
        noted(&Followed { brought, before, after })
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let followed: Followed = undo.moved.part(self.name())?;
        let brought = referrals::still_brought_by(db, both.survivor, &followed.brought)?;
        referrals::set_referrer(db, &brought, Some(both.merged), both.now.naive_utc())?;
        // What somebody said since stays.
        let now = referrals::referrer_of(db, both.survivor)?;
        if now == followed.after {
            put(db, both, both.survivor, &now, followed.before)?;
        }
        for id in [both.survivor, both.merged] {
            let referrer = referrals::referrer_of(db, id)?;
            if let Some(found) = &referrer
                && stands_above(db, id, found)?
            {
                put(db, both, id, &referrer, None)?;
            }
        }
        Ok(())
    }
}

/// Whether a customer is among those who, one by the other, brought somebody.
fn stands_above(db: &mut Db, customer: &str, somebody: &str) -> Answer<bool> {
    Ok(leads_to(somebody, customer, |id| referrals::referrer_of(db, id))?)
}

/// Says who referred a customer, where that is not known already.
fn put(db: &mut Db, both: &Both<'_>, id: &str, known: &Option<String>, referrer: Option<String>) -> Answer<()> {
    if *known == referrer {
        return Ok(());
    }
    Ok(referrals::set_referrer(db, &[id.to_owned()], referrer.as_deref(), both.now.naive_utc())?)
}
