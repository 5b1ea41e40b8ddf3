//! What is wrong with a campaign as it was given, and what it still lacks.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::marketing::audience::Reach;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::{audience, segments};
use regulars_db::messaging::templates;
use regulars_db::messaging::templates::Template;
use regulars_domain::marketing::campaigns::{
    Arm, Audience, ChecklistPart, Given, Plan, PlanError, PlanFault, Readiness, WHOLE, check_arms, check_audience,
    check_plan, readiness,
};
use regulars_domain::marketing::segments::SegmentState;
use regulars_domain::message;
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_domain::messaging::templates::{TemplateState, check};
use regulars_domain::money::pro_rata;

use super::views::{ChecklistItemView, ChecklistView};
use crate::marketing::segments::resting;
use crate::messaging::{gateways, policy, public_address, send_rules};
use crate::organisation::units::belonging;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Fault, FaultCode, Refusal};

/// What is wrong with the parts that are given, each fault at its place in the body.
/// What is named must exist, for a campaign of this unit: belong to it or to one above.
pub fn check_parts(
    db: &mut Db,
    unit_id: &str,
    plan: Option<&Plan>,
    audience: Option<&Audience>,
    arms: Option<&[Arm]>,
) -> Answer<()> {
    let usable = belonging::usable(db, unit_id)?;
    let mut faults = Vec::new();
    let mut told = |at: &str, errors: Vec<PlanError>| {
        faults.extend(errors.into_iter().map(|error| fault(at, error)));
    };
    told("/plan", plan.map(check_plan).unwrap_or_default());
    told("/audience", audience.map(check_audience).unwrap_or_default());
    told("/arms", arms.map(check_arms).unwrap_or_default());
    if faults.is_empty() {
        for (at, id) in audience.into_iter().flat_map(named) {
            match segments::find(db, id)?.filter(|segment| usable.contains(&segment.unit_id)) {
                None => faults.push(Fault::at(at, FaultCode::NotFound)),
                Some(segment) if segment.state.0 == SegmentState::Archived => {
                    faults.push(
                        Fault::at(at, FaultCode::Conflict).hint(message!("this segment is archived", "此客群已归档")),
                    );
                }
                Some(_) => {}
            }
        }
        for (index, arm) in arms.into_iter().flatten().enumerate() {
            if templates::find(db, &arm.template_id)?.is_none_or(|template| !usable.contains(&template.unit_id)) {
                faults.push(Fault::at(format!("/arms/{index}/template_id"), FaultCode::NotFound));
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults).into()) }
}

fn fault(at: &str, error: PlanError) -> Fault {
    let code = match error.fault {
        PlanFault::TooLong => FaultCode::TooLong,
        PlanFault::Malformed => FaultCode::Malformed,
        PlanFault::OutOfRange => FaultCode::OutOfRange,
        PlanFault::Duplicate => FaultCode::Duplicate,
        PlanFault::NotAccepted => FaultCode::NotAccepted,
        PlanFault::Conflict => FaultCode::Conflict,
    };
    Fault::at(format!("{at}{}", error.pointer), code).hint(error.hint)
}

/// Every segment that an audience names, with its place.
fn named(audience: &Audience) -> Vec<(String, &str)> {
    let of = |list: &'static str, ids: &'_ [String]| {
        ids.iter().enumerate().map(move |(index, _)| format!("/audience/{list}/{index}")).collect::<Vec<_>>()
    };
    let places = of("segments", &audience.segments).into_iter().chain(of("exclude", &audience.exclude));
    places.zip(audience.segments.iter().chain(&audience.exclude).map(String::as_str)).collect()
}

/// Whether a template can be sent for a campaign of this channel and purpose.
pub fn fits(template: &Template, channel: Channel, purpose: Purpose) -> bool {
    template.state.0 == TemplateState::Active
        && template.channel.0 == channel
        && template.purpose.0 == purpose
        && check(channel, purpose, &template.contents.0).is_empty()
}

/// How many people the audience has now.
pub fn people(db: &mut Db, campaign: &Campaign) -> Answer<i64> {
    let below = belonging::below(db, &campaign.unit_id)?;
    Ok(audience::count_audience(db, &campaign.audience, below.units())?)
}

/// Keeps the people the audience has now for the launch: those, and nobody else, get a delivery. How many they are.
pub fn pin(db: &mut Db, campaign: &Campaign) -> Answer<i64> {
    let below = belonging::below(db, &campaign.unit_id)?;
    Ok(audience::pin(db, &campaign.id, &campaign.audience, below.units())?)
}

/// The checklist, with how many people there are.
pub fn checklist(db: &mut Db, config: &Config, campaign: &Campaign) -> Answer<ChecklistView> {
    let people = people(db, campaign)?;
    let reachable = reachable(db, campaign)?;
    let lines = lines(db, config, campaign, reachable)?;
    let held_out = pro_rata(reachable, i64::from(campaign.control_share), i64::from(WHOLE)).unwrap_or(0);
    let items = lines.into_iter().map(|(part, readiness)| ChecklistItemView { part, readiness });
    Ok(ChecklistView { items: items.collect(), people, reachable, held_out })
}

/// Every line of the checklist; `people` may get the message.
pub fn lines(
    db: &mut Db,
    config: &Config,
    campaign: &Campaign,
    people: i64,
) -> Answer<Vec<(ChecklistPart, Readiness)>> {
    let under = resting::with_all_under(db, named(&campaign.audience).into_iter().map(|(_, id)| id))?;
    let is_fresh = resting::fresh(db, &under)?.values().all(|fresh| !fresh.is_stale);
    let mut templates_fit = true;
    for arm in campaign.arms.iter() {
        let template = templates::find(db, &arm.template_id)?;
        templates_fit &= template.is_some_and(|template| fits(&template, campaign.channel.0, campaign.purpose.0));
    }
    // What was approved is what is sent, whatever became of the templates since.
    templates_fit |= campaign.contents.is_some();
    Ok(readiness(&Given {
        plan: &campaign.plan,
        audience: &campaign.audience,
        arms: &campaign.arms,
        control_share: campaign.control_share,
        has_budget: campaign.budget_minor.is_some(),
        is_fresh,
        people,
        templates_fit,
        has_gateway: gateways::configured(config, campaign.channel.0).is_some(),
        links_lead_here: campaign.purpose.0 == Purpose::Service
            || public_address::is_reachable(config, campaign.channel.0),
        times_fit: times_fit(campaign, clock::now().naive_utc()),
        is_approved: campaign.approved_at.is_some(),
    }))
}

/// Whether there is still time to send.
fn times_fit(campaign: &Campaign, now: NaiveDateTime) -> bool {
    let begins = campaign.scheduled_at.unwrap_or(now).max(now);
    campaign.send_until.is_none_or(|until| until > begins)
}

/// How many of the audience may get the message now.
pub fn reachable(db: &mut Db, campaign: &Campaign) -> Answer<i64> {
    let below = belonging::below(db, &campaign.unit_id)?;
    let reach = reach(db, campaign)?;
    Ok(audience::count_reachable(db, &campaign.audience, below.units(), &reach)?)
}

/// By what is judged who of the audience may get the message now.
pub fn reach(db: &mut Db, campaign: &Campaign) -> Answer<Reach> {
    let policy = policy::current(db)?.value;
    Ok(Reach {
        channel: campaign.channel.0,
        purpose: campaign.purpose.0,
        cap: send_rules::cap(&policy).most,
        counted_since: send_rules::counted_since(&policy, clock::now().naive_utc()),
    })
}
