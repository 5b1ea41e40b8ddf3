//! The setting of messages in the words of the rules.

use chrono::{NaiveDateTime, TimeDelta};
use regulars_domain::messaging::deliveries::{Cap, FailureLimit, QuietHours};
use regulars_domain::messaging::messages::{MessagingPolicy, Purpose};

/// How many marketing messages one customer may get.
pub fn cap(policy: &MessagingPolicy) -> Cap {
    Cap { most: i64::from(policy.cap_messages), days: i64::from(policy.cap_days) }
}

/// From when on messages count for the cap.
pub fn counted_since(policy: &MessagingPolicy, now: NaiveDateTime) -> NaiveDateTime {
    now - TimeDelta::days(i64::from(policy.cap_days))
}

/// Quiet hours are for marketing only.
pub fn quiet(policy: &MessagingPolicy, purpose: Purpose) -> Option<QuietHours> {
    let quiet = QuietHours::of_minutes(policy.quiet_from.minutes(), policy.quiet_until.minutes());
    (purpose == Purpose::Marketing).then_some(quiet)
}

/// When a batch is paused by itself.
pub fn failure_limit(policy: &MessagingPolicy) -> FailureLimit {
    FailureLimit { share: policy.pause_percent * 100, after: i64::from(policy.pause_after) }
}
