//! Forgetting what nobody needs any more.

use chrono::TimeDelta;
use regulars_db::administration::webhooks::deliveries;
use regulars_db::exchange::data_exports;
use regulars_db::organisation::{account_links, attempts, notifications, sessions};
use regulars_db::platform::{events, idempotency, jobs, personal_reads};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::schedule::PERIODIC;
use crate::administration::webhooks::deliver::Deliver;
use crate::organisation::notifications::service::KEPT;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::schedule;
use crate::platform::jobs::{Context, Kind, Outcome};

/// How long the answer to a request that may be sent again is kept.
const ANSWERS: TimeDelta = TimeDelta::hours(24);
/// How long a session that has ended is kept.
const SESSIONS: TimeDelta = TimeDelta::days(30);
/// How long events are kept: so long may who reads them be away. The document of the feed says so.
const EVENTS: TimeDelta = TimeDelta::days(90);
/// How long a delivery of a webhook is kept after its end. The document says so.
const DELIVERIES: TimeDelta = TimeDelta::days(30);
/// How long jobs are kept that posted to webhooks: there are many, and the deliveries say what came of them.
const POSTS: TimeDelta = TimeDelta::hours(1);
/// How long it is kept who opened which customer. The document says so.
const READS: TimeDelta = TimeDelta::days(730);
/// Events, or deliveries, dropped in one transaction.
const SOME: i64 = 1_000;
/// How long failed attempts at a password are kept: longer than they count.
const ATTEMPTS: TimeDelta = TimeDelta::hours(1);
/// How long the system's own finished jobs are kept.
const JOBS: TimeDelta = TimeDelta::days(7);

/// Drops answers, sessions, events, deliveries, jobs and marks that are old enough.
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
        store.write_now(move |db| Ok::<_, Error>(data_exports::forget(db, now)?))?;
        let jobs = store.write_now(move |db| {
            schedule::forget(db, PERIODIC, now)?;
            jobs::forget_succeeded(db, Deliver::NAME, now - POSTS)?;
            Ok::<_, Error>(jobs::forget(db, schedule::BY, now - JOBS)?)
        })?;
        let mut dropped = 0;
        while !context.should_stop() {
            let (some, deliveries) = context.store().write_now(move |db| {
                let some = events::forget(db, now - EVENTS, SOME)?;
                let deliveries = deliveries::forget(db, now - DELIVERIES, SOME)?;
                Ok::<_, Error>((some, deliveries + personal_reads::forget(db, now - READS, SOME)?))
            })?;
            dropped += some;
            if some + deliveries == 0 {
                return Ok(Outcome::Done(json!({"answers": answers, "jobs": jobs, "events": dropped})));
            }
        }
        Ok(Outcome::PutDown)
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}
