//! A rule before it is saved.

use regulars_domain::ids;
use regulars_tests::{Role, TestApp, json};

use super::{buyer, spent};

#[actix_web::test]
async fn a_preview_counts_shows_and_reads_what_one_may_see() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let north = buyer(&admin, &app.units.n1, "北客", 2000).await;
    let south = buyer(&admin, &app.units.s1, "南客", 3000).await;
    buyer(&admin, &app.units.n1, "小客", 10).await;

    let rule = json!({"rule": {"all": [spent(1000), {"choice": {"of": "home_unit", "in": [app.units.group]}}]}});
    let all = admin.post("/v1/segments/preview", rule.clone()).header("Accept-Language", "en").await.ok();
    assert_eq!(all.body["count"], 2);
    assert_eq!(all.text("reading"), "net spend is at least ¥10.00 and home unit is “总部”");
    let sample: Vec<&str> =
        all.body["sample"].as_array().unwrap().iter().map(|row| row["customer_id"].as_str().unwrap()).collect();
    assert_eq!(sample, [south.as_str(), north.as_str()], "newest first");

    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    let own = manager.post("/v1/segments/preview", rule).await.ok();
    assert_eq!((own.body["count"].as_i64(), own.body["sample"][0]["name"].as_str()), (Some(1), Some("北客")));
    assert_eq!(app.count("segments"), 0, "nothing is kept");
}

#[actix_web::test]
async fn each_fault_of_a_rule_is_told_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let [unknown, programme, level] = [ids::CATEGORY, ids::PROGRAMME, ids::LEVEL].map(ids::make);
    for (rule, pointer, code) in [
        (json!({"none": []}), "/rule", "not_accepted"),
        (json!([]), "/rule", "wrong_type"),
        (json!({"all": [spent(1), {"choice": {"of": "shoe", "in": []}}]}), "/rule/all/1/choice/of", "not_accepted"),
        (json!({"not": {"measure": {"gte": 1}}}), "/rule/not/measure/of", "required"),
        (json!({"any": [{"measure": {"of": "purchases", "gte": "x"}}]}), "/rule/any/0/measure/gte", "wrong_type"),
        (json!({"consent": {"channel": "sms", "since": 1}}), "/rule/consent/since", "unknown_field"),
        (json!({"all": []}), "/rule/all", "too_short"),
        (json!({"choice": {"of": "tier", "in": ["A", "Z"]}}), "/rule/choice/in/1", "not_accepted"),
        (json!({"all": [{"bought": {"category_id": unknown}}]}), "/rule/all/0/bought/category_id", "not_found"),
        (json!({"membership": {"programme_id": programme}}), "/rule/membership/programme_id", "not_found"),
        (json!({"choice": {"of": "membership_level", "in": [level]}}), "/rule/choice/in/0", "not_found"),
        (json!({"membership": {"level": "gold"}}), "/rule/membership/level", "unknown_field"),
    ] {
        let reply = admin.post("/v1/segments/preview", json!({"rule": rule})).await;
        reply.problem(422, "invalid").fault(pointer, code);
    }
    admin.post("/v1/segments/preview", json!({"rule": {"measure": {"of": "purchases", "gte": 0.0}}})).await.ok();
}
