//! Who calls: nobody, a user or a key. A call is built with words and sent by `.await`.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use regulars_domain::ids;
use reqwest::{Client, Method};
use serde_json::Value;

use crate::reply::Reply;

/// Somebody who calls the server.
#[derive(Clone, Debug)]
pub struct Actor {
    pub(crate) client: Client,
    pub(crate) base: String,
    /// What is sent as `Authorization: Bearer`; none for nobody.
    pub bearer: Option<String>,
    /// The user's or key's id; empty for nobody.
    pub id: String,
    /// The session a user calls in.
    pub session_id: Option<String>,
}

impl Actor {
    pub fn get(&self, path: &str) -> Request {
        self.request(Method::GET, path)
    }

    pub fn post(&self, path: &str, body: impl Into<Value>) -> Request {
        self.request(Method::POST, path).json("application/json", body.into())
    }

    /// A merge patch; most need `.if_match(…)`.
    pub fn patch(&self, path: &str, body: impl Into<Value>) -> Request {
        self.request(Method::PATCH, path).json("application/merge-patch+json", body.into())
    }

    pub fn put(&self, path: &str, body: impl Into<Value>) -> Request {
        self.request(Method::PUT, path).json("application/json", body.into())
    }

    pub fn delete(&self, path: &str) -> Request {
        self.request(Method::DELETE, path)
    }

    /// A request with any method and no body.
    pub fn request(&self, method: Method, path: &str) -> Request {
        let named = format!("{method} {path}");
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        Request { named, request }
    }

    /// The same person with another bearer text.
    pub fn with_bearer(&self, bearer: impl Into<String>) -> Actor {
        Actor { bearer: Some(bearer.into()), ..self.clone() }
    }
}

/// A request that is sent when awaited.
pub struct Request {
    named: String,
    request: reqwest::RequestBuilder,
}

impl Request {
    #[must_use]
    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Request {
        self.request = self.request.header(name, value.as_ref());
        self
    }

    /// Sends a body of bytes as they are.
    #[must_use]
    pub fn body(mut self, content_type: &str, bytes: impl Into<reqwest::Body>) -> Request {
        self.request = self.request.header("Content-Type", content_type).body(bytes);
        self
    }

    #[must_use]
    pub fn idempotency_key(self, key: impl AsRef<str>) -> Request {
        self.header("Idempotency-Key", key)
    }

    /// An Idempotency-Key that nobody has used.
    #[must_use]
    pub fn once(self) -> Request {
        self.idempotency_key(ids::make("test_"))
    }

    #[must_use]
    pub fn if_match(self, etag: impl AsRef<str>) -> Request {
        self.header("If-Match", etag)
    }

    /// The refresh cookie of a log-in.
    #[must_use]
    pub fn refresh_cookie(self, value: impl AsRef<str>) -> Request {
        self.header("Cookie", format!("regulars_refresh={}", value.as_ref()))
    }

    /// Sends it; an error when no answer came, such as from a server that was killed.
    pub async fn try_send(self) -> reqwest::Result<Reply> {
        Reply::read(self.named, self.request.send().await?).await
    }

    fn json(self, content_type: &str, body: Value) -> Request {
        self.body(content_type, body.to_string())
    }
}

impl IntoFuture for Request {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let named = self.named.clone();
            self.try_send().await.unwrap_or_else(|error| panic!("{named} got no answer: {error}"))
        })
    }
}
