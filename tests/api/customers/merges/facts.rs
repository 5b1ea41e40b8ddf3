//! What follows: every fact of the other customer.

use regulars_tests::{TestApp, Value, json};

use super::{buy, cny, customer, join, merge, merged, now, programme, sums, verify};

#[actix_web::test]
async fn every_fact_follows_and_the_old_id_leads_to_the_survivor() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (old, new) =
        (customer(&app, &admin, "小明", "13812345678").await, customer(&app, &admin, "王小明", "13900000000").await);
    let path = format!("/v1/customers/{old}");
    let membership = join(&admin, &old, &programme(&admin).await, "VIP-000001").await;
    let bought = buy(&app, &admin, json!({"customer_id": old}), 10_000).await;
    let back = json!({"occurred_at": now(), "lines": [{"number": 1, "amount": cny(4_000)}]});
    admin.post(&format!("/v1/purchases/{bought}/refunds"), back).once().await.created();
    buy(&app, &admin, json!({"customer_id": new}), 700).await;
    let consent = json!({"channel": "sms", "granted": false, "source": "柜台"});
    admin.post(&format!("{path}/consents"), consent).await.created();
    let visit = json!({"kind": "visit", "direction": "in", "text": "来店"});
    admin.post(&format!("{path}/interactions"), visit).await.created();
    let task = admin.post("/v1/tasks", json!({"title": "回访", "customer_id": old})).await.created().id();
    let category =
        admin.post("/v1/complaint-categories", json!({"code": "SERVICE", "name": "服务"})).await.created().id();
    let complaint = json!({"customer_id": old, "unit_id": app.units.n1, "category_id": category, "text": "等了一小时"});
    let complaint = admin.post("/v1/complaints", complaint).await.created().id();
    let segment = admin.post("/v1/segments", json!({"name": "熟客", "kind": "static"})).await.created().id();
    let listed = json!({"customer_ids": [old]});
    admin.put(&format!("/v1/segments/{segment}/members"), listed).if_match("\"1\"").await.ok();

    let made = merge(&admin, &new, json!({"merged_id": old})).await.created();

    assert_eq!(made.header("location"), format!("/v1/merges/{}", made.id()));
    assert_eq!((made.text("survivor_id"), made.text("merged_id"), made.text("merged_name")), (&*new, &*old, "小明"));
    assert_eq!(admin.get(&path).await.is(308).header("location"), format!("/v1/customers/{new}"));
    assert_eq!(sums(&admin, &new).await, (2, 6_700));
    let whose = |body: &Value| body["customer_id"].as_str().unwrap().to_owned();
    for path in [
        membership.clone(),
        format!("/v1/purchases/{bought}"),
        format!("/v1/tasks/{task}"),
        format!("/v1/complaints/{complaint}"),
    ] {
        assert_eq!(whose(&admin.get(&path).await.ok().body), new, "{path}");
    }
    for (below, count) in [("identities", 3), ("consents", 1), ("interactions", 1), ("merges", 1)] {
        let listed = admin.get(&format!("/v1/customers/{new}/{below}")).await.ok();
        assert_eq!(listed.data().len(), count, "{below}");
    }
    let members = admin.get(&format!("/v1/segments/{segment}/members")).await.ok();
    assert!(members.body.to_string().contains(&new) && !members.body.to_string().contains(&old));
    let found = admin.get("/v1/customers?q=13812345678").await.ok();
    assert_eq!(found.each("id"), [&*new], "by the other's phone");
    assert_eq!(app.count("purchases"), 2);
    assert_eq!(app.count(&format!("refund_lines where customer_id = '{new}'")), 1);
    assert_eq!(app.count("events where kind = 'customer.merged'"), 1);
    assert_eq!(
        app.count(&format!("audit_events where subject_id in ('{old}', '{new}') and action like 'customers.merge%'")),
        2
    );
    verify(&app);
}

#[actix_web::test]
async fn an_id_leads_to_the_last_survivor_of_a_chain() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for (name, phone) in [("甲", "13812345601"), ("乙", "13812345602"), ("丙", "13812345603")] {
        ids.push(customer(&app, &admin, name, phone).await);
    }
    let first = merged(&admin, &ids[1], &ids[0]).await;
    let second = merged(&admin, &ids[2], &ids[1]).await;
    for old in &ids[..2] {
        let led = admin.get(&format!("/v1/customers/{old}/identities")).await.is(308);
        assert_eq!(led.header("location"), format!("/v1/customers/{}/identities", ids[2]));
    }
    let refused = super::undo(&admin, &first).await.problem(409, "conflict");
    assert_eq!(refused.body["merge_id"], *second, "the later one first");
    super::undo(&admin, &second).await.ok();
    let led = admin.get(&format!("/v1/customers/{}", ids[0])).await.is(308);
    assert_eq!(led.header("location"), format!("/v1/customers/{}", ids[1]));
    super::undo(&admin, &first).await.ok();
    admin.get(&format!("/v1/customers/{}", ids[0])).await.ok();
    verify(&app);
}
