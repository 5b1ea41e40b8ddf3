//! A batch of purchases: whose they are and which are there already. The same purchases as `purchases::record` makes
//! of one request; `posting` brings the customers' figures up to date.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::SubsecRound;
use regulars_db::Db;
use regulars_db::customers::bulk as customers_bulk;
use regulars_db::customers::bulk::StatusRow;
use regulars_db::exchange::imports::Rejection;
use regulars_db::platform::events::Event;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase};
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::exchange::imports::{Field, PurchaseRow, RowOutcome};
use regulars_domain::identities::{IdentityKind, mask};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::sales::events::PurchaseRecorded;
use regulars_domain::sales::purchases::{Channel, NewLine, PurchaseState, check};
use regulars_domain::text::Message;

use super::context::ImportContext;
use super::customers::{owners_of, standings_of};
use super::new_customers::{KnownIdentity, Newcomers, nameless};
use super::options::Counts;
use super::posting;
use super::reasons::Reason;
use super::rows::{Batch, Item, ParsedRow, Rejected};
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::events;
use crate::sales::purchases::record::reference_of;
use crate::sales::purchases::record::told_figures;

/// What a batch comes to.
pub struct Outcome {
    pub counts: Counts,
    pub rejections: Vec<Rejection>,
    rule: Rule,
    new_customers: Newcomers,
    purchases: Vec<Purchase>,
    lines: Vec<Line>,
    references: Vec<ExternalRef>,
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
        new_customers: Newcomers::default(),
    };
    let mut outcome = Outcome {
        counts: Counts::default(),
        rejections: Vec::new(),
        rule: deciding.rule,
        new_customers: Newcomers::default(),
        purchases: Vec::with_capacity(items.len()),
        lines: Vec::with_capacity(items.len()),
        references: Vec::new(),
    };
    let mut rejected = batch.rejected.clone();
    for draft in items {
        match deciding.take(&draft)? {
            Ok(Taken::Again) => {
                outcome.counts.unchanged += 1;
                outcome.took(context, draft.item, RowOutcome::Unchanged)?;
            }
            Ok(Taken::New(purchase, lines, reference)) => {
                outcome.took(context, draft.item, RowOutcome::Created)?;
                outcome.purchases.push(*purchase);
                outcome.lines.extend(lines);
                outcome.references.extend(reference);
            }
            Err(reason) => {
                let reject = |row: &super::rows::Row| Rejected::refused(row.clone(), vec![reason.clone()]);
                rejected.extend(draft.item.rows.iter().map(reject));
            }
        }
    }
    outcome.new_customers = deciding.new_customers;
    outcome.counts.purchases_created = i64::try_from(outcome.purchases.len()).unwrap_or(0);
    outcome.counts.customers_created = outcome.new_customers.len();
    for rejected in &rejected {
        outcome.counts.ended(rejected.outcome(), 1);
        outcome.rejections.push(rejected.kept(&context.import_id)?);
    }
    Ok(outcome)
}

impl Outcome {
    /// Counts the rows of a purchase that was taken, and keeps what was left out of them.
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

    /// Writes everything but the rejections.
    pub fn write(mut self, db: &mut Db, context: &ImportContext) -> Answer<()> {
        self.new_customers.write(db, context.options.with_events)?;
        bulk::take_refs(db, &self.references)?;
        bulk::insert_purchases(db, &self.purchases)?;
        self.lines.sort_unstable_by(|a, b| {
            (&a.customer_id, &a.purchase_id, a.number).cmp(&(&b.customer_id, &b.purchase_id, b.number))
        });
        bulk::insert_lines(db, &self.lines)?;
        customers_bulk::settle(db, &homes(&self.purchases))?;
        let moves = posting::post(db, &self.rule, context.today(), &self.purchases, &self.lines)?;
        if context.options.with_events {
            let mut told = self.purchases.iter().map(recorded).collect::<Answer<Vec<_>>>()?;
            for change in &moves {
                told.push(posting::tier_changed(change)?);
            }
            events::publish_all(db, &told)?;
        }
        Ok(())
    }
}

/// The unit of each customer's first purchase among these.
fn homes(purchases: &[Purchase]) -> BTreeMap<&str, &str> {
    let mut firsts: BTreeMap<&str, (&Purchase, &str)> = BTreeMap::new();
    for purchase in purchases {
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

/// What the rows of a purchase say, and by what its customer may be found, best first.
struct Draft<'a> {
    item: &'a Item<ParsedRow>,
    first: &'a PurchaseRow,
    lines: &'a [PurchaseRow],
    known: Vec<KnownIdentity>,
}

impl<'a> Draft<'a> {
    fn of(context: &ImportContext, item: &'a Item<ParsedRow>) -> Answer<Option<Draft<'a>>> {
        let ParsedRow::Purchase(lines) = &item.value else { return Ok(None) };
        let Some(first) = lines.first() else { return Ok(None) };
        Ok(Some(Draft { item, first, lines, known: known_of(context, first)? }))
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
    New(Box<Purchase>, Vec<Line>, Option<ExternalRef>),
    /// The same purchase is there already.
    Again,
}

/// What is known so far, of the base and of the batch.
struct Deciding<'a> {
    context: &'a ImportContext,
    rule: Rule,
    owners: HashMap<String, String>,
    statuses: HashMap<String, StatusRow>,
    /// By the partner's id.
    references: HashMap<String, ExternalRef>,
    new_customers: Newcomers,
}

impl Deciding<'_> {
    fn take(&mut self, draft: &Draft<'_>) -> Answer<Result<Taken, Reason>> {
        let made = match self.make(draft) {
            Ok(made) => made,
            Err(reason) => return Ok(Err(reason)),
        };
        let there = draft.first.external_id.as_ref().and_then(|id| self.references.get(id));
        let customer_id = match self.whose(draft) {
            Ok(Some(id)) => id,
            Ok(None) if there.is_some() => return Ok(Err(differs())),
            Ok(None) => match self.newcomer(draft, made.0.unit_id.clone())? {
                Some(id) => id,
                None => {
                    let said = message!(
                        "no customer is known by this; see `options.create_customers`",
                        "没有此客户，且此导入不建立新客户"
                    );
                    return Ok(Err(Reason::of(field_of(draft), "not_found", said)));
                }
            },
            Err(reason) => return Ok(Err(reason)),
        };
        let (mut purchase, mut lines) = made;
        purchase.customer_id.clone_from(&customer_id);
        lines.iter_mut().for_each(|line| line.customer_id.clone_from(&customer_id));
        let Some(external_id) = &draft.first.external_id else {
            return Ok(Ok(Taken::New(Box::new(purchase), lines, None)));
        };
        let partner = self.context.partner()?.to_owned();
        let reference = reference_of(&purchase, &lines, partner, external_id.clone(), &self.context.organisation);
        if let Some(there) = self.references.get(external_id) {
            let same = there.fingerprint == reference.fingerprint;
            return Ok(if same { Ok(Taken::Again) } else { Err(differs()) });
        }
        self.references.insert(external_id.clone(), reference.clone());
        Ok(Ok(Taken::New(Box::new(purchase), lines, Some(reference))))
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
        let Draft { first, lines, item, .. } = draft;
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
            partner: external_id.as_ref().and(self.context.options.partner.clone()),
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

fn differs() -> Reason {
    let said = message!("a purchase with this id and another content exists", "同一编号的购买内容不同");
    Reason::of(Field::ExternalId, "purchase_differs", said)
}

/// What the partner's ids of the drafts stand for already.
fn references_of(db: &mut Db, context: &ImportContext, drafts: &[Draft<'_>]) -> Answer<HashMap<String, ExternalRef>> {
    let mut ids: Vec<&str> = drafts.iter().filter_map(|draft| draft.first.external_id.as_deref()).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    ids.sort_unstable();
    ids.dedup();
    let found = bulk::refs(db, purchases::PURCHASE, context.partner()?, &ids)?;
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
