//! The bounds of membership, a setting of the organisation: when a return takes a level back, and how many points one
//! person may give by hand.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::permissions::Role;

/// When a return takes a level back, and how many points one person may give by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = LoyaltyPolicy)]
pub struct LoyaltyPolicy {
    /// A level that a purchase reached falls at once when that purchase is wholly returned within so many days; later it
    /// falls at its anniversary only.
    #[schema(minimum = 0, maximum = 366)]
    pub return_days: i32,
    /// Points by hand that a region manager may approve for one customer in a calendar month.
    #[schema(minimum = 0, maximum = 1000000000000_i64)]
    pub region_customer_points: i64,
    /// Points by hand that a region manager may approve for all customers in a calendar month; not below
    /// `region_customer_points`.
    #[schema(minimum = 0, maximum = 1000000000000_i64)]
    pub region_month_points: i64,
    /// Points by hand that the operations centre may approve for one customer in a calendar month; not below
    /// `region_customer_points`. Administrators have no such bound.
    #[schema(minimum = 0, maximum = 1000000000000_i64)]
    pub operations_customer_points: i64,
    /// Points by hand that one person of the operations centre may approve for all customers in a calendar month; not
    /// below `operations_customer_points` and `region_month_points`.
    #[schema(minimum = 0, maximum = 1000000000000_i64)]
    pub operations_month_points: i64,
}

/// The most that can be set.
const MOST: i64 = 1_000_000_000_000;

impl Default for LoyaltyPolicy {
    fn default() -> Self {
        Self {
            return_days: 30,
            region_customer_points: 100_000,
            region_month_points: 500_000,
            operations_customer_points: 500_000,
            operations_month_points: 2_500_000,
        }
    }
}

/// A bound that makes no sense: its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoyaltyPolicyError(pub &'static str);

/// What somebody may give by hand in a calendar month; the larger is the one of who may more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Allowance {
    /// Points.
    UpTo {
        /// For one customer.
        customer: i64,
        /// For all of them.
        month: i64,
    },
    /// No number is too large.
    Anything,
}

impl Allowance {
    /// Whether that many more are within it, when so many were given this month: to the customer by anybody, and by this
    /// person to all customers.
    pub fn allows(self, points: i64, to_customer: i64, by_person: i64) -> bool {
        match self {
            Self::UpTo { customer, month } => {
                to_customer.saturating_add(points) <= customer && by_person.saturating_add(points) <= month
            }
            Self::Anything => true,
        }
    }
}

impl LoyaltyPolicy {
    /// Whether each bound makes sense; a higher level never may less than a lower one.
    pub fn check(&self) -> Result<(), LoyaltyPolicyError> {
        let least_month = self.region_month_points.max(self.operations_customer_points);
        let rules = [
            ("return_days", (0..=366).contains(&self.return_days)),
            ("region_customer_points", (0..=MOST).contains(&self.region_customer_points)),
            ("region_month_points", (self.region_customer_points..=MOST).contains(&self.region_month_points)),
            (
                "operations_customer_points",
                (self.region_customer_points..=MOST).contains(&self.operations_customer_points),
            ),
            ("operations_month_points", (least_month..=MOST).contains(&self.operations_month_points)),
        ];
        rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(LoyaltyPolicyError(field)))
    }

    /// What somebody in this role may give by hand.
    pub fn allowance_of(&self, role: Role) -> Allowance {
        match role {
            Role::Admin => Allowance::Anything,
            Role::Operations => {
                Allowance::UpTo { customer: self.operations_customer_points, month: self.operations_month_points }
            }
            Role::RegionManager => {
                Allowance::UpTo { customer: self.region_customer_points, month: self.region_month_points }
            }
            _ => Allowance::UpTo { customer: 0, month: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_makes_sense_and_nonsense_is_named() {
        let policy = LoyaltyPolicy::default();
        assert_eq!(policy.check(), Ok(()));
        for (policy, field) in [
            (LoyaltyPolicy { return_days: 367, ..policy }, "return_days"),
            (LoyaltyPolicy { region_customer_points: -1, ..policy }, "region_customer_points"),
            (LoyaltyPolicy { region_month_points: 1, ..policy }, "region_month_points"),
            (LoyaltyPolicy { operations_customer_points: 1, ..policy }, "operations_customer_points"),
            (LoyaltyPolicy { operations_month_points: 500_000 - 1, ..policy }, "operations_month_points"),
        ] {
            assert_eq!(policy.check(), Err(LoyaltyPolicyError(field)));
        }
    }

    #[test]
    fn what_was_given_this_month_counts_for_the_customer_and_for_the_person() {
        let allowance = LoyaltyPolicy::default().allowance_of(Role::RegionManager);
        for (points, to_customer, by_person, allowed) in [
            (100_000, 0, 0, true),
            (100_001, 0, 0, false),
            (1, 100_000, 0, false),
            (100_000, 0, 400_000, true),
            (100_000, 0, 400_001, false),
        ] {
            assert_eq!(allowance.allows(points, to_customer, by_person), allowed, "{points} {to_customer} {by_person}");
        }
        let policy = LoyaltyPolicy::default();
        assert!(policy.allowance_of(Role::Admin).allows(i64::MAX, 1, 1));
        assert!(!policy.allowance_of(Role::StoreManager).allows(1, 0, 0));
        let mut roles = [Role::Admin, Role::StoreStaff, Role::Operations, Role::RegionManager];
        roles.sort_by_key(|role| policy.allowance_of(*role));
        assert_eq!(roles, [Role::StoreStaff, Role::RegionManager, Role::Operations, Role::Admin]);
    }
}
