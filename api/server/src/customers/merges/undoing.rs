//! Undoing a merge: both are customers of their own again, each with the facts that are its own.

use regulars_db::Db;
use regulars_db::customers::merges;
use regulars_db::customers::merges::{Facts, Merge};
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::Metrics;
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::events::CustomerMergeUndone;
use regulars_domain::customers::merges::Choices;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::identities::stored_key;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::merging::{FACTS, lock_customers, show, write};
use super::parts::{Both, MergeParts, Moved, Undo, noted};
use super::profile::{Before, Profile};
use crate::customers::duplicates::service as duplicates;
use crate::customers::profiles::service;
use crate::customers::tiers;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::platform::organisation;

/// A merge of customers the caller sees.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Merge> {
    let merge = merges::find(db, id)?.ok_or(Code::NotFound)?;
    let survivor = profiles::find(db, &merge.customer_id)?.filter(|survivor| service::sees(actor, scope, survivor));
    survivor.map(|_| merge).ok_or_else(|| Code::NotFound.into())
}

/// Undoes a merge. What was recorded since and is not the other's stays with the survivor and is noted.
pub fn undo(db: &mut Db, parts: MergeParts, actor: &Actor, scope: &Scope, id: &str) -> Answer<Merge> {
    let found = find(db, actor, scope, id)?;
    let figures = merges::lock_figures(db, [&found.customer_id, &found.merged_id])?;
    let (survivor, merged) = lock_customers(db, &found.customer_id, &found.merged_id)?;
    let (Some(mut survivor), Some(mut merged)) = (survivor, merged) else { return Err(Code::NotFound.into()) };
    // Behind the locks: somebody else may have undone it.
    let mut merge = merges::find(db, id)?.ok_or(Code::NotFound)?;
    check(db, &merge, &survivor, &merged)?;
    take_up(db, figures)?;
    let before: Before = read(&merge.before)?;
    let choices: Choices = read(&merge.choices)?;
    let moved = Moved::of(&merge.moved);
    let facts: Facts = moved.part(FACTS)?;
    let (organisation, rule, now) = (organisation(db)?, tiers::rule(db)?, clock::now());
    let (survivor_id, merged_id) = (merge.customer_id.clone(), merge.merged_id.clone());
    let both = Both {
        survivor: &survivor_id,
        merged: &merged_id,
        organisation: &organisation,
        rule: &rule,
        now,
        by: &actor.id,
    };
    let left = left_of(db, both.survivor, &facts)?;
    merges::give(db, both.survivor, both.merged, &left)?;
    merges::lead(db, &before.led, both.merged)?;
    let shown = survivor.clone();
    take_apart(db, (&mut survivor, &mut merged), (&merge.id, &before, &choices), now.naive_utc())?;
    let mut undo = Undo { merged_at: merge.merged_at, keys: &facts.keys, moved: &moved, stayed: Vec::new() };
    for part in parts.0 {
        part.undo(db, &both, &mut undo)?;
    }
    stay_lost(db, both.survivor, before.survivor_status, merge.merged_at)?;
    stay_lost(db, both.merged, before.merged_status, merge.merged_at)?;
    merge.undone_at = Some(now.naive_utc());
    merge.undone_by = Some(actor.id.clone());
    merge.stayed = Some(Json(noted(&undo.stayed)?));
    merges::update(db, &merge)?;
    duplicates::parted(db, actor, both.survivor, both.merged)?;
    let told = CustomerMergeUndone { merged_id: merged_id.clone() };
    events::publish(db, both.survivor, both.survivor, now.naive_utc(), &told)?;
    audit::change(db, actor, "customers.undo_merge", ("customer", both.survivor), (&shown, &survivor))?;
    let detail = json!({"from": survivor_id, "merge_id": merge.id});
    audit::record(db, actor, "customers.restored", ("customer", both.merged), &detail)?;
    Ok(merge)
}

/// Whether it can be undone now.
fn check(db: &mut Db, merge: &Merge, survivor: &Customer, merged: &Customer) -> Answer<()> {
    if merge.undone_at.is_some() {
        let said = message!("this merge is undone already", "此合并已撤销");
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    if [survivor, merged].iter().any(|one| *one.status == CustomerStatus::Erased) {
        let said = message!(
            "one of the two was erased: what it was is not known any more",
            "其中一位客户已抹除，原资料不复存在"
        );
        return Err(Refusal::of(Code::Conflict).detail(said).into());
    }
    let newest = merges::newest_of(db, &[&merge.customer_id, &merge.merged_id])?;
    match newest.filter(|newest| newest.id != merge.id) {
        Some(later) => Err(Refusal::of(Code::Conflict)
            .detail(message!("a later merge of these customers is to be undone first", "须先撤销这些客户之后的合并"))
            .member("merge_id", later.id)
            .into()),
        None => Ok(()),
    }
}

/// The figures of the merged one are posted to again.
fn take_up(db: &mut Db, figures: Vec<Metrics>) -> Answer<()> {
    for mut figures in figures.into_iter().filter(|figures| figures.version < 0) {
        figures.version = figures.version.abs() + 1;
        metrics::update(db, &figures)?;
    }
    Ok(())
}

/// What of these facts the survivor still has.
fn left_of(db: &mut Db, survivor: &str, facts: &Facts) -> Answer<Facts> {
    let own = profiles::identities_of(db, &[survivor])?;
    let left: Vec<_> = own.into_iter().filter(|one| facts.identities.contains(&one.id)).collect();
    Ok(Facts {
        keys: left.iter().map(|one| stored_key(one.kind.0, &one.partner, &one.value)).collect(),
        identities: left.into_iter().map(|one| one.id).collect(),
        ..facts.clone()
    })
}

/// The profiles of both as they are from now on.
fn take_apart(
    db: &mut Db,
    (survivor, merged): (&mut Customer, &mut Customer),
    (merge_id, before, choices): (&str, &Before, &Choices),
    now: chrono::NaiveDateTime,
) -> Answer<()> {
    let own = merged.version;
    let after = Profile::joined(&before.survivor, &Profile::of(merged), choices);
    // The status follows from the facts, which come now.
    let waits = |status| if status == CustomerStatus::Lost { CustomerStatus::Lost } else { CustomerStatus::Prospect };
    merged.status = AsText(waits(before.merged_status));
    merged.merged_into = None;
    merged.took_over = merges::took_over(db, &merged.id, merge_id)?;
    merged.updated_at = now;
    merged.version += 1;
    write(db, merged, own)?;
    show(db, merged)?;
    let own = survivor.version;
    Profile::undone(before.survivor.clone(), &after, Profile::of(survivor)).put_into(survivor);
    survivor.took_over = merges::took_over(db, &survivor.id, merge_id)?;
    survivor.updated_at = now;
    survivor.version += 1;
    write(db, survivor, own)?;
    show(db, survivor)
}

/// Who was lost before the merge, and has bought nothing since, is lost again.
fn stay_lost(db: &mut Db, id: &str, before: CustomerStatus, merged_at: chrono::NaiveDateTime) -> Answer<()> {
    if before != CustomerStatus::Lost {
        return Ok(());
    }
    let last = metrics::find(db, id)?.and_then(|metrics| metrics.last_purchase_on);
    if last.is_none_or(|last| last < merged_at.date()) {
        profiles::set_status(db, id, CustomerStatus::Lost)?;
    }
    Ok(())
}

fn read<T: DeserializeOwned>(kept: &Json<Value>) -> Answer<T> {
    serde_json::from_value(kept.0.clone()).map_err(|error| Error::Internal(format!("a kept merge: {error}")))
}
