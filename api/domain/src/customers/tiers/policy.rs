//! The tier policy as a setting, its validation and its default.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TierMethod;
use crate::money::MAX_AMOUNT;
use crate::period::{Window, WindowError};
use crate::share::Share;

/// How the organisation decides tiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "method": "fixed_bounds",
    "window": {"kind": "calendar_year"},
    "bounds": {"a": 350_000, "b": 150_000}
}))]
pub struct TierPolicy {
    /// What draws the bounds between the classes.
    pub method: TierMethod,
    /// The time whose spend counts.
    pub window: Window,
    /// Needed for fixed bounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<Bounds>,
    /// Needed for a cumulative share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares: Option<Shares>,
}

/// The lowest spend of each class, in minor units. C is everything above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TierBounds)]
pub struct Bounds {
    /// From this net spend on a customer is an A; above `b`.
    #[schema(example = 350_000)]
    pub a: i64,
    /// From this net spend on, and below `a`, a customer is a B; above 0.
    #[schema(example = 150_000)]
    pub b: i64,
}

/// Up to which cumulative share of revenue a class reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TierShares)]
pub struct Shares {
    /// Customers are an A up to this share, such as `0.80`; above 0 and below `b`.
    pub a: Share,
    /// Further customers are a B up to this share, such as `0.95`; below 1. The others are a C.
    pub b: Share,
}

crate::errors! {
    /// Why a policy makes no sense.
    #[derive(Copy)]
    pub enum PolicyError {
        Window(error: WindowError) => error,
        BoundsMissing => (
            "fixed bounds need `bounds`",
            "按固定界限分级需要 `bounds`"
        ),
        Bounds => (
            "the bounds must fall: a above b, b above 0, a at most {MAX_AMOUNT} minor units",
            "界限须递减：A 高于 B，B 高于 0，A 不超过 {MAX_AMOUNT} 个最小货币单位"
        ),
        SharesMissing => (
            "a cumulative share needs `shares`",
            "按累计占比分级需要 `shares`"
        ),
        Shares => (
            "the shares must rise: 0 below a, a below b, b below 1",
            "占比须递增：A 大于 0，B 大于 A，B 小于 1"
        ),
    }
}

impl PolicyError {
    /// The part of the policy that is wrong.
    pub fn field(self) -> &'static str {
        match self {
            Self::Window(_) => "window",
            Self::BoundsMissing | Self::Bounds => "bounds",
            Self::SharesMissing | Self::Shares => "shares",
        }
    }
}

impl Default for TierPolicy {
    /// Net spend of a calendar year: A from 3500.00, B from 1500.00, C above 0.
    fn default() -> Self {
        Self {
            method: TierMethod::FixedBounds,
            window: Window::CalendarYear {},
            bounds: Some(Bounds { a: 350_000, b: 150_000 }),
            shares: None,
        }
    }
}

impl TierPolicy {
    /// Whether the policy makes sense. A part its method does not need may be there, if it makes sense too.
    pub fn check(&self) -> Result<(), PolicyError> {
        self.window.check().map_err(PolicyError::Window)?;
        match (self.method, self.bounds, self.shares) {
            (TierMethod::FixedBounds, None, _) => return Err(PolicyError::BoundsMissing),
            (TierMethod::CumulativeShare, _, None) => return Err(PolicyError::SharesMissing),
            _ => {}
        }
        if self.bounds.is_some_and(|Bounds { a, b }| !(a > b && b > 0 && a <= MAX_AMOUNT)) {
            return Err(PolicyError::Bounds);
        }
        if self.shares.is_some_and(|Shares { a, b }| !(Share::NONE < a && a < b && b < Share::WHOLE)) {
            return Err(PolicyError::Shares);
        }
        Ok(())
    }

    /// The bounds that hold for every customer at once, if the policy has such: then a class can be decided in the
    /// write of a purchase, without looking at the whole base.
    pub fn fixed_bounds(&self) -> Option<Bounds> {
        self.bounds.filter(|_| self.method == TierMethod::FixedBounds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_the_house_rule() {
        let policy = TierPolicy::default();
        assert_eq!(policy.check(), Ok(()));
        let text = r#"{"method":"fixed_bounds","window":{"kind":"calendar_year"},"bounds":{"a":350000,"b":150000}}"#;
        assert_eq!(serde_json::to_string(&policy).unwrap(), text);
        assert_eq!(serde_json::from_str::<TierPolicy>(text).unwrap(), policy);
    }

    #[test]
    fn a_policy_that_makes_no_sense_is_refused() {
        let with = |method, rest: &str| {
            let text = format!(r#"{{"method":"{method}","window":{{"kind":"all"}}{rest}}}"#);
            serde_json::from_str::<TierPolicy>(&text).unwrap().check()
        };
        for (method, rest, expected) in [
            ("fixed_bounds", "", Err(PolicyError::BoundsMissing)),
            ("fixed_bounds", r#","bounds":{"a":2,"b":1}"#, Ok(())),
            ("fixed_bounds", r#","bounds":{"a":1,"b":1}"#, Err(PolicyError::Bounds)),
            ("fixed_bounds", r#","bounds":{"a":1,"b":0}"#, Err(PolicyError::Bounds)),
            ("fixed_bounds", r#","bounds":{"a":9000000000000000,"b":1}"#, Err(PolicyError::Bounds)),
            ("fixed_bounds", r#","shares":{"a":"0.8","b":"0.95"}"#, Err(PolicyError::BoundsMissing)),
            ("cumulative_share", "", Err(PolicyError::SharesMissing)),
            ("cumulative_share", r#","shares":{"a":"0.8","b":"0.95"}"#, Ok(())),
            ("cumulative_share", r#","shares":{"a":"0.95","b":"0.8"}"#, Err(PolicyError::Shares)),
            ("cumulative_share", r#","shares":{"a":"0","b":"0.8"}"#, Err(PolicyError::Shares)),
            ("cumulative_share", r#","shares":{"a":"0.8","b":"1"}"#, Err(PolicyError::Shares)),
        ] {
            assert_eq!(with(method, rest), expected, "{method} {rest}");
        }
        let months = Window::TrailingMonths { months: 0 };
        let error = TierPolicy { window: months, ..TierPolicy::default() }.check().unwrap_err();
        assert_eq!(error.field(), "window");
        for wrong in [
            r#"{"method":"fixed_bounds"}"#,
            r#"{"method":"by_mood","window":{"kind":"all"}}"#,
            r#"{"method":"fixed_bounds","window":{"kind":"all"},"extra":1}"#,
        ] {
            assert!(serde_json::from_str::<TierPolicy>(wrong).is_err(), "{wrong}");
        }
    }
}
