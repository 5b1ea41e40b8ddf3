//! Purchases in great number: their rows, and the partners' ids that stand for them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Array, Integer, Text};

use regulars_domain::sales::purchases::PurchaseState;

use crate::dialect::bulk::{all_taken, bulk_inserts};
use crate::dialect::{any_of, keyed};
use crate::prepared::prepared;
use crate::sales::purchases::{ExternalRef, Line, Purchase, Refund, RefundLine};
use crate::schema::{external_refs, purchase_lines, purchases, refund_lines, refunds};
use crate::{Db, Result, on};

/// Moments in one query.
const MOMENTS: usize = 500;

bulk_inserts! {
    /// Purchases; their lines are rows of their own.
    insert_purchases(Purchase) into purchases;
    /// Lines of purchases.
    insert_lines(Line) into purchase_lines;
    /// Refunds; their lines are rows of their own.
    insert_refunds(Refund) into refunds;
    /// Lines of refunds.
    insert_refund_lines(RefundLine) into refund_lines;
}

/// Takes partners' ids that were found free. Should one have been taken meanwhile, the whole unit of work is run again
/// and finds it.
pub fn take_refs(db: &mut Db, refs: &[ExternalRef]) -> Result<()> {
    if refs.is_empty() {
        return Ok(());
    }
    let taken = match db {
        Db::Pg(c) => {
            let text = |of: fn(&ExternalRef) -> &str| refs.iter().map(of).collect::<Vec<&str>>();
            let revisions: Vec<i32> = refs.iter().map(|external| external.revision).collect();
            diesel::sql_query(
                "INSERT INTO external_refs (kind, partner, external_id, subject_id, customer_id, revision, fingerprint) \
                 SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[]) \
                 ON CONFLICT DO NOTHING",
            )
            .bind::<Array<Text>, _>(text(|external| &external.kind))
            .bind::<Array<Text>, _>(text(|external| &external.partner))
            .bind::<Array<Text>, _>(text(|external| &external.external_id))
            .bind::<Array<Text>, _>(text(|external| &external.subject_id))
            .bind::<Array<Text>, _>(text(|external| &external.customer_id))
            .bind::<Array<Integer>, _>(revisions)
            .bind::<Array<Text>, _>(text(|external| &external.fingerprint))
            .execute(c)?
        }
        Db::Sqlite(c) => {
            // The one writer found them free in this very transaction.
            for external in refs {
                diesel::insert_into(external_refs::table).values(external).execute(c)?;
            }
            refs.len()
        }
    };
    all_taken(taken, refs.len())
}

/// Purchases that other imports brought without a partner's id and that still stand, of these customers at these moments.
pub fn unnumbered_of_others(
    db: &mut Db,
    import_id: &str,
    at: &BTreeSet<(&str, NaiveDateTime)>,
) -> Result<Vec<Purchase>> {
    let wanted: Vec<&(&str, NaiveDateTime)> = at.iter().collect();
    let mut found = Vec::new();
    for part in wanted.chunks(MOMENTS) {
        let customers = part.iter().map(|(customer_id, _)| *customer_id);
        let moments = part.iter().map(|(_, moment)| *moment);
        let rows: Vec<Purchase> = on!(db, |c| purchases::table
            .filter(keyed(purchases::customer_id, customers).and(purchases::occurred_at.eq_any(moments)))
            .filter(purchases::import_id.is_not_null().and(purchases::import_id.ne(import_id)))
            .filter(purchases::partner.is_null().and(purchases::state.ne(PurchaseState::Reversed.as_str())))
            .select(Purchase::as_select())
            .load(c))?;
        found.extend(rows.into_iter().filter(|row| at.contains(&(row.customer_id.as_str(), row.occurred_at))));
    }
    Ok(found)
}

/// What these ids of a partner stand for; unknown ones are left out.
pub fn refs(db: &mut Db, kind: &str, partner: &str, external_ids: &[&str]) -> Result<Vec<ExternalRef>> {
    match db {
        // Each id by the whole key: as a condition the planner would rather read all ids of the partner.
        Db::Pg(c) => prepared(
            diesel::sql_query(
                "SELECT r.* FROM unnest($3::text[]) AS k (id) CROSS JOIN LATERAL (SELECT * FROM external_refs \
                 WHERE kind = $1 AND partner = $2 AND external_id = k.id LIMIT 1) AS r",
            )
            .bind::<Text, _>(kind)
            .bind::<Text, _>(partner)
            .bind::<Array<Text>, _>(external_ids),
        )
        .load(c),
        Db::Sqlite(c) => external_refs::table
            .filter(external_refs::kind.eq(kind).and(external_refs::partner.eq(partner)))
            .filter(keyed(external_refs::external_id, external_ids))
            .select(ExternalRef::as_select())
            .load(c),
    }
}

/// These purchases, by their ids.
pub fn purchases_of(db: &mut Db, ids: &[&str]) -> Result<Vec<Purchase>> {
    on!(db, |c| purchases::table
        .filter(keyed(purchases::id, ids))
        .order(purchases::id)
        .select(Purchase::as_select())
        .load(c))
}

/// The lines of these purchases, by purchase and number. Each is looked up by the whole key: of many customers and many
/// purchases either database would try each with each.
pub fn lines_of_rows(db: &mut Db, rows: &[Purchase]) -> Result<Vec<Line>> {
    match db {
        Db::Pg(c) => prepared(
            diesel::sql_query(
                "SELECT l.* FROM unnest($1::text[], $2::text[]) AS k (customer_id, id) CROSS JOIN LATERAL \
                 (SELECT * FROM purchase_lines WHERE customer_id = k.customer_id AND purchase_id = k.id \
                 ORDER BY number LIMIT 1000) AS l ORDER BY l.purchase_id, l.number",
            )
            .bind::<Array<Text>, _>(rows.iter().map(|row| row.customer_id.as_str()).collect::<Vec<_>>())
            .bind::<Array<Text>, _>(rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>()),
        )
        .load(c),
        Db::Sqlite(c) => {
            let keys: Vec<Vec<&str>> = rows.iter().map(|row| vec![row.customer_id.as_str(), row.id.as_str()]).collect();
            prepared(
                diesel::sql_query(
                    "SELECT l.* FROM json_each($1) AS k CROSS JOIN purchase_lines AS l \
                     ON l.customer_id = json_extract(k.value, '$[0]') AND l.purchase_id = json_extract(k.value, '$[1]') \
                     ORDER BY l.purchase_id, l.number",
                )
                .bind::<Text, _>(serde_json::Value::from(keys).to_string()),
            )
            .load(c)
        }
    }
}

/// Takes these purchases of these customers back as a whole: nothing is left of them, nor of their lines.
pub fn take_back(db: &mut Db, customer_ids: &[&str], ids: &[&str], now: NaiveDateTime) -> Result<()> {
    let lines = purchase_lines::table
        .filter(keyed(purchase_lines::customer_id, customer_ids).and(any_of(purchase_lines::purchase_id, ids)));
    on!(db, |c| prepared(diesel::update(lines).set((
        purchase_lines::refunded_quantity.eq(purchase_lines::quantity),
        purchase_lines::refunded_amount.eq(purchase_lines::amount),
    )))
    .run(c))?;
    on!(db, |c| prepared(diesel::update(purchases::table.filter(keyed(purchases::id, ids))).set((
        purchases::refunded_minor.eq(purchases::refunded_minor + purchases::net_minor),
        purchases::net_minor.eq(0),
        purchases::state.eq(PurchaseState::Reversed.as_str()),
        purchases::updated_at.eq(now),
    )))
    .run(c))
}

/// Gives up the partners' ids of purchases that never were.
pub fn release_refs(db: &mut Db, kind: &str, given_up: &[&Purchase]) -> Result<()> {
    let mut by_partner: BTreeMap<&str, (Vec<&str>, Vec<&str>)> = BTreeMap::new();
    for purchase in given_up {
        if let (Some(partner), Some(external_id)) = (&purchase.partner, &purchase.external_id) {
            let (external, own) = by_partner.entry(partner).or_default();
            external.push(external_id);
            own.push(&purchase.id);
        }
    }
    for (partner, (external, own)) in by_partner {
        let refs = external_refs::table
            .filter(external_refs::kind.eq(kind).and(external_refs::partner.eq(partner)))
            .filter(keyed(external_refs::external_id, external).and(any_of(external_refs::subject_id, own)));
        on!(db, |c| diesel::delete(refs).execute(c))?;
    }
    Ok(())
}
