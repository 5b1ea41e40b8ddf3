//! The customer a body names: by id, by exactly one identity, or by a partner's own id. A customer who was merged is
//! told with the survivor; one who was erased does not exist any more.

use std::collections::HashMap;

use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::identities;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::identities::{IdentityKind, external_value, key_of, owner_key};
use regulars_domain::ids::external;
use regulars_domain::message;
use regulars_domain::permissions::Scope;

use super::service::sees;
use super::views::CustomerKey;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::known::{Known, distinct};

/// Customers and who owns which identity: read ahead for many items, or when one is asked for.
#[derive(Default)]
pub struct Customers {
    /// Ids by key of identity.
    owners: Known<String>,
    customers: Known<Customer>,
}

impl Customers {
    /// Reads those with these ids and those who own these identities.
    pub fn read_ahead<'a>(
        db: &mut Db,
        ids: impl IntoIterator<Item = &'a str>,
        keys: impl IntoIterator<Item = &'a str>,
    ) -> Answer<Customers> {
        let owners = owners(db, keys)?;
        let mut named: Vec<&str> = ids.into_iter().collect();
        named.extend(owners.rows().map(String::as_str));
        let ids = distinct(named);
        let found = if ids.is_empty() { Vec::new() } else { profiles::of_ids(db, ids.iter().copied())? };
        let customers = Known::read(ids, found.into_iter().map(|customer| (customer.id.clone(), customer)));
        Ok(Customers { owners, customers })
    }

    /// The ids of those who were read ahead.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.customers.rows().map(|customer| customer.id.as_str())
    }

    /// Notes who has an identity now.
    pub fn took(&mut self, key: String, customer_id: &str) {
        self.owners.put(key, customer_id.to_owned());
    }

    /// Notes a customer as it is now.
    pub fn put(&mut self, customer: Customer) {
        self.customers.put(customer.id.clone(), customer);
    }

    /// The customer with this id; `pointer` is where the body names it.
    pub fn by_id(&self, db: &mut Db, id: &str, pointer: &str) -> Answer<Customer> {
        living(self.customers.get(id, || Ok(profiles::find(db, id)?))?, pointer)
    }

    /// The customer a body names at `/customer` by exactly one identity. An external id is one of `partner`.
    pub fn by_key(&self, db: &mut Db, named: &CustomerKey, partner: Option<&str>, region: &str) -> Answer<Customer> {
        let key = key_named(named, partner, region)?;
        let found = self.of_key(db, &key)?;
        found.ok_or_else(|| Fault::at("/customer", FaultCode::NotFound).into())
    }

    /// Who has the identity with this key, which a body names at `/customer`.
    pub fn of_key(&self, db: &mut Db, key: &str) -> Answer<Option<Customer>> {
        let owner = self.owners.get(key, || Ok(identities::owner(db, key)?))?;
        owner.map(|id| self.by_id(db, &id, "/customer")).transpose()
    }
}

/// Who owns these identities, by their keys.
pub fn owners<'a>(db: &mut Db, keys: impl IntoIterator<Item = &'a str>) -> Answer<Known<String>> {
    let keys = distinct(keys);
    let found = if keys.is_empty() { HashMap::new() } else { bulk::owners(db, &keys)? };
    Ok(Known::read(keys, found))
}

/// The key of the one identity by which a body names a customer at `/customer`.
pub fn key_named(named: &CustomerKey, partner: Option<&str>, region: &str) -> Answer<String> {
    match (&named.phone, &named.card, &named.email, &named.external_id) {
        (Some(phone), None, None, None) => key(IdentityKind::Phone, phone, region, "/customer/phone"),
        (None, Some(card), None, None) => key(IdentityKind::Card, card, region, "/customer/card"),
        (None, None, Some(email), None) => key(IdentityKind::Email, email, region, "/customer/email"),
        (None, None, None, Some(external_id)) => {
            let partner = partner.ok_or_else(|| Fault::at("/partner", FaultCode::Required))?;
            Ok(external_key(partner, external_id))
        }
        _ => {
            let fault = Fault::at("/customer", FaultCode::Conflict);
            Err(fault
                .hint(message!(
                    "expected exactly one of `phone`, `card`, `email`, `external_id`",
                    "应为 `phone`、`card`、`email`、`external_id` 之一，且仅一项"
                ))
                .into())
        }
    }
}

fn key(kind: IdentityKind, raw: &str, region: &str, pointer: &str) -> Answer<String> {
    key_of(kind, raw, region).map_err(|error| Fault::at(pointer, FaultCode::Malformed).hint(error).into())
}

fn external_key(partner: &str, external_id: &str) -> String {
    owner_key(IdentityKind::External, &external_value(partner, external_id))
}

/// [`Customers::by_id`] for one.
pub fn by_id(db: &mut Db, id: &str, pointer: &str) -> Answer<Customer> {
    Customers::default().by_id(db, id, pointer)
}

/// [`Customers::by_key`] for one.
pub fn by_key(db: &mut Db, named: &CustomerKey, partner: Option<&str>, region: &str) -> Answer<Customer> {
    Customers::default().by_key(db, named, partner, region)
}

/// The same of those the caller sees.
pub fn seen_by_id(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, pointer: &str) -> Answer<Customer> {
    let id = own_id(db, actor, id, pointer)?;
    let found = profiles::find(db, &id)?.filter(|customer| sees(actor, scope, customer));
    living(found, pointer)
}

/// Who has this identity; `pointer` is where the body says it.
pub fn owner(db: &mut Db, kind: IdentityKind, raw: &str, region: &str, pointer: &str) -> Answer<Option<String>> {
    Ok(identities::owner(db, &key(kind, raw, region, pointer)?)?)
}

/// Who has this id of a partner.
pub fn external_owner(db: &mut Db, partner: &str, external_id: &str) -> Answer<Option<String>> {
    Ok(identities::owner(db, &external_key(partner, external_id))?)
}

/// The customer's own id behind a partner's; a key sees its own partner's ids only.
pub fn behind(db: &mut Db, actor: &Actor, partner: &str, external_id: &str) -> Answer<String> {
    if actor.partner.as_deref().is_some_and(|own| own != partner) {
        return Err(Code::NotFound.into());
    }
    external_owner(db, partner, external_id)?.ok_or_else(|| Code::NotFound.into())
}

/// The own id of the customer that a body names at `pointer`, by it or as `ext:{partner}:{external_id}`.
pub fn own_id(db: &mut Db, actor: &Actor, id: &str, pointer: &str) -> Answer<String> {
    let Some((partner, external_id)) = external(id) else { return Ok(id.to_owned()) };
    behind(db, actor, partner, external_id).map_err(|error| match error.refusal().code {
        Code::NotFound => Fault::at(pointer, FaultCode::NotFound).into(),
        _ => error,
    })
}

/// The same in the filter of a list; what names nobody finds nothing.
pub fn in_filter(db: &mut Db, actor: &Actor, id: Option<String>) -> Answer<Option<String>> {
    let Some((partner, external_id)) = id.as_deref().and_then(external) else { return Ok(id) };
    match behind(db, actor, partner, external_id) {
        Ok(own) => Ok(Some(own)),
        Err(error) if error.refusal().code == Code::NotFound => Ok(id),
        Err(error) => Err(error),
    }
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
