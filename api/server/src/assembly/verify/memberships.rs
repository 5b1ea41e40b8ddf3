//! Each membership: its ledger played again from the first row, what its purchases earned by the rules, and its level.

use std::collections::HashMap;

use regulars_db::loyalty::memberships::{LevelChange, Membership};
use regulars_db::loyalty::merges;
use regulars_db::loyalty::points::{Entry, Lot};
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_db::verify::Slice;
use regulars_domain::loyalty::memberships::{LevelBasis, MembershipState, decide, fall_back, window};
use regulars_domain::loyalty::points::{LineLeft, Rate, Terms, points_of_lines, take_back};
use regulars_domain::money::Currency;

use super::{Basis, Differences};
use crate::loyalty::memberships::levels::Ladder;
use crate::loyalty::memberships::replay::Replay;
use crate::platform::error::{Answer, Error};

pub fn look(slice: &Slice, basis: &Basis, found: &mut Differences) -> Answer<()> {
    let currency = basis.organisation.base_currency;
    let purchases: HashMap<&str, &Purchase> =
        slice.purchases.iter().map(|purchase| (purchase.id.as_str(), purchase)).collect();
    let mut lines: HashMap<&str, Vec<&Line>> = HashMap::new();
    for line in &slice.lines {
        lines.entry(&line.purchase_id).or_default().push(line);
    }
    for membership in &slice.memberships {
        let lots: Vec<&Lot> = slice.lots.iter().filter(|lot| lot.membership_id == membership.id).collect();
        let entries: Vec<&Entry> = slice.entries.iter().filter(|entry| entry.membership_id == membership.id).collect();
        ledger(membership, &lots, &entries, found);
        earned(membership, &lots, &purchases, &lines, currency, found)?;
        let changes: Vec<&LevelChange> =
            slice.level_changes.iter().filter(|change| change.membership_id == membership.id).collect();
        level(membership, &changes, found);
        if let Some(ladder) = basis.ladders.iter().find(|ladder| ladder.programme.id == membership.programme_id) {
            risen(slice, basis, ladder, membership, found);
        }
    }
    Ok(())
}

/// Plays the ledger again: the balance after each row, the sum, and what is left in each lot.
fn ledger(membership: &Membership, lots: &[&Lot], entries: &[&Entry], found: &mut Differences) {
    let mut compare = |field: String, stored: String, expected: String| {
        found.compare(&membership.customer_id, &format!("points.{}.{field}", membership.id), &stored, &expected);
    };
    let mut replay = Replay::default();
    for (number, entry) in (1_i64..).zip(entries) {
        compare(format!("{number}.number"), entry.number.to_string(), number.to_string());
        let played = replay.play(lots, entry);
        let wallet = &replay.wallet;
        compare(format!("{number}.lot"), (if played { "there" } else { "missing" }).to_owned(), "there".to_owned());
        compare(format!("{number}.balance"), entry.balance.to_string(), wallet.balance.to_string());
    }
    let wallet = replay.wallet;
    compare("balance".to_owned(), membership.balance.to_string(), wallet.balance.to_string());
    compare("entries".to_owned(), membership.entries.to_string(), entries.len().to_string());
    let told = |remaining: i64, reversed: i64| format!("remaining {remaining}, reversed {reversed}");
    for lot in lots {
        let (remaining, reversed) = wallet
            .lots
            .iter()
            .find(|played| played.id == lot.id)
            .map_or((0, 0), |played| (played.remaining, played.reversed));
        compare(lot.id.clone(), told(lot.remaining, lot.reversed), told(remaining, reversed));
    }
}

/// What each purchase earned and gave back by its terms, and the carry: the parts of all that was bought that make no
/// whole point.
fn earned(
    membership: &Membership,
    lots: &[&Lot],
    purchases: &HashMap<&str, &Purchase>,
    lines: &HashMap<&str, Vec<&Line>>,
    currency: Currency,
    found: &mut Differences,
) -> Answer<()> {
    let mut carry = 0;
    for lot in lots {
        let (Some(purchase_id), Some(rate), Some(start)) = (&lot.purchase_id, lot.rate, lot.carry) else { continue };
        let rate = Rate::from_thousandths(rate).map_err(|error| Error::Internal(format!("a stored rate: {error}")))?;
        let terms = Terms::new(rate, currency);
        let own = lines.get(purchase_id.as_str()).map(Vec::as_slice).unwrap_or_default();
        let current = purchases
            .get(purchase_id.as_str())
            .is_some_and(|one| Some(one.revision) == lot.revision && one.customer_id == membership.customer_id);
        if !current {
            // The content it earned by was replaced, or is another customer's: all of it was taken back, and none of it is
            // in the carry.
            found.compare(
                &membership.customer_id,
                &format!("points.{}.{}.reversed", membership.id, lot.id),
                &lot.reversed.to_string(),
                &lot.points.to_string(),
            );
            continue;
        }
        let amounts: Vec<i64> = own.iter().map(|line| line.amount).collect();
        let points: i64 = points_of_lines(terms, start, &amounts).iter().map(|(points, _)| points).sum();
        let back: Vec<LineLeft> = own
            .iter()
            .map(|line| LineLeft {
                amount: line.amount,
                before: line.amount,
                after: line.amount - line.refunded_amount,
            })
            .collect();
        let reversed = take_back(terms, start, &back).points;
        let told = |points: i64, reversed: i64| format!("points {points}, reversed {reversed}");
        found.compare(
            &membership.customer_id,
            &format!("points.{}.{}.earned", membership.id, lot.id),
            &told(lot.points, lot.reversed),
            &told(points, reversed),
        );
        let net: i64 = own.iter().map(|line| line.amount - line.refunded_amount).sum();
        carry += terms.left_over(net, lot.points - lot.reversed);
    }
    found.compare(
        &membership.customer_id,
        &format!("points.{}.carry", membership.id),
        &membership.carry.to_string(),
        &carry.to_string(),
    );
    Ok(())
}

/// The level is the last of its history, and each change follows from the inputs it was decided by.
fn level(membership: &Membership, changes: &[&LevelChange], found: &mut Differences) {
    let text = |id: Option<&String>| id.cloned().unwrap_or_else(|| "none".to_owned());
    let mut compare = |field: String, stored: String, expected: String| {
        found.compare(&membership.customer_id, &format!("memberships.{}.{field}", membership.id), &stored, &expected);
    };
    let mut present: Option<&String> = None;
    for change in changes {
        compare(format!("{}.previous", change.id), text(change.previous_id.as_ref()), text(present));
        compare(format!("{}.level", change.id), text(change.level_id.as_ref()), text(decided(change).as_ref()));
        present = change.level_id.as_ref();
    }
    compare("level".to_owned(), text(membership.level_id.as_ref()), text(present));
    if let Some(last) = changes.last() {
        compare("level_since".to_owned(), membership.level_since.to_string(), last.since.to_string());
        compare("level_rule".to_owned(), membership.level_rule.to_string(), last.rule.to_string());
    }
}

/// What the kept inputs of a change decide.
fn decided(change: &LevelChange) -> Option<String> {
    let inputs = &change.inputs;
    let levels = inputs.get("levels")?.as_array()?;
    let ids: Vec<&str> = levels.iter().filter_map(|level| level.get("id")?.as_str()).collect();
    let thresholds: Vec<i64> = levels.iter().filter_map(|level| level.get("threshold")?.as_i64()).collect();
    let place = |id: Option<&str>| id.and_then(|id| ids.iter().position(|known| *known == id));
    let value = inputs.get("value")?.as_i64()?;
    let level = match inputs.get("returned") {
        Some(returned) => fall_back(&thresholds, place(returned.get("level_before")?.as_str()), value),
        None => {
            let anniversary = inputs.get("anniversary")?.as_bool()?;
            let level = decide(&thresholds, place(change.previous_id.as_deref()), value, anniversary).level;
            // The better one of two cards that became one.
            let other = inputs.get("merged").and_then(|merged| merged.get("level")?.as_str());
            level.max(place(other))
        }
    };
    level.and_then(|place| ids.get(place)).map(|id| (*id).to_owned())
}

/// Nobody in use stands below the level that their facts reach today: up goes at once.
fn risen(slice: &Slice, basis: &Basis, ladder: &Ladder, member: &Membership, found: &mut Differences) {
    if *member.state == MembershipState::Closed {
        return;
    }
    let range = window(basis.today);
    let value: i64 = match ladder.programme.level_basis.0 {
        LevelBasis::Points => slice
            .lots
            .iter()
            .filter(|lot| lot.customer_id == member.customer_id)
            .filter(|lot| merges::root(&slice.memberships, &lot.membership_id) == member.id)
            .filter(|lot| lot.purchase_id.is_some() && range.contains(lot.occurred_on))
            .map(|lot| lot.points - lot.reversed)
            .sum(),
        LevelBasis::Spend => slice
            .purchases
            .iter()
            .filter(|one| one.customer_id == member.customer_id && range.contains(one.occurred_on))
            .map(|one| one.net_minor)
            .sum(),
    };
    let decision = ladder.decide(member, value, false);
    let code = |place: Option<usize>| {
        place.and_then(|place| ladder.levels.get(place)).map_or("none", |level| level.code.as_str())
    };
    let present = ladder.place(member.level_id.as_deref());
    found.compare(
        &member.customer_id,
        &format!("memberships.{}.reached", member.id),
        code(present),
        code(decision.level),
    );
}
