//! `/v1/campaigns/{id}/deliveries`: what became of each message.

use actix_web::{get, web};
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Filter, Listed};

use super::requests::DeliveryQuery;
use super::service;
use super::views::DeliveryView;
use crate::customers::profiles::queries::within;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(list_deliveries);
}

/// List the deliveries of a campaign
///
/// By customer, among those the caller may see, each with what became of it and why.
#[utoipa::path(tag = "campaigns", params(DeliveryQuery), responses((status = 200, description = "A page of deliveries", body = List<DeliveryView>)),
    security(("session" = ["campaigns:read", "customers:read"]), ("key" = ["campaigns:read", "customers:read"])))]
#[get("/campaigns/{id}/deliveries")]
async fn list_deliveries(
    who: May<allow::CampaignsRead>,
    seen: May<allow::CustomersRead>,
    id: Id<ids::Campaign>,
    query: Query<DeliveryQuery>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<List<DeliveryView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, &format!("campaigns/{}/deliveries", &*id), &query)?;
    let filter = Filter { states: query.state, reasons: query.reason, arms: query.arm };
    let (within, asked) = (within(&seen, &seen.scope), list.page());
    let found = app.store.read(move |db| {
        service::seen(db, &who.scope, &id)?;
        Ok::<_, Error>(deliveries::list(db, &id, &filter, within.as_ref(), &asked)?)
    });
    let rows = found.await?;
    let place = |(delivery, _): &Listed| (delivery.customer_id.clone(), delivery.customer_id.clone());
    Ok(list.answer(rows, place, |row| DeliveryView::of(row, reader.language)))
}
