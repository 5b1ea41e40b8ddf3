//! `/v1/analytics`.

use actix_web::{get, web};
use regulars_db::insight::analytics;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::concentration::concentration;
use regulars_domain::money::Money;
use regulars_domain::permissions::Scope;

use super::views::{ConcentrationFigures, TierFigure, TierFigures};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::routes::Routes;
use crate::platform::organisation;
use crate::platform::time::Time;

pub fn configure(config: &mut impl Routes) {
    config.service(get_tier_figures).service(get_concentration);
}

/// Count customers by tier
///
/// Over the customers at home in the caller's units that have a tier.
#[utoipa::path(tag = "analytics", responses((status = 200, description = "The classes", body = TierFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/tiers")]
async fn get_tier_figures(who: May<allow::AnalyticsRead>, app: web::Data<App>) -> Answer<web::Json<TierFigures>> {
    let units = within(&who.scope);
    let read = app
        .store
        .report(move |db| Ok::<_, Error>((analytics::tiers(db, units.as_deref())?, organisation(db)?.base_currency)));
    let (rows, currency) = read.await?;
    let figure = |class: TierClass| {
        let row = rows.iter().find(|(of, _, _)| of.is_some_and(|of| of.0 == class));
        let (customers, net) = row.map_or((0, 0), |(_, customers, net)| (*customers, *net));
        TierFigure { class, customers, net_spend: Money::new(net, currency) }
    };
    let data: Vec<TierFigure> = TierClass::ALL.iter().map(|class| figure(*class)).collect();
    let total = data.iter().map(|figure| figure.customers).sum();
    Ok(web::Json(TierFigures { as_of: Time(clock::now()), total, data }))
}

/// Get the concentration of spend
///
/// Lorenz curve, Gini coefficient and the share of the top fifth, over the net spend (below 0 counts as 0) of the
/// customers at home in the caller's units that have bought.
#[utoipa::path(tag = "analytics", responses((status = 200, description = "The concentration", body = ConcentrationFigures)),
    security(("session" = ["analytics:read"]), ("key" = ["analytics:read"])))]
#[get("/analytics/concentration")]
async fn get_concentration(
    who: May<allow::AnalyticsRead>,
    app: web::Data<App>,
) -> Answer<web::Json<ConcentrationFigures>> {
    let units = within(&who.scope);
    let read = app.store.report(move |db| {
        let spends = analytics::spends(db, units.as_deref())?;
        let customers = i64::try_from(spends.len()).unwrap_or(i64::MAX);
        let net = Money::new(spends.iter().sum(), organisation(db)?.base_currency);
        // Sorting a large base takes a while: it is done here, where one may wait.
        Ok::<_, Error>(ConcentrationFigures::new(Time(clock::now()), customers, net, concentration(spends)))
    });
    Ok(web::Json(read.await?))
}

fn within(scope: &Scope) -> Option<Vec<String>> {
    match scope {
        Scope::All => None,
        Scope::Units(units) => Some(units.clone()),
    }
}
