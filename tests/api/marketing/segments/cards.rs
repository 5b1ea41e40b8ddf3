//! Rules about memberships: the card, its level, its points.

use regulars_tests::{TestApp, json};

use super::{buyer, segment};

#[actix_web::test]
async fn members_are_found_by_programme_level_and_points_and_told_why() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"code": "taro", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", new).await.created().id();
    let levels = format!("/v1/membership-programmes/{programme}/levels");
    let silver = admin.post(&levels, json!({"code": "s", "name": "银卡", "points": 0})).await.created().id();
    let gold = admin.post(&levels, json!({"code": "g", "name": "金卡", "points": 100})).await.created().id();
    let mut members = Vec::new();
    for card in ["A-0001", "A-0002"] {
        let customer = buyer(&admin, &app.units.n1, card, 1).await;
        let enrolled = json!({"customer_id": customer, "programme_id": programme, "card": card});
        admin.post("/v1/memberships", enrolled).await.created();
        members.push(customer);
    }
    let bought = json!({"customer_id": members[0], "unit_id": app.units.n1, "occurred_at": regulars_tests::now(),
        "lines": [{"amount": {"amount": 15_000, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();
    let without = buyer(&admin, &app.units.n1, "丙", 1).await;

    for (rule, expected) in [
        (json!({"membership": {}}), vec![&members[0], &members[1]]),
        (json!({"membership": {"programme_id": programme}}), vec![&members[0], &members[1]]),
        (json!({"choice": {"of": "membership_level", "in": [gold]}}), vec![&members[0]]),
        (json!({"choice": {"of": "membership_level", "in": [silver, gold]}}), vec![&members[0], &members[1]]),
        (json!({"measure": {"of": "points", "gte": 150}}), vec![&members[0]]),
        (json!({"measure": {"of": "points", "lte": 149}}), vec![&members[1]]),
        (json!({"not": {"measure": {"of": "points", "gte": 150}}}), vec![&members[1], &without]),
    ] {
        let preview = admin.post("/v1/segments/preview", json!({"rule": rule})).await.ok();
        let sample = preview.body["sample"].as_array().unwrap();
        let found: Vec<&str> = sample.iter().rev().map(|row| row["customer_id"].as_str().unwrap()).collect();
        assert_eq!(found, expected, "{rule}");
    }

    let rule = json!({"all": [{"membership": {"programme_id": programme}},
        {"choice": {"of": "membership_level", "in": [gold]}}, {"measure": {"of": "points", "gte": 100}}]});
    let id = segment(&app, &admin, rule).await;
    let found = |customer: &str| format!("/v1/segments/{id}/explain?customer_id={customer}");
    for (customer, told) in [
        (&members[0], ["“仙芋会员”", "“金卡”", "150"]),
        (&members[1], ["“仙芋会员”", "“银卡”", "0"]),
        (&without, ["no card", "no level", "no card"]),
    ] {
        let explained = admin.get(&found(customer)).header("Accept-Language", "en").await.ok();
        let parts = explained.body["parts"].as_array().unwrap();
        let said: Vec<&str> = parts.iter().skip(1).map(|part| part["found"].as_str().unwrap()).collect();
        assert_eq!(said, told);
    }
    let read = admin.get(&format!("/v1/segments/{id}")).header("Accept-Language", "zh-CN").await.ok();
    assert_eq!(read.text("reading"), "是「仙芋会员」的会员，且会员等级为「金卡」，且积分余额至少 100");
}
