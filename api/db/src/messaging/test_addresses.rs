//! Addresses that test messages of a user may go to, and how many were sent.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::messaging::test_sends::TestSendKind;

use crate::schema::{test_addresses, test_send_counts};
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = test_addresses, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct TestAddress {
    pub id: String,
    pub user_id: String,
    pub channel: AsText<Channel>,
    /// In the channel's one form.
    pub address: String,
    /// What the code that was sent there is derived from; none once the address is verified.
    pub code_salt: Option<String>,
    pub code_expires_at: Option<NaiveDateTime>,
    /// How often a wrong code was tried since it was sent.
    pub wrong_codes: i32,
    pub verified_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
}

/// A user's addresses, in the order they were added.
pub fn of_user(db: &mut Db, user_id: &str) -> Result<Vec<TestAddress>> {
    on!(db, |c| test_addresses::table
        .filter(test_addresses::user_id.eq(user_id))
        .order(test_addresses::id)
        .select(TestAddress::as_select())
        .load(c))
}

/// An address whoever it belongs to.
pub fn find(db: &mut Db, id: &str) -> Result<Option<TestAddress>> {
    on!(db, |c| test_addresses::table.find(id).select(TestAddress::as_select()).first(c).optional())
}

/// An address of a user, locked until the transaction ends.
pub fn lock(db: &mut Db, user_id: &str, id: &str) -> Result<Option<TestAddress>> {
    crate::dialect::first_for_update!(
        db,
        test_addresses::table.find(id).filter(test_addresses::user_id.eq(user_id)).select(TestAddress::as_select())
    )
    .optional()
}

/// Adds an address; false when the user has it already.
pub fn insert(db: &mut Db, address: &TestAddress) -> Result<bool> {
    on!(db, |c| diesel::insert_into(test_addresses::table).values(address).on_conflict_do_nothing().execute(c))
        .map(|rows| rows == 1)
}

pub fn update(db: &mut Db, address: &TestAddress) -> Result<()> {
    on!(db, |c| diesel::update(test_addresses::table.find(&address.id)).set(address).execute(c)).map(|_| ())
}

/// Takes an address off a user's; false when it was none of theirs.
pub fn delete(db: &mut Db, user_id: &str, id: &str) -> Result<bool> {
    let row = test_addresses::table.find(id).filter(test_addresses::user_id.eq(user_id));
    on!(db, |c| diesel::delete(row).execute(c)).map(|rows| rows == 1)
}

/// Counts one more message of a kind that a user has sent on a day; false, and not counted, when it would be too many.
pub fn count_up(db: &mut Db, user_id: &str, kind: TestSendKind, day: NaiveDate) -> Result<bool> {
    let row = || test_send_counts::table.find((user_id, kind.as_str()));
    let of_today = row().filter(test_send_counts::day.eq(day));
    let one_more = on!(db, |c| diesel::update(of_today.filter(test_send_counts::count.lt(kind.most_a_day())))
        .set(test_send_counts::count.eq(test_send_counts::count + 1))
        .execute(c))?;
    if one_more == 1 {
        return Ok(true);
    }
    let first = on!(db, |c| diesel::update(row().filter(test_send_counts::day.ne(day)))
        .set((test_send_counts::day.eq(day), test_send_counts::count.eq(1)))
        .execute(c))?;
    if first == 1 {
        return Ok(true);
    }
    let values = (
        test_send_counts::user_id.eq(user_id),
        test_send_counts::kind.eq(kind.as_str()),
        test_send_counts::day.eq(day),
        test_send_counts::count.eq(1),
    );
    on!(db, |c| diesel::insert_into(test_send_counts::table).values(values).on_conflict_do_nothing().execute(c))
        .map(|rows| rows == 1)
}
