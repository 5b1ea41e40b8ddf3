//! The workers of a window, one for each connection: each hands over one message after the other.

use std::time::Duration;

use regulars_db::messaging::deliveries::Delivery;
use regulars_domain::messaging::deliveries::DeliveryState;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep_until, timeout};

use super::outcome_recorder::{Note, judge};
use super::prepare::Ready;
use super::send_window::SendWindow;
use crate::messaging::gateways;
use crate::messaging::gateways::Begun;
use crate::platform::error::{Answer, Error};

/// What was claimed so long ago is not sent any more: by now another process may have it.
const STALE: Duration = Duration::from_secs(25);

/// An outcome that is on its way into the base.
struct Noted {
    batch_id: String,
    customer_id: String,
    state: DeliveryState,
    told: oneshot::Receiver<()>,
}

fn not_written() -> Error {
    Error::Internal("what came of a message is not written".to_owned())
}

impl SendWindow<'_> {
    /// Hands over one message after the other, each when the outcome of the one before is committed.
    pub(super) async fn work(&self, notes: mpsc::UnboundedSender<Note>) -> Answer<()> {
        let mut before = None;
        loop {
            // While the outcome of one is written the next is begun: it is handed over only behind that.
            let (written, begun) = tokio::join!(self.written(before.take()), self.begin_next());
            written?;
            let Some((ready, begun)) = begun else { return Ok(()) };
            let answer = match begun {
                Ok(_) if self.is_given_back(&ready) => {
                    self.release(&ready.delivery.customer_id);
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
                self.release(&ready.delivery.customer_id);
                continue;
            }
            let begun = self.sender.gateway.begin(&ready.message).await;
            return Some((ready, begun));
        }
        None
    }

    /// Whether a message is not to leave any more: it was claimed too long ago, or its batch stopped.
    fn is_given_back(&self, ready: &Ready) -> bool {
        ready.since.elapsed() > STALE || self.is_stopped(&ready.delivery.source_id)
    }

    /// A message is no longer under way.
    fn release(&self, customer_id: &str) {
        self.in_flight.set(self.in_flight.get() - 1);
        self.busy.borrow_mut().remove(customer_id);
    }

    /// The next message, when it may leave; none when the window is over. What then is left in the queue is given back.
    async fn next(&self) -> Option<Ready> {
        loop {
            if self.is_ending() {
                return None;
            }
            if let Some(until) = self.sender.rest() {
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
            self.sender.keep_pace(self.rate()).await;
            // Another one may have been faster, or sending rests by now.
            if self.sender.rest().is_none()
                && let Some(ready) = self.queue.borrow_mut().pop_front()
            {
                self.drained.notify_one();
                return Some(ready);
            }
        }
    }

    /// Gives the outcome to be written.
    fn note(&self, ready: Ready, answer: gateways::Outcome, notes: &mpsc::UnboundedSender<Note>) -> Answer<Noted> {
        self.sender.back_off(&answer);
        let (outcome, dead) = judge(&ready.delivery, &ready.message, answer);
        let state = outcome.state;
        let (written, told) = oneshot::channel();
        notes.send(Note { outcome, dead, written }).map_err(|_| not_written())?;
        let Delivery { source_id, customer_id, .. } = ready.delivery;
        Ok(Noted { batch_id: source_id, customer_id, state, told })
    }

    /// Waits until an outcome is written, and draws the conclusions.
    async fn written(&self, noted: Option<Noted>) -> Answer<()> {
        let Some(Noted { batch_id, customer_id, state, told }) = noted else { return Ok(()) };
        told.await.map_err(|_| not_written())?;
        let counted = self.count(&batch_id, state).await;
        self.release(&customer_id);
        counted
    }
}
