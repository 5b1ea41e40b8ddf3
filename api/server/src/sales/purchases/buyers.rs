//! Whose purchase it is. One whom nobody knows is refused or created, or the purchase is held, as the partner's setting
//! says.

use regulars_db::Db;
use regulars_db::customers::profiles::Customer;
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::Source;
use regulars_domain::identities::{IdentityKind, external_value, owner_key};
use regulars_domain::ids::external;
use regulars_domain::message;
use regulars_domain::organisation::partners::UnknownCustomers;

use super::lookups::Lookups;
use super::views::NewPurchase;
use crate::customers::profiles::identities::Given;
use crate::customers::profiles::lookups::Lookups as NewLookups;
use crate::customers::profiles::named::{key_named, own_id};
use crate::customers::profiles::new as new_customers;
use crate::customers::profiles::views::CustomerKey;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;

/// Who bought.
pub(super) enum Buyer {
    /// With the key of the identity they were created with, when nobody knew them.
    Known(Box<Customer>, Option<String>),
    /// Nobody has the identity with this key, and the purchase is to be held.
    Unknown(String),
}

/// The customer a purchase names. `partner` is who speaks, `unit_id` where the purchase was made.
pub(super) fn buyer_of(
    db: &mut Db,
    lookups: &Lookups,
    actor: &Actor,
    new: &NewPurchase,
    (partner, unit_id): (Option<&str>, Option<&str>),
) -> Answer<Buyer> {
    match (&new.customer_id, &new.customer) {
        (Some(id), None) => {
            if let Some(identity) = held_under(db, lookups, id, partner)? {
                return Ok(Buyer::Unknown(identity));
            }
            let id = own_id(db, actor, id, "/customer_id")?;
            Ok(Buyer::Known(Box::new(lookups.customers.by_id(db, &id, "/customer_id")?), None))
        }
        (None, Some(named)) => by_identity(db, lookups, named, (partner, unit_id)),
        (Some(_), Some(_)) => {
            let fault = Fault::at("/customer", FaultCode::Conflict);
            Err(fault
                .hint(message!(
                    "expected `customer_id` or `customer`, not both",
                    "应为 `customer_id` 或 `customer` 之一，不能同时给出"
                ))
                .into())
        }
        (None, None) => Err(Fault::at("/customer_id", FaultCode::Required).into()),
    }
}

/// The key of a partner's own id of a customer (`ext:…`) that nobody has, when its purchases are held.
fn held_under(db: &mut Db, lookups: &Lookups, id: &str, partner: Option<&str>) -> Answer<Option<String>> {
    let Some((named, external_id)) = external(id).filter(|(named, _)| Some(*named) == partner) else { return Ok(None) };
    if lookups.partners.unknown_customers(db, named)? != UnknownCustomers::Hold {
        return Ok(None);
    }
    let key = owner_key(IdentityKind::External, &external_value(named, external_id));
    Ok(lookups.customers.of_key(db, &key)?.is_none().then_some(key))
}

/// The key of the identity by which a purchase names its buyer; none when it says the customer's own id.
pub(super) fn named_by(lookups: &Lookups, new: &NewPurchase, partner: Option<&str>) -> Option<String> {
    match (&new.customer_id, &new.customer) {
        (Some(id), _) => {
            let (partner, external_id) = external(id)?;
            Some(owner_key(IdentityKind::External, &external_value(partner, external_id)))
        }
        (None, Some(named)) => key_named(named, partner, &lookups.organisation.default_phone_region).ok(),
        (None, None) => None,
    }
}

fn by_identity(
    db: &mut Db,
    lookups: &Lookups,
    named: &CustomerKey,
    (partner, unit_id): (Option<&str>, Option<&str>),
) -> Answer<Buyer> {
    let key = key_named(named, partner, &lookups.organisation.default_phone_region)?;
    if let Some(known) = lookups.customers.of_key(db, &key)? {
        return Ok(Buyer::Known(Box::new(known), None));
    }
    match partner.map(|code| lookups.partners.unknown_customers(db, code)).transpose()? {
        Some(UnknownCustomers::Create) => {}
        Some(UnknownCustomers::Hold) => return Ok(Buyer::Unknown(key)),
        Some(UnknownCustomers::Reject) | None => return Err(Fault::at("/customer", FaultCode::NotFound).into()),
    }
    // Another till may create the same one at this moment: what was begun is undone then, and theirs is taken.
    match db.transaction(|db| create(db, lookups, named, (partner, unit_id))) {
        Ok(customer) => Ok(Buyer::Known(Box::new(customer), Some(key))),
        Err(error) if error.refusal().code == Code::IdentityTaken => {
            let found = Lookups::new(db)?.customers.of_key(db, &key)?;
            found.map(|customer| Buyer::Known(Box::new(customer), Some(key))).ok_or_else(|| Code::Busy.into())
        }
        Err(error) => Err(error),
    }
}

/// A new prospect at home where they bought, with the one identity that the purchase says.
fn create(
    db: &mut Db,
    lookups: &Lookups,
    named: &CustomerKey,
    (partner, unit_id): (Option<&str>, Option<&str>),
) -> Answer<Customer> {
    let unnamed = message!("Unnamed customer", "匿名顾客");
    let name = unnamed.text(lookups.organisation.language).to_owned();
    let customer = Customer {
        home_unit_id: unit_id.map(str::to_owned),
        source: Some(AsText(Source::Partner)),
        ..new_customers::prospect(name, lookups.now.naive_utc())
    };
    let given = [
        (IdentityKind::Phone, None, named.phone.as_deref(), "phone"),
        (IdentityKind::Email, None, named.email.as_deref(), "email"),
        (IdentityKind::Card, None, named.card.as_deref(), "card"),
        (IdentityKind::External, partner, named.external_id.as_deref(), "external_id"),
    ];
    let given: Vec<Given<'_>> = given
        .into_iter()
        .filter_map(|(kind, partner, value, field)| {
            Some(Given { kind, partner, value: value?, pointer: format!("/customer/{field}") })
        })
        .collect();
    let beside = NewLookups::of(lookups.organisation.clone(), lookups.rule);
    new_customers::insert(db, &beside, &customer, &given)?;
    Ok(customer)
}
