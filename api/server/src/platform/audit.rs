//! Who did what: a row in the transaction of the deed, never changed afterwards.
//!
//! What an event says of people stands behind a salted digest. [`seal_of`] and [`rows_digest`] are what the chain of
//! sealed blocks is made of: it goes over each event's metadata and digest, so it holds when values were erased.

use regulars_db::Db;
use regulars_db::platform::audit;
use regulars_db::platform::audit::{AuditBlock, AuditEvent};
use regulars_db::text::Json;
use regulars_domain::ids;
use regulars_domain::platform::audit::changes;
use serde::Serialize;
use serde_json::{Value, json};

use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::{digest, random_secret};

/// Who did it, when it is nobody who has logged in.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// `user`, `key` or `system`.
    pub kind: &'a str,
    /// Empty when nobody is known.
    pub id: &'a str,
    /// What they are called now.
    pub name: &'a str,
}

/// Notes that `actor` did `action` (such as `users.create`) to a subject.
pub fn record(db: &mut Db, actor: &Actor, action: &str, subject: (&str, &str), detail: &Value) -> Answer<()> {
    let by = By { kind: actor.kind.as_str(), id: &actor.id, name: &actor.name };
    record_by(db, by, action, subject, detail)
}

/// Notes that `actor` changed a subject, and what it was before and is after.
pub fn change<T: Serialize>(
    db: &mut Db,
    actor: &Actor,
    action: &str,
    subject: (&str, &str),
    (before, after): (&T, &T),
) -> Answer<()> {
    let value = |row: &T| serde_json::to_value(row).map_err(|error| Error::Internal(error.to_string()));
    let (before, after) = (value(before)?, value(after)?);
    let mut detail = json!({"changes": changes(&before, &after)});
    if let (Some(members), Some(version)) = (detail.as_object_mut(), after.get("version")) {
        members.insert("version".to_owned(), version.clone());
    }
    record(db, actor, action, subject, &detail)
}

/// Notes what somebody did who may not be known: for log-ins, where there is no caller yet.
pub fn record_by(
    db: &mut Db,
    by: By<'_>,
    action: &str,
    (subject_kind, subject_id): (&str, &str),
    detail: &Value,
) -> Answer<()> {
    let mut event = AuditEvent {
        id: ids::make(ids::AUDIT),
        at: clock::now().naive_utc(),
        actor_kind: by.kind.to_owned(),
        actor_id: by.id.to_owned(),
        actor_name: by.name.to_owned(),
        action: action.to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject_id: subject_id.to_owned(),
        detail: Json(detail.clone()),
        salt: None,
        digest: String::new(),
    };
    put_digest(&mut event)?;
    Ok(audit::insert(db, &event)?)
}

/// Notes a log-in. `user` is the id and name of who it was.
pub fn logged_in(db: &mut Db, (id, name): (&str, &str), address: &str) -> Answer<()> {
    let by = By { kind: "user", id, name };
    record_by(db, by, "sessions.log_in", ("user", id), &json!({"address": address}))
}

/// Notes a log-in that failed; `reason` is a word such as `password`. `user` is none when nobody has that e-mail
/// address, which is not kept.
pub fn log_in_failed(db: &mut Db, user: Option<(&str, &str)>, address: &str, reason: &str) -> Answer<()> {
    let (id, name) = user.unwrap_or_default();
    let by = By { kind: "user", id, name };
    record_by(db, by, "sessions.log_in_failed", ("user", id), &json!({"address": address, "reason": reason}))
}

/// Gives an event a salt and the digest of its values.
pub fn put_digest(event: &mut AuditEvent) -> Answer<()> {
    let salt = random_secret::<16>();
    event.digest = digest_of_values(&salt, event)?;
    event.salt = Some(salt);
    Ok(())
}

/// Whether the values are those the digest was made of; what was erased says nothing any more.
pub fn values_hold(event: &AuditEvent) -> Answer<bool> {
    match &event.salt {
        None => Ok(event.detail.0 == json!({})),
        Some(salt) => Ok(digest_of_values(salt, event)? == event.digest),
    }
}

fn digest_of_values(salt: &str, event: &AuditEvent) -> Answer<String> {
    text(&(salt, &event.actor_name, &event.detail.0)).map(|text| digest(&text))
}

/// Over the metadata and digests of these events.
pub fn rows_digest(events: &[AuditEvent]) -> Answer<String> {
    let mut lines = String::new();
    for event in events {
        let at = event.at.and_utc().timestamp_micros();
        let AuditEvent { id, actor_kind, actor_id, action, subject_kind, subject_id, digest, .. } = event;
        lines.push_str(&text(&(id, at, actor_kind, actor_id, action, subject_kind, subject_id, digest))?);
        lines.push('\n');
    }
    Ok(digest(&lines))
}

/// The seal that a block must have.
pub fn seal_of(block: &AuditBlock) -> Answer<String> {
    let AuditBlock { number, first_id, last_id, events, rows_digest, previous, .. } = block;
    text(&(number, first_id, last_id, events, rows_digest, previous)).map(|text| digest(&text))
}

fn text(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
