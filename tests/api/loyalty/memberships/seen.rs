//! Lists and look-ups, and who sees what.

use regulars_tests::{Role, TestApp, json};

use super::{buy, member, programme};

#[actix_web::test]
async fn members_are_found_by_name_phone_and_card() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    for (name, phone, card) in [("王小明", "13812345678", "VIP-1001"), ("李雷", "13987654321", "VIP-2002")] {
        let id = admin.post("/v1/customers", json!({"name": name, "phone": phone})).await.created().id();
        let body = json!({"customer_id": id, "programme_id": programme, "card": card});
        admin.post("/v1/memberships", body).await.created();
    }
    for (query, cards) in [
        ("", vec!["VIP-2002", "VIP-1001"]),
        ("?q=小明", vec!["VIP-1001"]),
        ("?q=4321", vec!["VIP-2002"]),
        ("?q=vip-1", vec!["VIP-1001"]),
        ("?q=nobody", vec![]),
        ("?state=suspended", vec![]),
        ("?state=active&state=closed", vec!["VIP-2002", "VIP-1001"]),
    ] {
        let listed = admin.get(&format!("/v1/memberships{query}")).await.ok();
        assert_eq!(listed.each("card"), cards, "{query}");
    }
    let levels = admin.get(&format!("/v1/membership-programmes/{programme}/levels")).await.ok();
    let (silver, gold) = (levels.data()[0]["id"].as_str().unwrap(), levels.data()[1]["id"].as_str().unwrap());
    assert_eq!(admin.get(&format!("/v1/memberships?level_id={silver}")).await.ok().data().len(), 2);
    assert_eq!(
        admin.get(&format!("/v1/memberships?level_id={gold}&programme_id={programme}")).await.ok().data().len(),
        0
    );
    let first = admin.get("/v1/memberships?limit=1").await.ok();
    let cursor = first.text("next_cursor");
    let second = admin.get(&format!("/v1/memberships?limit=1&cursor={cursor}")).await.ok();
    assert_eq!((first.each("card"), second.each("card")), (vec!["VIP-2002"], vec!["VIP-1001"]));
    assert_eq!(second.body["has_more"], false);
    admin.get("/v1/memberships?level=gold").await.problem(400, "invalid_parameter");
}

#[actix_web::test]
async fn the_ledger_comes_in_pages_newest_first() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    for amount in 1..=12 {
        buy(&app, &admin, &id, &[amount * 100]).await;
    }
    let mut seen = Vec::new();
    let mut query = "limit=5".to_owned();
    loop {
        let page = admin.get(&format!("{path}/ledger?{query}")).await.ok();
        seen.extend(page.data().iter().map(|row| row["number"].as_i64().unwrap()));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        query = format!("limit=5&cursor={cursor}");
    }
    assert_eq!(seen, (1..=12).rev().collect::<Vec<i64>>());
    let other = member(&app, &admin, &programme).await.1;
    let cursor = admin.get(&format!("{path}/ledger?limit=5")).await.ok().text("next_cursor").to_owned();
    admin.get(&format!("{other}/ledger?limit=5&cursor={cursor}")).await.problem(400, "invalid_cursor");
}

#[actix_web::test]
async fn a_store_sees_its_own_members_and_reads_are_cached_by_their_tag() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let here = app.actor(Role::StoreStaff, &app.units.n1).await;
    let there = app.actor(Role::StoreStaff, &app.units.s1).await;
    assert_eq!(here.get("/v1/memberships").await.ok().data().len(), 1);
    assert_eq!(there.get("/v1/memberships").await.ok().data().len(), 0);
    there.get(&path).await.problem(404, "not_found");
    there.post(&format!("{path}/redemptions"), json!({"points": 1})).once().await.problem(404, "not_found");
    let auditor = app.actor(Role::Auditor, &app.units.group).await;
    auditor.post(&format!("{path}/redemptions"), json!({"points": 1})).once().await.problem(403, "forbidden");

    let tag = here.get(&path).await.ok().etag().to_owned();
    here.get(&path).header("If-None-Match", &tag).await.is(304);
    buy(&app, &admin, &id, &[10_000]).await;
    here.get(&path).header("If-None-Match", &tag).await.ok();
}
