//! The referrer that a body names.

use regulars_db::Db;
use regulars_db::customers::profiles::Customer;
use regulars_db::customers::referrals;
use regulars_db::text::AsText;
use regulars_domain::customers::referrals::{objection, source};
use regulars_domain::permissions::Scope;

use crate::customers::profiles::named;
use crate::platform::error::{Answer, Error, Fault, FaultCode};
use crate::platform::identity::Actor;

/// Where a body names who referred a customer.
const POINTER: &str = "/referrer_id";

/// Puts who referred somebody into a customer: one whom the caller sees, by our own id or a partner's.
pub fn put(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    customer: &mut Customer,
    referrer_id: Option<&str>,
) -> Answer<()> {
    let Some(said) = referrer_id else {
        customer.referrer_id = None;
        return Ok(());
    };
    let id = named::own_id(db, actor, said, POINTER)?;
    if customer.referrer_id.as_deref() == Some(id.as_str()) {
        return Ok(());
    }
    let referrer = named::seen_by_id(db, actor, scope, &id, POINTER)?;
    // Each of the chain is locked: of two that would close a circle together, the second one finds the first.
    let next = |id: &str| referrals::locked_referrer_of(db, id).map_err(Error::from);
    if let Some(error) = objection(&customer.id, &referrer.id, next)? {
        return Err(Fault::at(POINTER, FaultCode::Conflict).hint(error).into());
    }
    // Behind the locks: the referrer may have been merged or erased meanwhile.
    let referrer = named::seen_by_id(db, actor, scope, &referrer.id, POINTER)?;
    customer.referrer_id = Some(referrer.id);
    customer.source = source(customer.source.map(|source| source.0), true).map(AsText);
    Ok(())
}
