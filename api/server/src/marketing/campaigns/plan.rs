//! The launch becomes deliveries: one for each person of the audience, page by page, each page in one transaction with
//! the place it ends at, so that nobody is skipped and nobody is there twice.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::messaging::bulk;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::Delivery;
use regulars_db::messaging::recipients;
use regulars_db::messaging::recipients::Recipient;
use regulars_db::messaging::suppressions;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::marketing::campaigns::{
    Assigned, CampaignState, Cap, DeliveryState, LeftOut, Person, QuietHours, assign, check_eligibility, free_at,
};
use regulars_domain::messaging::messages::{Channel, MessagingPolicy, Purpose};
use regulars_domain::period::{local_day, parse_zone};
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{service, steps};
use crate::messaging::policy;
use crate::messaging::send_rules;
use crate::messaging::sending::SendMessages;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs;
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
            let campaign = service::find(db, &id)?;
            let total = deliveries::count_audience(db, &campaign.audience)?;
            let done = deliveries::counts(db, &id)?.iter().map(|of| of.count).sum();
            Ok::<_, Error>(Place { done, total, is_over: false })
        })?;
        let by = context.created_by().to_owned();
        while !place.is_over {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let (id, from, by) = (self.campaign_id.clone(), place.clone(), by.clone());
            place = context.step(move |db| {
                let next = go_on(db, &id, from.clone(), &by)?;
                let (done, total) = (next.done, Some(next.total));
                Ok(Step { value: next, done, total, checkpoint: None })
            })?;
        }
        context.app.wake.ring();
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
fn go_on(db: &mut Db, id: &str, mut place: Place, by: &str) -> Answer<Place> {
    let campaign = campaigns::lock(db, id)?.ok_or(Code::NotFound)?;
    if !matches!(campaign.state.0, CampaignState::Running | CampaignState::Paused) || campaign.planned_at.is_some() {
        place.is_over = true;
        return Ok(place);
    }
    let after = deliveries::last_customer(db, id)?.unwrap_or_default();
    let people = deliveries::audience_after(db, &campaign.audience, &after, STEP)?;
    if !people.is_empty() {
        let frame = Frame::of(db, &campaign)?;
        let made = frame.deliveries(db, &campaign, &people)?;
        bulk::insert_deliveries(db, &made)?;
        place.done += i64::try_from(people.len()).unwrap_or(0);
        place.total = place.total.max(place.done);
        return Ok(place);
    }
    place.is_over = true;
    let channel = campaign.channel.0;
    let planned = Campaign { planned_at: Some(clock::now().naive_utc()), ..campaign };
    service::store(db, planned)?;
    steps::complete(db, id, clock::now().naive_utc())?;
    jobs::enqueue(db, &SendMessages { channel }, by)?;
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
    fn deliveries(&self, db: &mut Db, campaign: &Campaign, people: &[String]) -> Answer<Vec<Delivery>> {
        let ids: Vec<&str> = people.iter().map(String::as_str).collect();
        let known = known(db, campaign.channel.0, &self.policy, self.now.naive_utc(), &ids)?;
        let rules = Rules {
            purpose: campaign.purpose.0,
            cap: Some(send_rules::cap(&self.policy)),
            quiet: send_rules::quiet(&self.policy, campaign.purpose.0),
            until: campaign.send_until,
        };
        let made = people.iter().map(|id| self.delivery(campaign, id, known.get(id.as_str()), &rules));
        Ok(made.collect())
    }

    fn delivery(&self, campaign: &Campaign, customer_id: &str, known: Option<&Known>, rules: &Rules) -> Delivery {
        let recipient = known.map(|known| &known.recipient);
        let zone = recipient.map_or(self.zone, |recipient| zone_of(recipient, self.zone));
        let due_at = free_at(self.now, rules.quiet, zone);
        let judged = match known {
            None => Err(LeftOut::Erased),
            Some(known) => rules.judge(known, campaign.channel.0, due_at.naive_utc()),
        };
        let assigned = judged.and_then(|()| {
            assign(&campaign.id, customer_id, campaign.control_share, &campaign.arms).ok_or(LeftOut::NoContent)
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
            campaign_id: campaign.id.clone(),
            step: 1,
            arm: assigned.ok().map(|assigned| assigned.key().to_owned()),
            state: AsText(state),
            reason: reason.map(AsText),
            channel: campaign.channel,
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
        }
    }
}

/// What is known of somebody when a message is planned, and again when it leaves.
pub struct Known {
    pub recipient: Recipient,
    suppressed: Option<LeftOut>,
    had: i64,
}

/// By what somebody is judged.
pub struct Rules {
    pub purpose: Purpose,
    pub cap: Option<Cap>,
    pub quiet: Option<QuietHours>,
    /// Nothing is sent from then on.
    pub until: Option<NaiveDateTime>,
}

impl Rules {
    /// Whether the message may leave at `due_at`.
    pub fn judge(&self, known: &Known, channel: Channel, due_at: NaiveDateTime) -> Result<(), LeftOut> {
        let person = Person {
            status: known.recipient.status,
            address: known.recipient.addresses.get(&channel).map(String::as_str),
            consent: known.recipient.consents.get(&channel).copied(),
            suppressed: known.suppressed,
            had: known.had,
        };
        check_eligibility(&person, self.purpose == Purpose::Marketing, self.cap)?;
        if self.until.is_some_and(|until| due_at >= until) {
            return Err(LeftOut::QuietHoursOver);
        }
        Ok(())
    }
}

/// What is known of these customers, in a constant number of statements.
pub fn known(
    db: &mut Db,
    channel: Channel,
    policy: &MessagingPolicy,
    now: NaiveDateTime,
    ids: &[&str],
) -> Answer<HashMap<String, Known>> {
    let recipients = recipients::merge_facts(db, ids)?;
    let had = deliveries::had(db, channel, send_rules::counted_since(policy, now), ids)?;
    let addresses: Vec<&str> =
        recipients.iter().filter_map(|recipient| recipient.addresses.get(&channel)).map(String::as_str).collect();
    let suppressed: HashMap<String, LeftOut> = suppressions::of_addresses(db, channel, &addresses)?
        .into_iter()
        .map(|(address, reason)| (address, LeftOut::of(reason)))
        .collect();
    let known = recipients.into_iter().map(|recipient| {
        let address = recipient.addresses.get(&channel);
        let suppressed = address.and_then(|address| suppressed.get(address)).copied();
        let had = had.get(&recipient.customer_id).copied().unwrap_or(0);
        (recipient.customer_id.clone(), Known { recipient, suppressed, had })
    });
    Ok(known.collect())
}

/// Where the customer is: at the home unit, as far as is known.
pub fn zone_of(recipient: &Recipient, organisation: Tz) -> Tz {
    recipient.time_zone.as_deref().and_then(|name| parse_zone(name).ok()).unwrap_or(organisation)
}
