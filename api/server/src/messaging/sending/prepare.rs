//! Messages made ready: claimed, their customers looked at once more, and rendered.

use std::collections::HashMap;
use std::time::Instant;

use chrono::TimeDelta;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Delivery, Outcome};
use regulars_db::{Db, Store};
use regulars_domain::marketing::campaigns::{DeliveryState, LeftOut, free_at};
use regulars_domain::messaging::messages::{Channel, MessagingPolicy, Purpose};
use regulars_domain::messaging::templates::{MergeFacts, render};
use regulars_domain::text::Language;

use crate::marketing::campaigns::plan::{Known, Rules, known, zone_of};
use crate::messaging::gateways::Message;
use crate::messaging::links;
use crate::messaging::policy;
use crate::messaging::send_rules;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::organisation;
use crate::platform::organisation::Organisation;

/// How long a claim holds without its process.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// A message that can leave.
pub struct Ready {
    pub delivery: Delivery,
    pub message: Message,
    /// When it was claimed.
    pub since: Instant,
}

/// What was claimed.
pub struct Batch {
    pub ready: Vec<Ready>,
    /// What came of messages that do not leave now.
    pub settled: Vec<Outcome>,
    /// The campaigns that run.
    pub running: Vec<Campaign>,
}

/// What a shift goes by.
#[derive(Clone)]
pub struct Terms {
    pub policy: MessagingPolicy,
    pub organisation: Organisation,
}

impl Terms {
    pub async fn now(store: &Store) -> Answer<Terms> {
        store
            .read(|db| Ok::<_, Error>(Terms { policy: policy::current(db)?.value, organisation: organisation(db)? }))
            .await
    }
}

/// Claims up to `limit` messages of the channel's campaigns, each its share, and makes them ready.
pub async fn claim(app: &App, terms: &Terms, channel: Channel, name: &str, limit: i64) -> Answer<Batch> {
    let claim = name.to_owned();
    let since = Instant::now();
    let claimed = app.store.write(move |db| take(db, channel, &claim, limit));
    let (running, claimed) = claimed.await?;
    if claimed.is_empty() {
        return Ok(Batch { ready: Vec::new(), settled: Vec::new(), running });
    }
    let ids: Vec<String> = claimed.iter().map(|delivery| delivery.customer_id.clone()).collect();
    let policy = terms.policy;
    let known = app.store.read(move |db| {
        let mut ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        known(db, channel, &policy, clock::now().naive_utc(), &ids)
    });
    let known = known.await?;
    let mut batch = Batch { ready: Vec::with_capacity(claimed.len()), settled: Vec::new(), running };
    let by_id: HashMap<&str, &Campaign> =
        batch.running.iter().map(|campaign| (campaign.id.as_str(), campaign)).collect();
    for delivery in claimed {
        let Some(campaign) = by_id.get(delivery.campaign_id.as_str()) else { continue };
        match prepare(app, terms, campaign, &delivery, known.get(&delivery.customer_id)) {
            Ok(message) => batch.ready.push(Ready { delivery, message, since }),
            Err(outcome) => batch.settled.push(*outcome),
        }
    }
    Ok(batch)
}

/// Only campaigns that run at this moment are claimed from.
fn take(db: &mut Db, channel: Channel, claim: &str, limit: i64) -> Answer<(Vec<Campaign>, Vec<Delivery>)> {
    let running: Vec<Campaign> =
        campaigns::running(db, Some(channel))?.into_iter().filter(|campaign| campaign.planned_at.is_some()).collect();
    let share = (limit / i64::try_from(running.len().max(1)).unwrap_or(1)).max(1);
    let now = clock::now().naive_utc();
    let mut claimed = Vec::new();
    for campaign in &running {
        claimed.extend(deliveries::claim(db, &campaign.id, claim, (now, now + LEASE), share)?);
    }
    Ok((running, claimed))
}

/// The message for one customer, as it was approved; or why it does not leave now.
fn prepare(
    app: &App,
    terms: &Terms,
    campaign: &Campaign,
    delivery: &Delivery,
    known: Option<&Known>,
) -> Result<Message, Box<Outcome>> {
    let now = clock::now();
    let (channel, purpose) = (campaign.channel.0, campaign.purpose.0);
    let left_out = |reason| Box::new(settled(delivery, DeliveryState::Suppressed, Some(reason)));
    let known = known.ok_or_else(|| left_out(LeftOut::Erased))?;
    let recipient = &known.recipient;
    let quiet = send_rules::quiet(&terms.policy, purpose);
    if campaign.send_until.is_some_and(|until| now.naive_utc() >= until) {
        return Err(left_out(LeftOut::TooLate));
    }
    let free = free_at(now, quiet, zone_of(recipient, terms.organisation.time_zone));
    let rules = Rules { purpose, cap: Some(send_rules::cap(&terms.policy)), quiet, until: campaign.send_until };
    rules.judge(known, channel, free.naive_utc()).map_err(left_out)?;
    if free > now {
        return Err(Box::new(Outcome { due_at: free.naive_utc(), ..settled(delivery, DeliveryState::Pending, None) }));
    }
    let wanted = recipient.language.into_iter().chain([terms.organisation.language]);
    let contents = campaign.contents.as_ref().zip(delivery.arm.as_ref()).and_then(|(all, arm)| all.get(arm));
    let Some((language, content)) = contents.and_then(|contents| contents.choose(wanted)) else {
        return Err(left_out(LeftOut::NoContent));
    };
    let Some(to) = recipient.addresses.get(&channel) else { return Err(left_out(LeftOut::NoAddress)) };
    let link =
        (purpose == Purpose::Marketing).then(|| links::unsubscribe(app, &delivery.customer_id, channel, &delivery.id));
    Ok(compose(delivery, recipient.facts.clone(), &terms.organisation, (language, content), to, link))
}

fn compose(
    delivery: &Delivery,
    facts: MergeFacts,
    organisation: &Organisation,
    (language, content): (Language, &regulars_domain::messaging::templates::Content),
    to: &str,
    link: Option<String>,
) -> Message {
    let facts = MergeFacts {
        organisation_name: organisation.name.clone(),
        unsubscribe_url: link.clone().unwrap_or_default(),
        ..facts
    };
    let rendered = render(content, &facts);
    Message {
        delivery_id: delivery.id.clone(),
        channel: delivery.channel.0,
        to: to.to_owned(),
        name: facts.customer_name,
        language,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        unsubscribe_url: link,
    }
}

/// What is written of a message that was not tried.
pub fn settled(delivery: &Delivery, state: DeliveryState, reason: Option<LeftOut>) -> Outcome {
    Outcome {
        id: delivery.id.clone(),
        customer_id: delivery.customer_id.clone(),
        state,
        reason,
        tried: false,
        address: None,
        gateway_id: None,
        error_code: None,
        error_detail: None,
        due_at: delivery.due_at,
        sent_at: None,
    }
}
