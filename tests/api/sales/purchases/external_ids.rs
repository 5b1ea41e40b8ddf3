//! A partner's own id of a purchase: the same id is the same purchase.

use regulars_tests::{Action, TestApp, Value, json};

use super::{cny, customer, figures, product, purchase, sums, verify};

/// A till's key over the whole organisation, and a customer.
async fn till(app: &TestApp) -> (regulars_tests::Actor, String) {
    let scopes = [
        Action::CustomersWrite,
        Action::CustomersRead,
        Action::PurchasesWrite,
        Action::PurchasesRead,
        Action::RefundsWrite,
    ];
    let till = app.key(&scopes, &app.units.group).await;
    let id = customer(app, &till).await;
    (till, id)
}

/// A purchase with an id of the partner's.
fn named(body: &Value, external_id: &str, revision: i32) -> Value {
    let mut body = body.clone();
    body["external_id"] = external_id.into();
    body["revision"] = revision.into();
    body
}

#[actix_web::test]
async fn the_same_purchase_sent_again_changes_nothing() {
    let app = TestApp::start().await;
    let (till, id) = till(&app).await;
    let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 3600);
    body["external_id"] = json!("T 1/42");
    let first = till.post("/v1/purchases", body.clone()).once().await.created();
    let before = figures(&till, &id).await;

    body["occurred_at"] = json!("2026-02-17T16:30:00.000+08:00");
    let again = till.post("/v1/purchases", body).once().await.ok();

    assert_eq!(again.body["tier"], json!({"before": "C", "after": "C"}));
    for member in ["id", "lines", "net", "recorded_at", "partner", "external_id", "revision"] {
        assert_eq!(again.body[member], first.body[member], "{member}");
    }
    assert_eq!((first.text("partner"), figures(&till, &id).await), ("till", before));
    assert_eq!(app.count("customer_metrics where version = 2"), 1, "the figures moved once");
    for (table, rows) in
        [("purchases", 1), ("purchase_lines", 1), ("external_refs", 1), ("events where kind like 'purchase%'", 1)]
    {
        assert_eq!(app.count(table), rows, "{table}");
    }
    assert_eq!(till.get("/v1/purchases/ext:till:T%201%2F42").await.ok().id(), first.id());
    let other = app.key_of("other", &[Action::PurchasesRead], &app.units.group).await;
    other.get("/v1/purchases/ext:till:T%201%2F42").await.problem(404, "not_found");
}

#[actix_web::test]
async fn another_content_under_the_same_id_is_refused_and_named() {
    let app = TestApp::start().await;
    let (till, id) = till(&app).await;
    let body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 3600);
    let first = till.post("/v1/purchases", named(&body, "T-1", 2)).once().await.created();
    let stranger = customer(&app, &till).await;
    for (member, value, revision) in [
        ("lines", json!([{"amount": cny(3601)}]), 2),
        ("lines", json!([{"amount": cny(3600)}, {"amount": cny(0)}]), 2),
        ("lines", json!([{"amount": cny(3600), "quantity": "2"}]), 2),
        ("unit_id", json!(app.units.n2), 2),
        ("channel", json!("online"), 2),
        ("occurred_at", json!("2026-02-17T08:30:00.001Z"), 2),
        ("lines", json!([{"amount": cny(1)}]), 1),
        ("customer_id", json!(stranger), 3),
    ] {
        let mut other = named(&body, "T-1", revision);
        other[member] = value;
        let refused = till.post("/v1/purchases", other).once().await.problem(409, "purchase_differs");
        assert_eq!(refused.body["purchase_id"], *first.id(), "{member}");
    }
    assert_eq!((app.count("purchases"), sums(&till, &id).await), (1, (1, 1, 3600)));
    let other = app.key_of("other", &[Action::PurchasesWrite], &app.units.group).await;
    other.post("/v1/purchases", named(&body, "T-1", 2)).once().await.created();
    assert_eq!(app.count("purchases"), 2, "another partner's ids are others");
}

#[actix_web::test]
async fn a_stated_revision_replaces_the_content_and_the_figures_follow() {
    let app = TestApp::start().await;
    let (till, id) = till(&app).await;
    let admin = app.admin().await;
    let (old_category, _) = product(&admin, "OLD").await;
    let (new_category, _) = product(&admin, "NEW").await;
    let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 0);
    body["lines"] = json!([{"amount": cny(400_000), "product_code": "OLD"}, {"amount": cny(1)}]);
    let first = till.post("/v1/purchases", named(&body, "T-1", 1)).once().await.created();
    let etag = till.get(first.header("location")).await.ok().etag().to_owned();
    let mut corrected = purchase(&id, &app.units.s1, "2026-03-01T08:30:00Z", 0);
    corrected["lines"] = json!([{"amount": cny(200), "product_code": "NEW"}]);

    let revised = till.post("/v1/purchases", named(&corrected, "T-1", 2)).once().await.ok();

    assert_eq!((revised.id(), revised.body["revision"].as_i64()), (first.id(), Some(2)));
    assert_eq!(revised.body["tier"]["after"], "C");
    assert_eq!((revised.body["lines"].as_array().unwrap().len(), &revised.body["net"]), (1, &cny(200)));
    let read = till.get(first.header("location")).header("If-None-Match", &etag).await.ok();
    assert_eq!((&read.body["lines"], read.text("occurred_on")), (&revised.body["lines"], "2026-03-01"));
    let figures = figures(&till, &id).await;
    assert_eq!(sums(&till, &id).await, (1, 1, 200));
    assert_eq!(
        (&figures["first_purchase_on"], &figures["last_purchase_on"]),
        (&json!("2026-03-01"), &json!("2026-03-01"))
    );
    assert_eq!(
        (&figures["favourite_unit_id"], &figures["favourite_category_id"]),
        (&json!(app.units.s1), &json!(new_category))
    );
    assert_eq!(app.count(&format!("customer_tallies where member_id in ('{old_category}', '{}')", app.units.n1)), 0);
    assert_eq!((app.count("customer_days"), app.count("purchase_lines"), app.count("purchases")), (1, 1, 1));
    assert_eq!(app.count("events where kind = 'purchase.revised'"), 1);
    till.post("/v1/purchases", named(&corrected, "T-1", 2)).once().await.ok();
    till.post("/v1/purchases", named(&body, "T-1", 1)).once().await.problem(409, "purchase_differs");
    verify(&app);
}

#[actix_web::test]
async fn what_was_refunded_or_sold_elsewhere_takes_no_revision() {
    let app = TestApp::start().await;
    let (till, id) = till(&app).await;
    let body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 300);
    let made = till.post("/v1/purchases", named(&body, "T-1", 1)).once().await.created();
    let south = app.key(&[Action::PurchasesWrite], &app.units.s1).await;
    let elsewhere = purchase(&id, &app.units.s1, "2026-02-17T08:30:00Z", 1);
    south.post("/v1/purchases", named(&elsewhere, "T-1", 2)).once().await.problem(409, "purchase_differs");

    let back = json!({"lines": [{"number": 1, "amount": cny(100)}]});
    till.post(&format!("{}/refunds", made.header("location")), back).once().await.created();
    let other = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 400);
    till.post("/v1/purchases", named(&other, "T-1", 2)).once().await.problem(409, "conflict");

    assert_eq!(sums(&till, &id).await, (1, 1, 200));
    assert_eq!(app.count("purchases where revision = 1 and net_minor = 200"), 1);
}

#[actix_web::test]
async fn an_id_is_always_some_partners() {
    let app = TestApp::start().await;
    let (till, id) = till(&app).await;
    let admin = app.admin().await;
    let with = |partner: Value, external_id: &str| {
        let mut body = named(&purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 100), external_id, 1);
        body["partner"] = partner;
        body
    };
    admin
        .post("/v1/purchases", with(Value::Null, "1"))
        .once()
        .await
        .problem(422, "invalid")
        .fault("/partner", "required");
    admin
        .post("/v1/purchases", with(json!("nobody"), "1"))
        .once()
        .await
        .problem(422, "invalid")
        .fault("/partner", "not_found");
    till.post("/v1/purchases", with(json!("other"), "1"))
        .once()
        .await
        .problem(422, "invalid")
        .fault("/partner", "not_accepted");
    for wrong in [" 1", "a\nb"] {
        let refused = till.post("/v1/purchases", with(json!("till"), wrong)).once().await.problem(422, "invalid");
        refused.fault("/external_id", "malformed");
    }
    let long = till.post("/v1/purchases", with(json!("till"), &"x".repeat(129))).once().await.problem(422, "invalid");
    long.fault("/external_id", "too_long");
    assert_eq!(app.count("purchases") + app.count("external_refs"), 0);
    admin.post("/v1/purchases", with(json!("till"), "1")).once().await.created();
}
