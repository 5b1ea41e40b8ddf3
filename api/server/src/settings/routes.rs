//! `/v1/settings`.

use actix_web::{get, put, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::organisation::{self, Organisation};
use super::views::{OrganisationView, SettingsView};
use crate::app::App;
use crate::http::actor::{May, allow};
use crate::http::body::Body;
use crate::http::problem::{Answer, Error};
use crate::http::reply::{IfMatch, IfMatchHeader, Resource};

pub fn configure(config: &mut ServiceConfig) {
    config.service(get_settings).service(get_organisation).service(put_organisation);
}

/// Get all settings
///
/// The settings as they count now, each with its version.
#[utoipa::path(tag = "settings", responses((status = 200, description = "The settings", body = SettingsView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings")]
async fn get_settings(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<web::Json<SettingsView>> {
    let settings = app
        .store
        .read(|db| Ok::<_, Error>(SettingsView { organisation: OrganisationView::from(organisation::current(db)?) }));
    Ok(web::Json(settings.await?))
}

/// Get the organisation's setting
#[utoipa::path(tag = "settings", responses((status = 200, description = "The organisation", body = OrganisationView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/organisation")]
async fn get_organisation(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<Resource<OrganisationView>> {
    let kept = app.store.read(organisation::current).await?;
    Ok(Resource::new(kept.version, OrganisationView::from(kept)))
}

/// Set the organisation
///
/// Name, base currency, time zone, language, and where phones without country code are dialled. The base currency
/// cannot change once a purchase or a price is kept in it. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = Organisation,
    responses((status = 200, description = "The organisation as it is now", body = OrganisationView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/organisation")]
async fn put_organisation(
    who: May<allow::SettingsWrite>,
    if_match: IfMatch,
    body: Body<Organisation>,
    app: web::Data<App>,
) -> Answer<Resource<OrganisationView>> {
    let kept = app.store.write(move |db| organisation::change(db, &who, &if_match, &body)).await?;
    Ok(Resource::new(kept.version, OrganisationView::from(kept)))
}
