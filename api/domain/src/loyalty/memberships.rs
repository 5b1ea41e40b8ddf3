//! Memberships: programmes, cards and levels (domain, Membership). Points are in [`points`](crate::loyalty::points).

mod levels;

pub use levels::{Decision, LevelCause, Next, decide, fall_back, next_review, unmakes_level, window};

use chrono::NaiveDate;

use crate::message;
use crate::text::Message;

crate::vocabulary! {
    /// Whether a programme takes new members. Those it has keep what they have.
    pub enum ProgrammeState {
        Active = "active",
        Closed = "closed",
    }
}

crate::vocabulary! {
    /// What levels are reached by, within 12 months.
    pub enum LevelBasis {
        /// Points earned, refunds taken off; spending them changes nothing.
        Points = "points",
        /// Net spend.
        Spend = "spend",
    }
}

crate::vocabulary! {
    /// What a card can be used for.
    pub enum MembershipState {
        /// Earns and spends.
        Active = "active",
        /// Neither earns nor spends for the time being.
        Suspended = "suspended",
        /// For ever.
        Closed = "closed",
    }
}

impl MembershipState {
    /// The state inside a sentence: "the card is …".
    pub fn label(self) -> Message {
        match self {
            Self::Active => message!("active", "有效"),
            Self::Suspended => message!("suspended", "已暂停"),
            Self::Closed => message!("closed", "已注销"),
        }
    }

    /// Whether a card in this state may be put into that one: a closed one stays closed.
    pub fn may_become(self, next: Self) -> bool {
        self != Self::Closed || next == Self::Closed
    }

    /// Whether points may be spent or adjusted.
    pub fn can_spend(self) -> bool {
        self == Self::Active
    }
}

/// Whether a purchase earns points: bought on or after the day of enrolment, with a card in use. One that has earned
/// goes on to when its content is revised.
pub fn earns(state: MembershipState, enrolled_on: NaiveDate, bought_on: NaiveDate, has_earned: bool) -> bool {
    has_earned || (state == MembershipState::Active && bought_on >= enrolled_on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_card_stays_closed() {
        use MembershipState::{Active, Closed, Suspended};
        for (from, to, may) in [
            (Active, Suspended, true),
            (Suspended, Active, true),
            (Suspended, Closed, true),
            (Closed, Active, false),
            (Closed, Suspended, false),
            (Closed, Closed, true),
        ] {
            assert_eq!(from.may_become(to), may, "{from} {to}");
        }
        assert!(Active.can_spend() && !Suspended.can_spend() && !Closed.can_spend());
    }

    #[test]
    fn a_card_in_use_earns_from_the_day_of_enrolment() {
        let day = |text: &str| text.parse().unwrap();
        for (state, bought, has_earned, expected) in [
            (MembershipState::Active, "2026-05-01", false, true),
            (MembershipState::Active, "2026-04-30", false, false),
            (MembershipState::Suspended, "2026-05-01", false, false),
            (MembershipState::Closed, "2026-05-01", false, false),
            (MembershipState::Suspended, "2026-05-01", true, true),
        ] {
            let found = earns(state, day("2026-05-01"), day(bought), has_earned);
            assert_eq!(found, expected, "{state} {bought} {has_earned}");
        }
    }
}
