//! `/v1/duplicates`.

use std::collections::HashMap;

use actix_web::{HttpResponse, get, post, web};
use regulars_db::Db;
use regulars_db::customers::duplicates;
use regulars_db::customers::duplicates::{Duplicate, Filter};
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Within;
use regulars_domain::customers::duplicates::{DuplicateState, SHOWN_FROM};

use super::bulk::MergeDuplicates;
use super::search::FindDuplicates;
use super::service;
use super::views::{DuplicateQuery, DuplicateView, NewDuplicateMerges};
use crate::customers::profiles::views::CustomerView;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::actor::{May, MayEverywhere, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::identity::Asker;
use crate::platform::jobs;
use crate::platform::jobs::views::JobView;
use crate::platform::organisation;
use crate::platform::time::Time;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_duplicates)
        .service(search_duplicates)
        .service(merge_duplicates)
        .service(get_duplicate)
        .service(dismiss_duplicate);
}

/// List customers that may be one
///
/// Pairs of which the caller sees both, the most alike first.
#[utoipa::path(tag = "duplicates", params(DuplicateQuery), responses((status = 200, description = "A page of pairs", body = List<DuplicateView>)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[get("/duplicates")]
async fn list_duplicates(
    who: May<allow::CustomersMerge>,
    query: Query<DuplicateQuery>,
    app: web::Data<App>,
) -> Answer<List<DuplicateView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "duplicates", &query)?;
    let units = who.scope.units().map(<[String]>::to_vec);
    let filter = Filter {
        state: query.state.unwrap_or(DuplicateState::Open),
        least: query.min_score.unwrap_or(SHOWN_FROM),
        within: units.map(|units| Within { units, owner_id: who.id.clone() }),
    };
    let asked = list.page();
    let read = app.store.read(move |db| {
        let rows = duplicates::list(db, &filter, &asked)?;
        views(db, rows)
    });
    let place = |view: &DuplicateView| (view.score.to_string(), view.id.clone());
    Ok(list.answer(read.await?, place, |view| view))
}

/// Get two customers that may be one
#[utoipa::path(tag = "duplicates", responses((status = 200, description = "The pair", body = DuplicateView)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[get("/duplicates/{id}")]
async fn get_duplicate(
    who: May<allow::CustomersMerge>,
    id: Id<ids::Duplicate>,
    app: web::Data<App>,
) -> Answer<web::Json<DuplicateView>> {
    let read = app.store.read(move |db| {
        let pair = service::find(db, &who, &who.scope, &id)?;
        view(db, pair)
    });
    Ok(web::Json(read.await?))
}

/// Say that two customers are not one
///
/// It is remembered: no search shows them again.
#[utoipa::path(tag = "duplicates", params(IdempotencyHeader), responses((status = 200, description = "The pair as it is now", body = DuplicateView)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[post("/duplicates/{id}/dismiss")]
async fn dismiss_duplicate(
    who: May<allow::CustomersMerge>,
    id: Id<ids::Duplicate>,
    key: IdempotencyKey,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let pair = service::dismiss(db, &who, &who.scope, &id)?;
        Ok(Made::ok(view(db, pair)?))
    });
    answer.await
}

/// Search for duplicates
///
/// By a job over the whole base, which also runs each night. Its result says how many were compared and found, and how
/// many times too many had the same in common, of whom only the first 100 were compared with each other (`capped_keys`).
#[utoipa::path(tag = "duplicates", params(IdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[post("/duplicates/searches")]
async fn search_duplicates(
    who: MayEverywhere<allow::CustomersMerge>,
    key: IdempotencyKey,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let job = jobs::enqueue(db, &FindDuplicates {}, &who.id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// Merge all certain duplicates
///
/// By a job, pair by pair, the most that can be told by a score. Of each pair the customer with more purchases stays. Each
/// merge can be undone by itself.
#[utoipa::path(tag = "duplicates", params(IdempotencyHeader), request_body = NewDuplicateMerges, responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["customers:merge"]), ("key" = ["customers:merge"])))]
#[post("/duplicates/merges")]
async fn merge_duplicates(
    who: MayEverywhere<allow::CustomersMerge>,
    key: IdempotencyKey,
    body: Body<NewDuplicateMerges>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let job = jobs::enqueue(db, &MergeDuplicates { least: body.min_score, asker: Asker::of(&who) }, &who.id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

fn view(db: &mut Db, pair: Duplicate) -> Answer<DuplicateView> {
    views(db, vec![pair])?.pop().ok_or_else(|| Code::NotFound.into())
}

fn views(db: &mut Db, pairs: Vec<Duplicate>) -> Answer<Vec<DuplicateView>> {
    let currency = organisation(db)?.base_currency;
    let ids: Vec<String> = pairs.iter().flat_map(|pair| [pair.customer_id.clone(), pair.other_id.clone()]).collect();
    let named: Vec<&str> = ids.iter().map(String::as_str).collect();
    let identities = profiles::identities_of(db, &named)?;
    let rows: HashMap<String, profiles::Row> =
        profiles::find_rows(db, &ids)?.into_iter().map(|row| (row.0.id.clone(), row)).collect();
    let side = |id: &str| {
        let (customer, metrics) = rows.get(id).cloned().ok_or_else(|| Error::from(Code::NotFound))?;
        Ok::<_, Error>(CustomerView::new(customer, &metrics, &identities, currency))
    };
    pairs
        .into_iter()
        .map(|pair| {
            Ok(DuplicateView {
                customer: side(&pair.customer_id)?,
                other: side(&pair.other_id)?,
                id: pair.id,
                score: pair.score,
                reasons: pair.reasons.0,
                state: pair.state.0,
                found_at: pair.found_at.into(),
                decided_by: pair.decided_by,
                decided_at: pair.decided_at.map(Time::from),
            })
        })
        .collect()
}
