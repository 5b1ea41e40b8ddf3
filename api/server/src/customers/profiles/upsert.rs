//! Creating or changing a customer in one request, by an id that somebody else chose: sent again it changes nothing.

use regulars_db::Db;
use regulars_db::customers::facts;
use regulars_db::customers::identities as owners;
use regulars_db::customers::profiles::Customer;
use regulars_db::organisation::api_keys;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::facts as consents;
use super::identities;
use super::lookups::Lookups;
use super::named;
use super::service;
use super::service::given_identities;
use super::views::{CustomerPatch, ExternalId, NewConsent, NewCustomer};
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode};
use crate::platform::identity::Actor;

/// A customer who was created, or is now as was asked for.
pub struct Put {
    pub id: String,
    pub is_new: bool,
}

/// Whom the path names.
pub enum Named<'a> {
    /// Our own id, of somebody who is known.
    Own(&'a str),
    /// The code of a partner, and its id of somebody who may be new.
    External(&'a str, &'a str),
}

/// Creates the customer, or brings the one who is known to what the body says: what it leaves out stays as it is,
/// identities are added and none is taken away.
pub fn put(db: &mut Db, actor: &Actor, scope: &Scope, named: Named<'_>, new: &NewCustomer) -> Answer<Put> {
    let mut lookups = Lookups::new(db)?;
    let (partner, external_id) = match named {
        Named::Own(id) => return change(db, &lookups, actor, scope, id, new),
        Named::External(partner, external_id) => (partner, external_id),
    };
    let is_foreign = actor.partner.as_deref().is_some_and(|own| own != partner);
    if is_foreign || api_keys::find_partner_by_code(db, partner)?.is_none() {
        return Err(Code::NotFound.into());
    }
    let mut new = new.clone();
    if !new.external_ids.iter().any(|one| one.partner == partner && one.id == external_id) {
        new.external_ids.push(ExternalId { partner: partner.to_owned(), id: external_id.to_owned() });
    }
    if let Some(id) = named::external_owner(db, partner, external_id)? {
        return change(db, &lookups, actor, scope, &id, &new);
    }
    match db.transaction(|db| service::create(db, &mut lookups, actor, scope, &new)) {
        Ok(customer) => Ok(Put { id: customer.id, is_new: true }),
        Err(error) => match named::external_owner(db, partner, external_id)? {
            // Somebody else was faster with the same id.
            Some(id) => change(db, &lookups, actor, scope, &id, &new),
            None => Err(error),
        },
    }
}

fn change(db: &mut Db, lookups: &Lookups, actor: &Actor, scope: &Scope, id: &str, new: &NewCustomer) -> Answer<Put> {
    let mut customer = service::locked(db, actor, scope, id)?;
    if new.kind.is_some_and(|kind| kind != customer.kind.0) {
        let hint = message!("the kind of a customer does not change", "客户类型不可更改");
        return Err(Fault::at("/kind", FaultCode::Conflict).hint(hint).into());
    }
    let (before, patch) = (customer.clone(), patch_of(new, &customer));
    service::apply(db, actor, scope, &mut customer, &patch, lookups.today())?;
    if told(&before)? != told(&customer)? {
        service::save(db, actor, &before, customer, &patch)?;
    }
    for given in given_identities(new) {
        let read = identities::read(db, &lookups.partners, &given, lookups.region())?;
        match owners::owner(db, &read.key)? {
            Some(owner) if owner == id => {}
            Some(owner) => return Err(identities::taken(&given, owner)),
            None => {
                identities::add(db, id, &given, lookups.region())?;
                audit::record(db, actor, "customers.add_identity", ("customer", id), &json!({"kind": given.kind}))?;
            }
        }
    }
    add_consents(db, lookups, actor, id, &new.consents)?;
    Ok(Put { id: id.to_owned(), is_new: false })
}

/// All of a profile, for telling whether two are the same.
fn told(customer: &Customer) -> Answer<serde_json::Value> {
    serde_json::to_value(customer).map_err(|error| Error::Internal(error.to_string()))
}

/// Notes what was said and is not what counts already.
fn add_consents(db: &mut Db, lookups: &Lookups, actor: &Actor, id: &str, said: &[NewConsent]) -> Answer<()> {
    if said.is_empty() {
        return Ok(());
    }
    let known = facts::consents_of(db, id)?;
    for (at, new) in said.iter().enumerate() {
        let standing = known.iter().find(|one| one.channel.0 == new.channel);
        let is_known = standing.is_some_and(|one| {
            one.granted == new.granted
                && one.wording_version == new.wording_version
                && new.at.is_none_or(|moment| moment.naive_utc() <= one.occurred_at)
        });
        if !is_known {
            consents::record_consent(db, actor, id, new, &lookups.organisation, &format!("/consents/{at}"))?;
        }
    }
    Ok(())
}

/// What the body says of the profile. Only what differs counts as a change of the name or the tags.
fn patch_of(new: &NewCustomer, known: &Customer) -> CustomerPatch {
    CustomerPatch {
        name: Some(new.name.clone()).filter(|name| *name != known.name),
        language: new.language.map(Some),
        gender: new.gender.map(Some),
        birthday: new.birthday.map(Some),
        city: new.city.clone().map(Some),
        address: new.address.clone().map(Some),
        occupation: new.occupation.clone().map(Some),
        source: new.source.map(Some),
        home_unit_id: new.home_unit_id.clone(),
        owner_id: new.owner_id.clone().map(Some),
        referrer_id: new.referrer_id.clone().map(Some),
        leader_kind: new.leader_kind.map(Some),
        tags: Some(new.tags.clone()).filter(|tags| !tags.is_empty() && *tags != known.tags.0),
        attributes: Some(new.attributes.clone()).filter(|attributes| !attributes.is_empty()),
        note: new.note.clone().map(Some),
    }
}
