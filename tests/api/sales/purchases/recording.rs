//! Recording a purchase: what is kept, and what it moves.

use regulars_tests::{Action, Role, TestApp, Value, json};

use super::{cny, customer, figures, now, product, purchase, sums};

#[actix_web::test]
async fn a_purchase_is_kept_with_its_lines_and_moves_the_customer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let (category, xy) = product(&admin, "XY-1").await;
    let body = json!({"customer_id": id, "unit_id": app.units.n1, "channel": "delivery",
        "occurred_at": "2026-02-17T23:30:00.123456+08:00", "lines": [
            {"product_code": "XY-1", "quantity": "1.5", "unit_price": cny(2000), "amount": cny(2700), "discount": cny(300)},
            {"product_id": xy, "amount": cny(1800)},
            {"description": "芋圆 4 号 🍡", "quantity": "2", "amount": cny(0)}]});

    let made = admin.post("/v1/purchases", body).once().await.created();

    let kept = &made.body;
    assert_eq!((&kept["gross"], &kept["discount"], &kept["net"]), (&cny(4800), &cny(300), &cny(4500)));
    assert_eq!(
        (&kept["refunded"], kept["state"].as_str(), kept["revision"].as_i64()),
        (&cny(0), Some("paid"), Some(1))
    );
    assert_eq!((made.text("channel"), made.text("unit_id")), ("delivery", app.units.n1.as_str()));
    assert_eq!((made.text("occurred_at"), made.text("occurred_on")), ("2026-02-17T15:30:00.123Z", "2026-02-17"));
    assert_eq!(kept["tier"], json!({"before": "none", "after": "C"}));
    let lines = kept["lines"].as_array().unwrap();
    let each = |member: &str| lines.iter().map(|line| line[member].clone()).collect::<Vec<_>>();
    assert_eq!(each("number"), [1, 2, 3]);
    assert_eq!(each("quantity"), ["1.500", "1.000", "2.000"]);
    assert_eq!(each("product_id"), [json!(xy), json!(xy), Value::Null]);
    assert_eq!(each("description"), [Value::Null, Value::Null, json!("芋圆 4 号 🍡")]);
    let mut read = admin.get(made.header("location")).await.ok().body;
    read["tier"] = kept["tier"].clone();
    read["memberships"] = kept["memberships"].clone();
    assert_eq!(read, *kept, "read as it was answered");

    let person = admin.get(&format!("/v1/customers/{id}")).await.ok().body;
    assert_eq!((person["status"].as_str(), person["tier"]["class"].as_str()), (Some("active"), Some("C")));
    let figures = &person["metrics"];
    assert_eq!((&figures["purchases"], &figures["net_spend"]), (&json!(1), &cny(4500)));
    assert_eq!(
        (&figures["first_purchase_on"], &figures["last_purchase_on"]),
        (&json!("2026-02-17"), &json!("2026-02-17"))
    );
    assert_eq!(
        (&figures["favourite_unit_id"], &figures["favourite_category_id"]),
        (&json!(app.units.n1), &json!(category))
    );
    let tally = |member: &str, net: i64| {
        format!("customer_tallies where member_id = '{member}' and purchases = 1 and net_minor = {net}")
    };
    assert_eq!((app.count(&tally(&category, 4500)), app.count(&tally(&app.units.n1, 4500))), (1, 1));
    assert_eq!(app.count("customer_days where day = '2026-02-17' and purchases = 1 and net_minor = 4500"), 1);
    for kind in ["purchase.recorded", "tier.changed"] {
        assert_eq!(app.count(&format!("events where customer_id = '{id}' and kind = '{kind}'")), 1, "{kind}");
    }
    assert_eq!(app.count("tier_changes where tier = 'C' and previous = 'none' and cause = 'purchase'"), 1);
}

#[actix_web::test]
async fn who_bought_is_said_in_one_of_four_ways() {
    let app = TestApp::start().await;
    let till = app.key(&[Action::CustomersWrite, Action::PurchasesWrite], &app.units.n1).await;
    let body = json!({"name": "王", "phone": "13812345678", "card": "VIP-0001", "external_ids": [{"partner": "till", "id": "4711"}]});
    let id = till.post("/v1/customers", body).await.created().id();
    let sold = |who: Value| {
        let mut body = json!({"occurred_at": now(), "lines": [{"amount": cny(100)}]});
        body.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
        till.post("/v1/purchases", body).once()
    };
    for who in [
        json!({"customer_id": id}),
        json!({"customer": {"phone": "+86 138 1234 5678"}}),
        json!({"customer": {"card": "vip-0001"}}),
        json!({"customer": {"external_id": "4711"}}),
    ] {
        let made = sold(who).await.created();
        assert_eq!((made.text("customer_id"), made.text("unit_id")), (id.as_str(), app.units.n1.as_str()));
    }
    for (who, place, code) in [
        (json!({}), "/customer_id", "required"),
        (json!({"customer_id": "cus_01JD3Q5V8N0000000000000000"}), "/customer_id", "not_found"),
        (json!({"customer_id": "nonsense"}), "/customer_id", "not_found"),
        (json!({"customer_id": id, "customer": {"phone": "13812345678"}}), "/customer", "conflict"),
        (json!({"customer": {}}), "/customer", "conflict"),
        (json!({"customer": {"phone": "13812345678", "card": "VIP-0001"}}), "/customer", "conflict"),
        (json!({"customer": {"phone": "13812345679"}}), "/customer", "not_found"),
        (json!({"customer": {"phone": "12"}}), "/customer/phone", "malformed"),
        (json!({"customer": {"card": "????"}}), "/customer/card", "malformed"),
        (json!({"customer": {"external_id": "0815"}}), "/customer", "not_found"),
        (json!({"customer": {"name": "王"}}), "/customer/name", "unknown_field"),
    ] {
        sold(who).await.problem(422, "invalid").fault(place, code);
    }
    let other = app.key_of("other", &[Action::PurchasesWrite], &app.units.n1).await;
    let body = json!({"customer": {"external_id": "4711"}, "occurred_at": now(), "lines": [{"amount": cny(100)}]});
    let refused = other.post("/v1/purchases", body).once().await.problem(422, "invalid");
    refused.fault("/customer", "not_found");
    assert_eq!(app.count("purchases"), 4);
}

#[actix_web::test]
async fn a_purchase_of_nothing_counts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let made = admin.post("/v1/purchases", purchase(&id, &app.units.n1, &now(), 0)).once().await.created();
    assert_eq!(made.body["tier"], json!({"before": "none", "after": "none"}));
    assert_eq!(sums(&admin, &id).await, (1, 1, 0));
    assert_eq!(figures(&admin, &id).await["average_basket"], cny(0));
    assert_eq!(app.count("customers where status = 'active'"), 1);
}

#[actix_web::test]
async fn the_key_of_a_request_is_needed_and_makes_it_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 3600);
    let missing = admin.post("/v1/purchases", body.clone()).await.problem(400, "idempotency_key_missing");
    missing.fault("Idempotency-Key", "required");

    let first = admin.post("/v1/purchases", body.clone()).idempotency_key("p1").await.created();
    let again = admin.post("/v1/purchases", body).idempotency_key("p1").await.created();

    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first.body));
    let other = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 3601);
    let other = admin.post("/v1/purchases", other).idempotency_key("p1").await;
    other.problem(422, "idempotency_key_reused");
    assert_eq!((app.count("purchases"), sums(&admin, &id).await), (1, (1, 1, 3600)));
}

#[actix_web::test]
async fn a_store_sells_for_itself() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    app.sql("update units set state = 'closed' where code = 'N2'");
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let at = |unit: &str| manager.post("/v1/purchases", purchase(&id, unit, &now(), 100)).once();
    at(&app.units.n1).await.created();
    at(&app.units.n2).await.problem(422, "invalid").fault("/unit_id", "conflict");
    at(&app.units.s1).await.problem(422, "invalid").fault("/unit_id", "not_found");
    at("nonsense").await.problem(422, "invalid").fault("/unit_id", "not_found");
    let nowhere = json!({"customer_id": id, "occurred_at": now(), "lines": [{"amount": cny(1)}]});
    manager.post("/v1/purchases", nowhere.clone()).once().await.problem(422, "invalid").fault("/unit_id", "required");
    let head_office = admin.post("/v1/purchases", nowhere).once().await.created();
    assert!(head_office.body["unit_id"].is_null());
    let south = app.actor(Role::StoreStaff, &app.units.s1).await;
    let sold = south.post("/v1/purchases", purchase(&id, &app.units.s1, &now(), 100)).once().await.created();
    assert_eq!(sold.text("customer_id"), id, "a guest of another region buys here");
    let listed = manager.get("/v1/purchases").await.ok();
    assert_eq!(listed.each("unit_id"), [app.units.n1.as_str()]);
    manager.get(sold.header("location")).await.problem(404, "not_found");
}
