//! API keys as they are sent and taken.

use chrono::{DateTime, Utc};
use regulars_db::organisation::api_keys::ApiKey;
use regulars_domain::organisation::api_keys;
use regulars_domain::organisation::api_keys::ApiKeyState;
use regulars_domain::permissions::Action;
use regulars_domain::platform::sandbox::ApiKeyMode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::platform::time::{self, Time};

/// A partner's key, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct ApiKeyView {
    #[schema(example = "key_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "Tills of the north")]
    pub name: String,
    pub partner_id: String,
    /// What it may do, over the subtree of the unit.
    pub scopes: Vec<Action>,
    pub unit_id: String,
    pub expires_at: Option<Time>,
    /// The user or key that made it; a key it was made by ends it with itself.
    pub created_by: String,
    /// Who answers for it.
    pub keeper_id: String,
    /// When it ends unless somebody takes it over: who answers for it is disabled. Null mostly.
    pub ends_at: Option<Time>,
    /// Addresses or networks it may be used from; empty: any.
    pub addresses: Vec<String>,
    /// Requests a minute; the installation's own limit when null.
    pub rate_per_minute: Option<i32>,
    /// To within some seconds.
    pub last_used_at: Option<Time>,
    pub state: ApiKeyState,
    pub mode: ApiKeyMode,
    /// What may be shown of the secret.
    #[schema(example = "rg_live_…3f9c")]
    pub hint: String,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl ApiKeyView {
    /// The key as it is at `now`.
    pub fn at(key: ApiKey, now: DateTime<Utc>) -> ApiKeyView {
        ApiKeyView {
            state: api_keys::state(
                key.revoked_at.is_some(),
                api_keys::end(key.expires_at, key.ends_at).map(|at| at.and_utc()),
                now,
            ),
            keeper_id: key.keeper_id.unwrap_or_else(|| key.created_by.clone()),
            created_by: key.created_by,
            ends_at: key.ends_at.map(Time::from),
            id: key.id,
            name: key.name,
            partner_id: key.partner_id,
            scopes: key.scopes.0,
            unit_id: key.unit_id,
            expires_at: key.expires_at.map(Time::from),
            addresses: key.addresses.0,
            rate_per_minute: key.rate_per_minute,
            last_used_at: key.last_used_at.map(Time::from),
            mode: key.mode.0,
            hint: key.hint,
            created_at: key.created_at.into(),
            updated_at: key.updated_at.into(),
            version: key.version,
        }
    }
}

/// A key and its secret, which is shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApiKeySecret {
    pub key: ApiKeyView,
    /// Send it as `Authorization: Bearer`. Null when the answer is a replay: roll the key if it was lost.
    #[schema(example = "rg_live_…")]
    pub secret: Option<String>,
}

/// A key to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiKey {
    #[validate(length(min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120, example = "Tills of the north")]
    pub name: String,
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "prt_01JD3Q5V8N0000000000000000")]
    pub partner_id: String,
    /// The key reaches this unit and all below it.
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    /// What it may do; only what its maker may do there.
    #[validate(length(min = 1, max = 50))]
    #[schema(min_items = 1, max_items = 50, example = json!(["customers:read", "purchases:write"]))]
    pub scopes: Vec<Action>,
    /// Where what it does happens; `live` when absent.
    pub mode: Option<ApiKeyMode>,
    /// When it stops; never when absent.
    #[schema(value_type = Option<Time>)]
    #[serde(default, deserialize_with = "time::moment_if_any")]
    pub expires_at: Option<DateTime<Utc>>,
    /// Addresses or networks it may be used from; any when absent or empty.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50, example = json!(["203.0.113.0/24"]))]
    pub addresses: Vec<String>,
    /// Requests a minute; the installation's own limit when absent.
    #[validate(range(min = 1, max = 1_000_000))]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub rate_per_minute: Option<i32>,
}

/// How a key is rolled.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RollApiKey {
    /// How long the secret so far stays good beside the new one; 0 ends it at once, 30 days is the longest.
    #[validate(range(min = 0, max = 2_592_000))]
    #[schema(minimum = 0, maximum = 2_592_000, example = 86400)]
    pub overlap_seconds: i64,
}

/// Which keys to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ApiKeyQuery {
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub partner_id: Option<String>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
