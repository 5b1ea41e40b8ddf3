//! `/v1/customers/{id}/erase` and `/v1/erasures`.

use std::sync::Arc;

use actix_web::{HttpResponse, get, post, web};
use regulars_db::Db;
use regulars_db::customers::erasures;
use regulars_db::customers::erasures::{Erasure, Filter};
use regulars_db::customers::profiles;
use regulars_db::platform::personal_reads;
use regulars_db::platform::personal_reads::PersonalRead;
use regulars_domain::customers::retention::RetentionPolicy;

use super::erase;
use super::erase::{Means, Reason};
use super::retain;
use super::views::{
    EraseCustomer, ErasureQuery, ErasureView, PersonalReadQuery, PersonalReadView, RetentionReport, TriedRetention,
};
use crate::customers::profiles::routes::resolve;
use crate::customers::profiles::service::sees;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code};
use crate::platform::http::actor::{Fresh, May, MayEverywhere, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{RequiredIdempotencyHeader, RequiredKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::personal_data::PersonalDataParts;
use crate::platform::versioned_setting::Setting;

pub fn configure(config: &mut impl Routes) {
    config
        .service(erase_customer)
        .service(list_erasures)
        .service(get_erasure)
        .service(list_personal_reads)
        .service(preview_retention);
}

/// Erase a customer
///
/// Everything by which the person is known goes, and everything that somebody wrote about them: profile, identities,
/// consents, interactions, tasks, the texts and files of complaints, addresses of messages, kept replies, files of imports,
/// and the values in the audit trail, whose chain still holds. What was bought stays, without a name, so that no total
/// changes. Whoever was merged into the customer goes with it. Nothing is ever sent again where the person was reached,
/// until a consent is recorded that was given after this. A job looks through files and the like; the receipt is `done`
/// when it has. It cannot be undone. 409: complaints are open, or something was promised and not given.
#[utoipa::path(tag = "customers", params(RequiredIdempotencyHeader), request_body = EraseCustomer,
    responses((status = 201, description = "The receipt", body = ErasureView)),
    security(("session" = ["privacy:write"]), ("key" = ["privacy:write"])))]
#[post("/customers/{id}/erase")]
async fn erase_customer(
    who: May<allow::PrivacyWrite>,
    _fresh: Fresh,
    id: Id<ids::Customer>,
    key: RequiredKey,
    body: Body<EraseCustomer>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let parts = PersonalDataParts::of(&app)?;
    let keys = Arc::clone(&app.keys);
    let answer = app.write_once(once, move |db| {
        let id = resolve(db, &who, &id)?;
        let means = Means { parts, keys: &keys };
        let erasure = erase::erase(db, &means, &who, &who.scope, &id, Reason::Given(&body.reason))?;
        Ok(Made::created(format!("/v1/erasures/{}", erasure.id), 1, ErasureView::from(erasure)))
    });
    answer.await
}

/// List erasures
///
/// The receipts, newest first.
#[utoipa::path(tag = "erasures", params(ErasureQuery), responses((status = 200, description = "A page of receipts", body = List<ErasureView>)),
    security(("session" = ["privacy:read"]), ("key" = ["privacy:read"])))]
#[get("/erasures")]
async fn list_erasures(
    who: May<allow::PrivacyRead>,
    query: Query<ErasureQuery>,
    app: web::Data<App>,
) -> Answer<List<ErasureView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "erasures", &query)?;
    let filter = Filter { units: who.scope.units().map(<[String]>::to_vec), customer_id: query.customer_id };
    let place = |erasure: &Erasure| (String::new(), erasure.id.clone());
    list.read(&app.store, move |db, page| Ok(erasures::list(db, &filter, page)?), place, ErasureView::from).await
}

/// Get an erasure
#[utoipa::path(tag = "erasures", responses((status = 200, description = "The receipt", body = ErasureView)),
    security(("session" = ["privacy:read"]), ("key" = ["privacy:read"])))]
#[get("/erasures/{id}")]
async fn get_erasure(
    who: May<allow::PrivacyRead>,
    id: Id<ids::Erasure>,
    app: web::Data<App>,
) -> Answer<web::Json<ErasureView>> {
    let read = app.store.read(move |db| find(db, &who, &id));
    Ok(web::Json(read.await?.into()))
}

/// List reads of personal data
///
/// Who opened which customers, newest first: each read of a profile or of identities by itself, those of the same person
/// and customer within 10 minutes once. Written some seconds later, kept for 2 years. Look-ups at the counter and exports
/// stand in the audit trail.
#[utoipa::path(tag = "personal-reads", params(PersonalReadQuery), responses((status = 200, description = "A page of reads", body = List<PersonalReadView>)),
    security(("session" = ["privacy:read"]), ("key" = ["privacy:read"])))]
#[get("/personal-reads")]
async fn list_personal_reads(
    who: May<allow::PrivacyRead>,
    query: Query<PersonalReadQuery>,
    app: web::Data<App>,
) -> Answer<List<PersonalReadView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "personal-reads", &query)?;
    let filter = personal_reads::Filter {
        units: who.scope.units().map(<[String]>::to_vec),
        customer_id: query.customer_id,
        actor_id: query.actor_id,
    };
    let place = |read: &PersonalRead| (String::new(), read.id.clone());
    list.read(&app.store, move |db, page| Ok(personal_reads::list(db, &filter, page)?), place, PersonalReadView::from)
        .await
}

/// Preview retention rules
///
/// How much rules would take if they were set and switched on now; nothing is changed.
#[utoipa::path(tag = "settings", request_body = RetentionPolicy, responses((status = 200, description = "How much", body = RetentionReport)),
    security(("session" = ["privacy:read"]), ("key" = ["privacy:read"])))]
#[post("/settings/retention/previews")]
async fn preview_retention(
    _who: MayEverywhere<allow::PrivacyRead>,
    body: Body<TriedRetention>,
    app: web::Data<App>,
) -> Answer<web::Json<RetentionReport>> {
    let policy = body.value.0.checked()?;
    let parts = PersonalDataParts::of(&app)?;
    let read = app.store.read(move |db| retain::report(db, parts, &policy));
    Ok(web::Json(read.await?.into()))
}

/// A receipt of a customer whom the caller sees.
fn find(db: &mut Db, who: &May<allow::PrivacyRead>, id: &str) -> Answer<Erasure> {
    let erasure = erasures::find(db, id)?.ok_or(Code::NotFound)?;
    let customer = profiles::find(db, &erasure.customer_id)?.ok_or(Code::NotFound)?;
    match sees(who, &who.scope, &customer) {
        true => Ok(erasure),
        false => Err(Code::NotFound.into()),
    }
}
