//! All purchases of a day in the order of time, a page at a time. As in `lists` it is merged of several: each channel or
//! store has an index in that order, of which only the day is read.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use regulars_domain::sales::purchases::Channel;

use super::Purchase;
use super::lists::{Filter, STORES, distinct};
use crate::dialect::{Id, SqlBuilder};
use crate::page::After;
use crate::sales::bulk::purchases_of;
use crate::{Db, Result};

/// The next `limit` purchases of an organisation-local day behind a place, of the filter's units and channels, by when they
/// happened.
pub fn of_day(
    db: &mut Db,
    filter: &Filter,
    day: NaiveDate,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<Purchase>> {
    let filter = Filter { from: Some(day), before: day.succ_opt(), ..filter.clone() };
    let stores = filter.stores();
    let (column, parts): (&str, Vec<String>) = match &stores {
        Some(stores) if stores.len() <= STORES => ("unit_id", stores.clone()),
        _ => {
            let channels = if filter.channels.is_empty() { Channel::ALL } else { &filter.channels };
            ("channel", distinct(channels).iter().map(|channel| channel.as_str().to_owned()).collect())
        }
    };
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let (from, before) = filter.moments();
    let after = after.and_then(|after| Some((after.key.parse::<NaiveDateTime>().ok()?, &after.id)));
    let backend = db.backend();
    let mut sql = SqlBuilder::default();
    sql.text("SELECT z.id AS id FROM (");
    for (at, part) in parts.iter().enumerate() {
        sql.text(if at > 0 { " UNION ALL " } else { "" });
        sql.text("SELECT * FROM (SELECT p.id AS id, p.occurred_at AS moment FROM purchases p WHERE p.");
        sql.text(column).text(" = ").value(part.as_str());
        // The page goes on within the day: of two beginnings the database might take the one further away.
        if let Some((key, id)) = &after {
            sql.text(" AND (p.occurred_at, p.id) > (").value(*key).text(", ").value(id.as_str()).text(")");
        } else if let Some(from) = from {
            sql.text(" AND p.occurred_at >= ").value(from);
        }
        if let Some(before) = before {
            sql.text(" AND p.occurred_at < ").value(before);
        }
        sql.and_compared(backend, |sql, name| {
            sql.text(&format!(" AND {} = ", name("p.occurred_on"))).value(day);
            if let Some(stores) = stores.as_ref().filter(|_| column == "channel") {
                sql.text(&format!(" AND {} IN ", name("p.unit_id"))).values(stores);
            }
            if column == "unit_id" && !filter.channels.is_empty() {
                let channels: Vec<String> = filter.channels.iter().map(|word| word.as_str().to_owned()).collect();
                sql.text(&format!(" AND {} IN ", name("p.channel"))).values(&channels);
            }
        });
        sql.text(" ORDER BY p.occurred_at, p.id LIMIT ").value(limit).text(&format!(") q{at}"));
    }
    sql.text(") z ORDER BY z.moment, z.id LIMIT ").value(limit);
    let ids: Vec<Id> = sql.load(db)?;
    let ids: Vec<&str> = ids.iter().map(|row| row.id.as_str()).collect();
    let mut found: HashMap<String, Purchase> =
        purchases_of(db, &ids)?.into_iter().map(|row| (row.id.clone(), row)).collect();
    Ok(ids.into_iter().filter_map(|id| found.remove(id)).collect())
}
