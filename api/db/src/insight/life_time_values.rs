//! The fits of the models of life-time value, what they read, and what the current one says of each customer.
//!
//! A fit is current once its last customer is written (`finished_at`): until then everybody is answered by the one before.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{max, min};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use regulars_domain::customers::profiles::CustomerKind;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::life_time_value::AliveBand;

use crate::customers::profiles::{GONE, Within};
use crate::dialect::bulk::bulk_inserts;
use crate::dialect::{SqlBuilder, any_of};
use crate::page::Page;
use crate::schema::{
    customer_life_time_values, customer_life_time_values as scores, customer_metrics, customers,
    life_time_value_fits as fits,
};
use crate::text::AsText;
use crate::{Db, Result, on};

/// A fit of all models to the base.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = fits, treat_none_as_default_value = false)]
pub struct Fit {
    pub id: String,
    /// The last day that it knows.
    pub as_of: NaiveDate,
    /// The version of the setting it reckons by.
    pub setting_version: i32,
    /// The same for the same purchases.
    pub fingerprint: String,
    pub fitted_at: NaiveDateTime,
    /// When its last customer was written; none until then.
    pub finished_at: Option<NaiveDateTime>,
    /// JSON: the models and how well they foretell.
    pub fit: String,
    /// JSON: the sums over everybody it scored; none of a refused one.
    pub totals: Option<String>,
}

/// What a fit says of a customer. Shares, purchases and transactions are in millionths, money in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = scores, treat_none_as_default_value = false)]
pub struct Score {
    pub customer_id: String,
    pub fit_id: String,
    /// Purchase days after the first one.
    pub repeats: i64,
    /// Days from the first to the last of them.
    pub recency_days: i64,
    /// Days from the first of them to the last day that the fit knows.
    pub age_days: i64,
    /// The mean net spend of a repeat purchase day; none without repeats or spend.
    pub mean_basket_minor: Option<i64>,
    pub p_alive: i64,
    /// Of the next 12 months.
    pub expected_purchases: i64,
    pub expected_basket_minor: Option<i64>,
    /// Within the horizon, discounted.
    pub residual_transactions: i64,
    pub life_time_value_minor: Option<i64>,
    /// By which customers are ordered: the discounted expected spend, or the discounted expected transactions where no
    /// basket is known.
    pub worth: i64,
}

/// A customer with what is expected of it.
#[derive(Clone, Debug, Queryable)]
pub struct Scored {
    pub score: Score,
    pub name: String,
    pub home_unit_id: Option<String>,
    pub tier: Option<AsText<TierClass>>,
}

/// Which customers a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only customers at home in one of these units or in somebody's care, when given.
    pub within: Option<Within>,
    pub tiers: Vec<TierClass>,
    /// P(alive) in millionths: from here on.
    pub alive_from: Option<i64>,
    /// P(alive) in millionths: below this.
    pub alive_below: Option<i64>,
}

/// The customers of one band of P(alive).
#[derive(Clone, Debug, QueryableByName)]
pub struct Band {
    #[diesel(sql_type = Text)]
    pub band: String,
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    /// In millionths.
    #[diesel(sql_type = BigInt)]
    pub expected_purchases: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub life_time_value_minor: Option<i64>,
}

/// The fit that counts: the latest that is finished.
pub fn current(db: &mut Db) -> Result<Option<Fit>> {
    on!(db, |c| fits::table
        .filter(fits::finished_at.is_not_null())
        .order(fits::id.desc())
        .select(Fit::as_select())
        .first(c)
        .optional())
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Fit>> {
    on!(db, |c| fits::table.find(id).select(Fit::as_select()).first(c).optional())
}

pub fn insert(db: &mut Db, fit: &Fit) -> Result<()> {
    on!(db, |c| diesel::insert_into(fits::table).values(fit).execute(c)).map(|_| ())
}

/// Makes a fit the one that counts.
pub fn finish(db: &mut Db, id: &str, at: NaiveDateTime, totals: &str) -> Result<()> {
    let set = (fits::finished_at.eq(at), fits::totals.eq(totals));
    on!(db, |c| diesel::update(fits::table.find(id)).set(set).execute(c)).map(|_| ())
}

/// The first and the last day with a counted purchase of a consumer, up to a day.
pub fn days_of_purchases(db: &mut Db, until: NaiveDate) -> Result<Option<(NaiveDate, NaiveDate)>> {
    let (first, last): (Option<NaiveDate>, Option<NaiveDate>) = on!(db, |c| customer_metrics::table
        .inner_join(customers::table)
        .filter(customer_metrics::first_purchase_on.le(until))
        .filter(customers::kind.eq(CustomerKind::Consumer.as_str()))
        .filter(customers::status.ne_all(GONE))
        .select((min(customer_metrics::first_purchase_on), max(customer_metrics::last_purchase_on)))
        .first(c))?;
    Ok(first.zip(last.map(|last| last.min(until))))
}

/// The next living consumers after an id who have bought, in their order.
pub fn buyers_after(db: &mut Db, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| customers::table
        .inner_join(customer_metrics::table)
        .filter(customers::id.gt(after))
        .filter(customers::kind.eq(CustomerKind::Consumer.as_str()))
        .filter(customers::status.ne_all(GONE))
        .filter(customer_metrics::purchases.gt(0))
        .order(customers::id)
        .limit(limit)
        .select(customers::id)
        .load(c))
}

bulk_inserts! {
    /// Writes what a fit says of customers, of whom it has said nothing yet.
    keep(Score) into customer_life_time_values;
}

/// Drops some of what a fit other than this one said; answers whether there is more.
pub fn drop_others(db: &mut Db, fit_id: &str, some: i64) -> Result<bool> {
    // In the order of the index, so that the end of a part is found without looking at the rest.
    let other: Option<String> = on!(db, |c| fits::table
        .filter(fits::id.ne(fit_id))
        .filter(diesel::dsl::exists(scores::table.filter(scores::fit_id.eq(fits::id))))
        .select(fits::id)
        .first(c)
        .optional())?;
    let Some(other) = other else {
        let unfinished = fits::table.filter(fits::id.ne(fit_id)).filter(fits::finished_at.is_null());
        on!(db, |c| diesel::delete(unfinished).execute(c))?;
        return Ok(false);
    };
    let ids: Vec<String> = on!(db, |c| scores::table
        .filter(scores::fit_id.eq(&other))
        .order((scores::worth, scores::customer_id))
        .limit(some)
        .select(scores::customer_id)
        .load(c))?;
    let rows = scores::table.filter(scores::fit_id.eq(&other)).filter(any_of(scores::customer_id, &ids));
    on!(db, |c| diesel::delete(rows).execute(c))?;
    Ok(true)
}

/// Drops everything that is said of a customer.
pub fn drop_of(db: &mut Db, customer_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(scores::table.filter(scores::customer_id.eq(customer_id))).execute(c)).map(|_| ())
}

/// What a fit says of a customer.
pub fn of_customer(db: &mut Db, fit_id: &str, customer_id: &str) -> Result<Option<Score>> {
    on!(db, |c| scores::table.find((customer_id, fit_id)).select(Score::as_select()).first(c).optional())
}

/// What a fit says of customers, those worth most first.
pub fn list(db: &mut Db, fit_id: &str, filter: &Filter, page: &Page) -> Result<Vec<Scored>> {
    on!(db, |c| {
        let mut query = scores::table
            .inner_join(customers::table.inner_join(customer_metrics::table))
            .filter(scores::fit_id.eq(fit_id))
            .filter(customers::status.ne_all(GONE))
            .order((scores::worth.desc(), scores::customer_id.desc()))
            .limit(page.rows_to_read())
            .select((Score::as_select(), customers::name, customers::home_unit_id, customer_metrics::tier))
            .into_boxed();
        if let Some(after) = &page.after
            && let Ok(worth) = after.key.parse::<i64>()
        {
            let same = scores::worth.eq(worth).and(scores::customer_id.lt(after.id.clone()));
            query = query.filter(scores::worth.lt(worth).or(same));
        }
        if let Some(within) = &filter.within {
            let seen = any_of(customers::home_unit_id, &within.units)
                .or(customers::owner_id.eq(within.owner_id.clone()).assume_not_null());
            query = query.filter(seen);
        }
        if !filter.tiers.is_empty() {
            query = query.filter(any_of(customer_metrics::tier, filter.tiers.iter().map(|tier| tier.as_str())));
        }
        if let Some(from) = filter.alive_from {
            query = query.filter(scores::p_alive.ge(from));
        }
        if let Some(below) = filter.alive_below {
            query = query.filter(scores::p_alive.lt(below));
        }
        query.load(c)
    })
}

/// The sums of a fit by band of P(alive), over these units or over everybody.
pub fn bands(db: &mut Db, fit_id: &str, units: Option<&[String]>) -> Result<Vec<Band>> {
    let mut sql = SqlBuilder::default();
    sql.text("select case");
    for band in AliveBand::ALL {
        sql.text(&format!(" when v.p_alive >= {} then '{}'", band.least(), band.as_str()));
    }
    sql.text(" end as band, count(*) as customers, cast(sum(v.expected_purchases) as bigint) as expected_purchases, ")
        .text("cast(sum(v.life_time_value_minor) as bigint) as life_time_value_minor ")
        .text("from customer_life_time_values v join customers c on c.id = v.customer_id ")
        .text("where c.status not in ('merged', 'erased') and v.fit_id = ")
        .value(fit_id);
    if let Some(units) = units {
        sql.text(" and c.home_unit_id in ").values(units);
    }
    sql.text(" group by 1");
    sql.load(db)
}
