//! The job that posts what is due: to all endpoints side by side, to each a few at a time.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use regulars_db::Db;
use regulars_db::administration::webhooks;
use regulars_db::administration::webhooks::Webhook;
use regulars_db::administration::webhooks::deliveries;
use regulars_db::administration::webhooks::deliveries::Delivery;
use regulars_domain::administration::webhooks::{AT_ONCE, WebhookError, room};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::outcomes;
use super::request::{Attempted, Sender, read_body};
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome, Step, pass};

/// How often it looks for more while requests are under way.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long requests that are under way may take when the process is asked to stop.
const GRACE: Duration = Duration::from_secs(5);
/// The least wait before the next run.
const SOON: TimeDelta = TimeDelta::milliseconds(50);

/// Posts what is due.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Deliver {}

impl Kind for Deliver {
    const NAME: &'static str = "webhooks.deliver";
    const UNIT: &'static str = "attempts";
    const OWN_THREAD: bool = true;

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let runtime = runtime()?;
        let sender = Arc::new(Sender::new(context.app)?);
        let posted = post_all(context, &sender, &runtime);
        // Look-ups of names that hang are not waited for.
        runtime.shutdown_background();
        let (attempts, is_over) = posted?;
        if !is_over {
            return Ok(Outcome::PutDown);
        }
        context.store().write_now(|db| {
            if let Some(next_at) = deliveries::next_due(db)? {
                let soonest = (clock::now() + SOON).naive_utc();
                jobs::enqueue_at(db, &Deliver {}, jobs::BY, next_at.max(soonest))?;
            }
            Ok::<_, Error>(())
        })?;
        Ok(Outcome::Done(json!({"attempts": attempts})))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// A runtime with a thread of its own: answers are taken also while this one waits for the database, so that none counts as
/// late for that.
fn runtime() -> Answer<Runtime> {
    let built = Builder::new_multi_thread().worker_threads(1).thread_name("webhooks").enable_all().build();
    built.map_err(|error| Error::Internal(format!("no runtime to post in: {error}")))
}

/// What is under way.
#[derive(Default)]
struct UnderWay {
    by_webhook: HashMap<String, usize>,
    ids: HashSet<String>,
    /// Endpoints that did not answer in time when they last ended.
    slow: HashSet<String>,
}

impl UnderWay {
    /// How many more may go to an endpoint now, beside `chosen` to others.
    fn room(&self, webhook_id: &str, chosen: usize) -> usize {
        let here = self.by_webhook.get(webhook_id).copied().unwrap_or_default();
        room(here, self.ids.len() + chosen, self.slow.contains(webhook_id))
    }

    fn begin(&mut self, delivery: &Delivery) {
        *self.by_webhook.entry(delivery.webhook_id.clone()).or_default() += 1;
        self.ids.insert(delivery.id.clone());
    }

    fn end(&mut self, attempted: &Attempted) {
        let delivery = &attempted.delivery;
        if let Some(here) = self.by_webhook.get_mut(&delivery.webhook_id) {
            *here = here.saturating_sub(1);
        }
        self.ids.remove(&delivery.id);
        match attempted.error {
            Some(WebhookError::Timeout) => self.slow.insert(delivery.webhook_id.clone()),
            _ => self.slow.remove(&delivery.webhook_id),
        };
    }
}

/// An attempt that is to be made.
struct Ready {
    webhook: Webhook,
    delivery: Delivery,
    body: Option<String>,
}

/// Posts until nothing is due; answers how many attempts were made, and false when the work was put down before.
fn post_all(context: &mut Context<'_>, sender: &Arc<Sender>, runtime: &Runtime) -> Answer<(i64, bool)> {
    let mut flying = JoinSet::new();
    let mut under_way = UnderWay::default();
    let mut attempts = 0;
    let mut stopping = None::<Instant>;
    loop {
        if stopping.is_none() && context.should_stop() {
            stopping = Some(Instant::now());
        }
        if stopping.is_none() {
            for ready in due(context, &under_way)? {
                under_way.begin(&ready.delivery);
                let sender = Arc::clone(sender);
                let attempt = async move {
                    let Ready { webhook, delivery, body } = ready;
                    sender.attempt(&webhook, delivery, body).await
                };
                flying.spawn_on(attempt, runtime.handle());
            }
        }
        if flying.is_empty() {
            return Ok((attempts, stopping.is_none()));
        }
        if stopping.is_some_and(|since| since.elapsed() > GRACE) {
            // They are made again by the next run, under the same ids.
            return Ok((attempts, false));
        }
        let ended = runtime.block_on(ended(&mut flying))?;
        if ended.is_empty() {
            continue;
        }
        attempts += i64::try_from(ended.len()).unwrap_or_default();
        ended.iter().for_each(|one| under_way.end(one));
        context.step(move |db| {
            outcomes::write(db, &ended)?;
            Ok(Step { value: (), done: attempts, total: None, checkpoint: None })
        })?;
    }
}

/// What has ended, within a short while: it is written together.
async fn ended(flying: &mut JoinSet<Attempted>) -> Answer<Vec<Attempted>> {
    let mut ended = Vec::new();
    ended.extend(timeout(LOOK_EVERY, flying.join_next()).await.ok().flatten());
    while let Some(one) = flying.try_join_next() {
        ended.push(one);
    }
    let broken = |error| Error::Internal(format!("an attempt broke off: {error}"));
    ended.into_iter().map(|one| one.map_err(broken)).collect()
}

/// What may be posted now, beside what is under way.
fn due(context: &Context<'_>, under_way: &UnderWay) -> Answer<Vec<Ready>> {
    let now = clock::now().naive_utc();
    context.store().read_now(|db| {
        let mut ready: Vec<Ready> = Vec::new();
        for webhook in webhooks::all(db)? {
            let room = under_way.room(&webhook.id, ready.len());
            if room == 0 {
                continue;
            }
            // Those that are under way stand before the others, or some of them.
            let limit = i64::try_from(AT_ONCE).unwrap_or(i64::MAX);
            let found = deliveries::due(db, &webhook.id, now, !webhook.enabled, limit)?;
            for delivery in found.into_iter().filter(|one| !under_way.ids.contains(&one.id)).take(room) {
                let body = readable_body(db, &delivery)?;
                ready.push(Ready { webhook: webhook.clone(), delivery, body });
            }
        }
        Ok::<_, Error>(ready)
    })
}

/// What is posted; none, too, when it cannot be read, which must not hold back the others.
fn readable_body(db: &mut Db, delivery: &Delivery) -> Answer<Option<String>> {
    let backend = db.backend();
    read_body(db, delivery).or_else(|error| {
        if !pass::is_of_one_case(&error, backend) {
            return Err(error);
        }
        tracing::error!(delivery = delivery.id, %error, "what is to be posted cannot be read");
        Ok(None)
    })
}
