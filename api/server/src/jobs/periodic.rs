//! What happens by the clock. Periodic work takes no input: it looks at the state and brings it forward. For each
//! period one job is made, by whichever process is first to write the period's mark.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use regulars_db::Db;
use regulars_db::jobs::{self, Job};

use super::Kind;
use super::service;
use super::tidy::Tidy;
use crate::app::App;
use crate::campaigns::tick::Tick;
use crate::complaints::escalate::Escalate;
use crate::http::problem::{Answer, Error};
use crate::memberships::jobs::{Expire, Review};
use crate::segments::jobs::Refresh;
use crate::tiers::jobs::Recompute;

/// Who asks for periodic jobs.
pub const BY: &str = "system";
const MARK: &str = "periodic:";
/// How long the mark of a period is kept.
const MARKS: TimeDelta = TimeDelta::days(400);

/// A kind of job and how often it is made.
struct Periodic {
    name: &'static str,
    every: TimeDelta,
    make: fn(&mut Db) -> Answer<Job>,
}

impl Periodic {
    const fn of<K: Kind>(every: TimeDelta, make: fn(&mut Db) -> Answer<Job>) -> Periodic {
        Periodic { name: K::NAME, every, make }
    }

    /// The mark of the period that `now` is in; marks of one kind sort by time.
    fn mark(&self, now: NaiveDateTime) -> String {
        let period = now.and_utc().timestamp().div_euclid(self.every.num_seconds().max(1));
        format!("{MARK}{}:{:012}", self.name, period)
    }
}

const ALL: &[Periodic] = &[
    Periodic::of::<Tidy>(TimeDelta::hours(1), |db| service::enqueue(db, &Tidy {}, BY)),
    Periodic::of::<Recompute>(TimeDelta::hours(6), |db| service::enqueue(db, &Recompute {}, BY)),
    Periodic::of::<Expire>(TimeDelta::hours(1), |db| service::enqueue(db, &Expire {}, BY)),
    Periodic::of::<Review>(TimeDelta::hours(6), |db| service::enqueue(db, &Review {}, BY)),
    Periodic::of::<Escalate>(TimeDelta::minutes(5), |db| service::enqueue(db, &Escalate {}, BY)),
    Periodic::of::<Tick>(TimeDelta::minutes(1), |db| service::enqueue(db, &Tick {}, BY)),
    Periodic::of::<Refresh>(TimeDelta::hours(6), |db| service::enqueue(db, &Refresh::all(), BY)),
];

/// Makes the jobs of the present period that are not made yet; true when it made one.
pub(super) fn make_due(app: &App, now: DateTime<Utc>) -> Answer<bool> {
    let now = now.naive_utc();
    let mut made = false;
    for periodic in ALL {
        let mark = periodic.mark(now);
        if app.store.read_now(|db| Ok::<_, Error>(jobs::is_taken(db, &mark)?))? {
            continue;
        }
        made |= app.store.write_now(move |db| {
            let first = jobs::take(db, &mark, BY)?;
            if first {
                (periodic.make)(db)?;
            }
            Ok::<_, Error>(first)
        })?;
    }
    Ok(made)
}

/// Drops marks of periods long past.
pub(super) fn forget(db: &mut Db, now: NaiveDateTime) -> Answer<()> {
    for periodic in ALL {
        let oldest = format!("{MARK}{}:", periodic.name);
        let kept_from = periodic.mark(now - MARKS.min(periodic.every * 48));
        jobs::forget_locks(db, &oldest, &kept_from)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_one_mark_and_marks_sort_by_time() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap().naive_utc();
        let tidy = &ALL[0];
        assert_eq!(tidy.mark(at("2026-01-01T10:00:00Z")), tidy.mark(at("2026-01-01T10:59:59Z")));
        assert!(tidy.mark(at("2026-01-01T10:59:59Z")) < tidy.mark(at("2026-01-01T11:00:00Z")));
    }
}
