//! Webhooks as they are sent and taken.

use chrono::{DateTime, Utc};
use regulars_db::administration::webhooks::Webhook;
use regulars_db::administration::webhooks::deliveries::{Attempt, Delivery};
use regulars_domain::administration::webhooks::{WebhookDeliveryState, WebhookError, WebhookOffReason};
use regulars_domain::platform::events::EventKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::request::message_id;
use crate::platform::http::patch;
use crate::platform::time::{self, Time};

/// Where events are posted, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Webhook)]
pub struct WebhookView {
    #[schema(example = "whk_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "https://example.com/hooks")]
    pub url: String,
    #[schema(example = "Stock of the north")]
    pub description: String,
    /// What happens in this unit and all below it is told.
    pub unit_id: String,
    /// The partner it belongs to.
    #[schema(nullable = true)]
    pub partner_id: Option<String>,
    /// The types of event that are told.
    pub types: Vec<EventKind>,
    pub enabled: bool,
    /// Why it is switched off.
    #[schema(nullable = true)]
    pub off_reason: Option<WebhookOffReason>,
    pub off_at: Option<Time>,
    /// Until when the secret before the present one signs as well.
    pub previous_secret_until: Option<Time>,
    /// When it took an event last.
    pub last_success_at: Option<Time>,
    pub created_by: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> WebhookView {
        WebhookView {
            id: webhook.id,
            url: webhook.url,
            description: webhook.description,
            unit_id: webhook.unit_id,
            partner_id: webhook.partner_id,
            types: webhook.kinds.0,
            enabled: webhook.enabled,
            off_reason: webhook.off_reason.map(|reason| reason.0),
            off_at: webhook.off_at.map(Time::from),
            previous_secret_until: webhook.previous_until.map(Time::from),
            last_success_at: webhook.last_success_at.map(Time::from),
            created_by: webhook.created_by,
            created_at: webhook.created_at.into(),
            updated_at: webhook.updated_at.into(),
            version: webhook.version,
        }
    }
}

/// An endpoint and its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookSecret {
    pub webhook: WebhookView,
    /// What signatures are verified with, as Standard Webhooks writes it. Null when the answer is a replay: rotate the secret if it was lost.
    #[schema(nullable = true, example = "whsec_…")]
    pub secret: Option<String>,
}

/// An endpoint to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWebhook {
    /// `https`, at a host on the public internet.
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000, example = "https://example.com/hooks")]
    pub url: String,
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_length = 200, example = "Stock of the north")]
    pub description: String,
    /// What happens in this unit and all below it is told.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    /// The partner it belongs to; a key's own when absent.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "prt_01JD3Q5V8N0000000000000000")]
    pub partner_id: Option<String>,
    /// The types of event that are told: only those whose subjects the caller may read there.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50, example = json!(["purchase.recorded", "purchase.refunded"]))]
    pub types: Vec<EventKind>,
    /// True when absent.
    pub enabled: Option<bool>,
}

/// A change of an endpoint.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 1000))]
    #[schema(min_length = 1, max_length = 1000, value_type = String, required = false)]
    pub url: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(max = 200))]
    #[schema(max_length = 200, value_type = String, required = false)]
    pub description: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50, value_type = Vec<EventKind>, required = false)]
    pub types: Option<Vec<EventKind>>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = bool, required = false)]
    pub enabled: Option<bool>,
}

/// How a secret is rotated.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateWebhookSecret {
    /// How long the secret so far signs as well beside the new one; 0 ends it at once, 30 days is the longest.
    #[validate(range(min = 0, max = 2_592_000))]
    #[schema(minimum = 0, maximum = 2_592_000, example = 86400)]
    pub overlap_seconds: i64,
}

/// Which failed deliveries are replayed.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplayWebhook {
    /// Those made at this time or later.
    #[schema(value_type = Time)]
    #[serde(deserialize_with = "time::moment")]
    pub since: DateTime<Utc>,
}

/// How many deliveries begin anew.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReplayedDeliveries {
    /// At most 10,000 by one request, the oldest first.
    pub replayed: usize,
    /// Whether as many as one request lets begin anew did: there may be others.
    pub has_more: bool,
}

/// One event for one endpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct DeliveryView {
    #[schema(example = "whd_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub webhook_id: String,
    /// The `webhook-id` header of each attempt: the id of the event, or of the delivery when it is a test.
    #[schema(example = "evt_01JD3Q5V8N0000000000000000")]
    pub message_id: String,
    /// The type of the event; null for a test.
    #[schema(nullable = true)]
    pub r#type: Option<EventKind>,
    /// The number of the event; null for a test.
    #[schema(nullable = true, example = 4711)]
    pub event_number: Option<i64>,
    pub state: WebhookDeliveryState,
    /// Attempts so far, those before a replay as well.
    pub attempts: i32,
    /// When it is tried next.
    pub next_at: Option<Time>,
    /// What was answered last.
    #[schema(nullable = true, example = 503)]
    pub last_status: Option<i32>,
    /// Why it has not succeeded.
    #[schema(nullable = true)]
    pub last_error: Option<WebhookError>,
    pub created_at: Time,
    pub ended_at: Option<Time>,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> DeliveryView {
        DeliveryView {
            message_id: message_id(&delivery).to_owned(),
            id: delivery.id,
            webhook_id: delivery.webhook_id,
            r#type: delivery.kind.map(|kind| kind.0),
            event_number: delivery.event_number,
            state: delivery.state.0,
            attempts: delivery.attempts,
            next_at: delivery.next_at.map(Time::from),
            last_status: delivery.last_status,
            last_error: delivery.last_error.map(|error| error.0),
            created_at: delivery.created_at.into(),
            ended_at: delivery.ended_at.map(Time::from),
        }
    }
}

/// A delivery with what is posted and its attempts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDeliveryDetail)]
pub struct DeliveryDetailView {
    pub delivery: DeliveryView,
    /// The body of each attempt; null when the event is not kept any more, and for those who may not read what it tells of.
    #[schema(nullable = true)]
    pub body: Option<String>,
    /// In order.
    pub attempts: Vec<AttemptView>,
}

/// One attempt to deliver.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
pub struct AttemptView {
    /// From 1.
    pub number: i32,
    pub started_at: Time,
    #[schema(example = 120)]
    pub duration_ms: i64,
    /// What was answered; null when no answer came.
    #[schema(nullable = true, example = 503)]
    pub status: Option<i32>,
    /// Null when it succeeded.
    #[schema(nullable = true)]
    pub error: Option<WebhookError>,
    /// The beginning of the answer, at most 1 kB.
    pub response: String,
}

impl From<Attempt> for AttemptView {
    fn from(attempt: Attempt) -> AttemptView {
        AttemptView {
            number: attempt.number,
            started_at: attempt.started_at.into(),
            duration_ms: attempt.duration_ms,
            status: attempt.status,
            error: attempt.error.map(|error| error.0),
            response: attempt.response,
        }
    }
}

/// Which endpoints to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WebhookQuery {
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub partner_id: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// Which deliveries to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DeliveryQuery {
    /// Any of these; all when none is given.
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<WebhookDeliveryState>,
    /// Any of these types; all, and tests, when none is given.
    #[serde(default, rename = "type")]
    #[param(required = false, rename = "type")]
    pub kind: Vec<EventKind>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
