//! What hangs on one customer: identities, consents, interactions, timeline, tiers.

use actix_web::{HttpResponse, delete, get, post, web};
use regulars_db::Db;
use regulars_db::customers::facts as stored;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::customers::timeline;
use regulars_db::customers::timeline::{Entry, Sought};
use regulars_domain::customers::profiles::TimelineKind;
use regulars_domain::identities::IdentityKind;
use regulars_domain::message;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::contact;
use super::explain;
use super::explain::Explanation;
use super::facts;
use super::facts::{ConsentList, ConsentView, InteractionView, NewInteraction};
use super::identities;
use super::identities::Given;
use super::routes::resolve;
use super::service;
use super::views::{IdentityView, NewConsent};
use crate::customers::tiers::views::TierHistory;
use crate::platform::access_log;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::error::{Answer, Error, Fault, FaultCode};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{Made, no_content};
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::time::Time;
use regulars_domain::permissions::Scope;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_identities)
        .service(add_identity)
        .service(remove_identity)
        .service(list_consents)
        .service(record_consent)
        .service(list_interactions)
        .service(record_interaction)
        .service(list_timeline)
        .service(explain_customer)
        .service(list_tiers);
    super::figures_routes::configure(config);
}

/// The living customer of the path that the caller may see.
pub fn seen(db: &mut Db, actor: &Actor, scope: &Scope, id: &Id<ids::Customer>) -> Answer<Customer> {
    let id = resolve(db, actor, id)?;
    service::find(db, actor, scope, &id)
}

/// The identities of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct IdentityList {
    pub data: Vec<IdentityView>,
}

/// An identity to give to a customer.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIdentity {
    pub kind: IdentityKind,
    /// The code of the partner whose own id it is; only for `external`.
    #[validate(length(min = 1, max = 40))]
    #[schema(min_length = 1, max_length = 40)]
    pub partner: Option<String>,
    #[validate(length(min = 1, max = 254))]
    #[schema(min_length = 1, max_length = 254, example = "13812345678")]
    pub value: String,
}

/// List a customer's identities
#[utoipa::path(tag = "customers", responses((status = 200, description = "The identities", body = IdentityList)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/identities")]
async fn list_identities(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<IdentityList>> {
    let reader = who.actor();
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let identities = profiles::identities_of(db, &[&customer.id])?;
        Ok::<_, Error>((customer, identities))
    });
    let (customer, identities) = read.await?;
    access_log::note(&app, &reader, &customer.id);
    let views = identities.into_iter().map(IdentityView::from);
    let data = match contact::is_masked(&reader, &customer) {
        true => views.map(IdentityView::masked).collect(),
        false => views.collect(),
    };
    Ok(web::Json(IdentityList { data }))
}

/// Give a customer an identity
///
/// One that another customer has is 409 and names that customer.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = NewIdentity,
    responses((status = 201, description = "The identity", body = IdentityView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/customers/{id}/identities")]
async fn add_identity(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    key: IdempotencyKey,
    body: Body<NewIdentity>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        service::check_not_erased(&customer)?;
        if body.partner.is_some() && body.kind != IdentityKind::External {
            return Err(Fault::at("/partner", FaultCode::Conflict)
                .hint(message!("only an external id has a partner", "只有合作方编号才属于合作方"))
                .into());
        }
        if body.partner.is_none() && body.kind == IdentityKind::External {
            return Err(Fault::at("/partner", FaultCode::Required)
                .hint(message!("an external id is of a partner", "合作方编号须指明合作方"))
                .into());
        }
        let given = Given {
            kind: body.kind,
            partner: body.partner.as_deref(),
            value: &body.value.value,
            pointer: "/value".to_owned(),
        };
        let region = organisation(db)?.default_phone_region;
        let identity = identities::add(db, &customer.id, &given, &region)?;
        audit::record(db, &who, "customers.add_identity", ("customer", &customer.id), &json!({"kind": body.kind}))?;
        let location = format!("/v1/customers/{}/identities", customer.id);
        Ok(Made::created(location, 1, IdentityView::from(identity)))
    });
    answer.await
}

/// Take an identity from a customer
#[utoipa::path(tag = "customers", responses((status = 204, description = "Taken away")),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[delete("/customers/{id}/identities/{identity_id}")]
async fn remove_identity(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    identity_id: Id<ids::Identity>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let written = app.store.write(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        identities::remove(db, &customer.id, &identity_id)?;
        audit::record(
            db,
            &who,
            "customers.remove_identity",
            ("customer", &customer.id),
            &json!({"identity_id": &*identity_id}),
        )
    });
    written.await?;
    Ok(no_content())
}

/// List a customer's consents
///
/// Newest first: the newest of a channel counts.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The consents", body = ConsentList)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/consents")]
async fn list_consents(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<ConsentList>> {
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        Ok::<_, Error>(stored::consents_of(db, &customer.id)?)
    });
    Ok(web::Json(ConsentList { data: read.await?.into_iter().map(ConsentView::from).collect() }))
}

/// Note a consent
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = NewConsent,
    responses((status = 201, description = "The consent", body = ConsentView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/customers/{id}/consents")]
async fn record_consent(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    key: IdempotencyKey,
    body: Body<NewConsent>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        service::check_not_erased(&customer)?;
        let organisation = organisation(db)?;
        let consent = facts::record_consent(db, &who, &customer.id, &body, &organisation, "")?;
        Ok(Made::created(format!("/v1/customers/{}/consents", customer.id), 1, ConsentView::from(consent)))
    });
    answer.await
}

/// Which page of a list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// List a customer's interactions
#[utoipa::path(tag = "customers", params(PageQuery), responses((status = 200, description = "A page of interactions, newest first", body = List<InteractionView>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/interactions")]
async fn list_interactions(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> Answer<List<InteractionView>> {
    let list = page::asked(&app.keys, &format!("interactions of {}", &*id), &query.0)?;
    let asked = list.page();
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        Ok::<_, Error>(stored::interactions_of(db, &customer.id, &asked)?)
    });
    let place = |row: &stored::Interaction| (page::time_key(row.occurred_at), row.id.clone());
    Ok(list.answer(read.await?, place, InteractionView::from))
}

/// Note an interaction
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = NewInteraction,
    responses((status = 201, description = "The interaction", body = InteractionView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/customers/{id}/interactions")]
async fn record_interaction(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    key: IdempotencyKey,
    body: Body<NewInteraction>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        service::check_not_erased(&customer)?;
        let organisation = organisation(db)?;
        let interaction = facts::record_interaction(db, &who, &customer.id, &body, &organisation)?;
        let location = format!("/v1/customers/{}/interactions", customer.id);
        Ok(Made::created(location, 1, InteractionView::from(interaction)))
    });
    answer.await
}

/// Which facts to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TimelineQuery {
    #[serde(default)]
    #[param(required = false)]
    pub kind: Vec<TimelineKind>,
    /// Rows on a page.
    #[validate(range(min = 1, max = 100))]
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[validate(length(max = 2000))]
    #[param(max_length = 2000)]
    pub cursor: Option<String>,
}

/// One fact on a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// The id of the fact itself.
    pub id: String,
    pub kind: TimelineKind,
    pub occurred_at: Time,
    /// What there is to show of it, by kind.
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// List the facts on a customer
///
/// Every fact in one list, newest first, as far as the caller may read it elsewhere: purchases and refunds of the units
/// that `purchases:read` reaches, complaints and tasks likewise, points and levels with `memberships:read`.
#[utoipa::path(tag = "customers", params(TimelineQuery), responses((status = 200, description = "A page of facts", body = List<TimelineEntry>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/timeline")]
async fn list_timeline(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    query: Query<TimelineQuery>,
    app: web::Data<App>,
) -> Answer<List<TimelineEntry>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, &format!("timeline of {}", &*id), &query)?;
    let asked = list.page();
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let kinds = if query.kind.is_empty() { TimelineKind::ALL } else { query.kind.as_slice() };
        let sought: Vec<Sought> = kinds.iter().filter_map(|kind| sought(&who, &customer, *kind)).collect();
        let currency = organisation(db)?.base_currency;
        Ok::<_, Error>(timeline::list(db, &customer.id, &sought, currency.code(), &asked)?)
    });
    let place = |entry: &Entry| (page::time_key(entry.occurred_at), entry.id.clone());
    let view = |entry: Entry| TimelineEntry {
        id: entry.id,
        kind: entry.kind,
        occurred_at: entry.occurred_at.into(),
        data: entry.data,
    };
    Ok(list.answer(read.await?, place, view))
}

/// How far somebody who sees the customer sees facts of a kind; none: not at all.
fn sought(who: &Actor, customer: &Customer, kind: TimelineKind) -> Option<Sought> {
    let scope = who.grants.scope(kind.right())?;
    let units = if kind.has_own_unit() {
        scope.units().map(<[String]>::to_vec)
    } else if service::sees(who, scope, customer) {
        None
    } else {
        return None;
    };
    Some(Sought { kind, units, user_id: who.id.clone() })
}

/// Explain a customer's classes
///
/// Why the tier is what it is: the spend in each range, the bounds, what is missing to the next, in the caller's words.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The reasons", body = Explanation)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/explain")]
async fn explain_customer(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<Explanation>> {
    let language = reader.language;
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        explain::explain(db, &customer, language)
    });
    Ok(web::Json(read.await?))
}

/// List a customer's tiers
///
/// Every tier the customer has had, newest first, with what decided it.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The tiers", body = TierHistory)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/tiers")]
async fn list_tiers(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<TierHistory>> {
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        Ok::<_, Error>(metrics::tier_changes(db, &customer.id)?)
    });
    Ok(web::Json(TierHistory { data: read.await?.into_iter().map(Into::into).collect() }))
}
