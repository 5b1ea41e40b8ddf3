//! Many rows at once, for imports and the demo: the same effect as the functions that write one row, in a fraction of
//! the time.
//!
//! Where the two databases differ they differ for speed only: PostgreSQL takes rows by COPY and arrays, SQLite by one
//! prepared statement used again and again, which is its fastest way. Rows that are locked or changed are given in the
//! order of their customer's id, so that two writers never wait for each other in a circle.

mod customers;
mod figures;

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{Array, Integer, Text};

use crate::customers::facts::{Consent, Event};
use crate::customers::metrics::{Metrics, TierChange};
use crate::customers::profiles::{Customer, Identity};
use crate::dialect::keyed;
use crate::exchange::imports::Rejection;
use crate::loyalty::memberships::{LevelChange, Membership};
use crate::loyalty::points::{Entry, Lot};
use crate::messaging::deliveries::Delivery;
use crate::prepared::prepared;
use crate::sales::purchases::{ExternalRef, Line, Purchase};
use crate::schema::{
    consents, customer_identities, customer_metrics, customers as customers_table, deliveries, events, external_refs,
    import_rejections, membership_level_changes, memberships, point_entries, point_lots, purchase_lines, purchases,
    tier_changes,
};
use crate::{Db, Result};

pub use customers::{Standing, add_tags, add_terms, owners, set_status, settle, standings, take_owners};
pub use figures::{add_days, add_tallies, lock, spends, tallies, update};

/// Values in one list of a query.
const LIST: usize = 10_000;

macro_rules! inserts {
    ($( #[doc = $doc:literal] $name:ident($row:ty) into $table:ident; )+) => { $(
        #[doc = $doc]
        pub fn $name(db: &mut Db, rows: &[$row]) -> Result<()> {
            if rows.is_empty() {
                return Ok(());
            }
            match db {
                Db::Pg(c) => diesel::copy_from($table::table).from_insertable(rows).execute(c).map(|_| ()),
                Db::Sqlite(c) => rows
                    .iter()
                    .try_for_each(|row| diesel::insert_into($table::table).values(row).execute(c).map(|_| ())),
            }
        }
    )+ };
}

inserts! {
    /// Customers; their metrics, terms, tags and identities are rows of their own.
    insert_customers(Customer) into customers_table;
    /// Metrics of new customers.
    insert_metrics(Metrics) into customer_metrics;
    /// Identities whose owners are taken (see [`take_owners`]).
    insert_identities(Identity) into customer_identities;
    /// Purchases; their lines are rows of their own.
    insert_purchases(Purchase) into purchases;
    /// Lines of purchases.
    insert_lines(Line) into purchase_lines;
    /// Tiers as they change.
    insert_tier_changes(TierChange) into tier_changes;
    /// Consents of customers.
    insert_consents(Consent) into consents;
    /// Facts told to others.
    insert_events(Event) into events;
    /// Deliveries of a campaign.
    insert_deliveries(Delivery) into deliveries;
    /// Memberships.
    insert_memberships(Membership) into memberships;
    /// Levels as they change.
    insert_level_changes(LevelChange) into membership_level_changes;
    /// Points by where they came from.
    insert_lots(Lot) into point_lots;
    /// Rows of the ledger.
    insert_entries(Entry) into point_entries;
    /// Rows that were not taken.
    insert_rejections(Rejection) into import_rejections;
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
            let mut taken = 0;
            for external in refs {
                taken +=
                    diesel::insert_into(external_refs::table).values(external).on_conflict_do_nothing().execute(c)?;
            }
            taken
        }
    };
    all_taken(taken, refs.len())
}

/// What was free when it was looked up is taken now: the unit of work must look again.
fn all_taken(taken: usize, wanted: usize) -> Result<()> {
    if taken == wanted {
        return Ok(());
    }
    let text = "a key was taken meanwhile".to_owned();
    Err(Error::DatabaseError(DatabaseErrorKind::SerializationFailure, Box::new(text)))
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
