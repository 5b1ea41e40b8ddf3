//! `/v1/tasks`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::page::Page;
use regulars_db::service::tasks;
use regulars_db::service::tasks::Filter;
use regulars_domain::message;

use super::service;
use super::views::{NewTask, TaskPatch, TaskQuery, TaskView};
use crate::customers::profiles::named;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::identity::principal::Kind;

pub fn configure(config: &mut impl Routes) {
    config.service(list_tasks).service(create_task).service(get_task).service(update_task);
}

/// List tasks
///
/// The caller's own, and those of users in the caller's subtree about customers whom the caller sees; the soonest due first, those without a day last.
#[utoipa::path(tag = "tasks", params(TaskQuery), responses((status = 200, description = "A page of tasks", body = List<TaskView>)),
    security(("session" = ["tasks:read"]), ("key" = ["tasks:read"])))]
#[get("/tasks")]
async fn list_tasks(
    who: May<allow::TasksRead>,
    query: Query<TaskQuery>,
    app: web::Data<App>,
) -> Answer<List<TaskView>> {
    let Query(mut query) = query;
    if query.owner_id.as_deref() == Some("me") {
        if who.kind == Kind::Key {
            let fault = Fault::parameter("owner_id", FaultCode::NotAccepted)
                .hint(message!("a key owns no tasks", "密钥没有任务"));
            return Err(Refusal::of(Code::InvalidParameter).fault(fault).into());
        }
        query.owner_id = Some(who.id.clone());
    }
    let list = page::asked(&app.keys, "tasks", &query)?;
    let filter = Filter {
        seen_by: service::shown(&who, &who.scope),
        owner_id: query.owner_id,
        customer_id: query.customer_id,
        states: query.state,
    };
    let place = |task: &tasks::Task| (task.due_on.map(|day| day.to_string()).unwrap_or_default(), task.id.clone());
    let read = move |db: &mut Db, page: &Page| {
        let customer_id = named::in_filter(db, &who, filter.customer_id.clone())?;
        let filter = Filter { customer_id, ..filter.clone() };
        Ok(tasks::list(db, &filter, page)?)
    };
    list.read(&app.store, read, place, TaskView::from).await
}

/// Create a task
///
/// For oneself or for a user in the caller's subtree, about a customer whom the caller sees.
#[utoipa::path(tag = "tasks", params(IdempotencyHeader), request_body = NewTask,
    responses((status = 201, description = "The task", body = TaskView)), security(("session" = ["tasks:write"]), ("key" = ["tasks:write"])))]
#[post("/tasks")]
async fn create_task(
    who: May<allow::TasksWrite>,
    key: IdempotencyKey,
    body: Body<NewTask>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let task = service::create(db, &who, &who.scope, &body)?;
        Ok(Made::created(format!("/v1/tasks/{}", task.id), task.version, TaskView::from(task)))
    });
    answer.await
}

/// Get a task
#[utoipa::path(tag = "tasks", responses((status = 200, description = "The task", body = TaskView)),
    security(("session" = ["tasks:read"]), ("key" = ["tasks:read"])))]
#[get("/tasks/{id}")]
async fn get_task(who: May<allow::TasksRead>, id: Id<ids::Task>, app: web::Data<App>) -> Answer<Resource<TaskView>> {
    let task = app.store.read(move |db| service::find(db, &who, &who.scope, &id)).await?;
    Ok(Resource::new(task.version, TaskView::from(task)))
}

/// Change a task
///
/// Done, dropped and open again; handed over; put off.
#[utoipa::path(tag = "tasks", params(IfMatchHeader), request_body(content = TaskPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The task as it is now", body = TaskView)), security(("session" = ["tasks:write"]), ("key" = ["tasks:write"])))]
#[patch("/tasks/{id}")]
async fn update_task(
    who: May<allow::TasksWrite>,
    id: Id<ids::Task>,
    if_match: IfMatch,
    body: Body<TaskPatch>,
    app: web::Data<App>,
) -> Answer<Resource<TaskView>> {
    let task = app.store.write(move |db| service::change(db, &who, &who.scope, &id, &if_match, &body)).await?;
    Ok(Resource::new(task.version, TaskView::from(task)))
}
