//! Cards of one customer that are given to another, when two become one or come apart again.

use diesel::prelude::*;

use super::memberships::Membership;
use super::points::Lot;
use crate::dialect::keyed;
use crate::owned::{Owned, owned};
use crate::prepared::prepared;
use crate::schema::{point_entries, point_lots};
use crate::{Db, Result, on};

const MEMBERSHIPS: Owned = owned!(memberships, id);
const CARD_PARTS: [Owned; 4] = [
    owned!(membership_level_changes, membership_id),
    owned!(point_lots, membership_id),
    owned!(point_entries, membership_id),
    owned!(point_adjustments, membership_id),
];

/// Gives cards with their levels, lots, ledgers and adjustments to another customer.
pub fn give(db: &mut Db, from: &str, to: &str, membership_ids: &[String]) -> Result<()> {
    MEMBERSHIPS.give(db, from, to, Some(membership_ids))?;
    for part in CARD_PARTS {
        part.give(db, from, to, Some(membership_ids))?;
    }
    Ok(())
}

/// A partner and its own id of a row of the ledger.
pub type EntryKey = (String, String);

/// The partners' ids of rows of these cards.
pub fn entry_keys(db: &mut Db, customer_id: &str, membership_ids: &[String]) -> Result<Vec<EntryKey>> {
    on!(db, |c| point_entries::table
        .filter(point_entries::customer_id.eq(customer_id))
        .filter(keyed(point_entries::membership_id, membership_ids))
        .filter(point_entries::external_id.is_not_null().and(point_entries::partner.is_not_null()))
        .select((point_entries::partner.assume_not_null(), point_entries::external_id.assume_not_null()))
        .load(c))
}

/// The lots that purchases of a customer's cards have earned.
pub fn earned_lots(db: &mut Db, customer_id: &str) -> Result<Vec<Lot>> {
    on!(db, |c| point_lots::table
        .filter(point_lots::customer_id.eq(customer_id).and(point_lots::purchase_id.is_not_null()))
        .filter(point_lots::revision.ge(0))
        .order(point_lots::id)
        .select(Lot::as_select())
        .load(c))
}

/// Notes that what a lot earned went with its purchase to another customer: it is the lot of no content any more.
pub fn retire(db: &mut Db, lot: &Lot) -> Result<()> {
    let retired = lot.revision.map(|revision| -1 - revision);
    on!(db, |c| prepared(
        diesel::update(point_lots::table.find((&lot.id, &lot.customer_id))).set(point_lots::revision.eq(retired))
    )
    .run(c))
}

/// The cards among these into which others went, followed to the last.
pub fn root<'a>(held: &'a [Membership], id: &'a str) -> &'a str {
    let mut root = id;
    // Cards lead to one another in no circle; who holds so many is followed no further.
    for _ in 0..held.len() {
        match held.iter().find(|one| one.id == root).and_then(|one| one.merged_into.as_deref()) {
            Some(next) => root = next,
            None => break,
        }
    }
    root
}
