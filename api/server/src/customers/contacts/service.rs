//! Writes of contacts.

use regulars_db::Db;
use regulars_db::customers::contacts;
use regulars_db::customers::contacts::Contact;
use regulars_db::customers::profiles::Customer;
use regulars_db::text::AsText;
use regulars_domain::customers::contacts::{ContactFunction, MOST_CONTACTS, has_contacts};
use regulars_domain::identities::{IdentityKind, normalise};
use regulars_domain::text::check_paragraphs;
use regulars_domain::{ids, message};
use serde_json::json;

use super::views::{ContactPatch, NewContact};
use crate::customers::profiles::service as profiles;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// Notes a contact of a customer.
pub fn create(db: &mut Db, actor: &Actor, customer: &Customer, new: &NewContact) -> Answer<Contact> {
    profiles::check_not_erased(customer)?;
    if !has_contacts(customer.kind.0) {
        let said = message!(
            "a customer of the kind `{kind}` is a person and has no contacts",
            "类型为 `{kind}` 的客户是个人，没有联系人",
            kind = customer.kind.0
        );
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    if contacts::of_customers(db, &[&customer.id])?.len() >= MOST_CONTACTS {
        let said = message!("at most {MOST_CONTACTS} contacts", "最多 {MOST_CONTACTS} 位联系人");
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    let region = organisation(db)?.default_phone_region;
    let now = clock::now().naive_utc();
    let contact = Contact {
        id: ids::make(ids::CONTACT),
        customer_id: customer.id.clone(),
        name: text_fields::line("/name", &new.name, 200)?,
        function: AsText(new.function.unwrap_or(ContactFunction::Other)),
        title: title(new.title.as_deref())?,
        leader_kind: new.leader_kind.map(AsText),
        phone: reached(IdentityKind::Phone, new.phone.as_deref(), &region)?,
        email: reached(IdentityKind::Email, new.email.as_deref(), &region)?,
        note: note(new.note.as_deref())?,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    contacts::insert(db, &contact)?;
    let subject = ("contact", contact.id.as_str());
    audit::record(db, actor, "contacts.create", subject, &json!({"customer_id": customer.id}))?;
    Ok(contact)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    customer: &Customer,
    id: &str,
    expected: &ExpectedVersion,
    patch: &ContactPatch,
) -> Answer<Contact> {
    profiles::check_not_erased(customer)?;
    let mut contact = find(db, customer, id)?;
    expected.check(contact.version)?;
    let before = contact.clone();
    let region = organisation(db)?.default_phone_region;
    if let Some(name) = &patch.name {
        contact.name = text_fields::line("/name", name, 200)?;
    }
    contact.function = patch.function.map_or(contact.function, AsText);
    if let Some(text) = &patch.title {
        contact.title = title(text.as_deref())?;
    }
    if let Some(leader_kind) = patch.leader_kind {
        contact.leader_kind = leader_kind.map(AsText);
    }
    if let Some(phone) = &patch.phone {
        contact.phone = reached(IdentityKind::Phone, phone.as_deref(), &region)?;
    }
    if let Some(email) = &patch.email {
        contact.email = reached(IdentityKind::Email, email.as_deref(), &region)?;
    }
    if let Some(text) = &patch.note {
        contact.note = note(text.as_deref())?;
    }
    contact.updated_at = clock::now().naive_utc();
    contact.version += 1;
    if !contacts::update(db, &contact, before.version)? {
        return Err(Code::Stale.into());
    }
    audit::change(db, actor, "contacts.change", ("contact", id), (&before, &contact))?;
    Ok(contact)
}

pub fn remove(db: &mut Db, actor: &Actor, customer: &Customer, id: &str, expected: &ExpectedVersion) -> Answer<()> {
    let contact = find(db, customer, id)?;
    expected.check(contact.version)?;
    if !contacts::delete(db, &contact, contact.version)? {
        return Err(Code::Stale.into());
    }
    audit::record(db, actor, "contacts.delete", ("contact", id), &json!({"customer_id": customer.id}))
}

fn find(db: &mut Db, customer: &Customer, id: &str) -> Answer<Contact> {
    contacts::find(db, &customer.id, id)?.ok_or_else(|| Code::NotFound.into())
}

fn title(text: Option<&str>) -> Answer<Option<String>> {
    text.map(|text| text_fields::line("/title", text, 100)).transpose()
}

fn note(text: Option<&str>) -> Answer<Option<String>> {
    text.map(|text| check_paragraphs(text, 1000).map_err(|error| text_fields::fault("/note", error).into())).transpose()
}

/// A phone or an address in its one form.
fn reached(kind: IdentityKind, raw: Option<&str>, region: &str) -> Answer<Option<String>> {
    let fault = |error| Fault::at(format!("/{kind}"), FaultCode::Malformed).hint(error);
    raw.map(|raw| normalise(kind, raw, region).map_err(|error| fault(error).into())).transpose()
}
