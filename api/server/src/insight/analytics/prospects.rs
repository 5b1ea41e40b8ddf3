//! From prospect to customer, by source and by store: who was enrolled within some days, and how many bought, how soon.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use regulars_db::Db;
use regulars_db::insight::prospects;
use regulars_db::organisation::units;
use regulars_domain::customers::profiles::Source;
use regulars_domain::insight::prospects::{Conversions, conversion};
use regulars_domain::message;
use regulars_domain::period::{local_day, start_of_day};
use regulars_domain::permissions::Scope;

use super::prospect_views::{ProspectFigures, ProspectQuery, SourceProspects, UnitProspects};
use crate::insight::window::{out_of_range, refused};
use crate::organisation::units::belonging;
use crate::platform::error::{Answer, Error, Fault, FaultCode};
use crate::platform::organisation;
use crate::platform::time::Time;

/// Days that are looked at when none are named: up to today.
const DAYS: i64 = 90;
/// Days that can be looked at.
const MOST_DAYS: i64 = 366;
/// People read at a time.
const SOME: i64 = 5_000;

/// The figures within a reach, as they are now.
pub fn look(db: &mut Db, scope: &Scope, query: &ProspectQuery, now: DateTime<Utc>) -> Answer<ProspectFigures> {
    let zone = organisation(db)?.time_zone;
    let (from, to) = days(query, local_day(now, zone))?;
    let within = match query.unit_id.as_deref() {
        None => scope.clone(),
        Some(id) => {
            let unit = units::find(db, id)?.filter(|unit| scope.covers(Some(&unit.id)));
            let unit = unit.ok_or_else(|| refused(Fault::parameter("unit_id", FaultCode::NotFound)))?;
            belonging::below(db, &unit.id)?
        }
    };
    let (begin, end) = (start_of_day(from, zone), start_of_day(to + TimeDelta::days(1), zone));
    let mut total = Conversions::default();
    let mut sources: BTreeMap<Option<Source>, Conversions> = BTreeMap::new();
    let mut homes: BTreeMap<Option<String>, Conversions> = BTreeMap::new();
    let mut last = None;
    loop {
        let rows = prospects::enrolled(db, within.units(), begin.naive_utc(), end.naive_utc(), last.as_ref(), SOME)?;
        for row in &rows {
            let became = conversion(local_day(row.created_at.and_utc(), zone), row.first_purchase_on);
            total.add(became);
            sources.entry(row.source.map(|source| source.0)).or_default().add(became);
            homes.entry(row.home_unit_id.clone()).or_default().add(became);
        }
        let is_last = i64::try_from(rows.len()).unwrap_or(i64::MAX) < SOME;
        last = rows.into_iter().next_back();
        if is_last {
            break;
        }
    }
    let mut by_source: Vec<SourceProspects> =
        sources.iter().map(|(source, found)| SourceProspects { source: *source, figure: found.into() }).collect();
    by_source.sort_by_key(|row| row.source.is_none());
    let mut by_unit: Vec<UnitProspects> =
        homes.into_iter().map(|(unit_id, found)| UnitProspects { unit_id, figure: (&found).into() }).collect();
    by_unit.sort_by_key(|row| (row.unit_id.is_none(), -row.figure.people));
    Ok(ProspectFigures {
        as_of: Time(now),
        from,
        to,
        created_from: Time(begin),
        created_before: Time(end),
        total: (&total).into(),
        by_source,
        by_unit,
    })
}

/// The days that are asked for.
fn days(query: &ProspectQuery, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Error> {
    let to = query.to.unwrap_or(today);
    let from = query.from.or_else(|| to.checked_sub_signed(TimeDelta::days(DAYS - 1))).unwrap_or(to);
    let is_year = |day: NaiveDate| (1900..9999).contains(&day.year());
    if is_year(from) && is_year(to) && (0..MOST_DAYS).contains(&(to - from).num_days()) {
        return Ok((from, to));
    }
    let hint = message!(
        "expected a day on or after {from}, at most {MOST_DAYS} days in all",
        "应不早于 {from}，且总计不超过 {MOST_DAYS} 天"
    );
    Err(out_of_range("to", hint))
}
