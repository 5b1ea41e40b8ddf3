//! Where a feature puts its handlers: into a server, or into the document that describes them. A server does not make the
//! document for itself: each of its threads would, at every start.

use actix_web::dev::HttpServiceFactory;
use actix_web::web;
use utoipa_actix_web::OpenApiFactory;
use utoipa_actix_web::service_config::ServiceConfig as Described;

/// Takes up handlers one by one.
pub trait Routes {
    /// Adds one handler with its path, its method and its description.
    fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self;
}

impl Routes for web::ServiceConfig {
    fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        web::ServiceConfig::service(self, handler)
    }
}

impl Routes for Described<'_> {
    fn service(&mut self, handler: impl HttpServiceFactory + OpenApiFactory + 'static) -> &mut Self {
        Described::service(self, handler)
    }
}
