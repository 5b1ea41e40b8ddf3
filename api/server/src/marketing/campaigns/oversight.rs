//! Who had a hand in a plan, and what an approval of it is about.

use std::collections::BTreeSet;

use regulars_db::Db;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::oversight;
use regulars_db::organisation::api_keys;
use regulars_domain::marketing::campaigns::{Oversight, Pinned};

use crate::marketing::segments::resting;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::Actor;

/// What an approval would be about now, with so many people.
pub fn pinned(db: &mut Db, campaign: &Campaign, people: i64) -> Answer<Pinned> {
    let audience = campaign.audience.0.clone();
    Ok(Pinned {
        segments: resting::versions(db, audience.segments.iter().chain(&audience.exclude).map(String::as_str))?,
        offer: campaign.plan.execution.offer.clone(),
        budget_minor: campaign.budget_minor,
        people,
        audience,
    })
}

/// Nobody approves what they wrote, or changed since it was a draft; a key's work is its maker's.
pub fn refuse_own_work(db: &mut Db, actor: &Actor, campaign: &Campaign, held: &Oversight) -> Answer<()> {
    let hands: BTreeSet<&String> = held.editors.iter().chain([&campaign.author_id, &campaign.changed_by]).collect();
    for hand in hands {
        let maker = api_keys::find(db, hand)?.map(|key| key.created_by);
        if *hand == actor.id || maker.is_some_and(|maker| maker == actor.id) {
            return Err(Code::OwnWork.into());
        }
    }
    Ok(())
}

/// Notes something of what a campaign is held to; its row is locked.
pub fn note(db: &mut Db, campaign: &Campaign, change: impl FnOnce(&mut Oversight)) -> Answer<()> {
    let mut held = oversight::of(db, &campaign.id)?;
    // What an earlier version wrote is not noted yet.
    held.edited_by(&campaign.author_id);
    held.edited_by(&campaign.changed_by);
    change(&mut held);
    Ok(oversight::put(db, &campaign.id, held)?)
}
