//! The handover itself: everything that is still theirs, thing by thing, each change noted as one of whoever asked for it.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::organisation::users;
use regulars_db::service::work;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::Scope;
use regulars_domain::service::handovers::WorkPart;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::customers::profiles::owners;
use crate::customers::profiles::owners::Given;
use crate::organisation::notifications::service as notifications;
use crate::organisation::notifications::service::Notice;
use crate::platform::error::{Answer, Code, Refusal};
use crate::platform::identity::Asker;
use crate::platform::jobs::pass::{Pass, Passed};
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::service::complaints::steps;
use crate::service::tasks::service as tasks;

/// Things in one step.
const STEP: usize = 200;

/// Hands what one user answers for to another.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HandOver {
    pub from: String,
    pub from_name: String,
    pub to: String,
    /// What goes, and the units the asker reaches of it; none: all.
    pub reach: BTreeMap<WorkPart, Option<Vec<String>>>,
    pub asker: Asker,
}

/// What a handover has come to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Handed {
    moved: BTreeMap<WorkPart, i64>,
    /// Outside of the asker's reach.
    left: i64,
    /// Whether the new owner knows.
    told: bool,
}

impl Kind for HandOver {
    const NAME: &'static str = "users.hand_over";
    const UNIT: &'static str = "things";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let mut passed = context.checkpoint::<Passed<Handed>>()?.unwrap_or_default();
        let (from, mut parts) = (self.from.clone(), self.reach.keys().copied().collect::<Vec<_>>());
        parts.sort_by_key(|part| prefix(*part));
        let this = self.clone();
        let pass = Pass {
            page: 1_000,
            step: STEP,
            // Parts stand in the order of what their ids begin with, so one goes on behind the other.
            next: move |db: &mut Db, after: &str, limit| {
                for part in parts.iter().copied() {
                    let ids = work::ids_after(db, &from, part, after, limit)?;
                    if !ids.is_empty() {
                        return Ok(ids);
                    }
                }
                Ok(Vec::new())
            },
            handle: move |db: &mut Db, passed: &mut Passed<Handed>, ids: &[String]| this.hand_some(db, passed, ids),
        };
        if !pass.run(context, &mut passed)? {
            return Ok(Outcome::PutDown);
        }
        let moved = |part| passed.own.moved.get(&part).copied().unwrap_or(0);
        let total: i64 = passed.own.moved.values().sum();
        if total > 0 && !passed.own.told {
            let (this, mut told) = (self.clone(), passed.clone());
            told.own.told = true;
            context.step(move |db| {
                this.tell(db)?;
                Step::to((), told.done, None, &told)
            })?;
        }
        let result = json!({
            "customers": moved(WorkPart::Customers),
            "complaints": moved(WorkPart::Complaints),
            "tasks": moved(WorkPart::Tasks),
            "left": passed.own.left,
        });
        Ok(Outcome::Done(passed.failures.told_in(result)))
    }

    fn subject(&self) -> Option<String> {
        Some(self.from.clone())
    }
}

impl HandOver {
    fn hand_some(&self, db: &mut Db, passed: &mut Passed<Handed>, ids: &[String]) -> Answer<()> {
        let active = users::find(db, &self.to)?.is_some_and(|user| *user.state == UserState::Active);
        if !active {
            let why = message!("who takes over is disabled meanwhile", "接手人已停用");
            return Err(Refusal::of(Code::Conflict).detail(why).into());
        }
        let actor = self.asker.actor();
        for id in ids {
            let Some(part) = WorkPart::ALL.iter().copied().find(|part| id.starts_with(prefix(*part))) else { continue };
            let scope = match self.reach.get(&part).cloned().flatten() {
                None => Scope::All,
                Some(units) => Scope::Units(units),
            };
            let owners = (self.from.as_str(), self.to.as_str());
            let given = match part {
                WorkPart::Customers => owners::give(db, &actor, &scope, id, owners)?,
                WorkPart::Complaints => steps::give(db, &actor, &scope, id, owners)?,
                WorkPart::Tasks => tasks::give(db, &actor, id, owners)?,
            };
            match given {
                Given::Moved => *passed.own.moved.entry(part).or_default() += 1,
                Given::OutOfReach => passed.own.left += 1,
                Given::NotTheirs => {}
            }
            passed.done += 1;
            passed.after.clone_from(id);
        }
        Ok(())
    }

    /// One word for all of it.
    fn tell(&self, db: &mut Db) -> Answer<()> {
        let actor = self.asker.actor();
        let notice = Notice {
            kind: NotificationKind::WorkHandedOver,
            subject: NotificationSubject::User,
            subject_id: &self.from,
            item_id: &self.from,
            title: Some(&self.from_name),
            reason: None,
            by: &actor.id,
        };
        notifications::tell(db, std::slice::from_ref(&self.to), &notice)
    }
}

fn prefix(part: WorkPart) -> &'static str {
    match part {
        WorkPart::Customers => ids::CUSTOMER,
        WorkPart::Complaints => ids::COMPLAINT,
        WorkPart::Tasks => ids::TASK,
    }
}
