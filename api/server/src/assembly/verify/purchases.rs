//! Each purchase: its sums out of its lines, what was refunded out of its refunds, and what its partner's id stands for.

use std::collections::{BTreeMap, HashMap};

use regulars_db::Db;
use regulars_db::platform::external_refs;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase};
use regulars_db::text::AsText;
use regulars_db::verify::Slice;
use regulars_domain::sales::purchases::{Line as Rule, PurchaseState, state_of};

use super::{Basis, Differences};
use crate::platform::error::Answer;
use crate::sales::purchases::record::reference_of;

pub fn look(db: &mut Db, slice: &Slice, basis: &Basis, found: &mut Differences) -> Answer<()> {
    let mut lines: HashMap<&str, Vec<&Line>> = HashMap::new();
    for line in &slice.lines {
        lines.entry(&line.purchase_id).or_default().push(line);
    }
    for purchase in &slice.purchases {
        sums(purchase, lines.get(purchase.id.as_str()).map(Vec::as_slice).unwrap_or_default(), found);
    }
    let known: std::collections::HashSet<&str> = slice.purchases.iter().map(|purchase| purchase.id.as_str()).collect();
    for line in slice.lines.iter().filter(|line| !known.contains(line.purchase_id.as_str())) {
        found.compare(&line.customer_id, &format!("lines.{}", line.purchase_id), "a line", "no such purchase");
    }
    refunds(slice, found);
    references(db, slice, basis, &lines, found)
}

fn sums(purchase: &Purchase, lines: &[&Line], found: &mut Differences) {
    let sum = |part: fn(&Line) -> i64| lines.iter().map(|line| part(line)).sum::<i64>();
    let (amount, discount, refunded) =
        (sum(|line| line.amount), sum(|line| line.discount), sum(|line| line.refunded_amount));
    let rules: Vec<Rule> = lines
        .iter()
        .map(|line| Rule {
            number: line.number,
            quantity: line.quantity,
            amount: line.amount,
            refunded_quantity: line.refunded_quantity,
            refunded_amount: line.refunded_amount,
        })
        .collect();
    // Of a purchase whose import was undone nothing is left, and it never comes back.
    let found_state = state_of(&rules);
    let undone = *purchase.state == PurchaseState::Reversed && found_state == PurchaseState::Refunded;
    let state = if undone { purchase.state } else { AsText(found_state) };
    let told = |gross: i64, discount: i64, refunded: i64, net: i64, state: &str| {
        format!("gross {gross}, discount {discount}, refunded {refunded}, net {net}, {state}")
    };
    found.compare(
        &purchase.customer_id,
        &format!("purchases.{}", purchase.id),
        &told(
            purchase.gross_minor,
            purchase.discount_minor,
            purchase.refunded_minor,
            purchase.net_minor,
            purchase.state.as_str(),
        ),
        &told(amount + discount, discount, refunded, amount - refunded, state.as_str()),
    );
}

/// What lines say was refunded is what the refunds say.
fn refunds(slice: &Slice, found: &mut Differences) {
    let of_refund: HashMap<&str, &str> =
        slice.refunds.iter().map(|refund| (refund.id.as_str(), refund.purchase_id.as_str())).collect();
    let mut by_line: BTreeMap<(&str, i32), (i64, i64)> = BTreeMap::new();
    let mut by_refund: BTreeMap<&str, i64> = BTreeMap::new();
    for line in &slice.refund_lines {
        let purchase_id = of_refund.get(line.refund_id.as_str()).copied().unwrap_or_default();
        let entry = by_line.entry((purchase_id, line.number)).or_default();
        entry.0 += line.quantity;
        entry.1 += line.amount;
        *by_refund.entry(&line.refund_id).or_default() += line.amount;
    }
    for refund in &slice.refunds {
        let expected = by_refund.get(refund.id.as_str()).copied().unwrap_or(0);
        found.compare(
            &refund.customer_id,
            &format!("refunds.{}", refund.id),
            &refund.amount.to_string(),
            &expected.to_string(),
        );
    }
    let told = |(quantity, amount): (i64, i64)| format!("quantity {quantity}, amount {amount}");
    for line in &slice.lines {
        let expected = by_line.get(&(line.purchase_id.as_str(), line.number)).copied().unwrap_or((0, 0));
        let stored = (line.refunded_quantity, line.refunded_amount);
        found.compare(
            &line.customer_id,
            &format!("lines.{}.{}.refunded", line.purchase_id, line.number),
            &told(stored),
            &told(expected),
        );
    }
}

fn references(
    db: &mut Db,
    slice: &Slice,
    basis: &Basis,
    lines: &HashMap<&str, Vec<&Line>>,
    found: &mut Differences,
) -> Answer<()> {
    let held = || slice.purchases.iter().filter(|purchase| holds_number(purchase));
    let named = held().map(|purchase| (&purchase.partner, &purchase.external_id));
    let stored = stored(db, purchases::PURCHASE, named)?;
    let told = |reference: &ExternalRef| {
        format!("{} of {}, content {}", reference.subject_id, reference.customer_id, reference.content())
    };
    for purchase in held() {
        let (Some(partner), Some(external_id)) = (&purchase.partner, &purchase.external_id) else { continue };
        let lines: Vec<Line> =
            lines.get(purchase.id.as_str()).into_iter().flatten().map(|line| (*line).clone()).collect();
        let expected = reference_of(purchase, &lines, partner.clone(), external_id.clone(), &basis.organisation);
        let stored = stored.get(&(partner.clone(), external_id.clone())).map_or("nothing".to_owned(), told);
        found.compare(
            &purchase.customer_id,
            &format!("external_refs.{partner}:{external_id}"),
            &stored,
            &told(&expected),
        );
    }
    let named = slice.refunds.iter().map(|refund| (&refund.partner, &refund.external_id));
    let stored = self::stored(db, purchases::REFUND, named)?;
    for refund in &slice.refunds {
        let (Some(partner), Some(external_id)) = (&refund.partner, &refund.external_id) else { continue };
        let key = (partner.clone(), external_id.clone());
        let stored = stored.get(&key).map_or("nothing", |reference| reference.subject_id.as_str());
        found.compare(&refund.customer_id, &format!("external_refs.{partner}:{external_id}"), stored, &refund.id);
    }
    let named = slice.entries.iter().map(|entry| (&entry.partner, &entry.external_id));
    let stored = self::stored(db, external_refs::REDEMPTION, named)?;
    for entry in &slice.entries {
        let (Some(partner), Some(external_id)) = (&entry.partner, &entry.external_id) else { continue };
        let key = (partner.clone(), external_id.clone());
        let stored = stored.get(&key).map_or("nothing", |reference| reference.subject_id.as_str());
        found.compare(&entry.customer_id, &format!("external_refs.{partner}:{external_id}"), stored, &entry.id);
    }
    Ok(())
}

/// Whether a partner's id stands for this purchase: receipt numbers of a file alone mean nothing beyond it, and that of a
/// purchase whose import was undone is free.
pub fn holds_number(purchase: &Purchase) -> bool {
    purchase.partner.is_some() && purchase.external_id.is_some() && *purchase.state != PurchaseState::Reversed
}

/// What partners' ids of a kind stand for, by partner and id.
fn stored<'a>(
    db: &mut Db,
    kind: &str,
    named: impl Iterator<Item = (&'a Option<String>, &'a Option<String>)>,
) -> Answer<HashMap<(String, String), ExternalRef>> {
    let mut by_partner: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (partner, external_id) in named {
        if let (Some(partner), Some(external_id)) = (partner, external_id) {
            by_partner.entry(partner).or_default().push(external_id);
        }
    }
    let mut found = HashMap::new();
    for (partner, external_ids) in by_partner {
        let references = bulk::refs(db, kind, partner, &external_ids)?;
        let key = |reference: &ExternalRef| (reference.partner.clone(), reference.external_id.clone());
        found.extend(references.into_iter().map(|reference| (key(&reference), reference)));
    }
    Ok(found)
}
