//! Ids in a path: a malformed one, or one with another prefix, names nothing (404).

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use regulars_domain::ids::{IdKind, external};

use crate::platform::error::{Answer, Code, Error};

pub use regulars_domain::ids::kinds::*;

/// A well-formed id of a kind out of the path.
pub struct Id<K> {
    text: String,
    kind: PhantomData<K>,
}

impl<K> Id<K> {
    /// The id as the path has it, percent signs decoded.
    pub fn into_text(self) -> String {
        self.text
    }

    /// The partner and its own id, when the path says `ext:{partner}:{external_id}`.
    pub fn external(&self) -> Option<(&str, &str)> {
        external(&self.text)
    }
}

impl<K> Deref for Id<K> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

impl<K: IdKind> FromRequest for Id<K> {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let parameters = request.match_info();
        let text = decoded(parameters.get(K::PARAMETER).or_else(|| parameters.get("id")).unwrap_or_default());
        ready(if (K::EXTERNAL && external(&text).is_some()) || regulars_domain::ids::is(K::PREFIX, &text) {
            Ok(Id { text, kind: PhantomData })
        } else {
            Err(Code::NotFound.into())
        })
    }
}

/// The rest of decoding: actix leaves `%2F`, `%2B` and `%25` in a path as they came.
pub(crate) fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match (part.get(..2), part.get(2..)) {
            (Some("2F" | "2f"), Some(rest)) => plain.extend(["/", rest]),
            (Some("2B" | "2b"), Some(rest)) => plain.extend(["+", rest]),
            (Some("25"), Some(rest)) => plain.extend(["%", rest]),
            _ => plain.extend(["%", part]),
        }
    }
    plain
}
