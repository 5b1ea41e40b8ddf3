//! Who calls: nobody, a user or a key. A call is built with words and sent by `.await`; what comes back is held against
//! the API document.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use regulars_domain::ids;
use reqwest::{Client, Method};
use serde_json::Value;

use crate::document::{self, Sent};
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
        let sent = Sent { method: method.to_string(), path: path.to_owned(), json: None };
        let mut request = self.client.request(method, format!("{}{path}", self.base));
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        Request { sent, request }
    }

    /// The same person with another bearer text.
    pub fn with_bearer(&self, bearer: impl Into<String>) -> Actor {
        Actor { bearer: Some(bearer.into()), ..self.clone() }
    }
}

/// A request that is sent when awaited.
pub struct Request {
    sent: Sent,
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
    pub fn body(mut self, content_type: &str, bytes: impl Into<Vec<u8>>) -> Request {
        let bytes = bytes.into();
        self.sent.json = content_type.ends_with("json").then(|| serde_json::from_slice(&bytes).ok()).flatten();
        self.request = self.request.header("Content-Type", content_type).body(bytes);
        self
    }

    /// Sends a body that is made while it is sent.
    #[must_use]
    pub fn streamed(mut self, content_type: &str, body: reqwest::Body) -> Request {
        self.request = self.request.header("Content-Type", content_type).body(body);
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
        let reply = Reply::read(&self.sent, self.request.send().await?).await?;
        let found = document::deviations(&self.sent, &reply);
        assert!(
            found.is_empty(),
            "{} answered {} {:#}\nThe API document does not say so: {}",
            reply.request,
            reply.status,
            reply.body,
            found.join("; ")
        );
        Ok(reply)
    }

    /// Sends it and reads the reply's body no further than to this text: what comes after is left to the caller.
    pub async fn read_to(self, text: &str) -> Stream {
        let named = format!("{} {}", self.sent.method, self.sent.path);
        let response = self.request.send().await.unwrap_or_else(|error| panic!("{named} got no answer: {error}"));
        let mut stream = Stream { named, response, read: String::new() };
        stream.read_to(text).await;
        stream
    }

    fn json(self, content_type: &str, body: Value) -> Request {
        self.body(content_type, body.to_string())
    }
}

/// A reply whose body is read as it comes.
pub struct Stream {
    named: String,
    pub response: reqwest::Response,
    /// What was read so far.
    pub read: String,
}

impl Stream {
    /// Reads until this text has come.
    pub async fn read_to(&mut self, text: &str) {
        while !self.read.contains(text) {
            let Some(chunk) = self.response.chunk().await.unwrap() else {
                panic!("{} ended without {text:?}: {}", self.named, self.read)
            };
            self.read.push_str(&String::from_utf8_lossy(&chunk));
        }
    }

    /// Reads what else comes.
    pub async fn read_to_end(mut self) -> String {
        while let Some(chunk) = self.response.chunk().await.unwrap() {
            self.read.push_str(&String::from_utf8_lossy(&chunk));
        }
        self.read
    }
}

impl IntoFuture for Request {
    type Output = Reply;
    type IntoFuture = Pin<Box<dyn Future<Output = Reply> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let named = format!("{} {}", self.sent.method, self.sent.path);
            self.try_send().await.unwrap_or_else(|error| panic!("{named} got no answer: {error}"))
        })
    }
}
