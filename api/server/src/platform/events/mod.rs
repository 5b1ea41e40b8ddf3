//! Events: facts that others act on without being known here.
//!
//! [`publish`] writes one in the transaction of the fact. The [`relay`] numbers it once that is committed and calls who
//! subscribed to its kind; the composition root makes the list of subscriptions.

pub mod relay;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::platform::events;
use regulars_db::platform::events::Event;
use regulars_domain::ids;
use regulars_domain::platform::events::{EventData, EventKind};

use crate::platform::error::{Answer, Error};

/// What follows from events of one kind. `act` is called once for each of them, in the transaction that gives it its
/// number: it enqueues a job and does nothing else.
pub struct Subscription {
    /// The one kind that is subscribed to.
    pub kind: EventKind,
    /// May be called again when the transaction is tried again. An error that is the event's own is logged, and the
    /// event is passed over.
    pub act: fn(&mut Db, &Event) -> Answer<()>,
}

/// Is called with each range of numbers that was given, `(after, last)`: those above the first and up to the second, in
/// the transaction that gives them. For who follows events of many kinds.
pub type Follower = fn(&mut Db, i64, i64) -> Answer<()>;

/// An event that says `data` of a customer (`""` of none) and a subject, such as a purchase.
pub fn event(customer_id: &str, subject_id: &str, recorded_at: NaiveDateTime, data: &impl EventData) -> Answer<Event> {
    Ok(Event {
        id: ids::make(ids::EVENT),
        customer_id: customer_id.to_owned(),
        kind: data.kind().into(),
        subject_id: subject_id.to_owned(),
        recorded_at,
        data: serde_json::to_string(data).map_err(|error| Error::Internal(format!("an event's data: {error}")))?,
        number: None,
    })
}

/// Writes an [`event`] in the transaction of the fact it tells.
pub fn publish(
    db: &mut Db,
    customer_id: &str,
    subject_id: &str,
    recorded_at: NaiveDateTime,
    data: &impl EventData,
) -> Answer<()> {
    Ok(events::insert(db, &event(customer_id, subject_id, recorded_at, data)?)?)
}

/// Writes many events at once.
pub fn publish_all(db: &mut Db, all: &[Event]) -> Answer<()> {
    Ok(events::insert_all(db, all)?)
}

/// What an event says.
pub fn data<T: EventData>(event: &Event) -> Answer<T> {
    serde_json::from_str(&event.data).map_err(|error| Error::Internal(format!("the event {}: {error}", event.id)))
}
