//! What came of messages, written: outcomes that wait at the same time share one commit.

use std::sync::atomic::Ordering;
use std::time::Duration;

use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Delivery, Outcome};
use regulars_db::messaging::suppressions;
use regulars_db::messaging::suppressions::Suppression;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::messaging::deliveries::{AfterLater, DeliveryState, after_later};
use regulars_domain::messaging::messages::SuppressionReason;
use tokio::sync::{mpsc, oneshot};

use super::prepare::settled;
use crate::messaging::gateways;
use crate::messaging::gateways::Message;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs;

/// How often a commit is tried when the process is to stop.
const TRIES: u32 = 5;

/// What came of one message, and who waits until it is written.
pub struct Note {
    pub outcome: Outcome,
    /// An address that is dead.
    pub dead: Option<Suppression>,
    pub written: oneshot::Sender<()>,
}

/// Writes notes as they come, until nobody writes any more.
pub async fn record_outcomes(app: &App, claim: &str, mut notes: mpsc::UnboundedReceiver<Note>) -> Answer<()> {
    while let Some(first) = notes.recv().await {
        let mut batch = vec![first];
        while let Ok(more) = notes.try_recv() {
            batch.push(more);
        }
        let (mut outcomes, mut dead, mut waiting) = (Vec::new(), Vec::new(), Vec::new());
        for note in batch {
            outcomes.push(note.outcome);
            dead.extend(note.dead);
            waiting.push(note.written);
        }
        commit(app, claim, outcomes, dead).await?;
        for written in waiting {
            // Who went away does not wait any more.
            let _ = written.send(());
        }
    }
    Ok(())
}

/// However long the database is away: what was sent must not be forgotten, and nothing more is sent meanwhile. Only a
/// storage that has failed is not waited for: it takes nothing more in this process.
async fn commit(app: &App, claim: &str, outcomes: Vec<Outcome>, dead: Vec<Suppression>) -> Answer<()> {
    let mut tries = 0;
    loop {
        let (claim, outcomes, dead) = (claim.to_owned(), outcomes.clone(), dead.clone());
        let written = app.store.write(move |db| {
            deliveries::record(db, &claim, &outcomes, clock::now().naive_utc())?;
            for suppression in &dead {
                suppressions::insert(db, suppression)?;
            }
            Ok::<_, Error>(())
        });
        let Err(error) = written.await else { return Ok(()) };
        tries += 1;
        if app.store.broken().is_some() || tries >= TRIES && app.stopping.load(Ordering::Relaxed) {
            return Err(error);
        }
        tracing::warn!(%error, tries, "what came of messages cannot be written");
        tokio::time::sleep(Duration::from_millis(100 << tries.min(6))).await;
    }
}

/// What is to be written of an answer.
pub fn judge(delivery: &Delivery, message: &Message, answer: gateways::Outcome) -> (Outcome, Option<Suppression>) {
    let now = clock::now();
    let mut outcome =
        Outcome { tried: true, address: Some(message.to.clone()), ..settled(delivery, DeliveryState::Failed, None) };
    let mut dead = None;
    match answer {
        gateways::Outcome::Taken { gateway_id } => {
            outcome.state = DeliveryState::Sent;
            outcome.gateway_id = gateway_id;
            outcome.sent_at = Some(now.naive_utc());
        }
        gateways::Outcome::Refused { code, detail, hard } => {
            if hard {
                outcome.state = DeliveryState::Bounced;
                dead = Some(Suppression {
                    id: ids::make(ids::SUPPRESSION),
                    channel: delivery.channel,
                    address: message.to.clone(),
                    reason: AsText(SuppressionReason::Bounced),
                    cause: Some(detail.kept()),
                    source_id: Some(delivery.source_id.clone()),
                    customer_id: Some(delivery.customer_id.clone()),
                    recorded_at: now.naive_utc(),
                    recorded_by: jobs::BY.to_owned(),
                });
            }
            outcome.error_code = Some(code);
            outcome.error_detail = Some(detail.kept());
        }
        gateways::Outcome::Later { code, detail, after } => {
            let asked = after.and_then(|after| chrono::TimeDelta::from_std(after).ok());
            if let AfterLater::RetryAt(at) = after_later(delivery.attempts + 1, asked, now) {
                outcome.state = DeliveryState::Pending;
                outcome.due_at = at.naive_utc();
            }
            outcome.error_code = Some(code);
            outcome.error_detail = Some(detail.kept());
        }
    }
    (outcome, dead)
}
