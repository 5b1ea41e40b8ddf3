//! `/join/{token}` and `/t/sign-up`, see the module above.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use regulars_db::marketing::sign_ups::Form;
use regulars_domain::marketing::sign_ups::{LEAST_SECONDS, SignUpRefusal};
use regulars_domain::message;
use regulars_domain::text::{Language, Message};
use serde::Deserialize;

use super::confirm::Confirmed;
use super::page::{Frame, Notice};
use super::submit::{Faults, Given, Outcome};
use super::{confirm, marks, submit};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::client_address::ClientAddress;
use crate::platform::http::language::Reader;
use crate::platform::http::middleware::PAGE;

/// What a page may do: be shown, and post to itself. Who may show it within a page of theirs stands behind it.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors ";

/// The language somebody chose on the page.
#[derive(Deserialize)]
pub struct Chosen {
    #[serde(default)]
    lang: Option<String>,
}

impl Chosen {
    fn language(&self, reader: &Reader) -> Language {
        self.lang.as_deref().and_then(|lang| lang.parse().ok()).unwrap_or(reader.language)
    }

    /// What keeps the choice in a link or a form; none where nothing was chosen.
    fn kept(&self) -> String {
        let chosen: Option<Language> = self.lang.as_deref().and_then(|lang| lang.parse().ok());
        chosen.map_or_else(String::new, |language| format!("?lang={language}"))
    }
}

#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
    #[serde(default)]
    lang: Option<String>,
}

/// What the page with the code sends back.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    sign_up: String,
    code: String,
}

/// A page on its way, with its status and who may show it within theirs.
struct Page {
    status: StatusCode,
    html: String,
    origins: Vec<String>,
}

impl Page {
    fn answer(self) -> HttpResponse {
        let ancestors = if self.origins.is_empty() { "'none'".to_owned() } else { self.origins.join(" ") };
        let mut answer = HttpResponse::build(self.status);
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            answer.insert_header((RETRY_AFTER, 60));
        }
        answer
            .content_type(PAGE)
            .insert_header((CACHE_CONTROL, "no-store"))
            .insert_header((CONTENT_SECURITY_POLICY, format!("{POLICY}{ancestors}")))
            .body(self.html)
    }
}

/// The page of one form for one reader.
struct Site<'a> {
    app: &'a App,
    frame: Frame<'a>,
}

impl Site<'_> {
    fn notice(&self, status: StatusCode, notice: Notice, form: Option<&Form>) -> Page {
        let origins = form.map(|form| form.origins.0.clone()).unwrap_or_default();
        Page { status, html: self.frame.notice(notice), origins }
    }

    /// The form anew; one whose mark is good keeps it, so that time goes on for who only corrects a field.
    fn form(&self, form: &Form, given: &Given, faults: &Faults, said: Option<&Message>, mark: Option<&str>) -> Page {
        let fresh = marks::page_mark(&self.app.keys, form, clock::now().naive_utc());
        let html = self.frame.form(form, mark.unwrap_or(&fresh), given, faults, said);
        let status =
            if faults.is_empty() && said.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Page { status, html, origins: form.origins.0.clone() }
    }
}

#[get("/join/{token}")]
pub async fn show_form(
    token: web::Path<String>,
    chosen: web::Query<Chosen>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let here = format!("{}{}", marks::JOIN, *token);
    let (config, token) = (app.config.clone(), token.into_inner());
    let found = app.store.read(move |db| submit::opened(db, &config, &token)).await?;
    let organisation = organisation(&app).await?;
    let frame = Frame { organisation: &organisation, language: chosen.language(&reader), here: Some(&here) };
    let site = Site { app: &app, frame };
    let page = match found {
        None => site.notice(StatusCode::NOT_FOUND, Notice::NoForm, None),
        Some((form, false)) => site.notice(StatusCode::OK, Notice::Closed, Some(&form)),
        Some((form, true)) => site.form(&form, &Given::default(), &Faults::new(), None, None),
    };
    Ok(page.answer())
}

#[post("/join/{token}")]
pub async fn send_form(
    request: HttpRequest,
    token: web::Path<String>,
    chosen: web::Query<Chosen>,
    given: Result<web::Form<Given>, actix_web::Error>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let here = format!("{}{}", marks::JOIN, *token);
    let organisation = organisation(&app).await?;
    let language = chosen.language(&reader);
    let site = Site { app: &app, frame: Frame { organisation: &organisation, language, here: Some(&here) } };
    if !admitted(&app, &request) {
        return Ok(site.notice(StatusCode::TOO_MANY_REQUESTS, Notice::Busy, None).answer());
    }
    let Ok(web::Form(given)) = given else {
        return Ok(site.notice(StatusCode::BAD_REQUEST, Notice::Unreadable, None).answer());
    };
    let (state, typed, token) = (app.clone(), given.clone(), token.into_inner());
    let outcome =
        app.store.write(move |db| submit::take(db, &state.config, &state.keys, &token, &typed, language)).await?;
    let page = match outcome {
        Outcome::NoForm => site.notice(StatusCode::NOT_FOUND, Notice::NoForm, None),
        Outcome::Closed(form) => site.notice(StatusCode::CONFLICT, Notice::Closed, Some(&form)),
        Outcome::Busy(form) => site.notice(StatusCode::TOO_MANY_REQUESTS, Notice::Busy, Some(&form)),
        Outcome::Refused(form, SignUpRefusal::Trap) => {
            site.notice(StatusCode::UNPROCESSABLE_ENTITY, Notice::Trap, Some(&form))
        }
        Outcome::Refused(form, SignUpRefusal::TooMany) => {
            site.notice(StatusCode::TOO_MANY_REQUESTS, Notice::TooMany, Some(&form))
        }
        Outcome::Refused(form, SignUpRefusal::TooFast) => {
            let said = message!(
                "That was faster than {LEAST_SECONDS} seconds. Please look it over and send it again.",
                "提交过快（不到 {LEAST_SECONDS} 秒）。请核对后再次提交。"
            );
            site.form(&form, &given, &Faults::new(), Some(&said), Some(&given.page))
        }
        Outcome::Stale(form) => {
            let said = message!(
                "This page was open for too long, or has changed since. Please look it over and send it again.",
                "页面打开时间过长或内容已更新。请核对后再次提交。"
            );
            site.form(&form, &given, &Faults::new(), Some(&said), None)
        }
        Outcome::Faults(form, faults) => site.form(&form, &given, &faults, None, Some(&given.page)),
        Outcome::Taken(form, sign_up) => {
            let handle = sign_up.phone.as_ref().and_then(|_| marks::handle(&app.keys, &sign_up));
            match handle {
                None => site.notice(StatusCode::OK, Notice::MailSent, Some(&form)),
                Some(handle) => {
                    let action = format!("{here}/code{}", chosen.kept());
                    let html = site.frame.code(&action, &handle, sign_up.email.is_some(), None);
                    Page { status: StatusCode::OK, html, origins: form.origins.0 }
                }
            }
        }
    };
    Ok(page.answer())
}

#[post("/join/{token}/code")]
pub async fn confirm_code(
    request: HttpRequest,
    token: web::Path<String>,
    chosen: web::Query<Chosen>,
    typed: Result<web::Form<Typed>, actix_web::Error>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let organisation = organisation(&app).await?;
    // The page is the answer to what was sent: in the other language there is none to go to.
    let frame = Frame { organisation: &organisation, language: chosen.language(&reader), here: None };
    let site = Site { app: &app, frame };
    if !admitted(&app, &request) {
        return Ok(site.notice(StatusCode::TOO_MANY_REQUESTS, Notice::Busy, None).answer());
    }
    let Ok(web::Form(Typed { sign_up: handle, code })) = typed else {
        return Ok(site.notice(StatusCode::BAD_REQUEST, Notice::Unreadable, None).answer());
    };
    let (state, asked, of) = (app.clone(), token.clone(), handle.clone());
    let confirmed = twice(&app, move |db| {
        let Some((form, _)) = submit::opened(db, &state.config, &asked)? else { return Ok(None) };
        let confirmed = confirm::by_code(db, &state.keys, &form, &of, &code)?;
        Ok(Some((form, confirmed)))
    });
    let page = match confirmed.await? {
        None => site.notice(StatusCode::NOT_FOUND, Notice::NoForm, None),
        Some((form, Confirmed::Done(_) | Confirmed::Before)) => {
            site.notice(StatusCode::OK, Notice::Confirmed, Some(&form))
        }
        Some((form, Confirmed::Over)) => site.notice(StatusCode::GONE, Notice::Over, Some(&form)),
        Some((form, Confirmed::Broken)) => site.notice(StatusCode::BAD_REQUEST, Notice::Unreadable, Some(&form)),
        Some((form, Confirmed::WrongCode(sign_up, error))) => {
            let action = format!("{}{}/code{}", marks::JOIN, *token, chosen.kept());
            let html = site.frame.code(&action, &handle, sign_up.email.is_some(), Some(&error.into()));
            Page { status: StatusCode::UNPROCESSABLE_ENTITY, html, origins: form.origins.0 }
        }
    };
    Ok(page.answer())
}

#[get("/t/sign-up")]
pub async fn show_link(link: web::Query<Link>, reader: Reader, app: web::Data<App>) -> Answer<HttpResponse> {
    let (state, token) = (app.clone(), link.token.clone());
    let (found, form) = app.store.read(move |db| confirm::look(db, &state.keys, &token)).await?;
    link_page(&app, &link, &reader, |site| match (found, form) {
        (Confirmed::Done(sign_up), Some(form)) => {
            Page { status: StatusCode::OK, html: site.frame.confirm(&form, &sign_up), origins: Vec::new() }
        }
        (other, _) => told(site, &other),
    })
    .await
}

#[post("/t/sign-up")]
pub async fn follow_link(
    request: HttpRequest,
    link: web::Query<Link>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    if !admitted(&app, &request) {
        let busy = |site: &Site<'_>| site.notice(StatusCode::TOO_MANY_REQUESTS, Notice::Busy, None);
        return link_page(&app, &link, &reader, busy).await;
    }
    let (state, token) = (app.clone(), link.token.clone());
    let confirmed = twice(&app, move |db| confirm::by_link(db, &state.keys, &token)).await?;
    link_page(&app, &link, &reader, |site| told(site, &confirmed)).await
}

fn told(site: &Site<'_>, confirmed: &Confirmed) -> Page {
    let (status, notice) = match confirmed {
        Confirmed::Done(_) | Confirmed::Before => (StatusCode::OK, Notice::Confirmed),
        Confirmed::Over => (StatusCode::GONE, Notice::Over),
        Confirmed::WrongCode(..) | Confirmed::Broken => (StatusCode::BAD_REQUEST, Notice::Broken),
    };
    site.notice(status, notice, None)
}

async fn link_page(
    app: &App,
    link: &Link,
    reader: &Reader,
    page: impl FnOnce(&Site<'_>) -> Page,
) -> Answer<HttpResponse> {
    let organisation = organisation(app).await?;
    // What is not of a token's characters is not written into the page.
    let is_plain = link.token.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
    let here = format!("{}?token={}", marks::CONFIRM, link.token);
    let language = link.lang.as_deref().and_then(|lang| lang.parse().ok()).unwrap_or(reader.language);
    let frame = Frame { organisation: &organisation, language, here: is_plain.then_some(&here) };
    Ok(page(&Site { app, frame }).answer())
}

/// Writes, once more when somebody else took the same contact in the meantime: then it is theirs.
async fn twice<T: Send + 'static>(
    app: &App,
    work: impl FnMut(&mut regulars_db::Db) -> Answer<T> + Clone + Send + 'static,
) -> Answer<T> {
    match app.store.write(work.clone()).await {
        Err(error) if error.refusal().code == Code::IdentityTaken => app.store.write(work).await,
        done => done,
    }
}

/// Whether one more request of the address is taken.
fn admitted(app: &App, request: &HttpRequest) -> bool {
    use actix_web::HttpMessage;
    let address = request.extensions().get::<ClientAddress>().and_then(|address| address.0);
    app.limits.address(address).is_none_or(|verdict| verdict.admitted)
}

async fn organisation(app: &App) -> Result<String, Error> {
    Ok(app.store.read(crate::platform::organisation).await?.name)
}
