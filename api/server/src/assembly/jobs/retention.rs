//! Forgetting what nobody needs any more.

use chrono::TimeDelta;
use regulars_db::organisation::{account_links, attempts, notifications, sessions};
use regulars_db::platform::{events, idempotency, jobs};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::schedule::PERIODIC;
use crate::organisation::notifications::service::KEPT;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::schedule;
use crate::platform::jobs::{Context, Kind, Outcome};

/// How long the answer to a request that may be sent again is kept.
const ANSWERS: TimeDelta = TimeDelta::hours(24);
/// How long a session that has ended is kept.
const SESSIONS: TimeDelta = TimeDelta::days(30);
/// How long events are kept: so long may who reads them be away.
const EVENTS: TimeDelta = TimeDelta::days(90);
/// Events dropped in one transaction.
const SOME_EVENTS: i64 = 1_000;
/// How long failed attempts at a password are kept: longer than they count.
const ATTEMPTS: TimeDelta = TimeDelta::hours(1);
/// How long the system's own finished jobs are kept.
const JOBS: TimeDelta = TimeDelta::days(7);

/// Drops answers, sessions, events, jobs and marks that are old enough.
#[derive(Default, Serialize, Deserialize)]
pub struct Retention {}

impl Kind for Retention {
    const NAME: &'static str = "system.retention";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let now = clock::now().naive_utc();
        let store = context.store();
        let answers = store.write_now(move |db| Ok::<_, Error>(idempotency::forget(db, now - ANSWERS)?))?;
        store.write_now(move |db| Ok::<_, Error>(sessions::forget(db, now - SESSIONS)?))?;
        store.write_now(move |db| Ok::<_, Error>(attempts::forget(db, now - ATTEMPTS)?))?;
        store.write_now(move |db| Ok::<_, Error>(account_links::forget(db, now)?))?;
        store.write_now(move |db| Ok::<_, Error>(notifications::forget(db, now - KEPT)?))?;
        let jobs = store.write_now(move |db| {
            schedule::forget(db, PERIODIC, now)?;
            Ok::<_, Error>(jobs::forget(db, schedule::BY, now - JOBS)?)
        })?;
        let mut dropped = 0;
        while !context.should_stop() {
            let some =
                context.store().write_now(move |db| Ok::<_, Error>(events::forget(db, now - EVENTS, SOME_EVENTS)?))?;
            dropped += some;
            if some == 0 {
                return Ok(Outcome::Done(json!({"answers": answers, "jobs": jobs, "events": dropped})));
            }
        }
        Ok(Outcome::PutDown)
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}
