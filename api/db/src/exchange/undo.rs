//! What an undo of an import takes back, and what stands in its way.

use diesel::prelude::*;
use diesel::sql_types::Text;

use super::import_facts;
use super::import_facts::Count;
use super::imports;
use crate::customers::profiles::{Customer, Identity};
use crate::dialect::bulk::LIST;
use crate::dialect::{Id, any_of, keyed};
use crate::prepared::prepared;
use crate::schema::import_facts as facts_table;
use crate::schema::imports as imports_table;
use crate::schema::{
    customer_attributes, customer_identities, customer_tags, customer_terms, customers, identity_owners, purchases,
};
use crate::{Db, Result, on};

/// The purchases `p` of the import that is the first parameter. They lie together in the order of ids, between the first
/// and the last that the import made; there is no index of them.
const OF_IMPORT: &str = "p.import_id = $1 and p.id >= (select i.first_purchase_id from imports i where i.id = $1) \
     and p.id <= (select i.last_purchase_id from imports i where i.id = $1)";

/// Facts of others that hang on what an import made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hanging {
    /// Refunds that others recorded of its purchases.
    Refunds,
    /// Refunds it made of purchases that it did not bring.
    RefundedElsewhere,
    /// Complaints about its purchases.
    Complaints,
    /// Memberships that have spent points its purchases earned.
    PointsSpent,
    /// Known customers whose details it changed: what they were before is not kept.
    CustomersChanged,
}

impl Hanging {
    pub const ALL: [Hanging; 5] = [
        Hanging::Refunds,
        Hanging::RefundedElsewhere,
        Hanging::Complaints,
        Hanging::PointsSpent,
        Hanging::CustomersChanged,
    ];

    /// Rows with an id, of the import that is the one parameter.
    fn rows(self) -> String {
        let import = OF_IMPORT;
        match self {
            Hanging::Refunds => format!(
                "select r.id from purchases p join refunds r on r.customer_id = p.customer_id and r.purchase_id = p.id \
                 where {import} and not exists (select 1 from import_facts f where f.import_id = p.import_id \
                 and f.kind in ('refund', 'reversal') and f.subject_id = r.id)"
            ),
            Hanging::RefundedElsewhere => String::from(
                "select r.id from import_facts f join refunds r on r.id = f.subject_id and r.customer_id = f.customer_id \
                 join purchases p on p.id = r.purchase_id and p.customer_id = r.customer_id \
                 where f.import_id = $1 and f.kind = 'refund' and (p.import_id is null or p.import_id <> f.import_id)",
            ),
            Hanging::Complaints => format!(
                "select c.id from purchases p join complaints c on c.customer_id = p.customer_id \
                 and c.purchase_id = p.id where {import}"
            ),
            Hanging::PointsSpent => format!(
                "select distinct l.membership_id as id from purchases p join point_lots l \
                 on l.customer_id = p.customer_id and l.purchase_id = p.id where {import} \
                 and l.points - l.reversed - l.remaining > coalesce((select -sum(e.points) from point_entries e \
                 where e.customer_id = l.customer_id and e.membership_id = l.membership_id and e.lot_id = l.id \
                 and e.kind in ('expire', 'restore', 'transfer')), 0)"
            ),
            Hanging::CustomersChanged => String::from(
                "select distinct f.customer_id as id from import_facts f where f.import_id = $1 and f.kind = 'change'",
            ),
        }
    }
}

/// How many facts of others of a kind hang on what an import made, and some of them.
pub fn hanging(db: &mut Db, import_id: &str, kind: Hanging, some: i64) -> Result<(i64, Vec<String>)> {
    let rows = kind.rows();
    let count = format!("select count(*) as count from ({rows}) as hanging");
    let counted: Count = on!(db, |c| diesel::sql_query(&count).bind::<Text, _>(import_id).get_result(c))?;
    if counted.count == 0 {
        return Ok((0, Vec::new()));
    }
    let some = format!("select id from ({rows}) as hanging order by id limit {some}");
    let found: Vec<Id> = on!(db, |c| diesel::sql_query(&some).bind::<Text, _>(import_id).load(c))?;
    Ok((counted.count, found.into_iter().map(|row| row.id).collect()))
}

/// Customers that the import made and who have nothing else: whom nobody changed, and of whom no fact says anything but
/// the import's own, all taken back.
const ALONE: &str = "from import_facts f join customers c on c.id = f.customer_id \
     where f.import_id = $1 and f.kind = 'customer' and c.version = 1 and c.status not in ('merged', 'erased') \
     and not exists (select 1 from purchases p where p.customer_id = f.customer_id and p.state <> 'reversed' \
         and (p.import_id is null or p.import_id <> f.import_id)) \
     and not exists (select 1 from memberships m where m.customer_id = f.customer_id) \
     and not exists (select 1 from interactions i where i.customer_id = f.customer_id) \
     and not exists (select 1 from customer_contacts l where l.customer_id = f.customer_id) \
     and not exists (select 1 from tasks t where t.customer_id = f.customer_id) \
     and not exists (select 1 from complaints k where k.customer_id = f.customer_id) \
     and not exists (select 1 from deliveries d where d.customer_id = f.customer_id) \
     and not exists (select 1 from consents s where s.customer_id = f.customer_id \
         and s.source <> 'import')";

/// How many customers an undo takes away, and how many the import made in all.
pub fn customers(db: &mut Db, import_id: &str) -> Result<(i64, i64)> {
    let alone = format!("select count(*) as count {ALONE}");
    let going: Count = on!(db, |c| diesel::sql_query(&alone).bind::<Text, _>(import_id).get_result(c))?;
    let all = "select count(*) as count from import_facts f where f.import_id = $1 and f.kind = 'customer'";
    let all: Count = on!(db, |c| diesel::sql_query(all).bind::<Text, _>(import_id).get_result(c))?;
    Ok((going.count, all.count))
}

/// The next customers after an id whom an undo takes away, in their order.
pub fn customers_after(db: &mut Db, import_id: &str, after: &str, limit: i64) -> Result<Vec<String>> {
    let some = format!("select c.id as id {ALONE} and c.id > $2 order by c.id limit {limit}");
    let found: Vec<Id> =
        on!(db, |c| diesel::sql_query(&some).bind::<Text, _>(import_id).bind::<Text, _>(after).load(c))?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// How many purchases of an import are not taken back yet, and how many refunds it made.
pub fn purchases_left(db: &mut Db, import_id: &str) -> Result<(i64, i64)> {
    let left = format!("select count(*) as count from purchases p where {OF_IMPORT} and p.state <> 'reversed'");
    let left: Count = on!(db, |c| diesel::sql_query(&left).bind::<Text, _>(import_id).get_result(c))?;
    let refunds = "select count(*) as count from import_facts f where f.import_id = $1 and f.kind = 'refund'";
    let refunds: Count = on!(db, |c| diesel::sql_query(refunds).bind::<Text, _>(import_id).get_result(c))?;
    Ok((left.count, refunds.count))
}

/// The next purchases of an import after an id that are not taken back yet, with their customers.
pub fn purchases_after(db: &mut Db, import_id: &str, after: &str, limit: i64) -> Result<Vec<(String, String)>> {
    let Some((first, last)) = imports::purchases_of(db, import_id)? else { return Ok(Vec::new()) };
    on!(db, |c| purchases::table
        .filter(purchases::id.ge(&first).and(purchases::id.le(&last)).and(purchases::id.gt(after)))
        .filter(purchases::import_id.eq(import_id).and(purchases::state.ne("reversed")))
        .order(purchases::id.asc())
        .limit(limit)
        .select((purchases::id, purchases::customer_id))
        .load(c))
}

/// Whether there are purchases of other imports.
pub fn others_brought(db: &mut Db, import_id: &str) -> Result<bool> {
    let others = imports_table::table
        .filter(imports_table::id.ne(import_id).and(imports_table::first_purchase_id.is_not_null()))
        .select(imports_table::id);
    on!(db, |c| others.first::<String>(c).optional()).map(|other| other.is_some())
}

/// The next identities after an id that the import added to known customers, with these, in their order.
pub fn identities_after(db: &mut Db, import_id: &str, after: &str, limit: i64) -> Result<Vec<(String, String)>> {
    on!(db, |c| facts_table::table
        .filter(facts_table::import_id.eq(import_id).and(facts_table::kind.eq(import_facts::IDENTITY)))
        .filter(facts_table::subject_id.gt(after))
        .order(facts_table::subject_id.asc())
        .limit(limit)
        .select((facts_table::subject_id, facts_table::customer_id))
        .load(c))
}

/// Every identity of these customers.
pub fn identities_of(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<Identity>> {
    let mut found = Vec::new();
    for part in customer_ids.chunks(LIST) {
        let rows: Vec<Identity> = on!(db, |c| customer_identities::table
            .filter(keyed(customer_identities::customer_id, part))
            .order((customer_identities::customer_id, customer_identities::id))
            .select(Identity::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Gives up the identities of customers of whom nothing is left; they have no card in use. The identities' own rows and
/// what the customers are found by go as well.
pub fn empty(db: &mut Db, customers: &[Customer], keys: &[String]) -> Result<()> {
    for customer in customers {
        on!(db, |c| prepared(diesel::update(customers::table.find(&customer.id)).set(customer)).run(c))?;
    }
    let ids = || customers.iter().map(|customer| customer.id.as_str());
    let owned = identity_owners::table.filter(keyed(identity_owners::identity, keys));
    on!(db, |c| diesel::delete(owned.filter(any_of(identity_owners::customer_id, ids()))).execute(c))?;
    let identities = customer_identities::table.filter(keyed(customer_identities::customer_id, ids()));
    on!(db, |c| diesel::delete(identities).execute(c))?;
    on!(db, |c| diesel::delete(customer_terms::table.filter(keyed(customer_terms::customer_id, ids()))).execute(c))?;
    on!(db, |c| diesel::delete(customer_tags::table.filter(keyed(customer_tags::customer_id, ids()))).execute(c))?;
    let attributes = customer_attributes::table.filter(keyed(customer_attributes::customer_id, ids()));
    on!(db, |c| diesel::delete(attributes).execute(c)).map(|_| ())
}

/// Notes that an undo wrote these reversals.
pub fn note_reversals(db: &mut Db, import_id: &str, refunds: &[(String, String)]) -> Result<()> {
    let fact = |(id, customer_id): &(String, String)| {
        import_facts::Fact::of(import_id, import_facts::REVERSAL, id, customer_id)
    };
    import_facts::insert(db, &refunds.iter().map(fact).collect::<Vec<_>>())
}
