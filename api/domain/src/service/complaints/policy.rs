//! The bounds complaints are handled by, a setting of the organisation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clocks::ClockKind;
use super::severity::Severity;

/// How complaints are judged, how long each step may take, and what each role may promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ComplaintPolicy)]
pub struct Policy {
    /// Working days until somebody speaks with the customer.
    #[schema(minimum = 1, maximum = 60)]
    pub first_response_days: i32,
    /// Working days until the operations centre has verified a major complaint.
    #[schema(minimum = 1, maximum = 60)]
    pub verification_days: i32,
    /// Working days until a general complaint is resolved, or one nobody has judged yet.
    #[schema(minimum = 1, maximum = 60)]
    pub resolution_general_days: i32,
    /// Working days until a major complaint is resolved.
    #[schema(minimum = 1, maximum = 60)]
    pub resolution_major_days: i32,
    /// Working days a level has after it was escalated to.
    #[schema(minimum = 1, maximum = 60)]
    pub acting_days: i32,
    /// Days within which another complaint of the same customer and category makes one major.
    #[schema(minimum = 1, maximum = 366)]
    pub repeat_days: i32,
    /// Days within which complaints of one product in one store are counted.
    #[schema(minimum = 1, maximum = 366)]
    pub cluster_days: i32,
    /// How many of them make a cluster.
    #[schema(minimum = 2, maximum = 1000)]
    pub cluster_size: i32,
    /// A value above it makes a complaint major; minor units of the base currency.
    #[schema(minimum = 0)]
    pub value_bound: i64,
    /// What a store may promise for one case, in minor units of the base currency.
    #[schema(minimum = 0)]
    pub store_limit: i64,
    /// What a region may promise for one case, in minor units of the base currency; not below `store_limit`.
    #[schema(minimum = 0)]
    pub region_limit: i64,
    /// What the operations centre may promise for one case, in minor units of the base currency; not below `region_limit`.
    #[schema(minimum = 0)]
    pub operations_limit: i64,
    /// What one person of a store may promise in a calendar month, for all cases together, in minor units of the base
    /// currency; at least `store_limit`.
    #[serde(default = "default_store_month_limit")]
    #[schema(minimum = 0)]
    pub store_month_limit: i64,
    /// The same of a region; at least `region_limit`.
    #[serde(default = "default_region_month_limit")]
    #[schema(minimum = 0)]
    pub region_month_limit: i64,
    /// The same of the operations centre; at least `operations_limit`.
    #[serde(default = "default_operations_month_limit")]
    #[schema(minimum = 0)]
    pub operations_month_limit: i64,
    /// What a promised point is worth when it is held against these limits, in minor units of the base currency.
    #[serde(default = "default_point_value")]
    #[schema(minimum = 1, maximum = 1000000)]
    pub point_value: i64,
}

fn default_store_month_limit() -> i64 {
    100_000
}

fn default_region_month_limit() -> i64 {
    500_000
}

fn default_operations_month_limit() -> i64 {
    2_500_000
}

fn default_point_value() -> i64 {
    1
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            first_response_days: 1,
            verification_days: 1,
            resolution_general_days: 3,
            resolution_major_days: 7,
            acting_days: 1,
            repeat_days: 90,
            cluster_days: 30,
            cluster_size: 3,
            value_bound: 50_000,
            store_limit: 20_000,
            region_limit: 100_000,
            operations_limit: 500_000,
            store_month_limit: default_store_month_limit(),
            region_month_limit: default_region_month_limit(),
            operations_month_limit: default_operations_month_limit(),
            point_value: default_point_value(),
        }
    }
}

/// A bound that makes no sense: its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyError(pub &'static str);

impl Policy {
    /// Whether each bound makes sense; a higher level never may less than a lower one.
    pub fn check(&self) -> Result<(), PolicyError> {
        let days = 1..=60;
        let rules = [
            ("first_response_days", days.contains(&self.first_response_days)),
            ("verification_days", days.contains(&self.verification_days)),
            ("resolution_general_days", days.contains(&self.resolution_general_days)),
            ("resolution_major_days", days.contains(&self.resolution_major_days)),
            ("acting_days", days.contains(&self.acting_days)),
            ("repeat_days", (1..=366).contains(&self.repeat_days)),
            ("cluster_days", (1..=366).contains(&self.cluster_days)),
            ("cluster_size", (2..=1000).contains(&self.cluster_size)),
            ("value_bound", self.value_bound >= 0),
            ("store_limit", self.store_limit >= 0),
            ("region_limit", self.region_limit >= self.store_limit),
            ("operations_limit", self.operations_limit >= self.region_limit),
            ("store_month_limit", self.store_month_limit >= 0),
            ("region_month_limit", self.region_month_limit >= 0),
            ("operations_month_limit", self.operations_month_limit >= 0),
            ("point_value", (1..=1_000_000).contains(&self.point_value)),
        ];
        rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(PolicyError(field)))
    }

    /// Working days a clock has.
    pub fn days(&self, kind: ClockKind, severity: Option<Severity>) -> i32 {
        match (kind, severity) {
            (ClockKind::FirstResponse, _) => self.first_response_days,
            (ClockKind::Verification, _) => self.verification_days,
            (ClockKind::Resolution, Some(Severity::Major)) => self.resolution_major_days,
            (ClockKind::Resolution, _) => self.resolution_general_days,
            (ClockKind::Acting, _) => self.acting_days,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_makes_sense_and_nonsense_is_named() {
        let policy = Policy::default();
        assert_eq!(policy.check(), Ok(()));
        for (policy, field) in [
            (Policy { first_response_days: 0, ..policy }, "first_response_days"),
            (Policy { cluster_size: 1, ..policy }, "cluster_size"),
            (Policy { region_limit: 1, ..policy }, "region_limit"),
            (Policy { operations_limit: 1, ..policy }, "operations_limit"),
            (Policy { store_month_limit: -1, ..policy }, "store_month_limit"),
            (Policy { point_value: 0, ..policy }, "point_value"),
        ] {
            assert_eq!(policy.check(), Err(PolicyError(field)));
        }
    }

    #[test]
    fn a_policy_that_was_set_before_points_could_be_promised_is_still_read() {
        let mut stored = serde_json::to_value(Policy::default()).unwrap();
        for later in ["point_value", "store_month_limit", "region_month_limit", "operations_month_limit"] {
            stored.as_object_mut().unwrap().remove(later);
        }
        assert_eq!(serde_json::from_value::<Policy>(stored).unwrap(), Policy::default());
    }

    #[test]
    fn a_major_complaint_has_longer_to_be_resolved() {
        let policy = Policy::default();
        assert_eq!(policy.days(ClockKind::Resolution, None), 3);
        assert_eq!(policy.days(ClockKind::Resolution, Some(Severity::General)), 3);
        assert_eq!(policy.days(ClockKind::Resolution, Some(Severity::Major)), 7);
        assert_eq!(policy.days(ClockKind::FirstResponse, Some(Severity::Major)), 1);
    }
}
