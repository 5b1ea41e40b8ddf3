//! Who a request comes from: a user's session or a partner's key, with what it may do. Kept in memory for a few
//! seconds, so that a request costs no look-up; a change made by this process counts at once, one made by another
//! process within [`KEPT`].

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::organisation::{api_keys, sessions, units, users};
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::UnitTree;
use regulars_domain::permissions::{Action, Assignment, Grants, Role};
use regulars_domain::text::Language;

use super::keys::digest;
use super::network::Network;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};

/// How long a principal is believed without a new look.
const KEPT: Duration = Duration::from_secs(5);

/// What kind of caller it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    User,
    Key,
    /// Who works on the machine itself.
    Operator,
}

impl Kind {
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
    pub kind: Kind,
    /// The user's or the key's id.
    pub id: String,
    pub name: String,
    /// The session a user calls in.
    pub session_id: Option<String>,
    /// The code of the partner a key belongs to.
    pub partner: Option<String>,
    /// The unit a key belongs to.
    pub unit_id: Option<String>,
    /// The language of the user; none for a key.
    pub language: Option<Language>,
    pub grants: Grants,
    /// Requests a minute, when the key has its own rate.
    pub rate_per_minute: Option<u32>,
    key: Option<KeyRules>,
}

impl Principal {
    /// Who runs a command on the machine: may everything, everywhere.
    pub fn operator(db: &mut Db) -> Answer<Principal> {
        let tree = unit_tree(db)?;
        let root = units::tree(db)?.into_iter().find(|(_, parent)| parent.is_none()).map(|(id, _)| id);
        let assignments: Vec<Assignment> =
            root.into_iter().map(|unit_id| Assignment { unit_id, role: Role::Admin }).collect();
        Ok(Principal {
            kind: Kind::Operator,
            id: "command line".to_owned(),
            name: "command line".to_owned(),
            session_id: None,
            partner: None,
            unit_id: None,
            language: None,
            grants: Grants::of_user(&assignments, &tree),
            rate_per_minute: None,
            key: None,
        })
    }
}

/// What must still hold at each use of a key.
#[derive(Debug)]
struct KeyRules {
    hash: String,
    previous: Option<(String, DateTime<Utc>)>,
    expires_at: Option<DateTime<Utc>>,
    networks: Vec<Network>,
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

    /// Forgets everybody: rights, sessions or units have changed.
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
    let (user_id, session_id) = (user_id.to_owned(), session_id.to_owned());
    let id = session_id.clone();
    let principal = app.store.read(move |db| load_user(db, &user_id, &session_id, now)).await?;
    let principal = Arc::new(principal.ok_or(Code::SessionExpired)?);
    app.principals.put(id, Arc::clone(&principal));
    Ok(principal)
}

async fn of_key(app: &App, bearer: &str, address: Option<IpAddr>, now: DateTime<Utc>) -> Answer<Arc<Principal>> {
    let id = super::tokens::api_key_id(bearer).ok_or(Code::InvalidKey)?;
    if let Some(principal) = app.principals.get(&id) {
        return if principal.admits(bearer, address, now) { Ok(principal) } else { Err(Code::InvalidKey.into()) };
    }
    let key_id = id.clone();
    let found = app.store.read(move |db| load_key(db, &key_id)).await?;
    let principal = found.filter(|principal| principal.admits(bearer, address, now)).ok_or(Code::InvalidKey)?;
    let principal = Arc::new(principal);
    app.principals.put(id.clone(), Arc::clone(&principal));
    app.store.write(move |db| Ok::<_, Error>(api_keys::touch(db, &id, now.naive_utc())?)).await?;
    Ok(principal)
}

impl Principal {
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

/// The unit tree, for grants and scopes.
pub fn unit_tree(db: &mut Db) -> Answer<UnitTree> {
    Ok(UnitTree::new(units::tree(db)?))
}

fn load_user(db: &mut Db, user_id: &str, session_id: &str, now: DateTime<Utc>) -> Answer<Option<Principal>> {
    let session = sessions::find(db, session_id)?.filter(|session| {
        session.user_id == user_id && session.revoked_at.is_none() && session.expires_at > now.naive_utc()
    });
    let user = users::find(db, user_id)?.filter(|user| *user.state == UserState::Active);
    let (Some(_), Some(user)) = (session, user) else { return Ok(None) };
    let assignments = users::assignments_of(db, std::slice::from_ref(&user.id))?;
    let assignments: Vec<Assignment> =
        assignments.into_iter().map(|row| Assignment { unit_id: row.unit_id, role: row.role.0 }).collect();
    Ok(Some(Principal {
        kind: Kind::User,
        session_id: Some(session_id.to_owned()),
        partner: None,
        unit_id: None,
        language: Some(user.language.0),
        grants: Grants::of_user(&assignments, &unit_tree(db)?),
        rate_per_minute: None,
        key: None,
        id: user.id,
        name: user.name,
    }))
}

fn load_key(db: &mut Db, id: &str) -> Answer<Option<Principal>> {
    let Some(key) = api_keys::find(db, id)?.filter(|key| key.revoked_at.is_none()) else { return Ok(None) };
    let partner = api_keys::find_partner(db, &key.partner_id)?;
    let actions: &[Action] = &key.scopes;
    Ok(Some(Principal {
        kind: Kind::Key,
        session_id: None,
        partner: partner.map(|partner| partner.code),
        language: None,
        grants: Grants::of_key(actions, &key.unit_id, &unit_tree(db)?),
        rate_per_minute: key.rate_per_minute.and_then(|rate| u32::try_from(rate).ok()),
        key: Some(KeyRules {
            hash: key.secret_hash,
            previous: key.previous_hash.zip(key.previous_until.map(|until| until.and_utc())),
            expires_at: key.expires_at.map(|at| at.and_utc()),
            networks: key.addresses.iter().filter_map(|text| text.parse().ok()).collect(),
        }),
        unit_id: Some(key.unit_id),
        id: key.id,
        name: key.name,
    }))
}
