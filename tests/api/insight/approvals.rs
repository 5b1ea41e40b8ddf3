//! `/v1/approvals`: what waits for whom, and what became of what one asked for.

use regulars_tests::{Action, Actor, Reply, Role, TestApp, Value, json};

/// A shop with somebody who complains and holds a card.
struct Shop {
    app: TestApp,
    complaint: String,
    membership: String,
}

impl Shop {
    async fn new() -> Shop {
        let app = TestApp::with(|config| {
            config.sms.url = Some("http://127.0.0.1:9/".to_owned());
            config.sms.secret = Some("12345678".to_owned());
        })
        .await;
        let admin = app.admin().await;
        let customer = json!({"name": "王小明", "home_unit_id": app.units.n1});
        let customer = admin.post("/v1/customers", customer).await.created().id();
        let programme = json!({"code": "fans", "name": "会员", "level_basis": "points", "points_per_unit": "1"});
        let programme = admin.post("/v1/membership-programmes", programme).await.created().id();
        let card = json!({"customer_id": customer, "programme_id": programme, "card": "C-0001"});
        let membership = admin.post("/v1/memberships", card).await.created().id();
        let category = json!({"code": "SERVICE", "name": "服务"});
        let category = admin.post("/v1/complaint-categories", category).await.created().id();
        let complaint = json!({"customer_id": customer, "unit_id": app.units.n1, "category_id": category,
            "text": "等了  一个小时"});
        let complaint = admin.post("/v1/complaints", complaint).await.created().id();
        let judged = json!({"severity": "general"});
        admin.post(&format!("/v1/complaints/{complaint}/triage"), judged).await.ok();
        Shop { app, complaint, membership }
    }

    /// Somebody asks for points.
    async fn ask_points(&self, who: &Actor, points: i64) -> String {
        let path = format!("/v1/memberships/{}/adjustments", self.membership);
        who.post(&path, json!({"points": points, "reason": "补偿"})).once().await.created().id()
    }

    async fn decide_points(&self, who: &Actor, id: &str, step: &str, body: Value) -> Reply {
        who.post(&format!("/v1/memberships/{}/adjustments/{id}/{step}", self.membership), body).once().await
    }

    /// Somebody promises a gift: the compensation.
    async fn promise(&self, who: &Actor, amount: i64) -> Value {
        let gift = json!({"kind": "gift", "amount": {"amount": amount, "currency": "CNY"}});
        let case = who.post(&format!("/v1/complaints/{}/compensations", self.complaint), gift).await.ok();
        case.body["compensations"].as_array().unwrap().last().unwrap().clone()
    }

    /// A campaign for a unit that its author handed in.
    async fn campaign(&self, author: &Actor, unit: &str) -> String {
        let template = json!({"name": "短信", "channel": "sms", "purpose": "service", "unit_id": unit,
            "contents": {"zh-CN": {"text": "您好"}}});
        let template = author.post("/v1/templates", template).await.created().id();
        let segment = json!({"name": "名单", "kind": "static", "unit_id": unit});
        let segment = author.post("/v1/segments", segment).await.created().id();
        let new = json!({"name": "老客召回", "unit_id": unit, "channel": "sms", "purpose": "service",
            "plan": {"purpose": {"goal": "keep", "target": 10}}, "audience": {"segments": [segment]},
            "arms": [{"key": "a", "name": "甲", "template_id": template, "share": 10_000}]});
        let id = author.post("/v1/campaigns", new).await.created().id();
        author.request(reqwest::Method::POST, &format!("/v1/campaigns/{id}/review")).await.ok();
        id
    }
}

/// The ids of what waits for somebody.
async fn waiting(who: &Actor) -> Vec<String> {
    let list = who.get("/v1/approvals").await.ok();
    list.each("id").into_iter().map(str::to_owned).collect()
}

async fn asked(who: &Actor) -> Reply {
    who.get("/v1/approvals?side=asked").await.ok()
}

#[actix_web::test]
async fn everything_that_waits_is_in_one_list_for_who_may_decide() {
    let shop = Shop::new().await;
    let units = shop.app.units.clone();
    let store = shop.app.actor(Role::StoreManager, &units.n1).await;
    let region = shop.app.actor(Role::RegionManager, &units.north).await;
    let south = shop.app.actor(Role::RegionManager, &units.south).await;
    let operations = shop.app.actor(Role::Operations, &units.group).await;
    let marketing = shop.app.actor(Role::Marketing, &units.group).await;

    let campaign = shop.campaign(&marketing, &units.group).await;
    let gift = shop.promise(&store, 30_000).await;
    assert_eq!((gift["state"].as_str(), gift["approval_level"].as_str()), (Some("proposed"), Some("region")));
    let gift = gift["id"].as_str().unwrap().to_owned();
    let points = shop.ask_points(&store, 50).await;

    assert_eq!(waiting(&region).await, [gift.clone(), points.clone()], "no campaigns, but what is of the region");
    assert_eq!(waiting(&operations).await, [campaign.clone(), gift.clone(), points.clone()]);
    for nobody in [&south, &store, &marketing] {
        assert_eq!(waiting(nobody).await, [""; 0], "of another region, one's own, or without the right");
    }
    let list = operations.get("/v1/approvals?side=waiting").await.ok();
    assert_eq!(
        list.body["counts"],
        json!([{"kind": "campaign", "count": 1}, {"kind": "compensation", "count": 1}, {"kind": "points", "count": 1}])
    );
    assert_eq!(list.body["has_more"], false);
    let one = &list.data()[1];
    assert_eq!(
        (&one["subject_id"], &one["level"], &one["title"]),
        (&json!(shop.complaint), &json!("region"), &json!("等了 一个小时"))
    );
    assert_eq!((&one["amount"]["amount"], &one["asked_by"]), (&json!(30_000), &json!(store.id)));
    assert_eq!(list.data()[2]["subject_id"], json!(shop.membership));

    // Above the region's limit the region does not decide; who promised never does.
    let more = shop.promise(&region, 300_000).await["id"].as_str().unwrap().to_owned();
    assert!(!waiting(&region).await.contains(&more) && waiting(&operations).await.contains(&more));
    // A key decides nothing.
    shop.app.key(Action::ALL, &units.group).await.get("/v1/approvals").await.problem(403, "forbidden");
    shop.app.nobody().get("/v1/approvals").await.problem(401, "unauthenticated");
    operations.get("/v1/approvals?side=both").await.problem(400, "invalid_parameter");
}

#[actix_web::test]
async fn who_asked_sees_what_became_of_it_and_why() {
    let shop = Shop::new().await;
    let units = shop.app.units.clone();
    let store = shop.app.actor(Role::StoreManager, &units.n1).await;
    let region = shop.app.actor(Role::RegionManager, &units.north).await;
    let marketing = shop.app.actor(Role::Marketing, &units.group).await;
    let operations = shop.app.actor(Role::Operations, &units.group).await;

    let first = shop.ask_points(&store, 50).await;
    let second = shop.ask_points(&store, 60).await;
    let gift = shop.promise(&store, 30_000).await["id"].as_str().unwrap().to_owned();
    // What is within one's own limit was nobody else's to decide.
    shop.promise(&store, 100).await;
    assert_eq!(asked(&store).await.each("state"), ["waiting"; 3]);
    shop.decide_points(&region, &first, "approve", json!({})).await.ok();
    let declined = shop.decide_points(&region, &second, "decline", json!({"reason": "已经补偿过"})).await.ok();
    assert_eq!(declined.text("decision_note"), "已经补偿过");
    let refused = json!({"approved": false, "reason": "先道歉"});
    region.post(&format!("/v1/complaints/{}/compensations/{gift}/approval", shop.complaint), refused).await.ok();
    let list = asked(&store).await;
    assert_eq!(list.each("id"), [gift.as_str(), second.as_str(), first.as_str()], "newest first");
    assert_eq!(list.each("state"), ["returned", "returned", "approved"]);
    assert_eq!((&list.data()[0]["reason"], &list.data()[1]["reason"]), (&json!("先道歉"), &json!("已经补偿过")));
    assert_eq!(list.data()[2]["decided_by"], json!(region.id));
    assert_eq!(waiting(&region).await, [""; 0], "nothing waits any more");

    let campaign = shop.campaign(&marketing, &units.group).await;
    assert_eq!(asked(&marketing).await.each("state"), ["waiting"]);
    let note = json!({"note": "请加上对照组"});
    operations.post(&format!("/v1/campaigns/{campaign}/reject"), note).await.ok();
    let list = asked(&marketing).await;
    assert_eq!((list.each("state"), list.each("reason")), (vec!["returned"], vec!["请加上对照组"]));
    marketing.request(reqwest::Method::POST, &format!("/v1/campaigns/{campaign}/review")).await.ok();
    operations.request(reqwest::Method::POST, &format!("/v1/campaigns/{campaign}/approve")).await.ok();
    assert_eq!(asked(&marketing).await.each("state"), ["approved"]);
    assert_eq!(asked(&operations).await.data().len(), 0);
}

#[actix_web::test]
async fn a_plan_does_not_wait_for_who_wrote_a_part_of_it() {
    let shop = Shop::new().await;
    let group = shop.app.units.group.clone();
    let marketing = shop.app.actor(Role::Marketing, &group).await;
    let operations = shop.app.actor(Role::Operations, &group).await;
    let executive = shop.app.actor(Role::Executive, &group).await;
    let campaign = shop.campaign(&marketing, &group).await;
    assert_eq!(waiting(&operations).await, std::slice::from_ref(&campaign));
    let arms = operations.get(&format!("/v1/campaigns/{campaign}")).await.ok().body["arms"].clone();
    let template = format!("/v1/templates/{}", arms[0]["template_id"].as_str().unwrap());
    operations.patch(&template, json!({"contents": {"zh-CN": {"text": "您好！"}}})).if_match("*").await.ok();
    assert_eq!(waiting(&operations).await, [""; 0], "their own words now");
    assert_eq!(waiting(&executive).await, std::slice::from_ref(&campaign));
    let refused = operations.request(reqwest::Method::POST, &format!("/v1/campaigns/{campaign}/approve")).await;
    assert_eq!(refused.problem(403, "own_work").body["part"], "template");
}
