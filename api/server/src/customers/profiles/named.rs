//! The customer a body names: by id, by exactly one identity, or by a partner's own id. A customer who was merged is
//! told with the survivor; one who was erased does not exist any more.

use regulars_db::Db;
use regulars_db::customers::identities;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::identities::{IdentityKind, external_value, key_of, owner_key};
use regulars_domain::message;
use regulars_domain::permissions::Scope;

use super::service::sees;
use super::views::CustomerKey;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;

/// The customer with this id; `pointer` is where the body names it.
pub fn by_id(db: &mut Db, id: &str, pointer: &str) -> Answer<Customer> {
    living(profiles::find(db, id)?, pointer)
}

/// The same of those the caller sees.
pub fn seen_by_id(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, pointer: &str) -> Answer<Customer> {
    let found = profiles::find(db, id)?.filter(|customer| sees(actor, scope, customer));
    living(found, pointer)
}

/// The customer a body names at `/customer` by exactly one identity. An external id is one of `partner`.
pub fn by_key(db: &mut Db, key: &CustomerKey, partner: Option<&str>, region: &str) -> Answer<Customer> {
    let owner = match (&key.phone, &key.card, &key.external_id) {
        (Some(phone), None, None) => owner(db, IdentityKind::Phone, phone, region, "/customer/phone")?,
        (None, Some(card), None) => owner(db, IdentityKind::Card, card, region, "/customer/card")?,
        (None, None, Some(external_id)) => {
            let partner = partner.ok_or_else(|| Fault::at("/partner", FaultCode::Required))?;
            external_owner(db, partner, external_id)?
        }
        _ => {
            let fault = Fault::at("/customer", FaultCode::Conflict);
            return Err(fault
                .hint(message!(
                    "expected exactly one of `phone`, `card`, `external_id`",
                    "应为 `phone`、`card`、`external_id` 之一，且仅一项"
                ))
                .into());
        }
    };
    match owner {
        Some(id) => by_id(db, &id, "/customer"),
        None => Err(Fault::at("/customer", FaultCode::NotFound).into()),
    }
}

/// Who has this identity; `pointer` is where the body says it.
pub fn owner(db: &mut Db, kind: IdentityKind, raw: &str, region: &str, pointer: &str) -> Answer<Option<String>> {
    let key = key_of(kind, raw, region).map_err(|error| Fault::at(pointer, FaultCode::Malformed).hint(error))?;
    Ok(identities::owner(db, &key)?)
}

/// Who has this id of a partner.
pub fn external_owner(db: &mut Db, partner: &str, external_id: &str) -> Answer<Option<String>> {
    let key = owner_key(IdentityKind::External, &external_value(partner, external_id));
    Ok(identities::owner(db, &key)?)
}

/// The customer's own id behind a partner's; a key sees its own partner's ids only.
pub fn behind(db: &mut Db, actor: &Actor, partner: &str, external_id: &str) -> Answer<String> {
    if actor.partner.as_deref().is_some_and(|own| own != partner) {
        return Err(Code::NotFound.into());
    }
    external_owner(db, partner, external_id)?.ok_or_else(|| Code::NotFound.into())
}

fn living(found: Option<Customer>, pointer: &str) -> Answer<Customer> {
    let customer = found.ok_or_else(|| Fault::at(pointer, FaultCode::NotFound))?;
    match (customer.status.0, &customer.merged_into) {
        (CustomerStatus::Merged, Some(into)) => {
            Err(Refusal::of(Code::CustomerMerged).member("customer_id", into.clone()).into())
        }
        (CustomerStatus::Erased | CustomerStatus::Merged, _) => Err(Fault::at(pointer, FaultCode::NotFound).into()),
        _ => Ok(customer),
    }
}
