//! Whose facts a preview or a test message is filled in with: a customer in the caller's reach, or an invented one.

use regulars_db::Db;
use regulars_db::messaging::recipients;
use regulars_domain::messaging::messages::Purpose;
use regulars_domain::messaging::templates::MergeFacts;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::text::Language;

use crate::customers::profiles::service::check_living;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::organisation;

/// Somebody a message is shown as.
#[derive(Clone, Debug)]
pub struct Seen {
    /// None: an invented customer.
    pub customer_id: Option<String>,
    /// What the customer speaks.
    pub language: Option<Language>,
    pub facts: MergeFacts,
}

/// The facts of a customer, with the words that are the same for all.
pub fn of_customer(db: &mut Db, customer_id: &str, link: &str) -> Answer<Seen> {
    let today = local_day(clock::now(), organisation(db)?.time_zone);
    let found = recipients::merge_facts(db, &[customer_id], today)?.pop().ok_or_else(not_found)?;
    let facts = complete(db, found.facts, link)?;
    Ok(Seen { customer_id: Some(found.customer_id), language: found.language, facts })
}

/// The facts of the customer that `/customer_id` names; 422 when the caller does not see it.
pub fn seen(db: &mut Db, actor: &Actor, scope: &Scope, customer_id: &str, link: &str) -> Answer<Seen> {
    let customer = regulars_db::customers::profiles::find(db, customer_id)?.ok_or_else(not_found)?;
    match check_living(actor, scope, &customer) {
        Err(error) if error.refusal().code == Code::NotFound => return Err(not_found()),
        other => other?,
    }
    of_customer(db, customer_id, link)
}

/// Somebody who has everything, in words of this language.
pub fn invented(db: &mut Db, language: Language, link: &str) -> Answer<Seen> {
    let (name, city, unit, level) = match language {
        Language::Chinese => ("王小明", "上海", "人民广场店", "金卡"),
        Language::English => ("Alex Wang", "Shanghai", "People's Square", "Gold"),
    };
    let facts = MergeFacts {
        customer_name: Some(name.to_owned()),
        customer_city: Some(city.to_owned()),
        customer_tier: Some("A".to_owned()),
        unit_name: Some(unit.to_owned()),
        points_balance: Some(1280),
        level_name: Some(level.to_owned()),
        ..MergeFacts::default()
    };
    Ok(Seen { customer_id: None, language: Some(language), facts: complete(db, facts, link)? })
}

/// Only a marketing message has the link.
pub fn link_for(purpose: Purpose, link: String) -> String {
    if purpose == Purpose::Marketing { link } else { String::new() }
}

fn complete(db: &mut Db, facts: MergeFacts, link: &str) -> Answer<MergeFacts> {
    Ok(MergeFacts { organisation_name: organisation(db)?.name, unsubscribe_url: link.to_owned(), ..facts })
}

fn not_found() -> Error {
    Fault::at("/customer_id", FaultCode::NotFound).into()
}
