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

/// What a role may promise: up to so many minor units, or anything.
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

/// What somebody in this role may promise without asking.
pub fn limit_of(role: Role, policy: &Policy) -> Limit {
    match role {
        Role::Admin | Role::Executive => Limit::Anything,
        Role::Operations => Limit::UpTo(policy.operations_limit),
        Role::RegionManager => Limit::UpTo(policy.region_limit),
        Role::StoreManager | Role::ServiceAgent => Limit::UpTo(policy.store_limit),
        Role::Marketing
        | Role::StoreStaff
        | Role::AccountManager
        | Role::Specialist
        | Role::Analyst
        | Role::Auditor => Limit::UpTo(0),
    }
}

/// The lowest level that may approve an amount.
pub fn approver(amount: i64, policy: &Policy) -> Level {
    match amount {
        amount if amount <= policy.store_limit => Level::Store,
        amount if amount <= policy.region_limit => Level::Region,
        amount if amount <= policy.operations_limit => Level::Operations,
        _ => Level::Group,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_may_promise_more_than_the_one_below() {
        let policy = Policy::default();
        for (amount, level) in [
            (0, Level::Store),
            (20_000, Level::Store),
            (20_001, Level::Region),
            (100_000, Level::Region),
            (100_001, Level::Operations),
            (500_000, Level::Operations),
            (500_001, Level::Group),
        ] {
            assert_eq!(approver(amount, &policy), level, "{amount}");
            for role in super::super::escalation::roles_of(level) {
                if *role != Role::ServiceAgent {
                    assert!(limit_of(*role, &policy).allows(amount), "{role} {amount}");
                }
            }
        }
    }

    #[test]
    fn who_has_no_limit_of_their_own_promises_only_words() {
        let policy = Policy::default();
        for role in [Role::StoreStaff, Role::Specialist, Role::Marketing] {
            assert!(limit_of(role, &policy).allows(0));
            assert!(!limit_of(role, &policy).allows(1));
        }
        assert!(limit_of(Role::Executive, &policy).allows(i64::MAX));
        assert!(Limit::UpTo(5) < Limit::UpTo(6) && Limit::UpTo(i64::MAX) < Limit::Anything);
        assert!(!needs_amount(CompensationKind::Apology) && needs_amount(CompensationKind::Gift));
        assert!(!needs_amount(CompensationKind::Points));
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
            assert_eq!(approver(worth, &policy), level, "{points} of {point_value}");
        }
        assert_eq!(worth_of_points(i64::MAX, &Policy { point_value: 2, ..Policy::default() }), None);
    }
}
