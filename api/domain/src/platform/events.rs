//! Events: facts that are told to whoever subscribed to them. Here are the kinds; what each of them says is a struct in the
//! `events` module of its area.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::permissions::Action;

crate::vocabulary! {
    /// What an event tells.
    pub enum EventKind {
        /// Opening hours, a calendar, a time zone or the place of a unit changed.
        WorkingTimeChanged = "working_time.changed",
        UserDisabled = "user.disabled",
        CustomerCreated = "customer.created",
        /// Whoever keeps a copy of the customer deletes it.
        CustomerErased = "customer.erased",
        /// Another customer was merged into this one.
        CustomerMerged = "customer.merged",
        /// Both are customers of their own again.
        CustomerMergeUndone = "customer.merge_undone",
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
        /// A debt, or all that was on a card, went to another card of its holder.
        PointsTransferred = "points.transferred",
        PurchaseRecorded = "purchase.recorded",
        PurchaseRevised = "purchase.revised",
        PurchaseRefunded = "purchase.refunded",
        ComplaintOpened = "complaint.opened",
        ComplaintEscalated = "complaint.escalated",
        ComplaintClosed = "complaint.closed",
    }
}

/// What an event is about, which decides in whose units it happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concerns {
    /// The customer, at home in a unit.
    Customer,
    /// A purchase, made in a unit.
    Purchase,
    /// A refund, made in a unit.
    Refund,
    /// A complaint about a unit.
    Complaint,
    /// The whole organisation.
    Organisation,
}

impl EventKind {
    /// What the subject of such an event is.
    pub fn concerns(self) -> Concerns {
        use EventKind as Kind;
        match self {
            Kind::WorkingTimeChanged | Kind::UserDisabled => Concerns::Organisation,
            Kind::PurchaseRecorded | Kind::PurchaseRevised => Concerns::Purchase,
            Kind::PurchaseRefunded => Concerns::Refund,
            Kind::ComplaintOpened | Kind::ComplaintEscalated | Kind::ComplaintClosed => Concerns::Complaint,
            Kind::CustomerCreated
            | Kind::CustomerErased
            | Kind::CustomerMerged
            | Kind::CustomerMergeUndone
            | Kind::TierChanged
            | Kind::MembershipEnrolled
            | Kind::MembershipChanged
            | Kind::MembershipLevelChanged
            | Kind::PointsEarned
            | Kind::PointsRedeemed
            | Kind::PointsExpired
            | Kind::PointsRestored
            | Kind::PointsReversed
            | Kind::PointsAdjusted
            | Kind::PointsUndone
            | Kind::PointsTransferred => Concerns::Customer,
        }
    }

    /// The right to read what the event tells of: who lacks it is not told.
    pub fn needs(self) -> Action {
        match self.concerns() {
            Concerns::Purchase | Concerns::Refund => Action::PurchasesRead,
            Concerns::Complaint => Action::ComplaintsRead,
            Concerns::Organisation if self == EventKind::UserDisabled => Action::UsersRead,
            Concerns::Organisation => Action::CalendarsRead,
            Concerns::Customer => match self {
                EventKind::CustomerCreated
                | EventKind::CustomerErased
                | EventKind::CustomerMerged
                | EventKind::CustomerMergeUndone
                | EventKind::TierChanged => Action::CustomersRead,
                _ => Action::MembershipsRead,
            },
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_an_event_may_read_what_it_tells_of() {
        for &kind in EventKind::ALL {
            let (thing, _) = kind.as_str().split_once('.').unwrap();
            let expected = match thing {
                "working_time" => "calendars:read".to_owned(),
                "tier" => "customers:read".to_owned(),
                "membership" | "points" => "memberships:read".to_owned(),
                other => format!("{other}s:read"),
            };
            assert_eq!(kind.needs().as_str(), expected, "{kind}");
        }
    }
}
