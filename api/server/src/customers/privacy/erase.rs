//! Erasing a person. What stands under the customer's id, or that of one who was merged into it, is emptied in one
//! transaction; a job then looks through what does not ([`Sweep`]).

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::contacts;
use regulars_db::customers::erasures;
use regulars_db::customers::erasures::{Erasure, Term};
use regulars_db::customers::profiles;
use regulars_db::personal;
use regulars_db::platform::audit as stored_audit;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::erasures::{ErasureState, names_any, sought_texts};
use regulars_domain::customers::events::CustomerErased;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::identities::IdentityKind;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::sweep::Sweep;
use crate::customers::profiles::service::{check_living, check_not_erased};
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::keys::Keys;
use crate::platform::personal_data::{Counts, Person, PersonalDataParts};
use crate::platform::{audit, clock, events, jobs, text_fields};

/// What there may be very many of, and what is never told without the customer's own id.
const MANY: [&str; 4] = [ids::PURCHASE, ids::REFUND, ids::POINTS, ids::DELIVERY];

/// What an erasure needs of the process.
pub struct Means<'a> {
    /// What the areas hold.
    pub parts: PersonalDataParts,
    /// By which an address is known again that is not kept.
    pub keys: &'a Keys,
}

/// Why somebody is erased.
#[derive(Clone, Copy, Debug)]
pub enum Reason<'a> {
    /// Somebody wrote it: it must not name the customer.
    Given(&'a str),
    /// A rule: it is the same for everybody.
    Rule(&'a str),
}

/// Erases a customer and all who were merged into it; answers the receipt.
pub fn erase(
    db: &mut Db,
    means: &Means<'_>,
    actor: &Actor,
    scope: &Scope,
    customer_id: &str,
    why: Reason<'_>,
) -> Answer<Erasure> {
    let reason = match why {
        Reason::Given(reason) => text_fields::line("/reason", reason, 300)?,
        Reason::Rule(reason) => reason.to_owned(),
    };
    let ids = erasures::with_merged(db, customer_id)?;
    let owned: Vec<&str> = ids.iter().map(String::as_str).collect();
    // Whoever writes facts of them holds their figures, and takes them before the profile.
    bulk::lock(db, &owned)?;
    let customer = profiles::lock(db, customer_id)?.ok_or(Code::NotFound)?;
    check_living(actor, scope, &customer)?;
    check_not_erased(&customer)?;
    for part in means.parts.0 {
        if let Some(objection) = part.objection(db, &ids)? {
            return Err(Refusal::of(Code::Conflict).detail(objection).into());
        }
    }
    let (person, texts) = read_person(db, ids)?;
    if matches!(why, Reason::Given(_)) && names_any(&reason, &texts) {
        let hint = message!("the reason stays: it must not name the customer", "原因会长期保留，不得写明客户身份");
        return Err(Fault::at("/reason", FaultCode::Conflict).hint(hint).into());
    }
    block(db, means.keys, &person)?;
    let subjects = subjects(db, means.parts, &person.ids)?;
    let removed = take_away(db, means.parts, &person, &subjects)?;
    profiles::set_status(db, customer_id, CustomerStatus::Erased)?;
    let erasure = Erasure {
        id: ids::make(ids::ERASURE),
        customer_id: customer_id.to_owned(),
        reason,
        erased_at: person.now,
        erased_by: actor.id.clone(),
        state: AsText(ErasureState::Searching),
        removed: Json(removed),
        completed_at: None,
    };
    let term = |kind: &str, term: String| Term { erasure_id: erasure.id.clone(), kind: kind.to_owned(), term };
    let terms: Vec<Term> = subjects
        .into_iter()
        .filter(|id| !MANY.iter().any(|prefix| id.starts_with(prefix)))
        .map(|id| term(erasures::ID, id))
        .chain(texts.into_iter().map(|text| term(erasures::TEXT, text)))
        .collect();
    erasures::insert(db, &erasure, &terms)?;
    jobs::enqueue(db, &Sweep::of(&erasure.id), &actor.id)?;
    let detail = json!({"erasure_id": erasure.id, "reason": erasure.reason});
    audit::record(db, actor, "customers.erase", ("customer", customer_id), &detail)?;
    events::publish(db, customer_id, customer_id, person.now, &CustomerErased {})?;
    Ok(erasure)
}

/// What they are recognised by, and the texts by which they are looked for.
fn read_person(db: &mut Db, ids: Vec<String>) -> Answer<(Person, Vec<String>)> {
    let owned: Vec<&str> = ids.iter().map(String::as_str).collect();
    let people = profiles::of_ids(db, owned.iter().copied())?;
    let known = profiles::identities_of(db, &owned)?;
    let contacts = contacts::of_customers(db, &owned)?;
    let reached = contacts.iter().flat_map(|one| {
        let phone = one.phone.iter().map(|phone| (IdentityKind::Phone, phone.as_str()));
        phone.chain(one.email.iter().map(|email| (IdentityKind::Email, email.as_str())))
    });
    let named = known.iter().map(|identity| (identity.kind.0, identity.value.as_str()));
    let names = people.iter().map(|one| one.name.as_str()).chain(contacts.iter().map(|one| one.name.as_str()));
    let texts = sought_texts(names, named.chain(reached));
    let identities = known.into_iter().map(|identity| (identity.kind.0, identity.value)).collect();
    Ok((Person { ids, identities, now: clock::now().naive_utc() }, texts))
}

/// Nothing is sent any more where they were reached.
fn block(db: &mut Db, keys: &Keys, person: &Person) -> Answer<()> {
    let reached = [IdentityKind::Phone, IdentityKind::Email, IdentityKind::Wechat];
    for (kind, value) in person.identities.iter().filter(|(kind, _)| reached.contains(kind)) {
        if let Some(hash) = keys.contact_hashes(kind.as_str(), value).first() {
            erasures::block(db, hash, person.now)?;
        }
    }
    Ok(())
}

/// The ids of everything of theirs that others name.
fn subjects(db: &mut Db, parts: PersonalDataParts, ids: &[String]) -> Answer<Vec<String>> {
    let mut subjects = ids.to_vec();
    for held in parts.held().filter(|held| held.is_named && held.owner != "id") {
        subjects.extend(personal::ids(db, held, ids)?);
    }
    Ok(subjects)
}

/// Empties what the areas hold; how much it was, by kind.
fn take_away(db: &mut Db, parts: PersonalDataParts, person: &Person, subjects: &[String]) -> Answer<Counts> {
    let mut removed: Counts = BTreeMap::new();
    let mut count = |kind: &str, more: i64| {
        if more > 0 {
            *removed.entry(kind.to_owned()).or_default() += more;
        }
    };
    count("audit_values", stored_audit::erase_values(db, subjects)?);
    for part in parts.0 {
        for (kind, more) in part.erase(db, person)? {
            count(&kind, more);
        }
        for held in part.held() {
            count(held.name, personal::erase(db, held, &person.ids)?);
        }
    }
    Ok(removed)
}
