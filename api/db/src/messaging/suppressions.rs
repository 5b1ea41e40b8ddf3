//! Addresses that get no message any more: a look-up table whose key is the address, whoever it belongs to.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::messaging::messages::{Channel, SuppressionReason};

use crate::dialect::keyed;
use crate::page::Page;
use crate::schema::suppressions;
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = suppressions, treat_none_as_default_value = false)]
pub struct Suppression {
    pub id: String,
    pub channel: AsText<Channel>,
    /// In the channel's one form.
    pub address: String,
    pub reason: AsText<SuppressionReason>,
    /// What was said, by the other side or by whoever put it here.
    pub cause: Option<String>,
    /// What sent the message that brought it here, such as a campaign.
    pub source_id: Option<String>,
    /// Whose address it was.
    pub customer_id: Option<String>,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
}

/// Which suppressions a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The beginning of an address.
    pub q: Option<String>,
    pub channels: Vec<Channel>,
    pub reasons: Vec<SuppressionReason>,
}

pub fn find_by_id(db: &mut Db, id: &str) -> Result<Option<Suppression>> {
    on!(db, |c| suppressions::table
        .filter(suppressions::id.eq(id))
        .select(Suppression::as_select())
        .first(c)
        .optional())
}

pub fn find(db: &mut Db, channel: Channel, address: &str) -> Result<Option<Suppression>> {
    on!(db, |c| suppressions::table
        .find((channel.as_str(), address))
        .select(Suppression::as_select())
        .first(c)
        .optional())
}

/// Why these addresses get nothing any more; those that do are left out. Any number of them is one statement.
pub fn of_addresses(db: &mut Db, channel: Channel, addresses: &[&str]) -> Result<Vec<(String, SuppressionReason)>> {
    let found: Vec<(String, AsText<SuppressionReason>)> = on!(db, |c| suppressions::table
        .filter(suppressions::channel.eq(channel.as_str()))
        .filter(keyed(suppressions::address, addresses))
        .select((suppressions::address, suppressions::reason))
        .load(c))?;
    Ok(found.into_iter().map(|(address, reason)| (address, reason.0)).collect())
}

/// Suppressions newest first; the place of a row is its time and its id.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<Suppression>> {
    on!(db, |c| {
        let order = (suppressions::recorded_at.desc(), suppressions::id.desc());
        let mut query =
            suppressions::table.select(Suppression::as_select()).order(order).limit(page.rows_to_read()).into_boxed();
        if let Some(after) = &page.after
            && let Ok(at) = after.key.parse::<NaiveDateTime>()
        {
            let further = suppressions::recorded_at.lt(at).or(suppressions::id.lt(after.id.clone()));
            query = query.filter(suppressions::recorded_at.le(at)).filter(further);
        }
        if let Some(q) = &filter.q {
            let end = format!("{q}\u{10FFFF}");
            query = query.filter(suppressions::address.ge(q.clone())).filter(suppressions::address.lt(end));
        }
        if !filter.channels.is_empty() {
            query = query.filter(suppressions::channel.eq_any(filter.channels.iter().map(|channel| channel.as_str())));
        }
        if !filter.reasons.is_empty() {
            query = query.filter(suppressions::reason.eq_any(filter.reasons.iter().map(|reason| reason.as_str())));
        }
        query.load(c)
    })
}

/// Adds an address; false when it is there already. What brought it here first stays.
pub fn insert(db: &mut Db, suppression: &Suppression) -> Result<bool> {
    on!(db, |c| diesel::insert_into(suppressions::table).values(suppression).on_conflict_do_nothing().execute(c))
        .map(|rows| rows == 1)
}

/// Takes an address off the list; false when it was not there.
pub fn delete(db: &mut Db, channel: Channel, address: &str) -> Result<bool> {
    on!(db, |c| diesel::delete(suppressions::table.find((channel.as_str(), address))).execute(c)).map(|rows| rows == 1)
}
