//! Purchases and refunds.

use regulars_tests::{Value, json};

use super::Foreign::{Filtered, Hidden, Itemised, Refused};
use super::catalogue::product;
use super::{Ask, Place, World};

samples! {
    list_purchases   Filtered |w, at, who| Ask::plain().query("limit=100");
    stream_purchases Filtered |w, at, who| Ask::plain();
    record_purchase  Refused  |w, at, who| Ask::plain().body(purchase(at));
    record_purchases Itemised |w, at, who| Ask::plain().body(json!({"items": [purchase(at)]}));
    get_purchase     Hidden   |w, at, who| Ask::of(&at.purchase);
    list_refunds     Hidden   |w, at, who| Ask::of(&at.purchase);
    record_refund    Hidden   |w, at, who| Ask::of(w.make("/v1/purchases", purchase(at)).await)
        .body(json!({"lines": [{"number": 1}]}));
    get_purchase_delivery Hidden   |w, at, who| Ask::of(delivered(w, at).await);
    put_purchase_delivery Hidden   |w, at, who| Ask::of(w.make("/v1/purchases", purchase(at)).await)
        .body(delivery());

    list_anonymous_sales    Filtered |w, at, who| {
        for place in [&w.north, &w.south] {
            w.make("/v1/purchases", anonymous(place)).await;
        }
        Ask::plain().query("limit=100")
    };
    get_anonymous_sale      Hidden |w, at, who| Ask::of(w.make("/v1/purchases", anonymous(at)).await);
    list_anonymous_refunds  Hidden |w, at, who| Ask::of(w.make("/v1/purchases", anonymous(at)).await);
    record_anonymous_refund Hidden |w, at, who| Ask::of(w.make("/v1/purchases", anonymous(at)).await)
        .body(json!({"lines": [{"number": 1}]}));

    list_held_purchases   Filtered |w, at, who| {
        for place in [&w.north, &w.south] {
            held(w, place).await;
        }
        Ask::plain().query("limit=100")
    };
    get_held_purchase     Hidden |w, at, who| Ask::of(held(w, at).await);
    match_held_purchase   Hidden |w, at, who| Ask::of(held(w, at).await).body(json!({"customer_id": at.customer}));
    release_held_purchase Hidden |w, at, who| Ask::of(held(w, at).await);

    list_assortments  Filtered |w, at, who| {
        for place in [&w.north, &w.south] {
            listed(w, place).await;
        }
        Ask::plain()
    };
    get_assortment    Hidden |w, at, who| Ask::plain().parameter("unit_id", &at.store);
    put_assortment    Hidden |w, at, who| Ask::plain().parameter("unit_id", &at.store)
        .body(json!({"product_ids": [product(w).await]}));
    delete_assortment Hidden |w, at, who| Ask::plain().parameter("unit_id", listed(w, at).await);
}

/// A purchase at a place of which is known how it was delivered.
pub async fn delivered(w: &World, at: &Place) -> String {
    let id = w.make("/v1/purchases", purchase(at)).await;
    w.admin.put(&format!("/v1/purchases/{id}/delivery"), delivery()).if_match("*").await.ok();
    id
}

/// What was ordered and promised, and came.
fn delivery() -> Value {
    json!({"ordered_on": "2026-02-20", "promised_on": "2026-02-28", "delivered_on": "2026-03-01",
        "lines": [{"number": 1, "ordered_quantity": "2", "short_quantity": "1"}]})
}

/// A sale without a customer at a place.
fn anonymous(at: &Place) -> Value {
    json!({"anonymous": true, "unit_id": at.store, "occurred_at": "2026-03-01T12:00:00Z",
        "lines": [{"amount": {"amount": 1200, "currency": "CNY"}}]})
}

/// A purchase at a place of somebody whom nobody knows.
async fn held(w: &World, at: &Place) -> String {
    let partner = w.fresh("hold");
    let new = json!({"code": partner, "name": "外卖平台", "unknown_customers": "hold"});
    w.admin.post("/v1/partners", new).await.created();
    let mut new = anonymous(at);
    new.as_object_mut().unwrap().remove("anonymous");
    new["partner"] = json!(partner);
    new["customer"] = json!({"card": w.fresh("HELD-")});
    w.admin.post("/v1/purchases", new).once().await.is(202).id()
}

/// A store of a place that has a list of what it sells.
async fn listed(w: &World, at: &Place) -> String {
    let path = format!("/v1/assortments/{}", at.store);
    w.admin.put(&path, json!({"product_ids": []})).if_match("*").await.ok();
    at.store.clone()
}

/// A purchase at a place, not yet recorded.
pub fn purchase(at: &Place) -> Value {
    json!({"customer_id": at.customer, "unit_id": at.store, "occurred_at": "2026-03-01T12:00:00Z",
        "lines": [{"amount": {"amount": 1200, "currency": "CNY"}}]})
}
