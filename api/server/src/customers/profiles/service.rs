//! Writes of customers' profiles.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::attributes as stored;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::organisation::users;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{Birthday, CustomerKind, CustomerStatus, check_tags};
use regulars_domain::identities::IdentityKind;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::text::{check_name, check_paragraphs, normalise};
use serde_json::{Map, Value};

use super::facts as consents;
use super::identities;
use super::identities::Given;
use super::lookups::Lookups;
use super::new;
use super::views::{CustomerPatch, NewCustomer};
use crate::customers::attributes::values::Definitions;
use crate::customers::referrals::service as referrals;
use crate::organisation::units::named::{Units, check_said, only};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// Creates a customer at home in the caller's scope.
pub fn create(db: &mut Db, lookups: &mut Lookups, actor: &Actor, scope: &Scope, new: &NewCustomer) -> Answer<Customer> {
    let today = lookups.today();
    let name = check_name(&new.name).map_err(|error| text_fields::fault("/name", error))?;
    let kind = new.kind.unwrap_or(CustomerKind::Consumer);
    let mut customer = Customer {
        kind: AsText(kind),
        language: new.language.map(AsText),
        gender: new.gender.map(AsText),
        city: line("/city", new.city.as_deref(), 100)?,
        address: line("/address", new.address.as_deref(), 300)?,
        occupation: line("/occupation", new.occupation.as_deref(), 100)?,
        source: new.source.map(AsText),
        home_unit_id: home_unit(db, &lookups.units, actor, scope, new.home_unit_id.as_deref(), today)?,
        owner_id: new.owner_id.as_deref().map(|id| lookups.owner(db, id)).transpose()?,
        leader_kind: new.leader_kind.map(AsText),
        tags: Json(read_tags("/tags", &new.tags)?),
        attributes: Json(attributes(db, lookups, kind, &new.attributes)?),
        note: note(new.note.as_deref())?,
        ..new::prospect(name, lookups.now.naive_utc())
    };
    put_birthday(&mut customer, new.birthday.as_ref(), today)?;
    if new.referrer_id.is_some() {
        referrals::put(db, actor, scope, &mut customer, new.referrer_id.as_deref())?;
    }
    let identities = new::insert(db, lookups, &customer, &given_identities(new))?;
    for (at, consent) in new.consents.iter().enumerate() {
        let at = format!("/consents/{at}");
        consents::record_consent(db, actor, &customer.id, consent, &lookups.organisation, &at)?;
    }
    // Nothing is refused any more.
    lookups.took(&identities);
    Ok(customer)
}

/// Changes a customer's profile.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &CustomerPatch,
) -> Answer<Customer> {
    let organisation = organisation(db)?;
    let mut customer = locked(db, actor, scope, id)?;
    let before = customer.clone();
    expected.check(customer.version)?;
    apply(db, actor, scope, &mut customer, patch, local_day(clock::now(), organisation.time_zone))?;
    save(db, actor, &before, customer, patch)
}

/// Writes a profile that `patch` was applied to.
pub(super) fn save(
    db: &mut Db,
    actor: &Actor,
    before: &Customer,
    mut customer: Customer,
    patch: &CustomerPatch,
) -> Answer<Customer> {
    customer.updated_at = clock::now().naive_utc();
    customer.version += 1;
    if !profiles::update(db, &customer, before.version)? {
        return Err(Code::Stale.into());
    }
    let id = customer.id.as_str();
    if patch.tags.is_some() {
        profiles::put_tags(db, id, &customer.tags)?;
    }
    if before.attributes != customer.attributes {
        stored::put(db, id, &customer.attributes)?;
    }
    if patch.name.is_some() {
        let known = profiles::identities_of(db, &[id])?;
        profiles::put_terms(db, id, &identities::all_terms(&customer.name, &known))?;
    }
    audit::change(db, actor, "customers.change", ("customer", id), (before, &customer))?;
    Ok(customer)
}

pub(super) fn apply(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    customer: &mut Customer,
    patch: &CustomerPatch,
    today: NaiveDate,
) -> Answer<()> {
    if let Some(name) = &patch.name {
        customer.name = check_name(name).map_err(|error| text_fields::fault("/name", error))?;
        customer.name_key = normalise(&customer.name);
    }
    if let Some(language) = patch.language {
        customer.language = language.map(AsText);
    }
    if let Some(gender) = patch.gender {
        customer.gender = gender.map(AsText);
    }
    if let Some(birthday) = patch.birthday {
        put_birthday(customer, birthday.as_ref(), today)?;
    }
    if let Some(city) = &patch.city {
        customer.city = line("/city", city.as_deref(), 100)?;
    }
    if let Some(address) = &patch.address {
        customer.address = line("/address", address.as_deref(), 300)?;
    }
    if let Some(occupation) = &patch.occupation {
        customer.occupation = line("/occupation", occupation.as_deref(), 100)?;
    }
    if let Some(source) = patch.source {
        customer.source = source.map(AsText);
    }
    if let Some(home_unit_id) = patch.home_unit_id.as_deref().filter(|id| customer.home_unit_id.as_deref() != Some(*id))
    {
        customer.home_unit_id = home_unit(db, &Units::default(), actor, scope, Some(home_unit_id), today)?;
    }
    if let Some(owner_id) = &patch.owner_id {
        customer.owner_id = owner_id.as_deref().map(|id| owner(db, id)).transpose()?;
    }
    if let Some(referrer_id) = &patch.referrer_id {
        referrals::put(db, actor, scope, customer, referrer_id.as_deref())?;
    }
    if let Some(leader_kind) = patch.leader_kind {
        customer.leader_kind = leader_kind.map(AsText);
    }
    if let Some(tags) = &patch.tags {
        customer.tags = Json(read_tags("/tags", tags)?);
    }
    if let Some(changes) = &patch.attributes {
        let definitions = Definitions::read(db)?;
        customer.attributes = Json(definitions.merged(customer.kind.0, &customer.attributes, changes)?);
    }
    if let Some(text) = &patch.note {
        customer.note = note(text.as_deref())?;
    }
    Ok(())
}

/// A living customer the caller may see; one that was merged is told with its survivor.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Customer> {
    living(actor, scope, profiles::find(db, id)?)
}

/// A living customer the caller may change, locked until the transaction ends.
pub(super) fn locked(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Customer> {
    metrics::hold(db, id)?;
    let customer = living(actor, scope, profiles::lock(db, id)?)?;
    check_not_erased(&customer)?;
    Ok(customer)
}

fn living(actor: &Actor, scope: &Scope, found: Option<Customer>) -> Answer<Customer> {
    let customer = found.ok_or(Code::NotFound)?;
    check_living(actor, scope, &customer)?;
    Ok(customer)
}

/// Refuses a customer the caller does not see, and one that was merged: its problem names the survivor.
pub fn check_living(actor: &Actor, scope: &Scope, customer: &Customer) -> Answer<()> {
    if !sees(actor, scope, customer) {
        return Err(Code::NotFound.into());
    }
    check_not_merged(customer)
}

/// Refuses a customer that was merged; the problem names the survivor.
pub fn check_not_merged(customer: &Customer) -> Answer<()> {
    match (customer.status.0, &customer.merged_into) {
        (CustomerStatus::Merged, Some(into)) => {
            Err(Refusal::of(Code::CustomerMerged).member("customer_id", into.clone()).into())
        }
        _ => Ok(()),
    }
}

/// Refuses a customer who was erased: nothing is written of them any more.
pub fn check_not_erased(customer: &Customer) -> Answer<()> {
    match customer.status.0 {
        CustomerStatus::Erased => Err(Code::CustomerErased.into()),
        _ => Ok(()),
    }
}

/// Who sees a customer: whoever sees its home unit, and its owner.
pub fn sees(actor: &Actor, scope: &Scope, customer: &Customer) -> bool {
    scope.covers(customer.home_unit_id.as_deref()) || customer.owner_id.as_deref() == Some(actor.id.as_str())
}

/// The identities of a body.
pub(super) fn given_identities(new: &NewCustomer) -> Vec<Given<'_>> {
    let plain = [
        (IdentityKind::Phone, &new.phone, "/phone"),
        (IdentityKind::Email, &new.email, "/email"),
        (IdentityKind::Wechat, &new.wechat, "/wechat"),
        (IdentityKind::Card, &new.card, "/card"),
    ];
    let plain = plain.into_iter().filter_map(|(kind, value, pointer)| {
        Some(Given { kind, partner: None, value: value.as_deref()?, pointer: pointer.to_owned() })
    });
    let external = new.external_ids.iter().enumerate().map(|(at, external)| Given {
        kind: IdentityKind::External,
        partner: Some(&external.partner),
        value: &external.id,
        pointer: format!("/external_ids/{at}"),
    });
    plain.chain(external).collect()
}

fn line(pointer: &str, value: Option<&str>, most: usize) -> Answer<Option<String>> {
    value.map(|value| text_fields::line(pointer, value, most)).transpose()
}

fn note(value: Option<&str>) -> Answer<Option<String>> {
    value
        .map(|value| check_paragraphs(value, 4000).map_err(|error| text_fields::fault("/note", error).into()))
        .transpose()
}

fn put_birthday(customer: &mut Customer, birthday: Option<&Birthday>, today: NaiveDate) -> Answer<()> {
    if let Some(birthday) = birthday {
        birthday.check(today).map_err(|error| Fault::at("/birthday", FaultCode::OutOfRange).hint(error))?;
    }
    new::set_birthday(customer, birthday);
    Ok(())
}

/// Tags as they are kept; what is wrong with them is told at `pointer`.
pub(super) fn read_tags(pointer: &str, tags: &[String]) -> Answer<Vec<String>> {
    check_tags(tags).map_err(|error| Fault::at(pointer, FaultCode::Malformed).hint(error).into())
}

/// The attributes of a new customer.
fn attributes(
    db: &mut Db,
    lookups: &mut Lookups,
    kind: CustomerKind,
    given: &Map<String, Value>,
) -> Answer<Map<String, Value>> {
    if given.is_empty() {
        return Ok(Map::new());
    }
    lookups.definitions(db)?.merged(kind, &Map::new(), given)
}

/// The unit named, else the caller's own; who does not see all must be at home somewhere in their scope.
fn home_unit(
    db: &mut Db,
    units: &Units,
    actor: &Actor,
    scope: &Scope,
    named: Option<&str>,
    today: NaiveDate,
) -> Answer<Option<String>> {
    let id = named.or(actor.unit_id.as_deref()).or(only(scope));
    let unit_id = units.visited(db, scope, id, "/home_unit_id", today)?;
    check_said(scope, unit_id.as_deref(), "/home_unit_id")?;
    Ok(unit_id)
}

fn owner(db: &mut Db, id: &str) -> Answer<String> {
    match users::find(db, id)? {
        Some(user) => Ok(user.id),
        None => Err(Fault::at("/owner_id", FaultCode::NotFound).into()),
    }
}
