//! Files that the browser saves by itself, however long they are. It sends no token when it does, so a cookie is set
//! before that opens one file for a minute. Not a link with a secret in it: those end up in histories and logs.

use actix_web::cookie::{Cookie, SameSite, time::Duration as CookieDuration};
use actix_web::{HttpResponse, post, web};
use regulars_domain::message;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode};
use crate::platform::http::actor::{Person, check_fresh};
use crate::platform::http::body::Body;
use crate::platform::http::downloads;
use crate::platform::http::language::Reader;
use crate::platform::http::reply::no_content;
use crate::platform::identity::tokens::TICKET_SECONDS;

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
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let path = body.path.split('?').next().unwrap_or_default();
    if !downloads::is_download((app.composition.document)(), path) {
        let fault = Fault::at("/path", FaultCode::NotAccepted);
        return Err(fault
            .hint(message!(
                "expected the path of an export, of rejected rows or of an attachment",
                "应为导出文件、导入的错误行或附件的路径"
            ))
            .into());
    }
    if path.starts_with("/v1/exports/") {
        check_fresh(&who)?;
    }
    let session_id = who.session_id.as_deref().ok_or(Code::Unauthenticated)?;
    let ticket = app.tokens.issue_ticket(&who.id, session_id, &body.path, reader.language, clock::now());
    let ticket = ticket.map_err(|error| Error::Internal(error.to_string()))?;
    let cookie = Cookie::build(downloads::COOKIE, ticket)
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
