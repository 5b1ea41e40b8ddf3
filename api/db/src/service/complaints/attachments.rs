//! Files of a complaint, as chunk rows.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::schema::{complaint_attachment_chunks as chunks, complaint_attachments as table};
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = table, treat_none_as_default_value = false)]
pub struct Attachment {
    pub id: String,
    pub customer_id: String,
    pub complaint_id: String,
    pub file_name: String,
    pub media_type: String,
    pub bytes: i64,
    pub created_by: String,
    pub created_at: NaiveDateTime,
}

/// Keeps a file: its row and its content by chunks.
pub fn insert<'a>(db: &mut Db, attachment: &Attachment, content: impl Iterator<Item = &'a [u8]>) -> Result<()> {
    on!(db, |c| diesel::insert_into(table::table).values(attachment).execute(c))?;
    for (number, bytes) in (0..).zip(content) {
        let number: i32 = number;
        let row = (
            chunks::customer_id.eq(&attachment.customer_id),
            chunks::attachment_id.eq(&attachment.id),
            chunks::number.eq(number),
            chunks::bytes.eq(bytes),
        );
        on!(db, |c| diesel::insert_into(chunks::table).values(row).execute(c))?;
    }
    Ok(())
}

/// The files of a complaint, the oldest first.
pub fn of(db: &mut Db, customer_id: &str, complaint_id: &str) -> Result<Vec<Attachment>> {
    on!(db, |c| table::table
        .filter(table::customer_id.eq(customer_id).and(table::complaint_id.eq(complaint_id)))
        .order(table::id)
        .select(Attachment::as_select())
        .load(c))
}

/// The files of a customer's complaints, the oldest first.
pub fn of_customer(db: &mut Db, customer_id: &str) -> Result<Vec<Attachment>> {
    on!(db, |c| table::table
        .filter(table::customer_id.eq(customer_id))
        .order(table::id)
        .select(Attachment::as_select())
        .load(c))
}

/// The content of a file.
pub fn content(db: &mut Db, attachment: &Attachment) -> Result<Vec<u8>> {
    content_of(db, &attachment.customer_id, &attachment.id)
}

/// The content of a customer's file, by its id.
pub fn content_of(db: &mut Db, customer_id: &str, id: &str) -> Result<Vec<u8>> {
    let parts: Vec<Vec<u8>> = on!(db, |c| chunks::table
        .filter(chunks::customer_id.eq(customer_id).and(chunks::attachment_id.eq(id)))
        .order(chunks::number)
        .select(chunks::bytes)
        .load(c))?;
    Ok(parts.concat())
}
