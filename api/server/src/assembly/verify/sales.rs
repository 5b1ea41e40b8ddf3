//! Each anonymous sale: its sums out of its lines, what was refunded out of its refunds, and what its partner's id stands
//! for.

use std::collections::BTreeMap;

use regulars_db::sales::anonymous_sales;
use regulars_db::sales::anonymous_sales::{Filter, Sale, SaleLine, SaleRefund, SaleRefundLine};
use regulars_db::sales::purchases;
use regulars_db::verify;
use regulars_db::{Db, Store};
use regulars_domain::sales::purchases::{PurchaseState, state_of};

use super::{Difference, Differences};
use crate::platform::error::{Answer, Error};
use crate::sales::anonymous_sales::refunds::plain;

/// Sales in a slice.
const SLICE: i64 = 500;

/// Looks at all of them; how many partners' ids stand for what has no customer.
pub fn look(store: &Store, mut note: impl FnMut(Vec<Difference>)) -> Answer<i64> {
    let mut after = String::new();
    loop {
        let from = after.clone();
        let (last, found) = store.read_now(|db| db.snapshot(|db| slice(db, &from)))?;
        note(found);
        let Some(last) = last else { break };
        after = last;
    }
    store.read_now(|db| Ok::<_, Error>(verify::references_of_nobody(db)?))
}

/// Looks at the sales after an id; the last of them.
fn slice(db: &mut Db, after: &str) -> Answer<(Option<String>, Vec<Difference>)> {
    let sales = anonymous_sales::after(db, &Filter::default(), after, SLICE)?;
    let ids: Vec<&str> = sales.iter().map(|sale| sale.id.as_str()).collect();
    let lines = anonymous_sales::lines_of(db, &ids)?;
    let mut found = Differences::default();
    for sale in &sales {
        let own: Vec<SaleLine> = lines.iter().filter(|line| line.sale_id == sale.id).cloned().collect();
        sums(sale, &own, &mut found);
        if *sale.state != PurchaseState::Paid {
            let refunds = anonymous_sales::refunds_of(db, &sale.id)?;
            let ids: Vec<&str> = refunds.iter().map(|refund| refund.id.as_str()).collect();
            let refunded = anonymous_sales::refund_lines_of(db, &ids)?;
            given_back(sale, &own, (&refunds, &refunded), &mut found);
        }
        if let (Some(partner), Some(external_id)) = (&sale.partner, &sale.external_id) {
            let stored = purchases::find_ref(db, purchases::PURCHASE, partner, external_id)?;
            let stored = stored.map_or_else(|| "nothing".to_owned(), |reference| reference.subject_id);
            found.compare("", &format!("external_refs.{partner}:{external_id}"), &stored, &sale.id);
        }
    }
    Ok((sales.last().map(|sale| sale.id.clone()), found.0))
}

fn sums(sale: &Sale, lines: &[SaleLine], found: &mut Differences) {
    let sum = |part: fn(&SaleLine) -> i64| lines.iter().map(part).sum::<i64>();
    let (amount, discount) = (sum(|line| line.amount), sum(|line| line.discount));
    let refunded = sum(|line| line.refunded_amount);
    let told = |gross: i64, discount: i64, refunded: i64, net: i64, state: &str| {
        format!("gross {gross}, discount {discount}, refunded {refunded}, net {net}, {state}")
    };
    found.compare(
        "",
        &format!("anonymous_sales.{}", sale.id),
        &told(sale.gross_minor, sale.discount_minor, sale.refunded_minor, sale.net_minor, sale.state.as_str()),
        &told(amount + discount, discount, refunded, amount - refunded, state_of(&plain(lines)).as_str()),
    );
}

/// What lines say was refunded is what the refunds say.
fn given_back(
    sale: &Sale,
    lines: &[SaleLine],
    (refunds, refunded): (&[SaleRefund], &[SaleRefundLine]),
    found: &mut Differences,
) {
    let mut by_line: BTreeMap<i32, (i64, i64)> = BTreeMap::new();
    let mut by_refund: BTreeMap<&str, i64> = BTreeMap::new();
    for line in refunded {
        let entry = by_line.entry(line.number).or_default();
        entry.0 += line.quantity;
        entry.1 += line.amount;
        *by_refund.entry(&line.refund_id).or_default() += line.amount;
    }
    for refund in refunds {
        let expected = by_refund.get(refund.id.as_str()).copied().unwrap_or(0);
        found.compare("", &format!("refunds.{}", refund.id), &refund.amount.to_string(), &expected.to_string());
    }
    let told = |(quantity, amount): (i64, i64)| format!("quantity {quantity}, amount {amount}");
    for line in lines {
        let expected = by_line.get(&line.number).copied().unwrap_or((0, 0));
        let stored = (line.refunded_quantity, line.refunded_amount);
        found.compare("", &format!("lines.{}.{}.refunded", sale.id, line.number), &told(stored), &told(expected));
    }
}
