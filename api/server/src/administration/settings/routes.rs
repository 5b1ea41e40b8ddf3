//! `/v1/settings`.

use actix_web::{get, put, web};
use regulars_domain::customers::retention::RetentionPolicy;
use regulars_domain::customers::tiers::TierPolicy;
use regulars_domain::loyalty::policy::LoyaltyPolicy;
use regulars_domain::messaging::messages::MessagingPolicy;
use regulars_domain::organisation::security::SecurityPolicy;
use regulars_domain::service::complaints::Policy as ComplaintPolicy;

use super::views::{
    ComplaintPolicyView, LoyaltyPolicyView, MessagingView, OrganisationView, RetentionView, SecurityView, SettingsView,
    TierPolicyVersions, TierPolicyView,
};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{Fresh, May, MayEverywhere, allow};
use crate::platform::http::body::Body;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::http::settings::{Policy, current, set};
use crate::platform::organisation::Organisation;
use crate::platform::versioned_setting;

pub fn configure(config: &mut impl Routes) {
    config
        .service(get_settings)
        .service(get_organisation)
        .service(put_organisation)
        .service(get_tier_policy)
        .service(put_tier_policy)
        .service(list_tier_policy_versions)
        .service(get_complaint_policy)
        .service(put_complaint_policy)
        .service(get_loyalty_policy)
        .service(put_loyalty_policy)
        .service(get_messaging)
        .service(put_messaging)
        .service(get_security)
        .service(put_security)
        .service(get_retention)
        .service(put_retention);
}

/// Get all settings
///
/// The settings as they count now, each with its version.
#[utoipa::path(tag = "settings", responses((status = 200, description = "The settings", body = SettingsView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings")]
async fn get_settings(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<web::Json<SettingsView>> {
    let settings = app.store.read(|db| {
        Ok::<_, Error>(SettingsView {
            organisation: versioned_setting::current::<Organisation>(db)?.into(),
            tier_policy: versioned_setting::current::<TierPolicy>(db)?.into(),
            complaint_policy: versioned_setting::current::<ComplaintPolicy>(db)?.into(),
            loyalty: versioned_setting::current::<LoyaltyPolicy>(db)?.into(),
            messaging: versioned_setting::current::<MessagingPolicy>(db)?.into(),
            security: versioned_setting::current::<SecurityPolicy>(db)?.into(),
            retention: versioned_setting::current::<RetentionPolicy>(db)?.into(),
        })
    });
    Ok(web::Json(settings.await?))
}

/// Get the organisation's setting
#[utoipa::path(tag = "settings", responses((status = 200, description = "The organisation", body = OrganisationView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/organisation")]
async fn get_organisation(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<Resource<OrganisationView>> {
    current::<Organisation, _>(&app).await
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
    who: MayEverywhere<allow::SettingsWrite>,
    if_match: IfMatch,
    body: Body<Organisation>,
    app: web::Data<App>,
) -> Answer<Resource<OrganisationView>> {
    let set = set(&app, who, if_match, body.value).await?;
    app.currency.forget();
    Ok(set)
}

/// Get the tier policy
#[utoipa::path(tag = "settings", responses((status = 200, description = "The policy", body = TierPolicyView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/tier-policy")]
async fn get_tier_policy(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<Resource<TierPolicyView>> {
    current::<TierPolicy, _>(&app).await
}

/// Set the tier policy
///
/// A new version: every customer is looked at again by the job it names. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = TierPolicy,
    responses((status = 200, description = "The policy as it is now", body = TierPolicyView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/tier-policy")]
async fn put_tier_policy(
    who: MayEverywhere<allow::SettingsWrite>,
    if_match: IfMatch,
    body: Body<Policy<TierPolicy>>,
    app: web::Data<App>,
) -> Answer<Resource<TierPolicyView>> {
    set(&app, who, if_match, body.value.0).await
}

/// List the versions of the tier policy
#[utoipa::path(tag = "settings", responses((status = 200, description = "Every version, newest first", body = TierPolicyVersions)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/tier-policy/versions")]
async fn list_tier_policy_versions(
    _who: May<allow::SettingsRead>,
    app: web::Data<App>,
) -> Answer<web::Json<TierPolicyVersions>> {
    let versions = app.store.read(versioned_setting::versions).await?;
    Ok(web::Json(TierPolicyVersions { data: versions.into_iter().map(TierPolicyView::from).collect() }))
}

/// Get the complaint policy
#[utoipa::path(tag = "settings", responses((status = 200, description = "The policy", body = ComplaintPolicyView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/complaint-policy")]
async fn get_complaint_policy(
    _who: May<allow::SettingsRead>,
    app: web::Data<App>,
) -> Answer<Resource<ComplaintPolicyView>> {
    current::<ComplaintPolicy, _>(&app).await
}

/// Set the complaint policy
///
/// How complaints are judged, how many working days each clock has, and what each level may promise. It counts for what
/// begins or is judged from now on. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = ComplaintPolicy,
    responses((status = 200, description = "The policy as it is now", body = ComplaintPolicyView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/complaint-policy")]
async fn put_complaint_policy(
    who: MayEverywhere<allow::SettingsWrite>,
    if_match: IfMatch,
    body: Body<Policy<ComplaintPolicy>>,
    app: web::Data<App>,
) -> Answer<Resource<ComplaintPolicyView>> {
    set(&app, who, if_match, body.value.0).await
}

/// Get the bounds of membership
#[utoipa::path(tag = "settings", responses((status = 200, description = "The bounds", body = LoyaltyPolicyView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/loyalty")]
async fn get_loyalty_policy(
    _who: May<allow::SettingsRead>,
    app: web::Data<App>,
) -> Answer<Resource<LoyaltyPolicyView>> {
    current::<LoyaltyPolicy, _>(&app).await
}

/// Set the bounds of membership
///
/// Within how many days a return takes a level back at once, and how many points one person may give by hand in a
/// calendar month. They count for what is returned or given from now on. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = LoyaltyPolicy,
    responses((status = 200, description = "The bounds as they are now", body = LoyaltyPolicyView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/loyalty")]
async fn put_loyalty_policy(
    who: MayEverywhere<allow::SettingsWrite>,
    if_match: IfMatch,
    body: Body<Policy<LoyaltyPolicy>>,
    app: web::Data<App>,
) -> Answer<Resource<LoyaltyPolicyView>> {
    set(&app, who, if_match, body.value.0).await
}

/// Get the bounds of messages
#[utoipa::path(tag = "settings", responses((status = 200, description = "The bounds", body = MessagingView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/messaging")]
async fn get_messaging(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<Resource<MessagingView>> {
    current::<MessagingPolicy, _>(&app).await
}

/// Set the bounds of messages
///
/// How often a customer is written to, when not, how fast each channel goes, and when a campaign stops by itself. They
/// count for what is planned or sent from now on. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = MessagingPolicy,
    responses((status = 200, description = "The bounds as they are now", body = MessagingView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/messaging")]
async fn put_messaging(
    who: MayEverywhere<allow::SettingsWrite>,
    if_match: IfMatch,
    body: Body<Policy<MessagingPolicy>>,
    app: web::Data<App>,
) -> Answer<Resource<MessagingView>> {
    set(&app, who, if_match, body.value.0).await
}

/// Get how people log in
#[utoipa::path(tag = "settings", responses((status = 200, description = "The rules", body = SecurityView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/security")]
async fn get_security(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<Resource<SecurityView>> {
    current::<SecurityPolicy, _>(&app).await
}

/// Set how people log in
///
/// Which roles need a second factor, after how many minutes without a request a session ends, and how long a password
/// that was given counts for keys, users and exports. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = SecurityPolicy,
    responses((status = 200, description = "The rules as they are now", body = SecurityView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/security")]
async fn put_security(
    who: MayEverywhere<allow::SettingsWrite>,
    _fresh: Fresh,
    if_match: IfMatch,
    body: Body<Policy<SecurityPolicy>>,
    app: web::Data<App>,
) -> Answer<Resource<SecurityView>> {
    let set = set(&app, who, if_match, body.value.0).await?;
    app.principals.forget();
    Ok(set)
}

/// Get how long what is held on persons is kept
#[utoipa::path(tag = "settings", responses((status = 200, description = "The rules", body = RetentionView)),
    security(("session" = ["settings:read"]), ("key" = ["settings:read"])))]
#[get("/settings/retention")]
async fn get_retention(_who: May<allow::SettingsRead>, app: web::Data<App>) -> Answer<Resource<RetentionView>> {
    current::<RetentionPolicy, _>(&app).await
}

/// Set how long what is held on persons is kept
///
/// A job goes by these rules once a day while they are switched on; `POST /v1/settings/retention/previews` tells before how much
/// they would take. Who is erased by a rule gets a receipt like any other. If-Match is `"0"` while nobody has set it.
#[utoipa::path(tag = "settings", params(IfMatchHeader), request_body = RetentionPolicy,
    responses((status = 200, description = "The rules as they are now", body = RetentionView)),
    security(("session" = ["settings:write"]), ("key" = ["settings:write"])))]
#[put("/settings/retention")]
async fn put_retention(
    who: MayEverywhere<allow::SettingsWrite>,
    _fresh: Fresh,
    if_match: IfMatch,
    body: Body<Policy<RetentionPolicy>>,
    app: web::Data<App>,
) -> Answer<Resource<RetentionView>> {
    set(&app, who, if_match, body.value.0).await
}
