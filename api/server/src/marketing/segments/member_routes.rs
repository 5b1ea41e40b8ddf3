//! `/v1/segments/{id}/…`: who is a member, since when, and why.

use actix_web::{HttpResponse, get, post, put, web};
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::{Listed, Member, Segment};
use regulars_domain::marketing::segments::{Speech, explain, matches};
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;

use super::routes::resource;
use super::views::{
    CustomerSegmentView, ExplainQuery, MemberList, MemberQuery, MemberView, PartView, SegmentExplanation, SegmentView,
};
use super::{rules, service};
use crate::customers::profiles::queries::within;
use crate::customers::profiles::sub_routes;
use crate::organisation::units::belonging;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
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
use crate::platform::jobs::views::JobView;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_segments_of_customer)
        .service(list_segment_members)
        .service(put_segment_members)
        .service(refresh_segment)
        .service(explain_segment);
}

/// List the members of a segment
///
/// Those the caller may see, each with the day it became a member.
#[utoipa::path(tag = "segments", params(MemberQuery), responses((status = 200, description = "A page of members", body = List<MemberView>)),
    security(("session" = ["segments:read", "customers:read"]), ("key" = ["segments:read", "customers:read"])))]
#[get("/segments/{id}/members")]
async fn list_segment_members(
    who: May<allow::SegmentsRead>,
    seen: May<allow::CustomersRead>,
    id: Id<ids::Segment>,
    query: Query<MemberQuery>,
    app: web::Data<App>,
) -> Answer<List<MemberView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, &format!("segments/{}/members", &*id), &query)?;
    let (within, asked) = (within(&seen, &seen.scope), list.page());
    let found = app.store.read(move |db| {
        service::seen(db, &who.scope, &id)?;
        Ok::<_, Error>(segments::list_members(db, &id, within.as_ref(), &asked)?)
    });
    let rows = found.await?;
    let place = |(member, ..): &Listed| (member.customer_id.clone(), member.customer_id.clone());
    Ok(list.answer(rows, place, MemberView::from))
}

/// List the segments of a customer
///
/// Those in use that the caller reads and the customer is in, as they were last refreshed, each with the day since when.
#[utoipa::path(tag = "customers", params(MemberQuery), responses((status = 200, description = "A page of segments", body = List<CustomerSegmentView>)),
    security(("session" = ["segments:read", "customers:read"]), ("key" = ["segments:read", "customers:read"])))]
#[get("/customers/{id}/segments")]
async fn list_segments_of_customer(
    who: May<allow::SegmentsRead>,
    seen: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    query: Query<MemberQuery>,
    app: web::Data<App>,
) -> Answer<List<CustomerSegmentView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, &format!("customers/{}/segments", &*id), &query)?;
    let asked = list.page();
    let rows = app.store.read(move |db| {
        let customer = sub_routes::seen(db, &seen, &seen.scope, &id)?;
        let units = belonging::readable(db, &who.scope)?;
        Ok::<_, Error>(segments::of_customer(db, &customer.id, units.as_deref(), &asked)?)
    });
    let place = |(member, _): &(Member, Segment)| (String::new(), member.segment_id.clone());
    Ok(list.answer(rows.await?, place, CustomerSegmentView::from))
}

/// Replace the members of a static segment
///
/// By a list of at most 10,000 customers. Members the caller may not see stay.
#[utoipa::path(tag = "segments", params(IfMatchHeader), request_body = MemberList, responses((status = 200, description = "The segment as it is now", body = SegmentView)),
    security(("session" = ["segments:write", "customers:read"]), ("key" = ["segments:write", "customers:read"])))]
#[put("/segments/{id}/members")]
async fn put_segment_members(
    who: May<allow::SegmentsWrite>,
    seen: May<allow::CustomersRead>,
    id: Id<ids::Segment>,
    if_match: IfMatch,
    body: Body<MemberList>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<Resource<SegmentView>> {
    let language = reader.language;
    let within = within(&seen, &seen.scope);
    let changed = app.store.write(move |db| {
        let segment = service::put_members(db, &who, &who.scope, within.as_ref(), &id, &if_match, &body)?;
        resource(db, segment, language)
    });
    changed.await
}

/// Refresh a segment
///
/// Looks again at who is a member, in a job. Segments its rule names count as they were last refreshed.
#[utoipa::path(tag = "segments", params(IdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["segments:write"]), ("key" = ["segments:write"])))]
#[post("/segments/{id}/refresh")]
async fn refresh_segment(
    who: May<allow::SegmentsWrite>,
    key: IdempotencyKey,
    id: Id<ids::Segment>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let job = service::refresh(db, &who, &who.scope, &id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// Explain a membership
///
/// Which parts of the rule hold for a customer now, and what was found.
#[utoipa::path(tag = "segments", params(ExplainQuery), responses((status = 200, description = "The parts", body = SegmentExplanation)),
    security(("session" = ["segments:read", "customers:read"]), ("key" = ["segments:read", "customers:read"])))]
#[get("/segments/{id}/explain")]
async fn explain_segment(
    who: May<allow::SegmentsRead>,
    seen: May<allow::CustomersRead>,
    id: Id<ids::Segment>,
    query: Query<ExplainQuery>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<SegmentExplanation>> {
    let language = reader.language;
    let within = within(&seen, &seen.scope);
    let customer_id = query.0.customer_id;
    let explained = app.store.read(move |db| {
        let segment = service::seen(db, &who.scope, &id)?;
        if segments::visible(db, std::slice::from_ref(&customer_id), within.as_ref())?.is_empty() {
            return Err(Code::NotFound.into());
        }
        let organisation = organisation(db)?;
        let today = local_day(clock::now(), organisation.time_zone);
        let facts = segments::facts(db, &customer_id, today)?.ok_or(Code::NotFound)?;
        let member = segments::member(db, &id, &customer_id)?;
        let mut explanation = SegmentExplanation {
            customer_id: customer_id.clone(),
            is_member: member.is_some(),
            since: member.map(|member| member.since),
            matches: None,
            parts: Vec::new(),
        };
        if let Some(rule) = &segment.rule {
            let names = rules::names_to_explain(db, &rule.0, &facts)?;
            let speech = Speech { names: &names, currency: organisation.base_currency };
            let at_home = belonging::below(db, &segment.unit_id)?;
            let is_at_home = at_home == Scope::All || facts.home_units.contains(&segment.unit_id);
            explanation.matches = Some(is_at_home && matches(&rule.0, &facts, today));
            let parts = explain(&rule.0, &facts, today, &speech);
            explanation.parts = parts.into_iter().map(|part| PartView::of(part, language)).collect();
        }
        Ok::<_, Error>(explanation)
    });
    Ok(web::Json(explained.await?))
}
