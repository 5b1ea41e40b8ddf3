//! Purchases follow their buyer when two customers become one; what an undo does with them, those recorded since too.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::loyalty::merges as cards;
use regulars_db::platform::external_refs;
use regulars_db::sales::merges;
use regulars_db::sales::merges::RefundKey;
use regulars_db::sales::purchases::{Line, PURCHASE, Purchase, REFUND, find, lines_of};
use regulars_domain::customers::merges::FollowKind;
use regulars_domain::customers::posting::Posting;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::posting;
use crate::customers::merges::parts::{Both, Follows, MergePart, Moved, Stayed, StayedKind, Undo, noted};
use crate::customers::profiles::figures;
use crate::customers::profiles::figures::{Figures, PostingContext};
use crate::customers::tiers::moves;
use crate::customers::tiers::moves::{TierMove, class_of};
use crate::loyalty::memberships::LedgerContext;
use crate::loyalty::memberships::earning;
use crate::loyalty::memberships::earning::Sale;
use crate::platform::error::{Answer, Code};

/// The purchases themselves, and the figures that follow from them.
pub struct Purchases;

/// What purchases have earned, once both have their purchases and cards again.
pub struct Earnings;

/// The ids of purchases.
#[derive(Default, Serialize, Deserialize)]
struct Followed(Vec<String>);

impl MergePart for Purchases {
    fn name(&self) -> &'static str {
        "purchases"
    }

    fn follows(&self, db: &mut Db, _survivor: &str, merged: &str) -> Answer<Follows> {
        let (purchases, refunds) = merges::counts(db, merged)?;
        Ok(vec![(FollowKind::Purchases, purchases), (FollowKind::Refunds, refunds)])
    }

    fn merge(&self, db: &mut Db, both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        let all = Bought::of(db, both.merged, |_| true)?;
        all.give(db, both.merged, both.survivor)?;
        post(db, both, both.survivor, &all.postings())?;
        noted(&Followed(all.ids()))
    }

    fn undo(&self, db: &mut Db, both: &Both<'_>, undo: &mut Undo<'_>) -> Answer<()> {
        let mut going: HashSet<String> = undo.moved.part::<Followed>(self.name())?.0.into_iter().collect();
        for (id, identity) in merges::recorded_since(db, both.survivor, undo.merged_at)? {
            if going.contains(&id) {
                continue;
            }
            if identity.is_some_and(|identity| undo.keys.contains(&identity)) {
                going.insert(id);
            } else {
                undo.stayed.push(Stayed { kind: StayedKind::Purchase, id });
            }
        }
        let all = Bought::of(db, both.survivor, |purchase| going.contains(&purchase.id))?;
        all.give(db, both.survivor, both.merged)?;
        let postings = all.postings();
        post(db, both, both.survivor, &postings.iter().map(Posting::reversed).collect::<Vec<_>>())?;
        post(db, both, both.merged, &postings)
    }
}

impl MergePart for Earnings {
    fn name(&self) -> &'static str {
        "earnings"
    }

    fn follows(&self, _: &mut Db, _survivor: &str, _merged: &str) -> Answer<Follows> {
        Ok(Follows::new())
    }

    /// What was earned goes with the cards.
    fn merge(&self, _: &mut Db, _both: &Both<'_>, _moved: &Moved) -> Answer<Value> {
        Ok(Value::Null)
    }

    /// A purchase earns on the cards of its own customer only.
    fn undo(&self, db: &mut Db, both: &Both<'_>, _undo: &mut Undo<'_>) -> Answer<()> {
        let mut lots = cards::earned_lots(db, both.survivor)?;
        lots.extend(cards::earned_lots(db, both.merged)?);
        let ids: BTreeSet<String> = lots.iter().filter_map(|lot| lot.purchase_id.clone()).collect();
        let owners = merges::owners_of(db, &[both.survivor, both.merged], &ids.into_iter().collect::<Vec<_>>())?;
        let owners: HashMap<&str, (&str, i32)> =
            owners.iter().map(|(id, owner, revision)| (id.as_str(), (owner.as_str(), *revision))).collect();
        let mut misplaced: BTreeMap<&str, &str> = BTreeMap::new();
        let mut placed: HashSet<&str> = HashSet::new();
        for lot in &lots {
            let Some(purchase_id) = lot.purchase_id.as_deref() else { continue };
            let Some((owner, revision)) = owners.get(purchase_id) else { continue };
            match *owner == lot.customer_id {
                _ if lot.revision != Some(*revision) => {}
                true => {
                    placed.insert(purchase_id);
                }
                false => {
                    misplaced.insert(purchase_id, &lot.customer_id);
                }
            }
        }
        let context = LedgerContext::of(both.organisation, both.now, both.by);
        for (purchase_id, holder) in misplaced {
            let purchase = find(db, purchase_id)?.ok_or(Code::NotFound)?;
            let lines = lines_of(db, &purchase.customer_id, &[purchase_id])?;
            let sale = posting::sale(&purchase, &lines);
            earning::withdrawn(db, &Sale { customer_id: holder, ..sale.clone() }, context)?;
            if !placed.contains(purchase_id) {
                earning::came(db, &sale, context)?;
            }
        }
        Ok(())
    }
}

/// Some purchases of a customer with all that belongs to them.
struct Bought {
    purchases: Vec<Purchase>,
    lines: Vec<Line>,
    refunds: Vec<RefundKey>,
}

impl Bought {
    fn of(db: &mut Db, customer_id: &str, which: impl Fn(&Purchase) -> bool) -> Answer<Bought> {
        let mut purchases = merges::purchases_of(db, customer_id)?;
        purchases.retain(which);
        let ids: HashSet<String> = purchases.iter().map(|purchase| purchase.id.clone()).collect();
        let mut lines = merges::lines_of(db, customer_id)?;
        lines.retain(|line| ids.contains(&line.purchase_id));
        let mut refunds = merges::refunds_of(db, customer_id)?;
        refunds.retain(|(_, purchase_id, ..)| ids.contains(purchase_id));
        Ok(Bought { purchases, lines, refunds })
    }

    fn ids(&self) -> Vec<String> {
        self.purchases.iter().map(|purchase| purchase.id.clone()).collect()
    }

    fn postings(&self) -> Vec<Posting> {
        let mut lines: HashMap<&str, &[Line]> = HashMap::new();
        for of_one in self.lines.chunk_by(|one, next| one.purchase_id == next.purchase_id) {
            if let Some(first) = of_one.first() {
                lines.insert(&first.purchase_id, of_one);
            }
        }
        let of = |purchase: &Purchase| lines.get(purchase.id.as_str()).copied().unwrap_or_default();
        self.purchases.iter().map(|purchase| posting::of(purchase, of(purchase))).collect()
    }

    fn give(&self, db: &mut Db, from: &str, to: &str) -> Answer<()> {
        let refunds: Vec<String> = self.refunds.iter().map(|(id, ..)| id.clone()).collect();
        merges::give(db, from, to, &self.ids(), &refunds)?;
        let purchases = self.purchases.iter().map(|one| (&one.partner, &one.external_id));
        give_refs(db, PURCHASE, purchases, (from, to))?;
        give_refs(db, REFUND, self.refunds.iter().map(|(_, _, partner, id)| (partner, id)), (from, to))
    }
}

/// What partners' ids stand for goes along.
fn give_refs<'a>(
    db: &mut Db,
    kind: &str,
    named: impl Iterator<Item = (&'a Option<String>, &'a Option<String>)>,
    whose: (&str, &str),
) -> Answer<()> {
    let mut by_partner: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (partner, external_id) in named {
        if let (Some(partner), Some(external_id)) = (partner, external_id) {
            by_partner.entry(partner).or_default().push(external_id);
        }
    }
    for (partner, external_ids) in by_partner {
        external_refs::give(db, kind, partner, &external_ids, whose)?;
    }
    Ok(())
}

/// Posts to the figures of a customer, as purchases do.
fn post(db: &mut Db, both: &Both<'_>, customer_id: &str, postings: &[Posting]) -> Answer<()> {
    let mut customer = profiles::find(db, customer_id)?.ok_or(Code::NotFound)?;
    let mut figures = Figures::lock(db, customer_id)?;
    let before = class_of(&figures.metrics);
    let context = PostingContext { rule: both.rule, today: both.today(), cause: "merge" };
    figures::post(db, &mut customer, &mut figures, postings, context)?;
    moves::publish(db, customer_id, TierMove { before, after: class_of(&figures.metrics) })
}
