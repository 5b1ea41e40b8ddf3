//! Events: facts told to others, written in the transaction of the fact. A relay numbers them once they are committed.
//!
//! Ids are made before the commit, so an id may become visible after a greater one; a number never does: relays number one
//! after the other, and only what is committed. Whoever has read up to a number has read all below it.

use chrono::NaiveDateTime;
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use regulars_domain::platform::events::EventKind;

use crate::dialect::bulk::bulk_inserts;
use crate::dialect::{Id, SqlBuilder, first_for_update};
use crate::prepared::prepared;
use crate::schema::{event_numbers, events};
use crate::text::AsText;
use crate::{Db, Result, on};

/// The row of the last number.
const COUNTER: &str = "events";
/// The row of the last number that is not kept any more.
const FORGOTTEN: &str = "forgotten";

/// One fact.
#[derive(Clone, Debug, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = events, treat_none_as_default_value = false)]
pub struct Event {
    pub id: String,
    /// The customer it tells of; empty when it tells of none.
    pub customer_id: String,
    pub kind: AsText<EventKind>,
    /// The row it is about, such as a purchase.
    pub subject_id: String,
    pub recorded_at: NaiveDateTime,
    /// JSON: what its kind says.
    pub data: String,
    /// Its place among all events, from 1; none before it is relayed.
    pub number: Option<i64>,
}

bulk_inserts! {
    /// Events of one transaction.
    insert_all(Event) into events;
}

pub fn insert(db: &mut Db, event: &Event) -> Result<()> {
    on!(db, |c| diesel::insert_into(events::table).values(event).execute(c)).map(|_| ())
}

/// Whether any event waits for its number.
pub fn any_pending(db: &mut Db) -> Result<bool> {
    on!(db, |c| diesel::select(diesel::dsl::exists(events::table.filter(events::number.is_null()))).get_result(c))
}

/// Gives the next numbers to up to `limit` events that are committed, in the order of their ids; answers the last number
/// before them and the last now. Only one transaction at a time does so.
pub fn number(db: &mut Db, limit: i64) -> Result<(i64, i64)> {
    let last: i64 = first_for_update!(db, event_numbers::table.find(COUNTER).select(event_numbers::last))?;
    let mut query = SqlBuilder::default();
    query
        .text("update events set number = counted.place + ")
        .value(last)
        .text(" from (select id, row_number() over (order by id) as place from events where number is null order by id limit ")
        .value(limit)
        .text(") as counted where counted.id = events.id returning events.id as id");
    let numbered: Vec<Id> = query.load(db)?;
    let now = last + i64::try_from(numbered.len()).unwrap_or(i64::MAX);
    if now > last {
        on!(db, |c| prepared(diesel::update(event_numbers::table.find(COUNTER)).set(event_numbers::last.eq(now)))
            .run(c))?;
    }
    Ok((last, now))
}

/// The events of these kinds with numbers above `after` and up to `last`, by number.
pub fn between(db: &mut Db, kinds: &[EventKind], after: i64, last: i64) -> Result<Vec<Event>> {
    let kinds = kinds.iter().map(|kind| kind.as_str());
    on!(db, |c| events::table
        .filter(events::number.gt(after).and(events::number.le(last)).and(events::kind.eq_any(kinds)))
        .order(events::number)
        .select(Event::as_select())
        .load(c))
}

/// The event of an id.
pub fn find(db: &mut Db, id: &str) -> Result<Option<Event>> {
    on!(db, |c| events::table.filter(events::id.eq(id)).select(Event::as_select()).first(c).optional())
}

/// How events are numbered.
#[derive(Clone, Copy, Debug)]
pub struct Numbering {
    /// How many have a number.
    pub count: i64,
    /// The first and the last of their numbers; none without events.
    pub range: Option<(i64, i64)>,
    /// The last number that was given.
    pub last: i64,
}

/// How the events that are kept are numbered.
pub fn numbering(db: &mut Db) -> Result<Numbering> {
    let last = last_number(db)?;
    let numbered = events::table.filter(events::number.is_not_null());
    let found = (min(events::number), max(events::number), count_star());
    let (first, greatest, count): (Option<i64>, Option<i64>, i64) = on!(db, |c| numbered.select(found).first(c))?;
    Ok(Numbering { count, range: first.zip(greatest), last })
}

/// The last number that was given; whoever has read up to it has read all.
pub fn last_number(db: &mut Db) -> Result<i64> {
    on!(db, |c| event_numbers::table.find(COUNTER).select(event_numbers::last).first(c))
}

/// The greatest number whose event was dropped for its age; 0 when none was.
pub fn last_forgotten(db: &mut Db) -> Result<i64> {
    on!(db, |c| event_numbers::table.find(FORGOTTEN).select(event_numbers::last).first(c))
}

/// Says that none of the events so far is kept.
pub fn forget_all(db: &mut Db) -> Result<()> {
    let last = last_number(db)?;
    on!(db, |c| diesel::update(event_numbers::table.find(FORGOTTEN)).set(event_numbers::last.eq(last)).execute(c))
        .map(|_| ())
}

/// Drops up to `limit` of the first events if they were recorded before `until`; answers how many it were.
pub fn forget(db: &mut Db, until: NaiveDateTime, limit: i64) -> Result<usize> {
    let first: Vec<(Option<i64>, NaiveDateTime)> = on!(db, |c| events::table
        .filter(events::number.is_not_null())
        .order(events::number)
        .limit(limit)
        .select((events::number, events::recorded_at))
        .load(c))?;
    let last = first.into_iter().take_while(|(_, recorded_at)| *recorded_at < until).last();
    let Some((Some(last), _)) = last else { return Ok(0) };
    on!(db, |c| diesel::update(event_numbers::table.find(FORGOTTEN)).set(event_numbers::last.eq(last)).execute(c))?;
    on!(db, |c| diesel::delete(events::table.filter(events::number.le(last))).execute(c))
}
