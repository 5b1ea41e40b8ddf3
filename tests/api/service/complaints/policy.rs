//! `/v1/settings/complaint-policy`: the bounds complaints are handled by.

use regulars_tests::{Role, json};

use super::{Scene, clock};

#[actix_web::test]
async fn the_policy_counts_for_what_begins_from_now_on() {
    let scene = Scene::new().await;
    let path = "/v1/settings/complaint-policy";
    let kept = scene.admin.get(path).await.ok();
    assert_eq!((kept.body["version"].as_i64(), kept.etag()), (Some(0), "\"0\""));
    let mut policy = kept.body["policy"].clone();
    assert_eq!(policy["resolution_major_days"], 7);
    let before = scene.complaint().await;

    policy["resolution_general_days"] = json!(5);
    policy["value_bound"] = json!(0);
    let set = scene.admin.put(path, policy.clone()).if_match("\"0\"").await.ok();
    assert_eq!((set.body["version"].as_i64(), set.text("changed_by")), (Some(1), scene.admin.id.as_str()));
    scene.admin.put(path, policy.clone()).if_match("\"0\"").await.problem(412, "stale");
    assert_eq!(clock(&scene.case(&before).await, "resolution")["limit_days"], 3);
    let mut body = scene.body();
    body["value"] = json!({"amount": 1, "currency": "CNY"});
    let opened = scene.admin.post("/v1/complaints", body).await.created();
    assert_eq!(clock(&opened, "resolution")["limit_days"], 5);
    assert_eq!(opened.body["severity_reasons"], json!(["repeated", "value"]));
    assert_eq!(opened.body["policy_version"], 1);

    policy["region_limit"] = json!(1);
    let less = scene.admin.put(path, policy).if_match("\"1\"").await;
    less.problem(422, "invalid").fault("/region_limit", "out_of_range");
    let operations = scene.app.actor(Role::Operations, &scene.app.units.group).await;
    operations.put(path, json!({})).if_match("*").await.problem(403, "forbidden");
}
