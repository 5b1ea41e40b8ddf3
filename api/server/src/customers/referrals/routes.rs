//! `/v1/customers/{id}/referrals`: whom a customer brought, and what those came to.

use actix_web::{get, web};
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Filter, Row, Sort};
use regulars_db::customers::referrals;
use regulars_domain::customers::profiles::CustomerStatus;

use super::views::{Referral, ReferralFigures};
use crate::customers::profiles::queries::within;
use crate::customers::profiles::sub_routes::{PageQuery, seen};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::routes::Routes;

/// Who was brought, and is not another customer by now.
const BROUGHT: [CustomerStatus; 4] =
    [CustomerStatus::Prospect, CustomerStatus::Active, CustomerStatus::Lost, CustomerStatus::Erased];

pub fn configure(config: &mut impl Routes) {
    config.service(list_referrals).service(get_referral_figures);
}

/// List whom a customer brought
///
/// Those of them whom the caller sees, newest first. Who was erased stays among them, without a name.
#[utoipa::path(tag = "customers", params(PageQuery), responses((status = 200, description = "A page of those who were brought", body = List<Referral>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/referrals")]
async fn list_referrals(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> Answer<List<Referral>> {
    let list = page::asked(&app.keys, &format!("referrals of {}", &*id), &query.0)?;
    let asked = list.page();
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let filter = Filter {
            within: within(&who, &who.scope),
            referrer_id: Some(customer.id),
            statuses: BROUGHT.to_vec(),
            ..Filter::default()
        };
        Ok::<_, Error>(profiles::list(db, &filter, Sort::NewestFirst, &asked)?)
    });
    let rows = read.await?;
    let currency = app.base_currency().await?;
    let place = |row: &Row| (profiles::sort_key(Sort::NewestFirst, row), row.0.id.clone());
    Ok(list.answer(rows, place, |row| Referral::new(row, currency)))
}

/// Get what those whom a customer brought came to
///
/// Over all of them whom the caller sees.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The figures", body = ReferralFigures)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/referrals/figures")]
async fn get_referral_figures(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<ReferralFigures>> {
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        Ok::<_, Error>(referrals::figures(db, &customer.id, within(&who, &who.scope).as_ref())?)
    });
    let figures = read.await?;
    Ok(web::Json(ReferralFigures::new(figures, app.base_currency().await?)))
}
