//! A template tried: shown as a customer would get it, or sent to oneself.

use actix_web::{HttpResponse, post, web};
use regulars_domain::messaging::messages::Purpose;
use regulars_domain::messaging::templates::{Contents, render};
use regulars_domain::permissions::Scope;
use regulars_domain::text::Language;

use super::test_send::TestSend;
use super::views::{NewPreview, NewTestSend, TemplatePreview, TemplateTrial};
use super::{facts, service};
use crate::messaging::links;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code};
use crate::platform::http::actor::{May, Person, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;
use crate::platform::jobs;
use crate::platform::jobs::views::JobView;

pub fn configure(config: &mut impl Routes) {
    config.service(preview_contents).service(preview_template).service(send_test);
}

/// Preview contents
///
/// A message before its template is saved, as a customer would get it. What is wrong is told with the place of each fault.
#[utoipa::path(tag = "templates", request_body = TemplateTrial, responses((status = 200, description = "The message", body = TemplatePreview)),
    security(("session" = ["templates:read", "customers:read"]), ("key" = ["templates:read", "customers:read"])))]
#[post("/templates/preview")]
async fn preview_contents(
    _who: May<allow::TemplatesRead>,
    seen: May<allow::CustomersRead>,
    body: Body<TemplateTrial>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<TemplatePreview>> {
    service::check_contents(body.channel, body.purpose, &body.contents)?;
    let TemplateTrial { purpose, contents, language, customer_id, .. } = body.value;
    let spoken = reader.language;
    let asked = NewPreview { language, customer_id };
    preview(&app, seen.actor(), seen.scope.clone(), (purpose, contents), asked, spoken).await
}

/// Preview a template
///
/// The message as a customer would get it.
#[utoipa::path(tag = "templates", request_body = NewPreview, responses((status = 200, description = "The message", body = TemplatePreview)),
    security(("session" = ["templates:read", "customers:read"]), ("key" = ["templates:read", "customers:read"])))]
#[post("/templates/{id}/previews")]
async fn preview_template(
    who: May<allow::TemplatesRead>,
    seen: May<allow::CustomersRead>,
    id: Id<ids::Template>,
    body: Body<NewPreview>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<TemplatePreview>> {
    let spoken = reader.language;
    let template = app.store.read(move |db| service::seen(db, &who.scope, &id)).await?;
    let written = (template.purpose.0, template.contents.0);
    preview(&app, seen.actor(), seen.scope.clone(), written, body.value, spoken).await
}

async fn preview(
    app: &App,
    actor: Actor,
    scope: Scope,
    (purpose, contents): (Purpose, Contents),
    asked: NewPreview,
    spoken: Language,
) -> Answer<web::Json<TemplatePreview>> {
    let link = facts::link_for(purpose, links::sample(app));
    let preview = app.store.read(move |db| {
        let seen = match &asked.customer_id {
            Some(id) => facts::seen(db, &actor, &scope, id, &link)?,
            None => facts::invented(db, asked.language.unwrap_or(spoken), &link)?,
        };
        let wanted = asked.language.into_iter().chain(seen.language);
        let (language, content) = contents.choose(wanted).ok_or(Code::NotFound)?;
        let rendered = render(content, &seen.facts);
        Ok::<_, crate::platform::error::Error>(TemplatePreview::of(seen, language, rendered))
    });
    Ok(web::Json(preview.await?))
}

/// Send a test message
///
/// To an address of the caller that is verified, 50 a day, through the channel's real way out, in a job whose result says
/// what the other side answered: `outcome` is `taken`, `refused` or `later`. The link to unsubscribe in it ends nothing.
#[utoipa::path(tag = "templates", params(IdempotencyHeader), request_body = NewTestSend, responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["templates:write", "customers:read"])))]
#[post("/templates/{id}/test-sends")]
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
async fn send_test(
    who: May<allow::TemplatesWrite>,
    seen: May<allow::CustomersRead>,
    _person: Person,
    id: Id<ids::Template>,
    key: IdempotencyKey,
    body: Body<NewTestSend>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let spoken = reader.language;
    let config = app.config.clone();
    let answer = app.write_once(once, move |db| {
        let template = service::seen(db, &who.scope, &id)?;
        let language = body.language.unwrap_or(spoken);
        if let Some(customer_id) = &body.customer_id {
            facts::seen(db, &seen, &seen.scope, customer_id, "")?;
        }
        let ordered = TestSend::order(db, &who, &config, &template, &body, language)?;
        let job = jobs::enqueue(db, &ordered, &who.id)?;
        Ok(Made::accepted(job, spoken))
    });
    answer.await
}
