//! `/v1/jobs`.

use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpRequest, HttpResponse, Responder, get, post, web};
use regulars_db::Db;
use regulars_db::platform::jobs;
use regulars_db::platform::jobs::{Filter, Job};
use regulars_domain::permissions::{Grant, Scope};
use serde_json::json;

use super::event_stream;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::error::{Answer, Code};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{Made, Resource, no_content};
use crate::platform::http::routes::Routes;
use crate::platform::jobs::queue;
use crate::platform::jobs::views::{JobQuery, JobView};

pub fn configure(config: &mut impl Routes) {
    config.service(list_jobs).service(get_job).service(watch_job).service(cancel_job).service(retry_job);
}

/// Whose jobs somebody sees: all of them with the right over the whole organisation, one's own with it over a part.
fn own<G: Grant>(who: &May<G>) -> Option<String> {
    (who.scope != Scope::All).then(|| who.id.clone())
}

/// A job that the caller sees; another's does not exist for who has the right over a part only.
fn seen<G: Grant>(db: &mut Db, who: &May<G>, id: &str) -> Answer<Job> {
    let job = queue::find(db, id)?;
    if own(who).is_none_or(|own| job.created_by == own) { Ok(job) } else { Err(Code::NotFound.into()) }
}

/// List jobs
///
/// Newest first: all of them for who has the right over the whole organisation, one's own for others.
#[utoipa::path(tag = "jobs", params(JobQuery), responses((status = 200, description = "A page of jobs", body = List<JobView>)),
    security(("session" = ["jobs:read"]), ("key" = ["jobs:read"])))]
#[get("/jobs")]
async fn list_jobs(
    who: May<allow::JobsRead>,
    query: Query<JobQuery>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<List<JobView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "jobs", &query)?;
    let filter = Filter { states: query.state, kinds: query.kind, subject_id: query.subject_id, created_by: own(&who) };
    list.read(
        &app.store,
        move |db, page| Ok(jobs::list(db, &filter, page)?),
        |job| (String::new(), job.id.clone()),
        |job| JobView::new(job, reader.language),
    )
    .await
}

/// Get a job
///
/// While it is not over, Retry-After says when to look again; `GET /v1/jobs/{id}/events` tells without asking.
#[utoipa::path(tag = "jobs", responses((status = 200, description = "The job", body = JobView, headers(("ETag" = String), ("Retry-After" = i64)))),
    security(("session" = ["jobs:read"]), ("key" = ["jobs:read"])))]
#[get("/jobs/{id}")]
async fn get_job(
    request: HttpRequest,
    who: May<allow::JobsRead>,
    id: Id<ids::Job>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let job = app.store.read(move |db| seen(db, &who, &id)).await?;
    let (seq, over) = (job.seq, job.state.is_over());
    let mut response = Resource::new(seq, JobView::new(job, reader.language)).respond_to(&request);
    if !over {
        response.headers_mut().insert(RETRY_AFTER, actix_web::http::header::HeaderValue::from_static("1"));
    }
    Ok(response)
}

/// Watch a job
///
/// A stream of server-sent events `job`, each with the job as it is then; it ends when the job is over, and is 204 from
/// then on for who has its last event. The id of an event is a number that grows: sent as Last-Event-ID it leaves out
/// what is known.
#[utoipa::path(tag = "jobs", params(("Last-Event-ID" = Option<i64>, Header, description = "The id of the last event seen")),
    responses((status = 200, description = "The events", content_type = "text/event-stream", body = String),
        (status = 204, description = "The job is over and its last event is known: a client must not ask again")),
    security(("session" = ["jobs:read"]), ("key" = ["jobs:read"])))]
#[get("/jobs/{id}/events")]
async fn watch_job(
    request: HttpRequest,
    who: May<allow::JobsRead>,
    id: Id<ids::Job>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let known = event_stream::last_known(&request)?;
    let wanted = id.to_string();
    let job = app.store.read(move |db| seen(db, &who, &wanted)).await?;
    // A client that is answered 200 would ask again for ever.
    if job.state.is_over() && job.seq <= known {
        return Ok(no_content());
    }
    Ok(event_stream::stream(app, id.into_text(), known, reader.language))
}

/// Cancel a job
///
/// One that waits is cancelled at once, one that runs at its next step.
#[utoipa::path(tag = "jobs", params(IdempotencyHeader), responses((status = 200, description = "The job", body = JobView, headers(("ETag" = String)))),
    security(("session" = ["jobs:write"]), ("key" = ["jobs:write"])))]
#[post("/jobs/{id}/cancel")]
async fn cancel_job(
    who: May<allow::JobsWrite>,
    key: IdempotencyKey,
    id: Id<ids::Job>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let (once, kinds) = (key.of_digest(&who, &[]), app.composition.job_kinds);
    let answer = app.write_once(once, move |db| {
        seen(db, &who, &id)?;
        let job = queue::cancel(db, kinds, &id)?;
        audit::record(db, &who, "jobs.cancel", ("job", &id), &json!({"kind": job.kind}))?;
        Ok(Made::ok(JobView::new(job.clone(), reader.language)).etag(job.seq))
    });
    answer.await
}

/// Start a failed job again
///
/// A failed or cancelled job goes on from where it stopped.
#[utoipa::path(tag = "jobs", params(IdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["jobs:write"]), ("key" = ["jobs:write"])))]
#[post("/jobs/{id}/retry")]
async fn retry_job(
    who: May<allow::JobsWrite>,
    key: IdempotencyKey,
    id: Id<ids::Job>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let (once, kinds) = (key.of_digest(&who, &[]), app.composition.job_kinds);
    let answer = app.write_once(once, move |db| {
        seen(db, &who, &id)?;
        let job = queue::retry(db, kinds, &id)?;
        audit::record(db, &who, "jobs.retry", ("job", &id), &json!({"kind": job.kind}))?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}
