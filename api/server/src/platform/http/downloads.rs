//! Who asks for a file that the browser saves by itself: it sends no token, but the cookie that was set for this file.

use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderValue};

use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::principal::{self, Principal};

/// The cookie that opens one file for a minute.
pub const COOKIE: &str = "regulars_download";

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
pub fn is_download(path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte));
    let rejected = path.starts_with("/v1/imports/") && path.ends_with("/rejections.csv");
    let attached = path.starts_with("/v1/complaints/") && path.contains("/attachments/");
    plain && (path.starts_with("/v1/exports/") || rejected || attached)
}
