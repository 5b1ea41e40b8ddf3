//! What is told of purchases.

use serde::{Deserialize, Serialize};

use crate::money::Currency;

/// What a purchase comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseFigures {
    /// Net of discounts and refunds, in minor units.
    pub net: i64,
    /// The base currency.
    pub currency: Currency,
    /// From 1; the partner raises it with each replacement.
    pub revision: i32,
}

/// A purchase is known from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PurchaseRecorded(pub PurchaseFigures);

/// A partner replaced what it had said of a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PurchaseRevised(pub PurchaseFigures);

/// A part of a purchase was given back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseRefunded {
    /// The purchase that was made, not the refund.
    pub purchase_id: String,
    /// Minor units of the base currency.
    pub amount: i64,
}

crate::event_data!(
    PurchaseRecorded => PurchaseRecorded,
    PurchaseRevised => PurchaseRevised,
    PurchaseRefunded => PurchaseRefunded,
);
