//! `/v1/customers/{id}/data-export` and `/v1/data-exports`.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get, post, web};
use futures_util::stream;
use regulars_db::exchange::data_exports;
use regulars_db::exchange::data_exports::{DataExport, Filter};

use super::service;
use super::views::{DataExportQuery, DataExportView};
use crate::customers::profiles::routes::resolve;
use crate::platform::app::App;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{Fresh, May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::language::Reader;
use crate::platform::http::page;
use crate::platform::http::page::List;
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::jobs::views::JobView;

pub fn configure(config: &mut impl Routes) {
    config.service(export_data).service(list_data_exports).service(get_data_export).service(download_data_export);
}

/// Export all that is held on a customer
///
/// For the person themselves: a job puts together one archive with `data.json` for programs, `index.html` to be read, in
/// the customer's language, and the files of their complaints. Nothing of other people is in it, such as who wrote
/// something. Who was merged into the customer is in it as well. The result of the job names it; it is kept for 7 days.
#[utoipa::path(tag = "customers", params(IdempotencyHeader), responses((status = 202, description = "The job", body = JobView)),
    security(("session" = ["privacy:write"]), ("key" = ["privacy:write"])))]
#[post("/customers/{id}/data-export")]
async fn export_data(
    who: May<allow::PrivacyWrite>,
    _fresh: Fresh,
    id: Id<ids::Customer>,
    key: IdempotencyKey,
    reader: Reader,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of_digest(&who, b"");
    let answer = app.write_once(once, move |db| {
        let id = resolve(db, &who, &id)?;
        let job = service::request(db, &who, &who.scope, &id)?;
        Ok(Made::accepted(job, reader.language))
    });
    answer.await
}

/// List exports of what is held on customers
///
/// The archives that are kept, newest first.
#[utoipa::path(tag = "data-exports", params(DataExportQuery), responses((status = 200, description = "A page of archives", body = List<DataExportView>)),
    security(("session" = ["privacy:read"]), ("key" = ["privacy:read"])))]
#[get("/data-exports")]
async fn list_data_exports(
    who: May<allow::PrivacyRead>,
    query: Query<DataExportQuery>,
    app: web::Data<App>,
) -> Answer<List<DataExportView>> {
    let Query(query) = query;
    let list = page::asked(&app.keys, "data-exports", &query)?;
    let filter = Filter { units: who.scope.units().map(<[String]>::to_vec), customer_id: query.customer_id };
    let place = |export: &DataExport| (String::new(), export.id.clone());
    list.read(&app.store, move |db, page| Ok(data_exports::list(db, &filter, page)?), place, DataExportView::from).await
}

/// Get an export of what is held on a customer
#[utoipa::path(tag = "data-exports", responses((status = 200, description = "The archive", body = DataExportView)),
    security(("session" = ["privacy:read"]), ("key" = ["privacy:read"])))]
#[get("/data-exports/{id}")]
async fn get_data_export(
    who: May<allow::PrivacyRead>,
    id: Id<ids::DataExport>,
    app: web::Data<App>,
) -> Answer<web::Json<DataExportView>> {
    let read = app.store.read(move |db| service::find(db, &who, &who.scope, &id));
    Ok(web::Json(read.await?.into()))
}

/// Download what is held on a customer
///
/// The archive. That it was handed out is noted.
#[utoipa::path(tag = "data-exports", responses((status = 200, description = "The archive", content((Vec<u8> = "application/zip")))),
    security(("session" = ["privacy:write"]), ("key" = ["privacy:write"])))]
#[get("/data-exports/{id}/content")]
async fn download_data_export(
    who: May<allow::PrivacyWrite>,
    _fresh: Fresh,
    id: Id<ids::DataExport>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let export = app.store.write(move |db| service::hand_out(db, &who, &who.scope, &id)).await?;
    let name = format!("attachment; filename=\"{}.zip\"", export.customer_id);
    let store = app.store.clone();
    let parts = stream::unfold(Some(0), move |number| {
        let (store, id) = (store.clone(), export.id.clone());
        async move {
            let number: i32 = number?;
            match store.read(move |db| Ok::<_, Error>(data_exports::chunk(db, &id, number)?)).await {
                Ok(chunk) => chunk.map(|bytes| (Ok(Bytes::from(bytes)), Some(number + 1))),
                Err(error) => Some((Err(error), None)),
            }
        }
    });
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/zip"))
        .insert_header((CONTENT_DISPOSITION, name))
        .streaming(parts))
}
