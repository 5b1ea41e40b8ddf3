//! Merging: one transaction, behind the locks of both customers and of their figures.

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::customers::merges;
use regulars_db::customers::merges::Merge;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::Metrics;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::events::CustomerMerged;
use regulars_domain::customers::merges::{Choices, FollowKind};
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::parts::{Both, Follows, MergePart, MergeParts, Moved, noted};
use super::profile::{Before, Profile};
use crate::customers::duplicates::service as duplicates;
use crate::customers::profiles::{identities, service};
use crate::customers::tiers;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::platform::organisation;

/// The name under which the facts of this area are noted.
pub(super) const FACTS: &str = "customers";

/// Who is to be merged into whom, and how.
pub struct Wanted<'a> {
    /// Whose id stays.
    pub survivor: &'a str,
    pub merged: &'a str,
    pub choices: &'a Choices,
    /// The versions that somebody looked at: of the survivor, and of the other.
    pub versions: (Option<i32>, Option<i32>),
}

/// Merges two customers whom the caller sees.
pub fn merge(db: &mut Db, parts: MergeParts, actor: &Actor, scope: &Scope, wanted: &Wanted<'_>) -> Answer<Merge> {
    let (mut survivor, mut merged) = lock_both(db, actor, scope, wanted)?;
    let (organisation, rule, now) = (organisation(db)?, tiers::rule(db)?, clock::now());
    let both = Both {
        survivor: wanted.survivor,
        merged: wanted.merged,
        organisation: &organisation,
        rule: &rule,
        now,
        by: &actor.id,
    };
    let facts = merges::facts(db, both.merged)?;
    let before = Before {
        survivor: Profile::of(&survivor),
        survivor_status: survivor.status.0,
        merged_status: merged.status.0,
        led: merges::lead_on(db, both.merged, both.survivor)?,
    };
    merges::give(db, both.merged, both.survivor, &facts)?;
    let mut moved = Moved::default();
    moved.note(FACTS, noted(&facts)?);
    // The one who is merged is found by nobody any more, and nothing is posted to it.
    let own = merged.version;
    merged.status = AsText(CustomerStatus::Merged);
    merged.merged_into = Some(survivor.id.clone());
    merged.updated_at = now.naive_utc();
    merged.version += 1;
    write(db, &merged, own)?;
    merges::hide(db, both.merged)?;
    let shown = survivor.clone();
    let own = survivor.version;
    Profile::joined(&before.survivor, &Profile::of(&merged), wanted.choices).put_into(&mut survivor);
    survivor.took_over = true;
    survivor.updated_at = now.naive_utc();
    survivor.version += 1;
    write(db, &survivor, own)?;
    show(db, &survivor)?;
    for part in parts.0 {
        let done = part.merge(db, &both, &moved)?;
        moved.note(part.name(), done);
    }
    let both_lost = [before.survivor_status, before.merged_status] == [CustomerStatus::Lost; 2];
    if both_lost {
        profiles::set_status(db, both.survivor, CustomerStatus::Lost)?;
    }
    leave_figures(db, &both)?;
    let merge = Merge {
        id: ids::make(ids::MERGE),
        customer_id: survivor.id.clone(),
        merged_id: merged.id.clone(),
        before: Json(noted(&before)?),
        choices: Json(noted(wanted.choices)?),
        moved: Json(moved.into_value()),
        merged_at: now.naive_utc(),
        merged_by: actor.id.clone(),
        undone_at: None,
        undone_by: None,
        stayed: None,
    };
    merges::insert(db, &merge)?;
    duplicates::merged(db, actor, &survivor.id, &merged.id)?;
    events::publish(db, &survivor.id, &survivor.id, now.naive_utc(), &CustomerMerged { merged_id: merged.id.clone() })?;
    audit::change(db, actor, "customers.merge", ("customer", &survivor.id), (&shown, &survivor))?;
    let detail = json!({"into": survivor.id, "merge_id": merge.id});
    audit::record(db, actor, "customers.merged", ("customer", &merged.id), &detail)?;
    Ok(merge)
}

/// What would follow, by kind.
pub fn follows(db: &mut Db, parts: MergeParts, survivor: &str, merged: &str) -> Answer<Follows> {
    let [identities, consents, interactions, contacts] = merges::counts(db, merged)?;
    let mut all = vec![
        (FollowKind::Identities, identities),
        (FollowKind::Consents, consents),
        (FollowKind::Interactions, interactions),
        (FollowKind::Contacts, contacts),
    ];
    for part in parts.0 {
        all.extend(MergePart::follows(*part, db, survivor, merged)?);
    }
    Ok(all)
}

/// Locks the figures of both, as whoever posts to them does first, then the customers, each in the order of their ids; and
/// looks whether they can be merged.
fn lock_both(db: &mut Db, actor: &Actor, scope: &Scope, wanted: &Wanted<'_>) -> Answer<(Customer, Customer)> {
    if wanted.survivor == wanted.merged {
        let fault = Fault::at("/merged_id", FaultCode::Conflict)
            .hint(message!("a customer cannot be merged into itself", "客户不能与自己合并"));
        return Err(fault.into());
    }
    merges::lock_figures(db, [wanted.survivor, wanted.merged])?;
    let (survivor, merged) = lock_customers(db, wanted.survivor, wanted.merged)?;
    let survivor = survivor.ok_or(Code::NotFound)?;
    service::check_living(actor, scope, &survivor)?;
    check_not_erased(&survivor, None)?;
    let merged = merged.filter(|merged| service::sees(actor, scope, merged));
    let merged = merged.ok_or_else(|| Fault::at("/merged_id", FaultCode::NotFound))?;
    service::check_not_merged(&merged).map_err(|error| {
        // It may have been merged into this very customer.
        let refusal = error.refusal();
        refusal.fault(Fault::at("/merged_id", FaultCode::Conflict))
    })?;
    check_not_erased(&merged, Some("/merged_id"))?;
    let (own, theirs) = wanted.versions;
    for (version, customer, pointer) in [(own, &survivor, "/survivor_version"), (theirs, &merged, "/merged_version")] {
        if version.is_some_and(|version| version != customer.version) {
            let said = message!("it was changed meanwhile", "内容已被他人修改");
            let fault = Fault::at(pointer, FaultCode::Conflict).hint(said);
            return Err(Refusal::of(Code::Conflict).fault(fault).into());
        }
    }
    Ok((survivor, merged))
}

/// Two customers, locked in the order of their ids; answered in the order asked.
pub(super) fn lock_customers(db: &mut Db, one: &str, other: &str) -> Answer<(Option<Customer>, Option<Customer>)> {
    if one < other {
        let first = profiles::lock(db, one)?;
        return Ok((first, profiles::lock(db, other)?));
    }
    let second = profiles::lock(db, other)?;
    Ok((profiles::lock(db, one)?, second))
}

fn check_not_erased(customer: &Customer, pointer: Option<&str>) -> Answer<()> {
    if *customer.status != CustomerStatus::Erased {
        return Ok(());
    }
    let said = message!("an erased customer cannot be merged", "已抹除的客户不能合并");
    let refusal = Refusal::of(Code::Conflict).detail(said.clone());
    Err(match pointer {
        Some(pointer) => refusal.fault(Fault::at(pointer, FaultCode::Conflict).hint(said)).into(),
        None => refusal.into(),
    })
}

/// Writes a customer over the version that was locked.
pub(super) fn write(db: &mut Db, customer: &Customer, version: i32) -> Answer<()> {
    if profiles::update(db, customer, version)? { Ok(()) } else { Err(Code::Stale.into()) }
}

/// Lets lists and searches find a customer as it is.
pub(super) fn show(db: &mut Db, customer: &Customer) -> Answer<()> {
    profiles::put_tags(db, &customer.id, &customer.tags)?;
    attributes::put(db, &customer.id, &customer.attributes)?;
    let own = profiles::identities_of(db, &[&customer.id])?;
    Ok(profiles::put_terms(db, &customer.id, &identities::all_terms(&customer.name, &own))?)
}

/// The figures of the one who is merged: all that was in them is in the survivor's.
fn leave_figures(db: &mut Db, both: &Both<'_>) -> Answer<()> {
    merges::clear_figures(db, both.merged)?;
    let stored = metrics::find(db, both.merged)?.ok_or(Code::NotFound)?;
    let mut left = Metrics {
        tier: stored.tier,
        tier_since: stored.tier_since,
        tier_rule: stored.tier_rule,
        version: -stored.version.abs() - 1,
        ..Metrics::none(stored.customer_id)
    };
    if left.tier.is_some() {
        let bounds = tiers::bounds(db, both.rule, both.today())?;
        let decision = tiers::judge(db, both.rule, &bounds, &left, both.today())?;
        tiers::settle(db, both.rule, &mut left, &decision, both.today(), "merge")?;
    }
    Ok(metrics::update(db, &left)?)
}
