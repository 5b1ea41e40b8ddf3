//! The console's files, built into the binary from `web/dist` (read from there in a development build).

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

use crate::platform::error::{Answer, Code};

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../../web/dist"]
struct Files;

/// What a page may load: its own files and nothing else.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// A file of the console; the root, and a page's URL where a page is asked for, answer with the shell, which finds the
/// page itself.
pub async fn file(request: HttpRequest) -> Answer<HttpResponse> {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return Err(Code::NotFound.into());
    }
    let path = request.path().trim_start_matches('/');
    if let Some(file) = Files::get(path).filter(|_| !path.is_empty()) {
        let kept = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return Ok(HttpResponse::Ok()
            .content_type(file.metadata.mimetype())
            .insert_header((CACHE_CONTROL, kept))
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .body(file.data.into_owned()));
    }
    let wants_page = path.is_empty()
        || request
            .headers()
            .get(ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.contains("text/html"));
    match Files::get("index.html") {
        Some(shell) if wants_page => Ok(HttpResponse::Ok()
            .content_type("text/html; charset=utf-8")
            .insert_header((CACHE_CONTROL, "no-cache"))
            .insert_header((CONTENT_SECURITY_POLICY, POLICY))
            .body(shell.data.into_owned())),
        _ => Err(Code::NotFound.into()),
    }
}
