//! Who opened what is known of which customer.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::dialect::bulk::bulk_inserts;
use crate::page::Page;
use crate::schema::{customers, personal_reads};
use crate::{Db, Result, on};

/// That somebody opened a customer.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = personal_reads, treat_none_as_default_value = false)]
pub struct PersonalRead {
    pub id: String,
    pub at: NaiveDateTime,
    /// `user` or `key`.
    pub actor_kind: String,
    pub actor_id: String,
    pub customer_id: String,
}

/// Which a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only of customers at home in these units, when given.
    pub units: Option<Vec<String>>,
    pub customer_id: Option<String>,
    pub actor_id: Option<String>,
}

bulk_inserts! {
    /// What was read in a while.
    insert(PersonalRead) into personal_reads;
}

/// Newest first.
pub fn list(db: &mut Db, filter: &Filter, page: &Page) -> Result<Vec<PersonalRead>> {
    on!(db, |c| {
        let mut query = personal_reads::table
            .order(personal_reads::id.desc())
            .limit(page.rows_to_read())
            .select(PersonalRead::as_select())
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(personal_reads::id.lt(after.to_owned()));
        }
        if let Some(units) = &filter.units {
            let home =
                customers::table.filter(customers::home_unit_id.eq_any(units).assume_not_null()).select(customers::id);
            query = query.filter(personal_reads::customer_id.eq_any(home));
        }
        if let Some(customer_id) = &filter.customer_id {
            query = query.filter(personal_reads::customer_id.eq(customer_id));
        }
        if let Some(actor_id) = &filter.actor_id {
            query = query.filter(personal_reads::actor_id.eq(actor_id));
        }
        query.load(c)
    })
}

/// Drops up to `limit` that are older than a time; how many it were.
pub fn forget(db: &mut Db, before: NaiveDateTime, limit: i64) -> Result<usize> {
    let old: Vec<String> = on!(db, |c| personal_reads::table
        .filter(personal_reads::at.lt(before))
        .order(personal_reads::at.asc())
        .limit(limit)
        .select(personal_reads::id)
        .load(c))?;
    on!(db, |c| diesel::delete(personal_reads::table.filter(crate::dialect::keyed(personal_reads::id, &old)))
        .execute(c))
}
