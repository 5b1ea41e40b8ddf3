//! The people one deals with at a customer.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::customers::contacts::ContactFunction;
use regulars_domain::customers::profiles::LeaderKind;

use crate::dialect::any_of;
use crate::prepared::prepared;
use crate::schema::customer_contacts;
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = customer_contacts, primary_key(id, customer_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Contact {
    pub id: String,
    pub customer_id: String,
    pub name: String,
    pub function: AsText<ContactFunction>,
    /// What the person is called there.
    pub title: Option<String>,
    pub leader_kind: Option<AsText<LeaderKind>>,
    /// In E.164.
    pub phone: Option<String>,
    /// In lower case.
    pub email: Option<String>,
    pub note: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
}

/// Those of these customers, in the order in which they were noted.
pub fn of_customers(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<Contact>> {
    let mut found: Vec<Contact> = on!(db, |c| customer_contacts::table
        .filter(any_of(customer_contacts::customer_id, customer_ids))
        .select(Contact::as_select())
        .load(c))?;
    found.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    Ok(found)
}

/// One of a customer's.
pub fn find(db: &mut Db, customer_id: &str, id: &str) -> Result<Option<Contact>> {
    on!(db, |c| customer_contacts::table.find((id, customer_id)).select(Contact::as_select()).first(c).optional())
}

pub fn insert(db: &mut Db, contact: &Contact) -> Result<()> {
    on!(db, |c| diesel::insert_into(customer_contacts::table).values(contact).execute(c)).map(|_| ())
}

/// Writes the contact over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, contact: &Contact, expected: i32) -> Result<bool> {
    let known = customer_contacts::table
        .find((&contact.id, &contact.customer_id))
        .filter(customer_contacts::version.eq(expected));
    on!(db, |c| prepared(diesel::update(known).set(contact).returning(customer_contacts::version)).wrote::<i32, _>(c))
}

/// Deletes the contact at version `expected`; false when somebody was faster.
pub fn delete(db: &mut Db, contact: &Contact, expected: i32) -> Result<bool> {
    let known = customer_contacts::table
        .find((&contact.id, &contact.customer_id))
        .filter(customer_contacts::version.eq(expected));
    on!(db, |c| diesel::delete(known).execute(c)).map(|deleted| deleted > 0)
}
