//! The job that computes every running clock again, after a calendar, a time zone or the tree of units changed.

use regulars_db::Db;
use regulars_db::service::complaints;
use regulars_db::service::complaints::clocks;
use regulars_domain::service::complaints::{Clock, ClockKind};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::clocks::Clocks;
use crate::platform::error::Answer;
use crate::platform::jobs::pass::{Nothing, Pass, Passed};
use crate::platform::jobs::{Context, Kind, Outcome};

/// Cases in one step.
const STEP: i64 = 100;

/// Computes the running clocks of all cases again.
#[derive(Serialize, Deserialize)]
pub struct Recompute {}

impl Kind for Recompute {
    const NAME: &'static str = "complaints.recompute";
    const UNIT: &'static str = "complaints";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let pass = Pass {
            page: STEP,
            step: usize::try_from(STEP).unwrap_or(1),
            next: |db: &mut Db, after: &str, limit| Ok(clocks::running_after(db, after, limit)?),
            handle: |db: &mut Db, passed: &mut Passed<Nothing>, ids: &[String]| {
                for id in ids {
                    recompute(db, id)?;
                    passed.done += 1;
                }
                Ok(())
            },
        };
        let mut passed = context.checkpoint()?.unwrap_or_default();
        if !pass.run(context, &mut passed)? {
            return Ok(Outcome::PutDown);
        }
        Ok(Outcome::Done(passed.failures.told_in(json!({"complaints": passed.done}))))
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
