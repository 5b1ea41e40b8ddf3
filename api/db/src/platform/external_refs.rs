//! What partners' own ids stand for: the same id is the same thing.

use diesel::prelude::*;

use crate::dialect::keyed;
use crate::prepared::prepared;
use crate::schema::external_refs;
use crate::{Db, Result, on};

/// What a partner's own id stands for.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, QueryableByName, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = external_refs, primary_key(kind, partner, external_id))]
pub struct ExternalRef {
    /// [`PURCHASE`], [`REFUND`] or [`REDEMPTION`].
    pub kind: String,
    pub partner: String,
    pub external_id: String,
    /// Of [`PURCHASE`] also an anonymous sale or a held purchase, of [`REFUND`] also one of an anonymous sale: a partner's
    /// receipt has one number, whoever bought.
    pub subject_id: String,
    /// Empty where there is no customer.
    pub customer_id: String,
    pub revision: i32,
    /// SHA-256 of the canonical content, hex: its first half, which tells contents apart as well; earlier versions kept
    /// all of it.
    pub fingerprint: String,
}

/// Digits of a digest that are kept.
const KEPT: usize = 32;

impl ExternalRef {
    /// What is kept of a digest.
    pub fn fingerprint_of(mut digest: String) -> String {
        digest.truncate(KEPT);
        digest
    }

    /// What tells the content, whichever version kept it.
    pub fn content(&self) -> &str {
        self.fingerprint.get(..KEPT).unwrap_or(&self.fingerprint)
    }
}

pub const PURCHASE: &str = "purchase";
pub const REFUND: &str = "refund";
pub const REDEMPTION: &str = "redemption";

pub fn find_ref(db: &mut Db, kind: &str, partner: &str, external_id: &str) -> Result<Option<ExternalRef>> {
    on!(db, |c| external_refs::table
        .find((kind, partner, external_id))
        .select(ExternalRef::as_select())
        .first(c)
        .optional())
}

/// Takes a partner's id; false when it is taken.
pub fn take_ref(db: &mut Db, external: &ExternalRef) -> Result<bool> {
    on!(db, |c| prepared(
        diesel::insert_into(external_refs::table)
            .values(external)
            .on_conflict_do_nothing()
            .returning(external_refs::revision)
    )
    .wrote::<i32, _>(c))
}

/// Notes the new revision of what a partner's id stands for.
pub fn revise_ref(db: &mut Db, external: &ExternalRef) -> Result<()> {
    let key = (&external.kind, &external.partner, &external.external_id);
    on!(db, |c| prepared(diesel::update(external_refs::table.find(key)).set(external)).run(c))
}

/// Lets what these ids of a partner stand for be of another customer.
pub fn give(db: &mut Db, kind: &str, partner: &str, external_ids: &[&str], (from, to): (&str, &str)) -> Result<()> {
    let given = external_refs::table
        .filter(external_refs::kind.eq(kind).and(external_refs::partner.eq(partner)))
        .filter(keyed(external_refs::external_id, external_ids))
        .filter(external_refs::customer_id.eq(from));
    on!(db, |c| prepared(diesel::update(given).set(external_refs::customer_id.eq(to))).run(c))
}

/// Frees a partner's id.
pub fn drop_ref(db: &mut Db, kind: &str, partner: &str, external_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(external_refs::table.find((kind, partner, external_id))).execute(c)).map(|_| ())
}
