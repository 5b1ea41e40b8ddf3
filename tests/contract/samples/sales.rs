//! Purchases and refunds.

use regulars_tests::{Value, json};

use super::Foreign::{Filtered, Hidden, Itemised, Refused};
use super::{Ask, Place};

samples! {
    list_purchases   Filtered |w, at, who| Ask::plain().query("limit=100");
    stream_purchases Filtered |w, at, who| Ask::plain();
    record_purchase  Refused  |w, at, who| Ask::plain().body(purchase(at));
    record_purchases Itemised |w, at, who| Ask::plain().body(json!({"items": [purchase(at)]}));
    get_purchase     Hidden   |w, at, who| Ask::of(&at.purchase);
    list_refunds     Hidden   |w, at, who| Ask::of(&at.purchase);
    record_refund    Hidden   |w, at, who| Ask::of(w.make("/v1/purchases", purchase(at)).await)
        .body(json!({"lines": [{"number": 1}]}));
}

/// A purchase at a place, not yet recorded.
pub fn purchase(at: &Place) -> Value {
    json!({"customer_id": at.customer, "unit_id": at.store, "occurred_at": "2026-03-01T12:00:00Z",
        "lines": [{"amount": {"amount": 1200, "currency": "CNY"}}]})
}
