//! Writes of API keys: a key never may more than who makes or rolls it.

use chrono::{DateTime, Duration, SubsecRound, Utc};
use regulars_db::Db;
use regulars_db::organisation::api_keys;
use regulars_db::organisation::api_keys::ApiKey;
use regulars_db::organisation::units;
use regulars_db::text::Json;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::api_keys::{ApiKeyState, end, expiry_of_child, state};
use regulars_domain::permissions::{Action, Grants, Scope};
use regulars_domain::platform::sandbox::ApiKeyMode;
use serde_json::json;

use super::views::{NewApiKey, RollApiKey};
use crate::organisation::units::unit_tree;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::network::Network;
use crate::platform::identity::principal::Kind;
use crate::platform::identity::tokens::new_api_key;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// How far ahead a key may expire.
const LONGEST: Duration = Duration::days(36_525);

/// A key and its secret.
pub struct IssuedKey {
    pub key: ApiKey,
    pub secret: String,
}

/// Makes a key for a partner over a unit in the caller's scope.
pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewApiKey) -> Answer<IssuedKey> {
    let now = clock::now();
    let name = text_fields::line("/name", &new.name, 120)?;
    let addresses = check_addresses(&new.addresses)?;
    let expires_at = new.expires_at.map(|at| check_expiry(at, now)).transpose()?;
    if api_keys::find_partner(db, &new.partner_id)?.is_none() {
        return Err(Fault::at("/partner_id", FaultCode::NotFound).into());
    }
    let mode = new.mode.unwrap_or(ApiKeyMode::Live);
    check_grantable(db, actor, scope, new, mode)?;
    let expires_at = within_maker(db, actor, expires_at)?;
    let id = ids::make(ids::KEY);
    let (secret, secret_hash, hint) = new_api_key(&id, mode);
    let key = ApiKey {
        id,
        partner_id: new.partner_id.clone(),
        unit_id: new.unit_id.clone(),
        name,
        hint,
        secret_hash,
        previous_hash: None,
        previous_until: None,
        scopes: Json(new.scopes.clone()),
        addresses: Json(addresses),
        rate_per_minute: new.rate_per_minute,
        expires_at: expires_at.map(|at| at.naive_utc()),
        revoked_at: None,
        last_used_at: None,
        created_by: actor.id.clone(),
        created_at: now.naive_utc(),
        updated_at: now.naive_utc(),
        version: 1,
        keeper_id: None,
        ends_at: None,
        mode: mode.into(),
    };
    api_keys::insert(db, &key)?;
    let detail = json!({"partner_id": key.partner_id, "unit_id": key.unit_id, "scopes": new.scopes, "mode": mode});
    audit::record(db, actor, "api_keys.create", ("api_key", &key.id), &detail)?;
    Ok(IssuedKey { key, secret })
}

/// Gives a living key a new secret; the one so far stays good for a while.
pub fn roll(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, roll: &RollApiKey) -> Answer<IssuedKey> {
    let now = clock::now();
    let mut key = find(db, scope, id)?;
    check_held(db, actor, &key)?;
    check_active(&key, now)?;
    let (secret, secret_hash, hint) = new_api_key(&key.id, key.mode.0);
    let until = (roll.overlap_seconds > 0).then(|| (now + Duration::seconds(roll.overlap_seconds)).naive_utc());
    key.previous_hash = until.map(|_| std::mem::take(&mut key.secret_hash));
    key.previous_until = until;
    key.secret_hash = secret_hash;
    key.hint = hint;
    write(db, &mut key, now)?;
    let detail = json!({"overlap_seconds": roll.overlap_seconds});
    audit::record(db, actor, "api_keys.roll", ("api_key", id), &detail)?;
    Ok(IssuedKey { key, secret })
}

/// Takes a key over: from now on the caller answers for it, who holds all that it may do.
pub fn take_over(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<ApiKey> {
    let now = clock::now();
    let mut key = find(db, scope, id)?;
    if actor.kind != Kind::User {
        let detail = message!("a key is taken over by a person", "API 密钥须由人接管");
        return Err(Refusal::of(Code::Forbidden).detail(detail).into());
    }
    check_held(db, actor, &key)?;
    check_active(&key, now)?;
    let before = key.keeper_id.replace(actor.id.clone()).unwrap_or_else(|| key.created_by.clone());
    key.ends_at = None;
    write(db, &mut key, now)?;
    let made = descendants(db, vec![key.id.clone()])?;
    api_keys::set_end(db, &made, None, now.naive_utc())?;
    let detail = json!({"from": before});
    audit::record(db, actor, "api_keys.take_over", ("api_key", id), &detail)?;
    Ok(key)
}

/// Lets the keys that a user answers for go on: the user may log in again.
pub fn restore(db: &mut Db, user_id: &str) -> Answer<()> {
    let kept: Vec<String> = api_keys::kept_by(db, user_id)?.into_iter().map(|key| key.id).collect();
    let mut all = descendants(db, kept.clone())?;
    all.extend(kept);
    Ok(api_keys::set_end(db, &all, None, clock::now().naive_utc())?)
}

/// The keys in use that these keys have made, and those that those have made.
pub fn descendants(db: &mut Db, mut makers: Vec<String>) -> Answer<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    while !makers.is_empty() {
        let made: Vec<String> = api_keys::made_by(db, &makers)?.into_iter().map(|key| key.id).collect();
        makers = made.into_iter().filter(|id| !found.contains(id)).collect();
        found.extend(makers.iter().cloned());
    }
    Ok(found)
}

/// Whether the caller holds all that the key may do.
fn check_held(db: &mut Db, actor: &Actor, key: &ApiKey) -> Answer<()> {
    let held = Grants::of_key(&key.scopes, &key.unit_id, &unit_tree(db)?);
    actor.grants.delegable(&held).map_err(|error| Refusal::of(Code::Forbidden).detail(error).into())
}

fn check_active(key: &ApiKey, now: DateTime<Utc>) -> Answer<()> {
    let end = end(key.expires_at, key.ends_at).map(|at| at.and_utc());
    let present = state(key.revoked_at.is_some(), end, now);
    if present == ApiKeyState::Active {
        return Ok(());
    }
    let detail = message!("the key is {state}", "该 API 密钥{state}", state = present.label());
    Err(Refusal::of(Code::Conflict).detail(detail).into())
}

/// What a key makes ends no later than it.
fn within_maker(db: &mut Db, actor: &Actor, wished: Option<DateTime<Utc>>) -> Answer<Option<DateTime<Utc>>> {
    let maker = if actor.kind == Kind::Key { api_keys::find(db, &actor.id)? } else { None };
    let end = maker.and_then(|maker| end(maker.expires_at, maker.ends_at)).map(|at| at.and_utc());
    expiry_of_child(wished, end).map_err(|end| {
        let end = end.format("%Y-%m-%dT%H:%M:%SZ").to_string();
        Fault::at("/expires_at", FaultCode::OutOfRange)
            .hint(message!("the key that makes it ends at {end}", "创建它的 API 密钥于 {end} 到期"))
            .into()
    })
}

/// Ends a key, and those it has made, at once and for ever; one that has ended already stays as it is.
pub fn revoke(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, expected: &ExpectedVersion) -> Answer<()> {
    let now = clock::now();
    let mut key = find(db, scope, id)?;
    expected.check(key.version)?;
    if key.revoked_at.is_some() {
        return Ok(());
    }
    key.revoked_at = Some(now.naive_utc());
    key.previous_hash = None;
    key.previous_until = None;
    write(db, &mut key, now)?;
    audit::record(db, actor, "api_keys.revoke", ("api_key", id), &json!({}))?;
    let made = descendants(db, vec![key.id])?;
    api_keys::revoke(db, &made, now.naive_utc())?;
    for child in &made {
        audit::record(db, actor, "api_keys.revoke", ("api_key", child), &json!({"with": id}))?;
    }
    Ok(())
}

/// A key of a unit in the caller's scope; another does not exist for them.
pub fn find(db: &mut Db, scope: &Scope, id: &str) -> Answer<ApiKey> {
    api_keys::find(db, id)?.filter(|key| scope.covers(Some(&key.unit_id))).ok_or_else(|| Code::NotFound.into())
}

fn write(db: &mut Db, key: &mut ApiKey, now: DateTime<Utc>) -> Answer<()> {
    let version = key.version;
    key.updated_at = now.naive_utc();
    key.version += 1;
    if api_keys::update(db, key, version)? { Ok(()) } else { Err(Code::Stale.into()) }
}

/// Whether the unit is in scope and the caller holds every scope over it.
fn check_grantable(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewApiKey, mode: ApiKeyMode) -> Answer<()> {
    let seen = actor.grants.scope(Action::UnitsRead).is_some_and(|seen| seen.covers(Some(&new.unit_id)));
    if !(seen || scope.covers(Some(&new.unit_id))) || units::find(db, &new.unit_id)?.is_none() {
        return Err(Fault::at("/unit_id", FaultCode::NotFound).into());
    }
    let not_grantable = |fault: Fault| Error::from(Refusal::of(Code::NotGrantable).fault(fault));
    if !scope.covers(Some(&new.unit_id)) {
        let fault = Fault::at("/unit_id", FaultCode::NotAccepted)
            .hint(message!("you make no keys there", "您在此不能创建 API 密钥"));
        return Err(not_grantable(fault));
    }
    let tree = unit_tree(db)?;
    for (index, action) in new.scopes.iter().enumerate() {
        let pointer = format!("/scopes/{index}");
        if new.scopes.iter().take(index).any(|before| before == action) {
            return Err(Fault::at(pointer, FaultCode::Duplicate).into());
        }
        if !mode.allows(*action) {
            let hint = message!("no key of the sandbox may do this", "沙箱密钥不能拥有此权限");
            return Err(not_grantable(Fault::at(pointer, FaultCode::NotAccepted).hint(hint)));
        }
        let wanted = Grants::of_key(std::slice::from_ref(action), &new.unit_id, &tree);
        actor
            .grants
            .delegable(&wanted)
            .map_err(|error| not_grantable(Fault::at(pointer, FaultCode::NotAccepted).hint(error)))?;
    }
    Ok(())
}

fn check_addresses(given: &[String]) -> Answer<Vec<String>> {
    let mut addresses = Vec::with_capacity(given.len());
    for (index, text) in given.iter().enumerate() {
        let text = text.trim();
        text.parse::<Network>()
            .map_err(|error| Fault::at(format!("/addresses/{index}"), FaultCode::Malformed).hint(error))?;
        addresses.push(text.to_owned());
    }
    Ok(addresses)
}

fn check_expiry(at: DateTime<Utc>, now: DateTime<Utc>) -> Answer<DateTime<Utc>> {
    if at > now && at < now + LONGEST {
        return Ok(at.trunc_subsecs(3));
    }
    Err(Fault::at("/expires_at", FaultCode::OutOfRange)
        .hint(message!("expected a time from now to 100 years ahead", "应为从现在起 100 年以内的时间"))
        .into())
}
