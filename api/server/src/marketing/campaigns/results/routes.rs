//! `/v1/campaigns/{id}/results`.

use actix_web::{get, web};

use super::views::CampaignResults;
use crate::marketing::campaigns::service;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::routes::Routes;
use crate::platform::time::Time;

pub fn configure(config: &mut impl Routes) {
    config.service(get_campaign_results);
}

/// Get what a campaign brought
///
/// Purchases within the attribution window by everybody who was assigned to an arm, against the control group, with 95 %
/// intervals. Measured anew at each call; until the window is over it may change. A campaign without a control group is
/// `not_measurable`.
#[utoipa::path(tag = "campaigns", responses((status = 200, description = "The result", body = CampaignResults)),
    security(("session" = ["campaigns:read"]), ("key" = ["campaigns:read"])))]
#[get("/campaigns/{id}/results")]
async fn get_campaign_results(
    who: May<allow::CampaignsRead>,
    id: Id<ids::Campaign>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<CampaignResults>> {
    let language = reader.language;
    let measured = app.store.report(move |db| {
        service::seen(db, &who.scope, &id)?;
        super::of(db, &id)
    });
    let measured = measured.await?;
    Ok(web::Json(CampaignResults::new(measured, Time(clock::now()), language)))
}
