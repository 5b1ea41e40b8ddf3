//! The launch becomes deliveries: one for each person its preparation counted, whatever became of the segments since, page
//! by page, each page in one transaction with the place it ends at, so that nobody is skipped and nobody is there twice.
//! Who may no longer be written to gets a delivery that says why it is not sent.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::{audience, campaigns};
use regulars_db::messaging::bulk;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::Delivery;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::marketing::campaigns::{Assigned, CampaignState, assign};
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason, free_at};
use regulars_domain::messaging::messages::MessagingPolicy;
use regulars_domain::period::local_day;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{checks, delivery_source, service, steps};
use crate::messaging::eligibility::{Addressee, Rules, known, zone_of};
use crate::messaging::{policy, sending};
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::identity::keys::Keys;
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::platform::organisation;

/// People in one step.
const STEP: i64 = 2_000;

/// Makes the deliveries of a campaign.
#[derive(Serialize, Deserialize)]
pub struct PlanDeliveries {
    campaign_id: String,
}

impl PlanDeliveries {
    pub fn of(campaign_id: &str) -> PlanDeliveries {
        PlanDeliveries { campaign_id: campaign_id.to_owned() }
    }
}

/// How far it is. Where it goes on from is asked of the deliveries themselves: the last customer that has one.
#[derive(Clone, Debug)]
struct Place {
    done: i64,
    total: i64,
    is_over: bool,
}

impl Kind for PlanDeliveries {
    const NAME: &'static str = "campaigns.plan";
    const UNIT: &'static str = "customers";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let id = self.campaign_id.clone();
        let mut place = context.store().read_now(move |db| {
            let total = audience::count_pinned(db, &id)?;
            let done = deliveries::counts(db, &id)?.iter().map(|of| of.count).sum();
            Ok::<_, Error>(Place { done, total, is_over: false })
        })?;
        let by = context.created_by().to_owned();
        while !place.is_over {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let (id, from, by) = (self.campaign_id.clone(), place.clone(), by.clone());
            let keys = Arc::clone(&context.app.keys);
            place = context.step(move |db| {
                let next = go_on(db, &keys, &id, from.clone(), &by)?;
                let (done, total) = (next.done, Some(next.total));
                Ok(Step { value: next, done, total, checkpoint: None })
            })?;
        }
        Ok(Outcome::Done(json!({"people": place.done})))
    }

    fn subject(&self) -> Option<String> {
        Some(self.campaign_id.clone())
    }

    fn lock(&self) -> Option<String> {
        Some(format!("{}:{}", Self::NAME, self.campaign_id))
    }
}

/// The next page of the audience. The campaign is locked, so a cancelled one gets no delivery any more.
fn go_on(db: &mut Db, keys: &Keys, id: &str, mut place: Place, by: &str) -> Answer<Place> {
    let campaign = campaigns::lock(db, id)?.ok_or(Code::NotFound)?;
    if !matches!(campaign.state.0, CampaignState::Running | CampaignState::Paused) || campaign.planned_at.is_some() {
        place.is_over = true;
        return Ok(place);
    }
    let after = deliveries::last_customer(db, id)?.unwrap_or_default();
    let mut people = audience::pinned_after(db, id, &after, STEP)?;
    if people.is_empty() && audience::count_pinned(db, id)? == 0 {
        // Launched by a version that did not keep the people of a preparation.
        place.total = place.done + checks::pin(db, &campaign)?;
        people = audience::pinned_after(db, id, &after, STEP)?;
    }
    if !people.is_empty() {
        let frame = Frame::of(db, &campaign)?;
        let made = frame.deliveries(db, keys, &campaign, &people)?;
        bulk::insert_deliveries(db, &made)?;
        place.done += i64::try_from(people.len()).unwrap_or(0);
        place.total = place.total.max(place.done);
        return Ok(place);
    }
    place.is_over = true;
    audience::unpin(db, id)?;
    let channel = campaign.channel.0;
    let planned = Campaign { planned_at: Some(clock::now().naive_utc()), ..campaign };
    service::store(db, planned)?;
    steps::complete(db, id, clock::now().naive_utc())?;
    sending::request(db, channel, by, clock::now().naive_utc())?;
    Ok(place)
}

/// What is the same for everybody.
struct Frame {
    launched_at: DateTime<Utc>,
    launched_on: NaiveDate,
    now: DateTime<Utc>,
    policy: MessagingPolicy,
    zone: Tz,
    language: Language,
}

impl Frame {
    fn of(db: &mut Db, campaign: &Campaign) -> Answer<Frame> {
        let organisation = organisation(db)?;
        let launched_at = campaign.launched_at.ok_or(Code::Conflict)?.and_utc();
        Ok(Frame {
            launched_at,
            launched_on: local_day(launched_at, organisation.time_zone),
            now: clock::now(),
            policy: policy::current(db)?.value,
            zone: organisation.time_zone,
            language: organisation.language,
        })
    }

    /// A delivery for each of these people.
    fn deliveries(&self, db: &mut Db, keys: &Keys, campaign: &Campaign, people: &[String]) -> Answer<Vec<Delivery>> {
        let ids: Vec<&str> = people.iter().map(String::as_str).collect();
        let known = known(db, keys, campaign.channel.0, &self.policy, self.now.naive_utc(), &ids)?;
        let rules = Rules::of(&self.policy, campaign.purpose.0, campaign.send_until);
        let made = people.iter().map(|id| self.delivery(campaign, id, known.get(id.as_str()), &rules));
        Ok(made.collect())
    }

    fn delivery(
        &self,
        campaign: &Campaign,
        customer_id: &str,
        known: Option<&Option<Addressee>>,
        rules: &Rules,
    ) -> Delivery {
        let recipient = known.and_then(|known| Some(&known.as_ref()?.recipient));
        let zone = recipient.map_or(self.zone, |recipient| zone_of(recipient, self.zone));
        let due_at = free_at(self.now, rules.quiet, zone);
        let judged = match known {
            None => Err(SkipReason::Erased),
            Some(None) => Err(SkipReason::Unreadable),
            Some(Some(known)) => rules.judge(known, campaign.channel.0, due_at.naive_utc()),
        };
        let assigned = judged.and_then(|()| {
            assign(&campaign.id, customer_id, campaign.control_share, &campaign.arms).ok_or(SkipReason::NoContent)
        });
        let (state, reason) = match assigned {
            Ok(Assigned::HeldOut) => (DeliveryState::HeldOut, None),
            Ok(Assigned::Treated(_)) => (DeliveryState::Pending, None),
            Err(reason) => (DeliveryState::Suppressed, Some(reason)),
        };
        let language = recipient.and_then(|recipient| recipient.language).unwrap_or(self.language);
        Delivery {
            id: ids::make(ids::DELIVERY),
            customer_id: customer_id.to_owned(),
            source_kind: delivery_source::KIND.to_owned(),
            source_id: campaign.id.clone(),
            step: 1,
            arm: assigned.ok().map(|assigned| assigned.key().to_owned()),
            state: AsText(state),
            reason: reason.map(AsText),
            channel: campaign.channel,
            purpose: campaign.purpose,
            address: None,
            language: language.as_str().to_owned(),
            due_at: due_at.naive_utc(),
            attempts: 0,
            locked_by: None,
            locked_until: None,
            gateway_id: None,
            error_code: None,
            error_detail: None,
            assigned_at: self.launched_at.naive_utc(),
            assigned_on: self.launched_on,
            sent_at: None,
            unsubscribed_at: None,
            updated_at: self.now.naive_utc(),
            delivered_at: None,
            complained_at: None,
        }
    }
}
