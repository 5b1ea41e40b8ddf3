//! History counts in figures and tiers only; what is live earns points, raises levels and is told.

use regulars_tests::{Actor, TestApp, Value, json, today};

use super::imports::{app, draft, run, upload};

const MEMBERS: &str = include_str!("../../data/members-purchase.csv");

/// A member with this phone since the beginning of time: the path of the membership.
async fn member(admin: &Actor, phone: &str) -> String {
    let body = json!({"code": "club", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", body).await.created().id();
    for (code, points) in [("silver", 0), ("gold", 100)] {
        let level = json!({"code": code, "name": code, "points": points});
        admin.post(&format!("/v1/membership-programmes/{programme}/levels"), level).await.created();
    }
    let customer = admin.post("/v1/customers", json!({"name": "王小明", "phone": phone})).await.created().id();
    let card = json!({"customer_id": customer, "programme_id": programme, "card": "CARD-1", "enrolled_at": "2020-01-01T00:00:00Z"});
    format!("/v1/memberships/{}", admin.post("/v1/memberships", card).await.created().id())
}

async fn imported(app: &TestApp, admin: &Actor, file: &str, options: Value) -> (Value, Value) {
    admin.get("/v1/products?limit=1").await.ok();
    let id = draft(admin, json!({"kind": "purchases", "options": options})).await;
    upload(admin, &id, file).await.ok();
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    let unmapped = json!({"mapping": {"unit_code": null, "product_code": null}});
    admin.patch(&format!("/v1/imports/{id}"), unmapped).if_match(import.etag()).await.ok();
    admin.post(&format!("/v1/imports/{id}/dry-runs"), json!({})).await.accepted();
    app.run_jobs().await;
    let tried = admin.get(&format!("/v1/imports/{id}")).await.ok().body;
    assert_eq!(app.count(&format!("purchases where import_id = '{id}'")), 0);
    (tried, run(app, admin, &id).await)
}

fn earned(import: &Value) -> (Value, Value, Value) {
    let counts = &import["counts"];
    (import["mode"].clone(), counts["members_earning"].clone(), counts["points_earned"].clone())
}

#[actix_web::test]
async fn a_recent_file_is_live_and_says_before_what_members_would_earn() {
    let (app, admin) = app().await;
    let card = member(&admin, "+8615490000001").await;
    let yesterday = today().pred_opt().unwrap();
    let file = MEMBERS.replace("2026-11-20", &yesterday.to_string());
    let more = format!(
        "{file}{yesterday},+8615490000001,0.50,Taro,SH01\n{yesterday},+8615490000001,0.50,Taro,SH01\n{yesterday},+8615490000002,9.00,Taro,SH01\n"
    );
    let (tried, done) = imported(&app, &admin, &more, json!({})).await;
    assert_eq!(earned(&tried), (json!("live"), json!(1), json!(151)), "parts of points come together");
    assert_eq!(tried["newest_on"], json!(yesterday));
    assert_eq!(earned(&done), earned(&tried));
    let card = admin.get(&card).await.ok();
    assert_eq!(card.body["balance"], 151);
    assert_eq!(card.body["level"]["code"], "gold");
    assert_eq!(app.count("events where kind = 'purchase.recorded'"), 4);
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

#[actix_web::test]
async fn an_old_file_is_history_unless_it_is_said_to_be_live() {
    let (app, admin) = app().await;
    let card = member(&admin, "+8615490000001").await;
    let old = MEMBERS.replace("2026-11-20", "2025-11-20");
    let (tried, done) = imported(&app, &admin, &old, json!({})).await;
    assert_eq!(
        (earned(&tried), earned(&done)),
        ((json!("history"), json!(0), json!(0)), (json!("history"), json!(0), json!(0)))
    );
    assert_eq!(admin.get(&card).await.ok().body["balance"], 0);
    assert_eq!(app.count("customer_metrics where net_minor = 15000"), 1, "it counts in the figures");
    assert_eq!(app.count("events where kind = 'purchase.recorded'"), 0);

    let other = old.replace("150.00", "20.00");
    let (tried, done) = imported(&app, &admin, &other, json!({"mode": "live"})).await;
    assert_eq!(
        (earned(&tried), earned(&done)),
        ((json!("live"), json!(1), json!(20)), (json!("live"), json!(1), json!(20)))
    );
    assert_eq!(admin.get(&card).await.ok().body["balance"], 20);
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

#[actix_web::test]
async fn what_came_back_in_a_live_file_earns_nothing() {
    let (app, admin) = app().await;
    let card = member(&admin, "+8615490000001").await;
    let day = today();
    let file = format!(
        "order no,date,phone,amount,qty\nT-1,{day},+8615490000001,20.00,2\nT-1,{day},+8615490000001,-10.00,-1\n"
    );
    let (tried, done) = imported(&app, &admin, &file, json!({"mode": "live", "own_numbers": true})).await;
    assert_eq!(tried["counts"]["points_earned"], 10);
    assert_eq!(done["counts"]["refunds_created"], 1);
    assert_eq!(admin.get(&card).await.ok().body["balance"], 10);
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}
