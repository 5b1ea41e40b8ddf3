//! Writes of tasks: to oneself and to users of the own subtree.

use chrono::{Datelike, NaiveDate};
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::organisation::users;
use regulars_db::service::tasks;
use regulars_db::service::tasks::{Seen, Task};
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::TaskState;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::{Action, Scope};
use serde_json::json;

use super::given;
use super::views::{NewTask, TaskPatch};
use crate::customers::profiles::owners::Given;
use crate::customers::profiles::{named, service as customers};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewTask) -> Answer<Task> {
    let owner_id = match (&new.owner_id, actor.kind) {
        (Some(owner_id), _) => owner_id.clone(),
        (None, Kind::User) => actor.id.clone(),
        (None, Kind::Key | Kind::Operator) => return Err(Fault::at("/owner_id", FaultCode::Required).into()),
    };
    check_owner(db, actor, scope, &owner_id)?;
    let customer_id = match &new.customer_id {
        None => None,
        Some(id) => Some(named::seen_by_id(db, actor, sight(actor, scope), id, "/customer_id")?.id),
    };
    let now = clock::now().naive_utc();
    let task = Task {
        id: ids::make(ids::TASK),
        customer_id,
        title: text_fields::line("/title", &new.title, 200)?,
        owner_id,
        due_on: new.due_on.map(check_due).transpose()?,
        state: AsText(TaskState::Open),
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        done_at: None,
        version: 1,
        about_id: None,
    };
    tasks::insert(db, &task)?;
    let detail = json!({"owner_id": task.owner_id, "customer_id": task.customer_id});
    audit::record(db, actor, "tasks.create", ("task", &task.id), &detail)?;
    given::tell(db, &task)?;
    Ok(task)
}

/// Whose customers the caller may name: those it reads, or for who reads none, those the right to write tasks reaches.
fn sight<'a>(actor: &'a Actor, scope: &'a Scope) -> &'a Scope {
    actor.grants.scope(Action::CustomersRead).unwrap_or(scope)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &TaskPatch,
) -> Answer<Task> {
    let mut task = find(db, actor, scope, id)?;
    let before = task.clone();
    expected.check(task.version)?;
    let version = task.version;
    let now = clock::now().naive_utc();
    if let Some(title) = &patch.title {
        task.title = text_fields::line("/title", title, 200)?;
    }
    if let Some(owner_id) = patch.owner_id.as_ref().filter(|owner_id| **owner_id != task.owner_id) {
        check_owner(db, actor, scope, owner_id)?;
        task.owner_id.clone_from(owner_id);
    }
    if let Some(due_on) = patch.due_on {
        task.due_on = due_on.map(check_due).transpose()?;
    }
    if let Some(state) = patch.state.filter(|state| *state != task.state.0) {
        task.state = AsText(state);
        task.done_at = (state == TaskState::Done).then_some(now);
    }
    task.updated_at = now;
    task.version += 1;
    if !tasks::update(db, &task, version)? {
        return Err(Code::Stale.into());
    }
    audit::change(db, actor, "tasks.change", ("task", id), (&before, &task))?;
    if task.owner_id != before.owner_id {
        given::tell_by(db, &task, &actor.id)?;
    }
    Ok(task)
}

/// Gives an open task of the old owner, the first one, to the new owner, who is told of all of them together.
pub fn give(db: &mut Db, actor: &Actor, id: &str, (from, to): (&str, &str)) -> Answer<Given> {
    let theirs = |task: &Task| task.owner_id == from && task.state.0 == TaskState::Open;
    let Some(before) = tasks::find(db, id)?.filter(theirs) else { return Ok(Given::NotTheirs) };
    let mut task = before.clone();
    to.clone_into(&mut task.owner_id);
    task.updated_at = clock::now().naive_utc();
    task.version += 1;
    if !tasks::update(db, &task, before.version)? {
        return Err(Code::Stale.into());
    }
    audit::change(db, actor, "tasks.change", ("task", id), (&before, &task))?;
    Ok(Given::Moved)
}

/// A task of the caller or of a user in scope; another does not exist for them.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Task> {
    let task = tasks::find(db, id)?.ok_or(Code::NotFound)?;
    let sees = sees(db, actor, scope, &task.owner_id)? && sees_customer(db, actor, scope, &task)?;
    if sees { Ok(task) } else { Err(Code::NotFound.into()) }
}

/// One's own tasks are seen whomever they are about; others' only when their customer is seen.
fn sees_customer(db: &mut Db, actor: &Actor, scope: &Scope, task: &Task) -> Answer<bool> {
    let Some(customer_id) = task.customer_id.as_deref().filter(|_| task.owner_id != actor.id) else { return Ok(true) };
    let sight = sight(actor, scope);
    let customer = profiles::find(db, customer_id)?;
    Ok(*sight == Scope::All || customer.is_some_and(|customer| customers::sees(actor, sight, &customer)))
}

/// Which tasks a list shows the caller; none: all.
pub fn shown(actor: &Actor, scope: &Scope) -> Option<Seen> {
    let (staff, customers) = (scope.units(), sight(actor, scope).units());
    if staff.is_none() && customers.is_none() {
        return None;
    }
    let owned = |units: Option<&[String]>| units.map(<[String]>::to_vec);
    Some(Seen { user_id: actor.id.clone(), staff: owned(staff), customers: owned(customers) })
}

fn sees(db: &mut Db, actor: &Actor, scope: &Scope, owner_id: &str) -> Answer<bool> {
    if *scope == Scope::All || actor.id == owner_id {
        return Ok(true);
    }
    let assignments = users::assignments_of(db, &[owner_id.to_owned()])?;
    Ok(assignments.iter().any(|row| scope.covers(Some(&row.unit_id))))
}

fn check_owner(db: &mut Db, actor: &Actor, scope: &Scope, owner_id: &str) -> Answer<()> {
    let Some(owner) = users::find(db, owner_id)? else {
        return Err(Fault::at("/owner_id", FaultCode::NotFound).into());
    };
    if !sees(db, actor, scope, owner_id)? {
        return Err(Fault::at("/owner_id", FaultCode::NotFound).into());
    }
    if *owner.state != UserState::Active {
        return Err(Fault::at("/owner_id", FaultCode::NotAccepted)
            .hint(message!("this user is disabled", "此用户已停用"))
            .into());
    }
    Ok(())
}

fn check_due(day: NaiveDate) -> Answer<NaiveDate> {
    if (2000..2200).contains(&day.year()) {
        return Ok(day);
    }
    Err(Fault::at("/due_on", FaultCode::OutOfRange)
        .hint(message!("expected a day from 2000 to 2199", "应为 2000 年至 2199 年间的日期"))
        .into())
}
