//! Complaints and tasks of one customer that are given to another, when two become one or come apart again.

use diesel::prelude::*;

use crate::dialect::any_of;
use crate::owned::{Owned, owned};
use crate::prepared::prepared;
use crate::schema::{complaint_attachments, complaint_compensations, tasks};
use crate::{Db, Result, on};

const COMPLAINTS: Owned = owned!(complaints, id);
const PARTS: [Owned; 6] = [
    owned!(complaint_clocks, complaint_id),
    owned!(complaint_members, complaint_id),
    owned!(complaint_events, complaint_id),
    owned!(complaint_compensations, complaint_id),
    owned!(complaint_actions, complaint_id),
    owned!(complaint_attachments, complaint_id),
];
const CHUNKS: Owned = owned!(complaint_attachment_chunks, attachment_id);

/// The ids of a customer's complaints.
pub fn complaints_of(db: &mut Db, customer_id: &str) -> Result<Vec<String>> {
    COMPLAINTS.keys(db, customer_id)
}

/// Gives complaints with all their parts to another customer.
pub fn give(db: &mut Db, from: &str, to: &str, complaint_ids: &[String]) -> Result<()> {
    let attachments: Vec<String> = on!(db, |c| complaint_attachments::table
        .filter(complaint_attachments::customer_id.eq(from))
        .filter(any_of(complaint_attachments::complaint_id, complaint_ids))
        .select(complaint_attachments::id)
        .load(c))?;
    COMPLAINTS.give(db, from, to, Some(complaint_ids))?;
    for part in PARTS {
        part.give(db, from, to, Some(complaint_ids))?;
    }
    CHUNKS.give(db, from, to, Some(&attachments))
}

/// The complaints of a customer for which points were booked, each with the card they were booked on.
pub fn booked_on(db: &mut Db, customer_id: &str) -> Result<Vec<(String, String)>> {
    on!(db, |c| complaint_compensations::table
        .filter(complaint_compensations::customer_id.eq(customer_id))
        .filter(complaint_compensations::entry_id.is_not_null())
        .filter(complaint_compensations::membership_id.is_not_null())
        .select((complaint_compensations::complaint_id, complaint_compensations::membership_id.assume_not_null()))
        .load(c))
}

/// The ids of the tasks about a customer.
pub fn tasks_of(db: &mut Db, customer_id: &str) -> Result<Vec<String>> {
    on!(db, |c| tasks::table.filter(tasks::customer_id.eq(customer_id)).order(tasks::id).select(tasks::id).load(c))
}

/// Lets tasks be about another customer.
pub fn give_tasks(db: &mut Db, from: &str, to: &str, ids: &[String]) -> Result<()> {
    let given = tasks::table.filter(any_of(tasks::id, ids)).filter(tasks::customer_id.eq(from).assume_not_null());
    on!(db, |c| prepared(diesel::update(given).set(tasks::customer_id.eq(to))).run(c))
}

/// How many complaints a customer has.
pub fn count(db: &mut Db, customer_id: &str) -> Result<i64> {
    COMPLAINTS.count(db, customer_id)
}
