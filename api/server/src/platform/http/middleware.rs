//! The one middleware: every request passes it in and every answer passes it out.
//!
//! In: a request id, the caller, the limits. Out: every error as a problem in the client's language, the headers that
//! are the same for all, the log line and the figures. A panic in a handler ends that request only.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Extensions, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};

use futures_util::FutureExt;
use regulars_domain::ids;
use regulars_domain::platform::sandbox::ApiKeyMode;
use regulars_domain::text::Language;
use tracing::Instrument;

use super::actor::Caller;
use super::client_address::{ClientAddress, client_address, last_hop};
use super::deprecated::Deprecated;
use super::downloads;
use super::head_requests;
use super::language;
use super::logged_path;
use super::problem::ProblemView;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::identity::principal;
use crate::platform::identity::principal::{Pending, Principal};
use crate::platform::limits::Verdict;
use crate::platform::sandbox::Sandbox;

/// An answer that took this long is always logged.
const SLOW: Duration = Duration::from_secs(1);

/// The documentation runs its own scripts only and asks nobody but this service; its styles are partly inline.
const DOCS_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                           object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// The media type of a page that says itself what is wrong: a customer who followed a link reads no problem document.
pub const PAGE: &str = "text/html; charset=utf-8";

/// The id of a request: in the answer, in problems, in every log line.
#[derive(Clone, Debug)]
pub struct RequestId(pub String);

/// What happens around every handler: the request gets its id and its caller, is counted against the limits, and is
/// logged; an error becomes a problem in the caller's language.
pub async fn admit_and_answer(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let app = match request.app_data::<web::Data<App>>() {
        Some(app) => web::Data::clone(app),
        None => return Err(Error::Internal("the application has no state".to_owned()).into()),
    };
    let id = request_id(&request);
    request.extensions_mut().insert(RequestId(id.clone()));
    let asked_for = language::asked_for(request.headers());
    let method = request.method().clone();
    let is_head = head_requests::as_get(&mut request);
    let path = request.path().to_owned();
    let logged = logged_path::logged(&path);
    let span = tracing::info_span!("request", %id, %method, path = %logged, caller = tracing::field::Empty, parent = tracing::field::Empty);
    if let Some(parent) = request.headers().get("traceparent").and_then(|value| value.to_str().ok()) {
        span.record("parent", parent);
    }

    let mut limit = None;
    let mut caller_language = None;
    let passed = AssertUnwindSafe(async {
        let admitted = admit(&app, &mut request, &path).await;
        limit = admitted.limit;
        if let Some(error) = admitted.refused {
            return Ok(request.error_response(error).map_into_boxed_body());
        }
        if let Ok(principal) = &admitted.caller {
            tracing::Span::current().record("caller", principal.id.as_str());
            caller_language = principal.language;
            if principal.mode == ApiKeyMode::Test {
                match Sandbox::for_key(app.clone().into_inner(), &principal.id).await {
                    Ok(sandbox) => serve_from(&mut request, sandbox),
                    Err(error) => return Ok(request.error_response(error).map_into_boxed_body()),
                }
            }
        }
        request.extensions_mut().insert::<Caller>(admitted.caller);
        next.call(request).await.map(ServiceResponse::map_into_boxed_body)
    })
    .catch_unwind()
    .instrument(span.clone())
    .await;

    let language = asked_for.or(caller_language).unwrap_or(Language::DEFAULT);
    let told = ProblemResponder { app: &app, path: &path, language, id: &id, limit };
    let answer = span.in_scope(|| match passed {
        Ok(Ok(response)) if is_head => Ok(head_requests::without_content(told.finish(response))),
        Ok(Ok(response)) => Ok(told.finish(response)),
        Ok(Err(error)) => Err(told.instead(&error)),
        Err(_) => Err(told.instead(&Error::Internal("a handler panicked".to_owned()).into())),
    });
    let (route, status) = match &answer {
        Ok(response) => (response.request().match_pattern(), response.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    let took = started.elapsed();
    app.metrics.request(method.as_str(), route.as_deref().unwrap_or("none"), status.as_u16(), took);
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(|| {
        // What went well and fast is counted in the figures; a line for each would be much of a short request.
        if status.as_u16() < 400 && took < SLOW {
            tracing::debug!(status = status.as_u16(), took_us, "answered");
        } else {
            tracing::info!(status = status.as_u16(), took_us, "answered");
        }
    });
    answer
}

/// The caller's own request id if it looks like one, else a new one.
fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    given
        .filter(|id| {
            (8..=128).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        })
        .map_or_else(|| ids::make("req_"), str::to_owned)
}

/// Lets this state answer a request, instead of the process's own.
fn serve_from(request: &mut ServiceRequest, app: Arc<App>) {
    let mut data = Extensions::new();
    data.insert(web::Data::from(app));
    request.add_data_container(Rc::new(data));
}

/// Who calls, and whether they may go on.
struct Admission {
    caller: Caller,
    limit: Option<Verdict>,
    refused: Option<Error>,
}

async fn admit(app: &App, request: &mut ServiceRequest, path: &str) -> Admission {
    let peer = request.peer_addr().map(|peer| peer.ip());
    let address = client_address(&app.config.http, peer, request.headers());
    if app.proxies.is_new_proxy(&app.config.http, peer, last_hop(request.headers()).as_deref()) {
        tracing::warn!(
            peer = peer.map(tracing::field::display),
            "many addresses call through a proxy that is not trusted and share its limits: name it in http.trusted_proxies"
        );
    }
    request.extensions_mut().insert(ClientAddress(address));
    if !path.starts_with("/v1/") {
        return Admission { caller: Err(Code::Unauthenticated.into()), limit: None, refused: None };
    }
    let caller = identify(app, request, address).await;
    let verdict = match &caller {
        Ok(principal) => app.limits.principal(&principal.id, principal.rate_per_minute),
        Err(_) => app.limits.address(address),
    };
    let refused = verdict.as_ref().filter(|verdict| !verdict.admitted).map(|verdict| {
        Refusal::of(Code::TooManyRequests)
            .retry_after(i64::try_from(verdict.retry_after_seconds).unwrap_or(i64::MAX))
            .into()
    });
    let pending = caller.as_ref().ok().and_then(|principal| principal.pending);
    let refused = refused.or_else(|| pending.filter(|_| !path.starts_with("/v1/auth/")).map(pending_refusal));
    Admission { caller, limit: verdict, refused }
}

/// What somebody is told who has something to do before anything else.
fn pending_refusal(pending: Pending) -> Error {
    match pending {
        Pending::NewPassword => Code::NewPasswordRequired.into(),
        Pending::SecondFactor => Code::SecondFactorMissing.into(),
    }
}

async fn identify(app: &App, request: &mut ServiceRequest, address: Option<IpAddr>) -> Answer<Arc<Principal>> {
    let Some(header) = request.headers().get(header::AUTHORIZATION) else {
        return downloads::identify(app, request).await;
    };
    let (scheme, token) =
        header.to_str().ok().and_then(|value| value.trim().split_once(' ')).ok_or(Code::Unauthenticated)?;
    // The name of a scheme has no case (RFC 9110).
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Code::Unauthenticated.into());
    }
    principal::authenticate(app, token.trim(), address, clock::now()).await
}

/// How the answer to one request is told.
struct ProblemResponder<'a> {
    app: &'a App,
    path: &'a str,
    language: Language,
    id: &'a str,
    limit: Option<Verdict>,
}

impl ProblemResponder<'_> {
    /// The answer as it leaves: an error becomes a problem document, and all get their headers.
    fn finish(&self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let status = response.status();
        let is_page = response.headers().get(header::CONTENT_TYPE).is_some_and(|given| given == PAGE);
        let mut response = if !is_page && (status.is_client_error() || status.is_server_error()) {
            let problem = match response.response().error().and_then(|error| error.as_error::<Error>()) {
                Some(error) => self.problem_of(error),
                None => foreign(response.response().error(), status),
            };
            let (problem, methods) = match self.methods_instead(response.request(), &problem) {
                Some(methods) => (Refusal::of(Code::MethodNotAllowed), HeaderValue::try_from(methods).ok()),
                None => (problem, response.headers().get(header::ALLOW).cloned()),
            };
            let (request, _) = response.into_parts();
            let mut answer = match self.led_to(&request, &problem) {
                Some(place) => HttpResponse::PermanentRedirect().insert_header((header::LOCATION, place)).finish(),
                None => self.document(&problem),
            };
            if let Some(methods) = methods {
                answer.headers_mut().insert(header::ALLOW, methods);
            }
            ServiceResponse::new(request, answer)
        } else {
            response
        };
        if Deprecated::is_marked(response.request()) {
            Deprecated::tell(response.headers_mut());
        }
        apply_headers(response.headers_mut(), self.path, self.id, self.limit);
        response
    }

    /// The answer when there is none: a handler panicked or the inner service failed.
    fn instead(&self, error: &actix_web::Error) -> actix_web::Error {
        let problem = match error.as_error::<Error>() {
            Some(error) => self.problem_of(error),
            None => foreign(Some(error), error.as_response_error().status_code()),
        };
        let mut response = self.document(&problem);
        apply_headers(response.headers_mut(), self.path, self.id, self.limit);
        actix_web::error::InternalError::from_response("answered with a problem", response).into()
    }

    /// What a path without parameters takes, when the method that was asked for is not among it: such a path may look
    /// like the id of another.
    fn methods_instead(&self, request: &HttpRequest, problem: &Refusal) -> Option<String> {
        if problem.code != Code::NotFound {
            return None;
        }
        let methods = (self.app.composition.literal_methods)(request.path())?;
        (!methods.iter().any(|method| method == request.method().as_str())).then(|| methods.join(", "))
    }

    /// Where a read is led instead of being told what is wrong; a write is not led on.
    fn led_to(&self, request: &HttpRequest, problem: &Refusal) -> Option<String> {
        let target = request.uri().path_and_query().filter(|_| request.method().is_safe())?;
        (self.app.composition.redirect)(target.as_str(), problem)
    }

    fn problem_of(&self, error: &Error) -> Refusal {
        if error.is_ours() {
            tracing::error!(%error, "failed");
            self.app.metrics.failures.inc();
        }
        error.refusal()
    }

    fn document(&self, problem: &Refusal) -> HttpResponse {
        let status = StatusCode::from_u16(problem.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        if let Some(seconds) = problem.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, challenge(problem.code)));
        }
        let view = ProblemView::of(problem, self.language, self.path, self.id);
        response
            .content_type("application/problem+json")
            .insert_header((header::CONTENT_LANGUAGE, self.language.as_str()))
            .json(view)
    }
}

/// How to authenticate (RFC 6750), and whether what was sent is no longer good.
fn challenge(code: Code) -> &'static str {
    match code {
        Code::SessionExpired | Code::InvalidKey => "Bearer realm=\"regulars\", error=\"invalid_token\"",
        _ => "Bearer realm=\"regulars\"",
    }
}

/// An error that actix made itself.
fn foreign(error: Option<&actix_web::Error>, status: StatusCode) -> Refusal {
    let code = match status {
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::BodyTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::REQUEST_TIMEOUT => Code::Timeout,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ if status.is_client_error() => Code::MalformedBody,
        _ => Code::Internal,
    };
    // What actix says of it is English and of its own types.
    if let Some(error) = error {
        tracing::debug!(%error, "refused by the server itself");
    }
    Refusal::of(code)
}

/// The headers every answer has.
fn apply_headers(headers: &mut HeaderMap, path: &str, id: &str, limit: Option<Verdict>) {
    let is_api = path.starts_with("/v1/");
    if let Ok(value) = HeaderValue::try_from(id) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let policy = if path.starts_with("/docs") { DOCS_POLICY } else { "default-src 'none'; frame-ancestors 'none'" };
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if is_api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(limit) = limit {
        for (name, value) in [("ratelimit-policy", limit.policy()), ("ratelimit", limit.state())] {
            if let Ok(value) = HeaderValue::try_from(value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}
