//! Ids in a path: a malformed one, or one with another prefix, names nothing (404).

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::problem::{Answer, Code, Error};

/// What an id is of.
pub trait Kind {
    const PREFIX: &'static str;
    /// The path parameter it stands in.
    const PARAMETER: &'static str = "id";
}

/// A well-formed id of a kind out of the path.
pub struct Id<K> {
    text: String,
    kind: PhantomData<K>,
}

impl<K> Id<K> {
    pub fn into_text(self) -> String {
        self.text
    }
}

impl<K> Deref for Id<K> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

impl<K: Kind> FromRequest for Id<K> {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get(K::PARAMETER).unwrap_or_default();
        ready(if regulars_domain::ids::is(K::PREFIX, text) {
            Ok(Id { text: text.to_owned(), kind: PhantomData })
        } else {
            Err(Code::NotFound.into())
        })
    }
}

macro_rules! kinds {
    ($($name:ident $prefix:ident;)+) => { $(
        pub struct $name;
        impl Kind for $name {
            const PREFIX: &'static str = regulars_domain::ids::$prefix;
        }
    )+ };
}

kinds! {
    Unit UNIT;
    User USER;
    Session SESSION;
    Partner PARTNER;
    ApiKey KEY;
    Product PRODUCT;
    Category CATEGORY;
    Task TASK;
    Job JOB;
    Import IMPORT;
}
