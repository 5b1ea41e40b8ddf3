//! A shift: the feeder, a worker for each connection, and the clerk, all on one thread.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Delivery, Outcome};
use regulars_domain::marketing::campaigns::{
    CampaignState, DeliveryState, FailureLimit, PauseReason, Tally, hold_for, is_about_all,
};
use regulars_domain::messaging::messages::Channel;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::outcomes::{Note, clerk, judge};
use super::prepare;
use super::prepare::{Ready, Terms};
use crate::marketing::campaigns::{service, steps};
use crate::messaging::gateways;
use crate::messaging::gateways::{Begun, Gateway};
use crate::messaging::send_rules;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};

/// Messages in one claim at the most.
const MOST: usize = 512;
/// A claim that lasts shorter than this is doubled, one that lasts longer than that is halved.
const BRISK: Duration = Duration::from_millis(400);
const SLUGGISH: Duration = Duration::from_secs(2);
/// What was claimed so long ago is not sent any more: by now another process may have it.
const STALE: Duration = Duration::from_secs(25);
/// When a customer's second message is looked at again.
const SOON: TimeDelta = TimeDelta::seconds(1);
/// How often the feeder looks whether a campaign still runs.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What outlasts a shift.
pub struct Desk<'a> {
    app: &'a App,
    gateway: &'a Gateway,
    channel: Channel,
    claim: String,
    sent: Cell<i64>,
    /// Campaigns that something was claimed from.
    touched: RefCell<BTreeSet<String>>,
    /// Messages in one claim.
    batch: Cell<usize>,
    /// Messages in a row that the other side could not take.
    in_a_row: Cell<usize>,
    /// Nothing is sent before this.
    rests_until: Cell<Option<DateTime<Utc>>>,
    /// When the next message may leave, where there is a rate.
    next_slot: Cell<Option<Instant>>,
}

/// A campaign in a shift.
struct Watched {
    tally: Cell<Tally>,
    /// It does not run any more.
    is_stopped: Cell<bool>,
}

/// One shift.
struct Shift<'a> {
    desk: &'a Desk<'a>,
    terms: Terms,
    limit: FailureLimit,
    ends_at: Instant,
    queue: RefCell<VecDeque<Ready>>,
    filled: Notify,
    drained: Notify,
    is_over: Cell<bool>,
    in_flight: Cell<usize>,
    watched: RefCell<HashMap<String, Watched>>,
    /// Customers that a message waits for or is on its way to.
    busy: RefCell<HashSet<String>>,
}

/// An outcome that is on its way into the base.
struct Noted {
    campaign_id: String,
    customer_id: String,
    state: DeliveryState,
    told: oneshot::Receiver<()>,
}

fn not_written() -> Error {
    Error::Internal("what came of a message is not written".to_owned())
}

impl<'a> Desk<'a> {
    pub fn new(app: &'a App, gateway: &'a Gateway, channel: Channel, claim: String) -> Desk<'a> {
        Desk {
            app,
            gateway,
            channel,
            claim,
            sent: Cell::new(0),
            touched: RefCell::default(),
            batch: Cell::new(gateway.connections().max(1) * 4),
            in_a_row: Cell::new(0),
            rests_until: Cell::new(None),
            next_slot: Cell::new(None),
        }
    }

    /// The name its messages are claimed under.
    pub fn claim(&self) -> &str {
        &self.claim
    }

    /// How many messages left.
    pub fn sent(&self) -> i64 {
        self.sent.get()
    }

    /// The campaigns that something was claimed from.
    pub fn touched(&self) -> Vec<String> {
        self.touched.borrow().iter().cloned().collect()
    }

    /// Until when sending rests.
    pub fn resting_until(&self) -> Option<NaiveDateTime> {
        self.rests_until.get().map(|at| at.naive_utc())
    }

    /// Sends what is due, for as long as a shift lasts; less when nothing is due.
    pub async fn shift(&self, length: Duration) -> Answer<()> {
        let terms = Terms::now(&self.app.store).await?;
        let shift = Shift {
            desk: self,
            limit: send_rules::failure_limit(&terms.policy),
            terms,
            ends_at: Instant::now() + length,
            queue: RefCell::default(),
            filled: Notify::new(),
            drained: Notify::new(),
            is_over: Cell::new(false),
            in_flight: Cell::new(0),
            watched: RefCell::default(),
            busy: RefCell::default(),
        };
        let (notes, written) = mpsc::unbounded_channel();
        let workers = (0..self.gateway.connections().max(1)).map(|_| shift.worker(notes.clone()));
        let workers = join_all(workers.collect::<Vec<_>>());
        let (fed, worked, recorded) = tokio::join!(shift.feeder(notes), workers, clerk(self.app, &self.claim, written));
        fed?;
        recorded?;
        worked.into_iter().collect()
    }
}

impl Shift<'_> {
    /// Keeps the queue filled until the shift is over.
    async fn feeder(&self, notes: mpsc::UnboundedSender<Note>) -> Answer<()> {
        let fed = self.feed(notes).await;
        self.is_over.set(true);
        self.filled.notify_waiters();
        fed
    }

    async fn feed(&self, notes: mpsc::UnboundedSender<Note>) -> Answer<()> {
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
            if self.queue.borrow().len() * 2 > self.desk.batch.get() {
                // Nobody to wake the feeder is no reason to miss the end.
                let _ = timeout(Duration::from_millis(100), self.drained.notified()).await;
                continue;
            }
            self.adapt(claimed_at);
            claimed_at = Some(Instant::now());
            let limit = self.room();
            let claimed =
                prepare::claim(self.desk.app, &self.terms, self.desk.channel, &self.desk.claim, limit).await?;
            self.watch(&claimed.running).await?;
            let none_was_due = claimed.ready.is_empty() && claimed.settled.is_empty();
            let (ready, put_off) = self.reserve(claimed.ready);
            self.settle(claimed.settled.into_iter().chain(put_off).collect(), &notes).await;
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

    /// Whether no more is to be claimed and sent in this shift.
    fn is_ending(&self) -> bool {
        let rests_long = || self.rest().is_some_and(|until| until > self.ends_at);
        self.desk.app.stopping.load(Ordering::Relaxed) || Instant::now() >= self.ends_at || rests_long()
    }

    /// When sending goes on, if it rests.
    fn rest(&self) -> Option<Instant> {
        let wait = (self.desk.rests_until.get()? - clock::now()).to_std().ok()?;
        (!wait.is_zero()).then(|| Instant::now() + wait)
    }

    /// A batch is what is sent in about a second: small where the other side is slow, so that nothing waits claimed.
    fn adapt(&self, claimed_at: Option<Instant>) {
        let least = self.desk.gateway.connections().max(1) * 2;
        let size = self.desk.batch.get();
        let size = match claimed_at.map(|at| at.elapsed()) {
            Some(took) if took < BRISK => size * 2,
            Some(took) if took > SLUGGISH => size / 2,
            _ => size,
        };
        self.desk.batch.set(size.clamp(least, MOST.max(least)));
    }

    /// How many messages to claim; no more than a second's where there is a rate.
    fn room(&self) -> i64 {
        let batch = i64::try_from(self.desk.batch.get()).unwrap_or(1);
        let rate = self.terms.policy.per_second(self.desk.channel);
        rate.map_or(batch, |rate| batch.min(i64::from(rate).max(1)))
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

    /// Writes what came of messages that do not leave now.
    async fn settle(&self, outcomes: Vec<Outcome>, notes: &mpsc::UnboundedSender<Note>) {
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

    /// Takes note of campaigns that were not seen in this shift, with what came back from them until now.
    async fn watch(&self, running: &[Campaign]) -> Answer<()> {
        for campaign in running {
            if self.watched.borrow().contains_key(&campaign.id) {
                continue;
            }
            let (id, since) = (campaign.id.clone(), campaign.resumed_at);
            let tally = self.desk.app.store.read(move |db| Ok::<_, Error>(deliveries::tally(db, &id, since)?)).await?;
            let watched = Watched { tally: Cell::new(tally), is_stopped: Cell::new(false) };
            self.watched.borrow_mut().insert(campaign.id.clone(), watched);
            self.desk.touched.borrow_mut().insert(campaign.id.clone());
        }
        Ok(())
    }

    /// Whether the campaigns still run: somebody may have paused one.
    async fn look(&self) -> Answer<()> {
        let ids: Vec<String> = self.watched.borrow().keys().cloned().collect();
        for id in ids {
            let wanted = id.clone();
            let found = self.desk.app.store.read(move |db| service::find(db, &wanted)).await?;
            if found.state.0 != CampaignState::Running {
                self.stop(&id);
            }
        }
        Ok(())
    }

    fn stop(&self, campaign_id: &str) {
        if let Some(watched) = self.watched.borrow().get(campaign_id) {
            watched.is_stopped.set(true);
        }
    }

    fn is_stopped(&self, campaign_id: &str) -> bool {
        self.watched.borrow().get(campaign_id).is_none_or(|watched| watched.is_stopped.get())
    }

    /// Hands over one message after the other, each when the outcome of the one before is committed.
    async fn worker(&self, notes: mpsc::UnboundedSender<Note>) -> Answer<()> {
        let mut before = None;
        loop {
            // While the outcome of one is written the next is begun: it is handed over only behind that.
            let (written, begun) = tokio::join!(self.written(before.take()), self.begin_next());
            written?;
            let Some((ready, begun)) = begun else { return Ok(()) };
            let answer = match begun {
                Ok(_) if self.is_given_back(&ready) => {
                    self.put_down(&ready.delivery.customer_id);
                    continue;
                }
                Ok(begun) => begun.finish().await,
                Err(answer) => answer,
            };
            before = Some(self.note(ready, answer, &notes)?);
        }
    }

    /// The next message, begun; or refused before it was handed over.
    async fn begin_next(&self) -> Option<(Ready, Result<Begun<'_>, gateways::Outcome>)> {
        while let Some(ready) = self.next().await {
            self.in_flight.set(self.in_flight.get() + 1);
            if self.is_given_back(&ready) {
                self.put_down(&ready.delivery.customer_id);
                continue;
            }
            let begun = self.desk.gateway.begin(&ready.message).await;
            return Some((ready, begun));
        }
        None
    }

    /// Whether a message is not to leave any more: it was claimed too long ago, or its campaign stopped.
    fn is_given_back(&self, ready: &Ready) -> bool {
        ready.since.elapsed() > STALE || self.is_stopped(&ready.delivery.campaign_id)
    }

    /// A message is no longer under way.
    fn put_down(&self, customer_id: &str) {
        self.in_flight.set(self.in_flight.get() - 1);
        self.busy.borrow_mut().remove(customer_id);
    }

    /// The next message, when it may leave; none when the shift is over. What then is left in the queue is given back.
    async fn next(&self) -> Option<Ready> {
        loop {
            if self.is_ending() {
                return None;
            }
            if let Some(until) = self.rest() {
                sleep_until(until.min(self.ends_at)).await;
                continue;
            }
            let filled = self.filled.notified();
            if self.queue.borrow().is_empty() {
                if self.is_over.get() {
                    return None;
                }
                let _ = timeout(Duration::from_millis(100), filled).await;
                continue;
            }
            self.keep_pace().await;
            // Another one may have been faster, or sending rests by now.
            if self.rest().is_none()
                && let Some(ready) = self.queue.borrow_mut().pop_front()
            {
                self.drained.notify_one();
                return Some(ready);
            }
        }
    }

    /// Waits for the next slot where there is a rate.
    async fn keep_pace(&self) {
        let Some(rate) = self.terms.policy.per_second(self.desk.channel) else { return };
        let now = Instant::now();
        let slot = self.desk.next_slot.get().unwrap_or(now).max(now);
        self.desk.next_slot.set(Some(slot + Duration::from_secs(1) / rate.unsigned_abs().max(1)));
        sleep_until(slot).await;
    }

    /// Gives the outcome to be written.
    fn note(&self, ready: Ready, answer: gateways::Outcome, notes: &mpsc::UnboundedSender<Note>) -> Answer<Noted> {
        self.weigh(&answer);
        let (outcome, dead) = judge(&ready.delivery, &ready.message, answer);
        let state = outcome.state;
        let (written, told) = oneshot::channel();
        notes.send(Note { outcome, dead, written }).map_err(|_| not_written())?;
        let Delivery { campaign_id, customer_id, .. } = ready.delivery;
        Ok(Noted { campaign_id, customer_id, state, told })
    }

    /// Waits until an outcome is written, and draws the conclusions.
    async fn written(&self, noted: Option<Noted>) -> Answer<()> {
        let Some(Noted { campaign_id, customer_id, state, told }) = noted else { return Ok(()) };
        told.await.map_err(|_| not_written())?;
        let counted = self.count(&campaign_id, state).await;
        self.put_down(&customer_id);
        counted
    }

    /// Rests when the other side is away or asks for it.
    fn weigh(&self, answer: &gateways::Outcome) {
        let gateways::Outcome::Later { code, after, .. } = answer else {
            self.desk.in_a_row.set(0);
            return;
        };
        if !is_about_all(code) {
            self.desk.in_a_row.set(0);
            return;
        }
        let in_a_row = self.desk.in_a_row.get() + 1;
        self.desk.in_a_row.set(in_a_row);
        let asked = after.and_then(|after| TimeDelta::from_std(after).ok());
        let hold = hold_for(in_a_row, self.desk.gateway.connections());
        if let Some(wait) = asked.max(hold) {
            let until = clock::now() + wait;
            self.desk.rests_until.set(self.desk.rests_until.get().max(Some(until)));
        }
    }

    /// Counts what came back; pauses the campaign when too much of it is no good.
    async fn count(&self, campaign_id: &str, state: DeliveryState) -> Answer<()> {
        let passed = {
            let watched = self.watched.borrow();
            let Some(of) = watched.get(campaign_id) else { return Ok(()) };
            let mut tally = of.tally.get();
            match state {
                DeliveryState::Sent => {
                    tally.sent += 1;
                    self.desk.sent.set(self.desk.sent.get() + 1);
                }
                DeliveryState::Bounced | DeliveryState::Failed => tally.failed += 1,
                _ => return Ok(()),
            }
            of.tally.set(tally);
            let passed = self.limit.is_passed(tally) && !of.is_stopped.get();
            of.is_stopped.set(of.is_stopped.get() || passed);
            passed
        };
        if passed {
            let id = campaign_id.to_owned();
            tracing::warn!(campaign = %id, "too many messages fail: the campaign is paused");
            self.desk.app.store.write(move |db| steps::pause_by_itself(db, &id, PauseReason::Failures)).await?;
        }
        Ok(())
    }
}
