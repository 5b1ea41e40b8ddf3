//! Refunds: by line, never above what is left, on the purchase's day.

use regulars_tests::{Actor, Role, TestApp, Value, json};

use super::{cny, customer, figures, noon, product, purchase, sums};

/// Records a purchase of these lines and answers its path.
async fn bought(app: &TestApp, who: &Actor, customer_id: &str, occurred_at: &str, lines: Value) -> String {
    let mut body = purchase(customer_id, &app.units.n1, occurred_at, 0);
    body["lines"] = lines;
    who.post("/v1/purchases", body).once().await.created().header("location").to_owned()
}

fn refund(who: &Actor, path: &str, lines: Value) -> regulars_tests::Request {
    who.post(&format!("{path}/refunds"), json!({"lines": lines})).once()
}

#[actix_web::test]
async fn thirds_end_at_exactly_zero() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let path = bought(&app, &admin, &id, "2026-02-17T08:30:00Z", json!([{"quantity": "3", "amount": cny(1000)}])).await;
    for (amount, refunded_quantity, refunded, state, sums_then) in [
        (333, "1.000", 333, "partly_refunded", (1, 1, 667)),
        (334, "2.000", 667, "partly_refunded", (1, 1, 333)),
        (333, "3.000", 1000, "refunded", (0, 0, 0)),
    ] {
        let made = refund(&admin, &path, json!([{"number": 1, "quantity": "1"}])).await.created();
        assert_eq!((&made.body["amount"], &made.body["lines"][0]["quantity"]), (&cny(amount), &json!("1.000")));
        let left = &made.body["purchase"];
        assert_eq!(
            (left["state"].as_str(), &left["refunded"], &left["net"]),
            (Some(state), &cny(refunded), &cny(1000 - refunded))
        );
        assert_eq!(left["lines"][0]["refunded_quantity"], refunded_quantity);
        assert_eq!(sums(&admin, &id).await, sums_then);
        assert_eq!(admin.get(&path).await.ok().body, *left);
    }
    let none_left = refund(&admin, &path, json!([{"number": 1}])).await.problem(422, "refund_exceeds");
    none_left.fault("/lines/0", "exceeds");
    let listed = admin.get(&format!("{path}/refunds")).await.ok();
    assert_eq!(
        listed.data().iter().map(|row| row["amount"]["amount"].as_i64().unwrap()).collect::<Vec<_>>(),
        [333, 334, 333]
    );
    assert_eq!(
        (app.count("refunds"), app.count("refund_lines"), app.count("customer_days"), app.count("customer_tallies")),
        (3, 3, 0, 0)
    );
    assert_eq!(app.count("events where kind = 'purchase.refunded'"), 3);
    assert_eq!(app.count("customers where status = 'prospect'"), 1, "who bought nothing is a prospect");
}

#[actix_web::test]
async fn a_part_a_price_reduction_and_all_the_rest() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let lines =
        json!([{"quantity": "2.5", "amount": cny(1001)}, {"quantity": "1", "amount": cny(500)}, {"amount": cny(0)}]);
    let path = bought(&app, &admin, &id, "2026-02-17T08:30:00Z", lines).await;

    let reduced = refund(&admin, &path, json!([{"number": 1, "amount": cny(1)}])).await.created();
    assert_eq!(
        (&reduced.body["lines"][0]["quantity"], &reduced.body["amount"]),
        (&json!("0.000"), &cny(1)),
        "the goods stay"
    );
    let part = refund(&admin, &path, json!([{"number": 1, "quantity": "0.5"}, {"number": 2}])).await.created();
    assert_eq!(part.body["lines"][0]["amount"], cny(200), "a fifth of the 1000 that are left");
    assert_eq!(part.body["amount"], cny(700));
    let rest = refund(&admin, &path, json!([{"number": 1}])).await.created();
    assert_eq!(
        (&rest.body["purchase"]["net"], rest.body["purchase"]["state"].as_str()),
        (&cny(0), Some("partly_refunded")),
        "the gift is still there"
    );
    let gift = refund(&admin, &path, json!([{"number": 3}])).await.created();

    assert_eq!((&gift.body["amount"], gift.body["purchase"]["state"].as_str()), (&cny(0), Some("refunded")));
    assert_eq!(sums(&admin, &id).await, (0, 0, 0));
}

#[actix_web::test]
async fn giving_back_what_cost_nothing_is_a_change_the_client_hears_of() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let path = bought(&app, &admin, &id, "2026-02-17T08:30:00Z", json!([{"quantity": "2", "amount": cny(0)}])).await;
    let etag = admin.get(&path).await.ok().etag().to_owned();
    admin.get(&path).header("If-None-Match", &etag).await.is(304);

    refund(&admin, &path, json!([{"number": 1, "quantity": "1"}])).await.created();

    let read = admin.get(&path).header("If-None-Match", &etag).await.ok();
    assert_eq!(read.body["lines"][0]["refunded_quantity"], "1.000");
}

#[actix_web::test]
async fn what_is_above_what_is_left_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let lines = json!([{"quantity": "2", "amount": cny(1000)}, {"amount": cny(1)}]);
    let path = bought(&app, &admin, &id, "2026-02-17T08:30:00Z", lines).await;
    refund(&admin, &path, json!([{"number": 1, "quantity": "1"}])).await.created();
    for (lines, code, place, fault) in [
        (json!([{"number": 1, "quantity": "1.001"}]), "refund_exceeds", "/lines/0/quantity", "exceeds"),
        (json!([{"number": 2}, {"number": 1, "amount": cny(501)}]), "refund_exceeds", "/lines/1/amount", "exceeds"),
        (json!([{"number": 1}, {"number": 1}]), "invalid", "/lines/0/number", "duplicate"),
        (json!([{"number": 3}]), "invalid", "/lines/0/number", "not_found"),
        (json!([{"number": 0}]), "invalid", "/lines/0/number", "not_found"),
        (json!([{"number": 1, "amount": cny(-1)}]), "invalid", "/lines/0/amount", "out_of_range"),
        (json!([{"number": 1, "amount": cny(0)}]), "invalid", "/lines/0", "out_of_range"),
        (
            json!([{"number": 1, "amount": {"amount": 1, "currency": "USD"}}]),
            "invalid",
            "/lines/0/amount",
            "other_currency",
        ),
        (json!([{"number": 1, "quantity": "0"}]), "invalid", "/lines/0/quantity", "malformed"),
        (json!([{"number": 1, "quantity": "-1"}]), "invalid", "/lines/0/quantity", "malformed"),
        (json!([{"number": "1"}]), "invalid", "/lines/0/number", "wrong_type"),
        (json!([]), "invalid", "/lines", "too_short"),
    ] {
        refund(&admin, &path, lines).await.problem(422, code).fault(place, fault);
    }
    let back = |more: Value| {
        let mut body = json!({"lines": [{"number": 1, "amount": cny(1)}]});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        admin.post(&format!("{path}/refunds"), body)
    };
    for (more, place, fault) in [
        (json!({"occurred_at": "2026-02-17T08:29:59Z"}), "/occurred_at", "too_old"),
        (json!({"occurred_at": "2999-01-01T00:00:00Z"}), "/occurred_at", "in_future"),
        (json!({"reason": "a\u{202e}b"}), "/reason", "malformed"),
        (json!({"external_id": "1"}), "/partner", "required"),
        (json!({"colour": "red"}), "/colour", "unknown_field"),
    ] {
        back(more).once().await.problem(422, "invalid").fault(place, fault);
    }
    back(json!({})).await.problem(400, "idempotency_key_missing");
    assert_eq!((app.count("refunds"), sums(&admin, &id).await), (1, (1, 1, 501)));
}

#[actix_web::test]
async fn a_foreign_purchase_does_not_exist() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let path = bought(&app, &admin, &id, "2026-02-17T08:30:00Z", json!([{"amount": cny(100)}])).await;
    let south = app.actor(Role::StoreManager, &app.units.s1).await;
    refund(&south, &path, json!([{"number": 1}])).await.problem(404, "not_found");
    south.get(&format!("{path}/refunds")).await.problem(404, "not_found");
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    refund(&staff, &path, json!([{"number": 1}])).await.problem(403, "forbidden");
    refund(&admin, "/v1/purchases/pur_01JD3Q5V8N0000000000000000", json!([{"number": 1}]))
        .await
        .problem(404, "not_found");
    assert_eq!((app.count("refunds"), sums(&admin, &id).await), (0, (1, 1, 100)));
}

#[actix_web::test]
async fn what_is_wholly_given_back_no_longer_counts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let (category, _) = product(&admin, "XY-1").await;
    let line = |amount: i64| json!([{"amount": cny(amount), "product_code": "XY-1"}]);
    let first = bought(&app, &admin, &id, "2026-01-10T04:00:00Z", line(100)).await;
    let middle = purchase(&id, &app.units.n2, "2026-02-10T04:00:00Z", 5000);
    admin.post("/v1/purchases", middle).once().await.created();
    let last = bought(&app, &admin, &id, "2026-03-10T04:00:00Z", line(300)).await;
    let before = figures(&admin, &id).await;
    assert_eq!(
        (&before["favourite_unit_id"], &before["favourite_category_id"]),
        (&json!(app.units.n1), &json!(category))
    );
    assert_eq!(before["mean_days_between"], "29.5");

    refund(&admin, &first, json!([{"number": 1}])).await.created();
    let after = figures(&admin, &id).await;
    assert_eq!((&after["first_purchase_on"], &after["last_purchase_on"]), (&json!("2026-02-10"), &json!("2026-03-10")));
    assert_eq!((sums(&admin, &id).await, after["mean_days_between"].as_str()), ((2, 2, 5300), Some("28.0")));
    assert_eq!(after["favourite_unit_id"], json!(app.units.n2), "one purchase each, more spend");

    refund(&admin, &last, json!([{"number": 1, "amount": cny(299)}])).await.created();
    assert_eq!(figures(&admin, &id).await["last_purchase_on"], "2026-03-10", "something is left of it");
    refund(&admin, &last, json!([{"number": 1}])).await.created();
    let after = figures(&admin, &id).await;
    assert_eq!((&after["first_purchase_on"], &after["last_purchase_on"]), (&json!("2026-02-10"), &json!("2026-02-10")));
    assert!(after["favourite_category_id"].is_null() && after["mean_days_between"].is_null());
    assert_eq!((sums(&admin, &id).await, app.count("customers where status = 'active'")), ((1, 1, 5000), 1));
}

#[actix_web::test]
async fn a_refund_lowers_spend_and_tier_on_the_purchases_day() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let path = bought(&app, &admin, &id, &noon(1, "06-15"), json!([{"amount": cny(400_000)}])).await;

    let made = refund(&admin, &path, json!([{"number": 1, "amount": cny(250_001)}])).await.created();

    assert_eq!(made.body["tier"], json!({"before": "A", "after": "C"}));
    let figures = admin.get(&format!("/v1/customers/{id}/metrics")).await.ok().body;
    assert_eq!(figures["years"].as_array().unwrap().len(), 1, "nothing happened to this year");
    assert_eq!(figures["years"][0]["net_spend"], cny(149_999));
    let history = admin.get(&format!("/v1/customers/{id}/tiers")).await.ok();
    assert_eq!((history.each("class"), history.each("cause")), (vec!["C", "A"], vec!["refund", "purchase"]));
    assert_eq!(app.count("events where kind = 'tier.changed'"), 2);
}

#[actix_web::test]
async fn the_same_refund_sent_again_is_the_same() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.key_of("till", &[], &app.units.n1).await;
    let id = customer(&app, &admin).await;
    let path = bought(&app, &admin, &id, "2026-02-17T08:30:00Z", json!([{"quantity": "4", "amount": cny(1000)}])).await;
    let send = |quantity: &str| {
        let body = json!({"partner": "till", "external_id": "R-1", "occurred_at": "2026-02-18T08:30:00Z",
            "lines": [{"number": 1, "quantity": quantity}]});
        admin.post(&format!("{path}/refunds"), body).once()
    };
    let first = send("1").await.created();
    let again = send("1.000").await.is(201);
    assert_eq!(
        (again.id(), &again.body["amount"], &again.body["lines"]),
        (first.id(), &cny(250), &first.body["lines"])
    );
    let other = send("2").await.problem(409, "refund_differs");
    assert_eq!(other.body["refund_id"], *first.id());
    assert_eq!((app.count("refunds"), sums(&admin, &id).await), (1, (1, 1, 750)));
}

#[actix_web::test]
async fn a_till_whose_clock_runs_ahead_may_give_back_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let ahead = (regulars_tests::now() + chrono::Duration::minutes(10)).to_rfc3339();
    let path = bought(&app, &admin, &id, &ahead, json!([{"amount": cny(100)}])).await;
    let made = refund(&admin, &path, json!([{"number": 1}])).await.created();
    assert_eq!(made.body["occurred_at"], made.body["purchase"]["occurred_at"]);
}
