//! In which language a request wants its words.

use actix_web::HttpRequest;
use actix_web::http::header::ACCEPT_LANGUAGE;
use regulars_domain::text::Language;

use super::actor::Actor;
use super::problem;

/// The language of Accept-Language, else the user's own, else English.
pub fn language(request: &HttpRequest, actor: &Actor) -> Language {
    let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    match header.map(problem::Language::of).or(actor.language).unwrap_or_default() {
        problem::Language::En => Language::English,
        problem::Language::Zh => Language::Chinese,
    }
}
