//! Identities: each has one living owner. The look-up table's key is the identity, so that the database itself says no.

use diesel::prelude::*;
use regulars_domain::identities::IdentityKind;

use crate::customers::profiles::Identity;
use crate::dialect::keyed;
use crate::prepared::prepared;
use crate::schema::{customer_identities, identity_owners, memberships};
use crate::{Db, Result, on};

/// Who owns an identity (see `regulars_domain::identities::owner_key`).
pub fn owner(db: &mut Db, identity: &str) -> Result<Option<String>> {
    on!(db, |c| identity_owners::table.find(identity).select(identity_owners::customer_id).first(c).optional())
}

/// Takes an identity for a customer; answers who has it when it is taken.
pub fn take(db: &mut Db, key: &str, identity: &Identity) -> Result<std::result::Result<(), String>> {
    let is_taken = on!(db, |c| prepared(
        diesel::insert_into(identity_owners::table)
            .values((identity_owners::identity.eq(key), identity_owners::customer_id.eq(&identity.customer_id)))
            .on_conflict_do_nothing()
            .returning(identity_owners::customer_id)
    )
    .wrote::<String, _>(c))?;
    if !is_taken {
        let holder = owner(db, key)?.unwrap_or_default();
        return Ok(Err(holder));
    }
    on!(db, |c| diesel::insert_into(customer_identities::table).values(identity).execute(c))?;
    Ok(Ok(()))
}

/// Gives an identity up. The number of a card goes from its memberships too: whoever finds the card finds nobody by it.
pub fn release(db: &mut Db, key: &str, identity: &Identity) -> Result<()> {
    if *identity.kind == IdentityKind::Card {
        let held = memberships::customer_id.eq(&identity.customer_id).and(memberships::card.eq(&identity.value));
        on!(db, |c| prepared(
            diesel::update(memberships::table.filter(held.assume_not_null()))
                .set((memberships::card.eq(None::<String>), memberships::version.eq(memberships::version + 1)))
        )
        .run(c))?;
    }
    let own = identity_owners::customer_id.eq(&identity.customer_id);
    on!(db, |c| diesel::delete(identity_owners::table.find(key).filter(own)).execute(c))?;
    on!(db, |c| diesel::delete(customer_identities::table.find((&identity.id, &identity.customer_id))).execute(c))
        .map(|_| ())
}

/// Lets go of identities by their keys, as far as these customers own them.
pub fn disown(db: &mut Db, keys: &[String], customer_ids: &[String]) -> Result<()> {
    let owned = keyed(identity_owners::identity, keys).and(identity_owners::customer_id.eq_any(customer_ids));
    on!(db, |c| diesel::delete(identity_owners::table.filter(owned)).execute(c)).map(|_| ())
}

pub fn find(db: &mut Db, customer_id: &str, id: &str) -> Result<Option<Identity>> {
    on!(db, |c| customer_identities::table.find((id, customer_id)).select(Identity::as_select()).first(c).optional())
}
