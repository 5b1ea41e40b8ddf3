//! The job that looks for clocks that have run out and hands each case to the next level: once for each clock, whoever
//! runs it and however many do.

use std::collections::HashSet;

use regulars_db::Db;
use regulars_db::service::complaints;
use regulars_db::service::complaints::clocks;
use regulars_domain::period::{local_day, parse_zone};
use regulars_domain::service::complaints::{ClockKind, ComplaintEventKind};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::case::Case;
use super::levels;
use super::levels::Errand;
use super::steps;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Cases looked up at once.
const PART: i64 = 100;
/// Who escalates.
const BY: &str = "system";

/// Escalates every case with a clock that has run out.
#[derive(Default, Serialize, Deserialize)]
pub struct Escalate {}

impl Kind for Escalate {
    const NAME: &'static str = "complaints.escalate";
    const UNIT: &'static str = "complaints";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let mut done = 0;
        let mut seen = HashSet::new();
        loop {
            let now = clock::now().naive_utc();
            let store = context.store().clone();
            let mut overdue = store.read_now(move |db| Ok::<_, Error>(clocks::overdue(db, now, PART)?))?;
            // One that is overdue again, or could not be handed on, waits for the next run.
            overdue.retain(|id| seen.insert(id.clone()));
            if overdue.is_empty() {
                return Ok(Outcome::Done(json!({"complaints": done})));
            }
            for id in overdue {
                if context.should_stop() {
                    return Ok(Outcome::PutDown);
                }
                done += 1;
                context.step(move |db| {
                    escalate(db, &id)?;
                    Ok(Step { value: (), done, total: None, checkpoint: None })
                })?;
            }
        }
    }
}

/// Notes every clock of a case that has run out by now, and hands the case up one level for each. What another process
/// noted meanwhile is not overdue any more once the case is held.
pub fn escalate(db: &mut Db, id: &str) -> Answer<()> {
    let Some(complaint) = complaints::lock(db, id)? else { return Ok(()) };
    let mut case = Case::of(db, complaint)?;
    let now = case.now;
    let missed = case.clocks.miss(db, now)?;
    if missed.is_empty() {
        return Ok(());
    }
    for row in missed {
        let from = case.complaint.level.0;
        let due_at = row.due_at.map(|at| at.and_utc());
        let Some(to) = from.above() else {
            let data = json!({"clock": row.kind.0, "clock_level": row.level.0, "due_at": due_at, "from": from});
            case.note(db, BY, ComplaintEventKind::ClockMissed, None, &data)?;
            continue;
        };
        steps::stop(db, &mut case, &[ClockKind::Acting])?;
        case.hand_to(db, to)?;
        steps::start(db, &mut case, ClockKind::Acting, to)?;
        let task_id = task(db, &case)?;
        let data = json!({"clock": row.kind.0, "clock_level": row.level.0, "due_at": due_at, "from": from, "to": to,
            "task_id": task_id});
        case.note(db, BY, ComplaintEventKind::Escalated, None, &data)?;
        case.tell(db, "complaint.escalated", &data)?;
    }
    case.keep(db, None)?;
    Ok(())
}

/// The task of whoever acts for the level the case has come to; none where nobody does.
fn task(db: &mut Db, case: &Case) -> Answer<Option<String>> {
    let level = case.complaint.level.0;
    let Some(owner_id) = levels::actor_of(db, &case.complaint.unit_id, level)? else { return Ok(None) };
    let unit = levels::unit_of(db, &case.complaint.unit_id, level)?;
    let zone = parse_zone(&unit.time_zone).map_err(|error| Error::Internal(error.to_string()))?;
    let due = case.clocks.due_of(ClockKind::Acting, level).map(|due| local_day(due.and_utc(), zone));
    levels::give_task(db, &case.complaint, &owner_id, Errand::Escalated, due, BY).map(Some)
}
