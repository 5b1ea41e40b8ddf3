//! A gateway behind HTTP, for text messages and WeChat.
//!
//! Our own contract, spoken when no `body` is configured: `POST` with JSON (see `request`), `Idempotency-Key: <delivery
//! id>` and the signature headers of Standard Webhooks. 2xx: taken, with its own `id` in the answer if it likes; 429 and
//! 503: later, after `Retry-After`; other 5xx, 408 and no answer in time: later; other 4xx: refused for good, with `code`,
//! `detail` and `hard` (there is no such address) in the answer if it likes. A provider that speaks otherwise is reached
//! by templates for address, headers and body, and by rules for reading its answers. Redirects are not followed.

mod answer;
mod request;
mod signature;

use std::time::Duration;

use regulars_domain::message;
use reqwest::redirect::Policy;
use reqwest::{Client, Request, Response};

use super::{Message, Outcome};
use crate::platform::config::HttpGateway;

pub use request::{Placeholder, check_placeholders};
pub use signature::sign;

/// The most bytes of an answer that are read.
const ANSWER: usize = 64 * 1024;

/// The way out of one channel behind HTTP.
pub struct Http {
    client: Client,
    config: HttpGateway,
}

impl Http {
    /// The configured gateway; none when there is none.
    pub fn of(config: &HttpGateway) -> Option<Http> {
        config.url.as_ref()?;
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .pool_max_idle_per_host(config.connections)
            .timeout(Duration::from_secs(config.timeout_seconds))
            .build()
            .ok()?;
        Some(Http { client, config: config.clone() })
    }

    pub fn connections(&self) -> usize {
        self.config.connections
    }

    /// The request that hands the message over.
    pub fn begin(&self, message: &Message) -> Result<Request, Outcome> {
        request::of(&self.client, &self.config, message).map_err(|fault| {
            let said = message!("the request cannot be made: `{fault}`", "无法生成请求：`{fault}`");
            Outcome::refused("cannot_compose", said, false)
        })
    }

    pub async fn finish(&self, request: Request) -> Outcome {
        let mut response = match self.client.execute(request).await {
            Ok(response) => response,
            Err(error) => return unanswered(error),
        };
        let status = response.status().as_u16();
        let after = answer::retry_after(response.headers(), crate::platform::clock::now());
        match body(&mut response).await {
            Ok(body) => answer::read(&self.config, status, after, &body),
            Err(error) => unanswered(error),
        }
    }
}

/// The beginning of the answer's body; its status decides, so a long one is cut.
async fn body(response: &mut Response) -> reqwest::Result<Vec<u8>> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() >= ANSWER {
            break;
        }
    }
    Ok(body)
}

/// No whole answer came: the gateway may have the message all the same, and knows it again by its id.
fn unanswered(error: reqwest::Error) -> Outcome {
    let (is_late, is_away) = (error.is_timeout(), error.is_connect());
    // The address may hold a secret.
    let said = error.without_url().to_string();
    if is_late {
        Outcome::later("timeout", message!("the gateway did not answer in time", "发送通道未及时应答"), None)
    } else if is_away {
        let said = message!("the gateway cannot be reached: `{said}`", "无法连接发送通道：`{said}`");
        Outcome::later("unreachable", said, None)
    } else {
        Outcome::later("connection_lost", message!("the connection was lost: `{said}`", "连接中断：`{said}`"), None)
    }
}
