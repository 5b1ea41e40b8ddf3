//! Writes of endpoints and of their deliveries.

use chrono::{DateTime, Duration, Utc};
use regulars_db::Db;
use regulars_db::administration::webhooks;
use regulars_db::administration::webhooks::Webhook;
use regulars_db::administration::webhooks::deliveries;
use regulars_db::administration::webhooks::deliveries::Delivery;
use regulars_db::organisation::{api_keys, units};
use regulars_db::text::{AsText, Json};
use regulars_domain::administration::webhooks::{WebhookDeliveryState, WebhookOffReason};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::{Action, Grants, NotHeld, Scope, UnitTree};
use regulars_domain::platform::events::EventKind;
use serde_json::json;

use super::deliver::Deliver;
use super::ending;
use super::guard::read_url;
use super::outbox;
use super::request::secret_text;
use super::views::{NewWebhook, WebhookPatch};
use crate::organisation::units::unit_tree;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::{Keys, random_secret};
use crate::platform::jobs;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// The most characters of a description.
const DESCRIPTION: usize = 200;

/// Deliveries that begin anew by one request.
pub const REPLAYED: i64 = 10_000;

/// An endpoint and its secret.
pub struct WithSecret {
    pub webhook: Webhook,
    pub secret: String,
}

/// An endpoint of a unit in the caller's scope; another does not exist for them. A key sees its own partner's only.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Webhook> {
    let found = webhooks::find(db, id)?;
    seen(db, actor, scope, found)
}

fn lock(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Webhook> {
    let found = webhooks::lock(db, id)?;
    seen(db, actor, scope, found)
}

fn seen(db: &mut Db, actor: &Actor, scope: &Scope, found: Option<Webhook>) -> Answer<Webhook> {
    let own = own_partner(db, actor)?;
    let is_seen =
        |webhook: &Webhook| scope.covers(Some(&webhook.unit_id)) && (own.is_none() || webhook.partner_id == own);
    found.filter(is_seen).ok_or_else(|| Code::NotFound.into())
}

/// The partner that a key belongs to; none for a person.
pub fn own_partner(db: &mut Db, actor: &Actor) -> Answer<Option<String>> {
    match &actor.partner {
        Some(code) => Ok(api_keys::find_partner_by_code(db, code)?.map(|partner| partner.id)),
        None => Ok(None),
    }
}

/// Makes an endpoint for what happens in a unit in the caller's scope.
pub fn create(db: &mut Db, app: &App, actor: &Actor, scope: &Scope, new: &NewWebhook) -> Answer<WithSecret> {
    let now = clock::now().naive_utc();
    let url = read_url(&new.url, app.config.webhooks.allow_private)?;
    let description = described(&new.description)?;
    let seen = actor.grants.scope(Action::UnitsRead).is_some_and(|seen| seen.covers(Some(&new.unit_id)));
    if !(seen || scope.covers(Some(&new.unit_id))) || units::find(db, &new.unit_id)?.is_none() {
        return Err(Fault::at("/unit_id", FaultCode::NotFound).into());
    }
    if !scope.covers(Some(&new.unit_id)) {
        let hint = message!("you make no webhooks there", "您在此不能创建事件推送");
        return Err(not_grantable(Fault::at("/unit_id", FaultCode::NotAccepted).hint(hint)));
    }
    check_kinds(db, actor, &new.types, &new.unit_id)?;
    let id = ids::make(ids::WEBHOOK);
    let (key_id, nonce) = (app.keys.present().id.clone(), random_secret::<16>());
    let secret = secret_of(&app.keys, &key_id, &id, &nonce)?;
    let webhook = Webhook {
        id,
        unit_id: new.unit_id.clone(),
        partner_id: partner_of(db, actor, new.partner_id.as_deref())?,
        url: url.into(),
        description,
        kinds: Json(new.types.clone()),
        enabled: new.enabled.unwrap_or(true),
        off_reason: (new.enabled == Some(false)).then_some(AsText(WebhookOffReason::ByHand)),
        off_at: (new.enabled == Some(false)).then_some(now),
        key_id,
        nonce,
        previous_key_id: None,
        previous_nonce: None,
        previous_until: None,
        last_success_at: None,
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        version: 1,
    };
    webhooks::insert(db, &webhook)?;
    let detail = json!({"url": webhook.url, "unit_id": webhook.unit_id, "types": new.types});
    audit::record(db, actor, "webhooks.create", ("webhook", &webhook.id), &detail)?;
    Ok(WithSecret { webhook, secret })
}

/// A key speaks for its own partner.
fn partner_of(db: &mut Db, actor: &Actor, named: Option<&str>) -> Answer<Option<String>> {
    let own = own_partner(db, actor)?;
    let Some(named) = named else { return Ok(own) };
    let found = api_keys::find_partner(db, named)?.map(|partner| partner.id);
    match found.filter(|id| own.is_none() || own.as_ref() == Some(id)) {
        Some(id) => Ok(Some(id)),
        None => Err(Fault::at("/partner_id", FaultCode::NotFound).into()),
    }
}

fn not_grantable(fault: Fault) -> Error {
    Refusal::of(Code::NotGrantable).fault(fault).into()
}

/// Nobody has others told what they may not read themselves.
fn check_kinds(db: &mut Db, actor: &Actor, kinds: &[EventKind], unit_id: &str) -> Answer<()> {
    let tree = unit_tree(db)?;
    for (index, kind) in kinds.iter().enumerate() {
        let pointer = format!("/types/{index}");
        if kinds.iter().take(index).any(|before| before == kind) {
            return Err(Fault::at(pointer, FaultCode::Duplicate).into());
        }
        held(actor, *kind, unit_id, &tree)
            .map_err(|error| not_grantable(Fault::at(pointer, FaultCode::NotAccepted).hint(error)))?;
    }
    Ok(())
}

/// Whether the caller may read what events of a kind tell of a unit.
pub fn may_read(db: &mut Db, actor: &Actor, kind: EventKind, unit_id: &str) -> Answer<bool> {
    Ok(held(actor, kind, unit_id, &unit_tree(db)?).is_ok())
}

/// Why the caller may not read what events of a kind tell of a unit.
fn held(actor: &Actor, kind: EventKind, unit_id: &str, tree: &UnitTree) -> Result<(), NotHeld> {
    actor.grants.delegable(&Grants::of_key(&[kind.needs()], unit_id, tree))
}

fn described(text: &str) -> Answer<String> {
    match text.trim() {
        "" => Ok(String::new()),
        text => text_fields::line("/description", text, DESCRIPTION),
    }
}

fn secret_of(keys: &Keys, key_id: &str, id: &str, nonce: &str) -> Answer<String> {
    secret_text(keys, key_id, id, nonce).ok_or_else(|| Error::Internal("the present key is unknown".to_owned()))
}

/// Changes an endpoint. Switched off, what waits for it has failed.
pub fn change(
    db: &mut Db,
    app: &App,
    actor: &Actor,
    scope: &Scope,
    (id, expected): (&str, &ExpectedVersion),
    patch: &WebhookPatch,
) -> Answer<Webhook> {
    let now = clock::now().naive_utc();
    let mut webhook = lock(db, actor, scope, id)?;
    let before = webhook.clone();
    if let Some(url) = &patch.url {
        webhook.url = read_url(url, app.config.webhooks.allow_private)?.into();
    }
    if let Some(description) = &patch.description {
        webhook.description = described(description)?;
    }
    if let Some(types) = &patch.types {
        check_kinds(db, actor, types, &webhook.unit_id)?;
        webhook.kinds = Json(types.clone());
    }
    expected.check(webhook.version)?;
    if patch.url.is_some() || patch.enabled == Some(true) {
        // What is told from now on goes to a place for which the caller answers.
        check_kinds(db, actor, &webhook.kinds, &webhook.unit_id)?;
    }
    match patch.enabled {
        Some(false) if webhook.enabled => {
            webhook.enabled = false;
            webhook.off_reason = Some(AsText(WebhookOffReason::ByHand));
            webhook.off_at = Some(now);
            ending::begin(db, id, false, now)?;
        }
        Some(true) => {
            webhook.enabled = true;
            webhook.off_reason = None;
            webhook.off_at = None;
            jobs::enqueue(db, &Deliver {}, jobs::BY)?;
        }
        _ => {}
    }
    webhook.updated_at = now;
    webhook.version += 1;
    write(db, &webhook)?;
    audit::change(db, actor, "webhooks.change", ("webhook", id), (&before, &webhook))?;
    Ok(webhook)
}

/// Writes a change of an endpoint that is locked.
fn write(db: &mut Db, webhook: &Webhook) -> Answer<()> {
    if webhooks::update(db, webhook, webhook.version - 1)? { Ok(()) } else { Err(Code::Stale.into()) }
}

/// Gives an endpoint a new secret; the one so far signs as well for a while.
pub fn rotate(
    db: &mut Db,
    keys: &Keys,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    overlap_seconds: i64,
) -> Answer<WithSecret> {
    let now = clock::now();
    let mut webhook = lock(db, actor, scope, id)?;
    // Whoever has the secret can tell what is posted from what others make up.
    check_kinds(db, actor, &webhook.kinds, &webhook.unit_id)?;
    let until = (overlap_seconds > 0).then(|| (now + Duration::seconds(overlap_seconds)).naive_utc());
    webhook.previous_until = until;
    webhook.previous_key_id = until.map(|_| webhook.key_id.clone());
    webhook.previous_nonce = until.map(|_| webhook.nonce.clone());
    webhook.key_id = keys.present().id.clone();
    webhook.nonce = random_secret::<16>();
    webhook.updated_at = now.naive_utc();
    webhook.version += 1;
    write(db, &webhook)?;
    let detail = json!({"overlap_seconds": overlap_seconds});
    audit::record(db, actor, "webhooks.rotate", ("webhook", id), &detail)?;
    let secret = secret_of(keys, &webhook.key_id, id, &webhook.nonce)?;
    Ok(WithSecret { webhook, secret })
}

/// Removes an endpoint; nothing is posted to it any more.
pub fn remove(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, expected: &ExpectedVersion) -> Answer<()> {
    let webhook = lock(db, actor, scope, id)?;
    expected.check(webhook.version)?;
    ending::begin(db, id, true, clock::now().naive_utc())?;
    webhooks::remove(db, id)?;
    audit::record(db, actor, "webhooks.delete", ("webhook", id), &json!({"url": webhook.url}))
}

/// Posts a test to an endpoint, whether it is enabled or not.
pub fn test(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Delivery> {
    let webhook = find(db, actor, scope, id)?;
    let delivery = outbox::new(&webhook.id, clock::now().naive_utc());
    deliveries::insert_all(db, std::slice::from_ref(&delivery))?;
    jobs::enqueue(db, &Deliver {}, jobs::BY)?;
    Ok(delivery)
}

/// A delivery of an endpoint that the caller sees.
pub fn find_delivery(db: &mut Db, webhook: &Webhook, id: &str) -> Answer<Delivery> {
    deliveries::find(db, &webhook.id, id)?.ok_or_else(|| Code::NotFound.into())
}

/// Lets a delivery begin anew, under the same `webhook-id`.
pub fn replay(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, delivery_id: &str) -> Answer<Delivery> {
    let webhook = lock(db, actor, scope, id)?;
    let mut delivery = find_delivery(db, &webhook, delivery_id)?;
    check_enabled(&webhook)?;
    delivery.state = AsText(WebhookDeliveryState::Pending);
    delivery.tries = 0;
    delivery.first_at = None;
    delivery.next_at = Some(clock::now().naive_utc());
    delivery.ended_at = None;
    deliveries::update(db, &delivery)?;
    jobs::enqueue(db, &Deliver {}, jobs::BY)?;
    audit::record(db, actor, "webhooks.replay", ("webhook", id), &json!({"delivery_id": delivery_id}))?;
    Ok(delivery)
}

/// Lets failed deliveries since a time begin anew, the oldest first and at most [`REPLAYED`]; answers how many.
pub fn replay_failed(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, since: DateTime<Utc>) -> Answer<usize> {
    let webhook = lock(db, actor, scope, id)?;
    check_enabled(&webhook)?;
    let replayed = deliveries::replay_failed(db, id, since.naive_utc(), clock::now().naive_utc(), REPLAYED)?;
    jobs::enqueue(db, &Deliver {}, jobs::BY)?;
    audit::record(db, actor, "webhooks.replay", ("webhook", id), &json!({"since": since, "deliveries": replayed}))?;
    Ok(replayed)
}

fn check_enabled(webhook: &Webhook) -> Answer<()> {
    if webhook.enabled {
        return Ok(());
    }
    let detail = message!("the webhook is switched off: switch it on first", "该事件推送已停用，请先启用");
    Err(Refusal::of(Code::Conflict).detail(detail).into())
}
