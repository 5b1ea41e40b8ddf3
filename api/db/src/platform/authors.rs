//! Who wrote what others approve: every hand that templates and segments went through.

use diesel::prelude::*;

use crate::dialect::keyed;
use crate::prepared::prepared;
use crate::schema::authors;
use crate::{Db, Result, on};

/// Notes who wrote or changed a thing; noted once.
pub fn note(db: &mut Db, content_id: &str, author_id: &str) -> Result<()> {
    let row = (authors::content_id.eq(content_id), authors::user_id.eq(author_id));
    on!(db, |c| prepared(diesel::insert_into(authors::table).values(row).on_conflict_do_nothing()).run(c))
}

/// The ids of the users and keys that wrote any of these.
pub fn of<'a>(db: &mut Db, content_ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>> {
    on!(db, |c| authors::table
        .filter(keyed(authors::content_id, content_ids))
        .order(authors::user_id)
        .select(authors::user_id)
        .distinct()
        .load(c))
}
