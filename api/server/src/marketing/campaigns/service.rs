//! Making and changing plans.

use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::marketing::campaigns::{CampaignState, CampaignStep, next};
use regulars_domain::money::Money;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::checks::check_parts;
use super::oversight::note;
use super::requests::{CampaignPatch, NewCampaign};
use crate::messaging::policy;
use crate::organisation::units::belonging;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;
use crate::platform::{audit, clock, time};

/// The share held out when a plan says nothing.
const CONTROL: i32 = 1_000;

pub fn find(db: &mut Db, id: &str) -> Answer<Campaign> {
    campaigns::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// A campaign that somebody with this reach reads.
pub fn seen(db: &mut Db, scope: &Scope, id: &str) -> Answer<Campaign> {
    let campaign = find(db, id)?;
    belonging::check_readable(db, scope, &campaign.unit_id)?;
    Ok(campaign)
}

/// Refuses a step with a campaign that belongs to a unit out of reach.
pub fn check_changeable(db: &mut Db, scope: &Scope, id: &str) -> Answer<()> {
    let campaign = find(db, id)?;
    belonging::check_changeable(db, scope, &campaign.unit_id)
}

pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewCampaign) -> Answer<Campaign> {
    let unit_id = belonging::owner(db, scope, new.unit_id.as_deref())?;
    let name = text_fields::line("/name", &new.name, 100)?;
    check_parts(db, &unit_id, Some(&new.plan), Some(&new.audience), Some(&new.arms))?;
    let attribution_days = match new.attribution_days {
        Some(days) => days,
        None => policy::current(db)?.value.attribution_days,
    };
    let now = clock::now().naive_utc();
    let campaign = Campaign {
        id: ids::make(ids::CAMPAIGN),
        name,
        channel: AsText(new.channel),
        purpose: AsText(new.purpose),
        state: AsText(CampaignState::Draft),
        plan: Json(new.plan.clone()),
        audience: Json(new.audience.clone()),
        arms: Json(new.arms.clone()),
        contents: None,
        control_share: new.control_share.unwrap_or(CONTROL),
        attribution_days,
        budget_minor: money(db, "/budget", new.budget)?,
        cost_minor: money(db, "/cost", new.cost)?,
        margin_rate: new.margin_rate,
        scheduled_at: None,
        send_until: new.send_until.map(|at| at.naive_utc()),
        author_id: actor.id.clone(),
        changed_by: actor.id.clone(),
        reviewed_by: None,
        review_note: None,
        approved_by: None,
        approved_at: None,
        launched_at: None,
        launched_by: None,
        planned_at: None,
        resumed_at: None,
        completed_at: None,
        paused_reason: None,
        created_at: now,
        updated_at: now,
        version: 1,
        unit_id,
    };
    campaigns::insert(db, &campaign)?;
    note(db, &campaign, |_| {})?;
    audit::record(db, actor, "campaigns.create", ("campaign", &campaign.id), &json!({"name": campaign.name}))?;
    Ok(campaign)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    id: &str,
    expected: &ExpectedVersion,
    patch: &CampaignPatch,
) -> Answer<Campaign> {
    let mut campaign = campaigns::lock(db, id)?.ok_or(Code::NotFound)?;
    expected.check(campaign.version)?;
    if patch.is_of_plan() {
        next(campaign.state.0, CampaignStep::Edit).map_err(not_now)?;
        check_parts(db, &campaign.unit_id, patch.plan.as_ref(), patch.audience.as_ref(), patch.arms.as_deref())?;
        change_plan(db, &mut campaign, patch)?;
        campaign.changed_by = actor.id.clone();
        // The number that was counted may be of other people.
        note(db, &campaign, |held| held.prepared = None)?;
    }
    if let Some(cost) = patch.cost {
        campaign.cost_minor = money(db, "/cost", cost)?;
    }
    if let Some(rate) = patch.margin_rate {
        if rate.is_some_and(|rate| !(0..=10_000).contains(&rate)) {
            return Err(Fault::at("/margin_rate", FaultCode::OutOfRange).into());
        }
        campaign.margin_rate = rate;
    }
    keep(db, actor, campaign, "campaigns.change")
}

fn change_plan(db: &mut Db, campaign: &mut Campaign, patch: &CampaignPatch) -> Answer<()> {
    if let Some(name) = &patch.name {
        campaign.name = text_fields::line("/name", name, 100)?;
    }
    if let Some(channel) = patch.channel {
        campaign.channel = AsText(channel);
    }
    if let Some(purpose) = patch.purpose {
        campaign.purpose = AsText(purpose);
    }
    if let Some(plan) = &patch.plan {
        campaign.plan = Json(plan.clone());
    }
    if let Some(audience) = &patch.audience {
        campaign.audience = Json(audience.clone());
    }
    if let Some(arms) = &patch.arms {
        campaign.arms = Json(arms.clone());
    }
    if let Some(share) = patch.control_share {
        campaign.control_share = share;
    }
    if let Some(days) = patch.attribution_days {
        campaign.attribution_days = days;
    }
    if let Some(budget) = patch.budget {
        campaign.budget_minor = money(db, "/budget", budget)?;
    }
    if let Some(until) = patch.send_until {
        campaign.send_until = until.map(|at| time::settled(at).naive_utc());
    }
    Ok(())
}

/// Writes a campaign that is locked over the version it was read at, and notes who did what.
pub fn keep(db: &mut Db, actor: &Actor, campaign: Campaign, action: &str) -> Answer<Campaign> {
    let before = find(db, &campaign.id)?;
    let campaign = store(db, campaign)?;
    audit::change(db, actor, action, ("campaign", &campaign.id), (&before, &campaign))?;
    Ok(campaign)
}

/// The same for what happens by itself.
pub fn store(db: &mut Db, mut campaign: Campaign) -> Answer<Campaign> {
    let version = campaign.version;
    campaign.updated_at = clock::now().naive_utc();
    campaign.version += 1;
    if !campaigns::update(db, &campaign, version)? {
        return Err(Code::Stale.into());
    }
    Ok(campaign)
}

/// A step that the present state does not allow.
pub fn not_now(refused: regulars_domain::marketing::campaigns::NotNow) -> Error {
    Refusal::of(Code::Conflict).detail(refused).member("state", refused.0.as_str()).into()
}

/// An amount in the currency everything is counted in.
fn money(db: &mut Db, at: &str, money: Option<Money>) -> Answer<Option<i64>> {
    let Some(money) = money else { return Ok(None) };
    let currency = organisation(db)?.base_currency;
    let amount = money.amount_in(currency).map_err(|error| Fault::at(at, FaultCode::OtherCurrency).hint(error))?;
    if amount < 0 {
        return Err(Fault::at(format!("{at}/amount"), FaultCode::OutOfRange).into());
    }
    Ok(Some(amount))
}
