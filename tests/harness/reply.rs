//! What came back, and what a test says about it in one word.

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, SET_COOKIE};
use serde_json::Value;

use crate::document::Sent;
use crate::snapshot;

/// A reply with its body read: JSON as it is, other text as a string, nothing as null.
#[derive(Clone, Debug)]
pub struct Reply {
    /// `GET /v1/units`, for messages.
    pub request: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub(crate) async fn read(sent: &Sent, response: reqwest::Response) -> reqwest::Result<Reply> {
        let request = format!("{} {}", sent.method, sent.path);
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.bytes().await?.to_vec();
        let body = match serde_json::from_slice(&bytes) {
            Ok(value) => value,
            Err(_) if bytes.is_empty() => Value::Null,
            Err(_) => Value::String(String::from_utf8_lossy(&bytes).into_owned()),
        };
        Ok(Reply { request, status, headers, body, bytes })
    }

    /// Asserts the status.
    #[track_caller]
    pub fn is(self, status: u16) -> Reply {
        let told = StatusCode::from_u16(status).unwrap();
        assert_eq!(self.status, status, "{} should answer {told}, it answered {:#}", self.request, self.body);
        self
    }

    /// 200.
    #[track_caller]
    pub fn ok(self) -> Reply {
        self.is(200)
    }

    /// 201 with a Location.
    #[track_caller]
    pub fn created(self) -> Reply {
        let reply = self.is(201);
        assert!(reply.headers.contains_key("location"), "{} made something without a Location", reply.request);
        reply
    }

    /// 202 with the Location of a job.
    #[track_caller]
    pub fn accepted(self) -> Reply {
        let reply = self.is(202);
        assert!(reply.header("location").starts_with("/v1/jobs/"), "{} is not told a job", reply.request);
        reply
    }

    /// 204 and no body.
    #[track_caller]
    pub fn nothing(self) -> Reply {
        let reply = self.is(204);
        assert!(reply.bytes.is_empty(), "{} answered 204 with a body", reply.request);
        reply
    }

    /// A problem document with this status and code, whole in form.
    #[track_caller]
    pub fn problem(self, status: u16, code: &str) -> Reply {
        let reply = self.is(status);
        assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.request);
        assert_eq!(reply.body["code"], code, "{}: {:#}", reply.request, reply.body);
        assert_eq!(reply.body["status"], status, "{}", reply.request);
        assert_eq!(reply.body["type"], format!("about:blank#{code}"), "{}", reply.request);
        assert_eq!(reply.body["request_id"], reply.header("x-request-id"), "{}", reply.request);
        assert!(reply.body["title"].as_str().is_some_and(|title| !title.is_empty()), "{}", reply.request);
        reply
    }

    /// Asserts that the problem names this pointer, parameter or header with this code.
    #[track_caller]
    pub fn fault(self, place: &str, code: &str) -> Reply {
        let faults = self.body["errors"].as_array().cloned().unwrap_or_default();
        let found = faults.iter().any(|fault| {
            ["pointer", "parameter", "header"].iter().any(|kind| fault[kind] == place) && fault["code"] == code
        });
        assert!(found, "{} should be told {code} at {place}: {:#}", self.request, self.body);
        self
    }

    /// The reply as the client sees it, with what differs from run to run by stable names: for a snapshot.
    pub fn snapshot(&self) -> String {
        snapshot::of(self)
    }

    /// A header's text, empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub fn etag(&self) -> &str {
        self.header("etag")
    }

    /// The value of a cookie that was set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        let set = self.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        set.filter_map(|cookie| cookie.split(';').next()?.split_once('='))
            .find(|(given, _)| *given == name)
            .map(|(_, value)| value.to_owned())
    }

    /// A text member of the body, empty when there is none.
    pub fn text(&self, member: &str) -> &str {
        self.body[member].as_str().unwrap_or_default()
    }

    /// The body's `id`.
    #[track_caller]
    pub fn id(&self) -> String {
        let id = self.text("id");
        assert!(!id.is_empty(), "{} answered no id: {:#}", self.request, self.body);
        id.to_owned()
    }

    /// The rows of a list.
    #[track_caller]
    pub fn data(&self) -> &[Value] {
        match self.body["data"].as_array() {
            Some(rows) => rows,
            None => panic!("{} answered no list: {:#}", self.request, self.body),
        }
    }

    /// One text member of each row of a list.
    #[track_caller]
    pub fn each(&self, member: &str) -> Vec<&str> {
        self.data().iter().map(|row| row[member].as_str().unwrap_or_default()).collect()
    }
}
