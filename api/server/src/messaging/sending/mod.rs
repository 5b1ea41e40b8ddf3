//! Sending: what is due on one channel, of all campaigns that run.
//!
//! One job at a time sends on a channel, in shifts of some seconds. In a shift a feeder claims messages in batches and
//! makes them ready (`ready`), workers hand them over, one for each connection (`shift`), and a clerk writes what came of
//! them (`record`): outcomes that arrive while one commit is under way share the next. A connection hands its next message
//! over only when the outcome of the one before is committed, so a killed process leaves at most one message in doubt on
//! each connection. Such a message is sent again under the same id, by which an HTTP gateway knows it.

mod outcomes;
mod prepare;
mod send_window;

use std::time::{Duration, Instant};

use chrono::{NaiveDateTime, TimeDelta};
use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::messaging::deliveries;
use regulars_domain::ids;
use regulars_domain::marketing::campaigns::PauseReason;
use regulars_domain::messaging::messages::Channel;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::marketing::campaigns::steps;
use crate::messaging::gateways;
use crate::messaging::gateways::Gateway;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use send_window::Desk;

/// How long one shift lasts.
const SHIFT: Duration = Duration::from_secs(5);
/// How long one run of the job lasts: then others have their turn.
const RUN: Duration = Duration::from_secs(60);
/// A wait up to this is waited here rather than by a new run.
const SHORT: TimeDelta = TimeDelta::seconds(2);

/// Sends what is due on a channel.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct SendMessages {
    pub channel: Channel,
}

impl Kind for SendMessages {
    const NAME: &'static str = "campaigns.send";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let (app, channel) = (context.app, self.channel);
        let Some(gateway) = Gateway::of(app, channel) else {
            context.store().write_now(move |db| pause_all(db, channel))?;
            return Ok(Outcome::Done(json!({"sent": 0})));
        };
        // Whoever sent before is not there any more: this job has the channel's lock.
        context.store().write_now(move |db| {
            for campaign in campaigns::running(db, Some(channel))? {
                deliveries::release_all(db, &campaign.id)?;
            }
            Ok::<_, Error>(())
        })?;
        let runtime = gateways::runtime()?;
        let mut desk = Desk::new(app, &gateway, channel, ids::make(""));
        let ended = self.work(context, &runtime, &mut desk);
        runtime.block_on(gateway.close());
        ended
    }

    fn lock(&self) -> Option<String> {
        Some(format!("{}:{}", Self::NAME, self.channel))
    }
}

impl SendMessages {
    /// Shift after shift, until nothing is due soon.
    fn work(
        self,
        context: &mut Context<'_>,
        runtime: &tokio::runtime::Runtime,
        desk: &mut Desk<'_>,
    ) -> Answer<Outcome> {
        let started = Instant::now();
        loop {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let worked = runtime.block_on(desk.shift(SHIFT));
            let (claim, touched) = (desk.claim().to_owned(), desk.touched());
            let (sent, channel) = (desk.sent(), self.channel);
            let next = context.step(move |db| {
                let next = hand_over(db, channel, &claim, &touched)?;
                Ok(Step { value: next, done: sent, total: None, checkpoint: None })
            })?;
            worked?;
            let now = clock::now().naive_utc();
            let Some(due) = next else { return Ok(Outcome::Done(json!({"sent": desk.sent()}))) };
            let due = due.max(desk.resting_until().unwrap_or(due)).max(now);
            if due - now > SHORT || started.elapsed() > RUN {
                let by = context.created_by().to_owned();
                context.store().write_now(move |db| jobs::enqueue_at(db, &self, &by, due).map(|_| ()))?;
                context.app.wake.ring();
                return Ok(Outcome::Done(json!({"sent": desk.sent()})));
            }
            wait(context.app, due - now);
        }
    }
}

/// The end of a shift: what was claimed and not sent is free again, and campaigns that are done are closed. Answers when
/// the next message is due.
fn hand_over(db: &mut Db, channel: Channel, claim: &str, touched: &[String]) -> Answer<Option<NaiveDateTime>> {
    let now = clock::now().naive_utc();
    let mut next: Option<NaiveDateTime> = None;
    for campaign_id in touched {
        deliveries::release(db, campaign_id, claim)?;
    }
    for campaign in campaigns::running(db, Some(channel))? {
        match deliveries::next_due(db, &campaign.id)? {
            None => steps::complete(db, &campaign.id, now)?,
            Some(due) => next = Some(next.map_or(due, |next| next.min(due))),
        }
    }
    Ok(next)
}

fn pause_all(db: &mut Db, channel: Channel) -> Answer<()> {
    for campaign in campaigns::running(db, Some(channel))? {
        steps::pause_by_itself(db, &campaign.id, PauseReason::NoGateway)?;
    }
    Ok(())
}

/// Waits for a short while, and not when the process is to stop.
fn wait(app: &App, time: TimeDelta) {
    let until = Instant::now() + time.to_std().unwrap_or_default();
    while Instant::now() < until && !app.stopping.load(std::sync::atomic::Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(20).min(until.saturating_duration_since(Instant::now())));
    }
}
