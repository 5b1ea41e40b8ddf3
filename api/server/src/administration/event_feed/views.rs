//! Events as they are sent.

use regulars_db::platform::events::Event;
use regulars_domain::platform::events::EventKind;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::error::{Answer, Error};
use crate::platform::time::Time;

/// The next events, and where to read on.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventPage {
    /// By number.
    pub data: Vec<EventView>,
    /// Send it as `after` to read on; it moves on even when nothing is shown.
    #[schema(example = 4711)]
    pub next: i64,
    /// Whether more is there already.
    pub has_more: bool,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// Its place among all events.
    #[schema(example = 4711)]
    pub number: i64,
    /// The same wherever the event is told, also as the `webhook-id` of a webhook.
    #[schema(example = "evt_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub r#type: EventKind,
    /// When it became known here; the fact itself may be older.
    pub recorded_at: Time,
    /// What it is about: a customer, purchase, refund, membership, complaint, unit or user.
    #[schema(example = "pur_01JD3Q5V8N0000000000000000")]
    pub subject_id: String,
    /// The customer it concerns.
    #[schema(nullable = true, example = "cus_01JD3Q5V8N0000000000000000")]
    pub customer_id: Option<String>,
    /// What the type says, all amounts in minor units of the base currency. `customer.created`: `kind`, `source`.
    /// `customer.erased`: nothing; whoever keeps a copy of the customer deletes it.
    /// `customer.merged` and `customer.merge_undone`: `merged_id`. `tier.changed`: `before`, `after`. `membership.enrolled`: `programme_id`, `level_id`. `membership.changed`:
    /// `before`, `after` (states of the card). `membership.level_changed`: `before`, `after` (ids of levels), `code`.
    /// `points.…`: `kind`, `entry_id`, `points` (below 0 when they went), `balance`. `purchase.recorded` and
    /// `purchase.revised`: `net`, `currency`, `revision`. `purchase.refunded`: `purchase_id`, `amount`.
    /// `complaint.opened`: `suggested` (severity), `channel`. `complaint.escalated`: `clock`, `clock_level`, `due_at`,
    /// `from`, `to`, `task_id`. `complaint.closed`: `severity`, `cause`. `working_time.changed` and `user.disabled`:
    /// `changed_by`. Members are only ever added.
    #[schema(value_type = Object)]
    pub data: Value,
}

impl EventView {
    /// A numbered event as it is told.
    pub fn new(event: Event) -> Answer<EventView> {
        let data = serde_json::from_str(&event.data)
            .map_err(|error| Error::Internal(format!("the event {}: {error}", event.id)))?;
        Ok(EventView {
            number: event.number.unwrap_or_default(),
            id: event.id,
            r#type: event.kind.0,
            recorded_at: event.recorded_at.into(),
            subject_id: event.subject_id,
            customer_id: Some(event.customer_id).filter(|id| !id.is_empty()),
            data,
        })
    }
}

/// Which events to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventQuery {
    /// `next` of the answer before; without it, from the oldest event that is kept.
    #[validate(range(min = 0))]
    #[param(minimum = 0)]
    pub after: Option<i64>,
    /// Any of these types; all when none is given.
    #[serde(default, rename = "type")]
    #[param(required = false, rename = "type")]
    pub kind: Vec<EventKind>,
    /// Events at once; 100 when absent.
    #[validate(range(min = 1, max = 1000))]
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<i64>,
}
