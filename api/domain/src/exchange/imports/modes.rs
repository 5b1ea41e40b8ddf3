//! Whether a file tells of what is long past or of what happens now.

use chrono::NaiveDate;

crate::vocabulary! {
    /// As what the rows of a file are brought in.
    pub enum ImportMode {
        /// They count in figures and tiers only.
        History = "history",
        /// They also earn points, raise levels, and are told as events.
        Live = "live",
    }
}

/// Days that the newest row of a file may be old for the file to be live when nobody says so: a file of the last month
/// is brought in at the beginning of the next.
pub const LIVE_DAYS: u64 = 31;

/// As what a file is brought in whose newest row is of this day: what is said, else by its age. A file whose rows name no
/// day is history.
pub fn mode_for(said: Option<ImportMode>, newest: Option<NaiveDate>, today: NaiveDate) -> ImportMode {
    let from = today.checked_sub_days(chrono::Days::new(LIVE_DAYS)).unwrap_or(today);
    said.unwrap_or(match newest {
        Some(newest) if newest >= from => ImportMode::Live,
        _ => ImportMode::History,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_row_decides_when_nobody_says() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-27");
        for (said, newest, mode) in [
            (None, Some("2026-11-27"), ImportMode::Live),
            (None, Some("2026-10-27"), ImportMode::Live),
            (None, Some("2026-10-26"), ImportMode::History),
            (None, Some("2026-11-28"), ImportMode::Live),
            (None, None, ImportMode::History),
            (Some(ImportMode::History), Some("2026-11-27"), ImportMode::History),
            (Some(ImportMode::Live), Some("1997-01-01"), ImportMode::Live),
            (Some(ImportMode::Live), None, ImportMode::Live),
        ] {
            assert_eq!(mode_for(said, newest.map(day), today), mode, "{said:?} {newest:?}");
        }
    }
}
