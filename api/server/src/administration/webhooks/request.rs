//! One attempt: the request as Standard Webhooks 1.0 has it, and what came of it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use regulars_db::Db;
use regulars_db::administration::webhooks::Webhook;
use regulars_db::administration::webhooks::deliveries::Delivery;
use regulars_db::platform::events;
use regulars_db::platform::events::Event;
use regulars_domain::administration::webhooks::WebhookError;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde::Serialize;
use serde_json::{Value, json};

use super::guard;
use super::guard::GuardedResolver;
use crate::administration::event_feed::views::EventView;
use crate::messaging::gateways::http::sign;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::keys::Keys;
use crate::platform::time::Time;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(5);
/// The most bytes of an answer that are read.
const READ: usize = 64 * 1024;
/// The most bytes of an answer that are kept.
const KEPT: usize = 1024;
/// Idle connections to one host.
const IDLE: usize = 8;

/// What stands before a secret.
const PREFIX: &str = "whsec_";

/// The secret of an endpoint as it is shown and signs with; none when its key is not one of this installation's.
pub fn secret_text(keys: &Keys, key_id: &str, webhook_id: &str, nonce: &str) -> Option<String> {
    keys.webhook_secret(key_id, webhook_id, nonce).map(|secret| format!("{PREFIX}{}", STANDARD.encode(secret)))
}

/// The secrets that sign at a time, the newest first.
fn secrets(keys: &Keys, webhook: &Webhook, now: NaiveDateTime) -> Vec<String> {
    let present = secret_text(keys, &webhook.key_id, &webhook.id, &webhook.nonce);
    let previous = match (&webhook.previous_key_id, &webhook.previous_nonce, webhook.previous_until) {
        (Some(key_id), Some(nonce), Some(until)) if until > now => secret_text(keys, key_id, &webhook.id, nonce),
        _ => None,
    };
    present.into_iter().chain(previous).collect()
}

/// The body of a message: the members that Standard Webhooks names, and where the event stands in the feed.
#[derive(Serialize)]
struct Message<'a> {
    r#type: &'a str,
    timestamp: Time,
    data: Value,
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_id: Option<&'a str>,
}

/// The type of a test.
pub const TEST: &str = "webhook.test";

/// What is posted for a delivery; the same each time. None when its event is not kept any more.
pub fn read_body(db: &mut Db, delivery: &Delivery) -> Answer<Option<String>> {
    let event = delivery.event_id.as_deref().map_or(Ok(None), |id| events::find(db, id))?;
    body(delivery, event)
}

fn body(delivery: &Delivery, event: Option<Event>) -> Answer<Option<String>> {
    let written =
        |message: &Message<'_>| serde_json::to_string(message).map_err(|error| Error::Internal(error.to_string()));
    if delivery.kind.is_none() {
        let data = json!({"webhook_id": delivery.webhook_id});
        let message = Message {
            r#type: TEST,
            timestamp: delivery.created_at.into(),
            data,
            id: &delivery.id,
            number: None,
            subject_id: None,
            customer_id: None,
        };
        return written(&message).map(Some);
    }
    let Some(event) = event else { return Ok(None) };
    let event = EventView::new(event)?;
    let message = Message {
        r#type: event.r#type.as_str(),
        timestamp: event.recorded_at,
        data: event.data,
        id: &event.id,
        number: Some(event.number),
        subject_id: Some(&event.subject_id),
        customer_id: event.customer_id.as_deref(),
    };
    written(&message).map(Some)
}

/// The `webhook-id` of a delivery: the same at each attempt.
pub fn message_id(delivery: &Delivery) -> &str {
    delivery.event_id.as_deref().unwrap_or(&delivery.id)
}

/// What came of an attempt.
#[derive(Clone, Debug)]
pub struct Attempted {
    pub delivery: Delivery,
    /// Where it was posted to.
    pub url: String,
    pub started_at: DateTime<Utc>,
    pub duration: Duration,
    pub status: Option<u16>,
    /// How long it asked to be left alone.
    pub retry_after: Option<TimeDelta>,
    /// None when it succeeded.
    pub error: Option<WebhookError>,
    /// The beginning of the answer.
    pub response: String,
}

/// Makes attempts.
pub struct Sender {
    client: Client,
    keys: Arc<Keys>,
    allow_private: bool,
}

impl Sender {
    pub fn new(app: &App) -> Answer<Sender> {
        let allow_private = app.config.webhooks.allow_private;
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .dns_resolver(GuardedResolver { allow_private })
            .connect_timeout(CONNECT)
            .timeout(Duration::from_secs(app.config.webhooks.timeout_seconds))
            .pool_max_idle_per_host(IDLE)
            .build()
            .map_err(|error| Error::Internal(format!("no client for webhooks: {error}")))?;
        Ok(Sender { client, keys: Arc::clone(&app.keys), allow_private })
    }

    /// Posts a body to an endpoint once.
    pub async fn attempt(&self, webhook: &Webhook, delivery: Delivery, body: Option<String>) -> Attempted {
        let (started_at, started) = (clock::now(), Instant::now());
        let mut attempted = Attempted {
            delivery,
            url: webhook.url.clone(),
            started_at,
            duration: Duration::ZERO,
            status: None,
            retry_after: None,
            error: None,
            response: String::new(),
        };
        let sent = match body {
            Some(body) => self.post(webhook, &attempted.delivery, started_at, body).await,
            None => Err(WebhookError::EventForgotten),
        };
        match sent {
            Ok(mut response) => {
                let status = response.status().as_u16();
                attempted.status = Some(status);
                attempted.error = error_of(status);
                let asked = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
                attempted.retry_after = asked.and_then(|text| wait_of(text, started_at));
                attempted.response = beginning(&mut response).await;
            }
            Err(error) => attempted.error = Some(error),
        }
        attempted.duration = started.elapsed();
        attempted
    }

    async fn post(
        &self,
        webhook: &Webhook,
        delivery: &Delivery,
        now: DateTime<Utc>,
        body: String,
    ) -> Result<Response, WebhookError> {
        let url = Url::parse(&webhook.url).map_err(|_| WebhookError::Unreachable)?;
        // No name is resolved for an address, so the resolver does not see it.
        if !self.allow_private && (url.scheme() != "https" || guard::names_private_address(&url)) {
            return Err(WebhookError::PrivateAddress);
        }
        let (id, timestamp) = (message_id(delivery), now.timestamp());
        let secrets = secrets(&self.keys, webhook, now.naive_utc());
        if secrets.is_empty() {
            return Err(WebhookError::NoSecret);
        }
        let signatures: Vec<String> = secrets.iter().map(|secret| sign(secret, id, timestamp, &body)).collect();
        let request = self
            .client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, "Regulars-Webhooks/1.0")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(body);
        request.send().await.map_err(|error| {
            if guard::is_private_address(&error) {
                WebhookError::PrivateAddress
            } else if error.is_timeout() {
                WebhookError::Timeout
            } else if error.is_connect() {
                WebhookError::Unreachable
            } else {
                WebhookError::ConnectionLost
            }
        })
    }
}

/// What a status means; none for success.
fn error_of(status: u16) -> Option<WebhookError> {
    match status {
        200..=299 => None,
        300..=399 => Some(WebhookError::Redirect),
        410 => Some(WebhookError::Gone),
        _ => Some(WebhookError::Status),
    }
}

/// What `Retry-After` says: seconds, or a date of HTTP.
fn wait_of(text: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    match text.trim().parse::<u32>() {
        Ok(seconds) => Some(TimeDelta::seconds(seconds.into())),
        Err(_) => DateTime::parse_from_rfc2822(text.trim()).ok().map(|at| at.with_timezone(&Utc) - now),
    }
}

/// The beginning of the answer's body. The status has decided already: what cannot be read is left out.
async fn beginning(response: &mut Response) -> String {
    let (mut read, mut kept) = (0, Vec::new());
    while let Ok(Some(chunk)) = response.chunk().await {
        read += chunk.len();
        kept.extend(chunk.iter().take(KEPT.saturating_sub(kept.len())));
        if read >= READ {
            break;
        }
    }
    shown(&kept)
}

/// Bytes as text that can be kept and shown.
fn shown(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.chars().filter(|letter| !letter.is_control() || *letter == '\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_2xx_is_success() {
        for (status, expected) in [
            (200, None),
            (204, None),
            (299, None),
            (301, Some(WebhookError::Redirect)),
            (304, Some(WebhookError::Redirect)),
            (400, Some(WebhookError::Status)),
            (410, Some(WebhookError::Gone)),
            (429, Some(WebhookError::Status)),
            (503, Some(WebhookError::Status)),
        ] {
            assert_eq!(error_of(status), expected, "{status}");
        }
    }

    #[test]
    fn how_long_to_wait_is_said_in_seconds_or_as_a_date() {
        let now = "2026-03-01T12:00:00Z".parse().unwrap();
        for (text, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 01 Mar 2026 12:01:00 GMT", Some(60)),
            ("Sun, 01 Mar 2026 11:59:00 GMT", Some(-60)),
            ("-1", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(wait_of(text, now), seconds.map(TimeDelta::seconds), "{text}");
        }
    }

    #[test]
    fn what_is_kept_of_an_answer_can_be_stored() {
        assert_eq!(shown(b"a\0b\r\nc\xff"), "ab\nc\u{fffd}");
    }
}
