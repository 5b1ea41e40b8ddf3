//! Creating or changing a customer by an id of a partner's own.

use futures_util::future::join_all;
use regulars_tests::{Action, TestApp, json};

use super::create;

const SCOPES: [Action; 2] = [Action::CustomersRead, Action::CustomersWrite];

#[actix_web::test]
async fn the_same_request_creates_changes_and_then_changes_nothing() {
    let app = TestApp::start().await;
    let till = app.key(&SCOPES, &app.units.group).await;
    let path = "/v1/customers/ext:till:C%2F1";
    let body = json!({"name": "王小明", "phone": "13812345678", "tags": ["new"], "home_unit_id": app.units.n1,
        "consents": [{"channel": "sms", "granted": true, "source": "counter", "wording_version": "1"}]});
    let made = till.put(path, body.clone()).await.created();
    assert_eq!(made.header("location"), format!("/v1/customers/{}", made.id()));
    assert_eq!((made.etag(), till.get(path).await.ok().id()), ("\"1-1\"", made.id()));
    let rows = app.rows();

    let again = till.put(path, body.clone()).await.ok();
    assert_eq!((again.etag(), &again.body), ("\"1-1\"", &made.body));
    assert_eq!(app.rows(), rows, "nothing is written");

    let changed = json!({"name": "王大明", "email": "ming@example.com", "city": "上海",
        "external_ids": [{"partner": "till", "id": "C/1"}],
        "consents": [{"channel": "sms", "granted": false, "source": "counter"}]});
    let after = till.put(path, changed.clone()).await.ok();
    assert_eq!((after.id(), after.text("name"), after.text("city")), (made.id(), "王大明", "上海"));
    assert_eq!((&after.body["tags"], &after.body["version"]), (&json!(["new"]), &json!(2)), "what is left out stays");
    assert_eq!(after.body["identities"].as_array().unwrap().len(), 3, "a phone, the id, and now an address");
    assert_eq!(app.count("consents"), 2);
    let rows = app.rows();
    till.put(path, changed).await.ok();
    assert_eq!(app.rows(), rows);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn by_our_own_id_a_customer_is_changed_and_never_made() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明"})).await;
    let changed = admin.put(&format!("/v1/customers/{id}"), json!({"name": "王小明", "city": "北京"})).await.ok();
    assert_eq!((changed.id(), changed.text("city")), (id.clone(), "北京"));
    let unknown = "/v1/customers/cus_01JD3Q5V8N0000000000000000";
    admin.put(unknown, json!({"name": "王小明"})).await.problem(404, "not_found");
    let kind = admin.put(&format!("/v1/customers/{id}"), json!({"name": "王小明", "kind": "business"})).await;
    kind.problem(422, "invalid").fault("/kind", "conflict");
    assert_eq!(app.count("customers"), 1);
}

#[actix_web::test]
async fn what_is_somebody_elses_is_not_touched() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let till = app.key(&SCOPES, &app.units.north).await;
    let far = app.key_of("far", &SCOPES, &app.units.s1).await;
    let holder = create(&admin, json!({"name": "李芳", "phone": "13812345678"})).await;
    let mine = till.put("/v1/customers/ext:till:1", json!({"name": "王小明"})).await.created().id();

    let phone = json!({"name": "王小明", "phone": "13812345678"});
    for path in ["/v1/customers/ext:till:1", "/v1/customers/ext:till:2"] {
        let refused = till.put(path, phone.clone()).await.problem(409, "identity_taken").fault("/phone", "taken");
        assert_eq!(refused.body["customer_id"], *holder);
    }
    far.put("/v1/customers/ext:till:1", json!({"name": "x"})).await.problem(404, "not_found");
    admin.put("/v1/customers/ext:nobody:1", json!({"name": "x"})).await.problem(404, "not_found");
    // At home in the north, where this person is not.
    let south = app.actor(regulars_tests::Role::RegionManager, &app.units.south).await;
    south.put("/v1/customers/ext:till:1", json!({"name": "x"})).await.problem(404, "not_found");
    assert_eq!(
        (app.count("customers"), admin.get(&format!("/v1/customers/{mine}")).await.ok().text("name")),
        (2, "王小明")
    );
}

#[actix_web::test]
async fn many_at_once_make_one() {
    let app = TestApp::start().await;
    let till = app.key(&SCOPES, &app.units.group).await;
    let sent = (0..16).map(|n| {
        let body = json!({"name": "王小明", "city": format!("城 {n}")});
        till.put("/v1/customers/ext:till:1", body).into_future()
    });
    let replies = join_all(sent).await;
    let made = replies.iter().filter(|reply| reply.status == 201).count();
    let changed = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!((made, changed, app.count("customers")), (1, 15, 1));
}
