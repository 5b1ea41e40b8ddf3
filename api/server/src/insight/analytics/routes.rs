//! `/v1/analytics`.

use actix_web::{get, web};
use regulars_domain::money::Currency;
use regulars_domain::permissions::Scope;

use super::figures::Figures;
use super::kept;
use super::prospect_routes;
use super::views::{ConcentrationFigures, TierFigures};
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::routes::Routes;
use crate::platform::organisation;
use crate::platform::time::Time;

pub fn configure(config: &mut impl Routes) {
    config.service(get_tier_figures).service(get_concentration).service(prospect_routes::get_prospect_figures);
}

/// Count customers by tier
///
/// Over the customers at home in the caller's units that have a tier. Over more than 2,000 customers the figures are as of
/// `as_of`, which is up to ten minutes ago.
#[utoipa::path(tag = "analytics", responses((status = 200, description = "The classes", body = TierFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/tiers")]
async fn get_tier_figures(who: May<allow::AnalyticsRead>, app: web::Data<App>) -> Answer<web::Json<TierFigures>> {
    let (as_of, figures, currency) = figures(&app, &who.scope).await?;
    Ok(web::Json(TierFigures::of(as_of, &figures, currency)))
}

/// Get the concentration of spend
///
/// Lorenz curve, Gini coefficient and the share of the top fifth, over the net spend (below 0 counts as 0) of the
/// customers at home in the caller's units that have bought. Over more than 2,000 customers the figures are as of `as_of`,
/// which is up to ten minutes ago.
#[utoipa::path(tag = "analytics", responses((status = 200, description = "The concentration", body = ConcentrationFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/concentration")]
async fn get_concentration(
    who: May<allow::AnalyticsRead>,
    app: web::Data<App>,
) -> Answer<web::Json<ConcentrationFigures>> {
    let (as_of, figures, currency) = figures(&app, &who.scope).await?;
    Ok(web::Json(ConcentrationFigures::of(as_of, figures, currency)))
}

/// The figures of what the caller sees, with the currency of their amounts.
async fn figures(app: &App, scope: &Scope) -> Answer<(Time, Figures, Currency)> {
    let (as_of, figures) = kept::figures(app, scope.units().map(<[String]>::to_vec)).await?;
    let organisation = app.store.read(organisation).await?;
    Ok((Time(as_of), figures, organisation.base_currency))
}
