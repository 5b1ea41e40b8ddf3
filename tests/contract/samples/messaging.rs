//! Templates, channels, suppressed addresses, the bounds of messages.

use regulars_domain::ids;
use regulars_tests::{Actor, Value, json};

use super::Foreign::{Hidden, Own, Refused, Root, Unscoped};
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
        .body(json!({"to": test_address(w, who, true).0, "customer_id": at.customer}));
    list_test_addresses Own |w, at, who| Ask::plain();
    create_test_address Own |w, at, who| Ask::plain()
        .body(json!({"channel": "sms", "address": fresh_phone(w)}));
    send_test_address_code Own |w, at, who| Ask::of(test_address(w, who, false).1);
    verify_test_address Own |w, at, who| Ask::of(test_address(w, who, true).1).body(json!({"code": "123456"}));
    delete_test_address Own |w, at, who| Ask::of(test_address(w, who, true).1);

    list_channels    Unscoped |w, at, who| Ask::plain();
    list_suppressions Unscoped |w, at, who| Ask::plain();
    create_suppression Root |w, at, who| Ask::plain().body(json!({"channel": "email", "address": w.fresh("s") + "@example.com"}));
    get_suppression  Unscoped |w, at, who| Ask::of(suppression(w).await);
    delete_suppression Root |w, at, who| Ask::of(suppression(w).await);
    report_deliveries Root |w, at, who| Ask::plain().body(json!({"events": [
        {"kind": "bounced", "address": w.fresh("s") + "@example.com", "status": "5.1.1"}]}));
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

/// An address of the caller for test messages, and its id. Whoever is no user has none: an administrator has it then.
fn test_address(w: &World, who: &Actor, is_verified: bool) -> (String, String) {
    let (id, address) = (ids::make(ids::TEST_ADDRESS), fresh_phone(w));
    let verified_at = if is_verified { "'2026-03-01 00:00:00'" } else { "null" };
    w.app.sql(&format!(
        "insert into test_addresses (id, user_id, channel, address, wrong_codes, verified_at, created_at) \
         select '{id}', id, 'sms', '{address}', 0, {verified_at}, '2026-03-01 00:00:00' from users \
         where id = case when exists (select 1 from users where id = '{who}') then '{who}' else '{admin}' end",
        who = who.id,
        admin = w.admin.id,
    ));
    // Nobody of the world is to run into the bound of a day.
    w.app.sql("delete from test_send_counts");
    (address, id)
}

fn fresh_phone(w: &World) -> String {
    let digits: String = w.fresh("").chars().filter(char::is_ascii_digit).collect();
    format!("+86139{digits:0>8}")
}
