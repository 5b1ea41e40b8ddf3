//! Points as a compensation: booked on the customer's card when they are approved, by the ledger's own rules.

use regulars_tests::{Reply, Role, Value, json};

use super::{Scene, step};

/// A programme, and a card of it for whoever complains: the programme and the membership's path.
async fn card(scene: &Scene, code: &str) -> (String, String) {
    let new = json!({"code": code, "name": code, "level_basis": "points", "points_per_unit": "1", "valid_months": 12});
    let programme = scene.admin.post("/v1/membership-programmes", new).await.created().id();
    let card = json!({"customer_id": scene.customer, "programme_id": programme, "card": format!("C-{code}")});
    let membership = scene.admin.post("/v1/memberships", card).await.created().id();
    (programme, format!("/v1/memberships/{membership}"))
}

/// A case that was judged.
async fn case(scene: &Scene) -> String {
    let id = scene.complaint().await;
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    id
}

fn last(case: &Reply) -> Value {
    case.body["compensations"].as_array().unwrap().last().unwrap().clone()
}

fn is_clean(scene: &Scene) -> bool {
    scene.app.verify().is_clean()
}

#[actix_web::test]
async fn within_the_limit_points_are_booked_at_once_and_the_promise_is_kept() {
    let scene = Scene::new().await;
    let (_, membership) = card(&scene, "taro").await;
    let store = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let id = case(&scene).await;
    let promise = json!({"kind": "points", "points": 500, "description": "道歉积分"});
    let given = last(&step(&store, &id, "compensations", promise).await.ok());
    assert_eq!((given["state"].as_str(), given["points"].as_i64()), (Some("paid"), Some(500)));
    assert_eq!(given["amount"], json!({"amount": 500, "currency": "CNY"}), "what they are worth");
    let ledger = scene.admin.get(&format!("{membership}/ledger")).await.ok();
    let entry = &ledger.data()[0];
    assert_eq!(entry["id"], given["entry_id"]);
    assert_eq!(
        (entry["kind"].as_str(), entry["points"].as_i64(), entry["balance"].as_i64(), entry["note"].as_str()),
        (Some("adjust"), Some(500), Some(500), Some("道歉积分"))
    );
    let read = scene.admin.get(&membership).await.ok();
    assert_eq!(read.body["expiring"]["points"], 500, "good as long as the programme says");
    let events = scene.events(&id).await;
    assert_eq!(events[events.len() - 2..], ["compensation_promised", "compensation_paid"]);
    step(&store, &id, &format!("compensations/{}/execution", given["id"].as_str().unwrap()), json!({}))
        .await
        .problem(409, "conflict");
    step(&store, &id, "resolution", json!({"cause_detail": "taste", "text": "重做"})).await.ok();
    step(&store, &id, "close", json!({})).await.ok();
    assert!(is_clean(&scene));

    scene.app.sql("update complaint_compensations set points = 499");
    let report = scene.app.verify();
    assert_eq!(report.found, 1, "{:#?}", report.differences);
    scene.app.sql("delete from complaint_compensations");
    let report = scene.app.verify();
    assert_eq!(report.found, 1, "points without a promise: {:#?}", report.differences);
}

#[actix_web::test]
async fn above_the_limit_points_are_booked_when_the_next_level_approves() {
    let scene = Scene::new().await;
    let (_, membership) = card(&scene, "taro").await;
    let store = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let region = scene.app.actor(Role::RegionManager, &scene.app.units.north).await;
    let path = "/v1/settings/complaint-policy";
    let mut policy = scene.admin.get(path).await.ok().body["policy"].clone();
    policy["point_value"] = json!(10);
    scene.admin.put(path, policy).if_match("*").await.ok();
    let id = case(&scene).await;
    let balance = async || scene.admin.get(&membership).await.ok().body["balance"].as_i64().unwrap();

    let more = last(&step(&store, &id, "compensations", json!({"kind": "points", "points": 2_001})).await.ok());
    assert_eq!((more["state"].as_str(), more["approval_level"].as_str()), (Some("proposed"), Some("region")));
    assert_eq!((balance().await, &more["entry_id"]), (0, &Value::Null));
    let approval = |one: &Value| format!("compensations/{}/approval", one["id"].as_str().unwrap());
    step(&store, &id, &approval(&more), json!({"approved": true})).await.problem(403, "own_work");
    let approved = last(&step(&region, &id, &approval(&more), json!({"approved": true})).await.ok());
    assert_eq!((approved["state"].as_str(), approved["decided_by"].as_str()), (Some("paid"), Some(region.id.as_str())));
    assert_eq!(balance().await, 2_001);

    let other = last(&step(&store, &id, "compensations", json!({"kind": "points", "points": 3_000})).await.ok());
    step(&region, &id, &approval(&other), json!({"approved": false})).await.ok();
    assert_eq!(balance().await, 2_001, "what is declined is not booked");
    let waiting = last(&step(&store, &id, "compensations", json!({"kind": "points", "points": 3_000})).await.ok());
    scene.admin.patch(&membership, json!({"state": "suspended"})).if_match("*").await.ok();
    step(&region, &id, &approval(&waiting), json!({"approved": true})).await.problem(409, "no_membership");
    assert_eq!(balance().await, 2_001);
    assert!(is_clean(&scene));
}

#[actix_web::test]
async fn points_need_a_card_of_the_customer() {
    let scene = Scene::new().await;
    let id = case(&scene).await;
    let promise = json!({"kind": "points", "points": 10});
    step(&scene.admin, &id, "compensations", promise.clone()).await.problem(409, "no_membership");
    let (_, one) = card(&scene, "one").await;
    let (_, other) = card(&scene, "two").await;
    let several = step(&scene.admin, &id, "compensations", promise.clone()).await;
    several.problem(422, "invalid").fault("/membership_id", "required");
    let mut named = promise;
    named["membership_id"] = json!(regulars_domain::ids::make(regulars_domain::ids::MEMBERSHIP));
    let unknown = step(&scene.admin, &id, "compensations", named.clone()).await;
    unknown.problem(422, "invalid").fault("/membership_id", "not_found");
    named["membership_id"] = json!(other.rsplit('/').next().unwrap());
    step(&scene.admin, &id, "compensations", named).await.ok();
    assert_eq!(scene.admin.get(&other).await.ok().body["balance"], 10);
    assert_eq!(scene.admin.get(&one).await.ok().body["balance"], 0);
    assert!(is_clean(&scene));
}
