//! `/v1/saved-views`: one's own, what others share, and nobody's but the maker's to change.

use regulars_tests::{Action, Actor, Role, TestApp, json};

async fn save(who: &Actor, name: &str, is_shared: bool) -> (String, String) {
    let view = json!({"list": "customers", "name": name, "query": "tier=A&sort=-net_spend", "is_shared": is_shared});
    let made = who.post("/v1/saved-views", view).await.created();
    (made.id(), made.etag().to_owned())
}

#[actix_web::test]
async fn one_sees_ones_own_and_what_others_share() {
    let app = TestApp::start().await;
    let marketing = app.actor(Role::Marketing, &app.units.group).await;
    let store = app.actor(Role::StoreManager, &app.units.n1).await;
    let (own, _) = save(&marketing, "大客户", false).await;
    let (shared, tag) = save(&marketing, "公开的大客户", true).await;
    assert_eq!(marketing.get("/v1/saved-views?list=customers").await.ok().each("id"), [own.as_str(), shared.as_str()]);
    assert_eq!(store.get("/v1/saved-views?list=customers").await.ok().each("id"), [shared.as_str()]);
    store.get(&format!("/v1/saved-views/{own}")).await.problem(404, "not_found");
    store.get(&format!("/v1/saved-views/{shared}")).await.ok();
    let path = format!("/v1/saved-views/{shared}");
    store.patch(&path, json!({"name": "我的"})).if_match(&tag).await.problem(403, "forbidden");
    store.delete(&path).if_match(&tag).await.problem(403, "forbidden");

    let hidden = marketing.patch(&path, json!({"is_shared": false})).if_match(&tag).await.ok();
    assert!(store.get("/v1/saved-views?list=customers").await.ok().data().is_empty());
    marketing.delete(&path).if_match(&tag).await.problem(412, "stale");
    marketing.delete(&path).if_match(hidden.etag()).await.nothing();
    marketing.get(&path).await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_view_has_a_name_of_its_own_and_a_query_that_is_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    save(&admin, "大客户", false).await;
    let new = |name: &str, query: &str| json!({"list": "customers", "name": name, "query": query});
    admin.post("/v1/saved-views", new("大客户", "tier=B")).await.problem(409, "code_taken").fault("/name", "taken");
    for query in ["tier=A tier=B", "q=王", "tier=A#top", "q=\n"] {
        admin.post("/v1/saved-views", new("别的", query)).await.problem(422, "invalid").fault("/query", "malformed");
    }
    admin.post("/v1/saved-views", new("", "tier=B")).await.problem(422, "invalid");
    admin.get("/v1/saved-views?list=orders").await.problem(400, "invalid_parameter");
    // Another person may use the name as well.
    save(&app.actor(Role::Marketing, &app.units.group).await, "大客户", false).await;
    let key = app.key(&[Action::CustomersRead], &app.units.group).await;
    key.get("/v1/saved-views?list=customers").await.problem(403, "forbidden");
}

#[actix_web::test]
async fn a_hundred_views_are_the_most() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for number in 0..100 {
        save(&admin, &format!("视图 {number}"), false).await;
    }
    let one_more = json!({"list": "customers", "name": "多一个", "query": ""});
    admin.post("/v1/saved-views", one_more).await.problem(409, "conflict");
    let page = admin.get("/v1/saved-views?list=customers&limit=60").await.ok();
    assert_eq!((page.data().len(), &page.body["has_more"]), (60, &json!(true)));
}
