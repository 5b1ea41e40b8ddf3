//! Writes what came of attempts, and what follows from it for the endpoints.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{NaiveDateTime, SubsecRound};
use regulars_db::Db;
use regulars_db::administration::webhooks;
use regulars_db::administration::webhooks::Webhook;
use regulars_db::administration::webhooks::deliveries;
use regulars_db::administration::webhooks::deliveries::{Attempt, Delivery};
use regulars_db::organisation::notifications;
use regulars_db::text::AsText;
use regulars_domain::administration::webhooks::{Tried, Verdict, WebhookDeliveryState, WebhookOffReason, verdict};
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};
use regulars_domain::permissions::Action;
use serde_json::json;

use super::ending;
use super::request::Attempted;
use crate::organisation::notifications::service::{Notice, tell};
use crate::organisation::standing::holders_over;
use crate::platform::audit;
use crate::platform::audit::By;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs;

/// Writes what came of these attempts.
pub fn write(db: &mut Db, all: &[Attempted]) -> Answer<()> {
    let mut attempts = Vec::with_capacity(all.len());
    // In the order in which all lock endpoints.
    let mut all: Vec<&Attempted> = all.iter().collect();
    all.sort_by(|one, other| one.delivery.webhook_id.cmp(&other.delivery.webhook_id));
    for attempted in all {
        // Looked up anew: somebody may have switched the endpoint off, or replayed the delivery, meanwhile. Who does so
        // locks the endpoint, too.
        let webhook = webhooks::lock(db, &attempted.delivery.webhook_id)?;
        let delivery = deliveries::find(db, &attempted.delivery.webhook_id, &attempted.delivery.id)?;
        if let Some(delivery) = delivery {
            attempts.push(write_one(db, webhook, delivery, attempted)?);
        }
    }
    Ok(deliveries::insert_attempts(db, &attempts)?)
}

fn write_one(db: &mut Db, webhook: Option<Webhook>, mut delivery: Delivery, attempted: &Attempted) -> Answer<Attempt> {
    let at = (attempted.started_at + attempted.duration).trunc_subsecs(3).naive_utc();
    let is_waited_for = delivery.state.0 == WebhookDeliveryState::Pending;
    let started_at = attempted.started_at.naive_utc();
    delivery.attempts += 1;
    delivery.last_status = attempted.status.map(i32::from);
    delivery.tries += 1;
    let first_at = *delivery.first_at.get_or_insert(started_at);
    let tried = Tried {
        error: attempted.error,
        attempt: u32::try_from(delivery.tries).unwrap_or(u32::MAX),
        first_at,
        at,
        last_success_at: webhook.as_ref().and_then(|webhook| webhook.last_success_at),
        retry_after: attempted.retry_after,
        is_test: delivery.kind.is_none(),
        seed: seed_of(&delivery),
    };
    let verdict = verdict(&tried);
    match verdict {
        Verdict::Delivered => end(&mut delivery, WebhookDeliveryState::Delivered, at),
        // It was ended meanwhile, and is not begun again for this.
        _ if !is_waited_for => {}
        Verdict::Again(next_at) => delivery.next_at = Some(next_at),
        Verdict::GiveUp(_) => end(&mut delivery, WebhookDeliveryState::Failed, at),
    }
    if is_waited_for || attempted.error.is_none() {
        delivery.last_error = attempted.error.map(AsText);
    }
    deliveries::update(db, &delivery)?;
    // What a place answered says nothing of the one that took its place.
    if let Some(webhook) = webhook.filter(|webhook| webhook.url == attempted.url) {
        conclude(db, webhook, &delivery, verdict, at)?;
    }
    Ok(Attempt {
        delivery_id: delivery.id,
        number: delivery.attempts,
        started_at,
        duration_ms: i64::try_from(attempted.duration.as_millis()).unwrap_or(i64::MAX),
        status: delivery.last_status,
        error: attempted.error.map(AsText),
        response: attempted.response.clone(),
    })
}

fn end(delivery: &mut Delivery, state: WebhookDeliveryState, at: NaiveDateTime) {
    delivery.state = AsText(state);
    delivery.next_at = None;
    delivery.ended_at = Some(at);
}

/// Different for each attempt of each delivery, and the same when the write is repeated.
fn seed_of(delivery: &Delivery) -> u32 {
    let mut hasher = DefaultHasher::new();
    (&delivery.id, delivery.tries).hash(&mut hasher);
    u32::try_from(hasher.finish() & 0xffff).unwrap_or_default()
}

/// What follows for the endpoint.
fn conclude(db: &mut Db, webhook: Webhook, delivery: &Delivery, verdict: Verdict, at: NaiveDateTime) -> Answer<()> {
    let is_test = delivery.kind.is_none();
    match verdict {
        Verdict::Delivered if !is_test => Ok(webhooks::note_success(db, &webhook.id, at)?),
        Verdict::GiveUp(Some(reason)) if webhook.enabled => switch_off(db, webhook, reason, at),
        Verdict::GiveUp(None) if !is_test && webhook.enabled => {
            // Once, until somebody has read it: thousands may fail for one reason.
            if notifications::is_unread(db, NotificationKind::WebhookFailed, &webhook.id)? {
                return Ok(());
            }
            tell_keepers(db, &webhook, NotificationKind::WebhookFailed)
        }
        _ => Ok(()),
    }
}

/// Switches an endpoint off, ends what waits for it, and tells who looks after it.
fn switch_off(db: &mut Db, mut webhook: Webhook, reason: WebhookOffReason, at: NaiveDateTime) -> Answer<()> {
    let version = webhook.version;
    webhook.enabled = false;
    webhook.off_reason = Some(AsText(reason));
    webhook.off_at = Some(at);
    webhook.updated_at = at;
    webhook.version += 1;
    if !webhooks::update(db, &webhook, version)? {
        return Err(Error::Internal(format!("the webhook {} changed while it was locked", webhook.id)));
    }
    ending::begin(db, &webhook.id, false, at)?;
    let by = By { kind: "system", id: jobs::BY, name: "" };
    let detail = json!({"reason": reason, "url": webhook.url});
    audit::record_by(db, by, "webhooks.switch_off", ("webhook", &webhook.id), &detail)?;
    tracing::warn!(webhook = webhook.id, %reason, "an endpoint of webhooks is switched off");
    tell_keepers(db, &webhook, NotificationKind::WebhookOff)
}

/// Tells who made the endpoint, and everybody who may change it.
fn tell_keepers(db: &mut Db, webhook: &Webhook, kind: NotificationKind) -> Answer<()> {
    let holders = holders_over(db, Action::WebhooksWrite, Some(&webhook.unit_id))?;
    let mut people: Vec<String> = holders.into_iter().map(|(_, user_id)| user_id).collect();
    people.push(webhook.created_by.clone());
    let title = if webhook.description.is_empty() { &webhook.url } else { &webhook.description };
    let notice = Notice {
        kind,
        subject: NotificationSubject::Webhook,
        subject_id: &webhook.id,
        item_id: &webhook.id,
        title: Some(title),
        reason: None,
        by: jobs::BY,
    };
    tell(db, &people, &notice)
}
