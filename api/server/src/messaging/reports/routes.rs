//! `/v1/delivery-reports`.

use actix_web::{HttpResponse, post, web};

use super::service;
use super::views::{DeliveryReportResult, DeliveryReportResults, DeliveryReports};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::http::actor::{MayEverywhere, allow};
use crate::platform::http::body::Body;
use crate::platform::http::idempotency::{IdempotencyHeader, IdempotencyKey};
use crate::platform::http::reply::Made;
use crate::platform::http::routes::Routes;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config.service(report_deliveries);
}

/// Report what became of messages
///
/// For mail providers and gateways: a message arrived, bounced, or was called unwanted. A delivery that bounced has failed;
/// its address is suppressed when the code or the words say that it does not exist, or when its owner complained. What is
/// known already changes nothing, so a report may be sent again.
#[utoipa::path(tag = "delivery-reports", params(IdempotencyHeader), request_body = DeliveryReports,
    responses((status = 200, description = "What came of each event", body = DeliveryReportResults)),
    security(("session" = ["deliveries:report"]), ("key" = ["deliveries:report"])))]
#[post("/delivery-reports")]
async fn report_deliveries(
    who: MayEverywhere<allow::DeliveriesReport>,
    key: IdempotencyKey,
    body: Body<DeliveryReports>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let once = key.of(&who, &body);
    let (by, now) = (who.id.clone(), clock::now());
    let region = app.store.read(organisation).await?.default_phone_region;
    let reports = body.read(&region, now)?;
    let answer = app.write_once(once, move |db| {
        let written = reports.iter().map(|report| service::record(db, report, &by).map(DeliveryReportResult::from));
        Ok(Made::ok(DeliveryReportResults { data: written.collect::<Answer<_>>()? }))
    });
    answer.await
}
