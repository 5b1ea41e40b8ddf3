//! In which language a request wants its words: that of Accept-Language, else the user's own, else English.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use regulars_domain::text::Language;

use super::actor::Caller;
use super::middleware::RequestId;
use crate::platform::error::{Answer, Error};

/// Who reads an answer: in which language, and by which id they may ask about the request.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Of the request, else of the caller, else English.
    pub language: Language,
    /// As it stands in the answer's header and in the log.
    pub request_id: String,
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let extensions = request.extensions();
        let own = || extensions.get::<Caller>().and_then(|caller| caller.as_ref().ok()?.language);
        let language = asked_for(request.headers()).or_else(own).unwrap_or(Language::DEFAULT);
        let request_id = extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        ready(Ok(Reader { language, request_id }))
    }
}

/// The first language of Accept-Language that is spoken here; English for a header without one.
pub fn asked_for(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let spoken = header.split(',').find_map(|part| match part.trim_start().get(..2) {
        Some(tag) if tag.eq_ignore_ascii_case("zh") => Some(Language::Chinese),
        Some(tag) if tag.eq_ignore_ascii_case("en") => Some(Language::English),
        _ => None,
    });
    Some(spoken.unwrap_or(Language::DEFAULT))
}
