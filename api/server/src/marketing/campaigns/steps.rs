//! What is done with a campaign: handed in, judged, scheduled, launched, paused, resumed, cancelled.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::{audience, campaigns, oversight};
use regulars_db::messaging::{deliveries, templates};
use regulars_db::platform::jobs::Job;
use regulars_db::text::{AsText, Json};
use regulars_domain::marketing::campaigns::{
    CampaignState, CampaignStep, ChecklistPart, PauseReason, Prepared, Readiness, next,
};
use regulars_domain::message;
use regulars_domain::messaging::templates::Contents;
use regulars_domain::organisation::notifications::NotificationKind;
use serde_json::{Value, json};

use super::approvals::{tell_askers, tell_deciders};
use super::checks;
use super::clear::Clear;
use super::oversight::{note, pinned, refuse_own_work};
use super::plan::PlanDeliveries;
use super::prepare::Prepare;
use super::requests::{CampaignSchedule, Launch, Rejection};
use super::service::{find, keep, not_now, store};
use crate::messaging::{policy, sending};
use crate::organisation::notifications::service as notifications;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::text_fields;
use crate::platform::{clock, jobs};

/// The campaign, locked, in the state that the step leads to.
fn step(db: &mut Db, id: &str, step: CampaignStep) -> Answer<Campaign> {
    let mut campaign = campaigns::lock(db, id)?.ok_or(Code::NotFound)?;
    campaign.state = AsText(next(campaign.state.0, step).map_err(not_now)?);
    Ok(campaign)
}

/// Hands a draft in; refused while it lacks what it needs for that.
pub fn review(db: &mut Db, actor: &Actor, config: &Config, id: &str) -> Answer<Campaign> {
    let campaign = step(db, id, CampaignStep::Review)?;
    refuse_unready(&checks::lines(db, config, &campaign, 1)?, &[Readiness::NeededForReview])?;
    note(db, &campaign, |held| held.returned = None)?;
    let campaign = keep(db, actor, campaign, "campaigns.review")?;
    tell_deciders(db, &campaign, &actor.id)?;
    // Who is to approve sees how many people it is for.
    jobs::enqueue(db, &Prepare::of(id), &actor.id)?;
    Ok(campaign)
}

/// Asks for the audience to be looked at again and counted.
pub fn prepare(db: &mut Db, actor: &Actor, id: &str) -> Answer<Job> {
    let campaign = find(db, id)?;
    next(campaign.state.0, CampaignStep::Prepare).map_err(not_now)?;
    jobs::enqueue(db, &Prepare::of(id), &actor.id)
}

/// Approves what was handed in, by somebody who wrote no part of it. What the templates say now is what will be sent, and to
/// whom is held to what the audience is now.
pub fn approve(db: &mut Db, actor: &Actor, config: &Config, id: &str) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Approve)?;
    refuse_key(actor)?;
    let held = oversight::of(db, id)?;
    refuse_own_work(db, actor, &campaign, &held)?;
    refuse_unready(&checks::lines(db, config, &campaign, 1)?, &[Readiness::NeededForReview])?;
    let mut contents: BTreeMap<String, Contents> = BTreeMap::new();
    for arm in campaign.arms.iter() {
        let template = templates::find(db, &arm.template_id)?.ok_or(Code::NotFound)?;
        contents.insert(arm.key.clone(), template.contents.0);
    }
    campaign.contents = Some(Json(contents));
    campaign.reviewed_by = Some(actor.id.clone());
    campaign.review_note = None;
    campaign.approved_by = Some(actor.id.clone());
    campaign.approved_at = Some(clock::now().naive_utc());
    let people = checks::people(db, &campaign)?;
    let approved = pinned(db, &campaign, people)?;
    note(db, &campaign, |held| {
        held.approved = Some(approved);
        held.returned = None;
    })?;
    let campaign = keep(db, actor, campaign, "campaigns.approve")?;
    tell_askers(db, &campaign, NotificationKind::RequestApproved, &actor.id)?;
    Ok(campaign)
}

/// Hands it back to its author; what was approved is not any more.
pub fn reject(db: &mut Db, actor: &Actor, id: &str, rejection: &Rejection) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Reject)?;
    campaign.review_note = Some(text_fields::line("/note", &rejection.note, 1000)?);
    campaign.reviewed_by = Some(actor.id.clone());
    forget_approval(&mut campaign);
    note(db, &campaign, |held| {
        held.approved = None;
        held.returned = None;
    })?;
    let campaign = keep(db, actor, campaign, "campaigns.reject")?;
    tell_askers(db, &campaign, NotificationKind::RequestReturned, &actor.id)?;
    Ok(campaign)
}

/// What was approved is not any more.
pub fn forget_approval(campaign: &mut Campaign) {
    campaign.approved_by = None;
    campaign.approved_at = None;
    campaign.contents = None;
    campaign.scheduled_at = None;
}

/// A key approves nothing.
fn refuse_key(actor: &Actor) -> Answer<()> {
    if actor.kind == Kind::User {
        return Ok(());
    }
    Err(Refusal::of(Code::Forbidden).detail(message!("this is for people, not for keys", "须由人而非密钥进行")).into())
}

pub fn schedule(db: &mut Db, actor: &Actor, id: &str, wanted: &CampaignSchedule) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Schedule)?;
    let at = wanted.scheduled_at.naive_utc();
    if at <= clock::now().naive_utc() {
        return Err(Fault::at("/scheduled_at", FaultCode::OutOfRange)
            .hint(message!("expected a time to come", "应为将来的时间"))
            .into());
    }
    if campaign.send_until.is_some_and(|until| until <= at) {
        let hint = message!("nothing is sent any more by then", "届时已过发送截止时间");
        return Err(Fault::at("/scheduled_at", FaultCode::Conflict).hint(hint).into());
    }
    campaign.scheduled_at = Some(at);
    keep(db, actor, campaign, "campaigns.schedule")
}

/// Takes it off the schedule.
pub fn unschedule(db: &mut Db, actor: &Actor, id: &str) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Unschedule)?;
    campaign.scheduled_at = None;
    keep(db, actor, campaign, "campaigns.unschedule")
}

/// Launches by hand.
pub fn launch(db: &mut Db, actor: &Actor, config: &Config, id: &str, wanted: &Launch) -> Answer<Job> {
    let campaign = begin(db, config, id, Some(wanted.people), &actor.id)?;
    let campaign = keep(db, actor, campaign, "campaigns.launch")?;
    jobs::enqueue(db, &PlanDeliveries::of(&campaign.id), &actor.id)
}

/// Launches one whose time has come.
pub fn launch_by_itself(db: &mut Db, config: &Config, id: &str, by: &str) -> Answer<Job> {
    let campaign = begin(db, config, id, None, by)?;
    let campaign = store(db, campaign)?;
    jobs::enqueue(db, &PlanDeliveries::of(&campaign.id), by)
}

/// A campaign that runs from now on, for the people that its preparation kept; refused without any, while something is
/// lacking, and when somebody launches it who has not seen how many they are.
fn begin(db: &mut Db, config: &Config, id: &str, seen: Option<i64>, by: &str) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Launch)?;
    let prepared = oversight::of(db, id)?.prepared;
    let people = match prepared.filter(|prepared| clock::now().naive_utc() <= prepared.good_until()) {
        Some(prepared) => prepared.people,
        None => checks::people(db, &campaign)?,
    };
    if people == 0 {
        return Err(Code::AudienceEmpty.into());
    }
    let needed = [Readiness::NeededForReview, Readiness::NeededForLaunch];
    refuse_unready(&checks::lines(db, config, &campaign, people)?, &needed)?;
    if let Some(seen) = seen {
        refuse_unprepared(db, &campaign, seen)?;
    }
    campaign.launched_at = Some(clock::now().naive_utc());
    campaign.launched_by = Some(by.to_owned());
    Ok(campaign)
}

/// Somebody launches what was prepared at most 10 minutes ago, and approved as it is, to just as many people.
fn refuse_unprepared(db: &mut Db, campaign: &Campaign, seen: i64) -> Answer<()> {
    let held = oversight::of(db, &campaign.id)?;
    let people = audience::count_pinned(db, &campaign.id)?;
    let found = pinned(db, campaign, people)?;
    let growth = policy::current(db)?.value.audience_growth_percent;
    // A version that did not keep the people has only counted them.
    let is_good =
        |prepared: &Prepared| prepared.people == people && prepared.is_good(&found.segments, clock::now().naive_utc());
    if !held.prepared.as_ref().is_some_and(is_good) {
        return Err(Refusal::of(Code::NotPrepared)
            .detail(message!("prepare the launch: what was counted is too old", "请先准备发起：受众人数的统计已过时"))
            .into());
    }
    if held.approved.is_some_and(|approved| approved.outgrown(&found, growth).is_some()) {
        return Err(Refusal::of(Code::NotPrepared)
            .detail(message!("the audience is not the one that was approved", "受众已不是批准时的受众"))
            .into());
    }
    if seen != people {
        return Err(Refusal::of(Code::AudienceChanged).member("people", people).into());
    }
    Ok(())
}

/// Names the lines of the checklist that are in the way.
fn refuse_unready(lines: &[(ChecklistPart, Readiness)], needed: &[Readiness]) -> Answer<()> {
    let lacking: Vec<Value> =
        lines.iter().filter(|(_, ready)| needed.contains(ready)).map(|(part, _)| json!(part)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(Refusal::of(Code::NotReady).member("lacking", lacking).into())
}

pub fn pause(db: &mut Db, actor: &Actor, id: &str) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Pause)?;
    campaign.paused_reason = Some(AsText(PauseReason::ByHand));
    keep(db, actor, campaign, "campaigns.pause")
}

/// Pauses one by itself; nothing when it does not run any more.
pub fn pause_by_itself(db: &mut Db, id: &str, reason: PauseReason) -> Answer<()> {
    let Some(mut campaign) = campaigns::lock(db, id)? else { return Ok(()) };
    let Ok(state) = next(campaign.state.0, CampaignStep::Pause) else { return Ok(()) };
    campaign.state = AsText(state);
    campaign.paused_reason = Some(AsText(reason));
    store(db, campaign).map(|_| ())
}

/// Goes on; failures until now are forgiven.
pub fn resume(db: &mut Db, actor: &Actor, id: &str) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Resume)?;
    campaign.paused_reason = None;
    campaign.resumed_at = Some(clock::now().naive_utc());
    let campaign = keep(db, actor, campaign, "campaigns.resume")?;
    sending::request(db, campaign.channel.0, &actor.id, clock::now().naive_utc())?;
    Ok(campaign)
}

/// Cancels; what has not left will not.
pub fn cancel(db: &mut Db, actor: &Actor, id: &str) -> Answer<Campaign> {
    let mut campaign = step(db, id, CampaignStep::Cancel)?;
    campaign.paused_reason = None;
    let campaign = keep(db, actor, campaign, "campaigns.cancel")?;
    audience::unpin(db, id)?;
    notifications::settle(db, id)?;
    if campaign.launched_at.is_some() {
        jobs::enqueue(db, &Clear::of(&campaign.id), &actor.id)?;
    }
    Ok(campaign)
}

/// Completes a campaign whose messages have all come to their end; nothing while one has not.
pub fn complete(db: &mut Db, id: &str, now: NaiveDateTime) -> Answer<()> {
    let is_done = |campaign: &Campaign| campaign.state.0 == CampaignState::Running && campaign.planned_at.is_some();
    // A look before the lock: most campaigns that run are not done.
    if !is_done(&find(db, id)?) || deliveries::next_due(db, id)?.is_some() {
        return Ok(());
    }
    let Some(mut campaign) = campaigns::lock(db, id)?.filter(is_done) else { return Ok(()) };
    campaign.state = AsText(next(campaign.state.0, CampaignStep::Complete).map_err(not_now)?);
    campaign.completed_at = Some(now);
    store(db, campaign).map(|_| ())
}

/// Whether an error is a refusal that only somebody can do something about.
pub fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Refused(_))
}
