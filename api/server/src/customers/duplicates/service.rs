//! What is decided on two customers that may be one.

use regulars_db::Db;
use regulars_db::customers::duplicates;
use regulars_db::customers::duplicates::Duplicate;
use regulars_db::customers::profiles;
use regulars_db::text::AsText;
use regulars_domain::customers::duplicates::DuplicateState;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use serde_json::json;

use crate::customers::profiles::service::sees;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Refusal};
use crate::platform::identity::Actor;

/// Two customers the caller sees both of.
pub fn find(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Duplicate> {
    let pair = duplicates::find(db, id)?.ok_or(Code::NotFound)?;
    for id in [&pair.customer_id, &pair.other_id] {
        let seen = profiles::find(db, id)?.filter(|customer| sees(actor, scope, customer));
        seen.ok_or(Code::NotFound)?;
    }
    Ok(pair)
}

/// Says that they are two. It is remembered: no search shows them again.
pub fn dismiss(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Duplicate> {
    let mut pair = find(db, actor, scope, id)?;
    match pair.state.0 {
        DuplicateState::Dismissed => return Ok(pair),
        DuplicateState::Merged => {
            let said = message!("the two were merged; undo the merge", "两位客户已合并，请先撤销合并");
            return Err(Refusal::of(Code::Conflict).detail(said).into());
        }
        DuplicateState::Open => {}
    }
    decide(db, actor, &mut pair, DuplicateState::Dismissed)?;
    let detail = json!({"other_id": pair.other_id, "score": pair.score});
    audit::record(db, actor, "duplicates.dismiss", ("customer", &pair.customer_id), &detail)?;
    Ok(pair)
}

/// Notes that two customers were merged.
pub fn merged(db: &mut Db, actor: &Actor, survivor: &str, merged: &str) -> Answer<()> {
    if let Some(mut pair) = duplicates::of_both(db, survivor, merged)? {
        decide(db, actor, &mut pair, DuplicateState::Merged)?;
    }
    Ok(duplicates::forget_of(db, merged)?)
}

/// Notes that a merge was undone: somebody says that they are two.
pub fn parted(db: &mut Db, actor: &Actor, survivor: &str, merged: &str) -> Answer<()> {
    if let Some(mut pair) = duplicates::of_both(db, survivor, merged)? {
        decide(db, actor, &mut pair, DuplicateState::Dismissed)?;
    }
    Ok(())
}

fn decide(db: &mut Db, actor: &Actor, pair: &mut Duplicate, state: DuplicateState) -> Answer<()> {
    pair.state = AsText(state);
    pair.decided_by = Some(actor.id.clone());
    pair.decided_at = Some(clock::now().naive_utc());
    Ok(duplicates::update(db, pair)?)
}
