//! Who a request comes from: a user's session or a partner's key, with what it may do. Kept in memory for a few
//! seconds, so that a request costs no look-up; a change made by this process counts at once, one made by another
//! process within [`KEPT`].

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use regulars_db::Db;
use regulars_domain::permissions::Grants;
use regulars_domain::platform::sandbox::ApiKeyMode;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::keys::digest;
use super::network::Network;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code};

/// The use of a session is noted again after so long.
const NOTED: TimeDelta = TimeDelta::minutes(1);
/// How long a principal is believed without a new look.
const KEPT: Duration = Duration::from_secs(5);

/// What kind of caller it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A person, in a session.
    User,
    /// A program, with an API key.
    Key,
    /// Who works on the machine itself.
    Operator,
}

impl Kind {
    /// The word that audit and logs keep: `user`, `key` or `system`.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::User => "user",
            Kind::Key => "key",
            Kind::Operator => "system",
        }
    }
}

/// The caller.
#[derive(Debug)]
pub struct Principal {
    /// Whether it is a person, a program or the operator.
    pub kind: Kind,
    /// The user's or the key's id.
    pub id: String,
    /// What the user or the key is called, as it was when read.
    pub name: String,
    /// The session a user calls in.
    pub session_id: Option<String>,
    /// The code of the partner a key belongs to.
    pub partner: Option<String>,
    /// The unit a key belongs to.
    pub unit_id: Option<String>,
    /// The language of the user; none for a key.
    pub language: Option<Language>,
    /// For each right the units it reaches.
    pub grants: Grants,
    /// Requests a minute, when the key has its own rate.
    pub rate_per_minute: Option<u32>,
    /// Where what it does happens.
    pub mode: ApiKeyMode,
    /// What must still hold at each use, when it is a key.
    pub key: Option<KeyRules>,
    /// What a person has to do before anything else.
    pub pending: Option<Pending>,
    /// Until when a person need not prove again who they are; none for a program.
    pub fresh_until: Option<DateTime<Utc>>,
    /// When a person's session was last noted as used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// A digest of the grants; made when it is asked for.
    pub rights: OnceLock<String>,
}

/// What a person has to do before anything else; until then all but `/v1/auth` is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pending {
    /// Set a password: the present one is known to who set it.
    NewPassword,
    /// Set up a second factor: the role asks for it.
    SecondFactor,
}

/// What must still hold at each use of a key.
#[derive(Debug)]
pub struct KeyRules {
    /// SHA-256 of the key's text, in hex.
    pub hash: String,
    /// The hash of the text that was rolled, and until when it is good.
    pub previous: Option<(String, DateTime<Utc>)>,
    /// From this moment on it is not good; none: it has no end.
    pub expires_at: Option<DateTime<Utc>>,
    /// Where it may be used from; anywhere when empty.
    pub networks: Vec<Network>,
}

/// Reads the user (first id) behind a session (second id) that has not ended at a moment.
pub type ReadSession = fn(&mut Db, &str, &str, DateTime<Utc>) -> Answer<Option<Principal>>;

/// Where principals are kept; the area that keeps users and keys says how they are read.
#[derive(Clone, Copy)]
pub struct PrincipalSource {
    /// None when the session has ended or its user may not log in.
    pub of_session: ReadSession,
    /// The key of an id, unless it is revoked.
    pub of_key: fn(&mut Db, &str) -> Answer<Option<Principal>>,
    /// Notes that a key was used at a moment.
    pub note_use: fn(&mut Db, &str, DateTime<Utc>) -> Answer<()>,
    /// Notes that a session was used at a moment.
    pub note_session_use: fn(&mut Db, &str, DateTime<Utc>) -> Answer<()>,
}

/// The callers seen lately, by session or key id, and the unit tree.
#[derive(Default)]
pub struct Principals {
    seen: RwLock<HashMap<String, (Instant, Arc<Principal>)>>,
}

impl Principals {
    fn get(&self, id: &str) -> Option<Arc<Principal>> {
        let seen = self.seen.read().ok()?;
        seen.get(id).filter(|(at, _)| at.elapsed() < KEPT).map(|(_, principal)| Arc::clone(principal))
    }

    fn put(&self, id: String, principal: Arc<Principal>) {
        if let Ok(mut seen) = self.seen.write() {
            if seen.len() >= 10_000 {
                seen.retain(|_, (at, _)| at.elapsed() < KEPT);
            }
            seen.insert(id, (Instant::now(), principal));
        }
    }

    /// Forgets one session or key: it has ended.
    pub fn forget_one(&self, id: &str) {
        if let Ok(mut seen) = self.seen.write() {
            seen.remove(id);
        }
    }

    /// Forgets every session of a user.
    pub fn forget_user(&self, user_id: &str) {
        if let Ok(mut seen) = self.seen.write() {
            seen.retain(|_, (_, principal)| principal.id != user_id);
        }
    }

    /// Forgets everybody: rights or units have changed.
    pub fn forget(&self) {
        if let Ok(mut seen) = self.seen.write() {
            seen.clear();
        }
    }
}

/// The caller behind a bearer text: an access token or an API key.
pub async fn authenticate(
    app: &App,
    bearer: &str,
    address: Option<IpAddr>,
    now: DateTime<Utc>,
) -> Answer<Arc<Principal>> {
    if bearer.starts_with("rg_") { of_key(app, bearer, address, now).await } else { of_token(app, bearer, now).await }
}

async fn of_token(app: &App, bearer: &str, now: DateTime<Utc>) -> Answer<Arc<Principal>> {
    let claims = app.tokens.check(bearer, now).ok_or(Code::Unauthenticated)?;
    of_session(app, &claims.sub, &claims.sid, now).await
}

/// The user behind a session that has not ended.
pub async fn of_session(app: &App, user_id: &str, session_id: &str, now: DateTime<Utc>) -> Answer<Arc<Principal>> {
    if let Some(principal) = app.principals.get(session_id) {
        return Ok(principal);
    }
    let source = app.composition.principals;
    let (user_id, session_id) = (user_id.to_owned(), session_id.to_owned());
    let id = session_id.clone();
    let principal = app.store.read(move |db| (source.of_session)(db, &user_id, &session_id, now)).await?;
    let principal = Arc::new(principal.ok_or(Code::SessionExpired)?);
    app.principals.put(id.clone(), Arc::clone(&principal));
    if principal.last_used_at.is_some_and(|at| now - at > NOTED) {
        note(app, "a session", move |db| (source.note_session_use)(db, &id, now));
    }
    Ok(principal)
}

async fn of_key(app: &App, bearer: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> Answer<Arc<Principal>> {
    let id = super::tokens::api_key_id(bearer).ok_or(Code::InvalidKey)?;
    if let Some(principal) = app.principals.get(&id) {
        return if principal.admits(bearer, address, now) { Ok(principal) } else { Err(Code::InvalidKey.into()) };
    }
    let (key_id, source) = (id.clone(), app.composition.principals);
    let found = app.store.read(move |db| (source.of_key)(db, &key_id)).await?;
    let principal = found.filter(|principal| principal.admits(bearer, address, now)).ok_or(Code::InvalidKey)?;
    let principal = Arc::new(principal);
    app.principals.put(id.clone(), Arc::clone(&principal));
    note(app, "a key", move |db| (source.note_use)(db, &id, now));
    Ok(principal)
}

/// What the caller asks for does not depend on this note, nor waits for it.
fn note(app: &App, what: &'static str, mut work: impl FnMut(&mut Db) -> Answer<()> + Send + 'static) {
    let store = app.store.clone();
    tokio::spawn(async move {
        if let Err(error) = store.write(move |db| work(db)).await {
            tracing::warn!(%error, "the use of {what} cannot be noted");
        }
    });
}

impl Principal {
    /// Nobody known: who failed to log in.
    pub fn nobody() -> Principal {
        Principal {
            kind: Kind::Operator,
            id: "nobody".to_owned(),
            name: "nobody".to_owned(),
            session_id: None,
            partner: None,
            unit_id: None,
            language: None,
            grants: Grants::default(),
            rate_per_minute: None,
            mode: ApiKeyMode::Live,
            key: None,
            pending: None,
            fresh_until: None,
            last_used_at: None,
            rights: OnceLock::new(),
        }
    }

    /// SHA-256 of what the caller may do, in hex: another one, other rights.
    pub fn rights(&self) -> &str {
        self.rights.get_or_init(|| digest(&format!("{:?}", self.grants)))
    }

    /// Whether the key behind it may be used with this text, from there, now.
    fn admits(&self, bearer: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        self.key.as_ref().is_some_and(|rules| rules.admit(bearer, address, now))
    }
}

impl KeyRules {
    fn admit(&self, bearer: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> bool {
        let hash = digest(bearer);
        let same = |kept: &str| bool::from(subtle::ConstantTimeEq::ct_eq(kept.as_bytes(), hash.as_bytes()));
        let known = same(&self.hash) || self.previous.as_ref().is_some_and(|(kept, until)| *until > now && same(kept));
        let in_time = self.expires_at.is_none_or(|at| at > now);
        let from_here = self.networks.is_empty()
            || address.is_some_and(|address| self.networks.iter().any(|network| network.contains(address)));
        known && in_time && from_here
    }
}
