//! One case for the length of a transaction: held, changed, and kept with what happened.

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::service::complaints;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::complaints::parts;
use regulars_db::service::complaints::parts::Event;
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::permissions::Scope;
use regulars_domain::platform::events::EventData;
use regulars_domain::service::complaints::{ComplaintEventKind, Level, Policy, Step, next};
use serde_json::Value;

use super::clocks::Clocks;
use super::levels;
use crate::customers::profiles::service::check_not_erased;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::service::complaints::policy;

/// A case that is held.
pub struct Case {
    pub complaint: Complaint,
    pub clocks: Clocks,
    pub policy: Policy,
    pub now: DateTime<Utc>,
    /// As it was when it was taken.
    stored: Complaint,
}

/// A case the caller may see: of a unit in scope, their own, or of a task force they are in.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Complaint> {
    let found = complaints::find(db, id)?;
    seen(db, actor, scope, found)
}

fn seen(db: &mut Db, actor: &Actor, scope: &Scope, found: Option<Complaint>) -> Answer<Complaint> {
    let complaint = found.ok_or(Code::NotFound)?;
    if scope.covers(Some(&complaint.unit_id)) || complaint.owner_id.as_deref() == Some(actor.id.as_str()) {
        return Ok(complaint);
    }
    let members = parts::members_of(db, &complaint.customer_id, &complaint.id)?;
    if members.contains(&actor.id) { Ok(complaint) } else { Err(Code::NotFound.into()) }
}

impl Case {
    /// Holds a case the caller may see until the transaction ends.
    pub fn lock(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Case> {
        let found = complaints::lock(db, id)?;
        let complaint = seen(db, actor, scope, found)?;
        // What was written of who was erased is gone, and nothing comes to it.
        if let Some(customer) = profiles::find(db, &complaint.customer_id)? {
            check_not_erased(&customer)?;
        }
        Case::of(db, complaint)
    }

    /// A case whose row is held.
    pub fn of(db: &mut Db, complaint: Complaint) -> Answer<Case> {
        let clocks = Clocks::of(db, &complaint)?;
        let (stored, policy) = (complaint.clone(), policy::current(db)?.value);
        Ok(Case { complaint, clocks, policy, now: clock::now(), stored })
    }

    /// Takes a step; refused when the state does not allow it.
    pub fn step(&mut self, step: Step) -> Answer<()> {
        let to = next(self.complaint.state.0, step).map_err(|error| Refusal::of(Code::Conflict).detail(error))?;
        self.complaint.state = AsText(to);
        Ok(())
    }

    /// Hands the case to a level and its unit.
    pub fn hand_to(&mut self, db: &mut Db, level: Level) -> Answer<()> {
        self.complaint.level = AsText(level);
        self.complaint.acting_unit_id = levels::unit_of(db, &self.complaint.unit_id, level)?.id;
        Ok(())
    }

    /// Notes what happened.
    pub fn record_event(
        &self,
        db: &mut Db,
        by: &str,
        kind: ComplaintEventKind,
        body: Option<&str>,
        data: &Value,
    ) -> Answer<Event> {
        let event = Event {
            id: ids::make(ids::COMPLAINT_EVENT),
            customer_id: self.complaint.customer_id.clone(),
            complaint_id: self.complaint.id.clone(),
            kind: AsText(kind),
            body: body.map(str::to_owned),
            data: Json(data.clone()),
            occurred_at: self.now.naive_utc(),
            recorded_by: by.to_owned(),
        };
        parts::insert_event(db, &event)?;
        Ok(event)
    }

    /// Tells others a fact on the case.
    pub fn publish(&self, db: &mut Db, data: &impl EventData) -> Answer<()> {
        events::publish(db, &self.complaint.customer_id, &self.complaint.id, self.now.naive_utc(), data)
    }

    /// Writes the case with its next due time; who did what is noted, and what that changed.
    pub fn save(mut self, db: &mut Db, actor: Option<(&Actor, &str)>) -> Answer<Complaint> {
        self.complaint.next_due_at = self.clocks.next_due();
        self.complaint.updated_at = self.now.naive_utc();
        self.complaint.version += 1;
        if !complaints::update(db, &self.complaint, self.stored.version)? {
            return Err(Code::Stale.into());
        }
        if let Some((actor, action)) = actor {
            audit::change(db, actor, action, ("complaint", &self.complaint.id), (&self.stored, &self.complaint))?;
        }
        Ok(self.complaint)
    }
}
