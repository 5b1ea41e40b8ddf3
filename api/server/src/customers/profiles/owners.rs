//! Who looks after a customer, when that changes for many of them at once.

use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_domain::permissions::Scope;

use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::Actor;

/// What became of something that was to be given to a new owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// It is the new owner's.
    Moved,
    /// Whoever asked for it may not change it there.
    OutOfReach,
    /// It was not, or not any more, the old owner's.
    NotTheirs,
}

/// Gives a customer of the old owner, the first one, to the new owner.
pub fn give(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, (from, to): (&str, &str)) -> Answer<Given> {
    let found = profiles::lock(db, id)?.filter(|customer| customer.owner_id.as_deref() == Some(from));
    let Some(before) = found else { return Ok(Given::NotTheirs) };
    if !scope.covers(before.home_unit_id.as_deref()) {
        return Ok(Given::OutOfReach);
    }
    let mut customer = before.clone();
    customer.owner_id = Some(to.to_owned());
    customer.updated_at = clock::now().naive_utc();
    customer.version += 1;
    if !profiles::update(db, &customer, before.version)? {
        return Err(Code::Stale.into());
    }
    audit::change(db, actor, "customers.change", ("customer", id), (&before, &customer))?;
    Ok(Given::Moved)
}
