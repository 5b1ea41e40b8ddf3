//! Refunds: by line, never above what is left; they lower the customer's spend and tier on the purchase's day.

use chrono::{DateTime, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::customers::profiles;
use regulars_db::platform::events::Event;
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{ExternalRef, Line, Purchase, Refund, RefundLine};
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::ids::is_external_id;
use regulars_domain::message;
use regulars_domain::money::Currency;
use regulars_domain::period::{MOST_AHEAD, counted_at, local_day};
use regulars_domain::permissions::Scope;
use regulars_domain::sales::events::PurchaseRefunded;
use regulars_domain::sales::purchases::{RefundError, RefundRequest, RefundedLine, after, refund, state_of};
use regulars_domain::text::Message;
use serde_json::json;

use super::posting;
use super::views::NewRefund;
use crate::customers::profiles::figures;
use crate::customers::profiles::figures::{Figures, PostingContext};
use crate::customers::tiers;
use crate::customers::tiers::Rule;
use crate::customers::tiers::moves;
use crate::customers::tiers::moves::{TierMove, class_of};
use crate::loyalty::memberships::outcomes::CardOutcome;
use crate::loyalty::memberships::{LedgerContext, earning};
use crate::organisation::partners::named as partners;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::platform::identity::keys::digest;
use crate::platform::occurred;
use crate::platform::organisation;
use crate::platform::organisation::Organisation;
use crate::platform::text_fields;

/// A refund that was recorded, or was there already.
pub struct Refunded {
    pub refund: Refund,
    pub lines: Vec<RefundLine>,
    pub purchase: Purchase,
    pub purchase_lines: Vec<Line>,
    pub tier: TierMove,
    pub memberships: Vec<CardOutcome>,
}

/// Gives back lines of a purchase of a unit in the caller's scope.
pub fn record(db: &mut Db, actor: &Actor, scope: &Scope, purchase_id: &str, new: &NewRefund) -> Answer<Refunded> {
    let organisation = organisation(db)?;
    let rule = tiers::rule(db)?;
    let now = clock::now();
    let found = find(db, scope, purchase_id)?;
    let too_old = message!("a refund cannot be older than its purchase", "退款不能早于其购买");
    let occurred_at = moment_of(new, (found.occurred_at, found.recorded_at), now, too_old)?;
    let partner = partners::speaking(db, actor, new.partner.as_deref())?;
    let id = ids::make(ids::REFUND);
    if let Some(reference) = reference_of((&found.id, &found.customer_id), new, partner.as_deref(), &id)?
        && !purchases::take_ref(db, &reference)?
    {
        return again(db, &reference, LedgerContext::of(&organisation, now, &actor.id));
    }
    let giving = Giving {
        id,
        customer_id: &found.customer_id,
        purchase_id,
        reason: new.reason.as_deref().map(|reason| text_fields::line("/reason", reason, 500)).transpose()?,
        external_id: new.external_id.clone(),
        partner: new.external_id.as_ref().and(partner),
        occurred_at: occurred_at.naive_utc(),
    };
    let books = Books { organisation: &organisation, rule: &rule, now, by: &actor.id, cause: "refund" };
    let split = |purchase: &Purchase, lines: &[Line]| split(purchase, lines, new);
    let refunded = book(db, giving, books, split)?;
    let kept = &refunded.refund;
    let detail = json!({"refund_id": kept.id, "amount_minor": kept.amount, "customer_id": kept.customer_id});
    audit::record(db, actor, "purchases.refund", ("purchase", &kept.purchase_id), &detail)?;
    Ok(refunded)
}

/// When a refund happened, of what was sold at the first moment and recorded at the second: not before it, which
/// `too_old` says.
pub fn moment_of(
    new: &NewRefund,
    (sold_at, recorded_at): (NaiveDateTime, NaiveDateTime),
    now: DateTime<Utc>,
    too_old: Message,
) -> Answer<DateTime<Utc>> {
    // A till whose clock runs ahead may give back what is not yet sold by ours.
    let said = new.occurred_at.unwrap_or_else(|| now.max(sold_at.and_utc()).min(now + MOST_AHEAD));
    let occurred_at = occurred::moment(Some(said), now, "/occurred_at")?;
    if occurred_at.naive_utc() < counted_at(sold_at, recorded_at) {
        return Err(Fault::at("/occurred_at", FaultCode::TooOld).hint(too_old).into());
    }
    Ok(occurred_at)
}

/// With what refunds are booked.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    pub organisation: &'a Organisation,
    pub rule: &'a Rule,
    pub now: DateTime<Utc>,
    /// Who records them.
    pub by: &'a str,
    /// Why tiers are looked at.
    pub cause: &'a str,
}

/// A refund about to be booked.
pub struct Giving<'a> {
    pub id: String,
    pub customer_id: &'a str,
    pub purchase_id: &'a str,
    pub reason: Option<String>,
    pub external_id: Option<String>,
    pub partner: Option<String>,
    /// Not before the purchase.
    pub occurred_at: NaiveDateTime,
}

/// Books a refund: `split` says what is given back of the purchase as it is behind the lock.
pub fn book(
    db: &mut Db,
    giving: Giving<'_>,
    books: Books<'_>,
    split: impl FnOnce(&Purchase, &[Line]) -> Answer<Vec<RefundedLine>>,
) -> Answer<Refunded> {
    // What is left is read behind the lock: two refunds at once see each other.
    let mut figures = Figures::lock(db, giving.customer_id)?;
    let purchase = purchases::find(db, giving.purchase_id)?.ok_or(Code::NotFound)?;
    let lines = purchases::lines_of(db, &purchase.customer_id, &[giving.purchase_id])?;
    let refunded = split(&purchase, &lines)?;
    let (undo, sold) = (posting::of(&purchase, &lines).reversed(), purchase.clone());
    let (purchase, purchase_lines) = apply(db, purchase, lines.clone(), (&refunded, books.now.naive_utc()))?;
    let (kept, kept_lines) = rows_of(giving, &purchase, &refunded, books);
    purchases::insert_refund(db, &kept, &kept_lines)?;

    let mut customer = profiles::find(db, &purchase.customer_id)?.ok_or(Code::NotFound)?;
    let before = class_of(&figures.metrics);
    let again = posting::of(&purchase, &purchase_lines);
    let today = local_day(books.now, books.organisation.time_zone);
    let context = PostingContext { rule: books.rule, today, cause: books.cause };
    figures::post(db, &mut customer, &mut figures, &[undo, again], context)?;
    let ledger = LedgerContext::of(books.organisation, books.now, books.by);
    let (before_it, after_it) = (posting::sale(&sold, &lines), posting::sale(&purchase, &purchase_lines));
    let memberships = earning::refunded(db, posting::given_back(&kept, &purchase), &before_it, &after_it, ledger)?;
    publish(db, &kept)?;
    let tier = TierMove { before, after: class_of(&figures.metrics) };
    moves::publish(db, &kept.customer_id, tier)?;
    Ok(Refunded { refund: kept, lines: kept_lines, purchase, purchase_lines, tier, memberships })
}

/// The id of a purchase of the path; a key sees its own partner's ids only.
pub fn resolve(db: &mut Db, actor: &Actor, id: &str) -> Answer<String> {
    let Some((partner, external_id)) = ids::external(id) else { return Ok(id.to_owned()) };
    if actor.partner.as_deref().is_some_and(|own| own != partner) {
        return Err(Code::NotFound.into());
    }
    let known = purchases::find_ref(db, purchases::PURCHASE, partner, external_id)?;
    Ok(known.ok_or(Code::NotFound)?.subject_id)
}

/// Refuses what a partner's id stands for when it is no purchase of a customer.
pub fn check_has_customer(subject_id: &str) -> Answer<()> {
    let (code, member) = match subject_id {
        id if ids::is(ids::HELD_PURCHASE, id) => (Code::PurchaseHeld, "held_purchase_id"),
        id if ids::is(ids::ANONYMOUS_SALE, id) => (Code::SaleAnonymous, "anonymous_sale_id"),
        _ => return Ok(()),
    };
    Err(Refusal::of(code).member(member, subject_id).into())
}

/// The rows of a refund of these lines.
pub fn rows_of(
    giving: Giving<'_>,
    purchase: &Purchase,
    refunded: &[RefundedLine],
    books: Books<'_>,
) -> (Refund, Vec<RefundLine>) {
    let kept = Refund {
        customer_id: purchase.customer_id.clone(),
        purchase_id: purchase.id.clone(),
        unit_id: purchase.unit_id.clone(),
        reason: giving.reason,
        external_id: giving.external_id,
        partner: giving.partner,
        occurred_on: occurred::day(giving.occurred_at.and_utc(), books.now, books.organisation.time_zone),
        occurred_at: giving.occurred_at,
        recorded_at: books.now.naive_utc(),
        recorded_by: books.by.to_owned(),
        amount: refunded.iter().map(|line| line.amount).sum(),
        id: giving.id,
    };
    let line = |line: &RefundedLine| RefundLine {
        customer_id: kept.customer_id.clone(),
        refund_id: kept.id.clone(),
        number: line.number,
        quantity: line.quantity,
        amount: line.amount,
    };
    let lines = refunded.iter().map(line).collect();
    (kept, lines)
}

/// A purchase of a unit in scope; one without a unit is seen by those who see all.
pub fn find(db: &mut Db, scope: &Scope, id: &str) -> Answer<Purchase> {
    purchases::find(db, id)?
        .filter(|purchase| scope.covers(purchase.unit_id.as_deref()))
        .ok_or_else(|| Code::NotFound.into())
}

/// The line as the rules of refunds look at it.
pub fn plain(line: &Line) -> regulars_domain::sales::purchases::Line {
    regulars_domain::sales::purchases::Line {
        number: line.number,
        quantity: line.quantity,
        amount: line.amount,
        refunded_quantity: line.refunded_quantity,
        refunded_amount: line.refunded_amount,
    }
}

fn split(purchase: &Purchase, lines: &[Line], new: &NewRefund) -> Answer<Vec<RefundedLine>> {
    let lines: Vec<_> = lines.iter().map(plain).collect();
    split_lines(purchase.currency.0, &lines, new)
}

/// What a request gives back of these lines.
pub fn split_lines(
    currency: Currency,
    lines: &[regulars_domain::sales::purchases::Line],
    new: &NewRefund,
) -> Answer<Vec<RefundedLine>> {
    let mut requests = Vec::with_capacity(new.lines.len());
    for (at, line) in new.lines.iter().enumerate() {
        let amount = line.amount.map(|money| money.amount_in(currency)).transpose();
        let amount =
            amount.map_err(|error| Fault::at(format!("/lines/{at}/amount"), FaultCode::OtherCurrency).hint(error))?;
        requests.push(RefundRequest { number: line.number, quantity: line.quantity, amount });
    }
    refund(lines, &requests).map_err(|error| refused(error, &requests))
}

fn refused(error: RefundError, requests: &[RefundRequest]) -> Error {
    let at = |number: i32| requests.iter().position(|request| request.number == number).unwrap_or(0);
    let (code, pointer, fault) = match error {
        RefundError::NoLines => (Code::Invalid, "/lines".to_owned(), FaultCode::Required),
        RefundError::NoSuchLine(number) => {
            (Code::Invalid, format!("/lines/{}/number", at(number)), FaultCode::NotFound)
        }
        RefundError::Twice(number) => (Code::Invalid, format!("/lines/{}/number", at(number)), FaultCode::Duplicate),
        RefundError::NothingLeft(number) => (Code::RefundExceeds, format!("/lines/{}", at(number)), FaultCode::Exceeds),
        RefundError::QuantityAboveLeft { number, .. } => {
            (Code::RefundExceeds, format!("/lines/{}/quantity", at(number)), FaultCode::Exceeds)
        }
        RefundError::AmountAboveLeft { number, .. } => {
            (Code::RefundExceeds, format!("/lines/{}/amount", at(number)), FaultCode::Exceeds)
        }
        RefundError::NegativeAmount(number) => {
            (Code::Invalid, format!("/lines/{}/amount", at(number)), FaultCode::OutOfRange)
        }
        RefundError::Nothing(number) => (Code::Invalid, format!("/lines/{}", at(number)), FaultCode::OutOfRange),
    };
    Refusal::of(code).fault(Fault::at(pointer, fault).hint(error)).into()
}

/// Notes on the purchase and its lines what was given back.
fn apply(
    db: &mut Db,
    mut purchase: Purchase,
    mut lines: Vec<Line>,
    (refunded, now): (&[RefundedLine], NaiveDateTime),
) -> Answer<(Purchase, Vec<Line>)> {
    for line in take_off(&mut purchase, &mut lines, refunded) {
        purchases::set_refunded(db, &line, line.refunded_quantity, line.refunded_amount)?;
    }
    purchase.updated_at = now;
    purchases::update(db, &purchase)?;
    Ok((purchase, lines))
}

/// Takes what is given back off a purchase and its lines; answers the lines that changed.
pub fn take_off(purchase: &mut Purchase, lines: &mut [Line], refunded: &[RefundedLine]) -> Vec<Line> {
    let left = after(&lines.iter().map(plain).collect::<Vec<_>>(), refunded);
    let mut changed = Vec::new();
    for (line, now) in lines.iter_mut().zip(&left) {
        if (line.refunded_quantity, line.refunded_amount) != (now.refunded_quantity, now.refunded_amount) {
            line.refunded_quantity = now.refunded_quantity;
            line.refunded_amount = now.refunded_amount;
            changed.push(line.clone());
        }
    }
    let amount: i64 = refunded.iter().map(|line| line.amount).sum();
    purchase.refunded_minor += amount;
    purchase.net_minor -= amount;
    purchase.state = AsText(state_of(&left));
    changed
}

/// What the partner's id of a refund will stand for; `of` is what is given back, and whose it is (`""` of nobody).
pub fn reference_of(
    (of, customer_id): (&str, &str),
    new: &NewRefund,
    partner: Option<&str>,
    id: &str,
) -> Answer<Option<ExternalRef>> {
    let Some(external_id) = &new.external_id else { return Ok(None) };
    let Some(partner) = partner else {
        let fault = Fault::at("/partner", FaultCode::Required);
        return Err(fault
            .hint(message!(
                "an external id is of a partner: use its API key or name it",
                "外部编号属于某个合作方：请使用其 API 密钥或指明合作方"
            ))
            .into());
    };
    if !is_external_id(external_id) {
        return Err(Fault::at("/external_id", FaultCode::Malformed).into());
    }
    let lines: Vec<_> = new
        .lines
        .iter()
        .map(|line| {
            json!([
                line.number,
                line.quantity.map(|quantity| quantity.thousandths()),
                line.amount.map(|money| money.amount)
            ])
        })
        .collect();
    let occurred_at = new.occurred_at.map(|at| at.timestamp_millis());
    Ok(Some(ExternalRef {
        kind: purchases::REFUND.to_owned(),
        partner: partner.to_owned(),
        external_id: external_id.clone(),
        subject_id: id.to_owned(),
        customer_id: customer_id.to_owned(),
        revision: 1,
        fingerprint: ExternalRef::fingerprint_of(digest(&json!(["refund 1", of, occurred_at, lines]).to_string())),
    }))
}

/// The refund as it was recorded the first time.
fn again(db: &mut Db, wanted: &ExternalRef, context: LedgerContext<'_>) -> Answer<Refunded> {
    let known = purchases::find_ref(db, purchases::REFUND, &wanted.partner, &wanted.external_id)?.ok_or(Code::Busy)?;
    if known.content() != wanted.content() {
        return Err(Refusal::of(Code::RefundDiffers).member("refund_id", known.subject_id).into());
    }
    let refund = purchases::find_refund(db, &known.customer_id, &known.subject_id)?.ok_or(Code::Busy)?;
    let lines = purchases::refund_lines_of(db, &known.customer_id, &[&refund.id])?;
    let purchase = purchases::find(db, &refund.purchase_id)?.ok_or(Code::Busy)?;
    let purchase_lines = purchases::lines_of(db, &known.customer_id, &[&purchase.id])?;
    let class = metrics::find(db, &known.customer_id)?.as_ref().and_then(class_of);
    let tier = TierMove { before: class, after: class };
    let memberships = earning::taken_back(db, &known.customer_id, &refund.id, context)?;
    Ok(Refunded { refund, lines, purchase, purchase_lines, tier, memberships })
}

/// What is told of a refund.
pub fn told(refund: &Refund) -> Answer<Event> {
    let data = PurchaseRefunded { purchase_id: refund.purchase_id.clone(), amount: refund.amount };
    events::event(&refund.customer_id, &refund.id, refund.recorded_at, &data)
}

fn publish(db: &mut Db, refund: &Refund) -> Answer<()> {
    let data = PurchaseRefunded { purchase_id: refund.purchase_id.clone(), amount: refund.amount };
    events::publish(db, &refund.customer_id, &refund.id, refund.recorded_at, &data)
}
