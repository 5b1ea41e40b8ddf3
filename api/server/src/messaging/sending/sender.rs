//! The sender of a channel: what outlasts a window, such as how fast the other side is and whether sending rests.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use regulars_domain::messaging::deliveries::{hold_for, is_about_all};
use regulars_domain::messaging::messages::Channel;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::outcome_recorder::record_outcomes;
use super::prepare::Terms;
use super::send_window::SendWindow;
use super::source::DeliverySources;
use crate::messaging::gateways;
use crate::messaging::gateways::Gateway;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Answer;

/// Messages in one claim at the most.
const MOST: usize = 512;
/// A claim that lasts shorter than this is doubled, one that lasts longer than that is halved.
const BRISK: Duration = Duration::from_millis(400);
const SLUGGISH: Duration = Duration::from_secs(2);

/// Sends the messages of one channel.
pub struct Sender<'a> {
    pub(super) app: &'a App,
    pub(super) gateway: &'a Gateway,
    pub(super) channel: Channel,
    sources: DeliverySources,
    claim: String,
    sent: Cell<i64>,
    /// Batches that something was claimed from.
    touched: RefCell<BTreeSet<String>>,
    /// Messages in one claim.
    claim_size: Cell<usize>,
    /// Messages in a row that the other side could not take.
    in_a_row: Cell<usize>,
    /// Nothing is sent before this.
    rests_until: Cell<Option<DateTime<Utc>>>,
    /// When the next message may leave, where there is a rate.
    next_slot: Cell<Option<Instant>>,
}

impl<'a> Sender<'a> {
    pub fn new(
        app: &'a App,
        sources: DeliverySources,
        gateway: &'a Gateway,
        channel: Channel,
        claim: String,
    ) -> Sender<'a> {
        Sender {
            app,
            gateway,
            channel,
            sources,
            claim,
            sent: Cell::new(0),
            touched: RefCell::default(),
            claim_size: Cell::new(gateway.connections().max(1) * 4),
            in_a_row: Cell::new(0),
            rests_until: Cell::new(None),
            next_slot: Cell::new(None),
        }
    }

    pub fn sources(&self) -> DeliverySources {
        self.sources
    }

    /// The name its messages are claimed under.
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// How many messages left.
    pub fn sent(&self) -> i64 {
        self.sent.get()
    }

    /// One more message left.
    pub(super) fn count_sent(&self) {
        self.sent.set(self.sent.get() + 1);
    }

    /// The batches that something was claimed from.
    pub fn touched(&self) -> Vec<String> {
        self.touched.borrow().iter().cloned().collect()
    }

    /// Something was claimed from this batch.
    pub(super) fn touch(&self, batch_id: &str) {
        self.touched.borrow_mut().insert(batch_id.to_owned());
    }

    /// Until when sending rests.
    pub fn resting_until(&self) -> Option<NaiveDateTime> {
        self.rests_until.get().map(|at| at.naive_utc())
    }

    /// When sending goes on, if it rests.
    pub(super) fn rest(&self) -> Option<Instant> {
        let wait = (self.rests_until.get()? - clock::now()).to_std().ok()?;
        (!wait.is_zero()).then(|| Instant::now() + wait)
    }

    /// Sends what is due, for so long; less when nothing is due.
    pub async fn send_for(&self, length: Duration) -> Answer<()> {
        let terms = Terms::now(&self.app.store).await?;
        let window = SendWindow::new(self, terms, Instant::now() + length);
        let (notes, written) = mpsc::unbounded_channel();
        let workers = (0..self.gateway.connections().max(1)).map(|_| window.work(notes.clone()));
        let workers = join_all(workers.collect::<Vec<_>>());
        let recorder = record_outcomes(self.app, &self.claim, written);
        let (produced, worked, recorded) = tokio::join!(window.produce(notes), workers, recorder);
        produced?;
        recorded?;
        worked.into_iter().collect()
    }

    /// How many messages are claimed at once.
    pub(super) fn claim_size(&self) -> usize {
        self.claim_size.get()
    }

    /// A claim is what is sent in about a second: small where the other side is slow, so that nothing waits claimed.
    pub(super) fn adapt_claim_size(&self, claimed_at: Option<Instant>) {
        let least = self.gateway.connections().max(1) * 2;
        let size = self.claim_size.get();
        let size = match claimed_at.map(|at| at.elapsed()) {
            Some(took) if took < BRISK => size * 2,
            Some(took) if took > SLUGGISH => size / 2,
            _ => size,
        };
        self.claim_size.set(size.clamp(least, MOST.max(least)));
    }

    /// Waits for the next slot where there is a rate, in messages a second.
    pub(super) async fn keep_pace(&self, rate: Option<i32>) {
        let Some(rate) = rate else { return };
        let now = Instant::now();
        let slot = self.next_slot.get().unwrap_or(now).max(now);
        self.next_slot.set(Some(slot + Duration::from_secs(1) / rate.unsigned_abs().max(1)));
        sleep_until(slot).await;
    }

    /// Rests when the other side is away or asks for it.
    pub(super) fn back_off(&self, answer: &gateways::Outcome) {
        let gateways::Outcome::Later { code, after, .. } = answer else {
            self.in_a_row.set(0);
            return;
        };
        if !is_about_all(code) {
            self.in_a_row.set(0);
            return;
        }
        let in_a_row = self.in_a_row.get() + 1;
        self.in_a_row.set(in_a_row);
        let asked = after.and_then(|after| TimeDelta::from_std(after).ok());
        let hold = hold_for(in_a_row, self.gateway.connections());
        if let Some(wait) = asked.max(hold) {
            let until = clock::now() + wait;
            self.rests_until.set(self.rests_until.get().max(Some(until)));
        }
    }
}
