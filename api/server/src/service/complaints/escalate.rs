//! The job that looks for clocks that have run out and hands each case to the next level: once for each clock, whoever
//! runs it and however many do.

use regulars_db::Db;
use regulars_db::service::complaints;
use regulars_db::service::complaints::clocks;
use regulars_domain::period::{local_day, parse_zone};
use regulars_domain::service::complaints::{ClockKind, ComplaintEventKind};
use regulars_domain::service::events::ComplaintEscalated;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::case::Case;
use super::levels;
use super::levels::Errand;
use super::steps;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::pass::{Nothing, Pass, Passed};
use crate::platform::jobs::{Context, Kind, Outcome};

/// Cases looked up at once.
const PAGE: i64 = 100;
/// Who escalates.
const BY: &str = "system";

/// Escalates every case with a clock that has run out.
#[derive(Default, Serialize, Deserialize)]
pub struct Escalate {}

impl Kind for Escalate {
    const NAME: &'static str = "complaints.escalate";
    const UNIT: &'static str = "complaints";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let now = clock::now().naive_utc();
        // In the order of their ids, so that each is met once: one that is overdue again waits for the next run.
        let pass = Pass {
            page: PAGE,
            step: 1,
            next: move |db: &mut Db, after: &str, limit| Ok(clocks::overdue_after(db, now, after, limit)?),
            handle: |db: &mut Db, passed: &mut Passed<Nothing>, ids: &[String]| {
                for id in ids {
                    escalate(db, id)?;
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
            case.record_event(db, BY, ComplaintEventKind::ClockMissed, None, &data)?;
            continue;
        };
        steps::stop(db, &mut case, &[ClockKind::Acting])?;
        case.hand_to(db, to)?;
        steps::start(db, &mut case, ClockKind::Acting, to)?;
        let task_id = task(db, &case)?;
        let data = ComplaintEscalated { clock: row.kind.0, clock_level: row.level.0, due_at, from, to, task_id };
        case.record_event(db, BY, ComplaintEventKind::Escalated, None, &json!(data))?;
        case.publish(db, &data)?;
    }
    case.save(db, None)?;
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
