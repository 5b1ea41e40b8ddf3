//! A send window: some seconds in which a producer, a worker for each connection and the outcome recorder work side by
//! side on one thread. Here is what they share: the queue, and the batches with what came back from each.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet, VecDeque};

use regulars_db::messaging::deliveries;
use regulars_domain::messaging::deliveries::{DeliveryState, FailureLimit, Tally};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::prepare::{Ready, Terms};
use super::sender::Sender;
use super::source::{Batch, Halt, Source};
use crate::messaging::send_rules;
use crate::platform::error::{Answer, Error};

/// A batch in a window.
struct Watched {
    source: Source,
    tally: Cell<Tally>,
    /// It does not run any more.
    is_stopped: Cell<bool>,
}

/// One window.
pub struct SendWindow<'a> {
    pub(super) sender: &'a Sender<'a>,
    pub(super) terms: Terms,
    limit: FailureLimit,
    pub(super) ends_at: Instant,
    pub(super) queue: RefCell<VecDeque<Ready>>,
    /// Something was put into the queue.
    pub(super) filled: Notify,
    /// Something was taken out of it.
    pub(super) drained: Notify,
    /// The producer puts nothing more into it.
    pub(super) is_over: Cell<bool>,
    pub(super) in_flight: Cell<usize>,
    watched: RefCell<HashMap<String, Watched>>,
    /// Customers that a message waits for or is on its way to.
    pub(super) busy: RefCell<HashSet<String>>,
}

impl<'a> SendWindow<'a> {
    pub fn new(sender: &'a Sender<'a>, terms: Terms, ends_at: Instant) -> SendWindow<'a> {
        SendWindow {
            sender,
            limit: send_rules::failure_limit(&terms.policy),
            terms,
            ends_at,
            queue: RefCell::default(),
            filled: Notify::new(),
            drained: Notify::new(),
            is_over: Cell::new(false),
            in_flight: Cell::new(0),
            watched: RefCell::default(),
            busy: RefCell::default(),
        }
    }

    /// Whether no more is to be claimed and sent in this window.
    pub(super) fn is_ending(&self) -> bool {
        let rests_long = || self.sender.rest().is_some_and(|until| until > self.ends_at);
        !self.sender.app.takes_up_work() || Instant::now() >= self.ends_at || rests_long()
    }

    /// Messages a second; none: as fast as the other side takes them.
    pub(super) fn rate(&self) -> Option<i32> {
        self.terms.policy.per_second(self.sender.channel)
    }

    /// Takes note of batches that were not seen in this window, with what came back from them until now.
    pub(super) async fn watch(&self, running: &[(Source, Batch)]) -> Answer<()> {
        for (source, batch) in running {
            if self.watched.borrow().contains_key(&batch.id) {
                continue;
            }
            let (id, since) = (batch.id.clone(), batch.counted_from);
            let tally =
                self.sender.app.store.read(move |db| Ok::<_, Error>(deliveries::tally(db, &id, since)?)).await?;
            let watched = Watched { source: *source, tally: Cell::new(tally), is_stopped: Cell::new(false) };
            self.watched.borrow_mut().insert(batch.id.clone(), watched);
            self.sender.touch(&batch.id);
        }
        Ok(())
    }

    /// Whether the batches still run: somebody may have paused one.
    pub(super) async fn look(&self) -> Answer<()> {
        let watched: Vec<(Source, String)> =
            self.watched.borrow().iter().map(|(id, watched)| (watched.source, id.clone())).collect();
        for (source, id) in watched {
            let wanted = id.clone();
            if !self.sender.app.store.read(move |db| source.is_running(db, &wanted)).await? {
                self.stop(&id);
            }
        }
        Ok(())
    }

    fn stop(&self, batch_id: &str) {
        if let Some(watched) = self.watched.borrow().get(batch_id) {
            watched.is_stopped.set(true);
        }
    }

    pub(super) fn is_stopped(&self, batch_id: &str) -> bool {
        self.watched.borrow().get(batch_id).is_none_or(|watched| watched.is_stopped.get())
    }

    /// Counts what came back; pauses the batch when too much of it is no good.
    pub(super) async fn count(&self, batch_id: &str, state: DeliveryState) -> Answer<()> {
        let Some(source) = self.tally(batch_id, state) else { return Ok(()) };
        let id = batch_id.to_owned();
        tracing::warn!(source = source.kind(), %id, "too many messages fail: sending is paused");
        self.sender.app.store.write(move |db| source.pause(db, &id, Halt::Failures)).await
    }

    /// Counts one outcome; answers the source when its batch passed the limit of failures with it.
    fn tally(&self, batch_id: &str, state: DeliveryState) -> Option<Source> {
        let watched = self.watched.borrow();
        let of = watched.get(batch_id)?;
        let mut tally = of.tally.get();
        match state {
            DeliveryState::Sent => {
                tally.sent += 1;
                self.sender.count_sent();
            }
            DeliveryState::Bounced | DeliveryState::Failed => tally.failed += 1,
            _ => return None,
        }
        of.tally.set(tally);
        let passed = self.limit.is_passed(tally) && !of.is_stopped.get();
        of.is_stopped.set(of.is_stopped.get() || passed);
        passed.then_some(of.source)
    }
}
