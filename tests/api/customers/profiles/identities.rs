//! Identities: each belongs to one living customer.

use futures_util::future::join_all;
use regulars_tests::{Action, Role, TestApp, json};

use super::create;

#[actix_web::test]
async fn a_taken_identity_names_the_customer_who_has_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.key_of("till", &[], &app.units.n1).await;
    app.key_of("other", &[], &app.units.n1).await;
    let first = json!({"name": "王小明", "phone": "13812345678", "email": "ming@example.com", "card": "VIP-0001",
        "wechat": "oMing_1", "external_ids": [{"partner": "till", "id": "4711"}]});
    let first = create(&admin, first).await;
    for (member, value, place) in [
        ("phone", json!("13812345678"), "/phone"),
        ("phone", json!("+86 138-1234-5678"), "/phone"),
        ("phone", json!("008613812345678"), "/phone"),
        ("phone", json!("１３８１２３４５６７８"), "/phone"),
        ("email", json!("MING@Example.com"), "/email"),
        ("card", json!("vip-0001"), "/card"),
        ("wechat", json!("oMing_1"), "/wechat"),
        ("external_ids", json!([{"partner": "till", "id": "4711"}]), "/external_ids/0"),
    ] {
        let mut body = json!({"name": "Somebody else"});
        body[member] = value;
        let refused = admin.post("/v1/customers", body).await.problem(409, "identity_taken").fault(place, "taken");
        assert_eq!(refused.body["customer_id"], *first);
    }
    assert_eq!(app.count("customers"), 1, "nothing half done");
    for free in [json!([{"partner": "other", "id": "4711"}]), json!([{"partner": "till", "id": "4711a"}])] {
        create(&admin, json!({"name": "Somebody else", "external_ids": free})).await;
    }
}

#[actix_web::test]
async fn sixty_four_at_once_for_one_phone_make_one_customer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let forms = ["13812345678", "+86 13812345678", "138 1234 5678", "0086-138-1234-5678"];

    let sent = (0..64).map(|n| {
        let body = json!({"name": format!("客户 {n}"), "phone": forms[n % 4], "tags": ["new"]});
        admin.post("/v1/customers", body).into_future()
    });
    let replies = join_all(sent).await;

    let (made, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 201);
    assert_eq!((made.len(), refused.len()), (1, 63));
    for reply in refused {
        assert_eq!(reply.problem(409, "identity_taken").body["customer_id"], *made[0].id());
    }
    for table in ["customers", "customer_metrics", "customer_identities", "identity_owners", "customer_tags", "events"]
    {
        assert_eq!(app.count(table), 1, "{table}");
    }
}

#[actix_web::test]
async fn an_identity_that_is_given_up_can_be_taken_again() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ming = create(&admin, json!({"name": "小明", "phone": "13812345678"})).await;
    let hong = create(&admin, json!({"name": "小红"})).await;
    let phone = json!({"kind": "phone", "value": "13812345678"});
    let of = |id: &str| format!("/v1/customers/{id}/identities");
    admin.post(&of(&hong), phone.clone()).await.problem(409, "identity_taken").fault("/value", "taken");
    let listed = admin.get(&of(&ming)).await.ok();
    let identity = listed.data()[0]["id"].as_str().unwrap().to_owned();
    admin.delete(&format!("{}/{identity}", of(&hong))).await.problem(404, "not_found");

    admin.delete(&format!("{}/{identity}", of(&ming))).await.nothing();
    assert!(admin.get("/v1/customers?q=5678").await.ok().data().is_empty(), "not found by it any more");
    let given = admin.post(&of(&hong), phone.clone()).await.created();

    assert_eq!((given.text("kind"), given.text("value")), ("phone", "+8613812345678"));
    assert_eq!(admin.get("/v1/customers?q=5678").await.ok().each("id"), [hong.as_str()]);
    let refused = admin.post(&of(&ming), phone).await.problem(409, "identity_taken");
    assert_eq!(refused.body["customer_id"], *hong);
    admin.delete(&format!("{}/{identity}", of(&ming))).await.problem(404, "not_found");
    assert_eq!(app.count(&format!("identity_owners where customer_id = '{hong}'")), 1);
    assert_eq!(app.count("audit_events where action = 'customers.remove_identity'"), 1);
    assert_eq!(app.count("audit_events where action = 'customers.add_identity'"), 1);
}

#[actix_web::test]
async fn an_identity_is_given_as_it_is_meant() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.key_of("till", &[], &app.units.n1).await;
    let path = format!("/v1/customers/{}/identities", create(&admin, json!({"name": "小明"})).await);
    for (body, place, code) in [
        (json!({"kind": "phone", "value": "12"}), "/value", "malformed"),
        (json!({"kind": "phone", "value": ""}), "/value", "too_short"),
        (json!({"kind": "fax", "value": "1"}), "/kind", "not_accepted"),
        (json!({"kind": "phone", "partner": "till", "value": "13812345678"}), "/partner", "conflict"),
        (json!({"kind": "external", "value": "4711"}), "/partner", "required"),
        (json!({"kind": "external", "partner": "nobody", "value": "4711"}), "/value", "not_found"),
        (json!({"kind": "email"}), "/value", "required"),
    ] {
        admin.post(&path, body).await.problem(422, "invalid").fault(place, code);
    }
    admin.post(&path, json!({"kind": "external", "partner": "till", "value": "4711"})).await.created();
    admin.post(&path, json!({"kind": "card", "value": "vip-0001"})).await.created();
    assert_eq!(admin.get(&path).await.ok().each("value"), ["4711", "VIP-0001"]);
    assert_eq!(admin.get("/v1/customers?q=vip-00").await.ok().data().len(), 1, "found by the new card");
}

#[actix_web::test]
async fn a_partner_reads_by_its_own_id() {
    let app = TestApp::start().await;
    let scopes = [Action::CustomersRead, Action::CustomersWrite];
    let till = app.key_of("till", &scopes, &app.units.n1).await;
    let other = app.key_of("other", &scopes, &app.units.n1).await;
    let south = app.key_of("till", &scopes, &app.units.s1).await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    for (id, in_path) in [
        ("4711", "4711"),
        ("a:b", "a:b"),
        ("订单 1", "%E8%AE%A2%E5%8D%95%201"),
        ("47/11", "47%2F11"),
        ("50%", "50%25"),
        ("a+b", "a+b"),
    ] {
        let external = json!([{"partner": "till", "id": id}]);
        let made = create(&till, json!({"name": "小明", "external_ids": external})).await;
        let path = format!("/v1/customers/ext:till:{in_path}");
        assert_eq!(till.get(&path).await.ok().id(), made, "{id}");
        assert_eq!(staff.get(&path).await.ok().id(), made, "a person may use any partner's");
        till.get(&format!("{path}/timeline")).await.ok();
        other.get(&path).await.problem(404, "not_found");
        south.get(&path).await.problem(404, "not_found");
    }
    let patched = till.patch("/v1/customers/ext:till:4711", json!({"city": "上海"})).if_match("*").await.ok();
    assert_eq!(patched.body["city"], "上海");
    other.patch("/v1/customers/ext:till:4711", json!({"city": "X"})).if_match("*").await.problem(404, "not_found");
    till.get("/v1/customers/ext:till:0").await.problem(404, "not_found");
    till.get("/v1/customers/ext:other:4711").await.problem(404, "not_found");
    for malformed in
        ["ext:till", "ext:till:", "ext::4711", "ext:till:%00", "ext:till:%20", "ext:TILL:4711", "ext:till:%FF"]
    {
        till.get(&format!("/v1/customers/{malformed}")).await.problem(404, "not_found");
    }
}
