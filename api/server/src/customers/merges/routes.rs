//! `/v1/customers/{id}/merge` and `/v1/merges`.

use std::collections::HashMap;

use actix_web::{HttpResponse, get, post, web};
use regulars_db::Db;
use regulars_db::customers::merges;
use regulars_db::customers::merges::Merge;
use regulars_db::customers::profiles;
use regulars_domain::money::Currency;
use regulars_domain::permissions::Scope;

use super::merging;
use super::merging::Wanted;
use super::parts::MergeParts;
use super::undoing;
use super::views::{Followed, MergeList, MergePreview, MergeView, NewMerge};
use crate::customers::profiles::named;
use crate::customers::profiles::routes::{read_one, resolve};
use crate::customers::profiles::sub_routes::seen;
use crate::customers::profiles::views::CustomerView;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;
use crate::platform::organisation;

/// Merges that a list shows.
const SHOWN: i64 = 100;

pub fn configure(config: &mut impl Routes) {
    config.service(preview_merge).service(merge_customers).service(list_merges).service(get_merge).service(undo_merge);
}

/// Preview a merge
///
/// Both customers, what would become of them, and what would follow. Nothing is kept.
#[utoipa::path(tag = "customers", request_body = NewMerge, responses((status = 200, description = "What the merge would make", body = MergePreview)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[post("/customers/{id}/merge/preview")]
async fn preview_merge(
    who: May<allow::CustomersMerge>,
    id: Id<ids::Customer>,
    body: Body<NewMerge>,
    app: web::Data<App>,
) -> Answer<web::Json<MergePreview>> {
    let parts = MergeParts::of(&app)?;
    let preview = app.store.write(move |db| {
        let mut shown = None;
        // It is merged and rolled back: what is shown is what would be.
        let rolled_back = db.transaction(|db| {
            shown = Some(preview(db, parts, &who, &who.scope, &id, &body)?);
            Err::<(), Error>(Code::Busy.into())
        });
        match (shown, rolled_back) {
            (Some(shown), _) => Ok(shown),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(Error::Internal("a preview that shows nothing".to_owned())),
        }
    });
    Ok(web::Json(preview.await?))
}

fn preview(
    db: &mut Db,
    parts: MergeParts,
    actor: &Actor,
    scope: &Scope,
    id: &Id<ids::Customer>,
    new: &NewMerge,
) -> Answer<MergePreview> {
    let (survivor_id, merged_id) = (resolve(db, actor, id)?, named::own_id(db, actor, &new.merged_id, "/merged_id")?);
    let follows = merging::follows(db, parts, &survivor_id, &merged_id)?;
    let currency = organisation(db)?.base_currency;
    let survivor = shown(db, &survivor_id, currency);
    let merged = shown(db, &merged_id, currency);
    merge(db, parts, actor, scope, (&survivor_id, &merged_id), new)?;
    Ok(MergePreview {
        survivor: survivor?,
        merged: merged?,
        result: shown(db, &survivor_id, currency)?,
        follows: follows.into_iter().map(|(kind, count)| Followed { kind, count }).collect(),
    })
}

fn shown(db: &mut Db, id: &str, currency: Currency) -> Answer<CustomerView> {
    Ok(read_one(db, id)?.view(currency))
}

fn merge(
    db: &mut Db,
    parts: MergeParts,
    actor: &Actor,
    scope: &Scope,
    (survivor, merged): (&str, &str),
    new: &NewMerge,
) -> Answer<Merge> {
    let choices = new.choices.of();
    let versions = (new.survivor_version, new.merged_version);
    merging::merge(db, parts, actor, scope, &Wanted { survivor, merged, choices: &choices, versions })
}

/// Merge another customer into this one
///
/// All facts, points, levels, consents, cases and cards of the other follow in one transaction, and the figures, tier and
/// levels are those of both. Of two cards of one programme this customer's stays in use and takes the other's points. The
/// other's id leads here from then on: reads are led on (308), writes are refused with `customer_merged`.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), request_body = NewMerge,
    responses((status = 201, description = "The merge", body = MergeView)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[post("/customers/{id}/merge")]
async fn merge_customers(
    who: May<allow::CustomersMerge>,
    id: Id<ids::Customer>,
    key: IdempotencyKey,
    body: Body<NewMerge>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let parts = MergeParts::of(&app)?;
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let survivor = resolve(db, &who, &id)?;
        let merged = named::own_id(db, &who, &body.merged_id, "/merged_id")?;
        let made = merge(db, parts, &who, &who.scope, (&survivor, &merged), &body)?;
        let location = format!("/v1/merges/{}", made.id);
        Ok(Made::created(location, 1, view(db, made)?))
    });
    answer.await
}

/// List who was merged into a customer
///
/// The last 100, newest first, with those that were undone.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The merges", body = MergeList)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/merges")]
async fn list_merges(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<MergeList>> {
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let found = merges::into_customer(db, &customer.id, SHOWN)?;
        views(db, found)
    });
    Ok(web::Json(MergeList { data: read.await? }))
}

/// Get a merge
#[utoipa::path(tag = "merges", responses((status = 200, description = "The merge", body = MergeView)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/merges/{id}")]
async fn get_merge(
    who: May<allow::CustomersRead>,
    id: Id<ids::Merge>,
    app: web::Data<App>,
) -> Answer<web::Json<MergeView>> {
    let read = app.store.read(move |db| {
        let merge = undoing::find(db, &who, &who.scope, &id)?;
        view(db, merge)
    });
    Ok(web::Json(read.await?))
}

/// Undo a merge
///
/// Both are customers of their own again, each with what it had. A purchase recorded since goes to the one whose identity it
/// named; what else was recorded since stays with the survivor, and `stayed` lists the purchases. Refused once one of the two
/// was erased, and while a later merge of either counts.
#[utoipa::path(tag = "merges", params(IdempotencyHeader), responses((status = 200, description = "The merge as it is now", body = MergeView)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[post("/merges/{id}/undo")]
async fn undo_merge(
    who: May<allow::CustomersMerge>,
    id: Id<ids::Merge>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let parts = MergeParts::of(&app)?;
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let undone = undoing::undo(db, parts, &who, &who.scope, &id)?;
        Ok(Made::ok(view(db, undone)?))
    });
    answer.await
}

fn view(db: &mut Db, merge: Merge) -> Answer<MergeView> {
    views(db, vec![merge])?.pop().ok_or_else(|| Code::NotFound.into())
}

fn views(db: &mut Db, merges: Vec<Merge>) -> Answer<Vec<MergeView>> {
    let merged = profiles::of_ids(db, merges.iter().map(|merge| merge.merged_id.as_str()))?;
    let names: HashMap<&str, &str> = merged.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect();
    let name = |merge: &Merge| names.get(merge.merged_id.as_str()).copied().unwrap_or_default().to_owned();
    Ok(merges.into_iter().map(|merge| (name(&merge), merge)).map(|(name, merge)| MergeView::of(merge, name)).collect())
}
