//! A customer that was merged into another: read there, never written, and not in lists.

use regulars_tests::{Role, TestApp, json};

use super::{create, each, walk};

#[actix_web::test]
async fn a_merged_customer_leads_to_its_survivor() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let old = create(&admin, json!({"name": "小明", "home_unit_id": app.units.n1})).await;
    let new = create(&admin, json!({"name": "王小明", "home_unit_id": app.units.n1})).await;
    app.sql(&format!("update customers set status = 'merged', merged_into = '{new}' where id = '{old}'"));
    let path = format!("/v1/customers/{old}");

    let moved = admin.get(&path).await.is(308);

    assert_eq!(moved.header("location"), format!("/v1/customers/{new}"));
    for below in
        ["identities", "consents", "interactions", "timeline?kind=interaction&limit=5", "metrics", "explain", "tiers"]
    {
        let moved = admin.get(&format!("{path}/{below}")).await.is(308);
        assert_eq!(moved.header("location"), format!("/v1/customers/{new}/{below}"));
        admin.get(moved.header("location")).await.ok();
    }
    let foreigner = app.actor(Role::StoreStaff, &app.units.s1).await;
    foreigner.get(&path).await.problem(404, "not_found");
    foreigner.get(&format!("{path}/tiers")).await.problem(404, "not_found");
    let consent = json!({"channel": "sms", "granted": true, "source": "counter"});
    let visit = json!({"kind": "visit", "direction": "in"});
    let bought = json!({"customer_id": old, "unit_id": app.units.n1, "occurred_at": "2026-02-17T08:30:00Z",
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    for refused in [
        admin.patch(&path, json!({"city": "上海"})).if_match("*").await,
        admin.post(&format!("{path}/identities"), json!({"kind": "phone", "value": "13812345678"})).await,
        admin.post(&format!("{path}/consents"), consent).await,
        admin.post(&format!("{path}/interactions"), visit).await,
        admin.post("/v1/purchases", bought).once().await,
        admin.post("/v1/tasks", json!({"title": "回访", "customer_id": old})).await,
    ] {
        assert_eq!(refused.problem(409, "customer_merged").body["customer_id"], *new);
    }
    for table in ["customer_identities", "consents", "interactions", "purchases", "tasks"] {
        assert_eq!(app.count(table), 0, "{table}");
    }
    assert_eq!(app.count("customers where version = 1"), 2);
}

#[actix_web::test]
async fn the_merged_and_the_erased_are_in_no_list_unless_asked_for() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for name in ["王一", "王二", "王三", "王四"] {
        ids.push(create(&admin, json!({"name": name, "home_unit_id": app.units.n1})).await);
    }
    let [living, lost, merged, erased] = ids.as_slice() else { panic!("four") };
    app.sql(&format!("update customers set status = 'lost' where id = '{lost}'"));
    app.sql(&format!("update customers set status = 'merged', merged_into = '{living}' where id = '{merged}'"));
    app.sql(&format!("update customers set status = 'erased' where id = '{erased}'"));
    let staff = app.actor(Role::StoreManager, &app.units.n1).await;

    for who in [&admin, &staff] {
        for (query, expected) in [
            ("sort=created_at", vec![living, lost]),
            ("sort=created_at&q=王", vec![living, lost]),
            ("sort=created_at&status=merged", vec![merged]),
            ("sort=created_at&status=merged&status=lost", vec![lost, merged]),
            ("sort=created_at&status=erased&q=王四", vec![erased]),
        ] {
            let listed = walk(who, &format!("/v1/customers?{query}")).await;
            assert_eq!(each(&listed, "id").iter().collect::<Vec<_>>(), expected, "{query}");
            let count = who.get(&format!("/v1/customers/count?{query}")).await.ok();
            assert_eq!(count.body["count"], expected.len(), "{query}");
        }
    }
    let export = admin.get("/v1/exports/customers?format=csv").await.ok();
    let text = String::from_utf8(export.bytes).unwrap();
    assert!(text.contains(living.as_str()) && !text.contains(merged.as_str()) && !text.contains(erased.as_str()));
}
