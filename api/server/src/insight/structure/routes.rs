//! `/v1/analytics/structure`, `/v1/analytics/cohorts`.

use actix_web::{get, web};

use super::cohort_views::CohortFigures;
use super::queries::{CohortQuery, StructureCustomersQuery, StructureQuery};
use super::views::{CustomerStructure, StructureCustomer};
use super::{cohorts, service};
use crate::insight::facts::files;
use crate::insight::facts::reading::over_facts;
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::page::{List, asked};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config.service(get_customer_structure).service(list_structure_customers).service(get_cohorts);
}

/// Get the structure of customers
///
/// Of the customers at home in the caller's units: who there was at the start of a period, who is new, was won back or lost,
/// changed the group, and who there is at the end, in all and by tier, home unit, region or source. It is what was known at
/// the end of `as_of`: purchases, refunds and merges that were recorded later change only the restated one.
#[utoipa::path(tag = "analytics", params(StructureQuery), responses((status = 200, description = "The structure", body = CustomerStructure)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/structure")]
async fn get_customer_structure(
    who: May<allow::AnalyticsRead>,
    query: Query<StructureQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<CustomerStructure>> {
    let Query(query) = query;
    let read =
        over_facts(&app, files::DAYS, move |db, held, now| service::structure(db, held, &who.scope, &query, now));
    Ok(web::Json(read.await?))
}

/// List the customers of a part of the structure
///
/// Who belongs to a part of what `GET /v1/analytics/structure` answers to the same question, in the order of their ids.
#[utoipa::path(tag = "analytics", params(StructureCustomersQuery), responses((status = 200, description = "The customers", body = List<StructureCustomer>)),
    security(("session" = ["analytics:read", "customers:read"]), ("key" = ["analytics:read", "customers:read"])))]
#[get("/analytics/structure/customers")]
async fn list_structure_customers(
    who: May<allow::AnalyticsRead>,
    _reader: May<allow::CustomersRead>,
    query: Query<StructureCustomersQuery>,
    app: web::Data<App>,
) -> Answer<List<StructureCustomer>> {
    let Query(query) = query;
    let asked = asked(&app.keys, "structure_customers", &query)?;
    let page = asked.page();
    let read = over_facts(&app, files::DAYS, move |db, held, now| {
        service::customers(db, held, &who.scope, &query, &page, now)
    });
    let rows = read.await?;
    Ok(asked.answer(rows, |one| (one.id.clone(), one.id.clone()), StructureCustomer::from))
}

/// Get the retention of cohorts
///
/// Of the customers at home in the caller's units, by the month of their first purchase: how many bought in that month and in
/// each one after it. By what was known at the end of `as_of`, unless it is restated.
#[utoipa::path(tag = "analytics", params(CohortQuery), responses((status = 200, description = "The cohorts", body = CohortFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/cohorts")]
async fn get_cohorts(
    who: May<allow::AnalyticsRead>,
    query: Query<CohortQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<CohortFigures>> {
    let Query(query) = query;
    let read = over_facts(&app, files::DAYS, move |db, held, now| cohorts::look(db, held, &who.scope, &query, now));
    Ok(web::Json(read.await?))
}
