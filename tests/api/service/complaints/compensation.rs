//! What is promised: within a limit at once, above it by the next level, and kept before the case is closed.

use regulars_tests::{Action, Role, Value, json};

use super::{Scene, step};

fn money(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

#[actix_web::test]
async fn above_the_limit_the_next_level_decides() {
    let scene = Scene::new().await;
    let units = &scene.app.units;
    let store = scene.app.actor(Role::StoreManager, &units.n1).await;
    let region = scene.app.actor(Role::RegionManager, &units.north).await;
    let id = scene.complaint().await;
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();

    let small = step(&store, &id, "compensations", json!({"kind": "gift", "amount": money(20_000)})).await.ok();
    assert_eq!(small.body["compensations"][0]["state"], "approved");
    let gift = json!({"kind": "gift", "amount": money(20_001), "description": "礼盒"});
    let large = step(&store, &id, "compensations", gift).await.ok();
    let promise = &large.body["compensations"][1];
    assert_eq!((promise["state"].as_str(), promise["approval_level"].as_str()), (Some("proposed"), Some("region")));
    assert_eq!(
        scene.app.count(&format!("tasks where owner_id = '{}' and about_id like 'cpl_%'", region.id)),
        1,
        "the region is asked"
    );

    let path = format!("compensations/{}/approval", promise["id"].as_str().unwrap());
    step(&store, &id, &path, json!({"approved": true})).await.problem(403, "own_work");
    let other = scene.app.actor(Role::StoreManager, &units.n1).await;
    step(&other, &id, &path, json!({"approved": true})).await.problem(403, "above_limit");
    let south = scene.app.actor(Role::RegionManager, &units.south).await;
    step(&south, &id, &path, json!({"approved": true})).await.problem(404, "not_found");
    let till = scene.app.key(&[Action::ComplaintsCompensate], &units.group).await;
    step(&till, &id, &path, json!({"approved": true})).await.problem(403, "forbidden");
    let approved = step(&region, &id, &path, json!({"approved": true})).await.ok();
    let promise = &approved.body["compensations"][1];
    assert_eq!(
        (promise["state"].as_str(), promise["decided_by"].as_str()),
        (Some("approved"), Some(region.id.as_str()))
    );
    step(&region, &id, &path, json!({"approved": false})).await.problem(409, "conflict");
}

#[actix_web::test]
async fn a_case_closes_only_when_what_was_promised_is_done() {
    let scene = Scene::new().await;
    let store = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let id = scene.complaint().await;
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    step(&store, &id, "compensations", json!({"kind": "apology"})).await.ok();
    step(&store, &id, "compensations", json!({"kind": "price_reduction", "amount": money(90_000)})).await.ok();
    let resolved = step(&store, &id, "resolution", json!({"cause_detail": "taste", "text": "重做"})).await.ok();
    let ids: Vec<&str> =
        resolved.body["compensations"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    step(&store, &id, "close", json!({})).await.problem(409, "promises_open");

    step(&store, &id, &format!("compensations/{}/execution", ids[1]), json!({})).await.problem(409, "conflict");
    let no = json!({"approved": false, "reason": "过高"});
    step(&scene.admin, &id, &format!("compensations/{}/approval", ids[1]), no).await.ok();
    step(&store, &id, "close", json!({})).await.problem(409, "promises_open");
    let given = step(&store, &id, &format!("compensations/{}/execution", ids[0]), json!({})).await.ok();
    assert_eq!(given.body["compensations"][0]["state"], "paid");
    assert!(given.body["compensations"][0]["seconds_to_pay"].as_i64().unwrap() >= 0);
    step(&store, &id, "close", json!({})).await.ok();
}

#[actix_web::test]
async fn a_promised_refund_is_kept_by_a_recorded_refund_of_the_customer() {
    let scene = Scene::new().await;
    let bought = |customer: &str| {
        json!({"customer_id": customer, "unit_id": scene.app.units.n1, "occurred_at": "2026-02-17T08:30:00Z",
            "lines": [{"quantity": "2", "amount": money(4000)}]})
    };
    let purchase = scene.admin.post("/v1/purchases", bought(&scene.customer)).once().await.created().id();
    let mut body = scene.body();
    body["purchase_id"] = json!(purchase);
    let opened = scene.admin.post("/v1/complaints", body).await.created();
    assert_eq!(opened.body["value"], money(4000), "what is at stake is what was paid");
    let id = opened.id();
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    let promised =
        step(&scene.admin, &id, "compensations", json!({"kind": "refund", "amount": money(2000)})).await.ok();
    let promise = promised.body["compensations"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("compensations/{promise}/execution");
    step(&scene.admin, &id, &path, json!({})).await.problem(422, "invalid").fault("/refund_id", "required");
    let unknown = step(&scene.admin, &id, &path, json!({"refund_id": "rfd_x"})).await;
    unknown.problem(422, "invalid").fault("/refund_id", "not_found");

    let refund =
        |lines: Value| scene.admin.post(&format!("/v1/purchases/{purchase}/refunds"), json!({"lines": lines})).once();
    let less = refund(json!([{"number": 1, "amount": money(100)}])).await.created();
    let less = less.id();
    let small = step(&scene.admin, &id, &path, json!({"refund_id": less})).await;
    small.problem(422, "invalid").fault("/refund_id", "conflict");
    let enough = refund(json!([{"number": 1, "amount": money(2000)}])).await.created();
    let enough = enough.id();
    let paid = step(&scene.admin, &id, &path, json!({"refund_id": enough})).await.ok();
    assert_eq!(paid.body["compensations"][0]["refund_id"], enough);

    let again = step(&scene.admin, &id, "compensations", json!({"kind": "refund", "amount": money(10)})).await.ok();
    let again = format!("compensations/{}/execution", again.body["compensations"][1]["id"].as_str().unwrap());
    let used = step(&scene.admin, &id, &again, json!({"refund_id": enough})).await;
    used.problem(422, "invalid").fault("/refund_id", "taken");
}

#[actix_web::test]
async fn a_promise_names_what_it_is_worth() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    step(&scene.admin, &id, "compensations", json!({"kind": "apology"})).await.problem(409, "conflict");
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    for (body, pointer, code) in [
        (json!({"kind": "gift"}), "/amount", "required"),
        (json!({"kind": "apology", "amount": money(1)}), "/amount", "conflict"),
        (json!({"kind": "gift", "amount": money(0)}), "/amount/amount", "out_of_range"),
        (json!({"kind": "gift", "amount": {"amount": 5, "currency": "USD"}}), "/amount", "other_currency"),
        (json!({"kind": "kiss"}), "/kind", "not_accepted"),
        (json!({"kind": "gift", "amount": money(5), "points": 5}), "/points", "conflict"),
        (json!({"kind": "apology", "membership_id": "mem_x"}), "/membership_id", "conflict"),
        (json!({"kind": "points"}), "/points", "required"),
        (json!({"kind": "points", "points": 0}), "/points", "out_of_range"),
        (json!({"kind": "points", "points": 5, "amount": money(5)}), "/amount", "conflict"),
    ] {
        step(&scene.admin, &id, "compensations", body).await.problem(422, "invalid").fault(pointer, code);
    }
}
