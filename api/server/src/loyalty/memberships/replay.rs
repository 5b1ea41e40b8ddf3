//! The ledger of a membership played again from its first row: what each row took from which lot.

use std::collections::HashMap;

use regulars_db::Db;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::{Entry, Lot};
use regulars_domain::loyalty::points::{Draw, Lot as Rule, PointKind, Wallet};

use super::ledger::rule_of;
use crate::platform::error::{Answer, Error};

/// A wallet as the rows so far leave it, with what each redemption among them took.
#[derive(Default)]
pub struct Replay {
    pub wallet: Wallet,
    /// By row.
    draws: HashMap<String, Vec<Draw>>,
}

impl Replay {
    /// Plays one row; false when the lot or the row it names is not there, or the row cannot have been booked.
    pub fn play(&mut self, lots: &[&Lot], entry: &Entry) -> bool {
        let wallet = &mut self.wallet;
        let spent = entry.points.saturating_neg();
        match (entry.kind.0, entry.lot_id.as_deref()) {
            (PointKind::Earn | PointKind::Adjust, Some(id)) => {
                let lot = lots.iter().find(|lot| lot.id == id && lot.points == entry.points);
                lot.is_some_and(|lot| {
                    let rule = rule_of(lot);
                    wallet.add(Rule::new(rule.id, rule.number, rule.points, rule.expires_on)).is_ok()
                })
            }
            (PointKind::Redeem | PointKind::Adjust, None) => wallet.spend(spent).is_ok_and(|draws| {
                self.draws.insert(entry.id.clone(), draws);
                true
            }),
            (PointKind::Expire, Some(id)) => wallet.expire_lot(id) == spent,
            (PointKind::Reverse, Some(id)) => {
                wallet.lots.iter().any(|lot| lot.id == id) && wallet.take_back(id, spent).is_ok()
            }
            (PointKind::Restore, Some(id)) => entry.points > 0 && wallet.restore(id, entry.points).is_ok(),
            (PointKind::Undo, None) => {
                // No row is undone twice.
                let draws = entry.undoes_id.as_ref().and_then(|id| self.draws.remove(id));
                draws.is_some_and(|draws| {
                    draws.iter().map(|draw| draw.points).sum::<i64>() == entry.points
                        && wallet.give_back(&draws).is_ok()
                })
            }
            (PointKind::Transfer, Some(id)) if entry.points < 0 => wallet.hand_over(id, spent) == spent,
            (PointKind::Transfer, Some(id)) if wallet.lots.iter().any(|lot| lot.id == id) => {
                wallet.take_over(id, entry.points).is_ok()
            }
            (PointKind::Transfer, Some(id)) => {
                let lot = lots.iter().find(|lot| lot.id == id && lot.points == entry.points);
                lot.is_some_and(|lot| {
                    let rule = rule_of(lot);
                    wallet.add(Rule::new(rule.id, rule.number, rule.points, rule.expires_on)).is_ok()
                })
            }
            (PointKind::Transfer, None) if entry.points > 0 => wallet.release_debt(entry.points) == entry.points,
            (PointKind::Transfer, None) => wallet.charge_debt(spent).is_ok(),
            _ => false,
        }
    }
}

/// From which lots a redemption was taken, and these lots as they are now.
pub fn draws_of(db: &mut Db, membership: &Membership, entry: &Entry) -> Answer<(Vec<Draw>, Vec<Lot>)> {
    let lots = points::lots(db, &membership.customer_id, &membership.id)?;
    let by_row: Vec<&Lot> = lots.iter().collect();
    let mut replay = Replay::default();
    for row in points::whole_ledger(db, &membership.customer_id, &membership.id)? {
        if !replay.play(&by_row, &row) {
            return Err(Error::Internal(format!("row {} of {} cannot be played", row.number, membership.id)));
        }
        if row.id == entry.id {
            break;
        }
    }
    let draws = replay.draws.remove(&entry.id).unwrap_or_default();
    let touched = lots.into_iter().filter(|lot| draws.iter().any(|draw| draw.lot_id == lot.id)).collect();
    Ok((draws, touched))
}
