//! `/v1/webhooks`: who may have what told where, what a secret is shown in, and what follows from a change.

use regulars_tests::message_gateway::Reaction;
use regulars_tests::{Action, Actor, MessageGateway, Role, TestApp, Value, json};

fn new(unit_id: &str, types: &[&str]) -> Value {
    json!({"url": "https://example.com/hooks", "unit_id": unit_id, "types": types})
}

async fn make(admin: &Actor, body: Value) -> (String, String) {
    let made = admin.post("/v1/webhooks", body).once().await.created();
    (made.body["webhook"]["id"].as_str().unwrap().to_owned(), made.header("etag").to_owned())
}

#[actix_web::test]
async fn a_secret_is_shown_once_and_not_in_a_replay() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let send = || admin.post("/v1/webhooks", new(&app.units.group, &["customer.created"])).idempotency_key("made-once");
    let first = send().await.created();
    assert!(first.body["secret"].as_str().unwrap().starts_with("whsec_"));
    let again = send().await.created();
    assert_eq!((&again.body["webhook"]["id"], &again.body["secret"]), (&first.body["webhook"]["id"], &Value::Null));
    assert!(app.kept_replies().iter().all(|(_, body)| !body.contains("whsec_")));
}

#[actix_web::test]
async fn nobody_has_told_what_they_may_not_read() {
    let app = TestApp::start().await;
    let scopes = [Action::WebhooksRead, Action::WebhooksWrite, Action::CustomersRead];
    let partner = app.key(&scopes, &app.units.north).await;
    let (own, _) = make(&partner, new(&app.units.n1, &["customer.created", "tier.changed"])).await;
    let refused =
        partner.post("/v1/webhooks", new(&app.units.n1, &["customer.created", "purchase.recorded"])).once().await;
    let refused = refused.problem(422, "not_grantable");
    assert_eq!(refused.body["errors"][0]["pointer"], "/types/1");
    partner.post("/v1/webhooks", new(&app.units.s1, &["customer.created"])).once().await.problem(422, "invalid");
    partner.post("/v1/webhooks", new(&app.units.n1, &[])).once().await.problem(422, "invalid");
    let twice = new(&app.units.n1, &["customer.created", "customer.created"]);
    partner.post("/v1/webhooks", twice).once().await.problem(422, "invalid");

    let other = app.key_of("stock", &scopes, &app.units.north).await;
    other.get(&format!("/v1/webhooks/{own}")).await.problem(404, "not_found");
    assert!(other.get("/v1/webhooks").await.ok().data().is_empty());
    assert_eq!(partner.get("/v1/webhooks").await.ok().each("id"), [own.as_str()]);
    let admin = app.admin().await;
    let webhook = admin.get(&format!("/v1/webhooks/{own}")).await.ok();
    let partners = admin.get("/v1/partners").await.ok();
    let till = partners.data().iter().find(|partner| partner["code"] == "till").unwrap();
    assert_eq!(webhook.body["partner_id"], till["id"]);
    app.actor(Role::StoreManager, &app.units.n1).await.get("/v1/webhooks").await.problem(403, "forbidden");
}

#[actix_web::test]
async fn an_endpoint_is_told_its_types_in_its_units() {
    let app = TestApp::with(|config| config.webhooks.allow_private = true).await;
    let receiver = MessageGateway::answering(|_| Reaction::status(200));
    let admin = app.admin().await;
    let body = json!({"url": receiver.url(), "unit_id": app.units.north, "types": ["purchase.recorded"]});
    make(&admin, body).await;
    for store in [&app.units.n1, &app.units.s1] {
        let customer =
            admin.post("/v1/customers", json!({"name": "王小明", "home_unit_id": app.units.n1})).await.created().id();
        let bought = json!({"customer_id": customer, "unit_id": store, "occurred_at": regulars_tests::now(),
            "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
        admin.post("/v1/purchases", bought).once().await.created();
    }
    app.run_jobs().await;
    let [sent] = receiver.requests().try_into().unwrap();
    assert_eq!(sent.body["data"], json!({"net": 3600, "currency": "CNY", "revision": 1}));
}

#[actix_web::test]
async fn a_key_neither_leads_elsewhere_nor_sees_what_it_may_not_read() {
    let app = TestApp::with(|config| config.webhooks.allow_private = true).await;
    let receiver = MessageGateway::answering(|_| Reaction::status(200));
    let scopes = [Action::WebhooksRead, Action::WebhooksWrite];
    let key = app.key(&scopes, &app.units.group).await;
    let admin = app.admin().await;
    let partners = admin.get("/v1/partners").await.ok();
    let till = partners.data().iter().find(|partner| partner["code"] == "till").unwrap();
    let body = json!({"url": receiver.url(), "unit_id": app.units.group, "types": ["customer.created"],
        "partner_id": till["id"]});
    let (id, _) = make(&admin, body).await;
    let path = format!("/v1/webhooks/{id}");
    let away = json!({"url": "https://elsewhere.example/"});
    key.patch(&path, away).if_match("*").await.problem(422, "not_grantable");
    key.post(&format!("{path}/rotate"), json!({"overlap_seconds": 60})).once().await.problem(422, "not_grantable");
    key.patch(&path, json!({"description": "ours"})).if_match("*").await.ok();

    admin.post("/v1/customers", json!({"name": "王小明"})).await.created();
    app.run_jobs().await;
    let list = key.get(&format!("{path}/deliveries")).await.ok();
    let delivery = format!("{path}/deliveries/{}", list.data()[0]["id"].as_str().unwrap());
    assert_eq!(key.get(&delivery).await.ok().body["body"], Value::Null);
    assert!(admin.get(&delivery).await.ok().body["body"].as_str().unwrap().contains("customer.created"));
}

#[actix_web::test]
async fn what_a_revoked_key_made_is_told_nothing() {
    let app = TestApp::with(|config| config.webhooks.allow_private = true).await;
    let receiver = MessageGateway::answering(|_| Reaction::status(200));
    let scopes = [Action::WebhooksRead, Action::WebhooksWrite, Action::CustomersRead];
    let key = app.key(&scopes, &app.units.group).await;
    let body = json!({"url": receiver.url(), "unit_id": app.units.group, "types": ["customer.created"]});
    make(&key, body).await;
    let admin = app.admin().await;
    admin.post("/v1/customers", json!({"name": "王小明"})).await.created();
    app.run_jobs().await;
    admin.delete(&format!("/v1/api-keys/{}", key.id)).if_match("*").await.nothing();
    admin.post("/v1/customers", json!({"name": "李小红"})).await.created();
    app.run_jobs().await;
    assert_eq!(receiver.requests().len(), 1);
}

#[actix_web::test]
async fn switched_off_by_hand_what_waits_has_failed_and_removed_it_is_gone() {
    let app = TestApp::with(|config| config.webhooks.allow_private = true).await;
    let receiver = MessageGateway::answering(|_| Reaction::status(500));
    let admin = app.admin().await;
    let body = json!({"url": receiver.url(), "unit_id": app.units.group, "types": ["customer.created"]});
    let (id, etag) = make(&admin, body).await;
    admin.post("/v1/customers", json!({"name": "王小明"})).await.created();
    app.run_jobs().await;
    let path = format!("/v1/webhooks/{id}");
    admin.patch(&path, json!({"enabled": false})).if_match("\"7\"").await.problem(412, "stale");
    let off = admin.patch(&path, json!({"enabled": false})).if_match(&etag).await.ok();
    assert_eq!(
        (&off.body["enabled"], &off.body["off_reason"], &off.body["version"]),
        (&json!(false), &json!("by_hand"), &json!(2))
    );
    let list = admin.get(&format!("{path}/deliveries?state=failed")).await.ok();
    assert_eq!((list.data().len(), &list.data()[0]["last_error"]), (1, &json!("switched_off")));
    assert!(admin.get(&format!("{path}/deliveries?state=pending")).await.ok().data().is_empty());
    assert!(admin.get(&format!("{path}/deliveries?type=tier.changed")).await.ok().data().is_empty());

    admin.delete(&path).if_match(off.etag()).await.is(204);
    admin.get(&path).await.problem(404, "not_found");
    admin.get(&format!("{path}/deliveries")).await.problem(404, "not_found");
    app.sql("update webhook_deliveries set ended_at = '2026-01-01 00:00:00'");
    app.enqueue(&regulars::assembly::jobs::retention::Retention::default());
    app.run_jobs().await;
    assert_eq!((app.count("webhook_deliveries"), app.count("webhook_attempts")), (0, 0));
}
