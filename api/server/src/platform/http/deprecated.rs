//! What callers are told of a form of the API that goes: since when it is not to be used, and until when it works.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::platform::error::Error;

/// When what goes was first said to go (RFC 9745): 2026-11-27, in seconds.
const SINCE: &str = "@1795737600";
/// Until when it works at least (RFC 8594).
const UNTIL: &str = "Tue, 30 Nov 2027 23:59:59 GMT";

/// As an argument of a handler: everything it answers, problems included, says that it goes.
#[derive(Clone, Copy, Debug)]
pub struct Deprecated;

impl Deprecated {
    /// The same for one form of what a handler takes.
    pub fn mark(request: &HttpRequest) {
        request.extensions_mut().insert(Deprecated);
    }

    /// Whether what a request asked for, or the way it asked, goes.
    pub fn is_marked(request: &HttpRequest) -> bool {
        request.extensions().contains::<Deprecated>()
    }

    /// Puts it into the headers of the answer.
    pub fn tell(headers: &mut HeaderMap) {
        headers.insert(HeaderName::from_static("deprecation"), HeaderValue::from_static(SINCE));
        headers.insert(HeaderName::from_static("sunset"), HeaderValue::from_static(UNTIL));
    }
}

impl FromRequest for Deprecated {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Deprecated::mark(request);
        ready(Ok(Deprecated))
    }
}
