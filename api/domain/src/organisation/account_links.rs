//! Links that let somebody set a password: an invitation, or a reset.

use chrono::TimeDelta;

crate::vocabulary! {
    /// What a link is for.
    pub enum LinkPurpose {
        Invitation = "invitation",
        Reset = "reset",
    }
}

impl LinkPurpose {
    /// How long such a link can be followed.
    pub fn lifetime(self) -> TimeDelta {
        match self {
            LinkPurpose::Invitation => TimeDelta::days(7),
            LinkPurpose::Reset => TimeDelta::hours(1),
        }
    }
}
