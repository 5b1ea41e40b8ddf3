//! Who did what: a row in the transaction of the deed.

use regulars_db::Db;
use regulars_db::platform::audit;
use regulars_db::platform::audit::AuditEvent;
use regulars_db::text::Json;
use regulars_domain::ids;
use serde_json::Value;

use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;

/// Notes that `actor` did `action` (such as `users.create`) to a subject.
pub fn record(
    db: &mut Db,
    actor: &Actor,
    action: &str,
    (subject_kind, subject_id): (&str, &str),
    detail: &Value,
) -> Answer<()> {
    let event = AuditEvent {
        id: ids::make(ids::AUDIT),
        at: clock::now().naive_utc(),
        actor_kind: actor.kind.as_str().to_owned(),
        actor_id: actor.id.clone(),
        actor_name: actor.name.clone(),
        action: action.to_owned(),
        subject_kind: subject_kind.to_owned(),
        subject_id: subject_id.to_owned(),
        detail: Json(detail.clone()),
    };
    Ok(audit::insert(db, &event)?)
}
