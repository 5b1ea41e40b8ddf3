//! What is owed on a closed card: it follows its holder into the next card of the same programme.

use regulars_db::Db;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_domain::loyalty::memberships::MembershipState;

use super::LedgerContext;
use super::ledger::Account;
use crate::platform::error::Answer;

/// Moves what the customer owes on closed cards to their card of the same programme that is not closed. The caller has
/// locked the customer's figures. Answers the cards that have changed.
pub fn follow(db: &mut Db, held: &[&Membership], context: LedgerContext<'_>) -> Answer<Vec<Membership>> {
    let is_closed = |membership: &Membership| *membership.state == MembershipState::Closed;
    let mut changed: Vec<Membership> = Vec::new();
    for old in held.iter().filter(|one| is_closed(one) && one.balance < 0) {
        let next = held.iter().find(|one| !is_closed(one) && one.programme_id == old.programme_id);
        let Some(next) = next else { continue };
        let place = changed.iter().position(|one| one.id == next.id);
        let next = place.map_or_else(|| (*next).clone(), |place| changed.swap_remove(place));
        let mut left = Account::open(db, (*old).clone(), &[], context)?;
        let owed = left.release_debt(db)?;
        changed.push(left.close(db)?);
        let mut taken = Account::open(db, next, &[], context)?;
        taken.charge_debt(db, owed)?;
        changed.push(taken.close(db)?);
    }
    Ok(changed)
}

/// The same of a customer whose cards are read now.
pub fn follow_of(db: &mut Db, customer_id: &str, context: LedgerContext<'_>) -> Answer<Vec<Membership>> {
    let held = memberships::of_customer(db, customer_id)?;
    follow(db, &held.iter().collect::<Vec<_>>(), context)
}
