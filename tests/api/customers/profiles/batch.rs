//! Many customers in one request: each with its own outcome.

use regulars_tests::{Role, TestApp, Value, json};

#[actix_web::test]
async fn a_thousand_customers_in_one_request() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let items: Vec<Value> =
        (0..1000).map(|n| json!({"name": format!("客户 {n}"), "phone": format!("138{n:08}")})).collect();

    let report = admin.post("/v1/customers/batch", json!({"items": items})).await.ok();

    assert_eq!(report.body["summary"], json!({"succeeded": 1000, "failed": 0, "kept": true}));
    let results = report.body["results"].as_array().unwrap();
    assert!(results.iter().enumerate().all(|(n, row)| row["index"] == n && row["status"] == 201));
    assert_eq!(
        (app.count("customers"), app.count("customer_metrics"), app.count("identity_owners")),
        (1000, 1000, 1000)
    );
    let last = results[999]["id"].as_str().unwrap();
    assert_eq!(admin.get(&format!("/v1/customers/{last}")).await.ok().body["name"], "客户 999");

    let one_more: Vec<Value> = (0..1001).map(|n| json!({"name": n.to_string()})).collect();
    for wrong in [json!(one_more), json!([])] {
        let refused = admin.post("/v1/customers/batch", json!({"items": wrong})).await.problem(422, "invalid");
        refused.fault("/items", "out_of_range");
    }
    assert_eq!(app.count("customers"), 1000);
}

/// Good, good, a wrong name, a phone that the first took.
fn mixed() -> Value {
    json!([{"name": "甲", "phone": "13800000001"}, {"name": "乙"}, {"name": ""}, {"name": "丁", "phone": "13800000001"}])
}

#[actix_web::test]
async fn one_bad_item_does_not_refuse_the_others() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let report = admin.post("/v1/customers/batch", json!({"items": mixed()})).await.ok();

    assert_eq!(report.body["summary"], json!({"succeeded": 2, "failed": 2, "kept": true}));
    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 422, 409]);
    assert_eq!(
        (results[2]["error"]["code"].as_str(), results[2]["error"]["errors"][0]["pointer"].as_str()),
        (Some("invalid"), Some("/items/2/name"))
    );
    assert_eq!(results[3]["error"]["customer_id"], results[0]["id"], "it names the one of the same request");
    assert!(results[2]["id"].is_null() && results[0]["error"].is_null());
    assert_eq!((app.count("customers"), app.count("identity_owners"), app.count("events")), (2, 1, 2));
}

#[actix_web::test]
async fn an_item_is_refused_in_the_callers_language_and_by_the_requests_id() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (language, told) in [("en", "expected 1 to 200 characters"), ("zh-CN", "应为 1 至 200 个字符")] {
        let dry = json!({"items": mixed(), "dry_run": true});
        let report = admin.post("/v1/customers/batch", dry).header("Accept-Language", language).await.ok();
        let error = &report.body["results"][2]["error"];
        assert_eq!(error["errors"][0]["detail"], told);
        assert_eq!(error["request_id"], report.header("x-request-id"));
    }
}

#[actix_web::test]
async fn atomic_keeps_all_or_none_and_a_dry_run_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (options, items, kept) in [
        (json!({"atomic": true}), mixed(), 0),
        (json!({"dry_run": true}), mixed(), 0),
        (json!({"dry_run": true, "atomic": true}), json!([{"name": "甲"}]), 0),
        (json!({"atomic": true}), json!([{"name": "甲"}, {"name": "乙"}]), 2),
    ] {
        let mut body = options.clone();
        let bad = items.as_array().unwrap().len() / 4 * 2;
        body["items"] = items;
        let report = admin.post("/v1/customers/batch", body).await.ok();
        assert_eq!(report.body["summary"]["failed"], bad, "{options}");
        assert_eq!(report.body["summary"]["kept"], kept > 0, "{options}");
        assert_eq!(app.count("customers"), kept, "{options}");
    }
    assert_eq!(app.count("identity_owners"), 0);
}

#[actix_web::test]
async fn a_batch_sent_again_is_told_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let send = || admin.post("/v1/customers/batch", json!({"items": mixed()})).idempotency_key("b1");
    let first = send().await.ok();
    let again = send().await.ok();
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first.body));
    assert_eq!(app.count("customers"), 2);
}

#[actix_web::test]
async fn each_item_obeys_the_scope() {
    let app = TestApp::start().await;
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let items = json!([{"name": "甲", "home_unit_id": app.units.n1}, {"name": "乙", "home_unit_id": app.units.s1}, {"name": "丙"}]);
    let report = manager.post("/v1/customers/batch", json!({"items": items})).await.ok();
    let codes: Vec<_> = report.body["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["error"]["errors"][0]["code"].clone())
        .collect();
    assert_eq!(codes, [Value::Null, json!("not_found"), json!("required")]);
    assert_eq!(app.count("customers"), 1);
}

#[actix_web::test]
async fn a_batch_of_any_size_looks_each_kind_of_thing_up_once() {
    let app = TestApp::with(|config| config.database.pool_size = 1).await;
    let admin = app.admin().await;
    app.key_of("till", &[], &app.units.group).await;
    let item = |number: usize| {
        json!({"name": format!("客户 {number}"), "phone": format!("138{number:08}"), "owner_id": admin.id,
            "home_unit_id": if number.is_multiple_of(2) { &app.units.n1 } else { &app.units.s1 },
            "external_ids": [{"partner": "till", "id": number.to_string()}]})
    };
    let statements = app.statements().await;
    let mut lookups = Vec::new();
    for range in [0..10, 10..110] {
        let items: Vec<Value> = range.map(item).collect();
        // The second time each is taken.
        for failed in [0, items.len()] {
            statements.take_lookups();
            let report = admin.post("/v1/customers/batch", json!({"items": items})).await.ok();
            lookups.push(statements.take_lookups());
            assert_eq!(report.body["summary"]["failed"], failed, "{}", report.body);
        }
    }
    for of_one in &lookups {
        assert!(of_one.len() <= 8, "{} look-ups: {of_one:#?}", of_one.len());
    }
    assert_eq!((lookups[0].len(), lookups[1].len()), (lookups[2].len(), lookups[3].len()));
}

#[actix_web::test]
async fn what_a_refused_item_took_is_free_for_the_next() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let consent = json!({"channel": "sms", "granted": true, "source": "counter", "at": "2999-01-01T00:00:00Z"});
    let items = json!([
        {"name": "甲", "phone": "13800000001", "consents": [consent]},
        {"name": "乙", "phone": "138 0000 0001"},
        {"name": "丙", "phone": "+8613800000001"}
    ]);

    let report = admin.post("/v1/customers/batch", json!({"items": items})).await.ok();

    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [422, 201, 409]);
    assert_eq!(results[2]["error"]["customer_id"], results[1]["id"]);
    assert_eq!((app.count("customers"), app.count("identity_owners")), (1, 1));
}
