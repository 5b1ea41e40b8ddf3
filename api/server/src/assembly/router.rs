//! The server: every area's handlers under `/v1`, and what stands beside them.

use std::net::TcpListener;
use std::time::Duration;

use actix_cors::Cors;
use actix_web::http::header::ALLOW;
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::{App as Actix, HttpRequest, HttpResponse, HttpServer, web};
use utoipa_swagger_ui::{Config as DocsConfig, SwaggerUi};

use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::middleware;
use crate::platform::http::routes::Routes;

use super::{console, document, health};

/// Every feature's handlers, under `/v1`, what is asked for most first: a path is looked for one handler after the other.
pub fn api(config: &mut impl Routes) {
    crate::organisation::sessions::routes::configure(config);
    crate::sales::purchases::routes::configure(config);
    crate::sales::deliveries::routes::configure(config);
    crate::sales::anonymous_sales::routes::configure(config);
    crate::sales::held_purchases::routes::configure(config);
    crate::sales::assortments::routes::configure(config);
    // Before the customers: `/customers/lookup` is no customer's id.
    crate::loyalty::counter::routes::configure(config);
    crate::customers::profiles::routes::configure(config);
    crate::customers::attributes::routes::configure(config);
    crate::customers::competitors::routes::configure(config);
    crate::customers::contacts::routes::configure(config);
    crate::customers::referrals::routes::configure(config);
    crate::customers::merges::routes::configure(config);
    crate::customers::duplicates::routes::configure(config);
    crate::customers::privacy::routes::configure(config);
    crate::loyalty::memberships::routes::configure(config);
    crate::service::complaints::routes::configure(config);
    crate::service::handovers::routes::configure(config);
    crate::service::tasks::routes::configure(config);
    crate::service::wishes::routes::configure(config);
    crate::organisation::notifications::routes::configure(config);
    crate::organisation::saved_views::routes::configure(config);
    crate::insight::approvals::routes::configure(config);
    crate::administration::jobs::routes::configure(config);
    crate::organisation::units::routes::configure(config);
    crate::catalogue::products::routes::configure(config);
    crate::catalogue::product_categories::routes::configure(config);
    crate::marketing::segments::routes::configure(config);
    crate::marketing::campaigns::routes::configure(config);
    crate::marketing::sign_ups::routes::configure(config);
    crate::messaging::templates::routes::configure(config);
    crate::messaging::suppressions::routes::configure(config);
    crate::messaging::reports::routes::configure(config);
    crate::messaging::test_addresses::routes::configure(config);
    crate::messaging::channels::routes::configure(config);
    crate::loyalty::programmes::routes::configure(config);
    crate::service::complaint_categories::routes::configure(config);
    crate::organisation::calendars::routes::configure(config);
    crate::exchange::imports::routes::configure(config);
    crate::exchange::exports::routes::configure(config);
    crate::exchange::data_exports::routes::configure(config);
    crate::insight::analytics::routes::configure(config);
    crate::insight::structure::routes::configure(config);
    crate::insight::tier_migration::routes::configure(config);
    crate::insight::life_cycle::routes::configure(config);
    crate::insight::life_time_value::routes::configure(config);
    crate::insight::life_time_value::setting_routes::configure(config);
    crate::insight::takings::routes::configure(config);
    crate::insight::deliveries::routes::configure(config);
    crate::administration::settings::routes::configure(config);
    crate::organisation::api_keys::routes::configure(config);
    crate::organisation::partners::routes::configure(config);
    crate::organisation::users::routes::configure(config);
    crate::organisation::second_factors::routes::configure(config);
    crate::organisation::account_links::routes::configure(config);
    crate::administration::audit_events::routes::configure(config);
    crate::administration::event_feed::routes::configure(config);
    crate::administration::webhooks::routes::configure(config);
    crate::administration::sandbox::routes::configure(config);
}

/// A server bound to its address, not yet running, and the port it got.
pub struct BoundServer {
    pub server: actix_web::dev::Server,
    pub port: u16,
}

/// Binds the configured address. The server stops when its handle is told so, not by signals: what runs has 8 seconds to
/// end, jobs 10.
pub fn bind(app: web::Data<App>) -> Answer<BoundServer> {
    let failed = |error: std::io::Error| Error::Internal(format!("{}: {error}", app.config.http.listen));
    let listener = TcpListener::bind(&app.config.http.listen).map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    let state = app.clone();
    let server = HttpServer::new(move || {
        let origins = &state.config.http.cors_origins;
        Actix::new()
            .app_data(state.clone())
            .wrap(Compress::default())
            .wrap(from_fn(middleware::admit_and_answer))
            // Outermost: a page may read what it was refused for, too.
            .wrap(Condition::new(!origins.is_empty(), cross_origin(origins)))
            .service(web::scope("/v1").configure(api).default_service(web::to(unknown)))
            .service(health::livez)
            .service(health::readyz)
            .service(health::version)
            .service(health::metrics)
            .service(crate::messaging::unsubscribe::routes::show)
            .service(crate::messaging::unsubscribe::routes::unsubscribe)
            .service(crate::marketing::sign_ups::public_routes::show_form)
            .service(crate::marketing::sign_ups::public_routes::send_form)
            .service(crate::marketing::sign_ups::public_routes::confirm_code)
            .service(crate::marketing::sign_ups::public_routes::show_link)
            .service(crate::marketing::sign_ups::public_routes::follow_link)
            .service(SwaggerUi::new("/docs/{_:.*}").config(DocsConfig::new(["/openapi.json"])))
            .route("/docs", web::get().to(docs))
            .route("/openapi.json", web::get().to(openapi_document))
            .default_service(web::to(console::file))
    })
    .workers(app.config.http.workers)
    .keep_alive(Duration::from_secs(75))
    .client_request_timeout(Duration::from_secs(30))
    .shutdown_timeout(8)
    .disable_signals()
    .listen(listener)
    .map_err(failed)?
    .run();
    Ok(BoundServer { server, port })
}

/// Lets pages of the listed origins call the API with a token.
fn cross_origin(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "authorization",
            "content-type",
            "accept-language",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "last-event-id",
            "traceparent",
            "tracestate",
            "x-request-id",
        ])
        .expose_headers([
            "allow",
            "content-disposition",
            "deprecation",
            "etag",
            "location",
            "link",
            "retry-after",
            "sunset",
            "www-authenticate",
            "x-request-id",
            "idempotency-replayed",
            "ratelimit",
            "ratelimit-policy",
        ])
        .supports_credentials()
        .max_age(3600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

async fn docs() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header(("Location", "/docs/")).finish()
}

async fn openapi_document() -> HttpResponse {
    HttpResponse::Ok().json(document::document())
}

/// A path under `/v1` that no handler takes: unknown, or known under another method.
async fn unknown(request: HttpRequest) -> Answer<HttpResponse> {
    // A path that stands word for word is not the one of an id, though that one fits as well.
    let methods = document::literal_methods(request.path()).unwrap_or_else(|| document::methods_of(request.path()));
    if methods.is_empty() || methods.iter().any(|method| method == request.method().as_str()) {
        return Err(Code::NotFound.into());
    }
    Ok(HttpResponse::MethodNotAllowed().insert_header((ALLOW, methods.join(", "))).finish())
}
