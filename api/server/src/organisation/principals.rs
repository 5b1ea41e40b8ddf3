//! Who a request comes from, read from users, sessions and keys; and who works on the machine itself.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::organisation::api_keys::ApiKey;
use regulars_db::organisation::{api_keys, sessions, units, users};
use regulars_domain::organisation::api_keys::end;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::{Action, Assignment, Grants, Role};
use regulars_domain::platform::sandbox::ApiKeyMode;

use super::security;
use super::units::unit_tree;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::Actor;
use crate::platform::identity::network::Network;
use crate::platform::identity::principal::{KeyRules, Kind, Principal, PrincipalSource};
use crate::platform::jobs;

/// How the platform reads principals.
pub const PRINCIPALS: PrincipalSource = PrincipalSource {
    of_session: load_user,
    of_key: load_key,
    note_use,
    note_session_use: |db, id, now| Ok(sessions::touch(db, id, now.naive_utc())?),
};

/// Who runs a command on the machine: may everything, everywhere.
pub fn operator(db: &mut Db) -> Answer<Principal> {
    let tree = unit_tree(db)?;
    let root = units::tree(db)?.into_iter().find(|(_, parent)| parent.is_none()).map(|(id, _)| id);
    let assignments: Vec<Assignment> =
        root.into_iter().map(|unit_id| Assignment { unit_id, role: Role::Admin }).collect();
    Ok(Principal {
        id: "command line".to_owned(),
        name: "command line".to_owned(),
        grants: Grants::of_user(&assignments, &tree),
        ..Principal::nobody()
    })
}

/// In whose name what happens by the clock is done: may everything, everywhere.
pub fn scheduled(db: &mut Db) -> Answer<Actor> {
    let operator = operator(db)?;
    Ok(Actor(Arc::new(Principal { id: jobs::BY.to_owned(), name: jobs::BY.to_owned(), ..operator })))
}

fn load_user(db: &mut Db, user_id: &str, session_id: &str, now: DateTime<Utc>) -> Answer<Option<Principal>> {
    let session = sessions::find(db, session_id)?.filter(|session| {
        session.user_id == user_id && session.revoked_at.is_none() && session.expires_at > now.naive_utc()
    });
    let user = users::find(db, user_id)?.filter(|user| *user.state == UserState::Active);
    let (Some(session), Some(user)) = (session, user) else { return Ok(None) };
    let policy = security::current(db)?;
    if policy.is_idle(session.last_used_at.and_utc(), now) {
        return Ok(None);
    }
    let assignments = users::assignments_of(db, std::slice::from_ref(&user.id))?;
    let assignments: Vec<Assignment> =
        assignments.into_iter().map(|row| Assignment { unit_id: row.unit_id, role: row.role.0 }).collect();
    let roles = assignments.iter().map(|held| held.role);
    let pending = security::pending(db, &policy, &user, roles)?;
    Ok(Some(Principal {
        kind: Kind::User,
        session_id: Some(session_id.to_owned()),
        partner: None,
        unit_id: None,
        language: Some(user.language.0),
        grants: Grants::of_user(&assignments, &unit_tree(db)?),
        rate_per_minute: None,
        mode: ApiKeyMode::Live,
        key: None,
        pending,
        fresh_until: Some(policy.fresh_until(session.proved_at.unwrap_or(session.created_at).and_utc())),
        last_used_at: Some(session.last_used_at.and_utc()),
        rights: OnceLock::new(),
        id: user.id,
        name: user.name,
    }))
}

fn load_key(db: &mut Db, id: &str) -> Answer<Option<Principal>> {
    let Some(key) = api_keys::find(db, id)?.filter(|key| key.revoked_at.is_none()) else { return Ok(None) };
    // A key never outlives the one that made it.
    let Some(ends_at) = life(db, &key)? else { return Ok(None) };
    let partner = api_keys::find_partner(db, &key.partner_id)?;
    let actions: &[Action] = &key.scopes;
    // A network that cannot be read must not open the key to every address.
    let networks: Result<Vec<Network>, _> = key.addresses.iter().map(|text| text.parse()).collect();
    let networks = networks.map_err(|_| Error::Internal(format!("the addresses of the key {}", key.id)))?;
    let rate = key.rate_per_minute.map(u32::try_from).transpose();
    let rate_per_minute = rate.map_err(|error| Error::Internal(format!("the rate of the key {}: {error}", key.id)))?;
    Ok(Some(Principal {
        kind: Kind::Key,
        session_id: None,
        partner: partner.map(|partner| partner.code),
        language: None,
        grants: Grants::of_key(actions, &key.unit_id, &unit_tree(db)?),
        rate_per_minute,
        mode: key.mode.0,
        key: Some(KeyRules {
            hash: key.secret_hash,
            previous: key.previous_hash.zip(key.previous_until.map(|until| until.and_utc())),
            expires_at: ends_at.map(|at| at.and_utc()),
            networks,
        }),
        pending: None,
        fresh_until: None,
        last_used_at: None,
        rights: OnceLock::new(),
        unit_id: Some(key.unit_id),
        id: key.id,
        name: key.name,
    }))
}

/// Until when a key is good by itself and by those that led to it: none when one of them is revoked, some of none when
/// it has no end.
fn life(db: &mut Db, key: &ApiKey) -> Answer<Option<Option<NaiveDateTime>>> {
    let mut until = end(key.expires_at, key.ends_at);
    let mut maker = api_keys::find(db, &key.created_by)?;
    let mut seen = vec![key.id.clone()];
    while let Some(above) = maker {
        if above.revoked_at.is_some() {
            return Ok(None);
        }
        if seen.contains(&above.id) {
            break;
        }
        until = end(until, end(above.expires_at, above.ends_at));
        maker = api_keys::find(db, &above.created_by)?;
        seen.push(above.id);
    }
    Ok(Some(until))
}

fn note_use(db: &mut Db, key_id: &str, now: DateTime<Utc>) -> Answer<()> {
    Ok(api_keys::touch(db, key_id, now.naive_utc())?)
}
