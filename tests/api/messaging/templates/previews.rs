//! A message as a customer would get it.

use regulars_domain::ids;
use regulars_tests::{Role, TestApp, Value, json};

use super::{contents, email};

#[actix_web::test]
async fn a_template_is_shown_as_a_customer_in_the_customers_language() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = json!({"code": "P", "name": "会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", programme).once().await.created().id();
    let new = json!({"name": "王<小>明", "home_unit_id": app.units.n1, "language": "zh-CN"});
    let customer = admin.post("/v1/customers", new).await.created().id();
    let member = json!({"customer_id": customer, "programme_id": programme, "card": "A1234"});
    admin.post("/v1/memberships", member).once().await.created();
    let bought = json!({"customer_id": customer, "unit_id": app.units.n1, "occurred_at": regulars_tests::now(),
        "lines": [{"amount": {"amount": 1200, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();
    let template = admin.post("/v1/templates", email()).once().await.created().id();
    let path = format!("/v1/templates/{template}/previews");

    let shown = admin.post(&path, json!({"customer_id": customer})).await.ok();
    let link = "http://localhost:8080/t/unsubscribe?token=sample";
    assert_eq!(
        shown.body,
        json!({"customer_id": customer, "customer_name": "王<小>明", "language": "zh-CN",
            "subject": "王<小>明，新品上市",
            "text": format!("北京朝阳店欢迎您，您有 12 积分。退订：{link}"),
            "html": format!("<p>王&lt;小&gt;明</p><a href=\"{link}\">退订</a>"), "reply_to": null, "missing": []})
    );
    let english = admin.post(&path, json!({"customer_id": customer, "language": "en"})).await.ok();
    assert_eq!(english.body["missing"], json!(["level.name"]));
    assert_eq!(english.text("text"), format!("Regulars: no level {link}"));
    let invented = admin.post(&path, json!({"language": "en"})).await.ok();
    assert_eq!((invented.text("subject"), &invented.body["customer_id"]), ("News for Alex Wang", &json!(null)));

    let trial = json!({"channel": "email", "purpose": "marketing", "contents": contents(), "customer_id": customer});
    assert_eq!(admin.post("/v1/templates/preview", trial).await.ok().body, shown.body);
}

#[actix_web::test]
async fn nobody_is_shown_whom_the_caller_does_not_see() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let north = json!({"name": "北方客人", "home_unit_id": app.units.n1});
    let north = admin.post("/v1/customers", north).await.created().id();
    let template = admin.post("/v1/templates", email()).once().await.created().id();
    let path = format!("/v1/templates/{template}/previews");
    let manager = app.actor(Role::RegionManager, &app.units.south).await;
    for id in [north.as_str(), &ids::make(ids::CUSTOMER), "nobody"] {
        let reply = manager.post(&path, json!({"customer_id": id})).await;
        reply.problem(422, "invalid").fault("/customer_id", "not_found");
    }
    manager.post(&path, json!({})).await.ok();
    app.actor(Role::RegionManager, &app.units.north).await.post(&path, json!({"customer_id": north})).await.ok();
}

#[actix_web::test]
async fn a_field_in_a_link_is_percent_encoded_and_a_fallback_stays_as_it_is_written() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let case: Value = serde_json::from_str(include_str!("../../../data/mail/field-in-link.json")).unwrap();
    let text = |member: &str| case[member].as_str().unwrap();
    let customer = admin.post("/v1/customers", json!({"name": text("name")})).await.created().id();
    let contents =
        json!({"en": {"subject": "s", "text": text("text"), "html": text("html"), "reply_to": "Service@商店.example"}});
    let trial = json!({"channel": "email", "purpose": "service", "contents": contents, "customer_id": customer});
    let shown = admin.post("/v1/templates/preview", trial).await.ok();
    assert_eq!((shown.text("text"), shown.text("html")), (text("text_shown"), text("html_shown")));
}
