//! Deciding receipt by receipt, with what is known of the base and of the batch so far.

use std::collections::HashMap;

use chrono::{NaiveDateTime, SubsecRound};
use regulars_db::Db;
use regulars_db::customers::bulk::StatusRow;
use regulars_db::sales::bulk;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase, Refund, RefundLine};
use regulars_db::text::AsText;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::exchange::imports::{Field, PurchaseRow, ReceiptError};
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::sales::purchases::{Channel, NewLine, PurchaseState, check};
use regulars_domain::text::Message;

use super::draft::{Draft, name_of};
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::exchange::imports::context::ImportContext;
use crate::exchange::imports::customers::{owners_of, standings_of};
use crate::exchange::imports::new_customers::{Newcomers, nameless};
use crate::exchange::imports::reasons::{Reason, Refused};
use crate::exchange::imports::repeats::Repeats;
use crate::exchange::imports::returns;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::sales::purchases::record::reference_of;

/// What a receipt comes to.
pub(super) enum Taken {
    New(Box<Made>),
    /// The same purchase is there already, or the receipt is only of what came back of it.
    Known(ExternalRef),
}

/// A purchase with what came back of it at once.
pub(super) struct Made {
    pub purchase: Purchase,
    pub lines: Vec<Line>,
    pub reference: Option<ExternalRef>,
    pub refunds: Vec<(Refund, Vec<RefundLine>)>,
    /// The key of the identity that named a customer into whom others were merged.
    pub named_by: Option<String>,
}

/// What is known so far, of the base and of the batch.
pub(super) struct Deciding<'a> {
    context: &'a ImportContext,
    rule: Rule,
    owners: HashMap<String, String>,
    statuses: HashMap<String, StatusRow>,
    /// By the partner's id.
    references: HashMap<String, ExternalRef>,
    repeats: Repeats,
    new_customers: Newcomers,
}

impl<'a> Deciding<'a> {
    /// Reads all that the receipts of a batch are held against, with a query for each kind.
    pub fn of(db: &mut Db, context: &'a ImportContext, drafts: &[Draft<'_>]) -> Answer<Deciding<'a>> {
        let owners = owners_of(db, drafts.iter().flat_map(|draft| &draft.known))?;
        let mut deciding = Deciding {
            context,
            rule: tiers::rule(db)?,
            statuses: standings_of(db, &owners)?,
            owners,
            references: references_of(db, context, drafts)?,
            repeats: Repeats::default(),
            new_customers: Newcomers::default(),
        };
        deciding.repeats = deciding.look_for_repeats(db, drafts)?;
        Ok(deciding)
    }

    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// The customers that the receipts made, at the end.
    pub fn newcomers(self) -> Newcomers {
        self.new_customers
    }

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

    /// What one receipt comes to, or why it is not taken; the next one is held against it too.
    pub fn take(&mut self, draft: &Draft<'_>) -> Answer<Result<Taken, Refused>> {
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
        let named_by = self.named_by(draft, &customer_id);
        Ok(Ok(Taken::New(Box::new(Made { purchase, lines, reference, refunds, named_by }))))
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
                Err(Reason::of(draft.field(), "erased", said))
            }
            _ => Ok(Some(owner.clone())),
        }
    }

    /// The key of the identity that named a customer into whom others were merged.
    fn named_by(&self, draft: &Draft<'_>, customer_id: &str) -> Option<String> {
        self.statuses.get(customer_id).filter(|standing| standing.took_over)?;
        draft.known.iter().map(|known| known.key()).find(|key| self.owners.contains_key(key))
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
            updated_at: now.naive_utc(),
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
    Reason::of(draft.field(), "not_found", said)
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
