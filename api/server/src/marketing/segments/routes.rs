//! `/v1/segments`: the catalogue, and a rule before it is saved. What is about members is in `member_routes`.

use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::{Asked, Filter, Segment};
use regulars_db::page::Page;
use regulars_domain::marketing::segments::Freshness;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::text::Language;

use super::views::{NewSegment, SegmentPatch, SegmentPreview, SegmentQuery, SegmentTrial, SegmentView};
use super::{resting, rules, service};
use crate::catalogue::product_categories::category_tree;
use crate::customers::profiles::queries::within;
use crate::organisation::units::{belonging, unit_tree};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::organisation;

/// Customers shown of those a rule finds.
const SAMPLE: i64 = 10;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_segments)
        .service(create_segment)
        .service(preview_segment)
        .service(get_segment)
        .service(update_segment);
    super::member_routes::configure(config);
}

/// List segments
///
/// Newest first: those of the caller's own units, and of the units above them.
#[utoipa::path(tag = "segments", params(SegmentQuery), responses((status = 200, description = "A page of segments", body = List<SegmentView>)),
    security(("session" = ["segments:read"]), ("key" = ["segments:read"])))]
#[get("/segments")]
async fn list_segments(
    who: May<allow::SegmentsRead>,
    query: Query<SegmentQuery>,
    app: web::Data<App>,
) -> Answer<List<SegmentView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "segments", &query)?;
    let usable_by = query.usable_by;
    let mut filter = Filter { units: None, q: query.q, kinds: query.kind, states: query.state };
    let place = |(segment, _): &(Segment, Freshness)| (segment.id.clone(), segment.id.clone());
    let rows = move |db: &mut Db, page: &Page| {
        filter.units = belonging::listed(db, &who.scope, usable_by.as_deref())?;
        let found = segments::list(db, &filter, page)?;
        let fresh = resting::fresh(db, &found)?;
        let of = |segment: &Segment| fresh.get(&segment.id).copied().unwrap_or_default();
        Ok(found.into_iter().map(|segment| (segment.clone(), of(&segment))).collect())
    };
    list.read(&app.store, rows, place, |(segment, fresh)| SegmentView::of(segment, fresh, None)).await
}

/// Create a segment
///
/// Only customers at home in the unit it belongs to are ever in it. One with a rule gets its members by a job, at once and then again and again.
#[utoipa::path(tag = "segments", params(IdempotencyHeader), request_body = NewSegment,
    responses((status = 201, description = "The segment", body = SegmentView)), security(("session" = ["segments:write"]), ("key" = ["segments:write"])))]
#[post("/segments")]
async fn create_segment(
    who: May<allow::SegmentsWrite>,
    key: IdempotencyKey,
    body: Body<NewSegment>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let language = reader.language;
    let answer = app.write_once(once, move |db| {
        let segment = service::create(db, &who, &who.scope, &body)?;
        let location = format!("/v1/segments/{}", segment.id);
        Ok(Made::created(location, segment.version, view(db, segment, language)?))
    });
    answer.await
}

/// Preview a rule
///
/// How many customers it finds among those the caller may see, the newest of them, and the rule in words. Nothing is
/// kept. What is wrong with the rule is told with the place of each fault.
#[utoipa::path(tag = "segments", request_body = SegmentTrial, responses((status = 200, description = "Whom it finds", body = SegmentPreview)),
    security(("session" = ["segments:read", "customers:read"]), ("key" = ["segments:read", "customers:read"])))]
#[post("/segments/preview")]
async fn preview_segment(
    who: May<allow::SegmentsRead>,
    seen: May<allow::CustomersRead>,
    body: Body<SegmentTrial>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<SegmentPreview>> {
    let language = reader.language;
    let rule = rules::read(&body.rule)?;
    let within = within(&seen, &seen.scope);
    let preview = app.store.report(move |db| {
        let all = segments::all(db)?;
        let unit_id = belonging::tried(db, &who.scope, body.unit_id.as_deref())?;
        rules::check_references(db, &rule, &unit_id, None, &all)?;
        let (tree, categories) = (unit_tree(db)?, category_tree(db)?);
        let below = Scope::subtree(&unit_id, &tree);
        let today = local_day(clock::now(), organisation(db)?.time_zone);
        let asked = Asked { rule: &rule, today, tree: &tree, categories: &categories, cut: below.units() };
        let count = segments::count(db, &asked, within.as_ref())?;
        let ids = segments::sample(db, &asked, within.as_ref(), SAMPLE)?;
        let sample = profiles::find_rows(db, &ids)?.into_iter().map(Into::into).collect();
        Ok::<_, Error>(SegmentPreview { count, reading: rules::words(db, &rule, language)?, sample })
    });
    Ok(web::Json(preview.await?))
}

/// Get a segment
#[utoipa::path(tag = "segments", responses((status = 200, description = "The segment", body = SegmentView)),
    security(("session" = ["segments:read"]), ("key" = ["segments:read"])))]
#[get("/segments/{id}")]
async fn get_segment(
    who: May<allow::SegmentsRead>,
    id: Id<ids::Segment>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<Resource<SegmentView>> {
    let language = reader.language;
    let found = app.store.read(move |db| {
        let segment = service::seen(db, &who.scope, &id)?;
        resource(db, segment, language)
    });
    found.await
}

/// Change a segment
///
/// A changed rule has the members looked at again by a job. A rule by which the segment would refer to itself, directly
/// or by others, is refused.
#[utoipa::path(tag = "segments", params(IfMatchHeader), request_body(content = SegmentPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The segment as it is now", body = SegmentView)), security(("session" = ["segments:write"]), ("key" = ["segments:write"])))]
#[patch("/segments/{id}")]
async fn update_segment(
    who: May<allow::SegmentsWrite>,
    id: Id<ids::Segment>,
    if_match: IfMatch,
    body: Body<SegmentPatch>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<Resource<SegmentView>> {
    let language = reader.language;
    let changed = app.store.write(move |db| {
        let segment = service::change(db, &who, &who.scope, &id, &if_match, &body)?;
        resource(db, segment, language)
    });
    let changed = changed.await?;
    Ok(changed)
}

fn view(db: &mut Db, segment: Segment, language: Language) -> Answer<SegmentView> {
    let reading = segment.rule.as_ref().map(|rule| rules::words(db, &rule.0, language)).transpose()?;
    let fresh = resting::fresh(db, std::slice::from_ref(&segment))?.get(&segment.id).copied().unwrap_or_default();
    Ok(SegmentView::of(segment, fresh, reading))
}

/// A segment with its tag. The figures of the last refresh, and how fresh the members are, stand behind the version: a
/// change is made upon that only.
pub(super) fn resource(db: &mut Db, segment: Segment, language: Language) -> Answer<Resource<SegmentView>> {
    let refreshed = segment.refreshed_at.map_or(0, |at| at.and_utc().timestamp_millis());
    let version = segment.version;
    let view = view(db, segment, language)?;
    let as_of = view.fresh_as_of.map_or(0, |at| at.0.timestamp_millis());
    Ok(Resource::new(format!("{version}-{refreshed}.{as_of}.{}", u8::from(view.stale)), view))
}
