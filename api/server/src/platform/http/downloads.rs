//! Who asks for a file that the browser saves by itself: it sends no token, but the cookie that was set for this file.

use std::sync::Arc;

use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderValue};
use serde_json::Value;

use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::principal::{self, Principal};

/// What is no file to be saved.
const NO_FILES: [&str; 2] = ["application/json", "text/event-stream"];
/// The cookie that opens one file for a minute.
pub const COOKIE: &str = "regulars_download";

/// Who asks for a file without a token, by the cookie; the answer is in the language that was asked for with it.
pub async fn identify(app: &App, request: &mut ServiceRequest) -> Answer<Arc<Principal>> {
    if request.method() != Method::GET || !is_download((app.composition.document)(), request.path()) {
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

/// What the browser may save by itself: what a GET answers as a file, and neither as JSON nor as a stream of events.
pub fn is_download(document: &Value, path: &str) -> bool {
    let plain = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/_-.".contains(&byte));
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flatten();
    plain && paths.filter(|(template, _)| fits(template, path)).any(|(_, item)| answers_file(item))
}

/// Whether a path is one of a template such as `/v1/imports/{id}`.
fn fits(template: &str, path: &str) -> bool {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len()
        && wanted.iter().zip(given).all(|(part, one)| part == &one || part.starts_with('{') && !one.is_empty())
}

fn answers_file(item: &Value) -> bool {
    let content = item.pointer("/get/responses/200/content").and_then(Value::as_object);
    content.is_some_and(|content| !content.keys().any(|kind| NO_FILES.contains(&kind.as_str())))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::is_download;

    #[test]
    fn a_file_is_saved_and_nothing_else() {
        let answers = |kind: &str| json!({"get": {"responses": {"200": {"content": {kind: {}}}}}});
        let document: Value = json!({"paths": {
            "/v1/exports/customers": answers("text/csv"),
            "/v1/complaints/{id}/attachments/{attachment_id}": answers("image/png"),
            "/v1/complaints/{id}": answers("application/json"),
            "/v1/jobs/{id}/events": answers("text/event-stream"),
            "/v1/imports": {"post": {}},
        }});
        for (path, expected) in [
            ("/v1/exports/customers", true),
            ("/v1/complaints/cmp_1/attachments/att_1", true),
            ("/v1/complaints/cmp_1/attachments/", false),
            ("/v1/complaints/cmp_1/attachments/a%2Fb", false),
            ("/v1/complaints/cmp_1", false),
            ("/v1/jobs/job_1/events", false),
            ("/v1/imports", false),
            ("/v1/exports", false),
        ] {
            assert_eq!(is_download(&document, path), expected, "{path}");
        }
    }
}
