//! Changes of many customers in one request: tags put on and taken off, and who looks after them.

use regulars_db::Db;
use regulars_db::customers::profiles::Customer;
use regulars_domain::permissions::Scope;

use super::lookups::Lookups;
use super::service;
use super::views::{ChangedCustomer, CustomerChange, CustomerPatch};
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode};
use crate::platform::identity::Actor;

/// Changes one of them, whatever version it has.
pub fn change(
    db: &mut Db,
    lookups: &Lookups,
    actor: &Actor,
    scope: &Scope,
    change: &CustomerChange,
) -> Answer<ChangedCustomer> {
    service::read_tags("/add_tags", &change.add_tags)?;
    service::read_tags("/remove_tags", &change.remove_tags)?;
    // Behind the lock: tags that somebody else puts on at the same time stay.
    let before = match service::locked(db, actor, scope, &change.customer_id) {
        Err(Error::Refused(refusal)) if refusal.code == Code::NotFound => {
            return Err(Fault::at("/customer_id", FaultCode::NotFound).into());
        }
        found => found?,
    };
    let Some(patch) = patch(&before, change) else {
        return Ok(ChangedCustomer { version: before.version, has_changed: false });
    };
    let mut customer = before.clone();
    service::apply(db, actor, scope, &mut customer, &patch, lookups.today())?;
    let changed = service::save(db, actor, &before, customer, &patch)?;
    Ok(ChangedCustomer { version: changed.version, has_changed: true })
}

/// What is to be changed of a customer; none when it is so already.
fn patch(customer: &Customer, change: &CustomerChange) -> Option<CustomerPatch> {
    let mut tags = customer.tags.0.clone();
    tags.retain(|tag| !change.remove_tags.contains(tag));
    for tag in &change.add_tags {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    let tags = (tags != customer.tags.0).then_some(tags);
    let owner_id = change.owner_id.clone().filter(|owner_id| *owner_id != customer.owner_id);
    (tags.is_some() || owner_id.is_some()).then(|| CustomerPatch { tags, owner_id, ..CustomerPatch::default() })
}
