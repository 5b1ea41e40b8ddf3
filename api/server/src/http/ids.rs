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
    /// Whether partners may use their own ids.
    const EXTERNAL: bool = false;
}

/// Begins a partner's own id in a path.
const EXTERNAL: &str = "ext:";

/// A well-formed id of a kind out of the path.
pub struct Id<K> {
    text: String,
    kind: PhantomData<K>,
}

impl<K> Id<K> {
    pub fn into_text(self) -> String {
        self.text
    }

    /// The partner and its own id, when the path says `ext:{partner}:{external_id}`.
    pub fn external(&self) -> Option<(&str, &str)> {
        self.text.strip_prefix(EXTERNAL)?.split_once(':')
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
        let external = K::EXTERNAL && text.strip_prefix(EXTERNAL).is_some_and(|rest| rest.contains(':'));
        ready(if external || regulars_domain::ids::is(K::PREFIX, text) {
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

/// A customer's id, or a partner's own.
pub struct Customer;

impl Kind for Customer {
    const PREFIX: &'static str = regulars_domain::ids::CUSTOMER;
    const EXTERNAL: bool = true;
}

/// A purchase's id, or a partner's own.
pub struct Purchase;

impl Kind for Purchase {
    const PREFIX: &'static str = regulars_domain::ids::PURCHASE;
    const EXTERNAL: bool = true;
}

/// An identity's id behind the customer's.
pub struct Identity;

impl Kind for Identity {
    const PREFIX: &'static str = regulars_domain::ids::IDENTITY;
    const PARAMETER: &'static str = "identity_id";
}
