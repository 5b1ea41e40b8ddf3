//! `/v1/sandbox`.

use actix_web::{HttpResponse, get, post, web};
use regulars_db::administration::sandbox;
use regulars_db::organisation::api_keys;
use serde_json::json;

use super::reset::ResetSandbox;
use super::views::SandboxView;
use crate::platform::app::{App, blocking};
use crate::platform::audit;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::language::Reader;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::jobs;
use crate::platform::jobs::views::JobView;

pub fn configure(config: &mut impl Routes) {
    config.service(get_sandbox).service(reset_sandbox);
}

/// Get the sandbox
///
/// What is in it. An API key of the mode `test` is served from it: the same requests, the same answers, and nothing real.
/// It begins with the units, partners, products, programmes and settings of the organisation, and no customers.
#[utoipa::path(tag = "sandbox", responses((status = 200, description = "The sandbox", body = SandboxView)),
    security(("session" = ["keys:read"]), ("key" = ["keys:read"])))]
#[get("/sandbox")]
async fn get_sandbox(_who: May<allow::KeysRead>, app: web::Data<App>) -> Answer<web::Json<SandboxView>> {
    if app.sandbox.check().is_err() {
        return Ok(web::Json(SandboxView::default()));
    }
    let keys = app.store.read(|db| Ok::<_, Error>(api_keys::count_test_keys(db)?)).await?;
    let live = app.into_inner();
    let counts = blocking(move || {
        let sandbox = live.sandbox.open(&live)?;
        sandbox.store.read_now(|db| Ok::<_, Error>(sandbox::counts(db)?))
    });
    Ok(web::Json(SandboxView::of(keys, &counts.await?)))
}

/// Reset the sandbox
///
/// By a job: all that test keys did is gone, webhooks as well, and it begins anew with the units, partners, products,
/// programmes and settings of now. Keys stay good. Numbers of events go on, so whoever follows the feed there reads on.
#[utoipa::path(tag = "sandbox", params(IdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["keys:write"]), ("key" = ["keys:write"])))]
#[post("/sandbox/resets")]
async fn reset_sandbox(
    who: MayEverywhere<allow::KeysWrite>,
    key: IdempotencyKey,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.sandbox.check()?;
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let job = jobs::enqueue(db, &ResetSandbox {}, &who.id)?;
        audit::record(db, &who, "sandbox.reset", ("job", &job.id), &json!({}))?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}
