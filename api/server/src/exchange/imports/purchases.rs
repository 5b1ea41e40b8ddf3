//! A batch of purchases: whose they are and which are there already. The same purchases as `purchases::record` makes
//! of one request; `posting` brings the customers' figures up to date.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{NaiveDateTime, SubsecRound};
use regulars_db::Db;
use regulars_db::customers::bulk as customers_bulk;
use regulars_db::customers::bulk::StatusRow;
use regulars_db::exchange::import_facts as facts;
use regulars_db::exchange::import_facts::Fact;
use regulars_db::exchange::imports::Rejection;
use regulars_db::platform::events::Event;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase, Refund, RefundLine};
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::exchange::imports::{Field, PurchaseRow, Receipt, ReceiptError, RowOutcome};
use regulars_domain::identities::{IdentityKind, mask};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::sales::events::PurchaseRecorded;
use regulars_domain::sales::purchases::{Channel, NewLine, PurchaseState, check, counts_as_purchase};
use regulars_domain::text::Message;

use super::context::ImportContext;
use super::customers::{owners_of, standings_of};
use super::new_customers::{KnownIdentity, Newcomers, nameless};
use super::options::Counts;
use super::posting;
use super::reasons::{Reason, Refused};
use super::repeats::Repeats;
use super::returns;
use super::returns::{Pending, Returns, Wanted};
use super::rows::{Batch, Item, ParsedRow, Rejected};
use super::run::Booking;
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::loyalty::memberships::LedgerContext;
use crate::loyalty::memberships::cards::Cards;
use crate::loyalty::memberships::earning;
use crate::loyalty::memberships::earning::GivenBack;
use crate::loyalty::memberships::earning::Sale;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::events;
use crate::sales::purchases::posting as sales;
use crate::sales::purchases::record::{reference_of, told_figures};
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
    /// What comes back of purchases that were there before.
    givings: Vec<Pending>,
}

/// Decides a batch without writing anything.
pub fn decide(db: &mut Db, context: &ImportContext, batch: &Batch<ParsedRow>) -> Answer<Outcome> {
    let items: Vec<Draft<'_>> =
        batch.items.iter().filter_map(|item| Draft::of(context, item).transpose()).collect::<Answer<_>>()?;
    let owners = owners_of(db, items.iter().flat_map(|draft| &draft.known))?;
    let mut deciding = Deciding {
        context,
        rule: tiers::rule(db)?,
        statuses: standings_of(db, &owners)?,
        owners,
        references: references_of(db, context, &items)?,
        repeats: Repeats::default(),
        new_customers: Newcomers::default(),
    };
    deciding.repeats = deciding.look_for_repeats(db, &items)?;
    let mut outcome = Outcome {
        counts: Counts::default(),
        rejections: Vec::new(),
        rule: deciding.rule,
        new_customers: Newcomers::default(),
        purchases: Vec::with_capacity(items.len()),
        lines: Vec::with_capacity(items.len()),
        references: Vec::new(),
        refunds: Vec::new(),
        givings: Vec::new(),
    };
    let mut rejected = batch.rejected.clone();
    let mut known: Vec<Wanted<'_>> = Vec::new();
    for draft in items {
        match deciding.take(&draft)? {
            Ok(Taken::Known(_)) if draft.receipt.returned.is_empty() => {
                outcome.counts.unchanged += 1;
                outcome.took(context, draft.item, RowOutcome::Unchanged)?;
            }
            Ok(Taken::Known(there)) => known.push(Wanted { item: draft.item, receipt: draft.receipt, there }),
            Ok(Taken::New(made)) => {
                outcome.took(context, draft.item, RowOutcome::Created)?;
                outcome.take(*made);
            }
            Err(refused) => rejected.extend(refused.rows_of(draft.item)),
        }
    }
    let Returns { givings, taken, refused } = returns::decide(db, context, known)?;
    for (item, how) in taken {
        outcome.counts.unchanged += i64::from(how == RowOutcome::Unchanged);
        outcome.took(context, item, how)?;
    }
    outcome.givings = givings;
    rejected.extend(refused);
    outcome.new_customers = deciding.new_customers;
    outcome.finish(context, &rejected)
}

impl Outcome {
    fn take(&mut self, made: Made) {
        self.purchases.push(made.purchase);
        self.lines.extend(made.lines);
        self.references.extend(made.reference);
        self.refunds.extend(made.refunds);
    }

    fn finish(mut self, context: &ImportContext, rejected: &[Rejected]) -> Answer<Outcome> {
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
    fn took(&mut self, context: &ImportContext, item: &Item<ParsedRow>, how: RowOutcome) -> Answer<()> {
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
        self.lines.sort_unstable_by(|a, b| {
            (&a.customer_id, &a.purchase_id, a.number).cmp(&(&b.customer_id, &b.purchase_id, b.number))
        });
        bulk::insert_lines(db, &self.lines)?;
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

/// What the rows of a receipt say, and by what its customer may be found, best first.
struct Draft<'a> {
    item: &'a Item<ParsedRow>,
    receipt: &'a Receipt,
    first: &'a PurchaseRow,
    known: Vec<KnownIdentity>,
}

impl<'a> Draft<'a> {
    fn of(context: &ImportContext, item: &'a Item<ParsedRow>) -> Answer<Option<Draft<'a>>> {
        let ParsedRow::Purchase(receipt) = &item.value else { return Ok(None) };
        let Some(first) = receipt.head() else { return Ok(None) };
        Ok(Some(Draft { item, receipt, first, known: known_of(context, first)? }))
    }
}

/// By what the customer of a purchase may be found, best first.
pub fn known_of(context: &ImportContext, first: &PurchaseRow) -> Answer<Vec<KnownIdentity>> {
    let mut known = Vec::new();
    if let Some(id) = &first.customer_external_id {
        known.push(KnownIdentity::external(context.partner()?, id));
    }
    let plain = [
        (IdentityKind::Card, &first.customer_card),
        (IdentityKind::Phone, &first.customer_phone),
        (IdentityKind::Email, &first.customer_email),
    ];
    known.extend(plain.into_iter().filter_map(|(kind, value)| Some(KnownIdentity::plain(kind, value.as_deref()?))));
    Ok(known)
}

enum Taken {
    New(Box<Made>),
    /// The same purchase is there already, or the receipt is only of what came back of it.
    Known(ExternalRef),
}

/// A purchase with what came back of it at once.
struct Made {
    purchase: Purchase,
    lines: Vec<Line>,
    reference: Option<ExternalRef>,
    refunds: Vec<(Refund, Vec<RefundLine>)>,
}

/// What is known so far, of the base and of the batch.
struct Deciding<'a> {
    context: &'a ImportContext,
    rule: Rule,
    owners: HashMap<String, String>,
    statuses: HashMap<String, StatusRow>,
    /// By the partner's id.
    references: HashMap<String, ExternalRef>,
    repeats: Repeats,
    new_customers: Newcomers,
}

impl Deciding<'_> {
    /// What other imports brought of the same customers at the same moments, for rows that no number tells apart.
    fn look_for_repeats(&self, db: &mut Db, drafts: &[Draft<'_>]) -> Answer<Repeats> {
        if !self.context.looks_for_repeats() {
            return Ok(Repeats::default());
        }
        let owners: Vec<(String, NaiveDateTime)> = drafts
            .iter()
            .filter(|draft| draft.first.external_id.is_none() || self.context.numbers_of().is_none())
            .filter_map(|draft| Some((self.whose(draft).ok()??, draft.first.occurred_at.trunc_subsecs(3).naive_utc())))
            .collect();
        Repeats::of(db, self.context, &owners.iter().map(|(id, at)| (id.as_str(), *at)).collect())
    }

    fn take(&mut self, draft: &Draft<'_>) -> Answer<Result<Taken, Refused>> {
        if draft.receipt.sold.is_empty() {
            return Ok(self.only_returned(draft));
        }
        let made = match self.make(draft) {
            Ok(made) => made,
            Err(reason) => return Ok(Err(Refused::Refused(reason))),
        };
        let there = draft.first.external_id.as_ref().and_then(|id| self.references.get(id));
        let customer_id = match self.whose(draft) {
            Ok(Some(id)) => id,
            Ok(None) if there.is_some() => return Ok(Err(Refused::Refused(differs()))),
            Ok(None) => match self.newcomer(draft, made.0.unit_id.clone())? {
                Some(id) => id,
                None => return Ok(Err(Refused::Refused(unknown(draft)))),
            },
            Err(reason) => return Ok(Err(Refused::Refused(reason))),
        };
        let (mut purchase, mut lines) = made;
        purchase.customer_id.clone_from(&customer_id);
        lines.iter_mut().for_each(|line| line.customer_id.clone_from(&customer_id));
        let reference = purchase.partner.clone().zip(purchase.external_id.clone()).map(|(partner, external_id)| {
            reference_of(&purchase, &lines, partner, external_id, &self.context.organisation)
        });
        if let Some(reference) = &reference
            && let Some(there) = self.references.get(&reference.external_id)
        {
            let same = there.content() == reference.content();
            return Ok(if same { Ok(Taken::Known(there.clone())) } else { Err(Refused::Refused(differs())) });
        }
        if reference.is_none()
            && let Some(reason) = self.repeats.met(self.context, &purchase, &lines)
        {
            return Ok(Err(Refused::Held(reason)));
        }
        let refunds = match returns::at_once(self.context, draft.receipt, &mut purchase, &mut lines) {
            Ok(refunds) => refunds,
            Err(reason) => return Ok(Err(Refused::Refused(reason))),
        };
        if let Some(reference) = &reference {
            self.references.insert(reference.external_id.clone(), reference.clone());
        }
        Ok(Ok(Taken::New(Box::new(Made { purchase, lines, reference, refunds }))))
    }

    /// A receipt that holds only what came back: of a purchase that is known, or nobody can say of which.
    fn only_returned(&self, draft: &Draft<'_>) -> Result<Taken, Refused> {
        let number = draft.first.external_id.as_ref();
        let there =
            number.and_then(|id| self.references.get(id)).ok_or_else(|| Refused::Held(returns::no_purchase()))?;
        match self.whose(draft).map_err(Refused::Refused)? {
            Some(id) if id == there.customer_id => Ok(Taken::Known(there.clone())),
            _ => Err(Refused::Refused(Reason::of(
                Field::ExternalId,
                "purchase_differs",
                ReceiptError::ReturnedByAnother,
            ))),
        }
    }

    /// The customer who has the first of the identities that somebody has.
    fn whose(&self, draft: &Draft<'_>) -> Result<Option<String>, Reason> {
        let Some(owner) = draft.known.iter().find_map(|known| self.owners.get(&known.key())) else { return Ok(None) };
        let Some(standing) = self.statuses.get(owner) else { return Ok(Some(owner.clone())) };
        match (standing.status.0, &standing.merged_into) {
            (CustomerStatus::Merged, Some(into)) => Ok(Some(into.clone())),
            (CustomerStatus::Erased | CustomerStatus::Merged, _) => {
                let said = message!("the customer has been erased", "该客户已被清除");
                Err(Reason::of(field_of(draft), "erased", said))
            }
            _ => Ok(Some(owner.clone())),
        }
    }

    /// Makes the customer a purchase names, if the import may; all its identities are free.
    fn newcomer(&mut self, draft: &Draft<'_>, unit_id: Option<String>) -> Answer<Option<String>> {
        if !self.context.options.create_customers {
            return Ok(None);
        }
        let named = draft.first.customer_name.clone();
        let name = named.or_else(|| draft.known.first().map(name_of)).unwrap_or_default();
        let id = self.new_customers.add(self.context, &self.rule, &nameless(name), unit_id, &draft.known)?;
        self.owners.extend(draft.known.iter().map(|known| (known.key(), id.clone())));
        Ok(Some(id))
    }

    /// The purchase and its lines, of a customer not yet known.
    fn make(&self, draft: &Draft<'_>) -> Result<(Purchase, Vec<Line>), Reason> {
        let Draft { first, receipt, item, .. } = draft;
        let lines = &receipt.sold;
        let unit_id = self.context.unit(first.unit_code.as_deref(), first.occurred_on)?;
        let now = clock::now();
        let occurred_at = first.occurred_at.trunc_subsecs(3);
        let plain: Vec<NewLine> = lines
            .iter()
            .map(|line| NewLine { quantity: line.quantity, amount: line.amount, discount: line.discount })
            .collect();
        let totals = check(&plain, occurred_at, now).map_err(|errors| {
            let said = errors.first().map_or_else(|| message!("out of range", "超出范围"), Message::from);
            Reason::whole("out_of_range", said)
        })?;
        let id = ids::make(ids::PURCHASE);
        let lines = (1..)
            .zip(lines.iter())
            .map(|(number, line)| self.line(&id, number, line))
            .collect::<Result<Vec<Line>, Reason>>()?;
        let external_id = first.external_id.clone();
        let purchase = Purchase {
            id,
            customer_id: String::new(),
            unit_id,
            channel: AsText(first.channel.unwrap_or(Channel::InStore)),
            partner: external_id.as_ref().and(self.context.numbers_of().map(str::to_owned)),
            external_id,
            revision: 1,
            import_id: Some(self.context.import_id.clone()),
            import_row: item.rows.first().map(|row| row.number),
            occurred_at: occurred_at.naive_utc(),
            occurred_on: first.occurred_on,
            recorded_at: now.naive_utc(),
            currency: AsText(self.context.organisation.base_currency),
            gross_minor: totals.gross,
            discount_minor: totals.discount,
            refunded_minor: 0,
            net_minor: totals.net,
            state: AsText(PurchaseState::Paid),
        };
        Ok((purchase, lines))
    }

    fn line(&self, purchase_id: &str, number: i32, row: &PurchaseRow) -> Result<Line, Reason> {
        let product = self.context.product(row.product_code.as_deref())?;
        Ok(Line {
            customer_id: String::new(),
            purchase_id: purchase_id.to_owned(),
            number,
            product_id: product.map(|product| product.id.clone()),
            category_id: product.and_then(|product| product.category_id.clone()),
            description: row.product_name.clone(),
            quantity: row.quantity.thousandths(),
            unit_price: None,
            amount: row.amount,
            discount: row.discount,
            refunded_quantity: 0,
            refunded_amount: 0,
        })
    }
}

fn unknown(draft: &Draft<'_>) -> Reason {
    let said =
        message!("no customer is known by this; see `options.create_customers`", "没有此客户，且此导入不建立新客户");
    Reason::of(field_of(draft), "not_found", said)
}

fn differs() -> Reason {
    let said = message!("a purchase with this id and another content exists", "同一编号的购买内容不同");
    Reason::of(Field::ExternalId, "purchase_differs", said)
}

/// What the partner's ids of the drafts stand for already.
fn references_of(db: &mut Db, context: &ImportContext, drafts: &[Draft<'_>]) -> Answer<HashMap<String, ExternalRef>> {
    let Some(partner) = context.numbers_of() else { return Ok(HashMap::new()) };
    let mut ids: Vec<&str> = drafts.iter().filter_map(|draft| draft.first.external_id.as_deref()).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    ids.sort_unstable();
    ids.dedup();
    let found = bulk::refs(db, purchases::PURCHASE, partner, &ids)?;
    Ok(found.into_iter().map(|reference| (reference.external_id.clone(), reference)).collect())
}

/// The name of a customer of whom only an identity is known; a phone or e-mail is masked, a name is shown to many.
fn name_of(known: &KnownIdentity) -> String {
    match known.kind {
        IdentityKind::External | IdentityKind::Card => known.value.clone(),
        kind => mask(kind, &known.value),
    }
}

fn field_of(draft: &Draft<'_>) -> Field {
    match draft.known.first().map(|known| known.kind) {
        Some(IdentityKind::Card) => Field::CustomerCard,
        Some(IdentityKind::Phone) => Field::CustomerPhone,
        Some(IdentityKind::Email) => Field::CustomerEmail,
        _ => Field::CustomerExternalId,
    }
}
