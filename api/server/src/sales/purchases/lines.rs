//! The lines of a purchase: held against the rules, and put together with their products.

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_domain::message;
use regulars_domain::money::{Money, MoneyError};
use regulars_domain::quantity::Quantity;
use regulars_domain::sales::purchases::{LineProblem, NewLine, PurchaseError, Totals, check};

use super::lookups::Lookups;
use super::views::{NewPurchase, NewPurchaseLine};
use crate::catalogue::products::named::Products;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::organisation::Organisation;
use crate::platform::{occurred, text_fields};

/// What the lines come to; everything that is wrong with them is told at once.
pub(super) fn check_lines(
    lines: &[NewPurchaseLine],
    organisation: &Organisation,
    occurred_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Answer<Totals> {
    let mut faults = Vec::new();
    let mut amount = |at: usize, field: &str, money: Option<Money>| match money
        .map(|money| money.amount_in(organisation.base_currency))
    {
        None => 0,
        Some(Ok(amount)) => amount,
        Some(Err(error)) => {
            let code = match error {
                MoneyError::OtherCurrency { .. } => FaultCode::OtherCurrency,
                _ => FaultCode::OutOfRange,
            };
            faults.push(Fault::at(format!("/lines/{at}/{field}"), code).hint(error));
            0
        }
    };
    let mut plain = Vec::with_capacity(lines.len());
    for (at, line) in lines.iter().enumerate() {
        amount(at, "unit_price", line.unit_price);
        plain.push(NewLine {
            quantity: line.quantity.unwrap_or(Quantity::ONE),
            amount: amount(at, "amount", Some(line.amount)),
            discount: amount(at, "discount", line.discount),
        });
    }
    match check(&plain, occurred_at, now) {
        Ok(totals) if faults.is_empty() => Ok(totals),
        Ok(_) => Err(Refusal::invalid(faults).into()),
        Err(errors) => {
            faults.extend(errors.into_iter().map(fault_of));
            Err(Refusal::invalid(faults).into())
        }
    }
}

fn fault_of(error: PurchaseError) -> Fault {
    match error {
        PurchaseError::OccurredAt(error) => occurred::fault(error, "/occurred_at"),
        PurchaseError::LineCount | PurchaseError::TotalTooLarge => {
            Fault::at("/lines", FaultCode::OutOfRange).hint(error)
        }
        PurchaseError::Line { line, problem } => {
            let field = match problem {
                LineProblem::Amount => "amount",
                LineProblem::Discount => "discount",
            };
            Fault::at(format!("/lines/{line}/{field}"), FaultCode::OutOfRange).hint(problem)
        }
    }
}

/// The lines as they are kept, each with the product it names.
pub(super) fn lines_of(
    db: &mut Db,
    products: &Products,
    purchase_id: &str,
    customer_id: &str,
    new: &[NewPurchaseLine],
) -> Answer<Vec<Line>> {
    let mut lines = Vec::with_capacity(new.len());
    for (at, line) in new.iter().enumerate() {
        let (pointer, product) = match (&line.product_id, &line.product_code) {
            (None, None) => ("", None),
            (Some(id), None) => ("product_id", Some(products.by_id(db, id)?)),
            (None, Some(code)) => ("product_code", Some(products.by_code(db, code)?)),
            (Some(_), Some(_)) => {
                let fault = Fault::at(format!("/lines/{at}/product_code"), FaultCode::Conflict);
                return Err(fault
                    .hint(message!(
                        "expected `product_id` or `product_code`, not both",
                        "应为 `product_id` 或 `product_code` 之一，不能同时给出"
                    ))
                    .into());
            }
        };
        let product = match product {
            None => None,
            Some(Some(product)) => Some(product),
            Some(None) => return Err(Fault::at(format!("/lines/{at}/{pointer}"), FaultCode::NotFound).into()),
        };
        let description = match &line.description {
            None => None,
            Some(text) => Some(text_fields::line(&format!("/lines/{at}/description"), text, 200)?),
        };
        lines.push(Line {
            customer_id: customer_id.to_owned(),
            purchase_id: purchase_id.to_owned(),
            number: i32::try_from(at + 1).unwrap_or(i32::MAX),
            category_id: product.as_ref().and_then(|product| product.category_id.clone()),
            product_id: product.map(|product| product.id),
            description,
            quantity: line.quantity.unwrap_or(Quantity::ONE).thousandths(),
            unit_price: line.unit_price.map(|price| price.amount),
            amount: line.amount.amount,
            discount: line.discount.map_or(0, |discount| discount.amount),
            refunded_quantity: 0,
            refunded_amount: 0,
        });
    }
    Ok(lines)
}

/// Refuses products that the unit does not sell, unless the partner's setting lets them pass. All of them are told at once.
pub fn check_sold(
    db: &mut Db,
    lookups: &mut Lookups,
    partner: Option<&str>,
    (purchase, lines): (&Purchase, &[Line]),
    new: &NewPurchase,
) -> Answer<()> {
    let products: Vec<&str> = lines.iter().filter_map(|line| line.product_id.as_deref()).collect();
    let Some(unit_id) = purchase.unit_id.as_deref().filter(|_| !lookups.sells_anything && !products.is_empty()) else {
        return Ok(());
    };
    let unsold = lookups.assortments.unsold(db, unit_id, &products)?;
    if unsold.is_empty() {
        return Ok(());
    }
    if let Some(partner) = partner
        && lookups.partners.allows_unlisted(db, partner)?
    {
        return Ok(());
    }
    let mut refusal = Refusal::of(Code::ProductNotSoldHere);
    for (at, (line, sent)) in lines.iter().zip(&new.lines).enumerate() {
        if line.product_id.as_ref().is_some_and(|id| unsold.contains(id)) {
            let member = if sent.product_id.is_some() { "product_id" } else { "product_code" };
            refusal = refusal.fault(Fault::at(format!("/lines/{at}/{member}"), FaultCode::NotSoldHere));
        }
    }
    Err(refusal.into())
}
