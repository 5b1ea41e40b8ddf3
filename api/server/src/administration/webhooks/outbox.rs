//! What is to be posted: a row for each event and endpoint, made when the event gets its number.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::administration::webhooks;
use regulars_db::administration::webhooks::Webhook;
use regulars_db::administration::webhooks::deliveries;
use regulars_db::administration::webhooks::deliveries::Delivery;
use regulars_db::platform::event_feed;
use regulars_db::platform::events::Event;
use regulars_db::text::AsText;
use regulars_domain::administration::webhooks::WebhookDeliveryState;
use regulars_domain::ids;
use regulars_domain::permissions::{Grants, Scope, UnitTree};

use super::deliver::Deliver;
use crate::administration::event_feed::reading::readable;
use crate::organisation::units::unit_tree;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::jobs;

/// Makes the deliveries of the events numbered above `after` and up to `last`, in the transaction that numbers them.
pub fn follow(db: &mut Db, after: i64, last: i64) -> Answer<()> {
    let now = clock::now().naive_utc();
    let endpoints = webhooks::lock_enabled(db, now)?;
    if endpoints.is_empty() {
        return Ok(());
    }
    let tree = unit_tree(db)?;
    let mut made = Vec::new();
    for endpoint in &endpoints {
        for event in told_to(db, endpoint, &tree, (after, last))? {
            made.push(of_event(endpoint, event, now));
        }
    }
    if made.is_empty() {
        return Ok(());
    }
    deliveries::insert_all(db, &made)?;
    jobs::enqueue(db, &Deliver {}, jobs::BY).map(|_| ())
}

/// The events in a range that an endpoint is told: of its kinds, in its units.
fn told_to(db: &mut Db, endpoint: &Webhook, tree: &UnitTree, (after, last): (i64, i64)) -> Answer<Vec<Event>> {
    // What it may be told was decided when it was made.
    let needed: Vec<_> = endpoint.kinds.iter().map(|kind| kind.needs()).collect();
    let grants = Grants::of_key(&needed, &endpoint.unit_id, tree);
    let readable = readable(&grants, &Scope::All, &endpoint.kinds);
    Ok(event_feed::page(db, &readable, after, last, last - after)?)
}

fn of_event(endpoint: &Webhook, event: Event, now: NaiveDateTime) -> Delivery {
    Delivery { event_id: Some(event.id), event_number: event.number, kind: Some(event.kind), ..new(&endpoint.id, now) }
}

/// A delivery that is due; of a test, unless it gets an event.
pub fn new(webhook_id: &str, now: NaiveDateTime) -> Delivery {
    Delivery {
        id: ids::make(ids::WEBHOOK_DELIVERY),
        webhook_id: webhook_id.to_owned(),
        event_id: None,
        event_number: None,
        kind: None,
        state: AsText(WebhookDeliveryState::Pending),
        tries: 0,
        attempts: 0,
        next_at: Some(now),
        first_at: None,
        last_status: None,
        last_error: None,
        created_at: now,
        ended_at: None,
    }
}
