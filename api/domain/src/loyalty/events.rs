//! What is told of memberships and points.

use serde::{Deserialize, Serialize};

use super::memberships::MembershipState;
use super::points::PointKind;
use crate::platform::events::{EventData, EventKind};

/// A customer joined a programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipEnrolled {
    /// The programme that was joined (`prg_…`).
    pub programme_id: String,
    /// The level one begins with, if the programme has levels.
    pub level_id: Option<String>,
}

/// A card was blocked, opened again or closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipChanged {
    /// The card's state until then.
    pub before: MembershipState,
    /// The card's state from now on; another than `before`.
    pub after: MembershipState,
}

/// A membership has another level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembershipLevelChanged {
    /// The id of the level before.
    pub before: Option<String>,
    /// The id of the level now.
    pub after: Option<String>,
    /// The code of the level now.
    pub code: Option<String>,
}

/// The points of a membership changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointsChanged {
    /// Why they changed, which makes the kind of event.
    pub kind: PointKind,
    /// The entry of the ledger that says so.
    pub entry_id: String,
    /// How many came (above 0) or went (below 0).
    pub points: i64,
    /// How many there are now.
    pub balance: i64,
}

impl EventData for PointsChanged {
    fn kind(&self) -> EventKind {
        match self.kind {
            PointKind::Earn => EventKind::PointsEarned,
            PointKind::Redeem => EventKind::PointsRedeemed,
            PointKind::Expire => EventKind::PointsExpired,
            PointKind::Restore => EventKind::PointsRestored,
            PointKind::Reverse => EventKind::PointsReversed,
            PointKind::Adjust => EventKind::PointsAdjusted,
            PointKind::Undo => EventKind::PointsUndone,
            PointKind::Transfer => EventKind::PointsTransferred,
        }
    }
}

crate::event_data!(
    MembershipEnrolled => MembershipEnrolled,
    MembershipChanged => MembershipChanged,
    MembershipLevelChanged => MembershipLevelChanged,
);
