//! Events: facts that are told to whoever subscribed to them. Here are the kinds; what each of them says is a struct in the
//! `events` module of its area.

use serde::Serialize;
use serde::de::DeserializeOwned;

crate::vocabulary! {
    /// What an event tells.
    pub enum EventKind {
        /// Opening hours, a calendar, a time zone or the place of a unit changed.
        WorkingTimeChanged = "working_time.changed",
        UserDisabled = "user.disabled",
        CustomerCreated = "customer.created",
        TierChanged = "tier.changed",
        MembershipEnrolled = "membership.enrolled",
        /// A card was blocked, opened again or closed.
        MembershipChanged = "membership.changed",
        MembershipLevelChanged = "membership.level_changed",
        PointsEarned = "points.earned",
        PointsRedeemed = "points.redeemed",
        PointsExpired = "points.expired",
        /// Expired points were put back because a refund takes them.
        PointsRestored = "points.restored",
        /// Earned points were taken back with a refund.
        PointsReversed = "points.reversed",
        PointsAdjusted = "points.adjusted",
        /// A redemption was undone.
        PointsUndone = "points.undone",
        /// A debt went from a closed card to the next one of its holder.
        PointsTransferred = "points.transferred",
        PurchaseRecorded = "purchase.recorded",
        PurchaseRevised = "purchase.revised",
        PurchaseRefunded = "purchase.refunded",
        ComplaintOpened = "complaint.opened",
        ComplaintEscalated = "complaint.escalated",
        ComplaintClosed = "complaint.closed",
    }
}

/// What an event says besides whom and what it is about. Its JSON only ever gains members.
pub trait EventData: Serialize + DeserializeOwned {
    /// The kind of event that says this.
    fn kind(&self) -> EventKind;
}

/// Says of which kind the events of a struct are, where that does not depend on its value.
#[macro_export]
macro_rules! event_data {
    ($($data:ty => $kind:ident),+ $(,)?) => { $(
        impl $crate::platform::events::EventData for $data {
            fn kind(&self) -> $crate::platform::events::EventKind {
                $crate::platform::events::EventKind::$kind
            }
        }
    )+ };
}
