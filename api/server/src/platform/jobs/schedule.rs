//! What happens by the clock. Periodic work takes no input: it looks at the state and brings it forward. For each
//! period one job is made, by whichever process is first to write the period's mark. The composition root makes the list.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use regulars_db::Db;
use regulars_db::platform::jobs::{self, Job};

use super::{Kind, queue};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};

/// Who asks for periodic jobs.
pub const BY: &str = "system";
const MARK: &str = "periodic:";
/// How long the mark of a period is kept.
const MARKS: TimeDelta = TimeDelta::days(400);

/// A kind of job and how often it is made.
pub struct Periodic {
    name: &'static str,
    every: TimeDelta,
    make: fn(&mut Db) -> Answer<Job>,
}

impl Periodic {
    /// The default of the kind, every so often.
    pub const fn of<K: Kind + Default>(every: TimeDelta) -> Periodic {
        Periodic { name: K::NAME, every, make: |db| queue::enqueue(db, &K::default(), BY) }
    }

    /// The mark of the period that `now` is in; marks of one kind sort by time.
    fn mark(&self, now: NaiveDateTime) -> String {
        let period = now.and_utc().timestamp().div_euclid(self.every.num_seconds().max(1));
        format!("{MARK}{}:{:012}", self.name, period)
    }
}

/// Makes the jobs of the present period that are not made yet. One that cannot be made does not keep the others from it.
pub(super) fn make_due(app: &App, now: DateTime<Utc>) {
    for periodic in app.composition.periodic {
        if let Err(error) = make(app, periodic, now.naive_utc()) {
            tracing::warn!(%error, kind = periodic.name, "a periodic job cannot be made");
        }
    }
}

fn make(app: &App, periodic: &'static Periodic, now: NaiveDateTime) -> Answer<()> {
    let mark = periodic.mark(now);
    if app.store.read_now(|db| Ok::<_, Error>(jobs::is_taken(db, &mark)?))? {
        return Ok(());
    }
    app.store.write_now(move |db| {
        if jobs::take(db, &mark, BY)? {
            (periodic.make)(db)?;
        }
        Ok::<_, Error>(())
    })
}

/// Drops marks of periods long past.
pub fn forget(db: &mut Db, all: &[Periodic], now: NaiveDateTime) -> Answer<()> {
    for periodic in all {
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
        let hourly =
            Periodic { name: "hourly", every: TimeDelta::hours(1), make: |_| Err(Error::Internal(String::new())) };
        assert_eq!(hourly.mark(at("2026-01-01T10:00:00Z")), hourly.mark(at("2026-01-01T10:59:59Z")));
        assert!(hourly.mark(at("2026-01-01T10:59:59Z")) < hourly.mark(at("2026-01-01T11:00:00Z")));
    }
}
