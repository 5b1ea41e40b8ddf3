//! Points: the ledger, the lots it fills and empties, and adjustments that wait for a second person.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::loyalty::points::{AdjustmentState, PointKind};

use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::{customers, point_adjustments, point_entries, point_lots};
use crate::text::AsText;
use crate::{Db, Result, on};

/// Points that came together, and what is left of them.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = point_lots, treat_none_as_default_value = false, treat_none_as_null = true)]
#[diesel(primary_key(id, customer_id))]
pub struct Lot {
    pub id: String,
    pub customer_id: String,
    pub membership_id: String,
    /// That of the entry that made it; of one without points, that of the entry before.
    pub number: i64,
    /// The purchase that earned them, with the revision of its content.
    pub purchase_id: Option<String>,
    pub revision: Option<i32>,
    /// The rate at which the purchase earned: thousandths of a point for one unit of the base currency.
    pub rate: Option<i64>,
    /// Parts of a point that the purchase's first line began with.
    pub carry: Option<i64>,
    pub points: i64,
    /// Taken back by refunds.
    pub reversed: i64,
    pub remaining: i64,
    /// The organisation-local day of the purchase or adjustment.
    pub occurred_on: NaiveDate,
    /// The last day they can be spent.
    pub expires_on: Option<NaiveDate>,
    /// The lot out of which the points came when its card went into this one.
    pub from_lot_id: Option<String>,
}

/// One row of the ledger; never changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = point_entries, treat_none_as_default_value = false)]
pub struct Entry {
    pub id: String,
    pub customer_id: String,
    pub membership_id: String,
    /// 1, 2, 3 … within the membership.
    pub number: i64,
    pub kind: AsText<PointKind>,
    /// What it adds to the balance.
    pub points: i64,
    /// The balance after it.
    pub balance: i64,
    /// The lot that came, expired or was taken back; none when points were drawn from lots by turn.
    pub lot_id: Option<String>,
    pub purchase_id: Option<String>,
    pub refund_id: Option<String>,
    pub adjustment_id: Option<String>,
    pub unit_id: Option<String>,
    pub note: Option<String>,
    pub occurred_at: NaiveDateTime,
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
    /// The redemption that this row undoes; no two rows undo the same one.
    pub undoes_id: Option<String>,
    /// Whose own id `external_id` is.
    pub partner: Option<String>,
    pub external_id: Option<String>,
}

/// Points by hand: asked for by one person, decided on by another.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = point_adjustments, treat_none_as_default_value = false, treat_none_as_null = true)]
#[diesel(primary_key(id, customer_id))]
pub struct Adjustment {
    pub id: String,
    pub customer_id: String,
    pub membership_id: String,
    /// Added when above zero, taken away when below.
    pub points: i64,
    pub reason: String,
    pub state: AsText<AdjustmentState>,
    pub asked_by: String,
    pub asked_at: NaiveDateTime,
    pub decided_by: Option<String>,
    pub decided_at: Option<NaiveDateTime>,
    /// Why it was declined.
    pub decision_note: Option<String>,
}

/// The lots of a membership that have something left, oldest first.
pub fn open_lots(db: &mut Db, customer_id: &str, membership_id: &str) -> Result<Vec<Lot>> {
    on!(db, |c| point_lots::table
        .filter(point_lots::customer_id.eq(customer_id).and(point_lots::membership_id.eq(membership_id)))
        .filter(point_lots::remaining.gt(0))
        .order((point_lots::number, point_lots::id))
        .select(Lot::as_select())
        .load(c))
}

/// The lots of these customers that have something left, of each membership oldest first.
pub fn open_lots_of(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<Lot>> {
    on!(db, |c| point_lots::table
        .filter(keyed(point_lots::customer_id, customer_ids).and(point_lots::remaining.gt(0)))
        .order((point_lots::number, point_lots::id))
        .select(Lot::as_select())
        .load(c))
}

/// All lots of a membership, in the order they came.
pub fn lots(db: &mut Db, customer_id: &str, membership_id: &str) -> Result<Vec<Lot>> {
    on!(db, |c| point_lots::table
        .filter(point_lots::customer_id.eq(customer_id).and(point_lots::membership_id.eq(membership_id)))
        .order((point_lots::number, point_lots::id))
        .select(Lot::as_select())
        .load(c))
}

/// Points that have expired and were not dropped yet, by membership: a balance is shown without them.
#[derive(Clone, Debug, Default)]
pub struct Overdue(HashMap<String, i64>);

impl Overdue {
    /// Of one membership.
    pub fn of(&self, membership_id: &str) -> i64 {
        self.0.get(membership_id).copied().unwrap_or(0)
    }
}

/// What the memberships of these customers hold in lots whose last day is before `today`.
pub fn overdue(db: &mut Db, customer_ids: &[&str], today: NaiveDate) -> Result<Overdue> {
    let rows: Vec<(String, i64)> = on!(db, |c| point_lots::table
        .filter(keyed(point_lots::customer_id, customer_ids).and(point_lots::remaining.gt(0)))
        .filter(point_lots::expires_on.lt(today))
        .select((point_lots::membership_id, point_lots::remaining))
        .load(c))?;
    let mut overdue = HashMap::new();
    for (membership_id, remaining) in rows {
        *overdue.entry(membership_id).or_insert(0) += remaining;
    }
    Ok(Overdue(overdue))
}

/// The lots that this content of a purchase has earned, one for each membership.
pub fn lots_of_purchase(db: &mut Db, customer_id: &str, purchase_id: &str, revision: i32) -> Result<Vec<Lot>> {
    on!(db, |c| point_lots::table
        .filter(point_lots::customer_id.eq(customer_id).and(point_lots::purchase_id.eq(purchase_id)))
        .filter(point_lots::revision.eq(revision))
        .order(point_lots::id)
        .select(Lot::as_select())
        .load(c))
}

/// What these purchases of these customers have earned: purchase, revision of its content, membership, points.
pub fn earned_by(db: &mut Db, customer_ids: &[&str], purchase_ids: &[&str]) -> Result<Vec<(String, i32, String, i64)>> {
    on!(db, |c| point_lots::table
        .filter(keyed(point_lots::customer_id, customer_ids))
        .filter(keyed(point_lots::purchase_id, purchase_ids))
        .select((
            point_lots::purchase_id.assume_not_null(),
            point_lots::revision.assume_not_null(),
            point_lots::membership_id,
            point_lots::points,
        ))
        .load(c))
}

/// What of a lot was not spent in time, less what was put back since.
pub fn lapsed(db: &mut Db, lot: &Lot) -> Result<i64> {
    let kinds = [PointKind::Expire.as_str(), PointKind::Restore.as_str()];
    let moved: Vec<i64> = on!(db, |c| point_entries::table
        .filter(point_entries::customer_id.eq(&lot.customer_id))
        .filter(point_entries::membership_id.eq(&lot.membership_id))
        .filter(point_entries::lot_id.eq(&lot.id).assume_not_null())
        .filter(point_entries::kind.eq_any(kinds))
        .select(point_entries::points)
        .load(c))?;
    Ok(-moved.iter().sum::<i64>())
}

pub fn insert_lot(db: &mut Db, lot: &Lot) -> Result<()> {
    on!(db, |c| diesel::insert_into(point_lots::table).values(lot).execute(c)).map(|_| ())
}

pub fn update_lot(db: &mut Db, lot: &Lot) -> Result<()> {
    on!(db, |c| prepared(diesel::update(point_lots::table.find((&lot.id, &lot.customer_id))).set(lot)).run(c))
}

/// Points that the memberships of these customers have earned by purchases within a range of days, refunds taken off:
/// by membership.
pub fn earned(db: &mut Db, customer_ids: &[&str], from: NaiveDate, to: NaiveDate) -> Result<HashMap<String, i64>> {
    let rows: Vec<(String, i64, i64)> = on!(db, |c| point_lots::table
        .filter(keyed(point_lots::customer_id, customer_ids).and(point_lots::purchase_id.is_not_null()))
        .filter(point_lots::occurred_on.between(from, to))
        .select((point_lots::membership_id, point_lots::points, point_lots::reversed))
        .load(c))?;
    let mut earned = HashMap::new();
    for (membership_id, points, reversed) in rows {
        *earned.entry(membership_id).or_insert(0) += points - reversed;
    }
    Ok(earned)
}

/// The ids of memberships after an id with a lot whose last day is before `today`, in their order.
pub fn overdue_after(db: &mut Db, today: NaiveDate, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| point_lots::table
        // In words, not bound: only so do both databases know that the index of what is left serves it.
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("point_lots.remaining > 0"))
        .filter(point_lots::expires_on.lt(today).and(point_lots::membership_id.gt(after)))
        .select(point_lots::membership_id)
        .distinct()
        .order(point_lots::membership_id)
        .limit(limit)
        .load(c))
}

/// What is left in the lots that expire first, with their last day; none when nothing does. What is over by `today` is
/// gone already.
pub fn expiring(
    db: &mut Db,
    customer_id: &str,
    membership_id: &str,
    today: NaiveDate,
) -> Result<Option<(NaiveDate, i64)>> {
    let open = open_lots(db, customer_id, membership_id)?;
    let first = open.iter().filter_map(|lot| lot.expires_on).filter(|last| *last >= today).min();
    Ok(first.map(|day| (day, open.iter().filter(|lot| lot.expires_on == Some(day)).map(|lot| lot.remaining).sum())))
}

pub fn insert_entry(db: &mut Db, entry: &Entry) -> Result<()> {
    on!(db, |c| diesel::insert_into(point_entries::table).values(entry).execute(c)).map(|_| ())
}

/// A row of the ledger of a customer.
pub fn entry_of(db: &mut Db, customer_id: &str, id: &str) -> Result<Option<Entry>> {
    on!(db, |c| point_entries::table.find((id, customer_id)).select(Entry::as_select()).first(c).optional())
}

/// A row of the ledger of a membership.
pub fn find_entry(db: &mut Db, customer_id: &str, membership_id: &str, id: &str) -> Result<Option<Entry>> {
    on!(db, |c| point_entries::table
        .find((id, customer_id))
        .filter(point_entries::membership_id.eq(membership_id))
        .select(Entry::as_select())
        .first(c)
        .optional())
}

/// The rows that undo these redemptions.
pub fn undoing(db: &mut Db, customer_id: &str, ids: &[&str]) -> Result<Vec<Entry>> {
    on!(db, |c| point_entries::table
        .filter(point_entries::customer_id.eq(customer_id))
        .filter(point_entries::undoes_id.eq_any(ids).assume_not_null())
        .select(Entry::as_select())
        .load(c))
}

/// What a refund took back, by membership: below zero.
pub fn reversed_by(db: &mut Db, customer_id: &str, refund_id: &str) -> Result<Vec<(String, i64)>> {
    on!(db, |c| point_entries::table
        .filter(point_entries::customer_id.eq(customer_id))
        .filter(point_entries::refund_id.eq(refund_id).assume_not_null())
        .filter(point_entries::kind.eq(PointKind::Reverse.as_str()))
        .select((point_entries::membership_id, point_entries::points))
        .load(c))
}

/// The whole ledger of a membership, oldest first.
pub fn whole_ledger(db: &mut Db, customer_id: &str, membership_id: &str) -> Result<Vec<Entry>> {
    on!(db, |c| point_entries::table
        .filter(point_entries::customer_id.eq(customer_id).and(point_entries::membership_id.eq(membership_id)))
        .order(point_entries::number)
        .select(Entry::as_select())
        .load(c))
}

/// The ledger of a membership, newest first.
pub fn entries(db: &mut Db, customer_id: &str, membership_id: &str, page: &Page) -> Result<Vec<Entry>> {
    on!(db, |c| {
        let mut query = point_entries::table
            .filter(point_entries::customer_id.eq(customer_id).and(point_entries::membership_id.eq(membership_id)))
            .order(point_entries::number.desc())
            .limit(page.rows_to_read())
            .select(Entry::as_select())
            .into_boxed();
        if let Some(after) = &page.after
            && let Ok(number) = after.key.parse::<i64>()
        {
            query = query.filter(point_entries::number.lt(number));
        }
        query.load(c)
    })
}

/// How many requests of these customers nobody has decided on.
pub fn asked_for(db: &mut Db, customer_ids: &[String]) -> Result<i64> {
    on!(db, |c| point_adjustments::table
        .filter(keyed(point_adjustments::customer_id, customer_ids))
        .filter(point_adjustments::state.eq(AdjustmentState::Asked.as_str()))
        .count()
        .get_result(c))
}

pub fn insert_adjustment(db: &mut Db, adjustment: &Adjustment) -> Result<()> {
    on!(db, |c| diesel::insert_into(point_adjustments::table).values(adjustment).execute(c)).map(|_| ())
}

pub fn update_adjustment(db: &mut Db, adjustment: &Adjustment) -> Result<()> {
    let key = (&adjustment.id, &adjustment.customer_id);
    on!(db, |c| prepared(diesel::update(point_adjustments::table.find(key)).set(adjustment)).run(c))
}

/// Points by hand that were approved between two moments: added ones only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenPoints<'a> {
    /// By this person, to all customers.
    By(&'a str),
    /// To this customer, by anybody.
    To(&'a str),
}

/// How many points by hand were given between two moments.
pub fn given(db: &mut Db, whose: GivenPoints<'_>, from: NaiveDateTime, before: NaiveDateTime) -> Result<i64> {
    let points: Vec<i64> = on!(db, |c| {
        let mut query = point_adjustments::table
            .filter(point_adjustments::state.eq(AdjustmentState::Approved.as_str()))
            .filter(point_adjustments::points.gt(0))
            .filter(
                point_adjustments::decided_at.ge(from).and(point_adjustments::decided_at.lt(before)).assume_not_null(),
            )
            .select(point_adjustments::points)
            .into_boxed();
        query = match whose {
            GivenPoints::By(user_id) => query.filter(point_adjustments::decided_by.eq(user_id).assume_not_null()),
            GivenPoints::To(customer_id) => query.filter(point_adjustments::customer_id.eq(customer_id)),
        };
        query.load(c)
    })?;
    Ok(points.into_iter().fold(0, i64::saturating_add))
}

pub fn find_adjustment(db: &mut Db, customer_id: &str, membership_id: &str, id: &str) -> Result<Option<Adjustment>> {
    on!(db, |c| point_adjustments::table
        .find((id, customer_id))
        .filter(point_adjustments::membership_id.eq(membership_id))
        .select(Adjustment::as_select())
        .first(c)
        .optional())
}

/// The adjustments of a membership, newest first.
pub fn adjustments(db: &mut Db, customer_id: &str, membership_id: &str, page: &Page) -> Result<Vec<Adjustment>> {
    on!(db, |c| {
        let mut query = point_adjustments::table
            .filter(point_adjustments::customer_id.eq(customer_id))
            .filter(point_adjustments::membership_id.eq(membership_id))
            .order(point_adjustments::id.desc())
            .limit(page.rows_to_read())
            .select(Adjustment::as_select())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(point_adjustments::id.lt(after.to_owned()));
        }
        query.load(c)
    })
}

/// Adjustments that wait for a second person, the longest first: of customers at home in one of these units, or owned by
/// the user; all when no units are given.
pub fn waiting_adjustments(
    db: &mut Db,
    units: Option<&[String]>,
    user_id: &str,
    limit: i64,
) -> Result<Vec<Adjustment>> {
    on!(db, |c| {
        let mut query = point_adjustments::table
            // In words, not bound: only so do both databases know that the index of what waits serves it.
            .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("point_adjustments.state = 'asked'"))
            .order((point_adjustments::asked_at, point_adjustments::id))
            .limit(limit)
            .select(Adjustment::as_select())
            .into_boxed();
        if let Some(units) = units {
            let seen = customers::table
                .filter(customers::home_unit_id.eq_any(units).or(customers::owner_id.eq(user_id)))
                .select(customers::id);
            query = query.filter(point_adjustments::customer_id.eq_any(seen));
        }
        query.load(c)
    })
}

/// The adjustments that somebody asked for since a moment, newest first.
pub fn adjustments_asked_by(db: &mut Db, user_id: &str, since: NaiveDateTime, limit: i64) -> Result<Vec<Adjustment>> {
    on!(db, |c| point_adjustments::table
        .filter(point_adjustments::asked_by.eq(user_id).and(point_adjustments::asked_at.ge(since)))
        .order((point_adjustments::asked_at.desc(), point_adjustments::id.desc()))
        .limit(limit)
        .select(Adjustment::as_select())
        .load(c))
}
