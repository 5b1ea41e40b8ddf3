//! `/v1/analytics/life-cycle`, `/v1/analytics/rfm`, and the life cycle of one customer.

use actix_web::{get, web};
use regulars_db::insight::life_cycle;
use regulars_db::insight::life_cycle::{Filter, Listed};

use super::queries::{LifeCycleCustomersQuery, LifeCycleQuery, RfmQuery};
use super::reading;
use super::views::{CustomerLifeCycle, LifeCycleCustomer, LifeCycleFigures, RfmFigures};
use crate::customers::profiles::queries::within;
use crate::customers::profiles::sub_routes::seen;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::routes::Routes;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config.service(get_life_cycle).service(list_life_cycle_customers).service(get_rfm).service(get_customer_life_cycle);
}

/// Get the stages of the life cycle
///
/// Of the customers at home in the caller's units who ever bought: how many are in which stage, and how many came from which
/// stage into which other within a period. A job works it out once a day, after midnight of the organisation.
#[utoipa::path(tag = "analytics", params(LifeCycleQuery), responses((status = 200, description = "The stages", body = LifeCycleFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/life-cycle")]
async fn get_life_cycle(
    who: May<allow::AnalyticsRead>,
    query: Query<LifeCycleQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<LifeCycleFigures>> {
    let Query(query) = query;
    let now = clock::now();
    let read = app.store.report(move |db| db.snapshot(|db| reading::figures(db, &who.scope, &query, now)));
    Ok(web::Json(read.await?))
}

/// List the customers of a stage
///
/// The customers that the caller may see by stage and codes, those of the highest value at risk first: net spend of the 12
/// months that end with the last purchase.
#[utoipa::path(tag = "analytics", params(LifeCycleCustomersQuery), responses((status = 200, description = "A page of customers", body = List<LifeCycleCustomer>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/analytics/life-cycle/customers")]
async fn list_life_cycle_customers(
    who: May<allow::CustomersRead>,
    query: Query<LifeCycleCustomersQuery>,
    app: web::Data<App>,
) -> Answer<List<LifeCycleCustomer>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "life_cycle_customers", &query)?;
    let filter = Filter {
        within: within(&who, &who.scope),
        units: (!query.unit_id.is_empty()).then_some(query.unit_id),
        stage: query.stage,
        recency: query.recency,
        frequency: query.frequency,
        monetary: query.monetary,
    };
    let currency = app.store.read(organisation).await?.base_currency;
    let read = move |db: &mut regulars_db::Db, page: &regulars_db::page::Page| {
        Ok::<_, Error>(life_cycle::list(db, &filter, page)?)
    };
    let place = |row: &Listed| (row.standing.at_risk_minor.to_string(), row.standing.customer_id.clone());
    list.read(&app.store, read, place, |row| LifeCycleCustomer::of(row, currency)).await
}

/// Get recency, frequency and monetary value
///
/// Of the customers at home in the caller's units who ever bought: how many have which codes of recency and frequency with
/// their net spend, and how large the group of each code is. Codes are given among all customers of the organisation.
#[utoipa::path(tag = "analytics", params(RfmQuery), responses((status = 200, description = "The codes", body = RfmFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/rfm")]
async fn get_rfm(
    who: May<allow::AnalyticsRead>,
    query: Query<RfmQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<RfmFigures>> {
    let Query(query) = query;
    let read = app.store.report(move |db| db.snapshot(|db| reading::rfm(db, &who.scope, &query)));
    Ok(web::Json(read.await?))
}

/// Get the life cycle of a customer
///
/// The stage with its reason and what decided it, the codes, and how the customer came there.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The life cycle", body = CustomerLifeCycle)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/life-cycle")]
async fn get_customer_life_cycle(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<CustomerLifeCycle>> {
    let now = clock::now();
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        reading::of_customer(db, customer.id, now)
    });
    Ok(web::Json(read.await?))
}
