//! What the rows of one receipt say, before it is known what they come to.

use regulars_domain::exchange::imports::{Field, PurchaseRow, Receipt};
use regulars_domain::identities::{IdentityKind, mask};

use crate::exchange::imports::context::ImportContext;
use crate::exchange::imports::new_customers::KnownIdentity;
use crate::exchange::imports::rows::{Item, ParsedRow};
use crate::platform::error::Answer;

/// What the rows of a receipt say, and by what its customer may be found, best first.
pub(super) struct Draft<'a> {
    pub item: &'a Item<ParsedRow>,
    pub receipt: &'a Receipt,
    pub first: &'a PurchaseRow,
    pub known: Vec<KnownIdentity>,
}

impl<'a> Draft<'a> {
    /// What an item says; nothing when it is no purchase.
    pub fn of(context: &ImportContext, item: &'a Item<ParsedRow>) -> Answer<Option<Draft<'a>>> {
        let ParsedRow::Purchase(receipt) = &item.value else { return Ok(None) };
        let Some(first) = receipt.head() else { return Ok(None) };
        Ok(Some(Draft { item, receipt, first, known: known_of(context, first)? }))
    }

    /// The column that names the customer.
    pub fn field(&self) -> Field {
        match self.known.first().map(|known| known.kind) {
            Some(IdentityKind::Card) => Field::CustomerCard,
            Some(IdentityKind::Phone) => Field::CustomerPhone,
            Some(IdentityKind::Email) => Field::CustomerEmail,
            _ => Field::CustomerExternalId,
        }
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

/// The name of a customer of whom only an identity is known; a phone or e-mail is masked, a name is shown to many.
pub(super) fn name_of(known: &KnownIdentity) -> String {
    match known.kind {
        IdentityKind::External | IdentityKind::Card => known.value.clone(),
        kind => mask(kind, &known.value),
    }
}
