//! Log-in, sessions and oneself as they are sent and taken.

use regulars_db::organisation::sessions;
use regulars_domain::permissions::{Action, Role};
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::identity::principal::Pending;
use crate::platform::time::Time;

/// Who wants in.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "admin@example.com")]
    pub email: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, format = Password)]
    pub password: String,
    /// A code of the authenticator, or a recovery code. Who has a second factor and sends none is answered 401
    /// `second_factor_required`.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "287082")]
    pub code: Option<String>,
}

/// Who one is, once more.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, format = Password)]
    pub password: String,
    /// A code of the authenticator, or a recovery code, for who has a second factor.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "287082")]
    pub code: Option<String>,
}

/// A log-in: the access token to send as `Authorization: Bearer`, and who one is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionView {
    pub access_token: String,
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds the access token is good for.
    #[schema(example = 900)]
    pub expires_in: i64,
    pub me: Me,
}

/// Oneself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    pub id: String,
    pub name: String,
    /// None for an API key.
    pub email: Option<String>,
    pub language: Option<Language>,
    /// What one has to do before anything else is answered; none mostly.
    pub pending: Option<Pending>,
    /// Whether one's log-in asks for a code of an authenticator.
    pub second_factor: bool,
    /// Minutes without a request after which the session ends; none: it lasts as long as a session may.
    pub idle_minutes: Option<i32>,
    pub assignments: Vec<MyAssignment>,
    /// What one may do somewhere.
    pub actions: Vec<Action>,
    /// What one may do in the whole organisation: settings and partners need it.
    pub actions_everywhere: Vec<Action>,
}

/// What one is in which unit.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyAssignment {
    pub unit_id: String,
    pub unit_name: String,
    pub role: Role,
    /// What the role allows there, and in every unit below.
    pub actions: Vec<Action>,
}

/// Where one is logged in.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoginSession {
    pub id: String,
    pub address: String,
    pub user_agent: String,
    pub created_at: Time,
    pub last_used_at: Time,
    /// Whether it is the one that asks.
    pub current: bool,
}

impl LoginSession {
    pub fn new(session: sessions::Session, current: Option<&str>) -> LoginSession {
        LoginSession {
            current: current == Some(session.id.as_str()),
            id: session.id,
            address: session.address,
            user_agent: session.user_agent,
            created_at: session.created_at.into(),
            last_used_at: session.last_used_at.into(),
        }
    }
}

/// One's sessions, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoginSessions {
    pub data: Vec<LoginSession>,
}

/// A new password for oneself.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, format = Password)]
    pub current_password: String,
    /// 12 to 200 characters, not the e-mail or the name.
    #[validate(length(min = 12, max = 200))]
    #[schema(min_length = 12, max_length = 200, format = Password)]
    pub new_password: String,
}
