//! What goes out: a resource with its ETag, and what a write made.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, dev::Payload};
use regulars_db::platform::jobs::Job;
use regulars_domain::text::Language;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use std::ops::Deref;

use crate::platform::error::{Answer, Error};
use crate::platform::identity::keys::hex;
use crate::platform::jobs::views::JobView;
use crate::platform::version::ExpectedVersion;

/// Digits of a digest in an entity tag.
const DIGEST: usize = 16;

/// One resource with its entity tag; a read is answered 304 when the client has it.
pub struct Resource<T> {
    /// In its quotes, such as `"3"`.
    pub etag: String,
    /// What the body shows.
    pub value: T,
}

impl<T> Resource<T> {
    /// A resource whose tag is its version.
    pub fn new(version: impl ToString, value: T) -> Resource<T> {
        Resource { etag: format!("\"{}\"", version.to_string()), value }
    }
}

impl<T: Serialize> Resource<T> {
    /// A resource whose tag is its version, and changes as well with whatever else is shown.
    pub fn of_content(version: impl ToString, value: T) -> Answer<Resource<T>> {
        let text = serde_json::to_vec(&value).map_err(|error| Error::Internal(error.to_string()))?;
        let mut digest = hex(&Sha256::digest(&text));
        digest.truncate(DIGEST);
        Ok(Resource::new(format!("{}-{digest}", version.to_string()), value))
    }
}

impl<T: Serialize> Responder for Resource<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let known = request.headers().get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_read = request.method().is_safe();
        if is_read && (known == "*" || known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == self.etag)) {
            return HttpResponse::NotModified().insert_header((ETAG, self.etag)).finish();
        }
        HttpResponse::Ok().insert_header((ETAG, self.etag)).json(self.value)
    }
}

/// What a write made: the status, where it is, its tag, and what to show.
#[derive(Debug)]
pub struct Made<T> {
    status: u16,
    headers: Vec<(String, String)>,
    value: T,
    replay: Option<Value>,
}

impl<T> Made<T> {
    /// 201: a new resource at `location`.
    pub fn created(location: String, version: impl ToString, value: T) -> Made<T> {
        let headers =
            vec![("Location".to_owned(), location), ("ETag".to_owned(), format!("\"{}\"", version.to_string()))];
        Made { status: 201, headers, value, replay: None }
    }

    /// 200.
    pub fn ok(value: T) -> Made<T> {
        Made { status: 200, headers: Vec::new(), value, replay: None }
    }

    /// 202: it was taken and waits at `location`.
    pub fn held(location: String, value: T) -> Made<T> {
        Made { status: 202, headers: vec![("Location".to_owned(), location)], value, replay: None }
    }

    /// With the entity tag of its version.
    #[must_use]
    pub fn etag(mut self, version: impl ToString) -> Made<T> {
        self.headers.push(("ETag".to_owned(), format!("\"{}\"", version.to_string())));
        self
    }

    /// What a replay shows instead: a secret is shown once only.
    #[must_use]
    pub fn replayed_as(mut self, value: Value) -> Made<T> {
        self.replay = Some(value);
        self
    }

    pub(super) fn status(&self) -> u16 {
        self.status
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        self.headers.clone()
    }

    pub(super) fn value(&self) -> &T {
        &self.value
    }

    pub(super) fn replay(&self) -> Option<&Value> {
        self.replay.as_ref()
    }
}

impl Made<JobView> {
    /// 202: the work goes on in this job, which is told in `language`.
    pub fn accepted(job: Job, language: Language) -> Made<JobView> {
        let headers =
            vec![("Location".to_owned(), format!("/v1/jobs/{}", job.id)), ("Retry-After".to_owned(), "1".to_owned())];
        Made { status: 202, headers, value: JobView::new(job, language), replay: None }
    }
}

impl Made<()> {
    /// 204.
    pub fn nothing() -> Made<()> {
        Made { status: 204, headers: Vec::new(), value: (), replay: None }
    }
}

/// The header of a change, for the document.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only describes the header")]
pub struct IfMatchHeader {
    /// The ETag the change is made upon; 428 without, 412 when it was changed meanwhile.
    #[param(rename = "If-Match", example = "\"3\"")]
    if_match: String,
}

/// The version a change is made upon, out of If-Match. Looked at after the body is validated.
pub struct IfMatch(ExpectedVersion);

impl IfMatch {
    /// The version apart from its header, for services.
    pub fn into_expected(self) -> ExpectedVersion {
        self.0
    }
}

impl Deref for IfMatch {
    type Target = ExpectedVersion;
    fn deref(&self) -> &ExpectedVersion {
        &self.0
    }
}

impl FromRequest for IfMatch {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(IF_MATCH).map(|value| value.to_str().unwrap_or_default());
        ready(Ok(IfMatch(ExpectedVersion::of_tags(header))))
    }
}

/// 204.
pub fn no_content() -> HttpResponse {
    HttpResponse::build(StatusCode::NO_CONTENT).finish()
}
