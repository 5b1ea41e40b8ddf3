//! Times of a day to the minute, and the hours between two of them.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::Message;

/// Minutes of a day.
pub(super) const DAY: u32 = 24 * 60;

/// A time of day to the minute, written `HH:MM`; `24:00` is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DayTime(u32);

crate::errors! {
    /// A text that is no time of day.
    pub struct DayTimeError => (
        "expected a time from 00:00 to 24:00, such as 09:30",
        "应为 00:00 至 24:00 的时刻，如 09:30"
    );
}

impl DayTime {
    /// The full hour, 0 to 24; later ones are the end of the day.
    pub const fn of_hour(hour: u32) -> Self {
        Self(if hour < 24 { hour * 60 } else { DAY })
    }

    /// Minutes since midnight, 0 to 1440.
    pub fn minutes(self) -> u32 {
        self.0
    }

    /// The time on a clock, and whether it is the midnight that ends the day.
    pub(super) fn clock(self) -> (NaiveTime, bool) {
        let within = NaiveTime::from_hms_opt(self.0 / 60, self.0 % 60, 0);
        (within.unwrap_or(NaiveTime::MIN), within.is_none())
    }
}

impl FromStr for DayTime {
    type Err = DayTimeError;

    fn from_str(text: &str) -> Result<Self, DayTimeError> {
        let (hours, minutes) = text.split_once(':').ok_or(DayTimeError)?;
        let number = |part: &str| {
            let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u32>().ok().filter(|_| plain).ok_or(DayTimeError)
        };
        let (hours, minutes) = (number(hours)?, number(minutes)?);
        let total = hours * 60 + minutes;
        if minutes < 60 && total <= DAY { Ok(Self(total)) } else { Err(DayTimeError) }
    }
}

impl fmt::Display for DayTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for DayTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DayTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|error: DayTimeError| {
            let expected = Message::from(error).carried();
            serde::de::Error::invalid_value(serde::de::Unexpected::Str(&text), &expected.as_str())
        })
    }
}

/// Hours of opening. They end on the next day when `to` is not after `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpeningHours)]
pub struct Hours {
    /// `HH:MM`.
    #[schema(value_type = String, example = "09:00", pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub from: DayTime,
    /// `HH:MM`; `24:00` is midnight, and a time not after `from` is on the next day.
    #[schema(value_type = String, example = "18:00", pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")]
    pub to: DayTime,
}

impl Hours {
    /// Whether they end on the next day.
    pub fn is_overnight(self) -> bool {
        self.to <= self.from
    }

    /// Their length in minutes, on a day without a change of the clock.
    pub fn minutes(self) -> u32 {
        let to = if self.is_overnight() { self.to.minutes() + DAY } else { self.to.minutes() };
        to - self.from.minutes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_written_to_the_minute() {
        for (text, minutes) in [("00:00", 0), ("09:30", 570), ("23:59", 1439), ("24:00", 1440)] {
            let time: DayTime = text.parse().unwrap();
            assert_eq!((time.minutes(), time.to_string().as_str()), (minutes, text));
        }
        for text in ["", "9:30", "09:60", "24:01", "25:00", "0930", "09:3", "+9:30", "09:30:00"] {
            assert_eq!(text.parse::<DayTime>(), Err(DayTimeError), "{text}");
        }
        assert!(serde_json::from_str::<DayTime>("\"9am\"").unwrap_err().to_string().contains("such as 09:30"));
    }

    #[test]
    fn hours_may_pass_midnight() {
        for (from, to, overnight, minutes) in [
            ("09:00", "18:00", false, 540),
            ("00:00", "24:00", false, 1440),
            ("18:00", "02:00", true, 480),
            ("18:00", "00:00", true, 360),
            ("18:00", "24:00", false, 360),
        ] {
            let hours = Hours { from: from.parse().unwrap(), to: to.parse().unwrap() };
            assert_eq!((hours.is_overnight(), hours.minutes()), (overnight, minutes), "{from}-{to}");
        }
    }
}
