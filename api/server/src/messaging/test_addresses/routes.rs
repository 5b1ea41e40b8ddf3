//! `/v1/auth/test-addresses`, see the module above.

use actix_web::{HttpResponse, delete, get, post, web};
use regulars_db::messaging::test_addresses;

use super::service;
use super::views::{NewTestAddress, TestAddressCode, TestAddressList, TestAddressView};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, Person, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::{Made, no_content};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_test_addresses)
        .service(create_test_address)
        .service(send_test_address_code)
        .service(verify_test_address)
        .service(delete_test_address);
}

/// List one's addresses for test messages
#[utoipa::path(tag = "auth", responses((status = 200, description = "The caller's addresses", body = TestAddressList)),
    security(("session" = ["templates:write"])))]
#[get("/auth/test-addresses")]
async fn list_test_addresses(
    who: May<allow::TemplatesWrite>,
    _person: Person,
    app: web::Data<App>,
) -> Answer<web::Json<TestAddressList>> {
    let user_id = who.id.clone();
    let rows = app.store.read(move |db| Ok::<_, Error>(test_addresses::of_user(db, &user_id)?)).await?;
    Ok(web::Json(TestAddressList { data: rows.into_iter().map(TestAddressView::from).collect() }))
}

/// Add an address for test messages
///
/// A code is sent there; test messages go there once it came back. 10 codes a day are sent for a person.
#[utoipa::path(tag = "auth", params(IdempotencyHeader), request_body = NewTestAddress,
    responses((status = 201, description = "The address", body = TestAddressView)), security(("session" = ["templates:write"])))]
#[post("/auth/test-addresses")]
async fn create_test_address(
    who: May<allow::TemplatesWrite>,
    _person: Person,
    key: IdempotencyKey,
    body: Body<NewTestAddress>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let config = app.config.clone();
    let answer = app.write_once(once, move |db| {
        let row = service::add(db, &who, &config, &body)?;
        Ok(Made::created(format!("/v1/auth/test-addresses/{}", row.id), 1, TestAddressView::from(row)))
    });
    answer.await
}

/// Send the code for an address again
///
/// It is another one: the one before is good for nothing any more.
#[utoipa::path(tag = "auth", responses((status = 200, description = "The address", body = TestAddressView)),
    security(("session" = ["templates:write"])))]
#[post("/auth/test-addresses/{id}/codes")]
async fn send_test_address_code(
    who: May<allow::TemplatesWrite>,
    _person: Person,
    id: Id<ids::TestAddress>,
    app: web::Data<App>,
) -> Answer<web::Json<TestAddressView>> {
    let config = app.config.clone();
    let row = app.store.write(move |db| service::send_again(db, &who, &config, &id)).await?;
    Ok(web::Json(TestAddressView::from(row)))
}

/// Verify an address for test messages
///
/// By the code that came to it. A code is good for 15 minutes and 5 tries.
#[utoipa::path(tag = "auth", request_body = TestAddressCode, responses((status = 200, description = "The address", body = TestAddressView)),
    security(("session" = ["templates:write"])))]
#[post("/auth/test-addresses/{id}/verifications")]
async fn verify_test_address(
    who: May<allow::TemplatesWrite>,
    _person: Person,
    id: Id<ids::TestAddress>,
    body: Body<TestAddressCode>,
    app: web::Data<App>,
) -> Answer<web::Json<TestAddressView>> {
    let keys = app.clone();
    let tried = app.store.write(move |db| service::verify(db, &who, &keys.keys, &id, &body.code)).await?;
    Ok(web::Json(TestAddressView::from(tried?)))
}

/// Remove an address for test messages
#[utoipa::path(tag = "auth", responses((status = 204, description = "Removed")), security(("session" = ["templates:write"])))]
#[delete("/auth/test-addresses/{id}")]
async fn delete_test_address(
    who: May<allow::TemplatesWrite>,
    _person: Person,
    id: Id<ids::TestAddress>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    app.store.write(move |db| service::remove(db, &who, &id)).await?;
    Ok(no_content())
}
