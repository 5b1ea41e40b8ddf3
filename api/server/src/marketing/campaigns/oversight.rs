//! Who had a hand in a plan, and what an approval of it is about.

use std::collections::BTreeSet;

use regulars_db::Db;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::oversight;
use regulars_db::platform::authors;
use regulars_domain::marketing::campaigns::{Hands, Oversight, OwnPart, Pinned};
use regulars_domain::message;

use crate::marketing::segments::resting;
use crate::organisation::standing;
use crate::platform::error::{Answer, Code, Refusal};
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

/// Whose work an approval of a plan is about: who wrote or changed the plan, the contents of its templates, and the rules
/// and lists its audience rests on; a key's work is its maker's.
pub fn hands(db: &mut Db, campaign: &Campaign, held: &Oversight) -> Answer<Hands> {
    let mut plan: BTreeSet<String> = held.editors.iter().cloned().collect();
    plan.extend([campaign.author_id.clone(), campaign.changed_by.clone()]);
    let templates = authors::of(db, campaign.arms.iter().map(|arm| arm.template_id.as_str()))?;
    let audience = &campaign.audience;
    let named = audience.segments.iter().chain(&audience.exclude).map(String::as_str);
    let segments = resting::with_all_under(db, named)?;
    let segments = authors::of(db, segments.iter().map(|segment| segment.id.as_str()))?;
    Ok(Hands { plan: people(db, plan)?, templates: people(db, templates)?, segments: people(db, segments)? })
}

/// The people behind these users and keys.
fn people(db: &mut Db, ids: impl IntoIterator<Item = String>) -> Answer<BTreeSet<String>> {
    ids.into_iter().map(|id| standing::maker_of(db, &id)).collect()
}

/// Nobody approves a plan of which they wrote or changed a part.
pub fn refuse_own_work(db: &mut Db, actor: &Actor, campaign: &Campaign, held: &Oversight) -> Answer<()> {
    let Some(part) = hands(db, campaign, held)?.own_part(&actor.id) else { return Ok(()) };
    let detail = match part {
        OwnPart::Plan => message!("you wrote or changed this plan", "您编写或修改过此方案"),
        OwnPart::Template => message!("you wrote or changed a template of this plan", "您编写或修改过此方案所用的模板"),
        OwnPart::Segment => message!(
            "you wrote or changed a segment that the audience of this plan rests on",
            "您编写或修改过此方案受众所依据的客群"
        ),
    };
    Err(Refusal::of(Code::OwnWork).detail(detail).member("part", part.as_str()).into())
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
