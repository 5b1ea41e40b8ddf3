//! `/v1/purchases/{id}/delivery`.

use actix_web::{get, put, web};

use super::service;
use super::views::{DeliveryView, NewPurchaseDelivery};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Resource};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(get_purchase_delivery).service(put_purchase_delivery);
}

/// Get the delivery of a purchase
///
/// When it was ordered, promised and delivered, and what was missing; 404 while nobody has said anything of it.
#[utoipa::path(tag = "purchases", responses((status = 200, description = "The delivery", body = DeliveryView)),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/purchases/{id}/delivery")]
async fn get_purchase_delivery(
    who: May<allow::PurchasesRead>,
    id: Id<ids::Purchase>,
    app: web::Data<App>,
) -> Answer<Resource<DeliveryView>> {
    let view = app.store.read(move |db| service::find(db, &who, &who.scope, &id)).await?;
    Resource::of_content(view.version, view)
}

/// Say how a purchase was ordered, promised and delivered
///
/// In place of what was said before; nothing of the purchase itself changes, nor of anybody's figures. One of which nothing
/// was said has version 0.
#[utoipa::path(tag = "purchases", params(IfMatchHeader), request_body = NewPurchaseDelivery,
    responses((status = 200, description = "The delivery", body = DeliveryView)),
    security(("session" = ["purchases:write"]), ("key" = ["purchases:write"])))]
#[put("/purchases/{id}/delivery")]
async fn put_purchase_delivery(
    who: May<allow::PurchasesWrite>,
    id: Id<ids::Purchase>,
    if_match: IfMatch,
    body: Body<NewPurchaseDelivery>,
    app: web::Data<App>,
) -> Answer<Resource<DeliveryView>> {
    let write = app.store.write(move |db| service::put(db, &who, &who.scope, &id, &if_match, &body));
    let view = write.await?;
    Resource::of_content(view.version, view)
}
