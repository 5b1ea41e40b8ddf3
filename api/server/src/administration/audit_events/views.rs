//! Events as they are sent.

use regulars_db::platform::audit;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::time::Time;

/// Something that somebody did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub struct AuditEventView {
    #[schema(example = "aud_01JD3Q5V8N0000000000000000")]
    pub id: String,
    pub at: Time,
    pub actor: AuditActor,
    #[schema(example = "users.create")]
    pub action: String,
    #[schema(example = "user")]
    pub subject_kind: String,
    #[schema(example = "usr_01JD3Q5V8N0000000000000000")]
    pub subject_id: String,
    /// What is worth knowing of it; never a secret.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// Who did it, as they were called then.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditActor {
    /// `user`, `key` or `system`.
    #[schema(example = "user")]
    pub kind: String,
    pub id: String,
    pub name: String,
}

impl From<audit::AuditEvent> for AuditEventView {
    fn from(event: audit::AuditEvent) -> AuditEventView {
        AuditEventView {
            id: event.id,
            at: event.at.into(),
            actor: AuditActor { kind: event.actor_kind, id: event.actor_id, name: event.actor_name },
            action: event.action,
            subject_kind: event.subject_kind,
            subject_id: event.subject_id,
            detail: event.detail.0,
        }
    }
}

/// Which events to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditEventQuery {
    /// The id of what it was done to.
    #[validate(length(max = 80))]
    #[param(max_length = 80)]
    pub subject_id: Option<String>,
    /// The user or key that did it.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub actor_id: Option<String>,
    /// Such as `users.create`.
    #[validate(length(max = 80))]
    #[param(max_length = 80)]
    pub action: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
