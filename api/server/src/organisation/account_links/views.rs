//! Links as they are asked for and followed.

use regulars_domain::organisation::account_links::LinkPurpose;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::time::Time;

/// Whose password is to be reset.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReset {
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "lin@example.com")]
    pub email: String,
}

/// That a reset was asked for: the same for every address.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResetAsked {
    /// Whether links go out by mail here. If not, an administrator makes one.
    pub by_mail: bool,
}

/// A link, followed.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FollowedLink {
    /// What stands behind `#` in the link.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// 12 to 200 characters, not the e-mail or the name.
    #[validate(length(min = 12, max = 200))]
    #[schema(min_length = 12, max_length = 200, format = Password)]
    pub new_password: String,
}

/// A link that was made for a user.
#[derive(Debug, Serialize, ToSchema)]
pub struct MadeLink {
    /// `invitation` for who has no password yet.
    pub purpose: LinkPurpose,
    /// Whether it goes out by mail.
    pub by_mail: bool,
    /// The link to hand over, where no mail is set up. It is shown once.
    pub url: Option<String>,
    /// Until when it can be followed; none when the mail says so.
    pub expires_at: Option<Time>,
}
