//! Points: a ledger of lots, what may be done with it, and what a purchase earns (domain, Membership).
//!
//! The balance is the sum of the ledger, and what is left in the lots less what is owed. Only taking back what a refund
//! unmakes brings it below zero: that much is owed then, and the next points pay it first. Points that expired before
//! their purchase was refunded are put back and then taken: a refund takes exactly what its lines earned, and nobody owes
//! what they never had the use of. Not here: who may ask for what, and when a job runs.

mod earning;
mod wallet;

pub use earning::{Earned, LineLeft, Rate, RateError, Taken, Terms, earn, points_of_lines, take_back};
pub use wallet::{Draw, Lot, PointsError, Wallet};

use chrono::{Months, NaiveDate};

/// Not more points than this in one adjustment or redemption.
pub const MOST_POINTS: i64 = 100_000_000;

crate::vocabulary! {
    /// Why points came or went.
    pub enum PointKind {
        /// By a purchase.
        Earn = "earn",
        /// Spent by the customer.
        Redeem = "redeem",
        /// Not spent in time.
        Expire = "expire",
        /// Had expired, and is put back because a refund takes it.
        Restore = "restore",
        /// Taken back by a refund, or by a new revision of the purchase.
        Reverse = "reverse",
        /// By hand, with a reason and the consent of a second person.
        Adjust = "adjust",
        /// Spent by a redemption that was undone: back in the lots they were taken from.
        Undo = "undo",
        /// A debt that left a closed card, or came with its holder to the next one of the programme; and what went from one
        /// card to the other when their holders were merged, or came back.
        Transfer = "transfer",
    }
}

crate::vocabulary! {
    /// What became of an adjustment that somebody asked for.
    pub enum AdjustmentState {
        Asked = "asked",
        Approved = "approved",
        Declined = "declined",
    }
}

/// The last day on which points of this day can be spent; none when they never expire.
pub fn expires_on(earned_on: NaiveDate, valid_months: Option<u32>) -> Option<NaiveDate> {
    valid_months.and_then(|months| earned_on.checked_add_months(Months::new(months)))
}

/// Who may decide on an adjustment: anybody but who asked for it.
pub fn may_decide(asked_by: &str, decider: &str) -> bool {
    asked_by != decider
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_good_through_the_same_day_of_a_later_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (earned, months, last) in [
            ("2026-01-31", Some(1), Some("2026-02-28")),
            ("2026-05-01", Some(12), Some("2027-05-01")),
            ("2024-02-29", Some(12), Some("2025-02-28")),
            ("2026-05-01", None, None),
        ] {
            assert_eq!(expires_on(day(earned), months), last.map(day), "{earned} {months:?}");
        }
    }

    #[test]
    fn nobody_decides_on_what_they_asked_for() {
        assert!(!may_decide("usr_1", "usr_1"));
        assert!(may_decide("usr_1", "usr_2"));
    }
}
