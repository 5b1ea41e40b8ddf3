//! `/v1/competitors`: one register for everything that names a competitor.

use regulars_tests::{Role, TestApp, json};

const PATH: &str = "/v1/competitors";

#[actix_web::test]
async fn a_competitor_is_registered_found_and_changed() {
    let app = TestApp::start().await;
    let marketing = app.actor(Role::Marketing, &app.units.group).await;
    let made = marketing.post(PATH, json!({"code": "SWEET", "name": "甜蜜时光"})).await.created();
    assert_eq!(made.body["archived"], false);
    let path = format!("{PATH}/{}", made.id());
    let changed = marketing.patch(&path, json!({"name": "甜蜜", "archived": true})).if_match(made.etag()).await.ok();
    assert_eq!(
        (&changed.body["archived"], changed.text("name"), changed.text("code")),
        (&json!(true), "甜蜜", "SWEET")
    );
    marketing.patch(&path, json!({"name": "甜"})).if_match(made.etag()).await.problem(412, "stale");
    let taken = marketing.post(PATH, json!({"code": "SWEET", "name": "x"})).await;
    taken.problem(409, "code_taken").fault("/code", "taken");
    marketing.post(PATH, json!({"code": "A", "name": "仙草坊"})).await.created();
    assert_eq!(marketing.get(PATH).await.ok().each("code"), ["A", "SWEET"]);
    assert_eq!(marketing.get(&format!("{PATH}?q=swe")).await.ok().each("code"), ["SWEET"]);

    let region = app.actor(Role::RegionManager, &app.units.north).await;
    assert_eq!(region.get(&path).await.ok().text("name"), "甜蜜");
    region.post(PATH, json!({"code": "B", "name": "B"})).await.problem(403, "forbidden");
    region.patch(&path, json!({"name": "B"})).if_match("*").await.problem(403, "forbidden");
    assert_eq!(app.count("audit_events where action like 'competitors.%'"), 3);
}

#[actix_web::test]
async fn an_interaction_names_one_and_it_is_counted_within_reach() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let register = async |code: &str, name: &str| admin.post(PATH, json!({"code": code, "name": name})).await.created();
    let (sweet, other) = (register("SWEET", "甜蜜时光").await.id(), register("TEA", "茶语").await.id());
    let enrol = async |unit: &str| {
        let body = json!({"name": "王小明", "home_unit_id": unit});
        admin.post("/v1/customers", body).await.created().id()
    };
    let (north, south) = (enrol(&app.units.n1).await, enrol(&app.units.s1).await);
    let heard = json!({"kind": "visit", "direction": "in", "text": "比较", "occurred_at": "2026-02-01T08:00:00Z"});
    let with = |member: &str, value: &str| {
        let mut body = heard.clone();
        body[member] = json!(value);
        body
    };
    let interactions = |customer: &str| format!("/v1/customers/{customer}/interactions");
    let noted = admin.post(&interactions(&north), with("competitor_id", &sweet)).await.created();
    assert_eq!((noted.text("competitor_id"), &noted.body["competitor"]), (sweet.as_str(), &json!(null)));
    admin.post(&interactions(&north), with("competitor_id", &sweet)).await.created();
    admin.post(&interactions(&south), with("competitor_id", &sweet)).await.created();
    admin.post(&interactions(&south), with("competitor_id", &other)).await.created();
    admin.post(&interactions(&south), with("competitor", "街角小店")).await.created();
    app.sql(&format!("update customers set status = 'lost' where id = '{south}'"));

    let days = "occurred_on[gte]=2026-01-01&occurred_on[lt]=2026-03-01";
    let counts = admin.get(&format!("{PATH}/counts?{days}")).await.ok();
    let row = |id: &str, interactions: i64, customers: i64, lost: i64| json!({"competitor_id": id, "interactions": interactions, "customers": customers, "lost": lost});
    assert_eq!(counts.body["data"], json!([row(&sweet, 3, 2, 1), row(&other, 1, 1, 1)]));
    let region = app.actor(Role::RegionManager, &app.units.north).await;
    let seen = region.get(&format!("{PATH}/counts?{days}")).await.ok();
    assert_eq!(seen.body["data"], json!([row(&sweet, 2, 1, 0)]), "of one's own customers");
    let later = admin.get(&format!("{PATH}/counts?occurred_on[gte]=2026-02-02&occurred_on[lt]=2026-03-01")).await.ok();
    assert_eq!(later.data().len(), 0);
    let turned = format!("{PATH}/counts?occurred_on[gte]=2026-03-01&occurred_on[lt]=2026-01-01");
    admin.get(&turned).await.problem(400, "invalid_parameter");

    let told = async |customer: &str| {
        let path = format!("/v1/customers/{customer}/timeline?kind=interaction");
        let entries = admin.get(&path).await.ok();
        let mut named: Vec<String> =
            entries.data().iter().map(|entry| entry["data"]["competitor"].as_str().unwrap().to_owned()).collect();
        named.sort_unstable();
        named
    };
    assert_eq!(told(&south).await, ["甜蜜时光", "茶语", "街角小店"].map(str::to_owned), "by name, or as it was said");

    admin.patch(&format!("{PATH}/{sweet}"), json!({"archived": true})).if_match("*").await.ok();
    for (id, code) in [(sweet.as_str(), "not_accepted"), ("cpt_01JD3Q5V8N0000000000000000", "not_found")] {
        let refused = admin.post(&interactions(&north), with("competitor_id", id)).await;
        refused.problem(422, "invalid").fault("/competitor_id", code);
    }
    assert_eq!(app.count("interactions"), 5);
}
