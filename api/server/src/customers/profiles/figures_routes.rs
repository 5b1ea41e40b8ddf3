//! A customer's figures: in all, by calendar year, by month.

use actix_web::{get, web};
use regulars_db::customers::metrics;
use regulars_domain::customers::metrics::{Fact, Metrics, Month, latest_months, months_of};
use regulars_domain::money::{Currency, Money};
use regulars_domain::period::local_day;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::sub_routes::seen;
use super::views::{Figures, FiguresByYear, MonthView, YearView};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::http::actor::{May, allow};
use crate::platform::http::body::Query;
use crate::platform::http::ids;
use crate::platform::http::ids::Id;
use crate::platform::http::routes::Routes;
use crate::platform::organisation;

pub fn configure(config: &mut impl Routes) {
    config.service(get_figures).service(list_months);
}

/// Get a customer's figures
///
/// In all, by calendar year and by month.
#[utoipa::path(tag = "customers", responses((status = 200, description = "The figures", body = FiguresByYear)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/metrics")]
async fn get_figures(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    app: web::Data<App>,
) -> Answer<web::Json<FiguresByYear>> {
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let sums = metrics::find(db, &customer.id)?.ok_or(Code::NotFound)?;
        let currency = organisation(db)?.base_currency;
        let months = months_of(&facts_of(&metrics::days(db, &customer.id)?));
        let years = Metrics::from_months(&months).years;
        Ok::<_, Error>(FiguresByYear {
            figures: Figures::new(&sums, currency),
            years: years
                .iter()
                .map(|year| YearView {
                    year: year.year,
                    net_spend: Money::new(year.net_spend, currency),
                    purchases: year.purchases,
                })
                .collect(),
            months: months.iter().map(|month| month_view(month, currency)).collect(),
        })
    });
    Ok(web::Json(read.await?))
}

/// How many months to list.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MonthsQuery {
    /// Months up to the current one; 24 when absent.
    #[validate(range(min = 1, max = 120))]
    #[param(minimum = 1, maximum = 120)]
    pub count: Option<u32>,
}

/// The latest months of a customer, oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MonthFiguresList)]
pub struct MonthList {
    pub data: Vec<MonthView>,
}

/// List a customer's months
///
/// The latest calendar months up to the current one in the organisation's time zone, oldest first. A month without
/// purchases is zeros. A refund lowers the month of its purchase.
#[utoipa::path(tag = "customers", params(MonthsQuery), responses((status = 200, description = "The months", body = MonthList)),
    security(("session" = ["customers:read"]), ("key" = ["customers:read"])))]
#[get("/customers/{id}/metrics/months")]
async fn list_months(
    who: May<allow::CustomersRead>,
    id: Id<ids::Customer>,
    query: Query<MonthsQuery>,
    app: web::Data<App>,
) -> Answer<web::Json<MonthList>> {
    let count = query.0.count.unwrap_or(24);
    let read = app.store.read(move |db| {
        let customer = seen(db, &who, &who.scope, &id)?;
        let organisation = organisation(db)?;
        let today = local_day(clock::now(), organisation.time_zone);
        let empty = latest_months(&[], today, count);
        let from = empty.first().map_or(today, |month| month.month);
        let days = metrics::days_between(db, &customer.id, from, today)?;
        let months = latest_months(&months_of(&facts_of(&days)), today, count);
        let view = |month| month_view(month, organisation.base_currency);
        Ok::<_, Error>(MonthList { data: months.iter().map(view).collect() })
    });
    Ok(web::Json(read.await?))
}

fn month_view(month: &Month, currency: Currency) -> MonthView {
    MonthView {
        month: month.month,
        net_spend: Money::new(month.net, currency),
        purchases: month.purchases,
        purchase_days: month.purchase_days,
    }
}

/// Days as facts again: as many counted purchases as a day has, the first with all of the money.
fn facts_of(days: &[metrics::Day]) -> Vec<Fact> {
    let of_day = |day: &metrics::Day| {
        let counted = usize::try_from(day.purchases).unwrap_or(0);
        let mut facts = vec![Fact { on: day.day, net: 0, counted: true }; counted];
        match facts.first_mut() {
            Some(first) => first.net = day.net_minor,
            None => facts.push(Fact { on: day.day, net: day.net_minor, counted: false }),
        }
        facts
    };
    days.iter().flat_map(of_day).collect()
}
