//! What a batch of purchases comes to: counted, told, and written.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use regulars_db::Db;
use regulars_db::customers::bulk as customers_bulk;
use regulars_db::exchange::import_facts as facts;
use regulars_db::exchange::import_facts::Fact;
use regulars_db::exchange::imports;
use regulars_db::exchange::imports::Rejection;
use regulars_db::platform::events::Event;
use regulars_db::sales::bulk;
use regulars_db::sales::merges;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase, Refund, RefundLine};
use regulars_domain::exchange::imports::RowOutcome;
use regulars_domain::sales::events::PurchaseRecorded;
use regulars_domain::sales::purchases::counts_as_purchase;

use super::deciding::Made;
use crate::customers::tiers::Rule;
use crate::exchange::imports::context::ImportContext;
use crate::exchange::imports::new_customers::Newcomers;
use crate::exchange::imports::options::Counts;
use crate::exchange::imports::posting;
use crate::exchange::imports::returns::Pending;
use crate::exchange::imports::rows::{Item, ParsedRow, Rejected};
use crate::exchange::imports::run::Booking;
use crate::loyalty::memberships::LedgerContext;
use crate::loyalty::memberships::cards::Cards;
use crate::loyalty::memberships::earning;
use crate::loyalty::memberships::earning::GivenBack;
use crate::loyalty::memberships::earning::Sale;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::events;
use crate::sales::purchases::posting as sales;
use crate::sales::purchases::record::told_figures;
use crate::sales::purchases::refunds;

/// What a batch comes to.
pub struct Outcome {
    pub counts: Counts,
    pub rejections: Vec<Rejection>,
    rule: Rule,
    new_customers: Newcomers,
    purchases: Vec<Purchase>,
    lines: Vec<Line>,
    references: Vec<ExternalRef>,
    refunds: Vec<(Refund, Vec<RefundLine>)>,
    /// By which identities purchases named customers into whom others were merged: customer, purchase, identity.
    named: Vec<(String, String, String)>,
    /// What comes back of purchases that were there before.
    givings: Vec<Pending>,
}

impl Outcome {
    /// Nothing yet, with room for so many purchases.
    pub(super) fn new(rule: Rule, purchases: usize) -> Outcome {
        Outcome {
            counts: Counts::default(),
            rejections: Vec::new(),
            rule,
            new_customers: Newcomers::default(),
            purchases: Vec::with_capacity(purchases),
            lines: Vec::with_capacity(purchases),
            references: Vec::new(),
            refunds: Vec::new(),
            named: Vec::new(),
            givings: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, made: Made) {
        if let Some(identity) = made.named_by {
            self.named.push((made.purchase.customer_id.clone(), made.purchase.id.clone(), identity));
        }
        self.purchases.push(made.purchase);
        self.lines.extend(made.lines);
        self.references.extend(made.reference);
        self.refunds.extend(made.refunds);
    }

    /// Adds what was found out of the batch as a whole, and counts.
    pub(super) fn finish(
        mut self,
        context: &ImportContext,
        new_customers: Newcomers,
        givings: Vec<Pending>,
        rejected: &[Rejected],
    ) -> Answer<Outcome> {
        self.new_customers = new_customers;
        self.givings = givings;
        let count = |length: usize| i64::try_from(length).unwrap_or(0);
        self.counts.purchases_created = count(self.purchases.len());
        self.counts.refunds_created =
            count(self.refunds.len() + self.givings.iter().map(Pending::refunds).sum::<usize>());
        self.counts.customers_created = self.new_customers.len();
        for rejected in rejected {
            self.counts.ended(rejected.outcome(), 1);
            self.rejections.push(rejected.kept(&context.import_id)?);
        }
        Ok(self)
    }

    /// Counts the rows of a receipt that was taken, and keeps what was left out of them.
    pub(super) fn took(&mut self, context: &ImportContext, item: &Item<ParsedRow>, how: RowOutcome) -> Answer<()> {
        self.counts.ended(how, item.rows.len());
        for warned in item.rows.iter().filter_map(|row| row.warned(&context.import_id, how)) {
            self.counts.warned += 1;
            self.rejections.push(warned?);
        }
        Ok(())
    }

    /// The counts of a dry run; `seen` are the identities of customers that it would have made before.
    pub fn tried(&self, seen: &mut HashSet<u64>) -> Counts {
        Counts { customers_created: self.new_customers.unseen(seen), ..self.counts }
    }

    /// The purchases with their lines, as memberships look at them, in the order in which they were made.
    pub fn sales(&self) -> Vec<Sale<'_>> {
        let mut lines: HashMap<&str, Vec<Line>> = HashMap::new();
        for line in &self.lines {
            lines.entry(&line.purchase_id).or_default().push(line.clone());
        }
        let none = Vec::new();
        let mut sales: Vec<Sale<'_>> = self
            .purchases
            .iter()
            .map(|purchase| sales::sale(purchase, lines.get(purchase.id.as_str()).unwrap_or(&none)))
            .collect();
        sales.sort_by(|a, b| (a.customer_id, a.occurred_at).cmp(&(b.customer_id, b.occurred_at)));
        sales
    }

    /// Writes everything but the rejections; answers how many points were earned.
    pub fn write(mut self, db: &mut Db, context: &ImportContext, how: Booking<'_>) -> Answer<i64> {
        std::mem::take(&mut self.new_customers).write(db, context, how)?;
        bulk::take_refs(db, &self.references)?;
        bulk::insert_purchases(db, &self.purchases)?;
        let ids = || self.purchases.iter().map(|purchase| purchase.id.as_str());
        if let Some((first, last)) = ids().min().zip(ids().max()) {
            imports::note_purchases(db, &context.import_id, first, last)?;
        }
        self.lines.sort_unstable_by(|a, b| {
            (&a.customer_id, &a.purchase_id, a.number).cmp(&(&b.customer_id, &b.purchase_id, b.number))
        });
        bulk::insert_lines(db, &self.lines)?;
        for (customer_id, purchase_id, identity) in &self.named {
            merges::note_identity(db, customer_id, purchase_id, identity)?;
        }
        self.write_refunds(db, context)?;
        customers_bulk::settle(db, &homes(&self.purchases))?;
        let mut cards = if how.live { self.cards(db, context)? } else { Cards::default() };
        let moves = posting::post(db, &self.rule, context.today(), &self.purchases, &self.lines)?;
        if how.with_events {
            let mut told = self.purchases.iter().map(recorded).collect::<Answer<Vec<_>>>()?;
            for (refund, _) in &self.refunds {
                told.push(refunds::told(refund)?);
            }
            for change in &moves {
                told.push(posting::tier_changed(change)?);
            }
            events::publish_all(db, &told)?;
        }
        let earned = if how.live { self.earn(db, context, &mut cards, how)? } else { 0 };
        for giving in &self.givings {
            giving.book(db, context, &self.rule, how)?;
        }
        Ok(earned)
    }

    fn write_refunds(&self, db: &mut Db, context: &ImportContext) -> Answer<()> {
        let (refunds, lines): (Vec<Refund>, Vec<&Vec<RefundLine>>) =
            self.refunds.iter().map(|(refund, lines)| (refund.clone(), lines)).unzip();
        bulk::insert_refunds(db, &refunds)?;
        bulk::insert_refund_lines(db, &lines.into_iter().flatten().cloned().collect::<Vec<_>>())?;
        let made = |refund: &Refund| Fact::of(&context.import_id, facts::REFUND, &refund.id, &refund.customer_id);
        Ok(facts::insert(db, &refunds.iter().map(made).collect::<Vec<_>>())?)
    }

    /// The cards of all who buy, behind the lock of their figures.
    fn cards(&self, db: &mut Db, context: &ImportContext) -> Answer<Cards> {
        let ids: BTreeSet<&str> = self.purchases.iter().map(|purchase| purchase.customer_id.as_str()).collect();
        customers_bulk::lock(db, &ids.iter().copied().collect::<Vec<_>>())?;
        Cards::read_ahead(db, ids, context.today())
    }

    /// Lets the purchases earn in their order, and takes back what came back of them.
    fn earn(&self, db: &mut Db, context: &ImportContext, cards: &mut Cards, how: Booking<'_>) -> Answer<i64> {
        let ledger = LedgerContext::of(&context.organisation, clock::now(), how.by);
        let mut points = 0;
        for sale in self.sales() {
            let refunds = || self.refunds.iter().filter(|(refund, _)| refund.purchase_id == sale.purchase_id);
            let mut now = sale.clone();
            now.lines.iter_mut().for_each(|line| line.refunded = 0);
            let earned = earning::recorded(db, cards, &now, ledger)?;
            points += earned.iter().map(|card| card.points).sum::<i64>();
            for (refund, lines) in refunds() {
                let before = now.clone();
                for line in lines {
                    let at = usize::try_from(line.number - 1).unwrap_or(usize::MAX);
                    if let Some(line_now) = now.lines.get_mut(at) {
                        line_now.refunded += line.amount;
                    }
                }
                let given_back = GivenBack {
                    refund_id: &refund.id,
                    occurred_at: refund.occurred_at,
                    occurred_on: refund.occurred_on,
                    is_whole: now.lines.iter().all(|line| line.refunded >= line.amount),
                };
                earning::refunded(db, given_back, &before, &now, ledger)?;
                cards.forget(sale.customer_id);
            }
        }
        Ok(points)
    }
}

/// The unit of each customer's first purchase among these.
fn homes(purchases: &[Purchase]) -> BTreeMap<&str, &str> {
    let mut firsts: BTreeMap<&str, (&Purchase, &str)> = BTreeMap::new();
    for purchase in purchases.iter().filter(|purchase| counts_as_purchase(purchase.state.0)) {
        let Some(unit_id) = purchase.unit_id.as_deref() else { continue };
        let first = firsts.entry(&purchase.customer_id).or_insert((purchase, unit_id));
        if (purchase.occurred_at, purchase.import_row) < (first.0.occurred_at, first.0.import_row) {
            *first = (purchase, unit_id);
        }
    }
    firsts.into_iter().map(|(id, (_, unit_id))| (id, unit_id)).collect()
}

/// What is told of a purchase.
fn recorded(purchase: &Purchase) -> Answer<Event> {
    let data = PurchaseRecorded(told_figures(purchase));
    events::event(&purchase.customer_id, &purchase.id, purchase.recorded_at, &data)
}
