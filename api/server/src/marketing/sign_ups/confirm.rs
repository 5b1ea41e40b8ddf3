//! What follows when somebody has shown that they are reached at what they gave: whose it is, and what they agreed to.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::customers::facts;
use regulars_db::customers::facts::Consent;
use regulars_db::customers::{identities, metrics};
use regulars_db::marketing::sign_ups;
use regulars_db::marketing::sign_ups::{Form, SignUp};
use regulars_db::text::AsText;
use regulars_domain::identities::owner_key;
use regulars_domain::ids;
use regulars_domain::marketing::sign_ups::{Bound, CONFIRMED_WITHIN, SignUpChannel, SignUpState, bind};
use regulars_domain::messaging::test_sends::{CODE_LASTS, CodeError, check_code};

use super::marks;
use crate::customers::profiles::identities as given;
use crate::customers::profiles::identities::Given;
use crate::customers::profiles::lookups::Lookups;
use crate::customers::profiles::new;
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::identity::keys::Keys;

/// What became of a link that was followed or a code that was typed.
#[derive(Debug)]
pub enum Confirmed {
    /// It counts now; the sign-up as it was.
    Done(Box<SignUp>),
    /// It did already.
    Before,
    /// Too late: it has expired.
    Over,
    /// The code is not the one, or no longer good.
    WrongCode(Box<SignUp>, CodeError),
    /// Not one of ours.
    Broken,
}

/// Whether a contact can still be confirmed.
pub fn is_open(sign_up: &SignUp, channel: SignUpChannel, now: NaiveDateTime) -> bool {
    sign_up.contact(channel).is_some()
        && sign_up.salt.is_some()
        && sign_up.confirmed_at(channel).is_none()
        && matches!(sign_up.state.0, SignUpState::Pending | SignUpState::Confirmed)
        && now - sign_up.created_at < CONFIRMED_WITHIN
}

/// What the link of a mail is about, without following it.
pub fn look(db: &mut Db, keys: &Keys, token: &str) -> Answer<(Confirmed, Option<Form>)> {
    let Some((id, token)) = marks::named(token) else { return Ok((Confirmed::Broken, None)) };
    let Some(sign_up) = sign_ups::read(db, &id)? else { return Ok((Confirmed::Broken, None)) };
    let form = sign_ups::find(db, &sign_up.form_id)?;
    Ok((standing(keys, sign_up, token), form))
}

fn standing(keys: &Keys, sign_up: SignUp, token: &str) -> Confirmed {
    if sign_up.state.0 == SignUpState::Expired {
        // What it was signed with is forgotten: nothing can be told but that it is over.
        return Confirmed::Over;
    }
    if !marks::is_of_mail(keys, &sign_up, token) {
        return Confirmed::Broken;
    }
    if sign_up.email_confirmed_at.is_some() {
        return Confirmed::Before;
    }
    match is_open(&sign_up, SignUpChannel::Email, clock::now().naive_utc()) {
        true => Confirmed::Done(Box::new(sign_up)),
        false => Confirmed::Over,
    }
}

/// Follows the link of a mail.
pub fn by_link(db: &mut Db, keys: &Keys, token: &str) -> Answer<Confirmed> {
    let Some((id, token)) = marks::named(token) else { return Ok(Confirmed::Broken) };
    let Some(sign_up) = sign_ups::hold(db, &id)? else { return Ok(Confirmed::Broken) };
    match standing(keys, sign_up, token) {
        Confirmed::Done(sign_up) => done(db, *sign_up, SignUpChannel::Email),
        other => Ok(other),
    }
}

/// Takes the code that was typed on the page of a sign-up of this form.
pub fn by_code(db: &mut Db, keys: &Keys, form: &Form, handle: &str, code: &str) -> Answer<Confirmed> {
    let Some((id, handle)) = marks::named(handle) else { return Ok(Confirmed::Broken) };
    let found = sign_ups::hold(db, &id)?.filter(|row| row.form_id == form.id && marks::is_handle(keys, row, handle));
    let Some(sign_up) = found else { return Ok(Confirmed::Broken) };
    if sign_up.phone_confirmed_at.is_some() {
        return Ok(Confirmed::Before);
    }
    let now = clock::now().naive_utc();
    if !is_open(&sign_up, SignUpChannel::Sms, now) {
        return Ok(Confirmed::Over);
    }
    let is_right = sign_up.salt.as_deref().is_some_and(|salt| marks::code(keys, &sign_up.id, salt) == code.trim());
    let expires_at = Some(sign_up.created_at + CODE_LASTS);
    if let Err(error) = check_code(is_right, sign_up.wrong_codes, expires_at, now) {
        let sign_up = SignUp { wrong_codes: sign_up.wrong_codes.saturating_add(1), ..sign_up };
        sign_ups::save(db, &sign_up)?;
        return Ok(Confirmed::WrongCode(Box::new(sign_up), error));
    }
    done(db, sign_up, SignUpChannel::Sms)
}

/// Lets a contact count: of who has it, or of a new customer, with the consent that was given for its channel. Nothing of
/// a profile is written over.
fn done(db: &mut Db, before: SignUp, channel: SignUpChannel) -> Answer<Confirmed> {
    let form = sign_ups::find(db, &before.form_id)?.ok_or(Code::NotFound)?;
    let kind = channel.channel().identity();
    let value = before.contact(channel).unwrap_or_default().to_owned();
    let lookups = Lookups::new(db)?;
    let now = lookups.now.naive_utc();
    let contact = Given { kind, partner: None, value: &value, pointer: "/contact".to_owned() };
    let owner = identities::owner(db, &owner_key(kind, &value))?;
    let is_first = before.state.0 == SignUpState::Pending;
    let confirmed_for = before.customer_id.as_deref().filter(|_| !is_first);
    let (customer_id, is_made) = match bind(owner.as_deref(), confirmed_for) {
        Bound::Owner(id) => {
            metrics::lock(db, id)?;
            (id.to_owned(), false)
        }
        Bound::AddedTo(id) => {
            metrics::lock(db, id)?;
            given::add(db, id, &contact, lookups.region())?;
            (id.to_owned(), false)
        }
        Bound::New => (create(db, &lookups, &form, &before, &contact)?, true),
    };
    if before.consents.contains(&channel) {
        facts::insert_consent(db, &consent(&lookups, &form, &before, &customer_id, channel))?;
        metrics::touch(db, &customer_id, now)?;
    }
    let mut after = SignUp { is_new: before.is_new || is_made, ..before.clone() };
    match channel {
        SignUpChannel::Email => after.email_confirmed_at = Some(now),
        SignUpChannel::Sms => after.phone_confirmed_at = Some(now),
    }
    if is_first {
        after.state = AsText(SignUpState::Confirmed);
        after.ended_at = Some(now);
        after.customer_id = Some(customer_id);
    }
    sign_ups::save(db, &after)?;
    Ok(Confirmed::Done(Box::new(after)))
}

/// Makes the customer who signed up, at home where the form is.
fn create(db: &mut Db, lookups: &Lookups, form: &Form, sign_up: &SignUp, contact: &Given<'_>) -> Answer<String> {
    let mut customer = regulars_db::customers::profiles::Customer {
        language: Some(AsText(sign_up.language.0)),
        source: Some(AsText(form.source.0)),
        home_unit_id: Some(form.unit_id.clone()),
        ..new::prospect(sign_up.name.clone().unwrap_or_default(), lookups.now.naive_utc())
    };
    new::set_birthday(&mut customer, sign_up.birthday.as_ref().map(|birthday| &birthday.0));
    new::insert(db, lookups, &customer, std::slice::from_ref(contact))?;
    Ok(customer.id)
}

/// The yes to a channel, as of the moment it was confirmed.
fn consent(lookups: &Lookups, form: &Form, sign_up: &SignUp, customer_id: &str, channel: SignUpChannel) -> Consent {
    Consent {
        id: ids::make(ids::CONSENT),
        customer_id: customer_id.to_owned(),
        channel: AsText(channel.channel().consent()),
        granted: true,
        source: form.name.clone(),
        wording_version: Some(sign_up.wording_version.clone()),
        occurred_at: lookups.now.naive_utc(),
        occurred_on: lookups.today(),
        recorded_at: lookups.now.naive_utc(),
        recorded_by: form.id.clone(),
    }
}
