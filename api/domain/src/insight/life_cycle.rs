//! The stages of the life cycle of a customer (domain, Life cycle), tried in their order; the first that holds is it.

use chrono::{Months, NaiveDate, TimeDelta};

use super::rfm::months_before;

/// Days without a purchase after which nobody is lost yet.
const LOST_AFTER: i64 = 180;
/// Nor within so many of one's own mean intervals between purchases.
const LOST_INTERVALS: i64 = 4;
/// In millionths: below this somebody is lost.
const LOST_BELOW: i64 = 100_000;
/// In millionths: below this somebody declines.
const DECLINE_BELOW: i64 = 500_000;
/// Months of spend that are compared with the same months a year before.
const COMPARED_MONTHS: u32 = 6;
/// Months since the first purchase that it takes to say that spend fell.
const HISTORY_MONTHS: u32 = 18;
/// Months since the first purchase until the relationship is formed.
const FORMATION_MONTHS: u32 = 12;
/// Days from the first purchase within which somebody explores.
const EXPLORATION_DAYS: i64 = 90;
/// Purchase days by which somebody explores no more.
const EXPLORATION_PURCHASES: i64 = 3;
/// The version of these rules, kept with what they decided.
pub const RULES: i32 = 1;

crate::vocabulary! {
    /// Where a customer stands.
    pub enum LifeCycleStage {
        Exploration = "exploration",
        Formation = "formation",
        Stability = "stability",
        Decline = "decline",
        Lost = "lost",
    }
}

crate::vocabulary! {
    /// Why a customer is in a stage.
    pub enum LifeCycleReason {
        /// Lost: no purchase for longer than 180 days and than four of their own mean intervals.
        Silent = "silent",
        /// Lost: P(alive) below 0.1.
        Unlikely = "unlikely",
        /// Decline: P(alive) below 0.5.
        Doubtful = "doubtful",
        /// Decline: spend of the last 6 months under half of that of the same months a year before.
        SpendHalved = "spend_halved",
        /// Exploration: no purchase that counts.
        Prospect = "prospect",
        /// Exploration: first purchase at most 90 days ago, fewer than 3 purchase days.
        FirstPurchases = "first_purchases",
        /// Formation: a customer for less than 12 months.
        Young = "young",
        /// Formation: spend of the last 6 months at least 25 % above that of the same months a year before.
        SpendGrown = "spend_grown",
        /// Stability: nothing of the others.
        Steady = "steady",
    }
}

/// What decides the stage of a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The day of the first purchase and that of the last one; none of who has none that counts.
    pub bought: Option<(NaiveDate, NaiveDate)>,
    /// Days on which they bought.
    pub days: i64,
    /// Net spend of the last 6 months, in minor units.
    pub recent_minor: i64,
    /// The same of the same months a year before.
    pub before_minor: i64,
    /// In millionths; none without a fit, or when it does not know the last purchase.
    pub p_alive: Option<i64>,
}

/// A stage and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Where.
    pub stage: LifeCycleStage,
    /// Why there.
    pub reason: LifeCycleReason,
}

impl Verdict {
    const fn of(stage: LifeCycleStage, reason: LifeCycleReason) -> Verdict {
        Verdict { stage, reason }
    }
}

/// The first day of the last 6 months that end with a day, and both ends of the same months a year before.
#[must_use]
pub fn compared(today: NaiveDate) -> (NaiveDate, (NaiveDate, NaiveDate)) {
    let then = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    (months_before(today, COMPARED_MONTHS), (months_before(then, COMPARED_MONTHS), then))
}

/// The first day on which somebody is lost who buys no more: longer after the last purchase than 180 days and than four of
/// their own mean intervals between purchase days.
#[must_use]
pub fn lost_from(first: NaiveDate, last: NaiveDate, days: i64) -> NaiveDate {
    let intervals = (days - 1).max(1);
    let silence = LOST_AFTER.max(LOST_INTERVALS * (last - first).num_days() / intervals);
    last.checked_add_signed(TimeDelta::days(silence + 1)).unwrap_or(NaiveDate::MAX)
}

/// The stage at the end of a day. `lost_with`: the day of the last purchase of who was lost before, and since what reason;
/// they stay lost until another is the last one.
#[must_use]
pub fn stage(facts: &Facts, lost_with: Option<(Option<NaiveDate>, LifeCycleReason)>, today: NaiveDate) -> Verdict {
    use LifeCycleReason as Reason;
    use LifeCycleStage as Stage;
    let Some((first, last)) = facts.bought else { return Verdict::of(Stage::Exploration, Reason::Prospect) };
    if let Some((at, reason)) = lost_with
        && at == Some(last)
    {
        return Verdict::of(Stage::Lost, reason);
    }
    let is_alive_below = |bound: i64| facts.p_alive.is_some_and(|alive| alive < bound);
    if today >= lost_from(first, last, facts.days) {
        return Verdict::of(Stage::Lost, Reason::Silent);
    }
    if is_alive_below(LOST_BELOW) {
        return Verdict::of(Stage::Lost, Reason::Unlikely);
    }
    if is_alive_below(DECLINE_BELOW) {
        return Verdict::of(Stage::Decline, Reason::Doubtful);
    }
    let has_been = |months: u32| first.checked_add_months(Months::new(months)).is_some_and(|day| today >= day);
    if has_been(HISTORY_MONTHS) && 2 * facts.recent_minor < facts.before_minor {
        return Verdict::of(Stage::Decline, Reason::SpendHalved);
    }
    if (today - first).num_days() <= EXPLORATION_DAYS && facts.days < EXPLORATION_PURCHASES {
        return Verdict::of(Stage::Exploration, Reason::FirstPurchases);
    }
    if !has_been(FORMATION_MONTHS) {
        return Verdict::of(Stage::Formation, Reason::Young);
    }
    // A quarter more than nothing says nothing.
    if facts.before_minor > 0 && 4 * facts.recent_minor >= 5 * facts.before_minor {
        return Verdict::of(Stage::Formation, Reason::SpendGrown);
    }
    Verdict::of(Stage::Stability, Reason::Steady)
}

/// Whether who was lost since a day was won back: their last purchase is of that day or later.
#[must_use]
pub fn is_won_back(lost_since: NaiveDate, last: Option<NaiveDate>) -> bool {
    last.is_some_and(|last| last >= lost_since)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-28";

    fn ago(days: i64) -> NaiveDate {
        TODAY.parse::<NaiveDate>().unwrap() - TimeDelta::days(days)
    }

    fn facts(first: i64, last: i64, days: i64) -> Facts {
        Facts { bought: Some((ago(first), ago(last))), days, recent_minor: 100, before_minor: 100, p_alive: None }
    }

    fn said(facts: &Facts) -> (&'static str, &'static str) {
        let Verdict { stage, reason } = stage(facts, None, ago(0));
        (stage.as_str(), reason.as_str())
    }

    #[test]
    fn who_is_silent_for_longer_than_both_bounds_is_lost() {
        for (first, last, days, expected) in [
            (179, 179, 1, ("formation", "young")),
            (180, 180, 1, ("formation", "young")),
            (181, 181, 1, ("lost", "silent")),
            // Mean interval 50: four of them are 200 days.
            (300, 200, 3, ("formation", "young")),
            (301, 201, 3, ("lost", "silent")),
            // Mean interval 50.5: 202 days.
            (303, 202, 3, ("formation", "young")),
            (304, 203, 3, ("lost", "silent")),
            // Mean interval 45: 180 both ways.
            (225, 180, 2, ("formation", "young")),
            (226, 181, 2, ("lost", "silent")),
        ] {
            assert_eq!(said(&facts(first, last, days)), expected, "{first} {last} {days}");
        }
    }

    #[test]
    fn the_probability_decides_when_there_is_a_fit() {
        for (alive, expected) in [
            (99_999, ("lost", "unlikely")),
            (100_000, ("decline", "doubtful")),
            (499_999, ("decline", "doubtful")),
            (500_000, ("stability", "steady")),
        ] {
            assert_eq!(said(&Facts { p_alive: Some(alive), ..facts(800, 20, 9) }), expected, "{alive}");
        }
    }

    #[test]
    fn spend_is_compared_with_the_same_months_a_year_before() {
        for (first, recent, before, expected) in [
            // 18 months ago is 28 May 2025: 549 days.
            (549, 49, 100, ("decline", "spend_halved")),
            (548, 49, 100, ("stability", "steady")),
            (549, 50, 100, ("stability", "steady")),
            (800, 0, 0, ("stability", "steady")),
            (800, 0, 1, ("decline", "spend_halved")),
            (800, 1_249, 1_000, ("stability", "steady")),
            (800, 1_250, 1_000, ("formation", "spend_grown")),
            (800, 100, 0, ("stability", "steady")),
            (365, 1_250, 1_000, ("formation", "spend_grown")),
        ] {
            let facts = Facts { recent_minor: recent, before_minor: before, ..facts(first, 20, 9) };
            assert_eq!(said(&facts), expected, "{first} {recent} {before}");
        }
        let (recent, before) = compared("2026-11-28".parse().unwrap());
        assert_eq!(recent.to_string(), "2026-05-29");
        assert_eq!((before.0.to_string(), before.1.to_string()), ("2025-05-29".to_owned(), "2025-11-28".to_owned()));
    }

    #[test]
    fn a_relationship_is_explored_formed_and_then_stable() {
        for (first, days, expected) in [
            (0, 1, ("exploration", "first_purchases")),
            (90, 2, ("exploration", "first_purchases")),
            (91, 2, ("formation", "young")),
            (90, 3, ("formation", "young")),
            // 12 months ago is 28 November 2025: 365 days.
            (364, 9, ("formation", "young")),
            (365, 9, ("stability", "steady")),
        ] {
            assert_eq!(said(&facts(first, 0, days)), expected, "{first} {days}");
        }
        let none = Facts { bought: None, days: 0, recent_minor: 0, before_minor: 0, p_alive: None };
        assert_eq!(said(&none), ("exploration", "prospect"));
    }

    #[test]
    fn who_is_lost_stays_lost_until_another_purchase_is_the_last_one() {
        let alive = Facts { p_alive: Some(700_000), ..facts(800, 20, 9) };
        let lost = |last: i64| Some((Some(ago(last)), LifeCycleReason::Unlikely));
        let found = |at: i64| stage(&alive, lost(at), ago(0));
        assert_eq!(found(20), Verdict::of(LifeCycleStage::Lost, LifeCycleReason::Unlikely));
        assert_eq!(found(40), Verdict::of(LifeCycleStage::Stability, LifeCycleReason::Steady));
        for (since, last, expected) in
            [(20, Some(20), true), (20, Some(19), true), (20, Some(21), false), (20, None, false)]
        {
            assert_eq!(is_won_back(ago(since), last.map(ago)), expected, "{since} {last:?}");
        }
    }
}
