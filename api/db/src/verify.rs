//! Everything that hangs on some customers, read together: for `regulars verify`.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Date};
use regulars_domain::sales::held_purchases::HeldState;

use crate::customers::attributes::Attribute;
use crate::customers::metrics::{Day, Metrics, Tally, TierChange};
use crate::customers::profiles::{Customer, Identity};
use crate::dialect::keyed;
use crate::loyalty::memberships::{LevelChange, Membership};
use crate::loyalty::points::{Entry, Lot};
use crate::sales::purchases::{Line, Purchase, Refund, RefundLine};
use crate::schema::{
    anonymous_refunds, anonymous_sales, complaint_compensations, customer_attributes, customer_days,
    customer_identities, customer_metrics, customer_tags, customer_tallies, customer_terms, customers, external_refs,
    held_purchases, identity_owners, membership_level_changes, memberships, point_entries, point_lots, purchase_lines,
    purchases, refund_lines, refunds, tier_changes,
};
use crate::service::complaints::parts::Compensation;
use crate::{Db, Result, on};

/// Some customers and all that hangs on them. Every list is in the order of its customer.
#[derive(Debug, Default)]
pub struct Slice {
    pub customers: Vec<Customer>,
    pub metrics: Vec<Metrics>,
    pub days: Vec<Day>,
    pub tallies: Vec<Tally>,
    pub tier_changes: Vec<TierChange>,
    pub identities: Vec<Identity>,
    /// (customer, term).
    pub terms: Vec<(String, String)>,
    /// (customer, tag).
    pub tags: Vec<(String, String)>,
    pub attributes: Vec<Attribute>,
    pub purchases: Vec<Purchase>,
    pub lines: Vec<Line>,
    pub refunds: Vec<Refund>,
    pub refund_lines: Vec<RefundLine>,
    pub memberships: Vec<Membership>,
    pub level_changes: Vec<LevelChange>,
    pub lots: Vec<Lot>,
    pub entries: Vec<Entry>,
    /// What was promised for complaints.
    pub compensations: Vec<Compensation>,
}

/// The next `limit` customers after an id with all that hangs on them; no customers at the end.
pub fn slice(db: &mut Db, after: &str, limit: i64) -> Result<Slice> {
    let found: Vec<Customer> = on!(db, |c| customers::table
        .filter(customers::id.gt(after))
        .order(customers::id.asc())
        .limit(limit)
        .select(Customer::as_select())
        .load(c))?;
    let ids: Vec<String> = found.iter().map(|customer| customer.id.clone()).collect();
    macro_rules! of {
        ($table:ident, $row:ty, $order:expr) => {
            on!(db, |c| $table::table
                .filter(keyed($table::customer_id, &ids))
                .order($order)
                .select(<$row>::as_select())
                .load(c))?
        };
    }
    Ok(Slice {
        metrics: of!(customer_metrics, Metrics, customer_metrics::customer_id),
        days: of!(customer_days, Day, (customer_days::customer_id, customer_days::day)),
        tallies: of!(
            customer_tallies,
            Tally,
            (customer_tallies::customer_id, customer_tallies::dimension, customer_tallies::member_id)
        ),
        tier_changes: of!(tier_changes, TierChange, (tier_changes::customer_id, tier_changes::id)),
        identities: of!(customer_identities, Identity, (customer_identities::customer_id, customer_identities::id)),
        terms: on!(db, |c| customer_terms::table
            .filter(keyed(customer_terms::customer_id, &ids))
            .order((customer_terms::customer_id, customer_terms::term))
            .load(c))?,
        tags: on!(db, |c| customer_tags::table
            .filter(keyed(customer_tags::customer_id, &ids))
            .order((customer_tags::customer_id, customer_tags::tag))
            .load(c))?,
        attributes: of!(customer_attributes, Attribute, (customer_attributes::customer_id, customer_attributes::key)),
        purchases: of!(purchases, Purchase, (purchases::customer_id, purchases::id)),
        lines: of!(
            purchase_lines,
            Line,
            (purchase_lines::customer_id, purchase_lines::purchase_id, purchase_lines::number)
        ),
        refunds: of!(refunds, Refund, (refunds::customer_id, refunds::id)),
        refund_lines: of!(
            refund_lines,
            RefundLine,
            (refund_lines::customer_id, refund_lines::refund_id, refund_lines::number)
        ),
        memberships: of!(memberships, Membership, (memberships::customer_id, memberships::id)),
        level_changes: of!(
            membership_level_changes,
            LevelChange,
            (membership_level_changes::customer_id, membership_level_changes::id)
        ),
        lots: of!(point_lots, Lot, (point_lots::customer_id, point_lots::membership_id, point_lots::number)),
        entries: of!(
            point_entries,
            Entry,
            (point_entries::customer_id, point_entries::membership_id, point_entries::number)
        ),
        compensations: of!(
            complaint_compensations,
            Compensation,
            (complaint_compensations::customer_id, complaint_compensations::id)
        ),
        customers: found,
    })
}

/// Who owns these identities.
pub fn owners(db: &mut Db, keys: &[String]) -> Result<Vec<(String, String)>> {
    on!(db, |c| identity_owners::table.filter(keyed(identity_owners::identity, keys)).load(c))
}

/// Partners' ids that stand for what has no customer: anonymous sales, their refunds, and what is held.
pub fn references_of_nobody(db: &mut Db) -> Result<i64> {
    let sales: i64 =
        on!(db, |c| anonymous_sales::table.filter(anonymous_sales::external_id.is_not_null()).count().get_result(c))?;
    let refunds: i64 = on!(db, |c| anonymous_refunds::table
        .filter(anonymous_refunds::external_id.is_not_null())
        .count()
        .get_result(c))?;
    let held: i64 = on!(db, |c| held_purchases::table
        .filter(held_purchases::external_id.is_not_null())
        .filter(held_purchases::state.eq(HeldState::Held.as_str()))
        .count()
        .get_result(c))?;
    Ok(sales + refunds + held)
}

/// Rows of the look-up tables in all, to be as many as the rows they stand for: (identities, partners' ids).
pub fn look_ups(db: &mut Db) -> Result<(i64, i64)> {
    let identities = on!(db, |c| identity_owners::table.count().get_result(c))?;
    let references = on!(db, |c| external_refs::table.count().get_result(c))?;
    Ok((identities, references))
}

/// What was sold, or given back, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct DayOfLines {
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    #[diesel(sql_type = Bool)]
    pub is_refund: bool,
    /// A sale without lines counts as one.
    #[diesel(sql_type = BigInt)]
    pub lines: i64,
    /// In thousandths.
    #[diesel(sql_type = BigInt)]
    pub quantity: i64,
    /// Minor units.
    #[diesel(sql_type = BigInt)]
    pub amount: i64,
}

/// Every line of sales and refunds, summed by the day on which it happened. It reads them all.
pub fn days_of_lines(db: &mut Db) -> Result<Vec<DayOfLines>> {
    let sums = |flag: &str| {
        format!(
            "SELECT s.occurred_on AS day, {flag} AS is_refund, CAST(count(*) AS bigint) AS lines, \
             CAST(coalesce(sum(l.quantity), 0) AS bigint) AS quantity, CAST(coalesce(sum(l.amount), 0) AS bigint) AS amount"
        )
    };
    let (sold, given_back) = (sums("FALSE"), sums("TRUE"));
    let sql = format!(
        "{sold} FROM purchases s LEFT JOIN purchase_lines l ON l.customer_id = s.customer_id AND l.purchase_id = s.id \
         GROUP BY s.occurred_on \
         UNION ALL {sold} FROM anonymous_sales s LEFT JOIN anonymous_sale_lines l ON l.sale_id = s.id \
         GROUP BY s.occurred_on \
         UNION ALL {given_back} FROM refunds s JOIN refund_lines l ON l.customer_id = s.customer_id AND l.refund_id = s.id \
         GROUP BY s.occurred_on \
         UNION ALL {given_back} FROM anonymous_refunds s JOIN anonymous_refund_lines l ON l.refund_id = s.id \
         GROUP BY s.occurred_on"
    );
    on!(db, |c| diesel::sql_query(sql).load(c))
}
