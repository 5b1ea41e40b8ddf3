//! Retention of cohorts put together of facts.

use chrono::{DateTime, Datelike, Months, Utc};
use regulars_db::Db;
use regulars_domain::insight::cohorts::{MOST_MONTHS, Month, cohorts};
use regulars_domain::message;
use regulars_domain::permissions::Scope;

use super::cohort_views::{CohortFigures, CohortRow};
use super::queries::{AsOf, CohortQuery};
use crate::insight::facts::folder::Held;
use crate::insight::facts::reading::Facts;
use crate::insight::window::out_of_range;
use crate::platform::error::Answer;
use crate::platform::organisation;

/// The cohorts of the customers at home within a reach.
pub fn look(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    query: &CohortQuery,
    now: DateTime<Utc>,
) -> Answer<CohortFigures> {
    let as_of = AsOf::of(query.as_of, query.restated, now, organisation(db)?.time_zone)?;
    let (from, to) = months(query, as_of)?;
    let facts = Facts::read(db, held)?;
    let mut days = facts.days(as_of.known())?;
    let within: Vec<bool> = facts.people.iter().map(|person| scope.covers(person.home_unit_id)).collect();
    days.retain(|one| within.get(one.customer as usize).is_some_and(|within| *within));
    let rows = cohorts(&days, from, to, as_of.day);
    Ok(CohortFigures {
        from: from.first_day(),
        to: to.last_day(),
        as_of: as_of.day,
        restated: as_of.restated,
        definition: message!(
            "A cohort is everybody who first bought in a month. A later month counts for who bought in it at least once. A wholly \
             refunded purchase does not count. A month that was not over is marked incomplete.",
            "同一月份首次购买的客户为一组。之后某月至少购买一次即计入该月。全额退款的购买不计。尚未结束的月份标为不完整。"
        )
        .into(),
        data: rows.iter().map(|cohort| CohortRow::of(cohort, as_of.day)).collect(),
    })
}

/// The first and last month asked for.
fn months(query: &CohortQuery, as_of: AsOf) -> Answer<(Month, Month)> {
    let to = query.to.unwrap_or(as_of.day);
    let last = as_of.day;
    if Month::of(to) > Month::of(last) || to.year() < 1900 {
        return Err(out_of_range("to", message!("expected a day up to {last}", "应为不晚于 {last} 的日期")));
    }
    let from = query.from.or_else(|| to.checked_sub_months(Months::new(11))).unwrap_or(to);
    let count = Month::of(to).since(Month::of(from)).and_then(|months| u32::try_from(months).ok());
    if count.is_none_or(|months| months >= MOST_MONTHS) {
        let hint = message!(
            "expected a day up to {to}, {MOST_MONTHS} months in all at most",
            "应为不晚于 {to} 的日期，且总计不超过 {MOST_MONTHS} 个月"
        );
        return Err(out_of_range("from", hint));
    }
    Ok((Month::of(from), Month::of(to)))
}
