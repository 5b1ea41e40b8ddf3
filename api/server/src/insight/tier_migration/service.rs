//! The migration matrix put together of facts.

use chrono::{DateTime, Datelike, Utc};
use regulars_db::Db;
use regulars_db::page::Page;
use regulars_domain::customers::tiers::{Bounds, TierClass};
use regulars_domain::insight::tier_migration::{MOST_YEARS, MigrationMatrix, Moved};
use regulars_domain::message;
use regulars_domain::permissions::Scope;

use super::base::{Asked, Base};
use super::customers::{Mover, Wanted, movers};
use super::queries::{TierMigrationCustomersQuery, TierMigrationQuery};
use super::views::{TierMigration, TierStep, TierYear};
use crate::insight::facts::folder::Held;
use crate::insight::window::out_of_range;
use crate::platform::error::Answer;

/// The classes of years and who moved between them, within a reach.
pub fn migration(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    query: &TierMigrationQuery,
    now: DateTime<Utc>,
) -> Answer<TierMigration> {
    let asked = Asked::of(db, query.as_of, query.restated, query.unit_id.as_deref(), now)?;
    let (from, to) = years(query, &asked)?;
    let base = Base::read(db, held, scope, &asked, from..=to)?;
    let bounds: Vec<(i32, Bounds)> = (from..=to).map(|year| (year, base.bounds(year))).collect();
    let years = bounds.iter().map(|(year, bounds)| year_of(&base, *year, *bounds, &asked)).collect();
    let step = |pair: &[(i32, Bounds)]| {
        let [(before, before_bounds), (year, year_bounds)] = pair else { return None };
        let mut matrix = MigrationMatrix::default();
        for place in base.places() {
            matrix.add(base.class(place, *before, *before_bounds), base.class(place, *year, *year_bounds));
        }
        Some(TierStep::of(*year, asked.as_of.day, &matrix, asked.currency))
    };
    Ok(TierMigration {
        from_year: from,
        to_year: to,
        unit_id: query.unit_id.clone(),
        as_of: asked.as_of.day,
        restated: asked.as_of.restated,
        method: base.policy.method,
        definition: message!(
            "Consumers' class of a calendar year is that of their net spend of the year alone: discounts are off, and a refund \
             counts in the year of its purchase. Every year is judged by the purchases, refunds, merges and the tier policy \
             recorded up to the end of the day as of which it is asked: asked again as of the same day, the answer stays the same \
             for ever, and what is recorded later changes only the restated one. Each pair of consecutive years is compared: came \
             had no class the year before, went has none in the year. Who has no class in both is left out. A year that was not \
             over is marked incomplete. Home units and kinds of customers are those of now.",
            "消费者某一自然年的等级仅取决于当年净消费额：已扣除折扣，退款计入原购买所在年度。各年度均依据截至查询日期当日结束前已记录的购买、退款、\
             合并及分级规则判定：以同一日期再次查询，结果始终不变；此后记录的内容只影响重述结果。相邻两年逐对比较：上年无等级而本年有等级者\
             为进入，上年有等级而本年无等级者为离开，两年均无等级者不计。尚未结束的年度标为不完整。所属门店与客户类型取当前值。"
        )
        .into(),
        years,
        data: bounds.windows(2).filter_map(step).collect(),
    })
}

/// Some of those who moved into a year from the one before.
pub fn customers(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    query: &TierMigrationCustomersQuery,
    page: &Page,
    now: DateTime<Utc>,
) -> Answer<Vec<Mover>> {
    let asked = Asked::of(db, query.as_of, query.restated, query.unit_id.as_deref(), now)?;
    let year = asked.year("year", query.year, asked.as_of.day.year())?;
    let base = Base::read(db, held, scope, &asked, year - 1..=year)?;
    let (before, after) = (base.bounds(year - 1), base.bounds(year));
    let wanted = Wanted { from: query.from, to: query.to, way: query.way };
    movers(db, &base, page, &wanted, asked.currency, |place| {
        (base.class(place, year - 1, before), base.class(place, year, after))
    })
}

/// How many there are of each class in a year under some bounds.
pub fn year_of(base: &Base, year: i32, bounds: Bounds, asked: &Asked) -> TierYear {
    let mut classes =
        [(TierClass::A, Moved::default()), (TierClass::B, Moved::default()), (TierClass::C, Moved::default())];
    for place in base.places() {
        let (class, spend) = base.class(place, year, bounds);
        if let Some((_, sum)) = classes.get_mut(class as usize) {
            sum.customers += 1;
            sum.after += spend;
        }
    }
    TierYear::of(year, asked.as_of.day, bounds, &classes, asked.currency)
}

/// The first and last year asked for.
fn years(query: &TierMigrationQuery, asked: &Asked) -> Answer<(i32, i32)> {
    let to = asked.year("to_year", query.to_year, asked.as_of.day.year())?;
    let from = query.from_year.unwrap_or(to - 2);
    if !(1..MOST_YEARS).contains(&(to - from)) {
        let hint = message!(
            "expected a year before {to}, {MOST_YEARS} years in all at most",
            "应为早于 {to} 的年份，且总计不超过 {MOST_YEARS} 年"
        );
        return Err(out_of_range("from_year", hint));
    }
    Ok((from, to))
}
