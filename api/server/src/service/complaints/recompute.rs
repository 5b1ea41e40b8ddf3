//! The job that computes every running clock again, after a calendar, a time zone or the tree of units changed.

use regulars_db::Db;
use regulars_db::service::complaints;
use regulars_db::service::complaints::clocks;
use regulars_domain::service::complaints::{Clock, ClockKind};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::clocks::Clocks;
use crate::platform::error::Answer;
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Cases in one step.
const STEP: i64 = 100;

/// Computes the running clocks of all cases again.
#[derive(Serialize, Deserialize)]
pub struct Recompute {}

/// Where it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Place {
    after: String,
    done: i64,
}

impl Kind for Recompute {
    const NAME: &'static str = "complaints.recompute";
    const UNIT: &'static str = "complaints";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let mut place = context.checkpoint::<Place>()?.unwrap_or_default();
        loop {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let from = place.clone();
            let (next, over) = context.step(move |db| {
                let ids = clocks::running_after(db, &from.after, STEP)?;
                for id in &ids {
                    recompute(db, id)?;
                }
                let count = i64::try_from(ids.len()).unwrap_or(STEP);
                let next =
                    Place { after: ids.last().cloned().unwrap_or_else(|| from.after.clone()), done: from.done + count };
                Step::to((next.clone(), count < STEP), next.done, None, &next)
            })?;
            place = next;
            if over {
                return Ok(Outcome::Done(json!({"complaints": place.done})));
            }
        }
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Computes the clocks of one case again; a case of itself has not changed by it.
fn recompute(db: &mut Db, id: &str) -> Answer<()> {
    let Some(complaint) = complaints::lock(db, id)? else { return Ok(()) };
    let mut clocks = Clocks::of(db, &complaint)?;
    clocks.change(db, ClockKind::ALL, Clock::recomputed)?;
    let next = clocks.next_due();
    if next != complaint.next_due_at {
        complaints::set_next_due(db, &complaint, next)?;
    }
    Ok(())
}
