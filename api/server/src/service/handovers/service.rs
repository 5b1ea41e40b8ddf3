//! Who may hand over whose work to whom.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::platform::jobs::Job;
use regulars_db::service::work;
use regulars_domain::message;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::{Action, Scope};
use regulars_domain::service::handovers::WorkPart;
use serde_json::json;

use super::job::HandOver;
use super::views::{NewHandover, WorkView};
use crate::organisation::users::service as users;
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::{Actor, Asker};
use crate::platform::jobs;

/// What a user in the caller's reach answers for.
pub fn work_of(db: &mut Db, scope: &Scope, id: &str) -> Answer<WorkView> {
    let user = users::find(db, scope, id)?.user;
    let mut count = |part| work::count(db, &user.id, part);
    Ok(WorkView {
        customers: count(WorkPart::Customers)?,
        complaints: count(WorkPart::Complaints)?,
        tasks: count(WorkPart::Tasks)?,
    })
}

/// Asks for a handover: a job. What is outside of the caller's reach stays where it is.
pub fn hand_over(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, new: &NewHandover) -> Answer<Job> {
    let from = users::find_inferior(db, actor, scope, id)?.user;
    let to = match users::find(db, scope, &new.to_user_id) {
        Ok(found) => found.user,
        Err(error) if error.refusal().code == Code::NotFound => {
            return Err(Fault::at("/to_user_id", FaultCode::NotFound).into());
        }
        Err(error) => return Err(error),
    };
    if to.id == from.id {
        let hint = message!("work goes to somebody else", "工作须交接给另一个人");
        return Err(Fault::at("/to_user_id", FaultCode::NotAccepted).hint(hint).into());
    }
    if *to.state != UserState::Active {
        let hint = message!("this user is disabled", "此用户已停用");
        return Err(Fault::at("/to_user_id", FaultCode::NotAccepted).hint(hint).into());
    }
    let mut reach = BTreeMap::new();
    for part in new.parts.as_deref().unwrap_or(WorkPart::ALL) {
        let units = actor.grants.scope(right_to(*part)).ok_or(Code::Forbidden)?.units();
        reach.insert(*part, units.map(<[String]>::to_vec));
    }
    let asker = Asker::of(actor);
    let detail = json!({"to_user_id": to.id, "parts": reach.keys().collect::<Vec<_>>()});
    audit::record(db, actor, "users.hand_over", ("user", &from.id), &detail)?;
    jobs::enqueue(db, &HandOver { from: from.id, from_name: from.name, to: to.id, reach, asker }, &actor.id)
}

/// The right that a change of the owner needs.
fn right_to(part: WorkPart) -> Action {
    match part {
        WorkPart::Customers => Action::CustomersWrite,
        WorkPart::Complaints => Action::ComplaintsWrite,
        WorkPart::Tasks => Action::TasksWrite,
    }
}
