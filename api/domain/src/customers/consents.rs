//! Which word of a customer on a channel counts (domain, Consent).
//!
//! The newest decision does, and of two at the same moment the no. One that was told ahead of our clock counts from its
//! recording, so that a form whose clock is wrong outranks nothing that is said after it.

use chrono::NaiveDateTime;

use crate::period::counted_at;

/// What orders the decisions on a channel: the greatest of them counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Weight {
    at: NaiveDateTime,
    is_no: bool,
}

impl Weight {
    /// Of a decision that was told for a moment and recorded at another.
    pub fn of(told: NaiveDateTime, recorded: NaiveDateTime, granted: bool) -> Weight {
        Weight { at: counted_at(told, recorded), is_no: !granted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_decision_counts_and_of_two_at_once_the_no() {
        let at = |time: &str| format!("2026-11-27T{time}").parse::<NaiveDateTime>().unwrap();
        let of = |(told, recorded, granted): (&str, &str, bool)| (Weight::of(at(told), at(recorded), granted), granted);
        for (decisions, counts) in [
            (vec![("01:00:00", "01:00:00", true)], true),
            (vec![("01:00:00", "01:00:00", true), ("02:00:00", "02:00:00", false)], false),
            (vec![("01:00:00", "01:00:00", false), ("02:00:00", "02:00:00", true)], true),
            // A web form that stamps the time of Shanghai with `Z`, and a no at the counter after it.
            (vec![("09:50:00", "01:50:00", true), ("01:51:00", "01:51:00", false)], false),
            (vec![("01:52:00", "01:50:00", true), ("01:51:00", "01:51:00", false)], false),
            (vec![("09:50:00", "01:50:00", false), ("01:51:00", "01:51:00", true)], true),
            // What was said first may be recorded last.
            (vec![("01:00:00", "03:00:00", true), ("02:00:00", "02:00:00", false)], false),
            (vec![("01:00:00", "01:00:00", true), ("01:00:00", "02:00:00", false)], false),
            (vec![("01:00:00", "01:00:00", false), ("01:00:00", "02:00:00", true)], false),
        ] {
            let newest = decisions.iter().copied().map(of).max_by_key(|(weight, _)| *weight);
            assert_eq!(newest.map(|(_, granted)| granted), Some(counts), "{decisions:?}");
        }
    }
}
