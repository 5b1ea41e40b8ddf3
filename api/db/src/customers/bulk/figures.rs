//! The figures of many customers: days and tallies that are added to, sums that are written over.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Date, Integer, Nullable, Text, Timestamp};

use crate::customers::metrics;
use crate::customers::metrics::{Day, Metrics, Tally};
use crate::dialect::bulk::LIST;
use crate::dialect::keyed;
use crate::prepared::prepared;
use crate::schema::{customer_days, customer_metrics, customer_tallies};
use crate::{Db, Result, on};

/// The sums of these customers (by id, ascending), locked until the transaction ends.
pub fn lock(db: &mut Db, ids: &[&str]) -> Result<Vec<Metrics>> {
    match db {
        Db::Pg(c) => customer_metrics::table
            .filter(keyed(customer_metrics::customer_id, ids))
            .order(customer_metrics::customer_id.asc())
            .select(Metrics::as_select())
            .for_update()
            .load(c),
        Db::Sqlite(c) => {
            let mut found = Vec::with_capacity(ids.len());
            for part in ids.chunks(LIST) {
                let rows: Vec<Metrics> = customer_metrics::table
                    .filter(keyed(customer_metrics::customer_id, part))
                    .order(customer_metrics::customer_id.asc())
                    .select(Metrics::as_select())
                    .load(c)?;
                found.extend(rows);
            }
            Ok(found)
        }
    }
}

/// Adds to days; answers them as they are then. Each day is given once; one with nothing left in it is removed.
pub fn add_days(db: &mut Db, days: &[Day]) -> Result<Vec<Day>> {
    match db {
        Db::Pg(c) => {
            #[derive(QueryableByName)]
            struct After {
                #[diesel(sql_type = Text)]
                customer_id: String,
                #[diesel(sql_type = Date)]
                day: NaiveDate,
                #[diesel(sql_type = BigInt)]
                purchases: i64,
                #[diesel(sql_type = BigInt)]
                net_minor: i64,
            }
            let after: Vec<After> = diesel::sql_query(
                "INSERT INTO customer_days (customer_id, day, purchases, net_minor) \
                 SELECT * FROM unnest($1::text[], $2::date[], $3::bigint[], $4::bigint[]) \
                 ON CONFLICT (customer_id, day) DO UPDATE SET \
                 purchases = customer_days.purchases + excluded.purchases, \
                 net_minor = customer_days.net_minor + excluded.net_minor \
                 RETURNING customer_id, day, purchases, net_minor",
            )
            .bind::<Array<Text>, _>(days.iter().map(|day| day.customer_id.as_str()).collect::<Vec<_>>())
            .bind::<Array<Date>, _>(days.iter().map(|day| day.day).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(days.iter().map(|day| day.purchases).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(days.iter().map(|day| day.net_minor).collect::<Vec<_>>())
            .load(c)?;
            let gone: Vec<&After> = after.iter().filter(|day| day.purchases == 0 && day.net_minor == 0).collect();
            if !gone.is_empty() {
                diesel::sql_query(
                    "DELETE FROM customer_days d USING unnest($1::text[], $2::date[]) AS gone (id, day) \
                     WHERE d.customer_id = gone.id AND d.day = gone.day",
                )
                .bind::<Array<Text>, _>(gone.iter().map(|day| day.customer_id.as_str()).collect::<Vec<_>>())
                .bind::<Array<Date>, _>(gone.iter().map(|day| day.day).collect::<Vec<_>>())
                .execute(c)?;
            }
            let day = |After { customer_id, day, purchases, net_minor }| Day { customer_id, day, purchases, net_minor };
            Ok(after.into_iter().map(day).collect())
        }
        Db::Sqlite(_) => days.iter().map(|day| metrics::add_day(db, day)).collect(),
    }
}

/// Adds to tallies. Each is given once.
pub fn add_tallies(db: &mut Db, tallies: &[Tally]) -> Result<()> {
    match db {
        Db::Pg(c) => diesel::sql_query(
            "INSERT INTO customer_tallies (customer_id, dimension, member_id, purchases, net_minor) \
             SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) \
             ON CONFLICT (customer_id, dimension, member_id) DO UPDATE SET \
             purchases = customer_tallies.purchases + excluded.purchases, \
             net_minor = customer_tallies.net_minor + excluded.net_minor",
        )
        .bind::<Array<Text>, _>(tallies.iter().map(|tally| tally.customer_id.as_str()).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(tallies.iter().map(|tally| tally.dimension.as_str()).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(tallies.iter().map(|tally| tally.member_id.as_str()).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(tallies.iter().map(|tally| tally.purchases).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(tallies.iter().map(|tally| tally.net_minor).collect::<Vec<_>>())
        .execute(c)
        .map(|_| ()),
        Db::Sqlite(c) => tallies.iter().try_for_each(|tally| {
            let upsert = diesel::insert_into(customer_tallies::table)
                .values(tally)
                .on_conflict((customer_tallies::customer_id, customer_tallies::dimension, customer_tallies::member_id))
                .do_update()
                .set((
                    customer_tallies::purchases.eq(customer_tallies::purchases + tally.purchases),
                    customer_tallies::net_minor.eq(customer_tallies::net_minor + tally.net_minor),
                ));
            prepared(upsert).run(c)
        }),
    }
}

/// Removes the tallies of these customers with nothing left in them.
pub fn drop_empty_tallies(db: &mut Db, ids: &[&str]) -> Result<()> {
    for part in ids.chunks(LIST) {
        let empty = customer_tallies::purchases.eq(0).and(customer_tallies::net_minor.eq(0));
        let of_these = customer_tallies::table.filter(keyed(customer_tallies::customer_id, part)).filter(empty);
        on!(db, |c| diesel::delete(of_these).execute(c))?;
    }
    Ok(())
}

/// The first and last day with a counted purchase of each of these customers; those without one are left out.
pub fn firsts_and_lasts(db: &mut Db, ids: &[&str]) -> Result<HashMap<String, (NaiveDate, NaiveDate)>> {
    let mut found: HashMap<String, (NaiveDate, NaiveDate)> = HashMap::new();
    for part in ids.chunks(LIST) {
        let rows: Vec<(String, NaiveDate)> = on!(db, |c| customer_days::table
            .filter(keyed(customer_days::customer_id, part).and(customer_days::purchases.gt(0)))
            .select((customer_days::customer_id, customer_days::day))
            .load(c))?;
        for (id, day) in rows {
            let (first, last) = found.entry(id).or_insert((day, day));
            (*first, *last) = ((*first).min(day), (*last).max(day));
        }
    }
    Ok(found)
}

/// Every tally of these customers.
pub fn tallies(db: &mut Db, ids: &[&str]) -> Result<Vec<Tally>> {
    let mut found = Vec::new();
    for part in ids.chunks(LIST) {
        let rows: Vec<Tally> = on!(db, |c| customer_tallies::table
            .filter(keyed(customer_tallies::customer_id, part))
            .select(Tally::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// What each of these customers spent within a range, both ends included; those without a day in it are left out.
pub fn spends(db: &mut Db, ids: &[&str], from: NaiveDate, to: NaiveDate) -> Result<HashMap<String, i64>> {
    let mut found: HashMap<String, i64> = HashMap::with_capacity(ids.len());
    for part in ids.chunks(LIST) {
        let rows: Vec<(String, i64)> = on!(db, |c| customer_days::table
            .filter(keyed(customer_days::customer_id, part).and(customer_days::day.between(from, to)))
            .group_by(customer_days::customer_id)
            .select((customer_days::customer_id, sql::<BigInt>("CAST(SUM(net_minor) AS bigint)")))
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes the sums of customers that are locked.
pub fn update(db: &mut Db, metrics: &[Metrics]) -> Result<()> {
    match db {
        Db::Pg(c) => {
            let tier = |metrics: &Metrics| metrics.tier.map(|tier| tier.as_str());
            diesel::sql_query(
                "UPDATE customer_metrics AS m SET first_purchase_on = u.first_on, last_purchase_on = u.last_on, \
                 purchases = u.purchases, purchase_days = u.days, net_minor = u.net, favourite_unit_id = u.unit, \
                 favourite_category_id = u.category, tier = u.tier, tier_since = u.since, tier_rule = u.rule, \
                 version = u.version, changed_at = u.changed_at \
                 FROM unnest($1::text[], $2::date[], $3::date[], $4::bigint[], $5::bigint[], $6::bigint[], \
                 $7::text[], $8::text[], $9::text[], $10::date[], $11::int[], $12::int[], $13::timestamp[]) \
                 AS u(id, first_on, last_on, purchases, days, net, unit, category, tier, since, rule, version, \
                 changed_at) \
                 WHERE m.customer_id = u.id",
            )
            .bind::<Array<Text>, _>(metrics.iter().map(|m| m.customer_id.as_str()).collect::<Vec<_>>())
            .bind::<Array<Nullable<Date>>, _>(metrics.iter().map(|m| m.first_purchase_on).collect::<Vec<_>>())
            .bind::<Array<Nullable<Date>>, _>(metrics.iter().map(|m| m.last_purchase_on).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(metrics.iter().map(|m| m.purchases).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(metrics.iter().map(|m| m.purchase_days).collect::<Vec<_>>())
            .bind::<Array<BigInt>, _>(metrics.iter().map(|m| m.net_minor).collect::<Vec<_>>())
            .bind::<Array<Nullable<Text>>, _>(
                metrics.iter().map(|m| m.favourite_unit_id.as_deref()).collect::<Vec<_>>(),
            )
            .bind::<Array<Nullable<Text>>, _>(
                metrics.iter().map(|m| m.favourite_category_id.as_deref()).collect::<Vec<_>>(),
            )
            .bind::<Array<Nullable<Text>>, _>(metrics.iter().map(tier).collect::<Vec<_>>())
            .bind::<Array<Nullable<Date>>, _>(metrics.iter().map(|m| m.tier_since).collect::<Vec<_>>())
            .bind::<Array<Nullable<Integer>>, _>(metrics.iter().map(|m| m.tier_rule).collect::<Vec<_>>())
            .bind::<Array<Integer>, _>(metrics.iter().map(|m| m.version).collect::<Vec<_>>())
            .bind::<Array<Timestamp>, _>(metrics.iter().map(|m| m.changed_at).collect::<Vec<_>>())
            .execute(c)
            .map(|_| ())
        }
        Db::Sqlite(c) => metrics.iter().try_for_each(|row| {
            prepared(diesel::update(customer_metrics::table.find(&row.customer_id)).set(row)).run(c)
        }),
    }
}

/// Notes that something that is shown with the figures of these customers (by id, ascending) changed.
pub fn advance(db: &mut Db, ids: &[&str], at: NaiveDateTime) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    lock(db, ids)?;
    for part in ids.chunks(LIST) {
        let next = (customer_metrics::version.eq(customer_metrics::version + 1), customer_metrics::changed_at.eq(at));
        let these = customer_metrics::table.filter(keyed(customer_metrics::customer_id, part));
        on!(db, |c| prepared(diesel::update(these).set(next)).run(c))?;
    }
    Ok(())
}
