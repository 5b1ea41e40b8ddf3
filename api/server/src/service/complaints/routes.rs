//! `/v1/complaints`: taking in, reading, and what hangs on a case; `step_routes` has the steps.

use actix_web::http::header::{
    CONTENT_TYPE, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpResponse, get, patch, post, web};
use regulars_db::Db;
use regulars_db::service::complaints;
use regulars_db::service::complaints::{Complaint, Filter, clocks};

use super::attachments;
use super::attachments::{AttachmentQuery, File};
use super::query::ComplaintQuery;
use super::requests::{ComplaintPatch, NewComplaint, NewComplaintEvent};
use super::views::{AttachmentList, AttachmentView, CaseView, ComplaintEventList, ComplaintView, EventView};
use super::{case, intake, step_routes, steps};
use crate::customers::profiles::named;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource};
use crate::platform::http::routes::Routes;
use crate::platform::http::upload::Content;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_complaints)
        .service(open_complaint)
        .service(get_complaint)
        .service(update_complaint)
        .service(list_complaint_events)
        .service(add_complaint_event)
        .service(list_complaint_attachments)
        .service(add_complaint_attachment)
        .service(download_complaint_attachment);
    step_routes::configure(config);
}

/// List complaints
///
/// Those of the caller's units, their own and those of their task forces; the clock that runs out first is first, and
/// those without a running clock are last.
#[utoipa::path(tag = "complaints", params(ComplaintQuery), responses((status = 200, description = "A page of complaints", body = List<ComplaintView>)),
    security(("session" = ["complaints:read"]), ("key" = ["complaints:read"])))]
#[get("/complaints")]
async fn list_complaints(
    who: May<allow::ComplaintsRead>,
    query: Query<ComplaintQuery>,
    app: web::Data<App>,
) -> Answer<List<ComplaintView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "complaints", &query)?;
    let filter = query.to_filter(&who, &who.scope);
    let asked = list.page();
    let read = app.store.read(move |db| {
        let customer_id = named::in_filter(db, &who, filter.customer_id.clone())?;
        let filter = Filter { customer_id, ..filter.clone() };
        let rows = complaints::list(db, &filter, &asked)?;
        let customers: Vec<&str> = rows.iter().map(|row| row.customer_id.as_str()).collect();
        let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let clocks = clocks::of(db, &customers, &ids)?;
        Ok::<_, Error>((rows, clocks, organisation(db)?.base_currency))
    });
    let (rows, clocks, currency) = read.await?;
    let place = |row: &Complaint| (row.next_due_at.map(page::time_key).unwrap_or_default(), row.id.clone());
    Ok(list.answer(rows, place, |row| ComplaintView::new(row, &clocks, currency)))
}

/// Open a complaint
///
/// Who is not known becomes a prospect. The rules suggest a severity; the customer's clocks run from when the customer
/// complained, in working time of the unit.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = NewComplaint,
    responses((status = 201, description = "The case", body = CaseView)), security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints")]
async fn open_complaint(
    who: May<allow::ComplaintsWrite>,
    key: IdempotencyKey,
    body: Body<NewComplaint>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let complaint = intake::open(db, &who, &who.scope, &body)?;
        let location = format!("/v1/complaints/{}", complaint.id);
        let view = CaseView::load(db, complaint)?;
        Ok(Made::created(location, view.etag(), view))
    });
    answer.await
}

/// Get a complaint
///
/// With its clocks, task force, compensations and corrective actions, and the steps it allows now.
#[utoipa::path(tag = "complaints", responses((status = 200, description = "The case", body = CaseView)),
    security(("session" = ["complaints:read"]), ("key" = ["complaints:read"])))]
#[get("/complaints/{id}")]
async fn get_complaint(
    who: May<allow::ComplaintsRead>,
    id: Id<ids::Complaint>,
    app: web::Data<App>,
) -> Answer<Resource<CaseView>> {
    let read = move |db: &mut Db| {
        let complaint = case::find(db, &who, &who.scope, &id)?;
        CaseView::load(db, complaint)
    };
    let view = app.store.read(read).await?;
    Ok(Resource::new(view.etag(), view))
}

/// Change a complaint
///
/// Its owner, category, product, batch, wish and lesson; a step has its own URL.
#[utoipa::path(tag = "complaints", params(IfMatchHeader), request_body(content = ComplaintPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The case as it is now", body = CaseView)), security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[patch("/complaints/{id}")]
async fn update_complaint(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    if_match: IfMatch,
    body: Body<ComplaintPatch>,
    app: web::Data<App>,
) -> Answer<Resource<CaseView>> {
    let write = move |db: &mut Db| {
        let complaint = steps::change(db, &who, &who.scope, &id, &if_match, &body)?;
        CaseView::load(db, complaint)
    };
    let view = app.store.write(write).await?;
    Ok(Resource::new(view.etag(), view))
}

/// List what happened to a complaint
#[utoipa::path(tag = "complaints", responses((status = 200, description = "The events, oldest first", body = ComplaintEventList)),
    security(("session" = ["complaints:read"]), ("key" = ["complaints:read"])))]
#[get("/complaints/{id}/events")]
async fn list_complaint_events(
    who: May<allow::ComplaintsRead>,
    id: Id<ids::Complaint>,
    app: web::Data<App>,
) -> Answer<web::Json<ComplaintEventList>> {
    let read = app.store.read(move |db| {
        let complaint = case::find(db, &who, &who.scope, &id)?;
        let data = steps::events(db, &complaint)?.into_iter().map(EventView::from).collect();
        Ok::<_, Error>(ComplaintEventList { data })
    });
    Ok(web::Json(read.await?))
}

/// Note what happened to a complaint
///
/// `contact`: somebody spoke with the customer, the first time is the first response; `customer_answer`: the customer
/// was asked and answered, the clocks run on; `note`: a remark for colleagues.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader), request_body = NewComplaintEvent,
    responses((status = 201, description = "The event", body = EventView)), security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints/{id}/events")]
async fn add_complaint_event(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    body: Body<NewComplaintEvent>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let event = steps::add_event(db, &who, &who.scope, &id, &body)?;
        Ok(Made::created(format!("/v1/complaints/{}/events", &*id), 1, EventView::from(event)))
    });
    answer.await
}

/// List the files of a complaint
#[utoipa::path(tag = "complaints", responses((status = 200, description = "The files, oldest first", body = AttachmentList)),
    security(("session" = ["complaints:read"]), ("key" = ["complaints:read"])))]
#[get("/complaints/{id}/attachments")]
async fn list_complaint_attachments(
    who: May<allow::ComplaintsRead>,
    id: Id<ids::Complaint>,
    app: web::Data<App>,
) -> Answer<web::Json<AttachmentList>> {
    let read = app.store.read(move |db| {
        let complaint = case::find(db, &who, &who.scope, &id)?;
        AttachmentList::load(db, &complaint)
    });
    Ok(web::Json(read.await?))
}

/// Attach a file to a complaint
///
/// The raw bytes, at most 10 MiB: a photo, a recording, a paper.
#[utoipa::path(tag = "complaints", params(IdempotencyHeader, AttachmentQuery),
    request_body(content(("image/jpeg"), ("image/png"), ("image/webp"), ("application/pdf"), ("text/plain"), ("audio/mpeg"), ("audio/mp4"), ("video/mp4")),
        description = "The file"),
    responses((status = 201, description = "The file", body = AttachmentView)), security(("session" = ["complaints:write"]), ("key" = ["complaints:write"])))]
#[post("/complaints/{id}/attachments")]
async fn add_complaint_attachment(
    who: May<allow::ComplaintsWrite>,
    id: Id<ids::Complaint>,
    key: IdempotencyKey,
    query: Query<AttachmentQuery>,
    content: Content,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let media_type = content.media_type(&attachments::MEDIA_TYPES)?.to_owned();
    let file = File::of(&query.0.file_name, media_type, content.read(attachments::MOST).await?.into())?;
    let once = key.of_digest(&who, &file.digest);
    let answer = app.write_once(once, move |db| {
        let attachment = attachments::add(db, &who, &who.scope, &id, &query.0.file_name, &file)?;
        let location = format!("/v1/complaints/{}/attachments/{}", &*id, attachment.id);
        Ok(Made::created(location, 1, AttachmentView::from(attachment)))
    });
    answer.await
}

/// Download a file of a complaint
#[utoipa::path(tag = "complaints",
    responses((status = 200, description = "The file, of the kind it was sent as", content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "application/pdf"),
        (Vec<u8> = "text/plain"), (Vec<u8> = "audio/mpeg"), (Vec<u8> = "audio/mp4"), (Vec<u8> = "video/mp4")))),
    security(("session" = ["complaints:read"]), ("key" = ["complaints:read"])))]
#[get("/complaints/{id}/attachments/{attachment_id}")]
async fn download_complaint_attachment(
    who: May<allow::ComplaintsRead>,
    id: Id<ids::Complaint>,
    attachment_id: Id<ids::Attachment>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let read = move |db: &mut Db| attachments::load(db, &who, &who.scope, (&id, &attachment_id));
    let (attachment, content) = app.store.read(read).await?;
    // A file of a stranger is never shown in the console's own origin.
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, attachment.media_type))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(saved_as(&attachment.file_name))
        .body(content))
}

/// A file under its own name, in whatever script (RFC 6266).
fn saved_as(file_name: &str) -> ContentDisposition {
    let name = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: file_name.as_bytes().to_vec(),
    };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    }
}
