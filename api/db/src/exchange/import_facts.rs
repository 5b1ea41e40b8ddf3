//! What an import made besides its purchases, which name it themselves, and what an undo of it wrote.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::dialect::bulk::bulk_inserts;
use crate::owned::{Owned, owned};
use crate::schema::import_facts;
use crate::{Db, Result, on};

/// A customer that the import made.
pub const CUSTOMER: &str = "customer";
/// An identity that the import added to a known customer.
pub const IDENTITY: &str = "identity";
/// Details of a known customer that the import changed; the id is the note's own.
pub const CHANGE: &str = "change";
/// A refund that the import made out of returned goods.
pub const REFUND: &str = "refund";
/// A refund by which an undo took back a purchase of the import.
pub const REVERSAL: &str = "reversal";

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_facts, treat_none_as_default_value = false)]
pub struct Fact {
    pub import_id: String,
    /// [`CUSTOMER`], [`IDENTITY`], [`CHANGE`], [`REFUND`] or [`REVERSAL`].
    pub kind: String,
    pub subject_id: String,
    pub customer_id: String,
}

impl Fact {
    pub fn of(import_id: &str, kind: &str, subject_id: &str, customer_id: &str) -> Fact {
        Fact {
            import_id: import_id.to_owned(),
            kind: kind.to_owned(),
            subject_id: subject_id.to_owned(),
            customer_id: customer_id.to_owned(),
        }
    }
}

bulk_inserts! {
    /// Facts of an import.
    insert(Fact) into import_facts;
}

const FACTS: Owned = owned!(import_facts, subject_id);

/// The subjects of what imports made of a customer who was there already.
pub fn subjects_of(db: &mut Db, customer_id: &str) -> Result<Vec<String>> {
    on!(db, |c| import_facts::table
        .filter(import_facts::customer_id.eq(customer_id))
        // In words, not bound: only so do both databases know that the index of these serves it.
        .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("import_facts.kind <> 'customer'"))
        .select(import_facts::subject_id)
        .load(c))
}

/// Lets what imports made be of another customer.
pub fn give(db: &mut Db, from: &str, to: &str, subject_ids: &[String]) -> Result<()> {
    FACTS.give(db, from, to, Some(subject_ids))
}

/// How many memberships its purchases have earned points in.
pub fn members_earning(db: &mut Db, import_id: &str) -> Result<i64> {
    let members = "select count(distinct l.membership_id) as count from purchases p join point_lots l \
         on l.customer_id = p.customer_id and l.purchase_id = p.id where p.import_id = $1 and l.points > 0";
    let found: Count = on!(db, |c| diesel::sql_query(members).bind::<Text, _>(import_id).get_result(c))?;
    Ok(found.count)
}

/// A number out of a query that counts.
#[derive(QueryableByName)]
pub(super) struct Count {
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}
