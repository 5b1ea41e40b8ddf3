//! How a purchase stands in the customer's figures, and what of it earns points.

use regulars_db::sales::purchases::{Line, Purchase, Refund};
use regulars_domain::customers::posting::Posting;
use regulars_domain::sales::purchases::{PurchaseState, counts_as_purchase};

use super::refunds;
use crate::loyalty::memberships::earning::{GivenBack, Sale, SaleLine};

/// What the purchase with these lines adds to the figures as it stands.
pub fn of(purchase: &Purchase, lines: &[Line]) -> Posting {
    let lines = lines
        .iter()
        .map(|line| (line.category_id.as_deref(), line.amount - line.refunded_amount, refunds::plain(line).is_kept()));
    let counts = counts_as_purchase(purchase.state.0);
    Posting::of(purchase.occurred_on, counts, purchase.net_minor, purchase.unit_id.as_deref(), lines)
}

/// The purchase as memberships look at it.
pub fn sale<'a>(purchase: &'a Purchase, lines: &[Line]) -> Sale<'a> {
    Sale {
        customer_id: &purchase.customer_id,
        purchase_id: &purchase.id,
        revision: purchase.revision,
        unit_id: purchase.unit_id.as_deref(),
        occurred_at: purchase.occurred_at,
        occurred_on: purchase.occurred_on,
        lines: lines.iter().map(|line| SaleLine { amount: line.amount, refunded: line.refunded_amount }).collect(),
    }
}

/// The refund as memberships look at it; `after` is the purchase with it.
pub fn given_back<'a>(refund: &'a Refund, after: &Purchase) -> GivenBack<'a> {
    GivenBack {
        refund_id: &refund.id,
        occurred_at: refund.occurred_at,
        occurred_on: refund.occurred_on,
        is_whole: matches!(*after.state, PurchaseState::Refunded | PurchaseState::Reversed),
    }
}
