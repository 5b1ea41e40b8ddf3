//! `/v1/sign-up-forms`: forms as the console makes them. Their pages are in `public_routes`.

use std::collections::HashMap;

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::marketing::sign_ups;
use regulars_db::marketing::sign_ups::{Filter, Form, SignUp};

use super::service;
use super::views::{
    NewSignUpForm, SignUpCounts, SignUpFormPatch, SignUpFormQuery, SignUpFormView, SignUpQuery, SignUpView,
};
use crate::organisation::units::belonging;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_sign_up_forms)
        .service(create_sign_up_form)
        .service(get_sign_up_form)
        .service(update_sign_up_form)
        .service(list_sign_ups);
}

/// List sign-up forms
///
/// Newest first: those of the caller's own units, and of the units above them.
#[utoipa::path(tag = "sign-up-forms", params(SignUpFormQuery), responses((status = 200, description = "A page of forms", body = List<SignUpFormView>)),
    security(("session" = ["sign_ups:read"]), ("key" = ["sign_ups:read"])))]
#[get("/sign-up-forms")]
async fn list_sign_up_forms(
    who: May<allow::SignUpsRead>,
    query: Query<SignUpFormQuery>,
    app: web::Data<App>,
) -> Answer<List<SignUpFormView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "sign_up_forms", &query)?;
    let (page, q, states) = (list.page(), query.q, query.state);
    let (rows, mut counts) = app
        .store
        .read(move |db| {
            let filter = Filter { units: belonging::readable(db, &who.scope)?, q: q.clone(), states: states.clone() };
            let rows = sign_ups::list(db, &filter, &page)?;
            let ids: Vec<String> = rows.iter().map(|form| form.id.clone()).collect();
            Ok::<_, Error>((rows, counts(db, &ids)?))
        })
        .await?;
    let place = |form: &Form| (form.id.clone(), form.id.clone());
    let answer = list.answer(rows, place, |form| {
        let found = counts.remove(&form.id).unwrap_or_default();
        SignUpFormView::of(&app.config, form, found)
    });
    let List { data, has_more, next_cursor } = answer;
    Ok(List { data: data.into_iter().collect::<Answer<_>>()?, has_more, next_cursor })
}

/// Create a sign-up form
///
/// Its page is at `url`, for everybody who has that address; it takes sign-ups at once. What is typed there counts for
/// nothing until the person confirms it: an e-mail by the link that is sent to it, a phone by a code.
#[utoipa::path(tag = "sign-up-forms", params(IdempotencyHeader), request_body = NewSignUpForm,
    responses((status = 201, description = "The form", body = SignUpFormView)), security(("session" = ["sign_ups:write"]), ("key" = ["sign_ups:write"])))]
#[post("/sign-up-forms")]
async fn create_sign_up_form(
    who: May<allow::SignUpsWrite>,
    key: IdempotencyKey,
    body: Body<NewSignUpForm>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let config = app.config.clone();
    let answer = app.write_once(once, move |db| {
        let form = service::create(db, &config, &who, &who.scope, &body)?;
        let (location, version) = (format!("/v1/sign-up-forms/{}", form.id), form.version);
        Ok(Made::created(location, version, SignUpFormView::of(&config, form, SignUpCounts::default())?))
    });
    answer.await
}

/// Get a sign-up form
#[utoipa::path(tag = "sign-up-forms", responses((status = 200, description = "The form", body = SignUpFormView)),
    security(("session" = ["sign_ups:read"]), ("key" = ["sign_ups:read"])))]
#[get("/sign-up-forms/{id}")]
async fn get_sign_up_form(
    who: May<allow::SignUpsRead>,
    id: Id<ids::SignUpForm>,
    app: web::Data<App>,
) -> Answer<Resource<SignUpFormView>> {
    let read = app.store.read(move |db| {
        let form = service::seen(db, &who.scope, &id)?;
        let found = counts(db, std::slice::from_ref(&form.id))?.remove(&form.id).unwrap_or_default();
        Ok::<_, Error>((form, found))
    });
    let (form, found) = read.await?;
    Ok(Resource::new(form.version, SignUpFormView::of(&app.config, form, found)?))
}

/// Change a sign-up form
///
/// Its address and its unit stay. A closed form says so on its page and takes nothing; links that were sent before are
/// good nevertheless.
#[utoipa::path(tag = "sign-up-forms", params(IfMatchHeader), request_body(content = SignUpFormPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The form as it is now", body = SignUpFormView)), security(("session" = ["sign_ups:write"]), ("key" = ["sign_ups:write"])))]
#[patch("/sign-up-forms/{id}")]
async fn update_sign_up_form(
    who: May<allow::SignUpsWrite>,
    id: Id<ids::SignUpForm>,
    if_match: IfMatch,
    body: Body<SignUpFormPatch>,
    app: web::Data<App>,
) -> Answer<Resource<SignUpFormView>> {
    let config = app.config.clone();
    let write = app.store.write(move |db| {
        let form = service::change(db, &config, &who, &who.scope, &id, &if_match, &body)?;
        let found = counts(db, std::slice::from_ref(&form.id))?.remove(&form.id).unwrap_or_default();
        Ok::<_, Error>((form, found))
    });
    let (form, found) = write.await?;
    Ok(Resource::new(form.version, SignUpFormView::of(&app.config, form, found)?))
}

/// List the sign-ups of a form
///
/// Newest first, of a form of the caller's own units. What is not confirmed within 7 days expires: what was given is
/// forgotten. What was refused is kept for 7 days, without what was given: `trap` is a robot that filled in a field people
/// do not see, `too_fast` a page that came back within 3 seconds, `too_many` the fourth sign-up within 24 hours that named
/// the same address or number.
#[utoipa::path(tag = "sign-up-forms", params(SignUpQuery), responses((status = 200, description = "A page of sign-ups", body = List<SignUpView>)),
    security(("session" = ["sign_ups:read"]), ("key" = ["sign_ups:read"])))]
#[get("/sign-up-forms/{id}/sign-ups")]
async fn list_sign_ups(
    who: May<allow::SignUpsRead>,
    id: Id<ids::SignUpForm>,
    query: Query<SignUpQuery>,
    app: web::Data<App>,
) -> Answer<List<SignUpView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, &format!("sign_ups {}", &*id), &query)?;
    let (page, states) = (list.page(), query.state);
    let (rows, is_masked) = app
        .store
        .read(move |db| {
            let form = service::own(db, &who.scope, &id)?;
            Ok::<_, Error>((sign_ups::of_form(db, &form.id, &states, &page)?, service::is_masked(&who, &form)))
        })
        .await?;
    let place = |sign_up: &SignUp| (sign_up.id.clone(), sign_up.id.clone());
    Ok(list.answer(rows, place, |sign_up| SignUpView::of(sign_up, is_masked)))
}

/// How many came in by each of these forms.
fn counts(db: &mut Db, form_ids: &[String]) -> Answer<HashMap<String, SignUpCounts>> {
    let mut found: HashMap<String, SignUpCounts> = HashMap::new();
    for (form_id, state, count) in sign_ups::counts(db, form_ids)? {
        found.entry(form_id).or_default().put(state.0, count);
    }
    Ok(found)
}
