//! In which language a request wants its words: that of Accept-Language, else the user's own, else English.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use regulars_domain::text::Language;

use crate::platform::identity::Actor;

/// The language of an answer to this actor.
pub fn language(headers: &HeaderMap, actor: &Actor) -> Language {
    asked_for(headers).or(actor.language).unwrap_or(Language::DEFAULT)
}

/// The first language of Accept-Language that is spoken here; English for a header without one.
pub fn asked_for(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let spoken = header.split(',').find_map(|part| match part.trim_start().get(..2) {
        Some(tag) if tag.eq_ignore_ascii_case("zh") => Some(Language::Chinese),
        Some(tag) if tag.eq_ignore_ascii_case("en") => Some(Language::English),
        _ => None,
    });
    Some(spoken.unwrap_or(Language::DEFAULT))
}
