//! The job that seals audit events, block by block, and drops those whose time is over.

use chrono::Duration;
use regulars_db::Db;
use regulars_db::platform::audit as stored;
use regulars_db::platform::audit::AuditBlock;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::audit;
use crate::platform::clock;
use crate::platform::config::AuditRules;
use crate::platform::error::Answer;
use crate::platform::jobs::{Context, Kind, Outcome};

/// Events in a block.
const BLOCK: i64 = 500;

/// Seals what happened since the last block.
#[derive(Default, Serialize, Deserialize)]
pub struct SealAudit {}

impl Kind for SealAudit {
    const NAME: &'static str = "audit.seal";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let rules = context.app.config.audit;
        let (mut blocks, mut dropped) = (0, 0);
        while context.store().write_now(move |db| seal(db, rules))? {
            blocks += 1;
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
        }
        // Without a limit nothing is dropped.
        if rules.keep_days > 0 {
            while let Some(some) = context.store().write_now(move |db| drop_block(db, rules))? {
                dropped += some;
                if context.should_stop() {
                    return Ok(Outcome::PutDown);
                }
            }
        }
        Ok(Outcome::Done(json!({"blocks": blocks, "dropped": dropped})))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Drops the events of the oldest block when they are past their days, and keeps its seal; none when there is no such block.
fn drop_block(db: &mut Db, rules: AuditRules) -> Answer<Option<usize>> {
    let now = clock::now();
    let before = (now - Duration::days(i64::from(rules.keep_days))).naive_utc();
    Ok(stored::drop_block(db, before, now.naive_utc())?)
}

/// Seals one block; false when nothing is left. An event that is not old enough might still be followed by one with a
/// smaller id, out of a transaction that began before.
fn seal(db: &mut Db, rules: AuditRules) -> Answer<bool> {
    let now = clock::now();
    let until = (now - Duration::seconds(i64::from(rules.settle_seconds))).naive_utc();
    let last = stored::last_block(db)?;
    let after = last.as_ref().map(|block| block.last_id.clone()).unwrap_or_default();
    let mut events = stored::events_after(db, &after, until, BLOCK)?;
    for event in events.iter_mut().filter(|event| event.digest.is_empty()) {
        audit::put_digest(event)?;
        stored::set_digest(db, event)?;
    }
    let (Some(first_id), Some(last_id)) =
        (events.first().map(|event| event.id.clone()), events.last().map(|event| event.id.clone()))
    else {
        return Ok(false);
    };
    let mut block = AuditBlock {
        number: last.as_ref().map_or(0, |block| block.number) + 1,
        first_id,
        last_id,
        events: i64::try_from(events.len()).unwrap_or(i64::MAX),
        rows_digest: audit::rows_digest(&events)?,
        previous: last.map(|block| block.seal).unwrap_or_default(),
        seal: String::new(),
        sealed_at: now.naive_utc(),
        dropped_at: None,
    };
    block.seal = audit::seal_of(&block)?;
    // Kept elsewhere too: who has the log sees when the end of the chain is cut off.
    tracing::info!(number = block.number, seal = %block.seal, events = block.events, "audit events were sealed");
    stored::insert_block(db, &block)?;
    Ok(true)
}
