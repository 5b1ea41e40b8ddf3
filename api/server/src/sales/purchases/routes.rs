//! `/v1/purchases`.

use actix_web::{HttpResponse, get, post, web};
use regulars_db::Db;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{Changed, Filter, Purchase};
use regulars_domain::permissions::Scope;

use super::day_stream;
use super::expansions::{Beside, PurchaseExpansionQuery};
use super::lookups::Lookups;
use super::queries::PurchaseQuery;
use super::record;
use super::record::Outcome;
use super::refunds;
use super::refunds::Refunded;
use super::views::{
    NewPurchase, NewRefund, PurchaseOutcome, PurchaseView, RecordedRefund, RecordedSaleView, RefundList, RefundView,
};
use crate::customers::profiles::named;
use crate::platform::app::App;
use crate::platform::error::Answer;
use crate::platform::http::actor::{May, allow};
use crate::platform::http::batch;
use crate::platform::http::batch::{Batch, BatchReport, GivenBatch, Written};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{RequiredIdempotencyHeader, RequiredKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{Made, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_purchases)
        .service(day_stream::stream_purchases)
        .service(record_purchase)
        .service(record_purchases)
        .service(get_purchase)
        .service(list_refunds)
        .service(record_refund);
}

/// List purchases
///
/// The purchases of the caller's units: newest first by when they happened, or in the order of change by
/// `sort=updated_at`. In the latter a page may have fewer rows than asked for, or none, though `has_more` says that others
/// follow: of many purchases it looks at a part.
#[utoipa::path(tag = "purchases", params(PurchaseQuery), responses((status = 200, description = "A page of purchases", body = List<PurchaseView>)),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/purchases")]
async fn list_purchases(
    who: May<allow::PurchasesRead>,
    query: Query<PurchaseQuery>,
    app: web::Data<App>,
) -> Answer<List<PurchaseView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "purchases", &query)?;
    let (filter, by_change, asked) = (query.to_filter(&who, &who.scope)?, query.by_change()?, list.page());
    let expand = query.expand.clone();
    expand.check(&who)?;
    let (found, lines, beside) = app
        .store
        .read(move |db| {
            let customer_id = named::in_filter(db, &who, filter.customer_id.clone())?;
            let filter = Filter { customer_id, ..filter.clone() };
            let found = match by_change {
                Some(direction) => purchases::changed(db, &filter, direction, &asked, purchases::REACH)?,
                None => Changed { rows: purchases::list(db, &filter, &asked)?, end: None },
            };
            let lines = bulk::lines_of_rows(db, &found.rows)?;
            let beside = Beside::read(db, &who, &expand, &found.rows, &lines)?;
            Ok::<_, crate::platform::error::Error>((found, lines, beside))
        })
        .await?;
    let key = |row: &Purchase| if by_change.is_some() { row.updated_at } else { row.occurred_at };
    let place = |row: &Purchase| (page::time_key(key(row)), row.id.clone());
    Ok(list.answer_upto(found.rows, found.end, place, |row| beside.put(PurchaseView::new(row, &lines))))
}

/// Record a purchase
///
/// The customer's figures, tier, points and level move in the same transaction, and the answer holds them for the receipt.
/// With a customer whom nobody knows it is refused, held (202, a held purchase), or the customer is created, as the
/// partner's setting says. With `anonymous: true` and no customer it is an anonymous sale. The same purchase (by the
/// partner's external id) sent again changes nothing and is answered as it was recorded; another content under the same id
/// is 409 unless it states a higher revision. A product that the unit does not sell is refused (`product_not_sold_here`),
/// unless the partner's setting lets it pass.
#[utoipa::path(tag = "purchases", params(RequiredIdempotencyHeader), request_body = NewPurchase,
    responses((status = 201, description = "Recorded", body = RecordedSaleView), (status = 200, description = "It was there already, or took a new revision", body = RecordedSaleView),
        (status = 202, description = "Held until the customer is known", body = RecordedSaleView)),
    security(("session" = ["purchases:write"]), ("key" = ["purchases:write"])))]
#[post("/purchases")]
async fn record_purchase(
    who: May<allow::PurchasesWrite>,
    key: RequiredKey,
    body: Body<NewPurchase>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    app.write_once(once, move |db| record_one(db, &who, &who.scope, &body)).await
}

fn record_one(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewPurchase) -> Answer<Made<RecordedSaleView>> {
    let mut lookups = Lookups::new(db)?;
    let outcome = record::record(db, &mut lookups, actor, scope, new)?;
    let (status, id) = (outcome.status(), outcome.id().to_owned());
    let kind = match &outcome {
        Outcome::Recorded(_) | Outcome::Again(_) => "purchases",
        Outcome::Anonymous(_) => "anonymous-sales",
        Outcome::Held(_) => "held-purchases",
    };
    let view = outcome.into_view(db, &mut lookups, actor)?;
    let location = format!("/v1/{kind}/{id}");
    Ok(match status {
        201 => Made::created(location, 1, view),
        202 => Made::held(location, view),
        _ => Made::ok(view),
    })
}

/// Record many purchases
///
/// Up to 1,000 in one request, each with its own outcome: 202 and the id of a held purchase for one that is held; `atomic`: all or none; `dry_run`: nothing is kept.
#[utoipa::path(tag = "purchases", params(RequiredIdempotencyHeader), request_body = Batch<NewPurchase>,
    responses((status = 200, description = "The outcome of each", body = BatchReport<PurchaseOutcome>)),
    security(("session" = ["purchases:write"]), ("key" = ["purchases:write"])))]
#[post("/purchases/batch")]
async fn record_purchases(
    who: May<allow::PurchasesWrite>,
    key: RequiredKey,
    batch: GivenBatch<NewPurchase>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &batch.digest);
    batch::run(&app, once, batch, reader, Recorder(who)).await
}

/// Records purchases for a caller.
struct Recorder(May<allow::PurchasesWrite>);

impl batch::Writer<NewPurchase> for Recorder {
    type Lookups = Lookups;
    type Outcome = PurchaseOutcome;

    fn read_ahead(&self, db: &mut Db, items: &[NewPurchase]) -> Answer<Lookups> {
        Lookups::read_ahead(db, &self.0, items)
    }

    fn write(&self, db: &mut Db, lookups: &mut Lookups, new: &NewPurchase) -> Answer<Written<PurchaseOutcome>> {
        let outcome = record::record(db, lookups, &self.0, &self.0.scope, new)?;
        let (status, id) = (outcome.status(), outcome.id().to_owned());
        Ok(Written { status, id, outcome: outcome.told(db, lookups, &self.0)? })
    }
}

/// Get a purchase
#[utoipa::path(tag = "purchases", params(PurchaseExpansionQuery), responses((status = 200, description = "The purchase", body = PurchaseView, headers(("ETag" = String)))),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/purchases/{id}")]
async fn get_purchase(
    who: May<allow::PurchasesRead>,
    id: Id<ids::Purchase>,
    query: Query<PurchaseExpansionQuery>,
    app: web::Data<App>,
) -> Answer<Resource<PurchaseView>> {
    let expand = query.0.expand;
    expand.check(&who)?;
    let asked = expand.clone();
    let read = app.store.read(move |db| {
        let id = refunds::resolve(db, &who, &id)?;
        let purchase = refunds::find(db, &who.scope, &id)?;
        let lines = purchases::lines_of(db, &purchase.customer_id, &[&id])?;
        let beside = Beside::read(db, &who, &asked, std::slice::from_ref(&purchase), &lines)?;
        Ok::<_, crate::platform::error::Error>((purchase, lines, beside))
    });
    let (purchase, lines, beside) = read.await?;
    let returned: i64 = lines.iter().map(|line| line.refunded_quantity).sum();
    let tag = format!("{}-{}-{returned}", purchase.revision, purchase.refunded_minor);
    let view = beside.put(PurchaseView::new(purchase, &lines));
    if expand.is_empty() { Ok(Resource::new(tag, view)) } else { Resource::of_content(tag, view) }
}

/// List the refunds of a purchase
#[utoipa::path(tag = "purchases", responses((status = 200, description = "The refunds, oldest first", body = RefundList)),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/purchases/{id}/refunds")]
async fn list_refunds(
    who: May<allow::PurchasesRead>,
    id: Id<ids::Purchase>,
    app: web::Data<App>,
) -> Answer<web::Json<RefundList>> {
    let read = app.store.read(move |db| {
        let id = refunds::resolve(db, &who, &id)?;
        let purchase = refunds::find(db, &who.scope, &id)?;
        let rows = purchases::refunds_of(db, &purchase.customer_id, &purchase.id)?;
        let refund_ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let lines = purchases::refund_lines_of(db, &purchase.customer_id, &refund_ids)?;
        let data = rows.into_iter().map(|row| RefundView::new(row, &lines, purchase.currency.0)).collect();
        Ok::<_, crate::platform::error::Error>(RefundList { data })
    });
    Ok(web::Json(read.await?))
}

/// Record a refund
///
/// By line, never above what is left; any sequence of partial refunds ends at exactly zero. It lowers the customer's
/// spend and tier on the purchase's day. What is held is refunded once it is settled (`purchase_held`), an anonymous sale
/// under `/v1/anonymous-sales` (`sale_anonymous`).
#[utoipa::path(tag = "purchases", params(RequiredIdempotencyHeader), request_body = NewRefund,
    responses((status = 201, description = "Recorded", body = RecordedRefund)),
    security(("session" = ["refunds:write"]), ("key" = ["refunds:write"])))]
#[post("/purchases/{id}/refunds")]
async fn record_refund(
    who: May<allow::RefundsWrite>,
    id: Id<ids::Purchase>,
    key: RequiredKey,
    body: Body<NewRefund>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let id = refunds::resolve(db, &who, &id)?;
        refunds::check_has_customer(&id)?;
        let Refunded { refund, lines, purchase, purchase_lines, tier, memberships } =
            refunds::record(db, &who, &who.scope, &id, &body)?;
        let location = format!("/v1/purchases/{}/refunds", purchase.id);
        let view = RecordedRefund {
            refund: RefundView::new(refund, &lines, purchase.currency.0),
            purchase: PurchaseView::new(purchase, &purchase_lines),
            tier,
            memberships,
        };
        Ok(Made::created(location, 1, view))
    });
    answer.await
}
