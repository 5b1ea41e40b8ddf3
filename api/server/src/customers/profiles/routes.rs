//! `/v1/customers`: lists, one customer, and what is created and changed of it. What hangs on one customer is in
//! `sub_routes`.

use actix_web::{HttpResponse, get, patch, post, put, web};
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Customer, Identity, Row};
use regulars_domain::customers::completeness::{Completeness, ProfilePart, completeness};
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::identities::IdentityKind;
use regulars_domain::money::Currency;
use serde::Serialize;
use utoipa::ToSchema;

use super::contact;
use super::expansions::{Beside, CustomerExpansionQuery};
use super::lookups::Lookups;
use super::many;
use super::named;
use super::queries::CustomerQuery;
use super::service;
use super::upsert;
use super::upsert::{Named, Put};
use super::views::{
    ChangedCustomer, CreatedCustomer, CustomerChange, CustomerPatch, CustomerView, IdentityView, NewCustomer,
    RevealContact, RevealedContact,
};
use crate::platform::access_log;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::batch;
use crate::platform::http::batch::{Batch, BatchReport, GivenBatch, Written};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_customers)
        .service(create_customer)
        .service(count_customers)
        .service(create_customers)
        .service(change_customers)
        .service(get_customer)
        .service(put_customer)
        .service(update_customer)
        .service(reveal_contact);
    super::sub_routes::configure(config);
}

/// List customers
///
/// The customers at home in the caller's units, and those the caller owns.
#[utoipa::path(tag = "customers", params(CustomerQuery), responses((status = 200, description = "A page of customers", body = List<CustomerView>)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers")]
async fn list_customers(
    who: May<allow::CustomersRead>,
    query: Query<CustomerQuery>,
    app: web::Data<App>,
) -> Answer<List<CustomerView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "customers", &query)?;
    let (filter, sort, asked) = (query.to_filter(&who, &who.scope)?, query.order(), list.page());
    let is_search = filter.search.is_some();
    let expand = query.expand.clone();
    expand.check(&who)?;
    let reader = who.actor();
    let read = move |db: &mut Db| {
        let filter = query.with_settings(db, &who, filter.clone())?;
        let rows = profiles::list(db, &filter, sort, &asked)?;
        let ids: Vec<&str> = rows.iter().map(|(customer, _)| customer.id.as_str()).collect();
        let identities = profiles::identities_of(db, &ids)?;
        let beside = Beside::read(db, &who, &expand, rows.iter().map(belongings))?;
        Ok::<_, Error>((rows, identities, beside))
    };
    let (rows, identities, beside) =
        if is_search { app.store.search(read).await? } else { app.store.read(read).await? };
    let currency = app.base_currency().await?;
    let place = |row: &Row| (profiles::sort_key(sort, row), row.0.id.clone());
    let view = |(customer, metrics): Row| {
        let masked = contact::is_masked(&reader, &customer);
        beside.put(CustomerView::new(customer, &metrics, &identities, currency).masked_if(masked))
    };
    Ok(list.answer(rows, place, view))
}

/// The home and the owner of a customer.
fn belongings((customer, _): &Row) -> (Option<&str>, Option<&str>) {
    (customer.home_unit_id.as_deref(), customer.owner_id.as_deref())
}

/// Counted exactly up to here.
const COUNTED: i64 = 10_000;

/// How many there are.
#[derive(Debug, Serialize, ToSchema)]
pub struct Count {
    /// So many; at least so many when it is not exact.
    pub count: i64,
    /// Up to 10,000 are counted, beyond that a count says that there are more.
    pub is_exact: bool,
}

/// Count customers
///
/// How many the same filters would list: exactly up to 10,000.
#[utoipa::path(tag = "customers", params(CustomerQuery), responses((status = 200, description = "How many", body = Count)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/count")]
async fn count_customers(
    who: May<allow::CustomersRead>,
    query: Query<CustomerQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<Count>> {
    let Query(query) = query;
    let filter = query.to_filter(&who, &who.scope)?;
    let count = move |db: &mut Db| {
        let filter = query.with_settings(db, &who, filter.clone())?;
        Ok::<_, Error>(profiles::count_up_to(db, &filter, COUNTED)?)
    };
    let found = app.store.report(count).await?;
    Ok(web::Json(Count { count: found.count, is_exact: found.is_exact }))
}

/// Create a customer
///
/// An identity that another customer has is 409 and names that customer.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = NewCustomer,
    responses((status = 201, description = "The customer", body = CustomerView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/customers")]
async fn create_customer(
    who: May<allow::CustomersWrite>,
    key: IdempotencyKey,
    body: Body<NewCustomer>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let mut lookups = Lookups::new(db)?;
        let customer = service::create(db, &mut lookups, &who, &who.scope, &body)?;
        let location = format!("/v1/customers/{}", customer.id);
        let found = read_one(db, &customer.id)?;
        Ok(Made::created(location, found.tag(), found.view(organisation(db)?.base_currency)))
    });
    answer.await
}

/// Create many customers
///
/// Up to 1,000 in one request, each with its own outcome; `atomic`: all or none; `dry_run`: nothing is kept.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = Batch<NewCustomer>,
    responses((status = 200, description = "The outcome of each", body = BatchReport<CreatedCustomer>)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/customers/batch")]
async fn create_customers(
    who: May<allow::CustomersWrite>,
    key: IdempotencyKey,
    batch: GivenBatch<NewCustomer>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &batch.digest);
    batch::run(&app, once, batch, reader, Creator(who)).await
}

/// Creates customers for a caller.
struct Creator(May<allow::CustomersWrite>);

impl batch::Writer<NewCustomer> for Creator {
    type Lookups = Lookups;
    type Outcome = CreatedCustomer;

    fn read_ahead(&self, db: &mut Db, items: &[NewCustomer]) -> Answer<Lookups> {
        Lookups::read_ahead(db, &self.0, &self.0.scope, items)
    }

    fn write(&self, db: &mut Db, lookups: &mut Lookups, new: &NewCustomer) -> Answer<Written<CreatedCustomer>> {
        let customer = service::create(db, lookups, &self.0, &self.0.scope, new)?;
        let outcome = Some(CreatedCustomer { version: customer.version });
        Ok(Written { status: 201, id: customer.id, outcome })
    }
}

/// Change many customers
///
/// Up to 1,000 in one request, each with its own outcome: tags put on and taken off, and who looks after them. `atomic`: all
/// or none; `dry_run`: nothing is kept.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = Batch<CustomerChange>,
    responses((status = 200, description = "The outcome of each", body = BatchReport<ChangedCustomer>)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[post("/customers/changes/batch")]
async fn change_customers(
    who: May<allow::CustomersWrite>,
    key: IdempotencyKey,
    batch: GivenBatch<CustomerChange>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &batch.digest);
    batch::run(&app, once, batch, reader, Changer(who)).await
}

/// Changes customers for a caller.
struct Changer(May<allow::CustomersWrite>);

impl batch::Writer<CustomerChange> for Changer {
    type Lookups = Lookups;
    type Outcome = ChangedCustomer;

    fn read_ahead(&self, db: &mut Db, _: &[CustomerChange]) -> Answer<Lookups> {
        Lookups::new(db)
    }

    fn write(&self, db: &mut Db, lookups: &mut Lookups, change: &CustomerChange) -> Answer<Written<ChangedCustomer>> {
        let outcome = Some(many::change(db, lookups, &self.0, &self.0.scope, change)?);
        Ok(Written { status: 200, id: change.customer_id.clone(), outcome })
    }
}

/// Get a customer
///
/// A merged one answers 308 with its survivor's place.
#[utoipa::path(tag = "customers", params(CustomerExpansionQuery), responses((status = 200, description = "The customer", body = CustomerView)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}")]
async fn get_customer(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    query: Query<CustomerExpansionQuery>,
    app: web::Data<App>,
) -> Answer<Resource<CustomerView>> {
    let reader = who.actor();
    let expand = query.0.expand;
    expand.check(&who)?;
    let asked = expand.clone();
    let read = app.store.read(move |db| {
        let id = resolve(db, &who, &id)?;
        let found = read_one(db, &id)?;
        service::check_living(&who, &who.scope, &found.row.0)?;
        let beside = Beside::read(db, &who, &asked, std::iter::once(belongings(&found.row)))?;
        Ok::<_, Error>((found, beside))
    });
    let (found, beside) = read.await?;
    access_log::note(&app, &reader, &found.row.0.id);
    let masked = contact::is_masked(&reader, &found.row.0);
    let tag = found.tag();
    let view = beside.put(found.view(app.base_currency().await?).masked_if(masked));
    if expand.is_empty() { Ok(Resource::new(tag, view)) } else { Resource::of_content(tag, view) }
}

/// Create or change a customer
///
/// By a partner's own id, `ext:{partner}:{external_id}`: who is not known by it is created with it, who is known is brought
/// to what the body says. What the body leaves out stays as it is, identities are added and none is taken away, so the same
/// request sent again changes nothing. By our own id a customer is only changed.
#[utoipa::path(tag = "customers", request_body = NewCustomer,
    responses((status = 200, description = "The customer as it is now", body = CustomerView, headers(("ETag" = String))),
        (status = 201, description = "The customer who was created", body = CustomerView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[put("/customers/{id}")]
async fn put_customer(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    body: Body<NewCustomer>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let answer = app.write_once(None, move |db| {
        let named = id.external().map_or(Named::Own(&id), |(partner, own)| Named::External(partner, own));
        let Put { id, is_new } = upsert::put(db, &who, &who.scope, named, &body)?;
        let found = read_one(db, &id)?;
        let (tag, view) = (found.tag(), found.view(organisation(db)?.base_currency));
        Ok(if is_new { Made::created(format!("/v1/customers/{id}"), tag, view) } else { Made::ok(view).etag(tag) })
    });
    answer.await
}

/// Change a customer
///
/// The profile only; identities, consents and facts have their own requests.
#[utoipa::path(tag = "customers", params(IfMatchHeader), request_body(content = CustomerPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The customer as it is now", body = CustomerView)),
    security(("session" = ["customers:write"]), ("key" = ["customers:write"])))]
#[patch("/customers/{id}")]
async fn update_customer(
    who: May<allow::CustomersWrite>,
    id: Id<ids::Customer>,
    if_match: IfMatch,
    body: Body<CustomerPatch>,
    app: web::Data<App>,
) -> Answer<Resource<CustomerView>> {
    let written = app.store.write(move |db| {
        let id = resolve(db, &who, &id)?;
        service::change(db, &who, &who.scope, &id, &if_match, &body)?;
        read_one(db, &id)
    });
    let found = written.await?;
    Ok(Resource::new(found.tag(), found.view(app.base_currency().await?)))
}

/// Reveal how a customer is reached
///
/// For who is shown it masked. The reason stands in the audit trail.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = RevealContact,
    responses((status = 200, description = "How the customer is reached", body = RevealedContact)),
    security(("session" = ["customers:reveal"]), ("key" = ["customers:reveal"])))]
#[post("/customers/{id}/reveal")]
async fn reveal_contact(
    who: May<allow::CustomersReveal>,
    id: Id<ids::Customer>,
    key: IdempotencyKey,
    body: Body<RevealContact>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let id = resolve(db, &who, &id)?;
        let (customer, identities) = contact::reveal(db, &who, &who.scope, &id, &body.reason)?;
        let identities = identities.into_iter().map(IdentityView::from).collect();
        Ok(Made::ok(RevealedContact { identities, address: customer.address }))
    });
    answer.await
}

/// A customer with all that its view shows.
pub(in crate::customers) struct CustomerDetail {
    pub row: Row,
    identities: Vec<Identity>,
}

impl CustomerDetail {
    /// The version of the profile, and behind it that of the figures: a change is made upon the first only.
    fn tag(&self) -> String {
        format!("{}-{}", self.row.0.version, self.row.1.version)
    }

    pub(in crate::customers) fn view(self, currency: Currency) -> CustomerView {
        let (customer, metrics) = self.row;
        let completeness = completeness_of(&customer, &self.identities);
        CustomerView { completeness, ..CustomerView::new(customer, &metrics, &self.identities, currency) }
    }
}

/// What of a customer's profile is known; nothing is asked of who was erased.
fn completeness_of(customer: &Customer, identities: &[Identity]) -> Option<Completeness> {
    let has = |kind| identities.iter().any(|identity| identity.kind.0 == kind);
    let known = |part| match part {
        ProfilePart::Phone => has(IdentityKind::Phone),
        ProfilePart::Email => has(IdentityKind::Email),
        ProfilePart::Wechat => has(IdentityKind::Wechat),
        ProfilePart::Gender => customer.gender.is_some(),
        ProfilePart::Birthday => customer.birthday.is_some(),
        ProfilePart::City => customer.city.is_some(),
        ProfilePart::Address => customer.address.is_some(),
        ProfilePart::Occupation => customer.occupation.is_some(),
        ProfilePart::Source => customer.source.is_some(),
        ProfilePart::HomeUnit => customer.home_unit_id.is_some(),
        ProfilePart::Owner => customer.owner_id.is_some(),
    };
    (*customer.status != CustomerStatus::Erased).then(|| completeness(customer.kind.0, known))
}

pub(in crate::customers) fn read_one(db: &mut Db, id: &str) -> Answer<CustomerDetail> {
    let row = profiles::find_row(db, id)?.ok_or(Code::NotFound)?;
    let identities = profiles::identities_of(db, &[id])?;
    Ok(CustomerDetail { row, identities })
}

/// The customer's own id behind `ext:{partner}:{external_id}`.
pub fn resolve(db: &mut Db, actor: &Actor, id: &Id<ids::Customer>) -> Answer<String> {
    match id.external() {
        Some((partner, external_id)) => named::behind(db, actor, partner, external_id),
        None => Ok(id.to_string()),
    }
}
