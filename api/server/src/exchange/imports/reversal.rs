//! Purchases of an import taken back, many at once: the rows and the figures of their customers in bulk. Only those that
//! brought a card points or a level go through its ledger one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::customers::bulk as customers_bulk;
use regulars_db::loyalty::{memberships, points};
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{Line, Purchase, Refund, RefundLine};
use regulars_db::text::AsText;
use regulars_domain::customers::posting::Changes;
use regulars_domain::ids;
use regulars_domain::period::local_day;
use regulars_domain::sales::purchases::{PurchaseState, RefundedLine};

use super::posting;
use crate::customers::profiles::figures::PostingContext;
use crate::customers::tiers;
use crate::loyalty::memberships::{LedgerContext, earning};
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::events;
use crate::platform::organisation;
use crate::sales::purchases::posting as sales;
use crate::sales::purchases::refunds;
use crate::sales::purchases::refunds::{Books, Giving, plain, take_off};

/// Why tiers are looked at.
const CAUSE: &str = "import_undone";

/// A purchase before and after it is taken back, and the refund that says so; none when nothing was left of it.
struct Reversal {
    sold: Purchase,
    sold_lines: Vec<Line>,
    purchase: Purchase,
    lines: Vec<Line>,
    refund: Option<(Refund, Vec<RefundLine>)>,
}

/// Takes back these purchases, each with its customer: what is left of each by a refund on its own day, and its number is
/// free. Answers the refunds with their customers.
pub fn take_back(db: &mut Db, found: &[(String, String)], by: &str) -> Answer<Vec<(String, String)>> {
    let (organisation, rule) = (organisation(db)?, tiers::rule(db)?);
    let books = Books { organisation: &organisation, rule: &rule, now: clock::now(), by, cause: CAUSE };
    // In the order of the ids, as every writer of many does.
    let customers: BTreeSet<&str> = found.iter().map(|(_, customer_id)| customer_id.as_str()).collect();
    let customers: Vec<&str> = customers.into_iter().collect();
    customers_bulk::lock(db, &customers)?;
    let ids: Vec<&str> = found.iter().map(|(id, _)| id.as_str()).collect();
    let reversals = decide(db, &customers, &ids, books)?;
    write(db, &customers, &reversals, books.now.naive_utc())?;
    let mut told = post(db, &reversals, books)?;
    take_points_back(db, &customers, &ids, &reversals, books)?;
    let refunds: Vec<&Refund> = reversals.iter().filter_map(|one| Some(&one.refund.as_ref()?.0)).collect();
    for refund in &refunds {
        told.push(refunds::told(refund)?);
    }
    events::publish_all(db, &told)?;
    Ok(refunds.into_iter().map(|refund| (refund.id.clone(), refund.customer_id.clone())).collect())
}

/// What becomes of each purchase, as it is behind the lock.
fn decide(db: &mut Db, customers: &[&str], ids: &[&str], books: Books<'_>) -> Answer<Vec<Reversal>> {
    let mut lines: HashMap<String, Vec<Line>> = HashMap::new();
    for line in purchases::lines_of_many(db, customers, ids)? {
        lines.entry(line.purchase_id.clone()).or_default().push(line);
    }
    let found = bulk::purchases_of(db, ids)?;
    Ok(found.into_iter().map(|sold| Reversal::of(lines.remove(&sold.id).unwrap_or_default(), sold, books)).collect())
}

impl Reversal {
    fn of(sold_lines: Vec<Line>, sold: Purchase, books: Books<'_>) -> Reversal {
        let refunded = left(&sold_lines);
        let (mut purchase, mut lines) = (sold.clone(), sold_lines.clone());
        let refund = (!refunded.is_empty()).then(|| {
            take_off(&mut purchase, &mut lines, &refunded);
            let giving = Giving {
                id: ids::make(ids::REFUND),
                customer_id: &sold.customer_id,
                purchase_id: &sold.id,
                reason: None,
                external_id: None,
                partner: None,
                occurred_at: sold.occurred_at,
            };
            refunds::rows_of(giving, &sold, &refunded, books)
        });
        purchase.state = AsText(PurchaseState::Reversed);
        purchase.updated_at = books.now.naive_utc();
        Reversal { sold, sold_lines, purchase, lines, refund }
    }

    /// Whether all of the purchase and of its lines is given back, as it is written in bulk.
    fn is_whole(&self) -> bool {
        self.purchase.net_minor == 0
            && self.purchase.refunded_minor == self.sold.refunded_minor + self.sold.net_minor
            && self
                .lines
                .iter()
                .all(|line| (line.refunded_quantity, line.refunded_amount) == (line.quantity, line.amount))
    }
}

/// All that can still be given back.
fn left(lines: &[Line]) -> Vec<RefundedLine> {
    let rest = |line: &Line| {
        let line = plain(line);
        RefundedLine { number: line.number, quantity: line.quantity_left(), amount: line.amount_left() }
    };
    lines.iter().map(rest).filter(|line| line.quantity > 0 || line.amount > 0).collect()
}

fn write(db: &mut Db, customers: &[&str], reversals: &[Reversal], now: NaiveDateTime) -> Answer<()> {
    let (whole, other): (Vec<&Reversal>, Vec<&Reversal>) = reversals.iter().partition(|one| one.is_whole());
    let whole: Vec<&str> = whole.into_iter().map(|one| one.purchase.id.as_str()).collect();
    bulk::take_back(db, customers, &whole, now)?;
    for one in other {
        for line in &one.lines {
            purchases::set_refunded(db, line, line.refunded_quantity, line.refunded_amount)?;
        }
        purchases::update(db, &one.purchase)?;
    }
    let sold: Vec<&Purchase> = reversals.iter().map(|one| &one.sold).collect();
    bulk::release_refs(db, purchases::PURCHASE, &sold)?;
    let (refunds, lines): (Vec<Refund>, Vec<Vec<RefundLine>>) =
        reversals.iter().filter_map(|one| one.refund.clone()).unzip();
    bulk::insert_refunds(db, &refunds)?;
    Ok(bulk::insert_refund_lines(db, &lines.into_iter().flatten().collect::<Vec<_>>())?)
}

/// Takes the purchases out of the figures; answers what is told of tiers.
fn post(db: &mut Db, reversals: &[Reversal], books: Books<'_>) -> Answer<Vec<regulars_db::platform::events::Event>> {
    let mut postings: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for one in reversals {
        let of_customer = postings.entry(one.sold.customer_id.as_str()).or_default();
        of_customer.push(sales::of(&one.sold, &one.sold_lines).reversed());
        of_customer.push(sales::of(&one.purchase, &one.lines));
    }
    let posted: BTreeMap<&str, Changes> =
        postings.into_iter().map(|(id, postings)| (id, Changes::of(&postings))).collect();
    let today = local_day(books.now, books.organisation.time_zone);
    let moves = posting::apply(db, PostingContext { rule: books.rule, today, cause: books.cause }, &posted)?;
    moves.iter().map(posting::tier_changed).collect()
}

/// Takes back what the purchases earned, and the levels they reached.
fn take_points_back(
    db: &mut Db,
    customers: &[&str],
    ids: &[&str],
    reversals: &[Reversal],
    books: Books<'_>,
) -> Answer<()> {
    let mut touched: BTreeSet<String> = memberships::reached_by(db, customers, ids)?.into_iter().collect();
    touched.extend(points::earned_by(db, customers, ids)?.into_iter().map(|(purchase_id, ..)| purchase_id));
    let ledger = LedgerContext::of(books.organisation, books.now, books.by);
    for one in reversals.iter().filter(|one| touched.contains(&one.sold.id)) {
        let Some((refund, _)) = &one.refund else { continue };
        let (before, after) = (sales::sale(&one.sold, &one.sold_lines), sales::sale(&one.purchase, &one.lines));
        earning::refunded(db, sales::given_back(refund, &one.purchase), &before, &after, ledger)?;
    }
    Ok(())
}
