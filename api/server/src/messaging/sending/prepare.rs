//! Messages made ready: claimed, their customers looked at once more, and rendered.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use chrono::TimeDelta;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Delivery, Outcome};
use regulars_db::{Db, Store};
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason, free_at};
use regulars_domain::messaging::messages::{Channel, MessagingPolicy, Purpose};
use regulars_domain::messaging::templates::{Content, MergeFacts, render};
use regulars_domain::text::Language;

use super::source::{Batch, DeliverySources, Source};
use crate::messaging::eligibility::{Addressee, Rules, known, zone_of};
use crate::messaging::gateways::Message;
use crate::messaging::{links, policy};
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
pub struct Claimed {
    pub ready: Vec<Ready>,
    /// What came of messages that do not leave now.
    pub settled: Vec<Outcome>,
    /// The batches that run.
    pub running: Vec<(Source, Batch)>,
}

/// What a send window goes by.
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

/// Claims up to `limit` messages of the batches that run on the channel, each its share, and makes them ready.
pub async fn claim(
    app: &App,
    terms: &Terms,
    sources: DeliverySources,
    channel: Channel,
    name: &str,
    limit: i64,
) -> Answer<Claimed> {
    let claim = name.to_owned();
    let since = Instant::now();
    let taken = app.store.write(move |db| take(db, sources, channel, &claim, limit));
    let (running, taken) = taken.await?;
    if taken.is_empty() {
        return Ok(Claimed { ready: Vec::new(), settled: Vec::new(), running });
    }
    let ids: Vec<String> = taken.iter().map(|delivery| delivery.customer_id.clone()).collect();
    let policy = terms.policy;
    let keys = Arc::clone(&app.keys);
    let known = app.store.read(move |db| {
        let mut ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        known(db, &keys, channel, &policy, clock::now().naive_utc(), &ids)
    });
    let known = known.await?;
    let mut claimed = Claimed { ready: Vec::with_capacity(taken.len()), settled: Vec::new(), running };
    let by_id: HashMap<&str, &Batch> = claimed.running.iter().map(|(_, batch)| (batch.id.as_str(), batch)).collect();
    for delivery in taken {
        let Some(batch) = by_id.get(delivery.source_id.as_str()) else { continue };
        match prepare(app, terms, batch, &delivery, known.get(&delivery.customer_id)) {
            Ok(message) => claimed.ready.push(Ready { delivery, message, since }),
            Err(outcome) => claimed.settled.push(*outcome),
        }
    }
    Ok(claimed)
}

/// Only batches that run at this moment are claimed from.
#[expect(clippy::type_complexity, reason = "two lists, named where they are taken apart")]
fn take(
    db: &mut Db,
    sources: DeliverySources,
    channel: Channel,
    claim: &str,
    limit: i64,
) -> Answer<(Vec<(Source, Batch)>, Vec<Delivery>)> {
    let running = sources.running(db, channel)?;
    let share = (limit / i64::try_from(running.len().max(1)).unwrap_or(1)).max(1);
    let now = clock::now().naive_utc();
    let mut taken = Vec::new();
    for (_, batch) in &running {
        taken.extend(deliveries::claim(db, &batch.id, claim, (now, now + LEASE), share)?);
    }
    Ok((running, taken))
}

/// The message for one customer, as it was approved; or why it does not leave now.
fn prepare(
    app: &App,
    terms: &Terms,
    batch: &Batch,
    delivery: &Delivery,
    known: Option<&Option<Addressee>>,
) -> Result<Message, Box<Outcome>> {
    let now = clock::now();
    let (channel, purpose) = (delivery.channel.0, batch.purpose);
    let skipped = |reason| Box::new(settled(delivery, DeliveryState::Suppressed, Some(reason)));
    let known = known.ok_or_else(|| skipped(SkipReason::Erased))?;
    let known = known.as_ref().ok_or_else(|| skipped(SkipReason::Unreadable))?;
    let recipient = &known.recipient;
    if batch.until.is_some_and(|until| now.naive_utc() >= until) {
        return Err(skipped(SkipReason::TooLate));
    }
    let rules = Rules::of(&terms.policy, purpose, batch.until);
    let free = free_at(now, rules.quiet, zone_of(recipient, terms.organisation.time_zone));
    rules.judge(known, channel, free.naive_utc()).map_err(skipped)?;
    if free > now {
        return Err(Box::new(Outcome { due_at: free.naive_utc(), ..settled(delivery, DeliveryState::Pending, None) }));
    }
    let wanted = recipient.language.into_iter().chain([terms.organisation.language]);
    let contents = delivery.arm.as_ref().and_then(|arm| batch.contents.get(arm));
    let Some((language, content)) = contents.and_then(|contents| contents.choose(wanted)) else {
        return Err(skipped(SkipReason::NoContent));
    };
    let Some(to) = recipient.addresses.get(&channel) else { return Err(skipped(SkipReason::NoAddress)) };
    let link =
        (purpose == Purpose::Marketing).then(|| links::unsubscribe(app, &delivery.customer_id, channel, &delivery.id));
    Ok(compose(delivery, recipient.facts.clone(), &terms.organisation, (language, content), to, link))
}

fn compose(
    delivery: &Delivery,
    facts: MergeFacts,
    organisation: &Organisation,
    (language, content): (Language, &Content),
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
        reply_to: rendered.reply_to,
        unsubscribe_url: link,
    }
}

/// What is written of a message that was not tried.
pub fn settled(delivery: &Delivery, state: DeliveryState, reason: Option<SkipReason>) -> Outcome {
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
