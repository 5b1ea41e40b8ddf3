//! What is in the sandbox, read from its own database.

use diesel::prelude::*;

use crate::schema::{customers, purchases, webhooks};
use crate::{Db, Result, on};

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub struct Counts {
    pub customers: i64,
    pub purchases: i64,
    pub webhooks: i64,
}

pub fn counts(db: &mut Db) -> Result<Counts> {
    Ok(Counts {
        customers: on!(db, |c| customers::table.count().get_result(c))?,
        purchases: on!(db, |c| purchases::table.count().get_result(c))?,
        webhooks: on!(db, |c| webhooks::table.count().get_result(c))?,
    })
}
