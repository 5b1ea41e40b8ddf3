//! Whose complaint it is. Nobody is without a row: who is not known becomes a prospect.

use regulars_db::Db;
use regulars_db::customers::profiles::Customer;
use regulars_domain::identities::IdentityKind;
use regulars_domain::message;
use regulars_domain::text::check_name;

use super::requests::{Complainant, NewComplaint};
use crate::customers::profiles::identities::Given;
use crate::customers::profiles::lookups::Lookups;
use crate::customers::profiles::{named, new as new_customers};
use crate::customers::tiers;
use crate::platform::clock;
use crate::platform::error::{Answer, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::organisation::Organisation;
use crate::platform::text_fields;

/// The living customer a complaint names, or a new prospect at home in `unit_id`.
pub fn of(
    db: &mut Db,
    actor: &Actor,
    new: &NewComplaint,
    partner: Option<&str>,
    unit_id: Option<&str>,
    organisation: &Organisation,
) -> Answer<Customer> {
    let region = &organisation.default_phone_region;
    match (&new.customer_id, &new.customer, &new.complainant) {
        (Some(id), None, None) => {
            let id = named::own_id(db, actor, id, "/customer_id")?;
            named::by_id(db, &id, "/customer_id")
        }
        (None, Some(known), None) => named::by_key(db, known, partner, region),
        (None, None, Some(somebody)) => {
            let Some(phone) = &somebody.phone else { return prospect(db, somebody, unit_id, organisation) };
            match named::owner(db, IdentityKind::Phone, phone, region, "/complainant/phone")? {
                Some(id) => named::by_id(db, &id, "/complainant"),
                None => prospect(db, somebody, unit_id, organisation),
            }
        }
        (None, None, None) => Err(Fault::at("/customer_id", FaultCode::Required).into()),
        _ => {
            let fault = Fault::at("/customer_id", FaultCode::Conflict);
            Err(fault
                .hint(message!(
                    "expected exactly one of `customer_id`, `customer` and `complainant`",
                    "`customer_id`、`customer`、`complainant` 须恰好填写其一"
                ))
                .into())
        }
    }
}

/// A new prospect: the same rows as any customer has.
fn prospect(
    db: &mut Db,
    somebody: &Complainant,
    unit_id: Option<&str>,
    organisation: &Organisation,
) -> Answer<Customer> {
    let unnamed = message!("Unnamed customer", "匿名顾客");
    let name = check_name(somebody.name.as_deref().unwrap_or(unnamed.text(organisation.language)))
        .map_err(|error| text_fields::fault("/complainant/name", error))?;
    let customer = Customer {
        home_unit_id: unit_id.map(str::to_owned),
        ..new_customers::prospect(name, clock::now().naive_utc())
    };
    let phone = somebody.phone.as_deref().map(|value| Given {
        kind: IdentityKind::Phone,
        partner: None,
        value,
        pointer: "/complainant/phone".to_owned(),
    });
    let lookups = Lookups::of(organisation.clone(), tiers::rule(db)?);
    new_customers::insert(db, &lookups, &customer, phone.as_slice())?;
    Ok(customer)
}
