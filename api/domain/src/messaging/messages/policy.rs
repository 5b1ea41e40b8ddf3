//! The bounds within which messages go out, a setting of the organisation.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Channel;
use crate::organisation::calendars::DayTime;

/// How often, when and how fast messages go out, and when a campaign stops by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MessagingPolicy {
    /// Marketing messages a customer gets on one channel within `cap_days`, at most.
    #[schema(minimum = 1, maximum = 1000)]
    pub cap_messages: i32,
    /// Days, back from the moment of sending, within which `cap_messages` counts.
    #[schema(minimum = 1, maximum = 366)]
    pub cap_days: i32,
    /// No marketing message from this time of day …
    #[schema(value_type = String, example = "21:00", pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub quiet_from: DayTime,
    /// … until this one, in the customer's time zone. Both the same: there are no quiet hours.
    #[schema(value_type = String, example = "09:00", pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub quiet_until: DayTime,
    /// Messages a second; none: as fast as the other side takes them.
    #[schema(minimum = 1, maximum = 10000)]
    pub email_per_second: Option<i32>,
    /// Text messages a second; none: as fast as the gateway takes them.
    #[schema(minimum = 1, maximum = 10000)]
    pub sms_per_second: Option<i32>,
    /// WeChat messages a second; none: as fast as the gateway takes them.
    #[schema(minimum = 1, maximum = 10000)]
    pub wechat_per_second: Option<i32>,
    /// The share of failures, in percent, above which a campaign pauses by itself …
    #[schema(minimum = 1, maximum = 100)]
    pub pause_percent: i32,
    /// … once so many messages have been tried.
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub pause_after: i32,
    /// Days after the launch within which purchases count for a campaign, unless it says otherwise.
    #[schema(minimum = 1, maximum = 366)]
    pub attribution_days: i32,
    /// By so many percent the audience of an approved campaign may grow until the launch; above, it goes back to review.
    /// 20 when not given.
    #[serde(default = "a_fifth")]
    #[schema(minimum = 0, maximum = 1000, required = false)]
    pub audience_growth_percent: i32,
}

/// In percent.
const fn a_fifth() -> i32 {
    20
}

impl Default for MessagingPolicy {
    fn default() -> Self {
        Self {
            cap_messages: 3,
            cap_days: 7,
            quiet_from: DayTime::of_hour(21),
            quiet_until: DayTime::of_hour(9),
            email_per_second: None,
            sms_per_second: None,
            wechat_per_second: None,
            pause_percent: 20,
            pause_after: 50,
            attribution_days: 14,
            audience_growth_percent: a_fifth(),
        }
    }
}

/// A bound that makes no sense: its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyError(pub &'static str);

impl MessagingPolicy {
    /// Whether each bound makes sense.
    pub fn check(&self) -> Result<(), PolicyError> {
        let rate = |rate: Option<i32>| rate.is_none_or(|rate| (1..=10_000).contains(&rate));
        let rules = [
            ("cap_messages", (1..=1000).contains(&self.cap_messages)),
            ("cap_days", (1..=366).contains(&self.cap_days)),
            ("quiet_from", self.quiet_from.minutes() < 24 * 60),
            ("quiet_until", self.quiet_until.minutes() < 24 * 60),
            ("email_per_second", rate(self.email_per_second)),
            ("sms_per_second", rate(self.sms_per_second)),
            ("wechat_per_second", rate(self.wechat_per_second)),
            ("pause_percent", (1..=100).contains(&self.pause_percent)),
            ("pause_after", (1..=1_000_000).contains(&self.pause_after)),
            ("attribution_days", (1..=366).contains(&self.attribution_days)),
            ("audience_growth_percent", (0..=1000).contains(&self.audience_growth_percent)),
        ];
        rules.into_iter().find(|(_, holds)| !holds).map_or(Ok(()), |(field, _)| Err(PolicyError(field)))
    }

    /// Messages a second on a channel; none: as fast as the other side takes them.
    pub fn per_second(&self, channel: Channel) -> Option<i32> {
        match channel {
            Channel::Email => self.email_per_second,
            Channel::Sms => self.sms_per_second,
            Channel::Wechat => self.wechat_per_second,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_makes_sense_and_nonsense_is_named() {
        let policy = MessagingPolicy::default();
        assert_eq!(policy.check(), Ok(()));
        assert_eq!((policy.quiet_from.to_string(), policy.quiet_until.to_string()), ("21:00".into(), "09:00".into()));
        for (policy, field) in [
            (MessagingPolicy { cap_messages: 0, ..policy }, "cap_messages"),
            (MessagingPolicy { cap_days: 367, ..policy }, "cap_days"),
            (MessagingPolicy { quiet_from: DayTime::of_hour(24), ..policy }, "quiet_from"),
            (MessagingPolicy { sms_per_second: Some(0), ..policy }, "sms_per_second"),
            (MessagingPolicy { pause_percent: 101, ..policy }, "pause_percent"),
            (MessagingPolicy { pause_after: 0, ..policy }, "pause_after"),
            (MessagingPolicy { attribution_days: 0, ..policy }, "attribution_days"),
            (MessagingPolicy { audience_growth_percent: -1, ..policy }, "audience_growth_percent"),
        ] {
            assert_eq!(policy.check(), Err(PolicyError(field)));
        }
    }

    #[test]
    fn a_policy_of_an_earlier_version_lets_an_audience_grow_by_a_fifth() {
        let mut kept = serde_json::to_value(MessagingPolicy::default()).unwrap();
        kept.as_object_mut().unwrap().remove("audience_growth_percent");
        assert_eq!(serde_json::from_value::<MessagingPolicy>(kept).unwrap(), MessagingPolicy::default());
    }

    #[test]
    fn each_channel_has_its_own_rate() {
        let policy = MessagingPolicy { sms_per_second: Some(50), ..MessagingPolicy::default() };
        assert_eq!(policy.per_second(Channel::Sms), Some(50));
        assert_eq!(policy.per_second(Channel::Email), None);
    }
}
