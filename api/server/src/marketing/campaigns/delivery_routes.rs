//! `/v1/campaigns/{id}/deliveries`: what became of each message; and what campaigns sent to one customer.

use actix_web::{get, web};
use regulars_db::marketing::campaigns;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::{Delivery, Filter, Listed};

use super::requests::{DeliveryQuery, ReachedQuery};
use super::service;
use super::views::{DeliveryView, ReachedView};
use crate::customers::profiles::queries::within;
use crate::customers::profiles::sub_routes;
use crate::organisation::units::belonging;
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
    config.service(list_deliveries).service(list_campaigns_of_customer);
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

/// List the campaigns of a customer
///
/// What the campaigns that the caller reads sent to the customer, or kept from them and why; the newest first.
#[utoipa::path(tag = "customers", params(ReachedQuery), responses((status = 200, description = "A page of messages", body = List<ReachedView>)),
    security(("session" = ["campaigns:read", "customers:read"]), ("key" = ["campaigns:read", "customers:read"])))]
#[get("/customers/{id}/campaigns")]
async fn list_campaigns_of_customer(
    who: May<allow::CampaignsRead>,
    seen: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    query: Query<ReachedQuery>,
    app: web::Data<App>,
) -> Answer<List<ReachedView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, &format!("customers/{}/campaigns", &*id), &query)?;
    let asked = list.page();
    let rows = app.store.read(move |db| {
        let customer = sub_routes::seen(db, &seen, &seen.scope, &id)?;
        let units = belonging::readable(db, &who.scope)?;
        Ok::<_, Error>(campaigns::of_customer(db, &customer.id, units.as_deref(), &asked)?)
    });
    let place = |(delivery, _): &(Delivery, String)| (String::new(), delivery.id.clone());
    Ok(list.answer(rows.await?, place, ReachedView::from))
}
