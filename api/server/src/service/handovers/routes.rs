//! `/v1/users/{id}/work` and `/v1/users/{id}/handovers`.

use actix_web::{HttpResponse, get, post, web};

use super::service;
use super::views::{NewHandover, WorkView};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::jobs::views::JobView;

pub fn configure(config: &mut impl Routes) {
    config.service(get_work).service(hand_over_work);
}

/// Get what a user answers for
///
/// How many customers, open complaints and open tasks are theirs: what is to be handed over before they leave.
#[utoipa::path(tag = "users", responses((status = 200, description = "How much there is", body = WorkView)),
    security(("session" = ["users:read"]), ("key" = ["users:read"])))]
#[get("/users/{id}/work")]
async fn get_work(who: May<allow::UsersRead>, id: Id<ids::User>, app: web::Data<App>) -> Answer<web::Json<WorkView>> {
    Ok(web::Json(app.store.read(move |db| service::work_of(db, &who.scope, &id)).await?))
}

/// Hand over a user's work
///
/// A job that gives the user's customers, open complaints and open tasks, or some of these parts, to somebody else, who is
/// told. Each part needs the right to change it (`customers:write`, `complaints:write`, `tasks:write`); what lies outside of
/// the caller's reach stays where it is, and the job's result counts it as `left`. The user may be disabled already.
#[utoipa::path(tag = "users", params(IdempotencyHeader), request_body = NewHandover,
    responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["users:write"]), ("key" = ["users:write"])))]
#[post("/users/{id}/handovers")]
async fn hand_over_work(
    who: May<allow::UsersWrite>,
    key: IdempotencyKey,
    id: Id<ids::User>,
    reader: Reader,
    body: Body<NewHandover>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let job = service::hand_over(db, &who, &who.scope, &id, &body)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}
