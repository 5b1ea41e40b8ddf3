//! Many purchases in one request.

use regulars_tests::{Action, Actor, TestApp, Value, json};

use super::{cny, customer, figures, now, product, purchase, sums, verify};

#[actix_web::test]
async fn each_purchase_has_its_own_outcome() {
    let app = TestApp::start().await;
    let till =
        app.key(&[Action::CustomersWrite, Action::CustomersRead, Action::PurchasesWrite], &app.units.group).await;
    let id = customer(&app, &till).await;
    let named = |amount: i64, external_id: &str| {
        let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", amount);
        body["external_id"] = json!(external_id);
        body
    };
    let items = json!([
        named(100, "1"),
        named(200, "2"),
        named(100, "1"),
        named(101, "1"),
        named(-1, "3"),
        named(0, "4"),
        purchase("cus_01JD3Q5V8N0000000000000000", &app.units.n1, &now(), 1)
    ]);
    let send = |options: Value| {
        let mut body = options;
        body["items"] = items.clone();
        till.post("/v1/purchases/batch", body)
    };
    send(json!({})).await.problem(400, "idempotency_key_missing");
    for options in [json!({"dry_run": true}), json!({"atomic": true})] {
        let report = send(options).once().await.ok();
        assert_eq!(report.body["summary"], json!({"succeeded": 4, "failed": 3, "kept": false}));
        assert!(report.body["results"].as_array().unwrap().iter().all(|row| row["id"].is_null()), "nothing was kept");
        assert_eq!((app.count("purchases"), sums(&till, &id).await), (0, (0, 0, 0)));
    }

    let report = send(json!({})).idempotency_key("b1").await.ok();

    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 200, 409, 422, 201, 422]);
    assert_eq!(results[2]["id"], results[0]["id"]);
    assert_eq!(results[3]["error"]["purchase_id"], results[0]["id"]);
    assert_eq!(results[4]["error"]["errors"][0]["pointer"], "/items/4/lines/0/amount");
    assert_eq!((app.count("purchases"), sums(&till, &id).await), (3, (3, 1, 300)));
    let again = send(json!({})).idempotency_key("b1").await.ok();
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &report.body));
    assert_eq!(app.count("purchases"), 3);
}

/// A programme with points, and levels by `basis`: silver from the start, gold from 500.
async fn programme(admin: &Actor, basis: &str) -> String {
    let body = json!({"code": basis, "name": "仙芋会员", "level_basis": basis, "points_per_unit": "1"});
    let id = admin.post("/v1/membership-programmes", body).await.created().id();
    for (code, threshold) in [("silver", 0), ("gold", 500)] {
        let mut level = json!({"code": code, "name": code});
        level[basis] = if basis == "points" { json!(threshold) } else { cny(threshold) };
        admin.post(&format!("/v1/membership-programmes/{id}/levels"), level).await.created();
    }
    id
}

/// A customer with a phone, a partner's id, and two cards.
async fn member(app: &TestApp, admin: &Actor, programmes: &[String], number: usize) -> String {
    let body = json!({"name": "王小明", "home_unit_id": app.units.n1, "phone": format!("138{number:08}"),
        "external_ids": [{"partner": "till", "id": format!("C{number}")}]});
    let id = admin.post("/v1/customers", body).await.created().id();
    for (at, programme_id) in programmes.iter().enumerate() {
        let body = json!({"customer_id": id, "programme_id": programme_id, "card": format!("CARD-{number}-{at}")});
        admin.post("/v1/memberships", body).await.created();
    }
    id
}

#[actix_web::test]
async fn a_batch_of_any_size_looks_each_kind_of_thing_up_once() {
    let app = TestApp::with(|config| config.database.pool_size = 1).await;
    let admin = app.admin().await;
    let till = app.key(&[Action::PurchasesWrite], &app.units.group).await;
    let programmes = [programme(&admin, "points").await, programme(&admin, "spend").await];
    let mut customers = Vec::new();
    for number in 0..20 {
        customers.push(member(&app, &admin, &programmes, number).await);
    }
    let (_, product_id) = product(&admin, "P1").await;
    product(&admin, "P2").await;
    // By all four ways of naming a customer and both of naming a product; the last of each ten is one of them again.
    let item = |size: usize, at: usize| {
        let number = at % 20;
        let customer = match at % 4 {
            0 => json!({"customer_id": customers[number]}),
            1 => json!({"customer": {"phone": format!("138{number:08}")}}),
            2 => json!({"customer": {"card": format!("CARD-{number}-0")}}),
            _ => json!({"customer": {"external_id": format!("C{number}")}}),
        };
        let mut item = customer;
        item["unit_id"] = json!(if at.is_multiple_of(2) { &app.units.n1 } else { &app.units.s1 });
        item["occurred_at"] = json!("2026-02-17T08:30:00Z");
        item["external_id"] = json!(format!("{size}-{at}"));
        item["lines"] =
            json!([{"amount": cny(100), "product_id": product_id}, {"amount": cny(50), "product_code": "P2"}]);
        item
    };
    let items = |size: usize| -> Vec<Value> {
        (0..size).map(|at| item(size, if at % 10 == 9 { at - 9 } else { at })).collect()
    };
    let statements = app.statements().await;
    let mut lookups = Vec::new();
    for (size, repeated) in [(10, 1), (100, 10)] {
        for again in [false, true] {
            statements.take_lookups();
            let report = till.post("/v1/purchases/batch", json!({"items": items(size)})).once().await.ok();
            lookups.push(statements.take_lookups());
            let results = report.body["results"].as_array().unwrap();
            let recorded = results.iter().filter(|row| row["status"] == 201).count();
            assert_eq!(report.body["summary"]["failed"], 0, "{}", report.body);
            assert_eq!(recorded, if again { 0 } else { size - repeated });
        }
    }
    for of_one in &lookups {
        assert!(of_one.len() <= 20, "{} look-ups: {of_one:#?}", of_one.len());
    }
    assert_eq!((lookups[0].len(), lookups[1].len()), (lookups[2].len(), lookups[3].len()));
    verify(&app);
}

#[actix_web::test]
async fn a_batch_comes_to_what_its_purchases_come_to_one_by_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = app.key(&[Action::PurchasesWrite], &app.units.group).await;
    let programmes = [programme(&admin, "points").await, programme(&admin, "spend").await];
    let one = member(&app, &admin, &programmes, 1).await;
    let other = member(&app, &admin, &programmes, 2).await;
    let items = |id: &str| -> Vec<Value> {
        let named = |external_id: &str, revision: i32, unit_id: &str, amounts: &[i64]| {
            let lines: Vec<Value> = amounts.iter().map(|&amount| json!({"amount": cny(amount)})).collect();
            json!({"customer_id": id, "external_id": format!("{id}-{external_id}"), "revision": revision,
                "unit_id": unit_id, "occurred_at": now(), "lines": lines})
        };
        vec![
            named("1", 1, &app.units.n1, &[199, 150]),
            named("2", 1, &app.units.s1, &[20_000]),
            named("3", 1, &app.units.s1, &[-1]),
            named("1", 2, &app.units.s1, &[50_099]),
            purchase(id, &app.units.n1, "2024-02-29T08:30:00Z", 70_000),
            named("4", 1, &app.units.n1, &[51]),
            named("1", 3, &app.units.n1, &[9_999, 1]),
            named("5", 1, &app.units.n1, &[1_000_000]),
        ]
    };
    let mut alone = Vec::new();
    for item in items(&one) {
        alone.push(u64::from(till.post("/v1/purchases", item).once().await.status));
    }
    let report = till.post("/v1/purchases/batch", json!({"items": items(&other)})).once().await.ok();

    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<u64> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 422, 200, 201, 201, 200, 201]);
    assert_eq!(statuses, alone);
    assert_eq!(figures(&admin, &other).await, figures(&admin, &one).await);
    let mut cards = Vec::new();
    for id in [&one, &other] {
        let listed = admin.get(&format!("/v1/memberships?customer_id={id}")).await.ok();
        let shown = |row: &Value| (row["programme_id"].clone(), row["balance"].clone(), row["level"].clone());
        cards.push(listed.data().iter().map(shown).collect::<Vec<_>>());
    }
    assert_eq!((cards[0].len(), &cards[0]), (2, &cards[1]));
    verify(&app);
}

#[actix_web::test]
async fn a_refused_purchase_leaves_nothing_that_the_next_one_would_see() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = app.key(&[Action::PurchasesWrite], &app.units.group).await;
    let id = customer(&app, &admin).await;
    let near_the_end = i64::MAX - 1000;
    app.sql(&format!("UPDATE customer_metrics SET net_minor = {near_the_end} WHERE customer_id = '{id}'"));
    let named = |amount: i64, external_id: &str| {
        let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", amount);
        body["external_id"] = json!(external_id);
        body
    };

    let items = json!([named(100, "1"), named(5_000, "2"), named(200, "2"), named(200, "2")]);
    let report = till.post("/v1/purchases/batch", json!({"items": items})).once().await.ok();

    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 422, 201, 200]);
    assert_eq!(results[1]["error"]["errors"][0]["pointer"], "/items/1/lines");
    assert_eq!(results[3]["id"], results[2]["id"]);
    assert_eq!((app.count("purchases"), sums(&admin, &id).await), (2, (2, 1, near_the_end + 300)));
}

#[actix_web::test]
async fn an_item_that_cannot_be_read_refuses_only_itself() {
    let app = TestApp::start().await;
    let till = app.key(&[Action::CustomersWrite, Action::PurchasesWrite], &app.units.group).await;
    let id = customer(&app, &till).await;
    let good = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 100);
    let (mut text, mut list, mut many) = (good.clone(), good.clone(), good.clone());
    text["lines"][0]["amount"]["amount"] = json!("100");
    list["lines"][0]["amount"] = json!([100, "CNY"]);
    many["colour"] = json!("red");
    many["occurred_at"] = json!("yesterday");
    let items = json!([7, text, list, many, null, good]);
    let request = till.post("/v1/purchases/batch", json!({"items": items})).once();
    let report = request.header("Accept-Language", "zh-CN").header("X-Request-Id", "till-0001").await.ok();

    assert_eq!(report.body["summary"], json!({"succeeded": 1, "failed": 5, "kept": true}));
    let results = report.body["results"].as_array().unwrap();

    let expected: [&[&str]; 5] = [
        &["/items/0"],
        &["/items/1/lines/0/amount/amount"],
        &["/items/2/lines/0/amount"],
        &["/items/3/colour", "/items/3/occurred_at"],
        &["/items/4"],
    ];
    for (row, expected) in results.iter().zip(expected) {
        let faults = row["error"]["errors"].as_array().unwrap();
        let pointers: Vec<&str> = faults.iter().map(|fault| fault["pointer"].as_str().unwrap()).collect();
        assert_eq!((row["status"].as_u64(), pointers.as_slice()), (Some(422), expected));
        assert_eq!(row["error"]["request_id"], "till-0001");
        assert_eq!(row["error"]["instance"], "/v1/purchases/batch");
        assert_eq!(row["error"]["title"], "请求内容有误");
    }
    assert_eq!(results[5]["status"], 201);
    assert_eq!(app.count("purchases"), 1);
    till.post("/v1/purchases/batch", json!({"items": []}))
        .once()
        .await
        .problem(422, "invalid")
        .fault("/items", "out_of_range");
    till.post("/v1/purchases/batch", json!({"items": 7}))
        .once()
        .await
        .problem(422, "invalid")
        .fault("/items", "wrong_type");
}
