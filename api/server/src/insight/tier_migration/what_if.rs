//! What other bounds would do to the classes of a year.

use chrono::{DateTime, Datelike, Utc};
use regulars_db::Db;
use regulars_db::page::Page;
use regulars_domain::customers::tiers::{Bounds, PolicyError, TierMethod, TierPolicy};
use regulars_domain::insight::tier_migration::{MigrationMatrix, TierMigrationMove, is_complete};
use regulars_domain::message;
use regulars_domain::permissions::Scope;

use super::base::{Asked, Base};
use super::customers::{Mover, Wanted, movers};
use super::queries::{TierWhatIfCustomersQuery, TierWhatIfQuery};
use super::service::year_of;
use super::what_if_views::{TierWhatIf, WhatIfMoved};
use crate::insight::facts::folder::Held;
use crate::insight::window::refused;
use crate::platform::error::{Answer, Fault, FaultCode};

/// A year under the bounds that hold and under others.
struct Both {
    asked: Asked,
    base: Base,
    year: i32,
    now: Bounds,
    then: Bounds,
}

impl Both {
    fn read(
        db: &mut Db,
        held: Option<Held>,
        scope: &Scope,
        query: &TierWhatIfQuery,
        now: DateTime<Utc>,
    ) -> Answer<Both> {
        let asked = Asked::of(db, query.as_of, query.restated, query.unit_id.as_deref(), now)?;
        let day = asked.as_of.day;
        let closed = if is_complete(day.year(), day) { day.year() } else { day.year() - 1 };
        let year = asked.year("year", query.year, closed)?;
        let base = Base::read(db, held, scope, &asked, year..=year)?;
        let now = base.bounds(year);
        let then = bounds(query, now)?;
        Ok(Both { asked, base, year, now, then })
    }
}

/// The classes of a year now and then, and who would move.
pub fn what_if(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    query: &TierWhatIfQuery,
    now: DateTime<Utc>,
) -> Answer<TierWhatIf> {
    let Both { asked, base, year, now, then } = Both::read(db, held, scope, query, now)?;
    let mut matrix = MigrationMatrix::default();
    for place in base.places() {
        matrix.add(base.class(place, year, now), base.class(place, year, then));
    }
    let definition = message!(
        "The net spend of the year is judged twice: by the bounds that hold and by those asked for. Nothing is changed. What counts \
         is what was recorded up to the end of the day as of which it is asked, unless it is restated.",
        "对该年度净消费额判定两次：按现行界限与按所设界限。不作任何更改。除非重述，仅计入截至查询日期当日结束前已记录的内容。"
    );
    let moved = |way| WhatIfMoved::of(matrix.moved(way), asked.currency);
    Ok(TierWhatIf {
        year,
        unit_id: query.unit_id.clone(),
        as_of: asked.as_of.day,
        restated: asked.as_of.restated,
        definition: definition.into(),
        present: year_of(&base, year, now, &asked),
        proposed: year_of(&base, year, then, &asked),
        rose: moved(TierMigrationMove::Rose),
        stayed: moved(TierMigrationMove::Stayed),
        fell: moved(TierMigrationMove::Fell),
    })
}

/// Some of those who would move, or not.
pub fn customers(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    query: &TierWhatIfCustomersQuery,
    page: &Page,
    now: DateTime<Utc>,
) -> Answer<Vec<Mover>> {
    let Both { asked, base, year, now, then } = Both::read(db, held, scope, &query.what_if(), now)?;
    let wanted = Wanted { from: query.from, to: query.to, way: query.way };
    movers(db, &base, page, &wanted, asked.currency, |place| {
        (base.class(place, year, now), base.class(place, year, then))
    })
}

/// The bounds asked for, held against what a policy may have.
fn bounds(query: &TierWhatIfQuery, now: Bounds) -> Answer<Bounds> {
    let bounds = Bounds { a: query.a_from.unwrap_or(now.a), b: query.b_from.unwrap_or(now.b) };
    let policy = TierPolicy { method: TierMethod::FixedBounds, bounds: Some(bounds), ..TierPolicy::default() };
    let is_as_now = query.a_from.is_none() && query.b_from.is_none();
    if is_as_now || policy.check().is_ok() {
        return Ok(bounds);
    }
    let parameter = if bounds.b > 0 && query.a_from.is_some() { "a_from" } else { "b_from" };
    Err(refused(Fault::parameter(parameter, FaultCode::OutOfRange).hint(PolicyError::Bounds)))
}
