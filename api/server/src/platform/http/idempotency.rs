//! A write that a client may send again. The Idempotency-Key is taken and the answer stored in the transaction of the
//! effect itself: a replay gets the same status and body, another body under the same key is refused, and a second
//! request while the first runs waits for it.

pub mod packed;
pub mod personal_data;

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use regulars_db::Db;
use regulars_db::platform::idempotency;
use regulars_domain::message;
use serde::Serialize;

use super::body::Body;
use super::reply::Made;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::{Keys, hex};

/// Characters an Idempotency-Key may have.
const MAX_KEY: usize = 255;
const HEADER: &str = "Idempotency-Key";
/// Digits that are kept of the digest of what the caller may do.
const RIGHTS: usize = 32;

/// The Idempotency-Key of a request, when it has one, and the route it came by.
#[derive(Clone, Debug)]
pub struct IdempotencyKey {
    key: Option<String>,
    route: String,
}

/// An Idempotency-Key that must be there: the request creates value.
#[derive(Clone, Debug)]
pub struct RequiredKey(IdempotencyKey);

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let route = format!("{} {}", request.method(), request.path());
        let Some(value) = request.headers().get(HEADER) else {
            return ready(Ok(IdempotencyKey { key: None, route }));
        };
        let key = value.to_str().unwrap_or_default();
        let fits =
            !key.is_empty() && key.len() <= MAX_KEY && key.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
        ready(if fits {
            Ok(IdempotencyKey { key: Some(key.to_owned()), route })
        } else {
            let fault = Fault::header(HEADER, FaultCode::Malformed)
                .hint(message!("expected 1 to {MAX_KEY} printable characters", "应为 1 至 {MAX_KEY} 个可打印字符"));
            Err(Refusal::of(Code::InvalidHeader).fault(fault).into())
        })
    }
}

impl FromRequest for RequiredKey {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(IdempotencyKey::from_request(request, payload).into_inner().and_then(|key| match key.key {
            Some(_) => Ok(RequiredKey(key)),
            None => {
                let fault = Fault::header(HEADER, FaultCode::Required);
                Err(Refusal::of(Code::IdempotencyKeyMissing).fault(fault).into())
            }
        }))
    }
}

/// The header of a request that may be sent again, for the document.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only describes the header")]
pub struct IdempotencyHeader {
    /// Makes the request safe to send again: the same key and body are answered as the first time, for 24 hours.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}

/// The same where the request creates value and the key is needed.
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only describes the header")]
pub struct RequiredIdempotencyHeader {
    /// Needed. Makes the request safe to send again: the same key and body are answered as the first time, for 24 hours.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: String,
}

/// What makes two requests the same.
#[derive(Clone, Debug)]
pub struct Once {
    principal: String,
    key: String,
    route: String,
    /// SHA-256 of the body, in hex. It is never written down: a body may hold a password, which is short enough to be
    /// guessed from its hash.
    digest: String,
    /// What is written down: signed with the installation's key.
    seal: String,
    /// What the caller may do now.
    rights: String,
}

impl Once {
    fn sealed(mut self, keys: &Keys) -> Once {
        self.seal = keys.link_tag(&self.content());
        self
    }

    /// Whether what is kept is of this body. An earlier version kept the bare digest; such rows are gone within a day.
    fn is_of(&self, keys: &Keys, kept: &str) -> bool {
        keys.is_link(&self.content(), kept) || kept == self.digest
    }

    fn content(&self) -> String {
        format!("body\n{}\n{}", self.key, self.digest)
    }
}

impl IdempotencyKey {
    /// The write this request is; none when it carries no key.
    pub fn of<T>(self, actor: &Actor, body: &Body<T>) -> Option<Once> {
        self.key.as_ref()?;
        self.of_digest(actor, &body.digest())
    }

    /// The same for a request whose content is not a JSON body.
    pub fn of_digest(self, actor: &Actor, digest: &[u8]) -> Option<Once> {
        Some(Once {
            principal: actor.id.clone(),
            key: self.key?,
            route: self.route,
            digest: hex(digest),
            seal: String::new(),
            // Half of the digest tells other rights as well.
            rights: actor.rights().chars().take(RIGHTS).collect(),
        })
    }
}

impl RequiredKey {
    /// The write of this caller with this body, to be done once; never none.
    pub fn of<T>(self, actor: &Actor, body: &Body<T>) -> Option<Once> {
        self.0.of(actor, body)
    }

    /// The same for a request whose content is not a JSON body, by a digest of the content.
    pub fn of_digest(self, actor: &Actor, digest: &[u8]) -> Option<Once> {
        self.0.of_digest(actor, digest)
    }
}

/// What came of it: made now, or told again.
enum Outcome {
    Now(Sent),
    Again(Sent),
}

struct Sent {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: String,
}

impl App {
    /// Runs `work` as one unit and answers with what it made; the same request sent again is answered as the first time.
    pub async fn write_once<T: Serialize>(
        &self,
        once: Option<Once>,
        mut work: impl FnMut(&mut Db) -> Answer<Made<T>> + Send + 'static,
    ) -> Answer<HttpResponse> {
        let once = once.map(|once| once.sealed(&self.keys));
        let keys = Arc::clone(&self.keys);
        let outcome = self.store.write(move |db| run(db, &keys, once.as_ref(), &mut work)).await?;
        Ok(outcome.into_response())
    }

    /// `write_once` for work that writes much.
    pub async fn write_large_once<T: Serialize>(
        &self,
        once: Option<Once>,
        mut work: impl FnMut(&mut Db) -> Answer<Made<T>> + Send + 'static,
    ) -> Answer<HttpResponse> {
        let once = once.map(|once| once.sealed(&self.keys));
        let keys = Arc::clone(&self.keys);
        let outcome = self.store.write_large(move |db| run(db, &keys, once.as_ref(), &mut work)).await?;
        Ok(outcome.into_response())
    }
}

fn run<T: Serialize>(
    db: &mut Db,
    keys: &Keys,
    once: Option<&Once>,
    work: &mut impl FnMut(&mut Db) -> Answer<Made<T>>,
) -> Answer<Outcome> {
    let Some(once) = once else { return Ok(Outcome::Now(send(&work(db)?)?)) };
    if !take(db, once)? {
        return again(db, keys, once, work).map(Outcome::Again);
    }
    let made = work(db)?;
    let sent = send(&made)?;
    let kept = made.replay().map_or(Ok(sent.body.clone()), |replay| serde_json::to_string(&replay).map_err(broken))?;
    let headers = serde_json::to_string(&sent.headers).map_err(broken)?;
    let packed = packed::pack(&headers, &kept)?;
    idempotency::answer(db, &once.principal, &once.key, i32::from(sent.status.as_u16()), &packed)?;
    Ok(Outcome::Now(sent))
}

fn take(db: &mut Db, once: &Once) -> Answer<bool> {
    let given = idempotency::Given {
        principal: once.principal.clone(),
        key: once.key.clone(),
        route: once.route.clone(),
        body_hash: once.seal.clone(),
        status: 0,
        headers: String::new(),
        body: String::new(),
        created_at: clock::now().naive_utc(),
        rights: once.rights.clone(),
        packed: None,
    };
    Ok(idempotency::take(db, &given)?)
}

/// What was answered the first time. Who may do something else by now than then is asked again whether they may do this.
fn again<T: Serialize>(
    db: &mut Db,
    keys: &Keys,
    once: &Once,
    work: &mut impl FnMut(&mut Db) -> Answer<Made<T>>,
) -> Answer<Sent> {
    let given = idempotency::find(db, &once.principal, &once.key)?.ok_or(Code::Busy)?;
    if given.route != once.route || !once.is_of(keys, &given.body_hash) {
        return Err(Code::IdempotencyKeyReused.into());
    }
    if given.rights != once.rights {
        check_reach(db, work)?;
    }
    // An earlier version did not pack them.
    let (headers, body) = given.packed.as_deref().map_or(Ok((given.headers, given.body)), packed::unpack)?;
    Ok(Sent { status: status(given.status)?, headers: serde_json::from_str(&headers).map_err(broken)?, body })
}

/// Does it once more and undoes it: refused when it is out of the caller's reach by now. That it has been done already,
/// or that things have changed since, is no reason not to tell what came of it.
fn check_reach<T: Serialize>(db: &mut Db, work: &mut impl FnMut(&mut Db) -> Answer<Made<T>>) -> Answer<()> {
    let tried = db.transaction(|db| match work(db) {
        Ok(_) => Err(Tried::Undone),
        Err(error) => Err(Tried::Refused(error)),
    });
    match tried {
        Err(Tried::Refused(Error::Refused(refusal))) if refusal.is_out_of_reach() => Err(Error::Refused(refusal)),
        Err(Tried::Undone | Tried::Refused(Error::Refused(_))) | Ok(()) => Ok(()),
        Err(Tried::Refused(error)) => Err(error),
    }
}

/// Why what was tried again is undone.
enum Tried {
    Undone,
    Refused(Error),
}

impl From<diesel::result::Error> for Tried {
    fn from(error: diesel::result::Error) -> Tried {
        Tried::Refused(error.into())
    }
}

fn send<T: Serialize>(made: &Made<T>) -> Answer<Sent> {
    Ok(Sent {
        status: status(i32::from(made.status()))?,
        headers: made.headers(),
        body: serde_json::to_string(made.value()).map_err(broken)?,
    })
}

fn status(number: i32) -> Answer<StatusCode> {
    let status = u16::try_from(number).ok().and_then(|number| StatusCode::from_u16(number).ok());
    status.ok_or_else(|| Error::Internal(format!("{number} is no status")))
}

fn broken(error: serde_json::Error) -> Error {
    Error::Internal(error.to_string())
}

impl Outcome {
    fn into_response(self) -> HttpResponse {
        match self {
            Outcome::Now(sent) => sent.into_response(false),
            Outcome::Again(sent) => sent.into_response(true),
        }
    }
}

impl Sent {
    fn into_response(self, replayed: bool) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        for (name, value) in self.headers {
            response.insert_header((name, value));
        }
        if replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        if self.body == "null" {
            return response.finish();
        }
        response.content_type("application/json").body(self.body)
    }
}
