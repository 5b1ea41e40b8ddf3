//! Sending: what is due on one channel, of everything that sends messages.
//!
//! A source of deliveries (`source`) makes rows of `deliveries` and says which of them may go; the sender knows nothing
//! else of it. One job at a time sends on a channel, in windows of some seconds (`sender`, `send_window`). In a window a
//! producer claims messages in batches and makes them ready (`producer`, `prepare`), workers hand them over, one for each
//! connection (`worker`), and the outcome recorder writes what came of them (`outcome_recorder`): outcomes that arrive
//! while one commit is under way share the next. A connection hands its next message over only when the outcome of the
//! one before is committed, so a killed process leaves at most one message in doubt on each connection. Such a message is
//! sent again under the same id, by which an HTTP gateway knows it.

pub mod merging;
mod outcome_recorder;
mod prepare;
mod producer;
mod send_window;
mod sender;
mod source;
mod worker;

use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta};
use regulars_db::Db;
use regulars_db::messaging::deliveries;
use regulars_domain::ids;
use regulars_domain::messaging::messages::Channel;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::messaging::gateways;
use crate::messaging::gateways::Gateway;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use sender::Sender;

pub use source::{Batch, DeliverySource, DeliverySources, Halt, Source};

/// How long one window lasts.
const WINDOW: Duration = Duration::from_secs(5);
/// How long one run of the job lasts: then others have their turn.
const RUN: Duration = Duration::from_secs(60);
/// A wait up to this is waited here rather than by a new run.
const SHORT: TimeDelta = TimeDelta::seconds(2);

/// Asks, in the caller's transaction, that what is due on a channel at a time be sent; `by` is who asks.
pub fn request(db: &mut Db, channel: Channel, by: &str, at: NaiveDateTime) -> Answer<()> {
    jobs::enqueue_at(db, &SendMessages { channel }, by, at).map(|_| ())
}

/// Sends what is due on a channel.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SendMessages {
    pub channel: Channel,
}

impl Kind for SendMessages {
    const NAME: &'static str = "messages.send";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let (app, channel) = (context.app, self.channel);
        let sources = DeliverySources::of(app)?;
        let Some(gateway) = Gateway::of(app, channel) else {
            context.store().write_now(move |db| pause_all(db, sources, channel))?;
            return Ok(Outcome::Done(json!({"sent": 0})));
        };
        // Whoever sent before is not there any more: this job has the channel's lock.
        context.store().write_now(move |db| {
            for (_, batch) in sources.running(db, channel)? {
                deliveries::release_all(db, &batch.id)?;
            }
            Ok::<_, Error>(())
        })?;
        let runtime = gateways::runtime()?;
        let mut sender = Sender::new(app, sources, &gateway, channel, ids::make(""));
        let ended = self.work(context, &runtime, &mut sender);
        runtime.block_on(gateway.close());
        ended
    }

    fn lock(&self) -> Option<String> {
        Some(format!("{}:{}", Self::NAME, self.channel))
    }
}

impl SendMessages {
    /// Window after window, until nothing is due soon.
    fn work(
        self,
        context: &mut Context<'_>,
        runtime: &tokio::runtime::Runtime,
        sender: &mut Sender<'_>,
    ) -> Answer<Outcome> {
        let started = Instant::now();
        loop {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let worked = runtime.block_on(sender.send_for(WINDOW));
            let (claim, touched) = (sender.claim().to_owned(), sender.touched());
            let (sent, channel, sources) = (sender.sent(), self.channel, sender.sources());
            let next = context.step(move |db| {
                let next = end_window(db, sources, channel, &claim, &touched)?;
                Ok(Step { value: next, done: sent, total: None, checkpoint: None })
            })?;
            worked?;
            let now = clock::now().naive_utc();
            let Some(due) = next else { return Ok(Outcome::Done(json!({"sent": sender.sent()}))) };
            let due = due.max(sender.resting_until().unwrap_or(due)).max(now);
            if due - now > SHORT || started.elapsed() > RUN {
                let by = context.created_by().to_owned();
                context.store().write_now(move |db| request(db, channel, &by, due))?;
                return Ok(Outcome::Done(json!({"sent": sender.sent()})));
            }
            wait(context.app, due - now);
        }
    }
}

/// The end of a window: what was claimed and not sent is free again, and batches that are done are closed. Answers when
/// the next message is due.
fn end_window(
    db: &mut Db,
    sources: DeliverySources,
    channel: Channel,
    claim: &str,
    touched: &[String],
) -> Answer<Option<NaiveDateTime>> {
    let now = clock::now().naive_utc();
    let mut next: Option<NaiveDateTime> = None;
    for batch_id in touched {
        deliveries::release(db, batch_id, claim)?;
    }
    for (source, batch) in sources.running(db, channel)? {
        match deliveries::next_due(db, &batch.id)? {
            None => source.complete(db, &batch.id, now)?,
            Some(due) => next = Some(next.map_or(due, |next| next.min(due))),
        }
    }
    Ok(next)
}

fn pause_all(db: &mut Db, sources: DeliverySources, channel: Channel) -> Answer<()> {
    for (source, batch) in sources.running(db, channel)? {
        source.pause(db, &batch.id, Halt::NoGateway)?;
    }
    Ok(())
}

/// Waits for a short while, and not when no work is taken up any more.
fn wait(app: &App, time: TimeDelta) {
    let until = Instant::now() + time.to_std().unwrap_or_default();
    while Instant::now() < until && app.takes_up_work() {
        std::thread::sleep(Duration::from_millis(20).min(until.saturating_duration_since(Instant::now())));
    }
}
