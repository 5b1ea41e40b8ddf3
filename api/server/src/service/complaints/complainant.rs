//! Whose complaint it is. Nobody is without a row: who is not known becomes a prospect.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::facts;
use regulars_db::customers::facts::Event;
use regulars_db::customers::identities as owners;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus};
use regulars_domain::identities::{IdentityKind, external_value, normalise, owner_key};
use regulars_domain::ids;
use regulars_domain::text::{Language, check_name, normalise as name_key};
use serde_json::json;

use super::requests::{Complainant, KnownCustomer, NewComplaint};
use crate::customers::profiles::{figures, identities};
use crate::customers::tiers;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::organisation::Organisation;
use crate::platform::text_fields;

/// The living customer a complaint names, or a new prospect at home in `unit_id`.
pub fn of(
    db: &mut Db,
    new: &NewComplaint,
    partner: Option<&str>,
    unit_id: Option<&str>,
    organisation: &Organisation,
    today: NaiveDate,
) -> Answer<Customer> {
    match (&new.customer_id, &new.customer, &new.complainant) {
        (Some(id), None, None) => living(db, Some(id), "/customer_id"),
        (None, Some(known), None) => {
            let key = key_of(known, partner, organisation)?;
            let id = owners::owner(db, &key)?;
            living(db, id.as_deref(), "/customer")
        }
        (None, None, Some(somebody)) => {
            let Some(phone) = &somebody.phone else { return prospect(db, somebody, unit_id, organisation, today) };
            let key = normalised(IdentityKind::Phone, phone, "/complainant/phone", organisation)?;
            match owners::owner(db, &key)? {
                Some(id) => living(db, Some(&id), "/complainant"),
                None => prospect(db, somebody, unit_id, organisation, today),
            }
        }
        (None, None, None) => Err(Fault::at("/customer_id", FaultCode::Required).into()),
        _ => {
            let fault = Fault::at("/customer_id", FaultCode::Conflict);
            Err(fault.hint("expected exactly one of customer_id, customer, complainant").into())
        }
    }
}

fn living(db: &mut Db, id: Option<&str>, pointer: &str) -> Answer<Customer> {
    let found = match id {
        Some(id) => profiles::find(db, id)?,
        None => None,
    };
    let customer = found.ok_or_else(|| Fault::at(pointer, FaultCode::NotFound))?;
    match (customer.status.0, &customer.merged_into) {
        (CustomerStatus::Merged, Some(into)) => {
            Err(Refusal::of(Code::CustomerMerged).member("customer_id", into.clone()).into())
        }
        (CustomerStatus::Erased | CustomerStatus::Merged, _) => Err(Fault::at(pointer, FaultCode::NotFound).into()),
        _ => Ok(customer),
    }
}

fn key_of(known: &KnownCustomer, partner: Option<&str>, organisation: &Organisation) -> Answer<String> {
    match (&known.phone, &known.card, &known.external_id) {
        (Some(phone), None, None) => normalised(IdentityKind::Phone, phone, "/customer/phone", organisation),
        (None, Some(card), None) => normalised(IdentityKind::Card, card, "/customer/card", organisation),
        (None, None, Some(external_id)) => {
            let partner = partner.ok_or_else(|| Fault::at("/partner", FaultCode::Required))?;
            Ok(owner_key(IdentityKind::External, &external_value(partner, external_id)))
        }
        _ => Err(Fault::at("/customer", FaultCode::Conflict)
            .hint("expected exactly one of phone, card, external_id")
            .into()),
    }
}

fn normalised(kind: IdentityKind, raw: &str, pointer: &str, organisation: &Organisation) -> Answer<String> {
    let value = normalise(kind, raw, &organisation.default_phone_region)
        .map_err(|error| Fault::at(pointer, FaultCode::Malformed).hint(error))?;
    Ok(owner_key(kind, &value))
}

/// A new prospect: the same rows as any customer has.
fn prospect(
    db: &mut Db,
    somebody: &Complainant,
    unit_id: Option<&str>,
    organisation: &Organisation,
    today: NaiveDate,
) -> Answer<Customer> {
    let now = clock::now().naive_utc();
    let unnamed = match organisation.language {
        Language::Chinese => "匿名顾客",
        Language::English => "Unnamed customer",
    };
    let name = check_name(somebody.name.as_deref().unwrap_or(unnamed))
        .map_err(|error| text_fields::fault("/complainant/name", error))?;
    let customer = Customer {
        id: ids::make(ids::CUSTOMER),
        kind: AsText(CustomerKind::Consumer),
        status: AsText(CustomerStatus::Prospect),
        name_key: name_key(&name),
        name,
        language: None,
        gender: None,
        birthday: None,
        birth_month: None,
        city: None,
        address: None,
        occupation: None,
        source: None,
        home_unit_id: unit_id.map(str::to_owned),
        owner_id: None,
        leader_kind: None,
        tags: Json(Vec::new()),
        attributes: Json(serde_json::Map::new()),
        note: None,
        merged_into: None,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    profiles::insert(db, &customer)?;
    let rule = tiers::rule(db)?;
    metrics::insert(db, &figures::first(&customer, &rule, today))?;
    profiles::put_terms(db, &customer.id, &identities::all_terms(&customer.name, &[]))?;
    if let Some(phone) = &somebody.phone {
        let pointer = "/complainant/phone".to_owned();
        let given = identities::Given { kind: IdentityKind::Phone, partner: None, value: phone, pointer };
        identities::add(db, &customer.id, &given, &organisation.default_phone_region)?;
    }
    let event = Event {
        id: ids::make(ids::EVENT),
        customer_id: customer.id.clone(),
        kind: "customer.created".to_owned(),
        subject_id: customer.id.clone(),
        occurred_at: now,
        data: json!({"kind": customer.kind.as_str(), "source": null}).to_string(),
    };
    facts::insert_event(db, &event)?;
    Ok(customer)
}
