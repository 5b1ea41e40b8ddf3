//! `/t/unsubscribe`, see the module above.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpResponse, get, post, web};
use serde::Deserialize;

use super::page::State;
use super::{page, service};
use crate::messaging::links;
use crate::messaging::links::SAMPLE;
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::middleware::PAGE;

/// What the page may do: be shown, and post to itself.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; \
                      frame-ancestors 'none'";

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
}

#[get("/t/unsubscribe")]
pub async fn show(query: web::Query<Token>, app: web::Data<App>) -> Answer<HttpResponse> {
    let state = match links::open(&app.keys, &query.token) {
        Some(about) => State::Asked(about.channel),
        None if query.token == SAMPLE => State::Sample,
        None => State::Broken,
    };
    answer(&app, state).await
}

#[post("/t/unsubscribe")]
pub async fn unsubscribe(query: web::Query<Token>, app: web::Data<App>) -> Answer<HttpResponse> {
    let state = match links::open(&app.keys, &query.token) {
        Some(about) => {
            let channel = about.channel;
            app.store.write(move |db| service::withdraw(db, &about)).await?;
            State::Done(channel)
        }
        None if query.token == SAMPLE => State::Sample,
        None => State::Broken,
    };
    answer(&app, state).await
}

async fn answer(app: &App, state: State) -> Answer<HttpResponse> {
    let name = app.store.read(crate::platform::organisation).await?.name;
    let status = if state == State::Broken { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    Ok(HttpResponse::build(status)
        .content_type(PAGE)
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .body(page::of(&name, state)))
}
