//! All purchases of a day as lines of JSON, written as they are read: what is in memory is a page of them, however many
//! there are.

use actix_web::http::header::CONTENT_TYPE;
use actix_web::web::{self, Bytes};
use actix_web::{HttpResponse, get};
use chrono::{DateTime, NaiveDate, Utc};
use futures_util::stream;
use regulars_db::Db;
use regulars_db::page::After;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::Filter;
use regulars_domain::money::{Currency, Money};
use regulars_domain::period::local_day;
use regulars_domain::sales::purchases::Channel;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use super::views::PurchaseView;
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::page::time_key;
use crate::platform::organisation;
use crate::platform::time::Time;

/// Purchases of a page.
const PAGE: i64 = 1_000;

/// Which purchases to stream.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct DayQuery {
    /// The organisation-local day; today when absent.
    #[param(example = "2026-03-01")]
    pub on: Option<NaiveDate>,
    #[serde(default)]
    #[param(required = false)]
    pub unit_id: Vec<String>,
    #[serde(default)]
    #[param(required = false)]
    pub channel: Vec<Channel>,
}

/// The last line of a stream: it is whole.
#[derive(Debug, Serialize)]
pub struct StreamEnd {
    /// How many purchases there were.
    pub count: usize,
    /// What they come to, after discounts and refunds.
    pub net: Money,
    /// What was recorded before this moment is among them; what is recorded meanwhile may be.
    pub as_of: Time,
}

/// Stream the purchases of a day
///
/// Every purchase of the day in the caller's units as a line of JSON each, oldest first by when they happened. The last
/// line is not a purchase but tells their count and sum: `{"count":17,"net":{…},"as_of":"…"}`. Without it the stream is not
/// whole, and is to be read again.
#[utoipa::path(tag = "purchases", params(DayQuery),
    responses((status = 200, description = "The purchases", content((String = "application/x-ndjson")))),
    security(("session" = ["purchases:read"]), ("key" = ["purchases:read"])))]
#[get("/purchases/stream")]
pub async fn stream_purchases(
    who: May<allow::PurchasesRead>,
    query: Query<DayQuery>,
    app: web::Data<App>,
) -> Answer<HttpResponse> {
    let Query(DayQuery { on, unit_id, channel }) = query;
    let units = who.scope.units().map(<[String]>::to_vec);
    let filter = Filter { units, unit_ids: unit_id, channels: channel, ..Filter::default() };
    let currency = app.base_currency().await?;
    let on = match on {
        Some(on) => on,
        None => app.store.read(|db| Ok::<_, Error>(local_day(clock::now(), organisation(db)?.time_zone))).await?,
    };
    let run = Run { filter, on, after: None, count: 0, net: 0, as_of: clock::now(), is_over: false };
    let parts = stream::unfold((app, run), move |(app, mut run)| async move {
        run.next(&app, currency).await.map(|part| (part, (app, run)))
    });
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/x-ndjson")).streaming(parts))
}

struct Run {
    filter: Filter,
    on: NaiveDate,
    after: Option<After>,
    count: usize,
    net: i128,
    as_of: DateTime<Utc>,
    is_over: bool,
}

/// A page as it is written.
struct Part {
    lines: Vec<u8>,
    count: usize,
    net: i128,
    /// Where the next one begins; none at the end.
    last: Option<After>,
}

impl Run {
    /// The next lines. An error cuts the connection, so that what ends early does not look whole.
    async fn next(&mut self, app: &App, currency: Currency) -> Option<Answer<Bytes>> {
        if self.is_over {
            return None;
        }
        let (filter, on, after) = (self.filter.clone(), self.on, self.after.clone());
        let part = match app.store.search_on(move |db| read(db, &filter, on, after.as_ref())).await {
            Ok(part) => part,
            Err(error) => {
                self.is_over = true;
                return Some(Err(error));
            }
        };
        self.count += part.count;
        self.net += part.net;
        self.is_over = part.last.is_none();
        self.after = part.last;
        let mut lines = part.lines;
        if self.is_over {
            match self.end(currency) {
                Ok(end) => lines.extend(end),
                Err(error) => return Some(Err(error)),
            }
        }
        Some(Ok(Bytes::from(lines)))
    }

    fn end(&self, currency: Currency) -> Answer<Vec<u8>> {
        let net = i64::try_from(self.net).map_err(|_| Error::Internal("the sum of a day".to_owned()))?;
        let end = StreamEnd { count: self.count, net: Money::new(net, currency), as_of: Time(self.as_of) };
        let mut line = Vec::new();
        write(&mut line, &end)?;
        Ok(line)
    }
}

fn read(db: &mut Db, filter: &Filter, on: NaiveDate, after: Option<&After>) -> Answer<Part> {
    let rows = purchases::of_day(db, filter, on, after, PAGE)?;
    let is_full = i64::try_from(rows.len()).unwrap_or(i64::MAX) == PAGE;
    let last = rows.last().filter(|_| is_full);
    let last = last.map(|row| After { key: time_key(row.occurred_at), id: row.id.clone() });
    let found = bulk::lines_of_rows(db, &rows)?;
    let (mut lines, mut net, count) = (Vec::new(), 0, rows.len());
    for row in rows {
        net += i128::from(row.net_minor);
        let from = found.partition_point(|line| line.purchase_id < row.id);
        let rest = found.get(from..).unwrap_or_default();
        let own = rest.get(..rest.partition_point(|line| line.purchase_id == row.id)).unwrap_or_default();
        write(&mut lines, &PurchaseView::new(row, own))?;
    }
    Ok(Part { lines, count, net, last })
}

/// Adds a line.
fn write(lines: &mut Vec<u8>, value: &impl Serialize) -> Answer<()> {
    serde_json::to_writer(&mut *lines, value).map_err(|error| Error::Internal(error.to_string()))?;
    lines.push(b'\n');
    Ok(())
}
