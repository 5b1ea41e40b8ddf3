//! The clocks of a complaint, in working time of the unit that must act.
//!
//! A clock counts the working time it has used and, while it runs, knows when it will run out. It waits while the
//! customer is asked and after the complaint was resolved; it never begins anew. A change of its calendar or of its limit
//! moves the end only.

use chrono::{DateTime, TimeDelta, Utc};

use crate::organisation::calendars::Working;

crate::vocabulary! {
    /// What a clock is about.
    pub enum ClockKind {
        /// Until somebody speaks with the customer.
        FirstResponse = "first_response",
        /// Until the operations centre has found out whether a major complaint is true.
        Verification = "verification",
        /// Until it is resolved: the customer's own clock.
        Resolution = "resolution",
        /// Until the level it was escalated to acts.
        Acting = "acting",
    }
}

crate::vocabulary! {
    /// Whether a clock runs.
    pub enum ClockState {
        Running = "running",
        /// It waits, and will go on.
        Paused = "paused",
        /// What it was about is done.
        Stopped = "stopped",
        /// It ran out.
        Missed = "missed",
    }
}

/// One clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Working days in all, by the hours of the unit that must act.
    pub limit_days: i32,
    /// Working time used up to `since`.
    pub used: TimeDelta,
    /// Since when it runs without a break; none while it does not run.
    pub since: Option<DateTime<Utc>>,
    /// When it runs out. None while it does not run, and where the calendar never comes so far.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether it runs, waits, was stopped or ran out.
    pub state: ClockState,
}

impl Clock {
    /// A clock that runs from `at`.
    pub fn start(limit_days: i32, at: DateTime<Utc>, working: &Working) -> Self {
        let clock =
            Self { limit_days, used: TimeDelta::zero(), since: Some(at), due_at: None, state: ClockState::Running };
        clock.recomputed(working)
    }

    /// The same clock by a calendar that has changed.
    #[must_use]
    pub fn recomputed(self, working: &Working) -> Self {
        let due_at = match (self.state, self.since) {
            (ClockState::Running, Some(since)) => working.add(since, working.days(self.limit_days) - self.used).ok(),
            _ => None,
        };
        Self { due_at, ..self }
    }

    /// The same clock with another limit.
    #[must_use]
    pub fn limited(self, limit_days: i32, working: &Working) -> Self {
        Self { limit_days, ..self }.recomputed(working)
    }

    /// Waits from `at`; one that does not run stays as it is.
    #[must_use]
    pub fn paused(self, at: DateTime<Utc>, working: &Working) -> Self {
        self.halted(ClockState::Paused, at, working)
    }

    /// Done at `at`; one that ran out stays so.
    #[must_use]
    pub fn stopped(self, at: DateTime<Utc>, working: &Working) -> Self {
        match self.state {
            ClockState::Paused => Self { state: ClockState::Stopped, ..self },
            _ => self.halted(ClockState::Stopped, at, working),
        }
    }

    /// Goes on at `at` with what was left; one that runs or ran out stays as it is.
    #[must_use]
    pub fn resumed(self, at: DateTime<Utc>, working: &Working) -> Self {
        match self.state {
            ClockState::Paused | ClockState::Stopped => {
                Self { since: Some(at), state: ClockState::Running, ..self }.recomputed(working)
            }
            ClockState::Running | ClockState::Missed => self,
        }
    }

    /// Whether it has run out by now.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.state == ClockState::Running && self.due_at.is_some_and(|due| due <= now)
    }

    /// Noted as run out.
    #[must_use]
    pub fn missed(self, at: DateTime<Utc>, working: &Working) -> Self {
        self.halted(ClockState::Missed, at, working)
    }

    fn halted(self, state: ClockState, at: DateTime<Utc>, working: &Working) -> Self {
        match (self.state, self.since) {
            (ClockState::Running, Some(since)) => {
                Self { used: self.used + working.between(since, at), since: None, due_at: None, state, ..self }
            }
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::organisation::calendars::{Holiday, Rule};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn office() -> Working {
        Working::new(Rule::office(), Tz::UTC)
    }

    #[test]
    fn a_clock_waits_while_the_customer_is_asked_and_never_begins_anew() {
        let office = office();
        // Monday 2026-11-23, 09:00: three working days end on Wednesday evening.
        let clock = Clock::start(3, at("2026-11-23T09:00:00Z"), &office);
        assert_eq!(clock.due_at, Some(at("2026-11-25T18:00:00Z")));
        let waiting = clock.paused(at("2026-11-24T11:00:00Z"), &office);
        assert_eq!((waiting.state, waiting.due_at), (ClockState::Paused, None));
        assert_eq!(waiting.used, TimeDelta::hours(11));
        assert!(!waiting.is_over(at("2027-01-01T00:00:00Z")), "who waits for the customer is not late");
        assert_eq!(waiting.paused(at("2026-11-26T11:00:00Z"), &office), waiting);
        let running = waiting.resumed(at("2026-11-26T09:00:00Z"), &office);
        assert_eq!(running.due_at, Some(at("2026-11-27T16:00:00Z")), "16 of 27 hours were left");
        assert_eq!(running.resumed(at("2026-11-27T09:00:00Z"), &office), running);
        let done = running.stopped(at("2026-11-26T10:00:00Z"), &office);
        assert_eq!((done.state, done.used), (ClockState::Stopped, TimeDelta::hours(12)));
        let again = done.resumed(at("2026-11-30T09:00:00Z"), &office);
        assert_eq!(again.due_at, Some(at("2026-12-01T15:00:00Z")), "15 hours were left when it was opened again");
    }

    #[test]
    fn a_change_of_the_calendar_or_the_limit_moves_the_end_only() {
        let mut office = office();
        let clock = Clock::start(3, at("2026-11-23T09:00:00Z"), &office);
        office.rule.holidays = vec![Holiday { on: "2026-11-24".parse().unwrap(), name: None }];
        let moved = clock.recomputed(&office);
        assert_eq!(moved.due_at, Some(at("2026-11-26T18:00:00Z")));
        assert_eq!((moved.since, moved.used), (clock.since, clock.used));
        let longer = moved.limited(7, &office);
        assert_eq!(longer.due_at, Some(at("2026-12-02T18:00:00Z")));
        let paused = clock.paused(at("2026-11-23T10:00:00Z"), &office);
        assert_eq!(paused.recomputed(&office), paused);
        assert_eq!(paused.limited(7, &office).used, paused.used);
    }

    #[test]
    fn a_clock_runs_out_at_its_end_and_stays_so() {
        let office = office();
        let clock = Clock::start(1, at("2026-11-27T17:00:00Z"), &office);
        assert_eq!(clock.due_at, Some(at("2026-11-30T17:00:00Z")), "a weekend is no working time");
        assert!(!clock.is_over(at("2026-11-30T16:59:59Z")));
        assert!(clock.is_over(at("2026-11-30T17:00:00Z")));
        let missed = clock.missed(at("2026-11-30T17:05:00Z"), &office);
        assert_eq!((missed.state, missed.due_at), (ClockState::Missed, None));
        assert_eq!(missed.stopped(at("2026-12-01T10:00:00Z"), &office), missed);
        assert_eq!(missed.resumed(at("2026-12-01T10:00:00Z"), &office), missed);
    }

    #[test]
    fn a_clock_that_can_never_run_out_has_no_end() {
        let never = Working::new(Rule::default(), Tz::UTC);
        let clock = Clock::start(1, at("2026-11-27T17:00:00Z"), &never);
        assert_eq!((clock.state, clock.due_at), (ClockState::Running, None));
        assert!(!clock.is_over(at("2999-01-01T00:00:00Z")));
    }
}
