//! Who opened which customer is noted.

use regulars_tests::{Action, Role, TestApp, json, until};

#[actix_web::test]
async fn who_opens_a_customer_is_noted_once_in_a_while() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut customers = Vec::new();
    for unit in [&app.units.n1, &app.units.s1] {
        let new = json!({"name": "王小明", "home_unit_id": unit});
        customers.push(admin.post("/v1/customers", new).await.created().id());
    }
    let [north, south] = customers.as_slice() else { panic!("two") };
    let clerk = app.actor(Role::StoreStaff, &app.units.n1).await;
    for _ in 0..3 {
        clerk.get(&format!("/v1/customers/{north}")).await.ok();
    }
    let key = app.key(&[Action::CustomersRead], &app.units.group).await;
    key.get(&format!("/v1/customers/{north}/identities")).await.ok();
    key.get(&format!("/v1/customers/{south}")).await.ok();
    // Who does not see a customer has not opened it.
    clerk.get(&format!("/v1/customers/{south}")).await.problem(404, "not_found");
    until("the reads are written", || app.count("personal_reads") == 3).await;

    let all = admin.get("/v1/personal-reads").await.ok();
    assert_eq!(all.data().len(), 3);
    let of_north = admin.get(&format!("/v1/personal-reads?customer_id={north}")).await.ok();
    assert_eq!(of_north.each("actor_id"), [key.id.as_str(), clerk.id.as_str()]);
    assert_eq!(of_north.each("actor_kind"), ["key", "user"]);
    let by_clerk = admin.get(&format!("/v1/personal-reads?actor_id={}", clerk.id)).await.ok();
    assert_eq!(by_clerk.each("customer_id"), [north.as_str()]);
    let auditor = app.actor(Role::Auditor, &app.units.south).await;
    assert_eq!(auditor.get("/v1/personal-reads").await.ok().each("customer_id"), [south.as_str()]);
    clerk.get("/v1/personal-reads").await.problem(403, "forbidden");
}
