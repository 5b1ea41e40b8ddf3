//! For operators: alive, ready, version, figures. Outside `/v1`, without log-in.

use actix_web::http::header::AUTHORIZATION;
use actix_web::{HttpRequest, HttpResponse, get, web};
use regulars_db::migrate;
use serde_json::json;

use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::identity::keys::digest;

/// The process runs.
#[get("/livez")]
pub async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "alive"}))
}

/// The process can do its work: the database answers, is of this version, and keeps what is written.
#[get("/readyz")]
pub async fn readyz(app: web::Data<App>) -> Answer<HttpResponse> {
    let current = app.store.read(|db| Ok::<_, Error>(migrate::is_current(db))).await;
    let (database, migrations) = match current {
        Ok(current) => (true, current),
        Err(_) => (false, false),
    };
    let broken = app.store.broken();
    let (problem, reason) = match broken {
        Some(failure) => (Refusal::of(Code::StorageFailed), failure.as_str()),
        None if migrations => {
            let ready = json!({"status": "ready", "database": true, "migrations": true, "durable": true});
            return Ok(HttpResponse::Ok().json(ready));
        }
        None if database => (Refusal::of(Code::Unavailable).retry_after(2), "schema_of_another_version"),
        None => (Refusal::of(Code::Unavailable).retry_after(2), "database_unreachable"),
    };
    let problem = problem.member("reason", reason).member("database", database).member("migrations", migrations);
    Err(problem.member("durable", broken.is_none()).into())
}

#[get("/version")]
pub async fn version() -> HttpResponse {
    HttpResponse::Ok().json(json!({"name": "regulars", "version": env!("CARGO_PKG_VERSION")}))
}

/// Figures in Prometheus' text format, for who sends the configured token. Without one there are none: they tell how
/// much business is done.
#[get("/metrics")]
pub async fn metrics(request: HttpRequest, app: web::Data<App>) -> Answer<HttpResponse> {
    let wanted = app.config.http.metrics_token.as_deref().ok_or(Code::NotFound)?;
    let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token =
        given.and_then(|value| value.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    // Digests are of one length: the comparison tells nothing of the token.
    let same =
        |given: &str| bool::from(subtle::ConstantTimeEq::ct_eq(digest(given).as_bytes(), digest(wanted).as_bytes()));
    if !token.is_some_and(|(_, token)| same(token.trim())) {
        return Err(Code::Unauthenticated.into());
    }
    let text = app.metrics.text().map_err(|error| Error::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(text))
}
