//! The producer of a window: claims messages, has them made ready, and keeps the queue filled.

use std::time::Duration;

use chrono::TimeDelta;
use regulars_db::messaging::deliveries::Outcome;
use regulars_domain::messaging::deliveries::DeliveryState;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};

use super::outcome_recorder::Note;
use super::prepare;
use super::prepare::Ready;
use super::send_window::SendWindow;
use crate::platform::clock;
use crate::platform::error::Answer;

/// When a customer's second message is looked at again.
const SOON: TimeDelta = TimeDelta::seconds(1);
/// How often the producer looks whether a batch still runs.
const LOOK_EVERY: Duration = Duration::from_millis(500);

impl SendWindow<'_> {
    /// Keeps the queue filled until the window is over.
    pub(super) async fn produce(&self, notes: mpsc::UnboundedSender<Note>) -> Answer<()> {
        let produced = self.fill(notes).await;
        self.is_over.set(true);
        self.filled.notify_waiters();
        produced
    }

    async fn fill(&self, notes: mpsc::UnboundedSender<Note>) -> Answer<()> {
        let sender = self.sender;
        let mut looked = Instant::now();
        let mut claimed_at: Option<Instant> = None;
        loop {
            if self.is_ending() {
                return Ok(());
            }
            if looked.elapsed() >= LOOK_EVERY {
                looked = Instant::now();
                self.look().await?;
            }
            if self.queue.borrow().len() * 2 > sender.claim_size() {
                // Nobody to wake the producer is no reason to miss the end.
                let _ = timeout(Duration::from_millis(100), self.drained.notified()).await;
                continue;
            }
            sender.adapt_claim_size(claimed_at);
            claimed_at = Some(Instant::now());
            let claim =
                prepare::claim(sender.app, &self.terms, sender.sources(), sender.channel, sender.claim(), self.room());
            let claimed = claim.await?;
            self.watch(&claimed.running).await?;
            let none_was_due = claimed.ready.is_empty() && claimed.settled.is_empty();
            let (ready, put_off) = self.reserve(claimed.ready);
            settle(claimed.settled.into_iter().chain(put_off).collect(), &notes).await;
            self.queue.borrow_mut().extend(ready);
            self.filled.notify_waiters();
            if none_was_due {
                if self.queue.borrow().is_empty() && self.in_flight.get() == 0 {
                    return Ok(());
                }
                sleep(Duration::from_millis(20)).await;
                claimed_at = None;
            }
        }
    }

    /// How many messages to claim; no more than a second's where there is a rate.
    fn room(&self) -> i64 {
        let size = i64::try_from(self.sender.claim_size()).unwrap_or(1);
        self.rate().map_or(size, |rate| size.min(i64::from(rate).max(1)))
    }

    /// One message to one customer at a time: whether a second one may follow is known when the first has left.
    fn reserve(&self, claimed: Vec<Ready>) -> (Vec<Ready>, Vec<Outcome>) {
        let mut busy = self.busy.borrow_mut();
        let (free, others): (Vec<Ready>, Vec<Ready>) =
            claimed.into_iter().partition(|ready| busy.insert(ready.delivery.customer_id.clone()));
        let due_at = (clock::now() + SOON).naive_utc();
        let put_off = others
            .iter()
            .map(|ready| Outcome { due_at, ..prepare::settled(&ready.delivery, DeliveryState::Pending, None) });
        (free, put_off.collect())
    }
}

/// Writes what came of messages that do not leave now.
async fn settle(outcomes: Vec<Outcome>, notes: &mpsc::UnboundedSender<Note>) {
    let mut waiting = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        let (written, told) = oneshot::channel();
        if notes.send(Note { outcome, dead: None, written }).is_ok() {
            waiting.push(told);
        }
    }
    for told in waiting {
        let _ = told.await;
    }
}
