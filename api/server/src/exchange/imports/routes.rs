//! `/v1/imports`.

use actix_web::{HttpResponse, delete, get, patch, post, put, web};
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::{Filter, Import};
use regulars_domain::permissions::Scope;

use super::preview;
use super::rejections::NOT_TAKEN;
use super::service;
use super::undo_plan;
use super::undo_plan::UndoPlan;
use super::upload::Upload;
use super::views::{ImportPatch, ImportQuery, ImportView, NewImport, PreviewView, RejectionQuery, RejectionView};
use super::{intake, rejections_stream};
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::{Body, Query};
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey, RequiredIdempotencyHeader, RequiredKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::{IfMatch, IfMatchHeader, Made, Resource, no_content};
use crate::platform::http::routes::Routes;
use crate::platform::http::upload::Content;
use crate::platform::jobs::views::JobView;

pub fn configure(config: &mut impl Routes) {
    config
        .service(list_imports)
        .service(create_import)
        .service(get_import)
        .service(update_import)
        .service(delete_import)
        .service(upload_import_content)
        .service(preview_import)
        .service(check_import)
        .service(run_import)
        .service(get_import_undo)
        .service(undo_import)
        .service(list_import_rejections)
        .service(download_import_rejections);
}

/// List imports
///
/// Newest first. Who does not reach the whole organisation sees their own.
#[utoipa::path(tag = "imports", params(ImportQuery), responses((status = 200, description = "A page of imports", body = List<ImportView>)),
    security(("session" = ["imports:read"]), ("key" = ["imports:read"])))]
#[get("/imports")]
async fn list_imports(
    who: May<allow::ImportsRead>,
    query: Query<ImportQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<List<ImportView>>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "imports", &query)?;
    let own = (who.scope != Scope::All).then(|| who.id.clone());
    let filter = Filter { kinds: query.kind, states: query.state, created_by: own };
    let asked = list.page();
    let rows = app.store.read(move |db| Ok::<_, Error>(imports::list(db, &filter, &asked)?)).await?;
    let place = |import: &Import| (String::new(), import.id.clone());
    let List { data, has_more, next_cursor } = list.answer(rows, place, |import| ImportView::of(&import));
    Ok(web::Json(List { data: data.into_iter().collect::<Answer<_>>()?, has_more, next_cursor }))
}

/// Make an import
///
/// Then upload its file, look at the preview, correct mapping and options, try it and run it.
#[utoipa::path(tag = "imports", params(IdempotencyHeader), request_body = NewImport,
    responses((status = 201, description = "The import", body = ImportView)), security(("session" = ["imports:write"]), ("key" = ["imports:write"])))]
#[post("/imports")]
async fn create_import(
    who: May<allow::ImportsWrite>,
    key: IdempotencyKey,
    body: Body<NewImport>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let answer = app.write_once(once, move |db| {
        let import = service::create(db, &who, &who.scope, &body)?;
        Ok(Made::created(format!("/v1/imports/{}", import.id), import.version, ImportView::of(&import)?))
    });
    answer.await
}

/// Get an import
#[utoipa::path(tag = "imports", responses((status = 200, description = "The import", body = ImportView)),
    security(("session" = ["imports:read"]), ("key" = ["imports:read"])))]
#[get("/imports/{id}")]
async fn get_import(
    who: May<allow::ImportsRead>,
    id: Id<ids::Import>,
    app: web::Data<App>,
) -> Answer<Resource<ImportView>> {
    let import = app.store.read(move |db| service::find(db, &who, &who.scope, &id)).await?;
    resource(&import)
}

/// Change an import
///
/// Mapping and options, and how the file is to be read: another format or encoding reads its columns anew.
#[utoipa::path(tag = "imports", params(IfMatchHeader), request_body(content = ImportPatch, content_type = "application/merge-patch+json"),
    responses((status = 200, description = "The import as it is now", body = ImportView)), security(("session" = ["imports:write"]), ("key" = ["imports:write"])))]
#[patch("/imports/{id}")]
async fn update_import(
    who: May<allow::ImportsWrite>,
    id: Id<ids::Import>,
    if_match: IfMatch,
    body: Body<ImportPatch>,
    app: web::Data<App>,
) -> Answer<Resource<ImportView>> {
    let change = move |db: &mut regulars_db::Db| service::change(db, &who, &who.scope, &id, &if_match, &body);
    let (import, anew) = app.store.write(change).await?;
    let import = if anew { intake::inspect(&app, import).await? } else { import };
    resource(&import)
}

/// Delete an import
///
/// With its file and its rejected rows; what was imported stays.
#[utoipa::path(tag = "imports", params(IfMatchHeader), responses((status = 204, description = "It is gone")),
    security(("session" = ["imports:write"]), ("key" = ["imports:write"])))]
#[delete("/imports/{id}")]
async fn delete_import(
    who: May<allow::ImportsWrite>,
    id: Id<ids::Import>,
    if_match: IfMatch,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    intake::remove(&app, who, id.into_text(), if_match.into_expected()).await?;
    Ok(no_content())
}

/// Upload the file of an import
///
/// The raw bytes, gzip or not, as long as the service takes them; a second upload replaces the first. Answers with the
/// columns found and a guessed mapping. A file whose header cannot be read is kept and answered 422: say another
/// encoding or format, or upload another file.
#[utoipa::path(tag = "imports", request_body(content(("text/csv"), ("application/x-ndjson"), ("application/gzip"), ("application/octet-stream")),
        description = "The file"),
    responses((status = 200, description = "The import as it is now", body = ImportView)), security(("session" = ["imports:write"]), ("key" = ["imports:write"])))]
#[put("/imports/{id}/content")]
async fn upload_import_content(
    who: May<allow::ImportsWrite>,
    id: Id<ids::Import>,
    content: Content,
    app: web::Data<App>,
) -> Answer<Resource<ImportView>> {
    let begin = move |db: &mut regulars_db::Db| {
        let import = service::find(db, &who, &who.scope, &id)?;
        Upload::begin(db, import)
    };
    let begun = app.store.write(begin).await?;
    let import = intake::take(&app, begun, content).await?;
    resource(&intake::inspect(&app, import).await?)
}

/// Preview an import
///
/// The first rows of the file, a guessed mapping, the fields to be filled, and after a dry run some rows as they would
/// be taken or rejected.
#[utoipa::path(tag = "imports", responses((status = 200, description = "The preview", body = PreviewView)),
    security(("session" = ["imports:read"]), ("key" = ["imports:read"])))]
#[get("/imports/{id}/preview")]
async fn preview_import(
    who: May<allow::ImportsRead>,
    id: Id<ids::Import>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<PreviewView>> {
    let language = reader.language;
    let import = app.store.read(move |db| service::find(db, &who, &who.scope, &id)).await?;
    Ok(web::Json(preview::of(&app, import, language).await?))
}

/// Try an import
///
/// A job that reads and looks up every row and imports none; the counts, samples and rejected rows are the import's
/// afterwards.
#[utoipa::path(tag = "imports", params(IdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["imports:write"]), ("key" = ["imports:write"])))]
#[post("/imports/{id}/dry-runs")]
async fn check_import(
    who: May<allow::ImportsWrite>,
    key: IdempotencyKey,
    id: Id<ids::Import>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let job = service::check(db, &who, &who.scope, &id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// Run an import
///
/// A job that imports every row it can and keeps the others with their reasons. A file that was imported before is
/// answered 409 `import_repeated` with the earlier `import_id`, unless `options.repeat` is set. It is done once: a run that failed or
/// was cancelled is started again as a job, and goes on where it stopped.
#[utoipa::path(tag = "imports", params(RequiredIdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["imports:write"]), ("key" = ["imports:write"])))]
#[post("/imports/{id}/runs")]
async fn run_import(
    who: May<allow::ImportsWrite>,
    key: RequiredKey,
    id: Id<ids::Import>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let job = service::run(db, &who, &who.scope, &id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// Get what an undo would take back
///
/// How many purchases and customers, and what stands in the way: an import is undone while nothing else hangs on what it
/// made.
#[utoipa::path(tag = "imports", responses((status = 200, description = "The plan", body = UndoPlan)),
    security(("session" = ["imports:read"]), ("key" = ["imports:read"])))]
#[get("/imports/{id}/undo")]
async fn get_import_undo(
    who: May<allow::ImportsRead>,
    id: Id<ids::Import>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<UndoPlan>> {
    let plan = app.store.read(move |db| {
        let import = service::find(db, &who, &who.scope, &id)?;
        undo_plan::of(db, &import, reader.language)
    });
    Ok(web::Json(plan.await?))
}

/// Undo an import
///
/// A job that takes back what the run made: each purchase gets a reversal with its own `recorded_at` and never counts
/// again, points and tiers follow, receipt numbers and identities are free again, and customers whom it made and who have
/// nothing else go. Rows stay. While something else hangs on what it made, 409 `import_in_use` names it.
#[utoipa::path(tag = "imports", params(RequiredIdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["imports:write"]), ("key" = ["imports:write"])))]
#[post("/imports/{id}/undo")]
async fn undo_import(
    who: May<allow::ImportsWrite>,
    key: RequiredKey,
    id: Id<ids::Import>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, &[]);
    let answer = app.write_once(once, move |db| {
        let job = service::undo(db, &who, &who.scope, &id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// List rejected rows
///
/// In the order of the file, each with every reason, in the caller's words: rows that are held for a person or refused,
/// or with `outcome` those that were taken with a warning.
#[utoipa::path(tag = "imports", params(RejectionQuery), responses((status = 200, description = "A page of rows", body = List<RejectionView>)),
    security(("session" = ["imports:read"]), ("key" = ["imports:read"])))]
#[get("/imports/{id}/rejections")]
async fn list_import_rejections(
    who: May<allow::ImportsRead>,
    id: Id<ids::Import>,
    query: Query<RejectionQuery>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<web::Json<List<RejectionView>>> {
    let language = reader.language;
    let list = page::asked(&app.keys, &format!("imports/{}/rejections", &*id), &query.0)?;
    let page = list.page();
    let after = page.after.as_ref().and_then(|after| after.key.parse().ok()).unwrap_or(0);
    let outcomes = if query.0.outcome.is_empty() { NOT_TAKEN.to_vec() } else { query.0.outcome };
    let most = page.rows_to_read();
    let read = app.store.read(move |db| {
        service::find(db, &who, &who.scope, &id)?;
        Ok::<_, Error>(imports::rejections(db, &id, &outcomes, after, most)?)
    });
    let place = |row: &imports::Rejection| (row.line.to_string(), String::new());
    let List { data, has_more, next_cursor } = list.answer(read.await?, place, |row| RejectionView::of(&row, language));
    Ok(web::Json(List { data: data.into_iter().collect::<Answer<_>>()?, has_more, next_cursor }))
}

/// Download rejected rows
///
/// As CSV in UTF-8 with a byte order mark: the file's own columns, then the line and the reasons in the caller's words, to be mended and imported again.
#[utoipa::path(tag = "imports", responses((status = 200, description = "The rows", content_type = "text/csv", body = String)),
    security(("session" = ["imports:read"]), ("key" = ["imports:read"])))]
#[get("/imports/{id}/rejections.csv")]
async fn download_import_rejections(
    who: May<allow::ImportsRead>,
    id: Id<ids::Import>,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let language = reader.language;
    let import = app.store.read(move |db| service::find(db, &who, &who.scope, &id)).await?;
    rejections_stream::file(app, &import, language)
}

fn resource(import: &Import) -> Answer<Resource<ImportView>> {
    Ok(Resource::new(import.version, ImportView::of(import)?))
}
