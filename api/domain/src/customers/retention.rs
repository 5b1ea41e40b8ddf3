//! How long what is held on persons is kept, as a setting of the organisation.

use chrono::{NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// After how long what is erased or deleted. A rule that is null keeps for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionPolicy {
    /// Whether anything is erased; otherwise the rules are only there to be reported on.
    pub is_on: bool,
    /// Consumers who never bought are erased so many days after they were last heard of.
    #[schema(minimum = 30, maximum = 3650)]
    pub prospect_days: Option<u32>,
    /// Consumers are erased so many days after their last purchase, unless they were heard of since.
    #[schema(minimum = 180, maximum = 36500)]
    pub customer_days: Option<u32>,
    /// Interactions are deleted so many days after they were recorded.
    #[schema(minimum = 30, maximum = 36500)]
    pub interaction_days: Option<u32>,
    /// Files of imports are deleted so many days after they were last used; what they brought in stays.
    #[schema(minimum = 1, maximum = 3650)]
    pub import_file_days: Option<u32>,
}

/// Before which moments is let go; none keeps for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cutoffs {
    /// Of consumers who never bought.
    pub prospects: Option<NaiveDateTime>,
    /// Of consumers who did.
    pub customers: Option<NaiveDateTime>,
    /// Of interactions.
    pub interactions: Option<NaiveDateTime>,
    /// Of files.
    pub import_files: Option<NaiveDateTime>,
}

impl RetentionPolicy {
    /// Whether each rule makes sense; if not, its field.
    pub fn check(&self) -> Result<(), &'static str> {
        let within = |days: Option<u32>, least: u32, most: u32| days.is_none_or(|days| (least..=most).contains(&days));
        let rules = [
            ("prospect_days", within(self.prospect_days, 30, 3_650)),
            ("customer_days", within(self.customer_days, 180, 36_500)),
            ("interaction_days", within(self.interaction_days, 30, 36_500)),
            ("import_file_days", within(self.import_file_days, 1, 3_650)),
        ];
        rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(field))
    }

    /// What the rules mean now, whether they are switched on or not.
    pub fn cutoffs(&self, now: NaiveDateTime) -> Cutoffs {
        let before = |days: Option<u32>| days.map(|days| now - TimeDelta::days(days.into()));
        Cutoffs {
            prospects: before(self.prospect_days),
            customers: before(self.customer_days),
            interactions: before(self.interaction_days),
            import_files: before(self.import_file_days),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_would_take_too_soon_are_named() {
        let none = RetentionPolicy::default();
        assert_eq!(none.check(), Ok(()));
        for (policy, expected) in [
            (RetentionPolicy { prospect_days: Some(29), ..none }, Err("prospect_days")),
            (RetentionPolicy { prospect_days: Some(30), ..none }, Ok(())),
            (RetentionPolicy { customer_days: Some(179), ..none }, Err("customer_days")),
            (RetentionPolicy { interaction_days: Some(36_501), ..none }, Err("interaction_days")),
            (RetentionPolicy { import_file_days: Some(0), ..none }, Err("import_file_days")),
        ] {
            assert_eq!(policy.check(), expected, "{policy:?}");
        }
    }

    #[test]
    fn a_rule_is_a_moment_and_none_is_none() {
        let now = "2026-11-27T08:00:00".parse::<NaiveDateTime>().unwrap();
        let policy = RetentionPolicy { prospect_days: Some(30), ..RetentionPolicy::default() };
        let cutoffs = policy.cutoffs(now);
        assert_eq!(cutoffs.prospects, "2026-10-28T08:00:00".parse().ok());
        assert_eq!((cutoffs.customers, cutoffs.interactions, cutoffs.import_files), (None, None, None));
    }
}
