//! Noting a wish, and which are meant by a filter.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::service::wishes;
use regulars_db::service::wishes::{Filter, Wanted, Wish};
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::period::{days_or_last, local_day};
use regulars_domain::permissions::{Action, Scope};
use regulars_domain::service::wishes::WishState;
use regulars_domain::text::normalise;
use serde_json::json;

use super::views::{NewWish, WishQuery};
use crate::customers::profiles::named as customers;
use crate::organisation::units::{belonging, named as units};
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::{audit, clock, organisation};

/// Days that are counted when none are named.
const DAYS: u64 = 90;

/// Characters of what was asked for in words.
const WANTED: usize = 100;

pub fn record(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewWish) -> Answer<Wish> {
    let now = clock::now();
    let today = local_day(now, organisation(db)?.time_zone);
    let asked_on = new.asked_on.unwrap_or(today);
    if asked_on > today {
        return Err(Fault::at("/asked_on", FaultCode::OutOfRange).into());
    }
    let unit_id = units::visited(db, scope, Some(&new.unit_id), "/unit_id", asked_on)?;
    let unit_id = unit_id.ok_or_else(|| Fault::at("/unit_id", FaultCode::Required))?;
    let wanted = wanted(db, new.product_id.as_deref(), new.wanted.as_deref())?;
    let sight = actor.grants.scope(Action::CustomersRead).unwrap_or(scope);
    let customer_id = match &new.customer_id {
        None => None,
        Some(id) => Some(customers::seen_by_id(db, actor, sight, id, "/customer_id")?.id),
    };
    let words = new.wanted.as_deref().map(|words| text_fields::line("/wanted", words, WANTED)).transpose()?;
    let (product_id, wanted_key) = match wanted {
        Wanted::Product(id) => (Some(id), None),
        Wanted::Words(key) => (None, Some(key)),
    };
    let wish = Wish {
        id: ids::make(ids::WISH),
        customer_id,
        unit_id,
        product_id,
        wanted: words,
        wanted_key,
        reason: AsText(new.reason),
        state: AsText(WishState::Open),
        decision_note: None,
        decided_by: None,
        decided_at: None,
        asked_on,
        recorded_at: now.naive_utc(),
        recorded_by: actor.id.clone(),
    };
    wishes::insert(db, &wish)?;
    audit::record(db, actor, "wishes.record", ("wish", &wish.id), &json!({"reason": new.reason}))?;
    Ok(wish)
}

/// What a body is about: a product or words, and not both.
pub fn wanted(db: &mut Db, product_id: Option<&str>, words: Option<&str>) -> Answer<Wanted> {
    match (product_id, words) {
        (Some(id), None) => {
            let found = products::find(db, id)?;
            let product = found.ok_or_else(|| Fault::at("/product_id", FaultCode::NotFound))?;
            Ok(Wanted::Product(product.id))
        }
        (None, Some(words)) => Ok(Wanted::Words(normalise(&text_fields::line("/wanted", words, WANTED)?))),
        _ => {
            let hint = message!("expected one of `product_id` and `wanted`", "应为 `product_id` 或 `wanted` 之一");
            Err(Fault::at("/product_id", FaultCode::Conflict).hint(hint).into())
        }
    }
}

/// A wish that somebody with this reach reads.
pub fn seen(db: &mut Db, scope: &Scope, id: &str) -> Answer<Wish> {
    let found = wishes::find(db, id)?.filter(|wish| scope.covers(Some(&wish.unit_id)));
    found.ok_or_else(|| Code::NotFound.into())
}

/// The filter that a list asks for, within what the caller may see.
pub fn filter(scope: &Scope, query: &WishQuery) -> Filter {
    let days = query.asked_on.unwrap_or_default();
    let units = match (&query.unit_id, scope.units()) {
        (Some(id), _) if !scope.covers(Some(id)) => Some(Vec::new()),
        (Some(id), _) => Some(vec![id.clone()]),
        (None, within) => within.map(<[String]>::to_vec),
    };
    let words = query.wanted.as_deref().map(|words| Wanted::Words(normalise(words)));
    Filter {
        units,
        customer_id: query.customer_id.clone(),
        wanted: query.product_id.clone().map(Wanted::Product).or(words),
        reasons: query.reason.clone(),
        states: query.state.clone(),
        from: days.gte,
        before: days.lt,
    }
}

/// The units of a reach, or of the part of it that is a unit and what is below it; none: all.
pub fn within(db: &mut Db, scope: &Scope, unit_id: Option<&str>) -> Answer<Option<Vec<String>>> {
    let Some(id) = unit_id else { return Ok(scope.units().map(<[String]>::to_vec)) };
    if !scope.covers(Some(id)) {
        return Ok(Some(Vec::new()));
    }
    Ok(belonging::below(db, id)?.units().map(<[String]>::to_vec))
}

/// The days that are counted: the last 90 when none are named.
pub fn days(db: &mut Db, from: Option<NaiveDate>, before: Option<NaiveDate>) -> Result<(NaiveDate, NaiveDate), Error> {
    let today = local_day(clock::now(), organisation(db)?.time_zone);
    let days = days_or_last(from, before, today, DAYS);
    days.ok_or_else(|| {
        Refusal::of(Code::InvalidParameter).fault(Fault::parameter("asked_on", FaultCode::OutOfRange)).into()
    })
}
