//! `/v1/settings/life-time-value`.

use actix_web::{get, put, web};
use regulars_domain::insight::life_time_value::LifeTimeValuePolicy;

use super::views::SettingView;
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::body::Body;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::http::settings::{Policy, current, set};

pub fn configure(config: &mut impl Routes) {
    config.service(get_life_time_value_setting).service(put_life_time_value_setting);
}

/// Get what life-time value is reckoned by
#[utoipa::path(tag = "settings", responses((status = 200, description = "The setting", body = SettingView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/life-time-value")]
async fn get_life_time_value_setting(
    _who: May<allow::SettingsRead>,
    app: web::Data<App>,
) -> Answer<Resource<SettingView>> {
    current::<LifeTimeValuePolicy, _>(&app).await
}

/// Set what life-time value is reckoned by
///
/// Margin, horizon and discount. Without a margin no life-time value is told in money. The job that it names scores every
/// customer again; until that is done the values of before are told. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = LifeTimeValuePolicy,
    responses((status = 200, description = "The setting as it is now", body = SettingView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/life-time-value")]
async fn put_life_time_value_setting(
    who: MayEverywhere<allow::SettingsWrite>,
    if_match: IfMatch,
    body: Body<Policy<LifeTimeValuePolicy>>,
    app: web::Data<App>,
) -> Answer<Resource<SettingView>> {
    set(&app, who, if_match, body.value.0).await
}
