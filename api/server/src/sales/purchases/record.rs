//! Recording a purchase: checked, posted and judged in one transaction.

use std::collections::HashMap;

use chrono::{NaiveDate, SubsecRound};
use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles::Customer;
use regulars_db::loyalty::points;
use regulars_db::sales::merges;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase};
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::ids::is_external_id;
use regulars_domain::message;
use regulars_domain::permissions::Scope;
use regulars_domain::platform::audit::changes;
use regulars_domain::platform::events::EventData;
use regulars_domain::sales::events::{PurchaseFigures, PurchaseRecorded, PurchaseRevised};
use regulars_domain::sales::purchases::{Channel, Content, ContentLine, PurchaseState, Totals, canonical};
use serde_json::{Value, json};

use super::buyers::{Buyer, buyer_of, named_by};
use super::holding;
use super::holding::Holding;
use super::lines::{check_lines, check_sold, lines_of};
use super::lookups::{Lookups, key_of};
use super::posting;
use super::views::{NewPurchase, PurchaseOutcome, PurchaseView, RecordedPurchase, RecordedSaleView};
use crate::customers::profiles::figures;
use crate::customers::profiles::figures::{Figures, PostingContext};
use crate::customers::tiers::moves;
use crate::customers::tiers::moves::{TierMove, class_of};
use crate::loyalty::memberships::earning;
use crate::loyalty::memberships::outcomes::CardOutcome;
use crate::organisation::units::named::{Units, check_said};
use crate::platform::audit;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::platform::identity::keys::digest;
use crate::platform::occurred;
use crate::platform::organisation::Organisation;
use crate::sales::anonymous_sales;
use crate::sales::anonymous_sales::RecordedSale;
use crate::sales::anonymous_sales::views::AnonymousSaleView;
use crate::sales::held_purchases::views::HeldPurchaseView;

/// What came of it.
pub enum Outcome {
    Recorded(Box<Recorded>),
    /// The same purchase was there already.
    Again(ExternalRef),
    /// It has no customer, and says so.
    Anonymous(Box<RecordedSale>),
    /// Nobody knows the customer, and the partner's setting is to hold it.
    Held(Box<Holding>),
}

/// A purchase that was recorded, or took a new revision.
pub struct Recorded {
    pub purchase: Purchase,
    pub lines: Vec<Line>,
    pub tier: TierMove,
    pub memberships: Vec<CardOutcome>,
    /// False when it was there already.
    pub is_new: bool,
}

impl Outcome {
    pub fn id(&self) -> &str {
        match self {
            Outcome::Recorded(recorded) => &recorded.purchase.id,
            Outcome::Again(known) => &known.subject_id,
            Outcome::Anonymous(recorded) => &recorded.sale.id,
            Outcome::Held(holding) => &holding.held.id,
        }
    }

    /// As the request for it alone is answered: 201 when it was recorded, 202 when it is held from now on, 200 when it was
    /// there already or took a new revision.
    pub fn status(&self) -> u16 {
        match self {
            Outcome::Recorded(recorded) if recorded.is_new => 201,
            Outcome::Anonymous(recorded) if recorded.is_new => 201,
            Outcome::Held(holding) if holding.is_new => 202,
            _ => 200,
        }
    }

    /// What is answered.
    pub fn into_view(self, db: &mut Db, lookups: &mut Lookups, actor: &Actor) -> Answer<RecordedSaleView> {
        let known = match self {
            Outcome::Recorded(recorded) => return Ok(RecordedSaleView::Purchase(Box::new((*recorded).into()))),
            Outcome::Anonymous(recorded) => {
                return Ok(RecordedSaleView::Anonymous(AnonymousSaleView::new(recorded.sale, &recorded.lines)));
            }
            Outcome::Held(holding) => {
                return Ok(RecordedSaleView::Held(HeldPurchaseView::new(holding.held, &holding.lines, actor)));
            }
            Outcome::Again(known) => known,
        };
        let (purchase, lines) = with_lines(db, &known.subject_id)?;
        let PurchaseOutcome { tier, memberships, .. } = again(db, lookups, actor, &known)?;
        Ok(RecordedSaleView::Purchase(Box::new(Recorded { purchase, lines, tier, memberships, is_new: false }.into())))
    }

    /// What it did to the customer's tier and cards; none where there is no customer.
    pub fn told(self, db: &mut Db, lookups: &mut Lookups, actor: &Actor) -> Answer<Option<PurchaseOutcome>> {
        match self {
            Outcome::Recorded(recorded) => {
                let Recorded { purchase, tier, memberships, .. } = *recorded;
                Ok(Some(PurchaseOutcome { customer_id: purchase.customer_id, tier, memberships }))
            }
            Outcome::Again(known) => again(db, lookups, actor, &known).map(Some),
            Outcome::Anonymous(_) | Outcome::Held(_) => Ok(None),
        }
    }
}

impl From<Recorded> for RecordedPurchase {
    fn from(recorded: Recorded) -> RecordedPurchase {
        let Recorded { purchase, lines, tier, memberships, .. } = recorded;
        RecordedPurchase { purchase: PurchaseView::new(purchase, &lines), tier, memberships }
    }
}

/// The customer as it is now, with what the purchase earned the first time.
fn again(db: &mut Db, lookups: &mut Lookups, actor: &Actor, known: &ExternalRef) -> Answer<PurchaseOutcome> {
    let (customer_id, purchase_id) = (known.customer_id.as_str(), known.subject_id.as_str());
    let class = match lookups.figures.peek(customer_id) {
        Some(figures) => class_of(&figures.metrics),
        None => metrics::find(db, customer_id)?.as_ref().and_then(class_of),
    };
    let earned = lookups.earned.get(purchase_id, || {
        let lots = points::lots_of_purchase(db, customer_id, purchase_id, known.revision)?;
        Ok(Some(lots.into_iter().map(|lot| (lot.membership_id, lot.points)).collect()))
    })?;
    let ledger = lookups.ledger(actor);
    let memberships = earning::standing(db, &mut lookups.cards, customer_id, &earned.unwrap_or_default(), ledger)?;
    Ok(PurchaseOutcome {
        customer_id: customer_id.to_owned(),
        tier: TierMove { before: class, after: class },
        memberships,
    })
}

/// A purchase with its customer, before it is written.
struct Prepared {
    purchase: Purchase,
    lines: Vec<Line>,
    customer: Customer,
    /// The key of the identity that the customer was created with; none when it was known.
    created_by: Option<String>,
    /// The key of the identity that named a customer into whom others were merged; none when its own id did.
    named_by: Option<String>,
    reference: Option<ExternalRef>,
}

impl Prepared {
    /// What its id stands for when nobody is known to have bought, as of a purchase that was held.
    fn unnamed(&self, reference: &ExternalRef, organisation: &Organisation) -> ExternalRef {
        let ExternalRef { partner, external_id, .. } = reference.clone();
        ExternalRef { partner, external_id, ..reference_for(&self.purchase, "", &self.lines, organisation) }
    }
}

/// Records a purchase of a unit in the caller's scope. The same one sent again changes nothing. One without a customer is an
/// anonymous sale; one of a customer whom nobody knows is refused, held, or has the customer created.
pub fn record(db: &mut Db, lookups: &mut Lookups, actor: &Actor, scope: &Scope, new: &NewPurchase) -> Answer<Outcome> {
    if new.is_anonymous() {
        anonymous_sales::check_nobody(new)?;
    }
    let draft = draft(db, lookups, actor, scope, new)?;
    if new.is_anonymous() {
        return anonymous_sales::record(db, lookups, actor, scope, new, draft);
    }
    let named = (draft.partner.as_deref(), draft.purchase.unit_id.as_deref());
    let (customer, created_by) = match buyer_of(db, lookups, actor, new, named)? {
        Buyer::Known(customer, created_by) => (*customer, created_by),
        Buyer::Unknown(identity) => return holding::hold(db, lookups, actor, new, draft, identity),
    };
    let reference = draft.reference(&lookups.organisation, &customer.id);
    let partner = draft.partner.clone();
    let prepared = draft.of(lookups, new, customer, created_by, reference);
    let known = match &prepared.reference {
        Some(reference) => taken(db, lookups, reference)?,
        None => None,
    };
    let (Some(known), Some(reference)) = (known, &prepared.reference) else {
        // What is there already is not asked whether it would be sold today.
        check_sold(db, lookups, partner.as_deref(), (&prepared.purchase, &prepared.lines), new)?;
        return insert(db, lookups, actor, prepared);
    };
    if ids::is(ids::HELD_PURCHASE, &known.subject_id) {
        let blank = prepared.unnamed(reference, &lookups.organisation);
        holding::give_way(db, actor, &known, &blank, &prepared.purchase.id)?;
        purchases::revise_ref(db, reference)?;
        return insert(db, lookups, actor, prepared);
    }
    if ids::is(ids::ANONYMOUS_SALE, &known.subject_id) {
        return holding::released(db, &known, &prepared.unnamed(reference, &lookups.organisation));
    }
    if known.content() == reference.content() {
        return Ok(Outcome::Again(known));
    }
    if reference.revision > known.revision && known.customer_id == reference.customer_id {
        check_sold(db, lookups, partner.as_deref(), (&prepared.purchase, &prepared.lines), new)?;
        return revise(db, lookups, actor, scope, prepared, &known);
    }
    Err(differs(&known))
}

/// What a partner's id stands for already; none when it was free and is taken now.
pub fn taken(db: &mut Db, lookups: &Lookups, reference: &ExternalRef) -> Answer<Option<ExternalRef>> {
    if let Some(known) = lookups.references.peek(&key_of(reference)) {
        return Ok(Some(known.clone()));
    }
    if purchases::take_ref(db, reference)? {
        return Ok(None);
    }
    let found = purchases::find_ref(db, purchases::PURCHASE, &reference.partner, &reference.external_id)?;
    Ok(Some(found.ok_or(Code::Busy)?))
}

/// That something else has this id of a partner.
pub fn differs(known: &ExternalRef) -> Error {
    let member = match &known.subject_id {
        id if ids::is(ids::ANONYMOUS_SALE, id) => "anonymous_sale_id",
        id if ids::is(ids::HELD_PURCHASE, id) => "held_purchase_id",
        _ => "purchase_id",
    };
    Refusal::of(Code::PurchaseDiffers).member(member, known.subject_id.clone()).into()
}

fn insert(db: &mut Db, lookups: &mut Lookups, actor: &Actor, prepared: Prepared) -> Answer<Outcome> {
    let Prepared { purchase, lines, mut customer, created_by, named_by, reference } = prepared;
    let mut figures = figures_of(db, lookups, &customer.id)?;
    let before = class_of(&figures.metrics);
    purchases::insert(db, &purchase, &lines)?;
    if let Some(identity) = named_by {
        merges::note_identity(db, &customer.id, &purchase.id, &identity)?;
    }
    let postings = [posting::of(&purchase, &lines)];
    figures::post(db, &mut customer, &mut figures, &postings, context(lookups))?;
    let ledger = lookups.ledger(actor);
    let memberships = earning::recorded(db, &mut lookups.cards, &posting::sale(&purchase, &lines), ledger)?;
    let detail = audited(&purchase);
    audit::record(db, actor, "purchases.record", ("purchase", &purchase.id), &detail)?;
    publish(db, &purchase, &PurchaseRecorded(told_figures(&purchase)))?;
    let tier = TierMove { before, after: class_of(&figures.metrics) };
    moves::publish(db, &purchase.customer_id, tier)?;
    // Nothing is refused any more.
    lookups.figures.put(customer.id.clone(), figures);
    if let Some(key) = created_by {
        lookups.customers.took(key, &customer.id);
    }
    lookups.customers.put(customer);
    if let Some(reference) = reference {
        lookups.references.put(key_of(&reference), reference);
        lookups.earned.put(purchase.id.clone(), earned_of(&memberships));
    }
    Ok(Outcome::Recorded(Box::new(Recorded { purchase, lines, tier, memberships, is_new: true })))
}

/// What a purchase has just earned, by membership.
fn earned_of(memberships: &[CardOutcome]) -> HashMap<String, i64> {
    memberships.iter().map(|card| (card.membership_id.clone(), card.points)).collect()
}

/// What the audit says of a purchase.
fn audited(purchase: &Purchase) -> Value {
    let at = purchase.occurred_at.and_utc().to_rfc3339();
    json!({"customer_id": purchase.customer_id, "unit_id": purchase.unit_id, "occurred_at": at,
        "net_minor": purchase.net_minor})
}

/// The figures of a customer, locked.
fn figures_of(db: &mut Db, lookups: &mut Lookups, customer_id: &str) -> Answer<Figures> {
    let found = lookups.figures.take(customer_id, || Figures::lock(db, customer_id).map(Some))?;
    found.ok_or_else(|| Error::Internal(format!("{customer_id} has no figures")))
}

fn context(lookups: &Lookups) -> PostingContext<'_> {
    PostingContext { rule: &lookups.rule, today: lookups.today(), cause: "purchase" }
}

fn with_lines(db: &mut Db, id: &str) -> Answer<(Purchase, Vec<Line>)> {
    let purchase = purchases::find(db, id)?.ok_or(Code::Busy)?;
    let lines = purchases::lines_of(db, &purchase.customer_id, &[id])?;
    Ok((purchase, lines))
}

/// Replaces the content of a purchase that has no refunds yet.
fn revise(
    db: &mut Db,
    lookups: &mut Lookups,
    actor: &Actor,
    scope: &Scope,
    prepared: Prepared,
    known: &ExternalRef,
) -> Answer<Outcome> {
    let mut figures = figures_of(db, lookups, &known.customer_id)?;
    let (old, old_lines) = with_lines(db, &known.subject_id)?;
    // Behind the lock: a higher revision may have come meanwhile. One of a foreign unit is not the caller's to change.
    if prepared.purchase.revision <= old.revision || !scope.covers(old.unit_id.as_deref()) {
        return Err(differs(known));
    }
    if *old.state != PurchaseState::Paid {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("a purchase with refunds takes no new revision", "已有退款的购买不接受新版本"))
            .into());
    }
    let undo = posting::of(&old, &old_lines).reversed();
    let Prepared { purchase, mut lines, mut customer, reference, .. } = prepared;
    let purchase = Purchase { id: old.id.clone(), ..purchase };
    lines.iter_mut().for_each(|line| line.purchase_id.clone_from(&old.id));
    purchases::delete_lines(db, &old.customer_id, &old.id)?;
    purchases::update(db, &purchase)?;
    purchases::insert_lines(db, &lines)?;
    let reference = reference.map(|reference| ExternalRef { subject_id: old.id.clone(), ..reference });
    if let Some(reference) = &reference {
        purchases::revise_ref(db, reference)?;
    }
    let before = class_of(&figures.metrics);
    figures::post(db, &mut customer, &mut figures, &[undo, posting::of(&purchase, &lines)], context(lookups))?;
    let (before_it, after_it) = (posting::sale(&old, &old_lines), posting::sale(&purchase, &lines));
    let memberships = earning::revised(db, &before_it, &after_it, lookups.ledger(actor))?;
    let detail = json!({"changes": changes(&audited(&old), &audited(&purchase)), "revision": purchase.revision});
    audit::record(db, actor, "purchases.revise", ("purchase", &purchase.id), &detail)?;
    publish(db, &purchase, &PurchaseRevised(told_figures(&purchase)))?;
    let tier = TierMove { before, after: class_of(&figures.metrics) };
    moves::publish(db, &purchase.customer_id, tier)?;
    // Nothing is refused any more.
    lookups.figures.put(customer.id.clone(), figures);
    lookups.cards.forget(&customer.id);
    lookups.customers.put(customer);
    if let Some(reference) = reference {
        lookups.references.put(key_of(&reference), reference);
        lookups.earned.put(purchase.id.clone(), earned_of(&memberships));
    }
    Ok(Outcome::Recorded(Box::new(Recorded { purchase, lines, tier, memberships, is_new: false })))
}

/// All that a purchase says besides who bought, checked.
pub struct Draft {
    /// Of nobody yet.
    pub purchase: Purchase,
    pub lines: Vec<Line>,
    /// Who speaks, whether or not under an id of its own.
    pub partner: Option<String>,
}

impl Draft {
    /// What the partner's id will stand for when this customer bought (`""` for nobody).
    pub fn reference(&self, organisation: &Organisation, customer_id: &str) -> Option<ExternalRef> {
        let (partner, external_id) = (self.purchase.partner.clone()?, self.purchase.external_id.clone()?);
        let mut reference = reference_for(&self.purchase, customer_id, &self.lines, organisation);
        (reference.partner, reference.external_id) = (partner, external_id);
        Some(reference)
    }

    fn of(
        self,
        lookups: &Lookups,
        new: &NewPurchase,
        customer: Customer,
        created_by: Option<String>,
        reference: Option<ExternalRef>,
    ) -> Prepared {
        let Draft { mut purchase, mut lines, partner } = self;
        let named_by = if customer.took_over { named_by(lookups, new, partner.as_deref()) } else { None };
        purchase.customer_id.clone_from(&customer.id);
        lines.iter_mut().for_each(|line| line.customer_id.clone_from(&customer.id));
        Prepared { purchase, lines, customer, created_by, named_by, reference }
    }
}

fn draft(db: &mut Db, lookups: &mut Lookups, actor: &Actor, scope: &Scope, new: &NewPurchase) -> Answer<Draft> {
    let now = lookups.now;
    let occurred_at = new.occurred_at.trunc_subsecs(3);
    let partner = lookups.partners.speaking(db, actor, new.partner.as_deref())?;
    let Totals { gross, discount, net } = check_lines(&new.lines, &lookups.organisation, occurred_at, now)?;
    let occurred_on = occurred::day(occurred_at, now, lookups.organisation.time_zone);
    let unit_id = unit_of(db, &lookups.units, actor, scope, new.unit_id.as_deref(), occurred_on)?;
    match (&new.external_id, &partner) {
        (None, _) => {}
        (Some(external_id), Some(_)) if is_external_id(external_id) => {}
        (Some(_), Some(_)) => return Err(Fault::at("/external_id", FaultCode::Malformed).into()),
        (Some(_), None) => {
            let fault = Fault::at("/partner", FaultCode::Required);
            return Err(fault
                .hint(message!(
                    "an external id is of a partner: use its API key or name it",
                    "外部编号属于某个合作方：请使用其 API 密钥或指明合作方"
                ))
                .into());
        }
    }
    let id = ids::make(ids::PURCHASE);
    let lines = lines_of(db, &lookups.products, &id, "", &new.lines)?;
    let purchase = Purchase {
        customer_id: String::new(),
        unit_id,
        channel: AsText(new.channel.unwrap_or(Channel::InStore)),
        external_id: new.external_id.clone(),
        partner: new.external_id.as_ref().and(partner.clone()),
        revision: new.revision.unwrap_or(1),
        import_id: None,
        import_row: None,
        occurred_at: occurred_at.naive_utc(),
        occurred_on,
        recorded_at: now.naive_utc(),
        currency: AsText(lookups.organisation.base_currency),
        gross_minor: gross,
        discount_minor: discount,
        refunded_minor: 0,
        net_minor: net,
        state: AsText(PurchaseState::Paid),
        updated_at: now.naive_utc(),
        id,
    };
    Ok(Draft { purchase, lines, partner })
}

/// The unit named, else the key's own.
fn unit_of(
    db: &mut Db,
    units: &Units,
    actor: &Actor,
    scope: &Scope,
    named: Option<&str>,
    day: NaiveDate,
) -> Answer<Option<String>> {
    let unit_id = units.visited(db, scope, named.or(actor.unit_id.as_deref()), "/unit_id", day)?;
    check_said(scope, unit_id.as_deref(), "/unit_id")?;
    Ok(unit_id)
}

/// What a partner's id will stand for, with the digest of the content.
pub fn reference_of(
    purchase: &Purchase,
    lines: &[Line],
    partner: String,
    external_id: String,
    organisation: &Organisation,
) -> ExternalRef {
    ExternalRef { partner, external_id, ..reference_for(purchase, &purchase.customer_id, lines, organisation) }
}

/// The same under no id yet, as if this customer had bought.
fn reference_for(purchase: &Purchase, customer_id: &str, lines: &[Line], organisation: &Organisation) -> ExternalRef {
    let content: Vec<ContentLine<'_>> = lines
        .iter()
        .map(|line| ContentLine {
            product_id: line.product_id.as_deref(),
            description: line.description.as_deref(),
            quantity: line.quantity,
            amount: line.amount,
            discount: line.discount,
        })
        .collect();
    let digest = digest(&canonical(&Content {
        customer_id,
        unit_id: purchase.unit_id.as_deref(),
        channel: purchase.channel.0,
        revision: i64::from(purchase.revision),
        occurred_at: purchase.occurred_at.and_utc(),
        currency: organisation.base_currency,
        lines: &content,
    }));
    ExternalRef {
        kind: purchases::PURCHASE.to_owned(),
        partner: String::new(),
        external_id: String::new(),
        subject_id: purchase.id.clone(),
        customer_id: customer_id.to_owned(),
        revision: purchase.revision,
        fingerprint: ExternalRef::fingerprint_of(digest),
    }
}

fn publish(db: &mut Db, purchase: &Purchase, data: &impl EventData) -> Answer<()> {
    events::publish(db, &purchase.customer_id, &purchase.id, purchase.recorded_at, data)
}

/// What events say of a purchase.
pub fn told_figures(purchase: &Purchase) -> PurchaseFigures {
    PurchaseFigures { net: purchase.net_minor, currency: purchase.currency.0, revision: purchase.revision }
}
