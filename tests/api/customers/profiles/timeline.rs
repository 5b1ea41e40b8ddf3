//! The timeline: every fact on one customer in one list, newest first.

use regulars_tests::{Action, Actor, Role, TestApp, Value, json};

use super::{create, each, walk};

/// A customer with facts of every kind, many of them at the same instants.
async fn lively(app: &TestApp, admin: &Actor) -> String {
    let id = create(admin, json!({"name": "王", "source": "walk_in", "home_unit_id": app.units.n1})).await;
    let of = |part: &str| format!("/v1/customers/{id}/{part}");
    let new = json!({"code": "taro", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", new).await.created().id();
    for (code, points) in [("silver", 0), ("gold", 3_000)] {
        let level = json!({"code": code, "name": code, "points": points});
        admin.post(&format!("/v1/membership-programmes/{programme}/levels"), level).await.created();
    }
    let card = json!({"customer_id": id, "programme_id": programme, "card": "C-0001",
        "enrolled_at": "2026-02-01T08:00:00Z"});
    admin.post("/v1/memberships", card).await.created();
    for day in 1..=4 {
        let at = format!("2026-02-{day:02}T08:00:00Z");
        let consent = json!({"channel": "sms", "granted": day % 2 == 0, "source": "counter", "at": at});
        admin.post(&of("consents"), consent).await.created();
        let visit = json!({"kind": "visit", "direction": "in", "text": "试吃", "occurred_at": at});
        admin.post(&of("interactions"), visit).await.created();
        let bought = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": at,
            "lines": [{"quantity": "2", "amount": {"amount": 200_000, "currency": "CNY"}}]});
        let purchase = admin.post("/v1/purchases", bought).once().await.created().id();
        let back = json!({"occurred_at": at, "reason": "凉了", "lines": [{"number": 1, "quantity": "1"}]});
        admin.post(&format!("/v1/purchases/{purchase}/refunds"), back).once().await.created();
    }
    let task = json!({"title": "回访", "customer_id": id, "owner_id": admin.id, "due_on": "2026-12-01"});
    admin.post("/v1/tasks", task).await.created();
    id
}

#[actix_web::test]
async fn every_fact_comes_once_in_order_of_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = lively(&app, &admin).await;
    create(&admin, json!({"name": "somebody else"})).await;
    let path = format!("/v1/customers/{id}/timeline");

    let whole: Vec<Value> = walk(&admin, &format!("{path}?limit=100")).await.concat();

    let key = |row: &Value| (row["occurred_at"].as_str().unwrap().to_owned(), row["id"].as_str().unwrap().to_owned());
    assert!(whole.is_sorted_by(|a, b| key(a) > key(b)), "by time, then id, each once");
    let of_kind = |kind: &str| whole.iter().filter(|row| row["kind"] == kind).cloned().collect::<Vec<_>>();
    let tiers = app.count(&format!("tier_changes where customer_id = '{id}'"));
    assert!(tiers >= 2, "the tier went up");
    for (kind, count) in [
        ("purchase", 4),
        ("refund", 4),
        ("consent", 4),
        ("interaction", 4),
        ("task", 1),
        ("created", 1),
        ("tier", tiers),
        ("enrolment", 1),
        ("level", 2),
        ("points", 8),
    ] {
        assert_eq!(of_kind(kind).len() as i64, count, "{kind}");
        assert_eq!(walk(&admin, &format!("{path}?kind={kind}&limit=3")).await.concat(), of_kind(kind), "{kind}");
    }
    let both = walk(&admin, &format!("{path}?kind=refund&kind=purchase&limit=3")).await.concat();
    assert_eq!(both.len(), 8);
    for limit in [1, 2, 3, 7] {
        let pages = walk(&admin, &format!("{path}?limit={limit}")).await;
        assert_eq!(each(&pages, "id"), each(std::slice::from_ref(&whole), "id"), "by {limit}");
    }
}

#[actix_web::test]
async fn an_entry_says_what_there_is_to_show() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = lively(&app, &admin).await;
    let path = format!("/v1/customers/{id}/timeline");
    let first = async |kind: &str| admin.get(&format!("{path}?kind={kind}")).await.ok().data()[0]["data"].clone();
    let purchase = first("purchase").await;
    assert_eq!(purchase["net"], json!({"amount": 100_000, "currency": "CNY"}), "after the refund");
    assert_eq!(
        (purchase["state"].as_str(), purchase["unit_id"].as_str()),
        (Some("partly_refunded"), Some(app.units.n1.as_str()))
    );
    let refund = first("refund").await;
    assert_eq!(
        (refund["amount"].clone(), refund["reason"].as_str()),
        (json!({"amount": 100_000, "currency": "CNY"}), Some("凉了"))
    );
    assert_eq!(first("interaction").await["text"], "试吃");
    assert_eq!(first("consent").await["granted"], true);
    assert_eq!(first("tier").await["class"], "A");
    assert_eq!(first("task").await["title"], "回访");
    let enrolment = first("enrolment").await;
    assert_eq!((enrolment["programme"].as_str(), enrolment["state"].as_str()), (Some("仙芋会员"), Some("active")));
    let level = first("level").await;
    assert_eq!(
        (level["previous"].as_str(), level["level"].as_str(), level["cause"].as_str()),
        (Some("silver"), Some("gold"), Some("purchase"))
    );
    let points = first("points").await;
    assert_eq!(
        (points["kind"].as_str(), points["points"].as_i64(), points["balance"].as_i64()),
        (Some("reverse"), Some(-1_000), Some(4_000))
    );
    assert_eq!(first("created").await["source"], "walk_in");
    admin.get(&format!("{path}?kind=dream")).await.problem(400, "invalid_parameter").fault("kind", "not_accepted");
    let cursor = admin.get(&format!("{path}?limit=1")).await.ok().text("next_cursor").to_owned();
    admin.get(&format!("{path}?limit=1&kind=task&cursor={cursor}")).await.problem(400, "invalid_cursor");
}

#[actix_web::test]
async fn it_shows_what_one_may_read_elsewhere_and_no_more() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = lively(&app, &admin).await;
    let south = app.actor(Role::RegionManager, &app.units.south).await;
    let task = json!({"title": "南区", "customer_id": id, "owner_id": south.id});
    admin.post("/v1/tasks", task).await.created();
    let category = admin.post("/v1/complaint-categories", json!({"code": "S", "name": "服务"})).await.created().id();
    for unit in [&app.units.n1, &app.units.s1] {
        let case = json!({"customer_id": id, "unit_id": unit, "category_id": category, "text": format!("在 {unit}")});
        admin.post("/v1/complaints", case).await.created();
        let bought = json!({"customer_id": id, "unit_id": unit, "occurred_at": "2026-03-01T08:00:00Z",
            "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
        let purchase = admin.post("/v1/purchases", bought).once().await.created().id();
        let back = json!({"reason": "凉了", "lines": [{"number": 1}]});
        admin.post(&format!("/v1/purchases/{purchase}/refunds"), back).once().await.created();
    }
    let path = format!("/v1/customers/{id}/timeline?limit=100");
    let count = async |who: &Actor, kind: &str| who.get(&format!("{path}&kind={kind}")).await.ok().data().len();
    let north = app.actor(Role::RegionManager, &app.units.north).await;
    let only = app.key(&[Action::CustomersRead], &app.units.north).await;
    for (kind, whole, of_north) in [("purchase", 6, 5), ("refund", 6, 5), ("complaint", 2, 1), ("task", 2, 0)] {
        let found = (count(&admin, kind).await, count(&north, kind).await, count(&only, kind).await);
        assert_eq!(found, (whole, of_north, 0), "{kind}");
    }
    for kind in ["points", "level", "enrolment"] {
        assert!(count(&north, kind).await > 0, "{kind}");
        assert_eq!(count(&only, kind).await, 0, "{kind}");
    }
    for kind in ["consent", "interaction", "tier", "created"] {
        assert_eq!(count(&only, kind).await, count(&admin, kind).await, "{kind}");
    }
    let text = String::from_utf8(north.get(&path).await.ok().bytes.to_vec()).unwrap();
    assert!(!text.contains(&app.units.s1) && !text.contains("南区"), "{text}");
}
