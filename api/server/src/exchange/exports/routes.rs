//! `/v1/exports`.

use std::sync::Arc;

use actix_web::{HttpResponse, get, web};
use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::sales::purchases::Filter;
use regulars_domain::message;
use serde_json::{Value, json};

use super::anonymous_sales::AnonymousSales;
use super::customers::Customers;
use super::names::Told;
use super::purchases::Purchases;
use super::query::ExportQuery;
use super::stream;
use super::stream::Exported;
use crate::customers::profiles::named;
use crate::customers::profiles::queries::CustomerQuery;
use crate::platform::app::App;
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::http::actor::{Fresh, May, allow};
use crate::platform::http::routes::Routes;
use crate::platform::identity::Actor;
use crate::sales::anonymous_sales::views::AnonymousSaleQuery;
use crate::sales::purchases::queries::PurchaseQuery;

pub fn configure(config: &mut impl Routes) {
    config.service(export_customers).service(export_purchases).service(export_anonymous_sales);
}

/// Export customers
///
/// Every customer the filters list, as a stream. The last line is the count: `{"count":17}` in NDJSON, in CSV a row
/// that begins `#count,17`; without it the export is not whole. Cells that a spreadsheet would take for a formula begin
/// with a quote. In CSV several identities of a kind are parted by spaces, tags by semicolons (with a backslash before
/// one that is part of a tag); a birthday without a year begins with `--`, one of the lunar calendar with `lunar:`; each
/// attribute has a column, `attributes.taste`, behind the others. An import of customers takes the file back:
/// everybody is known by the first column, and whoever was not changed in the file is unchanged.
#[utoipa::path(tag = "exports", params(ExportQuery<CustomerQuery>),
    responses((status = 200, description = "The customers", content((String = "application/x-ndjson"), (String = "text/csv")))),
    security(("session" = ["customers:export"]), ("key" = ["customers:export"])))]
#[get("/exports/customers")]
async fn export_customers(
    who: May<allow::CustomersExport>,
    _fresh: Fresh,
    query: ExportQuery<CustomerQuery>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let ExportQuery { written, filters } = query;
    let told = match written.language {
        Some(language) => Some(Arc::new(app.store.read(move |db| Told::read(db, language)).await?)),
        None => None,
    };
    let (filter, asked) = (filters.to_filter(&who, &who.scope)?, filters.clone());
    let actor = who.actor();
    let read =
        move |db: &mut Db| Ok::<_, Error>((asked.with_settings(db, &actor, filter.clone())?, attributes::rules(db)?));
    let (filter, attributes) = app.store.read(read).await?;
    let exported = Customers { filter, sort: filters.order(), after: None, attributes, told, who: who.actor() };
    note(&app, who.actor(), Customers::NAME, json!({"format": written.format, "filters": filters})).await?;
    Ok(stream::answer(&app, exported, written))
}

/// Export purchases
///
/// Every purchase the filters list, oldest record first, as a stream; in CSV one row for each line. The last line is
/// the count: `{"count":17}` in NDJSON, in CSV a row that begins `#count,17`; without it the export is not whole.
#[utoipa::path(tag = "exports", params(ExportQuery<PurchaseQuery>),
    responses((status = 200, description = "The purchases", content((String = "application/x-ndjson"), (String = "text/csv")))),
    security(("session" = ["customers:export"]), ("key" = ["customers:export"])))]
#[get("/exports/purchases")]
async fn export_purchases(
    who: May<allow::CustomersExport>,
    _fresh: Fresh,
    query: ExportQuery<PurchaseQuery>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let ExportQuery { written, filters } = query;
    if filters.sort.is_some() {
        let hint = message!("an export has the order of its records", "导出按记录的先后排列");
        let fault = Fault::parameter("sort", FaultCode::NotAccepted).hint(hint);
        return Err(Refusal::of(Code::InvalidParameter).fault(fault).into());
    }
    let (actor, asked) = (who.actor(), filters.customer_id.clone());
    let customer_id = app.store.read(move |db| named::in_filter(db, &actor, asked.clone())).await?;
    let filter = Filter { customer_id, ..filters.to_filter(&who, &who.scope)? };
    note(&app, who.actor(), Purchases::NAME, json!({"format": written.format, "filters": filters})).await?;
    Ok(stream::answer(&app, Purchases { filter, after: String::new() }, written))
}

/// Export anonymous sales
///
/// Every sale without a customer that the filters list, oldest record first, as a stream; in CSV one row for each line. The
/// last line is the count, as of an export of purchases.
#[utoipa::path(tag = "exports", params(ExportQuery<AnonymousSaleQuery>),
    responses((status = 200, description = "The sales", content((String = "application/x-ndjson"), (String = "text/csv")))),
    security(("session" = ["customers:export"]), ("key" = ["customers:export"])))]
#[get("/exports/anonymous-sales")]
async fn export_anonymous_sales(
    who: May<allow::CustomersExport>,
    _fresh: Fresh,
    query: ExportQuery<AnonymousSaleQuery>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let ExportQuery { written, filters } = query;
    let filter = filters.to_filter(&who, &who.scope)?;
    note(&app, who.actor(), AnonymousSales::NAME, json!({"format": written.format, "filters": filters})).await?;
    Ok(stream::answer(&app, AnonymousSales { filter, after: String::new() }, written))
}

/// Who takes data out of the house is noted before the first row goes.
async fn note(app: &App, actor: Actor, what: &'static str, detail: Value) -> Answer<()> {
    app.store.write(move |db| audit::record(db, &actor, "customers.export", ("export", what), &detail)).await
}
