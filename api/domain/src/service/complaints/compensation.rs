//! What may be promised to a customer, and who must approve it (补偿).

use super::escalation::Level;
use super::policy::Policy;
use crate::permissions::Role;

crate::vocabulary! {
    /// What is given to the customer.
    pub enum CompensationKind {
        /// A recorded refund of a purchase.
        Refund = "refund",
        PriceReduction = "price_reduction",
        Gift = "gift",
        /// Booked on a card of the customer as soon as they are approved.
        Points = "points",
        Apology = "apology",
    }
}

crate::vocabulary! {
    /// What became of a promise.
    pub enum CompensationState {
        /// Above what its maker may promise: the next level decides.
        Proposed = "proposed",
        Approved = "approved",
        Declined = "declined",
        /// Given to the customer.
        Paid = "paid",
    }
}

/// Whether this kind names an amount.
pub fn needs_amount(kind: CompensationKind) -> bool {
    !matches!(kind, CompensationKind::Apology | CompensationKind::Points)
}

/// What points are worth when they are held against a limit, in minor units; none when it does not fit.
pub fn worth_of_points(points: i64, policy: &Policy) -> Option<i64> {
    points.checked_mul(policy.point_value)
}

/// What somebody may promise: up to so many minor units, or anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// Minor units of the base currency, this amount included.
    UpTo(i64),
    /// No amount is too large.
    Anything,
}

impl Limit {
    /// Whether an amount is within it.
    pub fn allows(self, amount: i64) -> bool {
        match self {
            Self::UpTo(most) => amount <= most,
            Self::Anything => true,
        }
    }
}

/// What somebody may promise without asking: for one case, and in a calendar month for all cases together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limits {
    /// With what was given for the case already, by whomever.
    pub case: Limit,
    /// With what the person gave this month already.
    pub month: Limit,
}

impl Limits {
    /// Of who may promise only words.
    pub const WORDS: Self = Self { case: Limit::UpTo(0), month: Limit::UpTo(0) };

    /// Up to so many minor units; a month is never less than a case.
    fn up_to(case: i64, month: i64) -> Self {
        Self { case: Limit::UpTo(case), month: Limit::UpTo(month.max(case)) }
    }

    /// Whether that much more may be given, when so much was given: for the case, and by the person this month. Words
    /// are free.
    pub fn allow(self, amount: i64, for_case: i64, by_person: i64) -> bool {
        amount == 0
            || (self.case.allows(for_case.saturating_add(amount))
                && self.month.allows(by_person.saturating_add(amount)))
    }

    /// The same of a case that the person opened, or of their own promise: nobody is without a limit there.
    #[must_use]
    pub fn in_own_case(self, policy: &Policy) -> Self {
        self.min(limits_of(Role::Operations, policy))
    }
}

/// What somebody in this role may promise without asking.
pub fn limits_of(role: Role, policy: &Policy) -> Limits {
    match role {
        Role::Admin | Role::Executive => Limits { case: Limit::Anything, month: Limit::Anything },
        Role::Operations => Limits::up_to(policy.operations_limit, policy.operations_month_limit),
        Role::RegionManager => Limits::up_to(policy.region_limit, policy.region_month_limit),
        Role::StoreManager | Role::ServiceAgent => Limits::up_to(policy.store_limit, policy.store_month_limit),
        Role::Marketing
        | Role::StoreStaff
        | Role::AccountManager
        | Role::Specialist
        | Role::Analyst
        | Role::Auditor => Limits::WORDS,
    }
}

/// The lowest level that may approve what makes a case come to `total`, asked for by somebody with these limits; it is
/// above theirs.
pub fn approver(total: i64, asking: Limits, policy: &Policy) -> Level {
    let bounds = [
        (Level::Store, Limit::UpTo(policy.store_limit)),
        (Level::Region, Limit::UpTo(policy.region_limit)),
        (Level::Operations, Limit::UpTo(policy.operations_limit)),
    ];
    let found = bounds.into_iter().find(|(_, bound)| bound.allows(total) && *bound > asking.case);
    found.map_or(Level::Group, |(level, _)| level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_may_promise_more_than_the_one_below() {
        let policy = Policy::default();
        for (amount, level) in [
            (1, Level::Store),
            (20_000, Level::Store),
            (20_001, Level::Region),
            (100_000, Level::Region),
            (100_001, Level::Operations),
            (500_000, Level::Operations),
            (500_001, Level::Group),
        ] {
            assert_eq!(approver(amount, Limits::WORDS, &policy), level, "{amount}");
            for role in super::super::escalation::roles_of(level) {
                if *role != Role::ServiceAgent {
                    assert!(limits_of(*role, &policy).allow(amount, 0, 0), "{role} {amount}");
                }
            }
        }
    }

    #[test]
    fn who_has_no_limit_of_their_own_promises_only_words() {
        let policy = Policy::default();
        for role in [Role::StoreStaff, Role::Specialist, Role::Marketing] {
            assert!(limits_of(role, &policy).allow(0, 0, 0));
            assert!(!limits_of(role, &policy).allow(1, 0, 0));
        }
        assert!(limits_of(Role::Executive, &policy).allow(i64::MAX, 1, 1));
        assert!(Limit::UpTo(5) < Limit::UpTo(6) && Limit::UpTo(i64::MAX) < Limit::Anything);
        assert!(!needs_amount(CompensationKind::Apology) && needs_amount(CompensationKind::Gift));
        assert!(!needs_amount(CompensationKind::Points));
    }

    #[test]
    fn a_limit_holds_for_the_case_and_for_the_person_in_a_month() {
        let policy = Policy::default();
        let store = limits_of(Role::StoreManager, &policy);
        for (amount, for_case, by_person, allowed) in [
            (20_000, 0, 0, true),
            (20_001, 0, 0, false),
            (1, 20_000, 0, false),
            (20_000, 0, 80_000, true),
            (20_000, 0, 80_001, false),
            (0, 20_000, 100_000, true),
        ] {
            assert_eq!(store.allow(amount, for_case, by_person), allowed, "{amount} {for_case} {by_person}");
        }
        let stored = Policy { store_limit: 300_000, ..policy };
        assert!(limits_of(Role::StoreManager, &stored).allow(300_000, 0, 0), "a month is never less than a case");
    }

    #[test]
    fn nobody_is_without_a_limit_in_a_case_of_their_own() {
        let policy = Policy::default();
        for (role, most) in [(Role::Admin, 500_000), (Role::RegionManager, 100_000)] {
            let own = limits_of(role, &policy).in_own_case(&policy);
            assert!(own.allow(most, 0, 0) && !own.allow(most + 1, 0, 0), "{role}");
        }
    }

    #[test]
    fn what_is_above_somebodys_limit_is_for_a_level_above_theirs() {
        let policy = Policy::default();
        let of = |role| limits_of(role, &policy);
        for (total, role, level) in [
            (5_000, Role::StoreManager, Level::Region),
            (5_000, Role::RegionManager, Level::Operations),
            (5_000, Role::Operations, Level::Group),
            (400_000, Role::StoreManager, Level::Operations),
            (5_000, Role::StoreStaff, Level::Store),
        ] {
            assert_eq!(approver(total, of(role), &policy), level, "{total} {role}");
        }
        assert_eq!(approver(1, of(Role::Admin).in_own_case(&policy), &policy), Level::Group);
    }

    #[test]
    fn points_are_held_against_the_limits_by_what_they_are_worth() {
        for (point_value, points, worth, level) in [
            (1, 20_000, 20_000, Level::Store),
            (1, 20_001, 20_001, Level::Region),
            (10, 2_000, 20_000, Level::Store),
            (10, 50_001, 500_010, Level::Group),
        ] {
            let policy = Policy { point_value, ..Policy::default() };
            assert_eq!(worth_of_points(points, &policy), Some(worth), "{points} of {point_value}");
            assert_eq!(approver(worth, Limits::WORDS, &policy), level, "{points} of {point_value}");
        }
        assert_eq!(worth_of_points(i64::MAX, &Policy { point_value: 2, ..Policy::default() }), None);
    }
}
