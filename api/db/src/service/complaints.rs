//! Complaints; `lists` has the lists of them, `clocks` their clocks, `parts` what hangs on one, `attachments` the files,
//! `categories` the catalogue.

pub mod attachments;
pub mod categories;
pub mod clocks;
mod lists;
pub mod parts;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::count_star;
use diesel::prelude::*;
use regulars_domain::service::complaints::{
    CaseState, Cause, CauseDetail, Finding, IntakeChannel, Level, Severity, SeverityReason,
};

use crate::prepared::prepared;
use crate::schema::complaints;
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

pub use lists::{Filter, Seen, list};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = complaints, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Complaint {
    pub id: String,
    pub customer_id: String,
    /// Whose case it is.
    pub unit_id: String,
    /// The level that must act, and its unit.
    pub level: AsText<Level>,
    pub acting_unit_id: String,
    pub owner_id: Option<String>,
    pub purchase_id: Option<String>,
    pub product_id: Option<String>,
    pub batch: Option<String>,
    pub category_id: String,
    pub channel: AsText<IntakeChannel>,
    pub body: String,
    /// What the customer wishes.
    pub wish: Option<String>,
    /// What is at stake, in minor units of the base currency.
    pub value_minor: Option<i64>,
    pub severity: Option<AsText<Severity>>,
    pub suggested: AsText<Severity>,
    pub suggestion: Json<Suggestion>,
    pub state: AsText<CaseState>,
    /// The state it goes back to when the customer answers.
    pub waiting_from: Option<AsText<CaseState>>,
    pub finding: Option<AsText<Finding>>,
    pub explanation: Option<String>,
    pub cause: Option<AsText<Cause>>,
    pub cause_detail: Option<AsText<CauseDetail>>,
    pub lesson: Option<String>,
    pub resolution: Option<String>,
    /// When the first of its running clocks runs out.
    pub next_due_at: Option<NaiveDateTime>,
    pub occurred_at: NaiveDateTime,
    pub occurred_on: NaiveDate,
    pub recorded_at: NaiveDateTime,
    pub recorded_by: String,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

/// Why the severity was suggested, and by which version of the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Suggestion {
    pub reasons: Vec<SeverityReason>,
    pub policy: i32,
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Complaint>> {
    on!(db, |c| complaints::table.filter(complaints::id.eq(id)).select(Complaint::as_select()).first(c).optional())
}

/// Those of these complaints that there are, in no order.
pub fn of_ids(db: &mut Db, ids: &[&str]) -> Result<Vec<Complaint>> {
    on!(db, |c| complaints::table
        .filter(crate::dialect::keyed(complaints::id, ids))
        .select(Complaint::as_select())
        .load(c))
}

/// A complaint, locked until the transaction ends: whoever changes it or its clocks takes this first.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Complaint>> {
    crate::dialect::first_for_update!(
        db,
        complaints::table.filter(complaints::id.eq(id)).select(Complaint::as_select())
    )
    .optional()
}

pub fn insert(db: &mut Db, complaint: &Complaint) -> Result<()> {
    on!(db, |c| diesel::insert_into(complaints::table).values(complaint).execute(c)).map(|_| ())
}

/// Writes the complaint over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, complaint: &Complaint, expected: i32) -> Result<bool> {
    let key = (&complaint.id, &complaint.customer_id);
    on!(db, |c| prepared(
        diesel::update(complaints::table.find(key).filter(complaints::version.eq(expected)))
            .set(complaint)
            .returning(complaints::version)
    )
    .wrote::<i32, _>(c))
}

/// Notes when its next clock runs out; not a change of the complaint.
pub fn set_next_due(db: &mut Db, complaint: &Complaint, next: Option<NaiveDateTime>) -> Result<()> {
    let key = (&complaint.id, &complaint.customer_id);
    on!(db, |c| prepared(diesel::update(complaints::table.find(key)).set(complaints::next_due_at.eq(next))).run(c))
}

/// A customer's complaints of a category since a day.
pub fn count_of_category(db: &mut Db, customer_id: &str, category_id: &str, since: NaiveDate) -> Result<i64> {
    on!(db, |c| complaints::table
        .filter(complaints::customer_id.eq(customer_id).and(complaints::category_id.eq(category_id)))
        .filter(complaints::occurred_on.ge(since))
        .select(count_star())
        .first(c))
}

/// Complaints of a product in a unit since a day.
pub fn count_of_product(db: &mut Db, product_id: &str, unit_id: &str, since: NaiveDate) -> Result<i64> {
    on!(db, |c| complaints::table
        .filter(complaints::product_id.eq(product_id).and(complaints::unit_id.eq(unit_id)))
        .filter(complaints::occurred_on.ge(since))
        .select(count_star())
        .first(c))
}
