//! The end of what waits for an endpoint that is switched off or removed. The first part of it ends with the endpoint, what
//! is left by a job: a million may wait.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::administration::webhooks;
use regulars_db::administration::webhooks::deliveries;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Deliveries in one step.
const STEP: i64 = 5_000;

/// Ends what waits for an endpoint that is locked and switched off; of a removed one the tests, too.
pub fn begin(db: &mut Db, webhook_id: &str, tests_too: bool, now: NaiveDateTime) -> Answer<()> {
    let ended = deliveries::give_up(db, webhook_id, tests_too, now, STEP)?;
    if i64::try_from(ended).unwrap_or(i64::MAX) == STEP {
        let rest = EndWaiting { webhook_id: webhook_id.to_owned(), tests_too };
        jobs::enqueue(db, &rest, jobs::BY)?;
    }
    Ok(())
}

/// Ends the rest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EndWaiting {
    webhook_id: String,
    tests_too: bool,
}

impl Kind for EndWaiting {
    const NAME: &'static str = "webhooks.end_waiting";
    const UNIT: &'static str = "deliveries";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let mut done = context.checkpoint::<i64>()?.unwrap_or(0);
        loop {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let job = self.clone();
            let ended = context.step(move |db| {
                // Who switched it on again means what is left to be posted.
                let is_on = webhooks::lock(db, &job.webhook_id)?.is_some_and(|webhook| webhook.enabled);
                let now = clock::now().naive_utc();
                let rows = if is_on { 0 } else { deliveries::give_up(db, &job.webhook_id, job.tests_too, now, STEP)? };
                let rows = i64::try_from(rows).unwrap_or(0);
                Step::to(rows, done + rows, None, &(done + rows))
            })?;
            done += ended;
            if ended == 0 {
                return Ok(Outcome::Done(json!({"ended": done})));
            }
        }
    }

    fn subject(&self) -> Option<String> {
        Some(self.webhook_id.clone())
    }

    fn lock(&self) -> Option<String> {
        Some(format!("{}:{}", Self::NAME, self.webhook_id))
    }
}
