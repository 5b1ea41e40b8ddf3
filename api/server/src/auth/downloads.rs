//! Files that the browser saves by itself, however long they are. It sends no token when it does, so a cookie is set
//! before that opens one file for a minute. Not a link with a secret in it: those end up in histories and logs.

use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite, time::Duration as CookieDuration};
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::principal::{self, Principal};
use super::tokens::TICKET_SECONDS;
use crate::app::App;
use crate::clock;
use crate::http::actor::Person;
use crate::http::body::Body;
use crate::http::problem::{Answer, Code, Error, Fault, FaultCode};
use crate::http::reply::no_content;
use crate::http::spoken;

const COOKIE: &str = "regulars_download";

/// A file to be saved by the browser.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDownload {
    /// Its path with the query, exactly as it will be asked for.
    #[validate(length(min = 1, max = 4000))]
    #[schema(min_length = 1, max_length = 4000, example = "/v1/exports/customers?format=csv")]
    pub path: String,
}

/// Prepare a download
///
/// Sets a cookie by which the browser may save this export, these rejected rows or this attachment within a minute and
/// without a token. What one may not read is refused then.
#[utoipa::path(tag = "auth", request_body = NewDownload, responses((status = 204, description = "The cookie is set")), security(("session" = [])))]
#[post("/auth/downloads")]
pub async fn prepare_download(
    who: Person,
    body: Body<NewDownload>,
    request: HttpRequest,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let path = body.path.split('?').next().unwrap_or_default();
    if !is_download(path) {
        let fault = Fault::at("/path", FaultCode::NotAccepted);
        return Err(fault.hint("expected the path of an export, of rejected rows or of an attachment").into());
    }
    let session_id = who.session_id.as_deref().ok_or(Code::Unauthenticated)?;
    let language = spoken::asked_for(request.headers()).or(who.language).unwrap_or(spoken::DEFAULT);
    let ticket = app.tokens.issue_ticket(&who.id, session_id, &body.path, language, clock::now());
    let ticket = ticket.map_err(|error| Error::Internal(error.to_string()))?;
    let cookie = Cookie::build(COOKIE, ticket)
        .path(path.to_owned())
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.config.http.public_url.starts_with("https://"))
        .max_age(CookieDuration::seconds(TICKET_SECONDS))
        .finish();
    let mut response = no_content();
    response.add_cookie(&cookie).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(response)
}

/// Who asks for a file without a token, by the cookie; the answer is in the language that was asked for with it.
pub async fn identify(app: &App, request: &mut ServiceRequest) -> Answer<Arc<Principal>> {
    if request.method() != Method::GET || !is_download(request.path()) {
        return Err(Code::Unauthenticated.into());
    }
    let cookie = request.cookie(COOKIE).ok_or(Code::Unauthenticated)?;
    let target = request.uri().path_and_query().map(|target| target.as_str()).unwrap_or_default();
    let ticket = app.tokens.check_ticket(cookie.value(), target).ok_or(Code::Unauthenticated)?;
    if let Ok(language) = HeaderValue::try_from(ticket.lang.as_str()) {
        request.headers_mut().insert(ACCEPT_LANGUAGE, language);
    }
    principal::of_session(app, &ticket.sub, &ticket.sid, clock::now()).await
}

/// What the browser may save by itself.
fn is_download(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte));
    let rejected = path.starts_with("/v1/imports/") && path.ends_with("/rejections.csv");
    let attached = path.starts_with("/v1/complaints/") && path.contains("/attachments/");
    plain && (path.starts_with("/v1/exports/") || rejected || attached)
}
