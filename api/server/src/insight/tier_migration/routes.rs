//! `/v1/analytics/tier-migration`.

use actix_web::{get, web};

use super::queries::{TierMigrationCustomersQuery, TierMigrationQuery, TierWhatIfCustomersQuery, TierWhatIfQuery};
use super::views::{TierMigration, TierMigrationCustomer};
use super::what_if_views::{TierWhatIf, TierWhatIfCustomer};
use super::{service, what_if};
use crate::insight::facts::reading::over_facts;
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::page::{List, asked};
use crate::platform::http::routes::Routes;

pub fn configure(config: &mut impl Routes) {
    config
        .service(get_tier_migration)
        .service(list_tier_migration_customers)
        .service(get_tier_what_if)
        .service(list_tier_what_if_customers);
}

/// Get the migration between tiers
///
/// Of the consumers at home in the caller's units: how many were in which class in each calendar year and what they spent, and
/// who moved from which class to which between each two consecutive years. It is what was known at the end of `as_of`:
/// purchases, refunds and merges that were recorded later change only the restated one.
#[utoipa::path(tag = "analytics", params(TierMigrationQuery), responses((status = 200, description = "The migration", body = TierMigration)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/tier-migration")]
async fn get_tier_migration(
    who: May<allow::AnalyticsRead>,
    query: Query<TierMigrationQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<TierMigration>> {
    let Query(query) = query;
    let read = over_facts(&app, move |db, held, now| service::migration(db, held, &who.scope, &query, now));
    Ok(web::Json(read.await?))
}

/// List the customers behind a migration between tiers
///
/// Who is counted by what `GET /v1/analytics/tier-migration` answers to the same question: of a year against the one before, of
/// a pair of classes or a way to move, in the order of their ids.
#[utoipa::path(tag = "analytics", params(TierMigrationCustomersQuery), responses((status = 200, description = "The customers", body = List<TierMigrationCustomer>)),
    security(("session" = ["analytics:read", "customers:read"]), ("key" = ["analytics:read", "customers:read"])))]
#[get("/analytics/tier-migration/customers")]
async fn list_tier_migration_customers(
    who: May<allow::AnalyticsRead>,
    _reader: May<allow::CustomersRead>,
    query: Query<TierMigrationCustomersQuery>,
    app: web::Data<App>,
) -> Answer<List<TierMigrationCustomer>> {
    let Query(query) = query;
    let asked = asked(&app.keys, "tier_migration_customers", &query)?;
    let page = asked.page();
    let read = over_facts(&app, move |db, held, now| service::customers(db, held, &who.scope, &query, &page, now));
    let rows = read.await?;
    Ok(asked.answer(rows, |one| (one.named.id.clone(), one.named.id.clone()), TierMigrationCustomer::from))
}

/// Ask what other bounds of tiers would do
///
/// Of the consumers at home in the caller's units: how many would be in which class of a calendar year under other bounds, and
/// how many would rise and fall. Nothing is changed.
#[utoipa::path(tag = "analytics", params(TierWhatIfQuery), responses((status = 200, description = "The classes now and then", body = TierWhatIf)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/tier-migration/what-if")]
async fn get_tier_what_if(
    who: May<allow::AnalyticsRead>,
    query: Query<TierWhatIfQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<TierWhatIf>> {
    let Query(query) = query;
    let read = over_facts(&app, move |db, held, now| what_if::what_if(db, held, &who.scope, &query, now));
    Ok(web::Json(read.await?))
}

/// List the customers whose tier other bounds would change
///
/// Who is counted by what `GET /v1/analytics/tier-migration/what-if` answers to the same question, in the order of their ids.
#[utoipa::path(tag = "analytics", params(TierWhatIfCustomersQuery), responses((status = 200, description = "The customers", body = List<TierWhatIfCustomer>)),
    security(("session" = ["analytics:read", "customers:read"]), ("key" = ["analytics:read", "customers:read"])))]
#[get("/analytics/tier-migration/what-if/customers")]
async fn list_tier_what_if_customers(
    who: May<allow::AnalyticsRead>,
    _reader: May<allow::CustomersRead>,
    query: Query<TierWhatIfCustomersQuery>,
    app: web::Data<App>,
) -> Answer<List<TierWhatIfCustomer>> {
    let Query(query) = query;
    let asked = asked(&app.keys, "tier_what_if_customers", &query)?;
    let page = asked.page();
    let read = over_facts(&app, move |db, held, now| what_if::customers(db, held, &who.scope, &query, &page, now));
    let rows = read.await?;
    Ok(asked.answer(rows, |one| (one.named.id.clone(), one.named.id.clone()), TierWhatIfCustomer::from))
}
