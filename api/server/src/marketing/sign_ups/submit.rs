//! Taking what came back by a page.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use regulars_db::Db;
use regulars_db::customers::identities;
use regulars_db::marketing::sign_ups;
use regulars_db::marketing::sign_ups::{Form, SignUp};
use regulars_db::organisation::units;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{Birthday, BirthdayCalendar};
use regulars_domain::identities::owner_key;
use regulars_domain::marketing::sign_ups::{
    A_DAY, MOST_A_MINUTE, MOST_OF_A_CONTACT, PageVerdict, SignUpAsk, SignUpChannel, SignUpFormState, SignUpRefusal,
    SignUpState, judge_page,
};
use regulars_domain::organisation::units::UnitState;
use regulars_domain::period::local_day;
use regulars_domain::text::{Language, Message, check_name};
use regulars_domain::{ids, message};
use serde::Deserialize;

use super::marks;
use super::message::SignUpMessage;
use super::service::out_of_reach;
use crate::platform::config::Config;
use crate::platform::error::Answer;
use crate::platform::identity::keys::{Keys, random_secret};
use crate::platform::organisation::Organisation;
use crate::platform::{clock, jobs, organisation};

/// What a page sends back. What it does not send is empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    pub name: String,
    pub phone: String,
    pub email: String,
    /// A day such as `1990-05-12`.
    pub birthday: String,
    /// Anything: the box is ticked.
    pub consent_email: String,
    pub consent_sms: String,
    /// The field that people do not see.
    pub company_fax: String,
    /// See [`marks::page_mark`].
    pub page: String,
}

impl Given {
    /// Whether the box of a channel is ticked.
    pub fn agrees(&self, channel: SignUpChannel) -> bool {
        let box_of = match channel {
            SignUpChannel::Email => &self.consent_email,
            SignUpChannel::Sms => &self.consent_sms,
        };
        !box_of.is_empty()
    }
}

/// A field of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Name,
    Phone,
    Email,
    Birthday,
}

/// What is wrong, field by field.
pub type Faults = Vec<(Field, Message)>;

/// What became of it.
#[derive(Debug)]
pub enum Outcome {
    /// No form has this address.
    NoForm,
    /// The form takes nothing.
    Closed(Box<Form>),
    /// It took as many in the last minute as it takes.
    Busy(Box<Form>),
    /// Not taken, which is counted.
    Refused(Box<Form>, SignUpRefusal),
    /// The page is too old or not one of ours.
    Stale(Box<Form>),
    Faults(Box<Form>, Faults),
    /// What is to be confirmed is on its way.
    Taken(Box<Form>, Box<SignUp>),
}

/// The form behind an address, and whether it takes sign-ups now.
pub fn opened(db: &mut Db, config: &Config, token: &str) -> Answer<Option<(Form, bool)>> {
    // What else may stand in a path is not asked for.
    if !token.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    let Some(form) = sign_ups::by_token(db, token)? else { return Ok(None) };
    let unit = units::find(db, &form.unit_id)?;
    let is_open = form.state.0 == SignUpFormState::Open
        && unit.is_some_and(|unit| unit.state.0 == UnitState::Active)
        && out_of_reach(config, &form.asked).is_empty();
    Ok(Some((form, is_open)))
}

/// Takes what somebody gave: a row that is pending, and a job for each message by which it is confirmed. Who is known
/// already is answered as who is not.
pub fn take(
    db: &mut Db,
    config: &Config,
    keys: &Keys,
    token: &str,
    given: &Given,
    language: Language,
) -> Answer<Outcome> {
    let now = clock::now().naive_utc();
    let Some((form, is_open)) = opened(db, config, token)? else { return Ok(Outcome::NoForm) };
    let form = Box::new(form);
    if !is_open {
        return Ok(Outcome::Closed(form));
    }
    if sign_ups::recent_of_form(db, &form.id, now - TimeDelta::minutes(1))? >= MOST_A_MINUTE {
        return Ok(Outcome::Busy(form));
    }
    match judge_page(marks::opened_at(keys, &form, &given.page), given.company_fax.is_empty(), now) {
        PageVerdict::Taken => {}
        PageVerdict::Stale => return Ok(Outcome::Stale(form)),
        PageVerdict::Refused(reason) => return refuse(db, form, language, reason, now),
    }
    let organisation = organisation(db)?;
    let read = match read(&form, given, &organisation, now) {
        Ok(read) => read,
        Err(faults) => return Ok(Outcome::Faults(form, faults)),
    };
    let contacts = [(SignUpChannel::Email, &read.email), (SignUpChannel::Sms, &read.phone)];
    let mut customer_id = None;
    for (channel, value) in contacts {
        let Some(value) = value else { continue };
        if sign_ups::recent_of_contact(db, channel, value, now - A_DAY)? >= MOST_OF_A_CONTACT {
            return refuse(db, form, language, SignUpRefusal::TooMany, now);
        }
        if customer_id.is_none() {
            customer_id = identities::owner(db, &owner_key(channel.channel().identity(), value))?;
        }
    }
    let sign_up = SignUp {
        customer_id,
        name: Some(read.name),
        phone: read.phone,
        email: read.email,
        birthday: read.birthday.map(Json),
        consents: Json(form.consents.iter().copied().filter(|channel| given.agrees(*channel)).collect()),
        salt: Some(random_secret::<16>()),
        ..empty(&form, language, now)
    };
    sign_ups::add(db, &sign_up)?;
    for channel in SignUpChannel::ALL.iter().copied().filter(|channel| sign_up.contact(*channel).is_some()) {
        jobs::enqueue(db, &SignUpMessage { sign_up_id: sign_up.id.clone(), channel }, jobs::BY)?;
    }
    Ok(Outcome::Taken(form, Box::new(sign_up)))
}

/// Counts what is not taken. What was given is not kept.
fn refuse(
    db: &mut Db,
    form: Box<Form>,
    language: Language,
    reason: SignUpRefusal,
    now: NaiveDateTime,
) -> Answer<Outcome> {
    let refused = SignUp {
        state: AsText(SignUpState::Refused),
        reason: Some(AsText(reason)),
        ended_at: Some(now),
        ..empty(&form, language, now)
    };
    sign_ups::add(db, &refused)?;
    Ok(Outcome::Refused(form, reason))
}

fn empty(form: &Form, language: Language, now: NaiveDateTime) -> SignUp {
    SignUp {
        id: ids::make(ids::SIGN_UP),
        form_id: form.id.clone(),
        customer_id: None,
        state: AsText(SignUpState::Pending),
        reason: None,
        name: None,
        phone: None,
        email: None,
        birthday: None,
        language: AsText(language),
        consents: Json(Vec::new()),
        wording_version: form.wording_version.clone(),
        salt: None,
        wrong_codes: 0,
        email_confirmed_at: None,
        phone_confirmed_at: None,
        is_new: false,
        created_at: now,
        ended_at: None,
    }
}

/// What was given, each in its one form.
struct Read {
    name: String,
    phone: Option<String>,
    email: Option<String>,
    birthday: Option<Birthday>,
}

fn read(form: &Form, given: &Given, organisation: &Organisation, now: NaiveDateTime) -> Result<Read, Faults> {
    let mut faults = Faults::new();
    let name = check_name(&given.name).map_err(|error| faults.push((Field::Name, error.into()))).unwrap_or_default();
    let mut contact = |field, channel: SignUpChannel, text: &str| {
        let text = asked(form.asked.contact(channel), field, text, &mut faults)?;
        let read = channel.channel().address(text, &organisation.default_phone_region);
        read.map_err(|error| faults.push((field, error.into()))).ok()
    };
    let phone = contact(Field::Phone, SignUpChannel::Sms, &given.phone);
    let email = contact(Field::Email, SignUpChannel::Email, &given.email);
    let today = local_day(now.and_utc(), organisation.time_zone);
    let birthday = asked(form.asked.birthday, Field::Birthday, &given.birthday, &mut faults)
        .and_then(|text| birthday(text, today).map_err(|error| faults.push((Field::Birthday, error))).ok());
    if faults.is_empty() { Ok(Read { name, phone, email, birthday }) } else { Err(faults) }
}

/// What was given for a field that is asked; what is not asked is not read.
fn asked<'a>(ask: SignUpAsk, field: Field, text: &'a str, faults: &mut Faults) -> Option<&'a str> {
    let text = Some(text.trim()).filter(|text| !text.is_empty() && ask != SignUpAsk::Off);
    if text.is_none() && ask == SignUpAsk::Required {
        faults.push((field, message!("Please fill this in", "请填写此项")));
    }
    text
}

fn birthday(text: &str, today: NaiveDate) -> Result<Birthday, Message> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| message!("Please give a day such as 1990-05-12", "请填写日期，例如 1990-05-12"))?;
    let birthday = Birthday {
        year: Some(chrono::Datelike::year(&day)),
        month: chrono::Datelike::month(&day),
        day: chrono::Datelike::day(&day),
        calendar: BirthdayCalendar::Solar,
    };
    birthday.check(today).map_err(Message::from)?;
    Ok(birthday)
}
