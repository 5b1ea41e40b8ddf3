//! Identities of a customer: normalised, each with one living owner, found by search.

use regulars_db::Db;
use regulars_db::customers::identities;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Identity, term};
use regulars_db::text::AsText;
use regulars_domain::identities::{IdentityKind, external_value, normalise, owner_key, stored_key};
use regulars_domain::ids;
use regulars_domain::ids::is_external_id;
use regulars_domain::message;

use crate::organisation::partners::named::Partners;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};

/// An identity as it was handed in.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    pub kind: IdentityKind,
    /// The partner whose own id it is.
    pub partner: Option<&'a str>,
    pub value: &'a str,
    /// Where it stands in the body.
    pub pointer: String,
}

/// An identity in its one form.
pub struct Read {
    /// The partner's code of an external id; empty for all others.
    partner: String,
    value: String,
    /// The key under which it is owned.
    pub key: String,
}

/// Gives an identity to a customer. One that somebody has is 409 and names who.
pub fn add(db: &mut Db, customer_id: &str, given: &Given<'_>, region: &str) -> Answer<Identity> {
    let identity = add_of(db, &Partners::default(), customer_id, given, region)?;
    metrics::advance(db, customer_id, clock::now().naive_utc())?;
    Ok(identity)
}

/// The same with the partners that were read ahead.
pub fn add_of(
    db: &mut Db,
    partners: &Partners,
    customer_id: &str,
    given: &Given<'_>,
    region: &str,
) -> Answer<Identity> {
    let Read { partner, value, key } = read(db, partners, given, region)?;
    let identity = Identity {
        id: ids::make(ids::IDENTITY),
        customer_id: customer_id.to_owned(),
        kind: AsText(given.kind),
        partner,
        value,
    };
    if let Err(holder) = identities::take(db, &key, &identity)? {
        return Err(taken(given, holder));
    }
    profiles::add_terms(db, customer_id, &terms_of(&identity))?;
    Ok(identity)
}

/// That somebody has an identity.
pub fn taken(given: &Given<'_>, holder: String) -> Error {
    let fault = Fault::at(given.pointer.clone(), FaultCode::Taken);
    Refusal::of(Code::IdentityTaken).fault(fault).member("customer_id", holder).into()
}

/// An identity as it is kept, or what is wrong with it.
pub fn read(db: &mut Db, partners: &Partners, given: &Given<'_>, region: &str) -> Answer<Read> {
    if given.kind != IdentityKind::External {
        let value = normalise(given.kind, given.value, region)
            .map_err(|error| Fault::at(given.pointer.clone(), FaultCode::Malformed).hint(error))?;
        let key = owner_key(given.kind, &value);
        return Ok(Read { partner: String::new(), value, key });
    }
    let partner = given.partner.unwrap_or_default();
    partners.check(db, partner, || {
        Fault::at(given.pointer.clone(), FaultCode::NotFound)
            .hint(message!("no partner has this code", "没有合作方使用此编码"))
    })?;
    if !is_external_id(given.value) {
        return Err(Fault::at(given.pointer.clone(), FaultCode::Malformed).into());
    }
    let key = owner_key(IdentityKind::External, &external_value(partner, given.value));
    Ok(Read { partner: partner.to_owned(), value: given.value.to_owned(), key })
}

/// What search finds a customer by through this identity.
pub fn terms_of(identity: &Identity) -> Vec<String> {
    match identity.kind.0 {
        IdentityKind::Phone => vec![term::phone(identity.value.trim_start_matches('+'))],
        IdentityKind::Card => vec![term::card(&identity.value)],
        _ => Vec::new(),
    }
}

/// Takes an identity away from a customer.
pub fn remove(db: &mut Db, customer_id: &str, id: &str) -> Answer<()> {
    // A card's number stands on memberships too, which are written behind this lock.
    metrics::lock(db, customer_id)?;
    let identity = identities::find(db, customer_id, id)?.ok_or(Code::NotFound)?;
    let key = stored_key(identity.kind.0, &identity.partner, &identity.value);
    identities::release(db, &key, &identity)?;
    metrics::advance(db, customer_id, clock::now().naive_utc())?;
    let customer = profiles::find(db, customer_id)?.ok_or(Code::NotFound)?;
    let left = profiles::identities_of(db, &[customer_id])?;
    profiles::put_terms(db, customer_id, &all_terms(&customer.name, &left))?;
    Ok(())
}

/// Everything search finds a customer by.
pub fn all_terms(name: &str, identities: &[Identity]) -> Vec<String> {
    let names = regulars_domain::text::search_terms(name);
    names.iter().map(|suffix| term::name(suffix)).chain(identities.iter().flat_map(terms_of)).collect()
}
