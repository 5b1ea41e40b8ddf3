//! Ids in a path: a malformed one, or one with another prefix, names nothing (404).

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use regulars_domain::customers::identities::{is_external_id, is_partner_code};

use crate::platform::error::{Answer, Code, Error};

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
        let text = decoded(request.match_info().get(K::PARAMETER).unwrap_or_default());
        ready(if (K::EXTERNAL && is_external(&text)) || regulars_domain::ids::is(K::PREFIX, &text) {
            Ok(Id { text, kind: PhantomData })
        } else {
            Err(Code::NotFound.into())
        })
    }
}

fn is_external(text: &str) -> bool {
    let own = text.strip_prefix(EXTERNAL).and_then(|rest| rest.split_once(':'));
    own.is_some_and(|(partner, id)| is_partner_code(partner) && is_external_id(id))
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
    Segment SEGMENT;
    Template TEMPLATE;
    Task TASK;
    Job JOB;
    Import IMPORT;
    Programme PROGRAMME;
    Membership MEMBERSHIP;
    Calendar CALENDAR;
    Campaign CAMPAIGN;
    Complaint COMPLAINT;
    ComplaintCategory COMPLAINT_CATEGORY;
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

/// A level's id behind the programme's.
pub struct Level;

impl Kind for Level {
    const PREFIX: &'static str = regulars_domain::ids::LEVEL;
    const PARAMETER: &'static str = "level_id";
}

/// An adjustment's id behind the membership's.
pub struct Adjustment;

impl Kind for Adjustment {
    const PREFIX: &'static str = regulars_domain::ids::ADJUSTMENT;
    const PARAMETER: &'static str = "adjustment_id";
}

/// A compensation's id behind the complaint's.
pub struct Compensation;

impl Kind for Compensation {
    const PREFIX: &'static str = regulars_domain::ids::COMPENSATION;
    const PARAMETER: &'static str = "compensation_id";
}

/// An attachment's id behind the complaint's.
pub struct Attachment;

impl Kind for Attachment {
    const PREFIX: &'static str = regulars_domain::ids::ATTACHMENT;
    const PARAMETER: &'static str = "attachment_id";
}
