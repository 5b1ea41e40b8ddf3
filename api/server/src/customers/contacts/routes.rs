//! `/v1/customers/{id}/contacts`: the people one deals with at a business.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use regulars_db::customers::contacts;

use super::service;
use super::views::{ContactList, ContactPatch, ContactView, NewContact};
use crate::customers::profiles::contact::is_masked;
use crate::customers::profiles::sub_routes::seen;
use crate::platform::access_log;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource, no_content};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(list_contacts).service(create_contact).service(update_contact).service(delete_contact);
}

/// List a customer's contacts
///
/// In the order in which they were noted. Phones and e-mails are masked for whom the customer's own are.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The contacts", body = ContactList)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/contacts")]
async fn list_contacts(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<ContactList>> {
    let reader = who.actor();
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let found = contacts::of_customers(db, &[&customer.id])?;
        Ok::<_, Error>((customer, found))
    });
    let (customer, found) = read.await?;
    access_log::note(&app, &reader, &customer.id);
    let masked = is_masked(&reader, &customer);
    Ok(web::Json(ContactList { data: found.into_iter().map(|one| ContactView::of(one, masked)).collect() }))
}

/// Note a contact
///
/// Of a business, a dealer or a public-interest customer; persons have none.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = NewContact,
    responses((status = 201, description = "The contact", body = ContactView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/customers/{id}/contacts")]
async fn create_contact(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    key: IdempotencyKey,
    body: Body<NewContact>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let contact = service::create(db, &who, &customer, &body)?;
        let location = format!("/v1/customers/{}/contacts", customer.id);
        Ok(Made::created(location, contact.version, ContactView::of(contact, false)))
    });
    answer.await
}

/// Change a contact
#[utoipa::path(tag = "customers", params(IfMatchHeader), request_body(content = ContactPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The contact as it is now", body = ContactView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[patch("/customers/{id}/contacts/{contact_id}")]
async fn update_contact(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    contact_id: Id<ids::Contact>,
    if_match: IfMatch,
    body: Body<ContactPatch>,
    app: web::Data<App>,
) -> Answer<Resource<ContactView>> {
    let written = app.store.write(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let contact = service::change(db, &who, &customer, &contact_id, &if_match, &body)?;
        Ok::<_, Error>((is_masked(&who, &customer), contact))
    });
    let (masked, contact) = written.await?;
    Ok(Resource::new(contact.version, ContactView::of(contact, masked)))
}

/// Delete a contact
#[utoipa::path(tag = "customers", params(IfMatchHeader), responses((status = 204, description = "Deleted")),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[delete("/customers/{id}/contacts/{contact_id}")]
async fn delete_contact(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    contact_id: Id<ids::Contact>,
    if_match: IfMatch,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let written = app.store.write(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        service::remove(db, &who, &customer, &contact_id, &if_match)
    });
    written.await?;
    Ok(no_content())
}
