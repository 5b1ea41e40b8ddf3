//! Writes of memberships: enrolling, and the state of the card.

use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles as stored;
use regulars_db::customers::profiles::Customer;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::text::AsText;
use regulars_domain::identities::{IdentityKind, normalise};
use regulars_domain::ids;
use regulars_domain::loyalty::events::{MembershipChanged, MembershipEnrolled};
use regulars_domain::loyalty::memberships::{MembershipState, ProgrammeState, next_review};
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::LedgerContext;
use super::debts;
use super::levels;
use super::levels::{Cause, Ladder};
use super::views::{MembershipPatch, NewMembership};
use crate::customers::profiles::identities;
use crate::customers::profiles::identities::Given;
use crate::customers::profiles::{named, service as customers};
use crate::organisation::units::named as units;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::platform::occurred;
use crate::platform::organisation;
use crate::platform::version::ExpectedVersion;

/// Makes a customer a member of a programme. The card's number becomes an identity of the customer, unless it is one.
/// Answers the membership, and whether the caller sees the customer.
pub fn enrol(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewMembership) -> Answer<(Membership, bool)> {
    let organisation = organisation(db)?;
    let now = clock::now();
    let context = LedgerContext::of(&organisation, now, &actor.id);
    let enrolled_at = occurred::moment(new.enrolled_at, now, "/enrolled_at")?;
    let enrolled_on = occurred::day(enrolled_at, now, organisation.time_zone);
    // A key enrols at its own unit.
    units::visited(db, scope, actor.unit_id.as_deref(), "/enrolled_at", enrolled_on)?;
    let (customer, is_seen) = new_member(db, actor, scope, new, &organisation.default_phone_region)?;
    let ladder = open_programme(db, &new.programme_id)?;
    metrics::lock(db, &customer.id)?;
    let held = memberships::of_customer(db, &customer.id)?;
    let card = give_card(db, &customer.id, &new.card, &held, &organisation.default_phone_region)?;
    let is_member =
        held.iter().any(|one| *one.state != MembershipState::Closed && one.programme_id == new.programme_id);
    if is_member {
        let fault = Fault::at("/programme_id", FaultCode::Taken)
            .hint(message!("the customer is a member already", "该客户已是会员"));
        return Err(Refusal::of(Code::Conflict).fault(fault).into());
    }
    let mut membership = Membership {
        id: ids::make(ids::MEMBERSHIP),
        customer_id: customer.id,
        programme_id: ladder.programme.id.clone(),
        card: Some(card),
        state: AsText(MembershipState::Active),
        enrolled_at: enrolled_at.naive_utc(),
        enrolled_on,
        recorded_at: context.now,
        recorded_by: actor.id.clone(),
        level_id: None,
        level_since: context.today,
        level_rule: ladder.programme.version,
        review_on: next_review(context.today, context.today),
        balance: 0,
        carry: 0,
        entries: 0,
        updated_at: context.now,
        version: 1,
        merged_into: None,
    };
    levels::review(db, &ladder, &mut membership, Cause::Enrolment, context)?;
    memberships::insert(db, &membership)?;
    let data =
        MembershipEnrolled { programme_id: membership.programme_id.clone(), level_id: membership.level_id.clone() };
    events::publish(db, &membership.customer_id, &membership.id, context.now, &data)?;
    let mut data = json!(data);
    if let Some(members) = data.as_object_mut() {
        members.insert("counter".to_owned(), json!(new.customer.is_some()));
    }
    audit::record(db, actor, "memberships.enrol", ("membership", &membership.id), &data)?;
    let moved = debts::follow_of(db, &membership.customer_id, context)?;
    Ok((moved.into_iter().find(|one| one.id == membership.id).unwrap_or(membership), is_seen))
}

/// Whom to enrol: a customer one sees, or anybody of the chain who says the whole phone or card at the counter.
fn new_member(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    new: &NewMembership,
    region: &str,
) -> Answer<(Customer, bool)> {
    match (&new.customer_id, &new.customer) {
        (Some(id), None) => Ok((named::seen_by_id(db, actor, scope, id, "/customer_id")?, true)),
        (None, Some(said)) => {
            let customer = named::by_key(db, said, actor.partner.as_deref(), region)?;
            let is_seen = customers::sees(actor, scope, &customer);
            Ok((customer, is_seen))
        }
        (None, None) => Err(Fault::at("/customer_id", FaultCode::Required).into()),
        (Some(_), Some(_)) => Err(Fault::at("/customer", FaultCode::Conflict)
            .hint(message!(
                "expected `customer_id` or `customer`, not both",
                "应为 `customer_id` 或 `customer` 之一，不能同时给出"
            ))
            .into()),
    }
}

fn open_programme(db: &mut Db, id: &str) -> Answer<Ladder> {
    let ladder = match Ladder::of(db, id) {
        Err(error) if error.refusal().code == Code::NotFound => {
            return Err(Fault::at("/programme_id", FaultCode::NotFound).into());
        }
        found => found?,
    };
    if *ladder.programme.state == ProgrammeState::Closed {
        let fault = Fault::at("/programme_id", FaultCode::Conflict)
            .hint(message!("the programme takes no new members", "该会员计划不再接受新会员"));
        return Err(Refusal::of(Code::Conflict).fault(fault).into());
    }
    Ok(ladder)
}

/// The card's number as it is kept. One that is another customer's is 409, and so is one of another membership.
fn give_card(db: &mut Db, customer_id: &str, raw: &str, held: &[Membership], region: &str) -> Answer<String> {
    let card = card_of(raw, region)?;
    if held.iter().any(|one| *one.state != MembershipState::Closed && one.card.as_ref() == Some(&card)) {
        let fault = Fault::at("/card", FaultCode::Taken)
            .hint(message!("another membership of the customer has this card", "该客户的另一会员资格已使用此卡号"));
        return Err(Refusal::of(Code::Conflict).fault(fault).into());
    }
    let own = stored::identities_of(db, &[customer_id])?;
    if !own.iter().any(|one| *one.kind == IdentityKind::Card && one.value == card) {
        let given = Given { kind: IdentityKind::Card, partner: None, value: &card, pointer: "/card".to_owned() };
        identities::add(db, customer_id, &given, region)?;
    }
    Ok(card)
}

/// Changes the state of a card, or its number; a closed one stays closed.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &MembershipPatch,
) -> Answer<Membership> {
    let organisation = organisation(db)?;
    let context = LedgerContext::of(&organisation, clock::now(), &actor.id);
    let stored = lock(db, actor, scope, id)?;
    expected.check(stored.version)?;
    let (before, mut membership) = (stored.state.0, stored.clone());
    let state = patch.state.unwrap_or(before);
    let replaced = patch.card.is_some();
    if let Some(number) = &patch.card {
        check_open(&membership)?;
        membership.card = replace_card(db, &membership, number.as_deref(), &organisation.default_phone_region)?;
    }
    if state == before && !replaced {
        return Ok(membership);
    }
    if !before.may_become(state) {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("a closed card stays closed", "已注销的会员卡不能恢复"))
            .into());
    }
    membership.state = AsText(state);
    membership.updated_at = context.now;
    membership.version += 1;
    memberships::update(db, &membership)?;
    if state != before {
        let data = MembershipChanged { before, after: state };
        events::publish(db, &membership.customer_id, &membership.id, context.now, &data)?;
    }
    audit::change(db, actor, "memberships.change", ("membership", id), (&stored, &membership))?;
    Ok(membership)
}

/// Another number for a card: the old one is nobody's any more. Answers it as it is kept.
fn replace_card(db: &mut Db, membership: &Membership, number: Option<&str>, region: &str) -> Answer<Option<String>> {
    let customer_id = &membership.customer_id;
    let wanted = number.map(|number| card_of(number, region)).transpose()?;
    if wanted == membership.card {
        return Ok(wanted);
    }
    let own = stored::identities_of(db, &[customer_id])?;
    let old = own.iter().find(|one| *one.kind == IdentityKind::Card && Some(&one.value) == membership.card.as_ref());
    if let Some(old) = old {
        identities::remove(db, customer_id, &old.id)?;
    }
    let held = memberships::of_customer(db, customer_id)?;
    wanted.map(|card| give_card(db, customer_id, &card, &held, region)).transpose()
}

fn card_of(raw: &str, region: &str) -> Answer<String> {
    Ok(normalise(IdentityKind::Card, raw, region)
        .map_err(|error| Fault::at("/card", FaultCode::Malformed).hint(error))?)
}

/// Refuses what a closed card cannot be used for.
pub fn check_open(membership: &Membership) -> Answer<()> {
    if *membership.state == MembershipState::Closed { check_usable(membership) } else { Ok(()) }
}

/// Refuses what a suspended or closed card cannot be used for.
pub fn check_usable(membership: &Membership) -> Answer<()> {
    if membership.state.can_spend() {
        return Ok(());
    }
    Err(Refusal::of(Code::Conflict)
        .detail(message!("the card is {state}", "会员卡{state}", state = membership.state.label()))
        .into())
}

/// A membership of a customer the caller may see, with that customer.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<(Membership, Customer)> {
    let membership = memberships::find(db, id)?.ok_or(Code::NotFound)?;
    let customer = customers::find(db, actor, scope, &membership.customer_id)?;
    Ok((membership, customer))
}

/// The same to be changed: read behind the lock of the customer's figures.
pub fn lock(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Membership> {
    let (found, _) = find(db, actor, scope, id)?;
    metrics::lock(db, &found.customer_id)?;
    memberships::find(db, id)?.ok_or_else(|| Error::from(Code::NotFound))
}
