//! Who is a member, since when, and why.

use regulars_tests::{Action, Actor, Reply, Role, TestApp, Value, json};

use super::{buyer, segment, spent};

async fn members(actor: &Actor, id: &str) -> Reply {
    actor.get(&format!("/v1/segments/{id}/members")).await.ok()
}

#[actix_web::test]
async fn a_refresh_writes_who_came_and_who_went_and_keeps_since() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let one = buyer(&admin, &app.units.n1, "甲", 1000).await;
    let two = buyer(&admin, &app.units.n1, "乙", 2000).await;
    let id = segment(&app, &admin, spent(1000)).await;
    assert_eq!(members(&admin, &id).await.each("customer_id"), [one.as_str(), two.as_str()]);
    app.sql("update segment_members set since = '2026-01-01'");
    let of_two = format!("/v1/customers/{two}/segments");
    let told = admin.get(&of_two).await.ok();
    assert_eq!((told.each("segment_id"), told.each("since")), (vec![id.as_str()], vec!["2026-01-01"]));

    let three = buyer(&admin, &app.units.s1, "丙", 5000).await;
    admin.patch(&format!("/v1/segments/{id}"), json!({"rule": spent(2000)})).if_match("*").await.ok();
    app.run_jobs().await;
    let listed = members(&admin, &id).await;
    assert_eq!(listed.each("customer_id"), [two.as_str(), three.as_str()]);
    assert_eq!(listed.data()[0]["since"], "2026-01-01", "who stays keeps the day");
    assert_ne!(listed.data()[1]["since"], "2026-01-01");
    assert_eq!((&listed.data()[0]["rule_version"], &listed.data()[1]["rule_version"]), (&json!(1), &json!(2)));
    let read = admin.get(&format!("/v1/segments/{id}")).await.ok();
    let told = ["size", "came", "went"].map(|name| read.body[name].as_i64().unwrap());
    assert_eq!(told, [2, 1, 1]);

    app.sql(&format!("update customers set status = 'erased' where id = '{two}'"));
    let job = admin.post(&format!("/v1/segments/{id}/refresh"), json!({})).await.accepted();
    app.run_jobs().await;
    let done = admin.get(job.header("location")).await.ok();
    assert_eq!((done.text("state"), &done.body["result"]), ("succeeded", &json!({"came": 0, "went": 1})));
    assert_eq!(done.body["progress"], json!({"done": 2, "total": 2, "unit": "customers"}), "of the living");
    assert_eq!(members(&admin, &id).await.each("customer_id"), [three.as_str()]);

    let of_three = format!("/v1/customers/{three}/segments");
    admin.patch(&format!("/v1/segments/{id}"), json!({"state": "archived"})).if_match("*").await.ok();
    assert!(admin.get(&of_three).await.ok().data().is_empty(), "only those in use");
    app.actor(Role::StoreManager, &app.units.n1).await.get(&of_three).await.problem(404, "not_found");
}

#[actix_web::test]
async fn members_are_those_one_may_see_page_by_page() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut all = Vec::new();
    for (unit, name) in [(&app.units.n1, "a"), (&app.units.s1, "b"), (&app.units.n2, "c")] {
        all.push(buyer(&admin, unit, name, 100).await);
    }
    let id = segment(&app, &admin, spent(1)).await;
    let manager = app.actor(Role::RegionManager, &app.units.north).await;
    assert_eq!(members(&manager, &id).await.each("name"), ["a", "c"]);
    let first = admin.get(&format!("/v1/segments/{id}/members?limit=2")).await.ok();
    let next = format!("/v1/segments/{id}/members?limit=2&cursor={}", first.text("next_cursor"));
    assert_eq!(admin.get(&next).await.ok().each("name"), ["c"]);
    assert_eq!(admin.get(&format!("/v1/customers?segment_id={id}&sort=name")).await.ok().each("name"), ["a", "b", "c"]);
    assert_eq!(manager.get(&format!("/v1/customers/count?segment_id={id}")).await.ok().body["count"], 2);

    let key = app.key(&[Action::SegmentsRead], &app.units.group).await;
    key.get(&format!("/v1/segments/{id}")).await.ok();
    key.get(&format!("/v1/segments/{id}/members")).await.problem(403, "forbidden");
    let seen = |customer: &str| format!("/v1/segments/{id}/explain?customer_id={customer}");
    manager.get(&seen(&all[0])).await.ok();
    manager.get(&seen(&all[1])).await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_static_segment_is_the_list_it_was_given() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let one = buyer(&admin, &app.units.n1, "甲", 1).await;
    let two = buyer(&admin, &app.units.s1, "乙", 1).await;
    let id = admin.post("/v1/segments", json!({"name": "手选", "kind": "static"})).await.created().id();
    let path = format!("/v1/segments/{id}/members");
    let list = |ids: &[&String]| json!({"customer_ids": ids});
    let put = admin.put(&path, list(&[&one, &two])).if_match("\"1\"").await.ok();
    assert_eq!((&put.body["size"], &put.body["came"], &put.body["went"]), (&json!(2), &json!(2), &json!(0)));
    admin.put(&path, list(&[&one])).if_match("\"1\"").await.problem(412, "stale");
    let doubled = admin.put(&path, list(&[&one, &one])).if_match("*").await.problem(422, "invalid");
    doubled.fault("/customer_ids/1", "duplicate");
    let unknown = regulars_domain::ids::make("cus_");
    let refused = admin.put(&path, list(&[&one, &unknown])).if_match("*").await.problem(422, "invalid");
    refused.fault("/customer_ids/1", "not_found");
    let many: Vec<Value> = (0..10_001).map(|_| json!("x")).collect();
    let refused = admin.put(&path, json!({"customer_ids": many})).if_match("*").await.problem(422, "invalid");
    refused.fault("/customer_ids", "too_long");

    let marketing = app.actor(Role::Marketing, &app.units.north).await;
    marketing.put(&path, list(&[&one])).if_match("*").await.problem(403, "forbidden");
    let own = marketing.post("/v1/segments", json!({"name": "手选", "kind": "static"})).await.created().id();
    let path = format!("/v1/segments/{own}/members");
    let refused = marketing.put(&path, list(&[&one, &two])).if_match("*").await.problem(422, "invalid");
    refused.fault("/customer_ids/1", "not_found");
    marketing.put(&path, list(&[&one])).if_match("*").await.ok();
    app.sql(&format!("update customers set home_unit_id = '{}' where id = '{one}'", app.units.s1));
    let put = marketing.put(&path, list(&[])).if_match("*").await.ok();
    assert_eq!((&put.body["size"], &put.body["went"]), (&json!(1), &json!(0)), "whom one does not see stays");
    assert_eq!(members(&admin, &own).await.each("customer_id"), [one.as_str()]);
}

#[actix_web::test]
async fn a_membership_is_explained_part_by_part() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let one = buyer(&admin, &app.units.n1, "甲", 1000).await;
    let rule = json!({"all": [spent(1000), {"not": {"choice": {"of": "home_unit", "in": [app.units.south]}}},
        {"consent": {"channel": "sms"}}]});
    let id = segment(&app, &admin, rule).await;
    let path = format!("/v1/segments/{id}/explain?customer_id={one}");
    let before = admin.get(&path).header("Accept-Language", "en").await.ok();
    assert_eq!((&before.body["is_member"], &before.body["matches"]), (&json!(false), &json!(false)));
    assert_eq!(
        before.body["parts"],
        json!([
            {"pointer": "", "holds": false, "reading": "all of these hold", "found": null},
            {"pointer": "/all/0", "holds": true, "reading": "net spend is at least ¥10.00", "found": "¥10.00"},
            {"pointer": "/all/1", "holds": true, "reading": "this does not hold", "found": null},
            {"pointer": "/all/1/not", "holds": false, "reading": "home unit is “华南区”", "found": "“北京朝阳店”, “华北区”, “总部”"},
            {"pointer": "/all/2", "holds": false, "reading": "agreed to marketing by SMS", "found": "no"},
        ])
    );
    let consent = json!({"channel": "sms", "granted": true, "source": "柜台"});
    admin.post(&format!("/v1/customers/{one}/consents"), consent).await.created();
    let now = admin.get(&path).await.ok();
    assert_eq!((&now.body["is_member"], &now.body["matches"]), (&json!(false), &json!(true)), "not yet refreshed");
    admin.post(&format!("/v1/segments/{id}/refresh"), json!({})).await.accepted();
    app.run_jobs().await;
    let after = admin.get(&path).await.ok();
    assert!(after.body["is_member"] == true && after.body["since"].is_string(), "{:#}", after.body);
}
