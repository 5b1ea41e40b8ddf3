//! The same change of many customers: each with its own outcome.

use regulars_tests::{Role, TestApp, Value, json};

fn tags_of(customer: &Value) -> Vec<&str> {
    customer["tags"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[actix_web::test]
async fn tags_are_put_on_and_taken_off_and_owners_set() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let manager = app.user("manager@example.com", Role::AccountManager, &app.units.group).await;
    let mut ids = Vec::new();
    for tags in [json!(["新客"]), json!(["新客", "团购"]), json!(["团购"])] {
        let new = json!({"name": "王小明", "home_unit_id": app.units.n1, "tags": tags});
        ids.push(admin.post("/v1/customers", new).await.created().id());
    }
    let change = |id: &String| json!({"customer_id": id, "add_tags": ["团购"], "remove_tags": ["新客"]});
    let items: Vec<Value> = ids.iter().map(change).collect();
    let report = admin.post("/v1/customers/changes/batch", json!({"items": items})).once().await.ok();
    let changed: Vec<&Value> =
        report.body["results"].as_array().unwrap().iter().map(|row| &row["outcome"]["has_changed"]).collect();
    assert_eq!(changed, [&json!(true), &json!(true), &json!(false)], "{:#}", report.body);
    for id in &ids {
        assert_eq!(tags_of(&admin.get(&format!("/v1/customers/{id}")).await.ok().body), ["团购"]);
    }
    let listed = admin.get("/v1/customers?tag=%E5%9B%A2%E8%B4%AD").await.ok();
    assert_eq!(listed.data().len(), 3);

    let own = |id: &String, owner: Value| json!({"items": [{"customer_id": id, "owner_id": owner}]});
    admin.post("/v1/customers/changes/batch", own(&ids[0], json!(manager.id))).once().await.ok();
    assert_eq!(admin.get(&format!("/v1/customers/{}", ids[0])).await.ok().body["owner_id"], json!(manager.id));
    admin.post("/v1/customers/changes/batch", own(&ids[0], Value::Null)).once().await.ok();
    assert_eq!(admin.get(&format!("/v1/customers/{}", ids[0])).await.ok().body["owner_id"], Value::Null);
}

#[actix_web::test]
async fn who_cannot_be_changed_is_told_and_holds_up_nobody() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let make = async |unit: &str| {
        admin.post("/v1/customers", json!({"name": "王小明", "home_unit_id": unit})).await.created().id()
    };
    let (here, there, merged, erased) =
        (make(&app.units.n1).await, make(&app.units.s1).await, make(&app.units.n1).await, make(&app.units.n1).await);
    admin.post(&format!("/v1/customers/{here}/merge"), json!({"merged_id": merged})).once().await.created();
    admin.post(&format!("/v1/customers/{erased}/erase"), json!({"reason": "本人要求"})).once().await;
    let staff = app.actor(Role::StoreManager, &app.units.n1).await;
    let change = |id: &str| json!({"customer_id": id, "add_tags": ["团购"]});
    let items = json!([change(&there), change(&merged), change(&erased), change("cus_00000000000000000000000001"), change(&here),
        {"customer_id": here, "owner_id": "usr_00000000000000000000000001"}]);
    let report = staff.post("/v1/customers/changes/batch", json!({"items": items})).once().await.ok();
    let results = report.body["results"].as_array().unwrap();
    let status: Vec<i64> = results.iter().filter_map(|row| row["status"].as_i64()).collect();
    assert_eq!(status, [422, 409, 409, 422, 200, 422], "{:#}", report.body);
    assert_eq!(results[1]["error"]["code"], "customer_merged");
    assert_eq!(results[2]["error"]["code"], "customer_erased");

    let atomic = json!({"items": [change(&here), change(&there)], "atomic": true});
    let refused = staff.post("/v1/customers/changes/batch", atomic).once().await;
    assert_eq!(refused.body["summary"]["kept"], json!(false), "{:#}", refused.body);
    let most: Vec<String> = (0..60).map(|number| format!("标签 {number}")).collect();
    let many = json!({"items": [{"customer_id": here, "add_tags": most}]});
    let report = staff.post("/v1/customers/changes/batch", many).once().await.ok();
    assert_eq!(report.body["results"][0]["status"], 422);
}
