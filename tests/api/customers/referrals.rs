//! Who referred a customer, and what those whom one brought came to.

use regulars_tests::{Action, Actor, Role, TestApp, Value, json};
use reqwest::Method;

/// The id of somebody new in a shop.
async fn enrol(who: &Actor, name: &str, unit: &str, referrer: Option<&str>) -> String {
    let body = json!({"name": name, "home_unit_id": unit, "referrer_id": referrer});
    who.post("/v1/customers", body).await.created().id()
}

async fn buy(who: &Actor, customer: &str, unit: &str, amount: i64) {
    let body = json!({"customer_id": customer, "unit_id": unit, "occurred_at": "2026-02-01T08:00:00Z",
        "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
    who.post("/v1/purchases", body).once().await.created();
}

async fn refer(who: &Actor, customer: &str, referrer: Option<&str>) -> regulars_tests::Reply {
    who.patch(&format!("/v1/customers/{customer}"), json!({"referrer_id": referrer})).if_match("*").await
}

/// Who referred a customer.
async fn referrer(who: &Actor, customer: &str) -> Value {
    who.get(&format!("/v1/customers/{customer}")).await.ok().body["referrer_id"].clone()
}

async fn figures(who: &Actor, customer: &str) -> (i64, i64, i64) {
    let body = who.get(&format!("/v1/customers/{customer}/referrals/figures")).await.ok().body;
    let number = |at: &str| body.pointer(at).and_then(Value::as_i64).unwrap();
    (number("/brought"), number("/converted"), number("/net_spend/amount"))
}

#[actix_web::test]
async fn those_whom_one_brought_are_listed_and_summed_up_within_reach() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (n1, s1) = (app.units.n1.clone(), app.units.s1.clone());
    let leader = enrol(&admin, "王小明", &n1, None).await;
    assert_eq!(figures(&admin, &leader).await, (0, 0, 0));
    let near = enrol(&admin, "李雷", &n1, Some(&leader)).await;
    let far = enrol(&admin, "韩梅梅", &s1, Some(&leader)).await;
    let idle = enrol(&admin, "赵四", &n1, Some(&leader)).await;
    buy(&admin, &near, &n1, 3_000).await;
    buy(&admin, &far, &s1, 500).await;

    let shown = admin.get(&format!("/v1/customers/{near}")).await.ok();
    assert_eq!((shown.text("referrer_id"), shown.text("source")), (leader.as_str(), "referral"));
    assert_eq!(figures(&admin, &leader).await, (3, 2, 3_500));
    let path = format!("/v1/customers/{leader}/referrals");
    let listed = admin.get(&path).await.ok();
    assert_eq!(listed.each("customer_id"), [idle.as_str(), &far, &near]);
    assert_eq!(listed.data()[2]["first_purchase_on"], "2026-02-01");
    assert_eq!(listed.data()[2]["net_spend"], json!({"amount": 3_000, "currency": "CNY"}));
    assert_eq!(listed.data()[0]["first_purchase_on"], json!(null));
    let page = admin.get(&format!("{path}?limit=2")).await.ok();
    let rest = admin.get(&format!("{path}?limit=2&cursor={}", page.text("next_cursor"))).await.ok();
    assert_eq!((page.data().len(), rest.each("customer_id")), (2, vec![near.as_str()]));
    let filtered = admin.get(&format!("/v1/customers?referrer_id={leader}&status=active")).await.ok();
    assert_eq!(filtered.data().len(), 2);
    assert_eq!(admin.get(&format!("/v1/customers/count?referrer_id={leader}")).await.ok().body["count"], 3);

    let staff = app.actor(Role::StoreStaff, &n1).await;
    assert_eq!(figures(&staff, &leader).await, (2, 1, 3_000), "of those whom one sees");
    assert_eq!(staff.get(&path).await.ok().each("customer_id"), [idle.as_str(), &near]);
    app.actor(Role::StoreStaff, &s1).await.get(&path).await.problem(404, "not_found");

    // Who was erased counts without a name.
    let reason = json!({"reason": "来函要求"});
    admin.post(&format!("/v1/customers/{near}/erase"), reason).once().await.created();
    assert_eq!(figures(&admin, &leader).await, (3, 2, 3_500));
    let listed = admin.get(&path).await.ok();
    assert_eq!((&listed.data()[2]["status"], &listed.data()[2]["name"]), (&json!("erased"), &json!("—")));
}

#[actix_web::test]
async fn nobody_is_referred_by_themselves_or_by_whom_they_brought() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let n1 = app.units.n1.clone();
    let first = enrol(&admin, "甲", &n1, None).await;
    let second = enrol(&admin, "乙", &n1, Some(&first)).await;
    let third = enrol(&admin, "丙", &n1, Some(&second)).await;
    for (customer, by, code) in [
        (&first, first.as_str(), "conflict"),
        (&first, second.as_str(), "conflict"),
        (&first, third.as_str(), "conflict"),
        (&first, "cus_01JD3Q5V8N0000000000000000", "not_found"),
        (&first, "ext:nobody:C-1", "not_found"),
    ] {
        refer(&admin, customer, Some(by)).await.problem(422, "invalid").fault("/referrer_id", code);
    }
    refer(&admin, &third, Some(&first)).await.ok();
    refer(&admin, &third, Some(&first)).await.ok();
    refer(&admin, &second, None).await.ok();
    assert_eq!((referrer(&admin, &second).await, referrer(&admin, &third).await), (Value::Null, json!(first)));
    // Somebody of another shop is not known here.
    let elsewhere = enrol(&admin, "丁", &app.units.s1, None).await;
    let staff = app.actor(Role::StoreStaff, &n1).await;
    refer(&staff, &first, Some(&elsewhere)).await.problem(422, "invalid").fault("/referrer_id", "not_found");
    // A said source stays.
    let body = json!({"name": "戊", "home_unit_id": n1, "referrer_id": first, "source": "walk_in"});
    assert_eq!(admin.post("/v1/customers", body).await.created().text("source"), "walk_in");
}

#[actix_web::test]
async fn a_partner_names_the_referrer_by_its_own_id() {
    let app = TestApp::start().await;
    let till = app.key(&[Action::CustomersRead, Action::CustomersWrite], &app.units.n1).await;
    let leader = till.put("/v1/customers/ext:till:C-1", json!({"name": "王小明"})).await.created().id();
    let body = json!({"name": "李雷", "referrer_id": "ext:till:C-1"});
    let made = till.put("/v1/customers/ext:till:C-2", body.clone()).await.created();
    assert_eq!(made.text("referrer_id"), leader);
    let again = till.put("/v1/customers/ext:till:C-2", body).await.ok();
    assert_eq!(again.body["version"], 1, "the same again changes nothing");
    let listed = till.get("/v1/customers?referrer_id=ext:till:C-1").await.ok();
    assert_eq!(listed.each("id"), [made.id()]);
    let nobody = till.get("/v1/customers?referrer_id=ext:till:C-9").await.ok();
    assert_eq!(nobody.data().len(), 0);
}

#[actix_web::test]
async fn referrals_follow_a_merge_and_come_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let n1 = app.units.n1.clone();
    // The one who stays was brought by somebody whom the other one had brought.
    let old = enrol(&admin, "小明", &n1, None).await;
    let between = enrol(&admin, "李雷", &n1, Some(&old)).await;
    let new = enrol(&admin, "王小明", &n1, Some(&between)).await;
    let child = enrol(&admin, "韩梅梅", &n1, Some(&new)).await;
    let before = admin.get(&format!("/v1/customers/{between}")).await.ok();

    let path = format!("/v1/customers/{new}/merge");
    let preview = admin.post(&format!("{path}/preview"), json!({"merged_id": old})).await.ok();
    let follows = preview.body["follows"].as_array().unwrap();
    assert!(follows.contains(&json!({"kind": "referrals", "count": 1})), "{follows:?}");
    let merge = admin.post(&path, json!({"merged_id": old})).await.created().id();
    assert_eq!(referrer(&admin, &between).await, json!(new));
    assert_eq!(referrer(&admin, &new).await, Value::Null, "nobody is referred by whom they brought");
    assert_eq!(figures(&admin, &new).await.0, 2);
    let after = admin.get(&format!("/v1/customers/{between}")).await.ok();
    assert_ne!(before.etag(), after.etag(), "who follows changes sees it");

    admin.request(Method::POST, &format!("/v1/merges/{merge}/undo")).await.ok();
    assert_eq!(referrer(&admin, &between).await, json!(old));
    assert_eq!(referrer(&admin, &new).await, json!(between));
    assert_eq!(referrer(&admin, &child).await, json!(new));
    assert_eq!((figures(&admin, &old).await.0, figures(&admin, &new).await.0), (1, 1));

    // Who referred the one who is merged refers the survivor, where nobody did.
    let alone = enrol(&admin, "小王", &n1, None).await;
    admin.post(&format!("/v1/customers/{alone}/merge"), json!({"merged_id": child})).await.created();
    assert_eq!(referrer(&admin, &alone).await, json!(new));
}

#[actix_web::test]
async fn two_who_would_refer_each_other_at_once_are_one_too_many() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let n1 = app.units.n1.clone();
    let mut chain = Vec::new();
    for name in ["甲", "乙", "丙", "丁"] {
        chain.push(enrol(&admin, name, &n1, None).await);
    }
    refer(&admin, &chain[1], Some(&chain[2])).await.ok();
    refer(&admin, &chain[3], Some(&chain[0])).await.ok();
    let (one, other) =
        tokio::join!(refer(&admin, &chain[0], Some(&chain[1])), refer(&admin, &chain[2], Some(&chain[3])));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
}
