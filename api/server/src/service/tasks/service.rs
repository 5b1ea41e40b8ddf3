//! Writes of tasks: to oneself and to users of the own subtree.

use chrono::{Datelike, NaiveDate};
use regulars_db::Db;
use regulars_db::organisation::users;
use regulars_db::service::tasks;
use regulars_db::service::tasks::Task;
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::TaskState;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::users::UserState;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::views::{NewTask, TaskPatch};
use crate::customers::profiles::named;
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
    if let Some(customer_id) = &new.customer_id {
        named::by_id(db, customer_id, "/customer_id")?;
    }
    let now = clock::now().naive_utc();
    let task = Task {
        id: ids::make(ids::TASK),
        customer_id: new.customer_id.clone(),
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
    Ok(task)
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
    let detail = json!({"state": task.state.0, "owner_id": task.owner_id});
    audit::record(db, actor, "tasks.change", ("task", id), &detail)?;
    Ok(task)
}

/// A task of the caller or of a user in scope; another does not exist for them.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Task> {
    let task = tasks::find(db, id)?.ok_or(Code::NotFound)?;
    if sees(db, actor, scope, &task.owner_id)? { Ok(task) } else { Err(Code::NotFound.into()) }
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
