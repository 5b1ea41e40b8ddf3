//! Templates, channels, suppressed addresses, the bounds of messages.

use regulars_tests::{Value, json};

use super::Foreign::{Hidden, Refused, Root, Unscoped};
use super::{Ask, World};

samples! {
    list_templates   Unscoped |w, at, who| Ask::plain();
    create_template  Refused |w, at, who| Ask::plain().body(new_template(w, &at.store));
    preview_contents Refused  |w, at, who| Ask::plain().body(json!({"channel": "sms", "purpose": "service",
        "contents": contents(), "customer_id": at.customer}));
    get_template     Hidden |w, at, who| Ask::of(template(w, &at.store).await);
    update_template  Hidden |w, at, who| Ask::of(template(w, &at.store).await).body(json!({"name": w.fresh("模板")}));
    preview_template Refused |w, at, who| Ask::of(template(w, &w.app.units.group).await).body(json!({"customer_id": at.customer}));
    send_test        Refused |w, at, who| Ask::of(template(w, &w.app.units.group).await)
        .body(json!({"to": "13812345678", "customer_id": at.customer}));

    list_channels    Unscoped |w, at, who| Ask::plain();
    list_suppressions Unscoped |w, at, who| Ask::plain();
    create_suppression Root |w, at, who| Ask::plain().body(json!({"channel": "email", "address": w.fresh("s") + "@example.com"}));
    get_suppression  Unscoped |w, at, who| Ask::of(suppression(w).await);
    delete_suppression Root |w, at, who| Ask::of(suppression(w).await);
    get_messaging    Unscoped |w, at, who| Ask::plain();
    put_messaging    Root |w, at, who| Ask::plain().body(w.policy("/v1/settings/messaging").await);
}

/// A template of a text message that belongs to a unit.
pub async fn template(w: &World, unit: &str) -> String {
    w.make("/v1/templates", new_template(w, unit)).await
}

pub fn new_template(w: &World, unit: &str) -> Value {
    json!({"name": w.fresh("模板"), "unit_id": unit, "channel": "sms", "purpose": "service", "contents": contents()})
}

pub fn contents() -> Value {
    json!({"zh-CN": {"text": "您有 {{points.balance|0}} 积分"}})
}

/// A suppressed address.
pub async fn suppression(w: &World) -> String {
    let address = w.fresh("s") + "@example.com";
    w.make("/v1/suppressions", json!({"channel": "email", "address": address})).await
}
