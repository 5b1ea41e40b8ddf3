//! How people log in, as a setting of the organisation.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::permissions::Role;

/// Who needs a second factor, and how long a session counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecurityPolicy {
    /// Who has one of these roles somewhere sets up a second factor before anything else.
    #[schema(max_items = 20)]
    pub second_factor_roles: Vec<Role>,
    /// Minutes without a request after which a session ends; none: it lasts as long as a session may.
    #[schema(minimum = 5, maximum = 10080)]
    pub idle_minutes: Option<i32>,
    /// Keys, users and exports ask for the password again when it was given longer ago than so many minutes.
    #[schema(minimum = 1, maximum = 1440)]
    pub fresh_minutes: i32,
}

impl Default for SecurityPolicy {
    fn default() -> Self {
        Self { second_factor_roles: Vec::new(), idle_minutes: None, fresh_minutes: 60 }
    }
}

impl SecurityPolicy {
    /// Whether each value makes sense; if not, its field.
    pub fn check(&self) -> Result<(), &'static str> {
        let rules = [
            ("second_factor_roles", self.second_factor_roles.len() <= 20),
            ("idle_minutes", self.idle_minutes.is_none_or(|minutes| (5..=10_080).contains(&minutes))),
            ("fresh_minutes", (1..=1440).contains(&self.fresh_minutes)),
        ];
        rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(field))
    }

    /// Whether one of these roles needs a second factor.
    pub fn needs_second_factor(&self, roles: impl IntoIterator<Item = Role>) -> bool {
        roles.into_iter().any(|role| self.second_factor_roles.contains(&role))
    }

    /// Whether a session that was last used then has ended by itself.
    pub fn is_idle(&self, last_used: DateTime<Utc>, now: DateTime<Utc>) -> bool {
        self.idle_minutes.is_some_and(|minutes| now - last_used > TimeDelta::minutes(minutes.into()))
    }

    /// Until when who proved themselves then need not do so again.
    pub fn fresh_until(&self, proved: DateTime<Utc>) -> DateTime<Utc> {
        proved + TimeDelta::minutes(self.fresh_minutes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_named_and_the_default_asks_nobody_for_more() {
        let policy = SecurityPolicy::default();
        assert_eq!(policy.check(), Ok(()));
        assert!(!policy.needs_second_factor([Role::Admin]));
        for (policy, field) in [
            (SecurityPolicy { idle_minutes: Some(4), ..policy.clone() }, "idle_minutes"),
            (SecurityPolicy { idle_minutes: Some(10_081), ..policy.clone() }, "idle_minutes"),
            (SecurityPolicy { fresh_minutes: 0, ..policy.clone() }, "fresh_minutes"),
            (SecurityPolicy { second_factor_roles: vec![Role::Admin; 21], ..policy }, "second_factor_roles"),
        ] {
            assert_eq!(policy.check(), Err(field));
        }
    }

    #[test]
    fn a_session_is_idle_after_its_minutes_and_fresh_for_its_own() {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap();
        let policy = SecurityPolicy { idle_minutes: Some(30), fresh_minutes: 15, ..SecurityPolicy::default() };
        assert!(!policy.is_idle(at(0), at(30)));
        assert!(policy.is_idle(at(0), at(31)));
        assert!(!SecurityPolicy::default().is_idle(at(0), at(100_000)));
        assert_eq!(policy.fresh_until(at(10)), at(25));
        let policy = SecurityPolicy { second_factor_roles: vec![Role::Admin], ..policy };
        assert!(policy.needs_second_factor([Role::StoreStaff, Role::Admin]));
        assert!(!policy.needs_second_factor([Role::StoreStaff]));
    }
}
