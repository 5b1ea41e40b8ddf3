//! `/v1/analytics/life-time-value`, and what is expected of one customer.

use actix_web::{get, web};
use regulars_db::insight::life_time_values;
use regulars_db::insight::life_time_values::{Filter, Scored};
use regulars_domain::insight::life_time_value::millionths;

use super::reading;
use super::views::{CustomerLifeTimeValue, LifeTimeValueFigures, ValuedCustomer, ValuedQuery};
use crate::customers::profiles::queries::within;
use crate::customers::profiles::sub_routes::seen;
use crate::platform::app::App;
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
    config.service(get_life_time_value).service(list_valued_customers).service(get_customer_life_time_value);
}

/// Get what the models of life-time value say
///
/// The current fit with its parameters and its check against a time that is over, why there is none where the data do not
/// bear one, and what the customers at home in the caller's units are worth. A job makes it anew once a day. P(alive) is
/// that of Pareto/NBD throughout; BG/NBD, for which every one-time buyer is alive for certain, is there for comparison.
#[utoipa::path(tag = "analytics", responses((status = 200, description = "The fit", body = LifeTimeValueFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/life-time-value")]
async fn get_life_time_value(
    who: May<allow::AnalyticsRead>,
    app: web::Data<App>,
) -> Answer<web::Json<LifeTimeValueFigures>> {
    let read = app.store.report(move |db| db.snapshot(|db| reading::figures(db, &who.scope)));
    Ok(web::Json(read.await?))
}

/// List customers by what they are worth
///
/// The customers that the current fit scored and the caller may see, those worth most first: by life-time value, which
/// comes to the same order as the discounted spend to expect, or where baskets say nothing by the purchases to expect.
/// Empty while there is no fit.
#[utoipa::path(tag = "analytics", params(ValuedQuery), responses((status = 200, description = "A page of customers", body = List<ValuedCustomer>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/analytics/life-time-value/customers")]
async fn list_valued_customers(
    who: May<allow::CustomersRead>,
    query: Query<ValuedQuery>,
    app: web::Data<App>,
) -> Answer<List<ValuedCustomer>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "valued_customers", &query)?;
    let filter = Filter {
        within: within(&who, &who.scope),
        tiers: query.tier,
        alive_from: query.p_alive_from.map(millionths),
        alive_below: query.p_alive_below.map(millionths),
    };
    let currency = app.store.read(organisation).await?.base_currency;
    let read = move |db: &mut regulars_db::Db, page: &regulars_db::page::Page| {
        let Some(fit) = life_time_values::current(db)? else { return Ok(Vec::new()) };
        Ok::<_, Error>(life_time_values::list(db, &fit.id, &filter, page)?)
    };
    let place = |row: &Scored| (row.score.worth.to_string(), row.score.customer_id.clone());
    list.read(&app.store, read, place, |row| ValuedCustomer::of(row, currency)).await
}

/// Get what a customer is worth
///
/// What is expected of the customer by the current fit with what decided it, or why nothing is.
#[utoipa::path(tag = "customers", responses((status = 200, description = "What is expected", body = CustomerLifeTimeValue)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/life-time-value")]
async fn get_customer_life_time_value(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<CustomerLifeTimeValue>> {
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        reading::of_customer(db, customer.id)
    });
    Ok(web::Json(read.await?))
}
