//! The preparation of a launch: the segments of the audience are refreshed, with those they rest on, and the people are
//! counted and kept, so that a launch reaches just them. What was approved is held against that; a campaign whose time has
//! come then begins.

use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::text::AsText;
use regulars_domain::marketing::campaigns::{CampaignState, CampaignStep, Prepared, ReturnReason, next};
use regulars_domain::organisation::notifications::NotificationKind;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::approvals;
use super::checks;
use super::oversight::{note, pinned};
use super::service::{find, store};
use super::steps;
use crate::marketing::segments::jobs::{Place, Refresh};
use crate::marketing::segments::resting;
use crate::messaging::policy;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs;
use crate::platform::jobs::pass::Failures;
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Prepares the launch of a campaign.
#[derive(Serialize, Deserialize)]
pub struct Prepare {
    campaign_id: String,
    /// Whether it then begins, its time having come.
    begins: bool,
}

impl Prepare {
    pub fn of(campaign_id: &str) -> Prepare {
        Prepare { campaign_id: campaign_id.to_owned(), begins: false }
    }

    pub fn and_begin(campaign_id: &str) -> Prepare {
        Prepare { campaign_id: campaign_id.to_owned(), begins: true }
    }
}

impl Kind for Prepare {
    const NAME: &'static str = "campaigns.prepare";
    const UNIT: &'static str = "customers";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let mut place = match context.checkpoint::<Place>()? {
            Some(place) => place,
            None => {
                let id = self.campaign_id.clone();
                let segments = context.store().read_now(move |db| {
                    let audience = find(db, &id)?.audience.0;
                    let named = audience.segments.iter().chain(&audience.exclude).map(String::as_str);
                    resting::with_all_under(db, named)
                })?;
                Place::of(context, segments.into_iter().map(|segment| segment.id).collect(), Failures::default())?
            }
        };
        while !place.is_over() {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            place = place.step(context)?;
        }
        let (id, begins, config) = (self.campaign_id.clone(), self.begins, context.app.config.clone());
        let told = context.step(move |db| {
            let told = conclude(db, &config, &id, begins)?;
            Step::to(told, place.done(), Some(place.total()), &place)
        })?;
        Ok(Outcome::Done(told))
    }

    fn subject(&self) -> Option<String> {
        Some(self.campaign_id.clone())
    }

    /// That of every refresh: two would write the same rows.
    fn lock(&self) -> Option<String> {
        Refresh::all().lock()
    }
}

/// Counts the people and keeps who they are, sends back what outgrew its approval, and begins what is due.
fn conclude(db: &mut Db, config: &Config, id: &str, begins: bool) -> Answer<Value> {
    let campaign = campaigns::lock(db, id)?.ok_or(Code::NotFound)?;
    if next(campaign.state.0, CampaignStep::Prepare).is_err() {
        return Ok(json!({"state": campaign.state.0}));
    }
    let reachable = checks::reachable(db, &campaign)?;
    let people = checks::pin(db, &campaign)?;
    let found = pinned(db, &campaign, people)?;
    let held = regulars_db::marketing::oversight::of(db, id)?;
    let growth = policy::current(db)?.value.audience_growth_percent;
    let is_approved = next(campaign.state.0, CampaignStep::Return).is_ok();
    let outgrown = held.approved.filter(|_| is_approved).and_then(|approved| approved.outgrown(&found, growth));
    note(db, &campaign, |held| {
        held.prepared = Some(Prepared { at: clock::now().naive_utc(), people, reachable, segments: found.segments });
    })?;
    let campaign = match outgrown {
        Some(reason) => send_back(db, campaign, reason)?,
        None => store(db, campaign)?,
    };
    let state = match begins {
        true => begin(db, config, campaign)?,
        false => campaign.state.0,
    };
    Ok(json!({"people": people, "reachable": reachable, "state": state}))
}

/// Back to review: what was approved is not what there is.
fn send_back(db: &mut Db, mut campaign: Campaign, reason: ReturnReason) -> Answer<Campaign> {
    campaign.state = AsText(next(campaign.state.0, CampaignStep::Return).map_err(super::service::not_now)?);
    steps::forget_approval(&mut campaign);
    tracing::warn!(id = campaign.id, reason = reason.as_str(), "a campaign went back to review");
    note(db, &campaign, |held| {
        held.approved = None;
        held.returned = Some(reason);
    })?;
    let campaign = store(db, campaign)?;
    approvals::tell_askers(db, &campaign, NotificationKind::RequestReturned, jobs::BY)?;
    approvals::tell_deciders(db, &campaign, jobs::BY)?;
    Ok(campaign)
}

/// Launches a campaign whose time has come. One that cannot begin is not scheduled any more, and says why.
fn begin(db: &mut Db, config: &Config, campaign: Campaign) -> Answer<CampaignState> {
    let is_due = campaign.scheduled_at.is_some_and(|at| at <= clock::now().naive_utc());
    if campaign.state.0 != CampaignState::Scheduled || !is_due {
        return Ok(campaign.state.0);
    }
    // In a savepoint: what a refused launch wrote is undone.
    let refused = match db.transaction(|db| steps::launch_by_itself(db, config, &campaign.id, jobs::BY)) {
        Ok(_) => return Ok(CampaignState::Running),
        Err(error) if steps::is_refusal(&error) => error.refusal().code,
        Err(error) => return Err(error),
    };
    let mut campaign = campaigns::lock(db, &campaign.id)?.ok_or(Code::NotFound)?;
    let state = next(campaign.state.0, CampaignStep::Unschedule).map_err(super::service::not_now)?;
    campaign.state = AsText(state);
    campaign.scheduled_at = None;
    campaign.review_note = Some(refused.as_str().to_owned());
    tracing::warn!(id = campaign.id, code = refused.as_str(), "a scheduled campaign could not begin");
    store(db, campaign)?;
    Ok::<_, Error>(state)
}
