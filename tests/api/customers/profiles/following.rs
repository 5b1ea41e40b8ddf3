//! Whoever follows customers by their changes reads each that changed, whatever of it did.

use std::collections::BTreeSet;
use std::time::Duration;

use regulars_tests::{Action, Actor, TestApp, Value, json};

use super::{create, each, walk};

/// Times are kept in milliseconds: what happens next is later.
async fn later() {
    tokio::time::sleep(Duration::from_millis(3)).await;
}

/// The customer as it is shown, which is later than before and is what a follower reads.
async fn follow(who: &Actor, id: &str, before: &mut Value, what: &str) {
    let path = format!("/v1/customers/{id}");
    let now = who.get(&path).await.ok();
    assert!(now.text("updated_at") > before["updated_at"].as_str().unwrap(), "{what} moves updated_at");
    let tag = now.etag().to_owned();
    assert_ne!(json!(tag), before["tag"], "{what} moves the entity tag");
    let since = now.text("updated_at");
    let pages = walk(who, &format!("/v1/customers?sort=updated_at&updated_at[gte]={since}")).await;
    assert_eq!(each(&pages, "id"), [id], "{what}");
    let older = walk(who, &format!("/v1/customers?sort=-updated_at&updated_at[lt]={since}")).await;
    assert!(!each(&older, "id").contains(&id.to_owned()), "{what}");
    *before = now.body.clone();
    before["tag"] = json!(tag);
    later().await;
}

#[actix_web::test]
async fn whatever_changes_of_a_customer_is_followed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明", "home_unit_id": app.units.n1})).await;
    later().await;
    create(&admin, json!({"name": "李芳"})).await;
    later().await;
    let path = format!("/v1/customers/{id}");
    let made = admin.get(&path).await.ok();
    assert_eq!(made.text("updated_at"), made.text("created_at"));
    let mut before = made.body.clone();
    before["tag"] = json!(made.etag());

    admin.patch(&path, json!({"tags": ["new"]})).if_match("*").await.ok();
    follow(&admin, &id, &mut before, "a tag").await;
    let phone = json!({"kind": "phone", "value": "13812345678"});
    let identity = admin.post(&format!("{path}/identities"), phone).await.created().id();
    follow(&admin, &id, &mut before, "an identity").await;
    admin.delete(&format!("{path}/identities/{identity}")).await.nothing();
    follow(&admin, &id, &mut before, "an identity that goes").await;
    let bought = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": regulars_tests::now(),
        "lines": [{"amount": {"amount": 3600, "currency": "CNY"}}]});
    let purchase = admin.post("/v1/purchases", bought).once().await.created().id();
    follow(&admin, &id, &mut before, "a purchase").await;
    let back = json!({"lines": [{"number": 1}]});
    admin.post(&format!("/v1/purchases/{purchase}/refunds"), back).once().await.created();
    follow(&admin, &id, &mut before, "a refund").await;
    let programme = json!({"code": "club", "name": "Club", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", programme).await.created().id();
    let card = json!({"customer_id": id, "programme_id": programme, "card": "VIP-0001"});
    admin.post("/v1/memberships", card).await.created();
    follow(&admin, &id, &mut before, "a card").await;
    assert_eq!(before["version"], 2, "only the profile has this version");
}

#[actix_web::test]
async fn files_that_change_customers_are_followed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明", "phone": "13812345678"})).await;
    let other = create(&admin, json!({"name": "李芳", "phone": "13900000000"})).await;
    later().await;
    let since = regulars_tests::now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let import = admin.post("/v1/imports", json!({"kind": "customers", "file_name": "a.csv"})).await.created().id();
    let file = "name,phone,card\n王小明,13812345678,VIP-0001\n李芳,13900000000,\n";
    let content = format!("/v1/imports/{import}/content");
    admin.request(reqwest::Method::PUT, &content).body("text/csv", file).await.ok();
    admin.post(&format!("/v1/imports/{import}/runs"), json!({})).once().await.accepted();
    app.run_jobs().await;

    let pages = walk(&admin, &format!("/v1/customers?updated_at[gte]={since}")).await;
    assert_eq!(each(&pages, "id"), [&*id], "a card was added; {other} is as it was");
}

#[actix_web::test]
async fn a_partners_customers_are_found_by_its_ids() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let scopes = [Action::CustomersRead, Action::CustomersWrite];
    let till = app.key_of("till", &scopes, &app.units.group).await;
    let other = app.key_of("other", &scopes, &app.units.group).await;
    let named = |partner: &str, id: &str| json!({"name": "Guest", "external_ids": [{"partner": partner, "id": id}]});
    let first = create(&admin, named("till", "C/1")).await;
    let second = create(&admin, named("till", "C/2")).await;
    let third = create(&admin, named("other", "C/1")).await;
    create(&admin, json!({"name": "Nobody's"})).await;

    let found = async |who: &Actor, query: &str| -> BTreeSet<String> {
        let pages = walk(who, &format!("/v1/customers?{query}")).await;
        each(&pages, "id").into_iter().collect()
    };
    let of = |ids: &[&String]| ids.iter().map(|id| (*id).clone()).collect::<BTreeSet<String>>();
    assert_eq!(found(&admin, "partner=till").await, of(&[&first, &second]));
    assert_eq!(found(&admin, "partner=till&external_id=C%2F1").await, of(&[&first]));
    assert_eq!(found(&till, "external_id=C%2F1&sort=updated_at").await, of(&[&first]));
    assert_eq!(found(&other, "external_id=C%2F1").await, of(&[&third]));
    assert_eq!(found(&admin, "partner=nobody").await, of(&[]));
    assert_eq!(admin.get("/v1/customers/count?partner=till").await.ok().body["count"], 2);
    let refused = admin.get("/v1/customers?external_id=C%2F1").await.problem(400, "invalid_parameter");
    refused.fault("partner", "required");
    let refused = other.get("/v1/customers?external_id=C%2F1&partner=till").await.problem(400, "invalid_parameter");
    refused.fault("partner", "not_accepted");
}
