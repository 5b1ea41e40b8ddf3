//! Users as they are sent and taken.

use regulars_db::organisation::users::{Assignment, User};
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::Role;
use regulars_domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::service::UserDetail;
use crate::platform::http::patch;
use crate::platform::time::Time;

/// Somebody who logs in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserView {
    #[schema(example = "usr_01JD3Q5V8N0000000000000000")]
    pub id: String,
    #[schema(example = "lin@example.com")]
    pub email: String,
    #[schema(example = "林小美")]
    pub name: String,
    pub language: Language,
    pub state: UserState,
    /// Whether there is no password yet: they come in by an invitation.
    pub is_invited: bool,
    pub assignments: Vec<UserAssignment>,
    pub created_at: Time,
    pub updated_at: Time,
    pub version: i32,
}

impl From<UserDetail> for UserView {
    fn from(known: UserDetail) -> UserView {
        let UserDetail { user, assignments } = known;
        UserView::new(user, assignments)
    }
}

impl UserView {
    pub fn new(user: User, assignments: Vec<Assignment>) -> UserView {
        UserView {
            id: user.id,
            email: user.email,
            name: user.name,
            language: user.language.0,
            state: user.state.0,
            is_invited: user.password_hash.is_empty(),
            assignments: assignments.into_iter().map(UserAssignment::from).collect(),
            created_at: user.created_at.into(),
            updated_at: user.updated_at.into(),
            version: user.version,
        }
    }
}

/// What somebody is in a unit; it reaches the unit's subtree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UserAssignment {
    #[validate(length(max = 40))]
    #[schema(max_length = 40, example = "unit_01JD3Q5V8N0000000000000000")]
    pub unit_id: String,
    pub role: Role,
}

impl From<Assignment> for UserAssignment {
    fn from(assignment: Assignment) -> UserAssignment {
        UserAssignment { unit_id: assignment.unit_id, role: assignment.role.0 }
    }
}

/// A user to create.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// What they log in with; unique in the organisation.
    #[validate(length(min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254, example = "lin@example.com")]
    pub email: String,
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "林小美")]
    pub name: String,
    /// The organisation's language when absent.
    pub language: Option<Language>,
    /// 12 to 200 characters, not the e-mail or the name. None: the user is invited by a link.
    #[validate(length(min = 12, max = 200))]
    #[schema(min_length = 12, max_length = 200, format = Password, example = "correct horse battery")]
    pub password: Option<String>,
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50)]
    pub assignments: Vec<UserAssignment>,
}

/// A change of a user.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UserPatch {
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, value_type = String, required = false)]
    pub name: Option<String>,
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = Language, required = false)]
    pub language: Option<Language>,
    /// A disabled user's sessions end at once.
    #[serde(deserialize_with = "patch::present")]
    #[schema(value_type = UserState, required = false)]
    pub state: Option<UserState>,
    /// A new password ends the user's sessions.
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 12, max = 200))]
    #[schema(min_length = 12, max_length = 200, format = Password, value_type = String, required = false)]
    pub password: Option<String>,
    /// All of them: what is not named is taken away.
    #[serde(deserialize_with = "patch::present")]
    #[validate(length(min = 1, max = 50), nested)]
    #[schema(min_items = 1, max_items = 50, value_type = Vec<UserAssignment>, required = false)]
    pub assignments: Option<Vec<UserAssignment>>,
}

/// Which users to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserQuery {
    /// Part of the name or e-mail.
    #[validate(length(min = 1, max = 80))]
    #[param(min_length = 1, max_length = 80, required = false)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub state: Vec<UserState>,
    /// Only users assigned to this very unit.
    #[validate(length(max = 40))]
    #[param(max_length = 40)]
    pub unit_id: Option<String>,
    #[serde(default)]
    #[param(required = false)]
    pub role: Vec<Role>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}
