//! What a purchase or a refund did to a card, to be printed on the receipt.

use regulars_db::Db;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::Lot;
use serde::Serialize;
use utoipa::ToSchema;

use super::LedgerContext;
use super::levels::Ladder;
use super::views::{MemberLevel, MembershipView};
use crate::platform::error::Answer;

/// A card of the customer after a purchase or a refund.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CardOutcome {
    pub membership_id: String,
    pub programme_id: String,
    #[schema(example = "仙芋会员")]
    pub programme_name: String,
    /// What the purchase earned, or, below zero, what the refund took back.
    #[schema(example = 36)]
    pub points: i64,
    /// What can be spent now; below zero is owed.
    #[schema(example = 1280)]
    pub balance: i64,
    /// Points that a refund took back after they were spent.
    pub owed: i64,
    /// None below the lowest level.
    pub level: Option<MemberLevel>,
    /// Whether this purchase or refund brought another level.
    pub level_changed: bool,
}

impl CardOutcome {
    /// Of a card as it is now, with its lots if they are known; `before` is the level it had.
    pub fn of(
        db: &mut Db,
        ladder: &Ladder,
        membership: &Membership,
        lots: Option<&[Lot]>,
        (points, before): (i64, Option<&String>),
        context: LedgerContext<'_>,
    ) -> Answer<CardOutcome> {
        let overdue = match lots {
            Some(lots) => {
                let over = lots.iter().filter(|lot| lot.expires_on.is_some_and(|last| last < context.today));
                over.map(|lot| lot.remaining).sum()
            }
            None => points::overdue(db, &[&membership.customer_id], context.today)?.of(&membership.id),
        };
        let view = MembershipView::new(membership.clone(), "", &ladder.levels, overdue);
        Ok(CardOutcome {
            membership_id: view.id,
            programme_id: view.programme_id,
            programme_name: ladder.programme.name.clone(),
            points,
            balance: view.balance,
            owed: view.owed,
            level: view.level,
            level_changed: before != membership.level_id.as_ref(),
        })
    }
}
