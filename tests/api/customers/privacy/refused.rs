//! What cannot be erased, and what is refused of somebody who was.

use regulars_tests::{Action, Role, TestApp, json};

use super::erase;

#[actix_web::test]
async fn open_business_comes_first_and_nobody_is_erased_twice() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"name": "王小明", "phone": "13800138000", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", new.clone()).await.created().id();
    let path = format!("/v1/customers/{customer}");
    let category = json!({"code": "SERVICE", "name": "服务"});
    let category = admin.post("/v1/complaint-categories", category).await.created().id();
    let complained =
        json!({"customer_id": customer, "unit_id": app.units.n1, "category_id": category, "text": "等太久"});
    let complaint = admin.post("/v1/complaints", complained.clone()).await.created().id();
    let refused = erase(&admin, &customer).await.problem(409, "conflict");
    assert!(refused.text("detail").contains('1'), "{:#}", refused.body);
    admin.post(&format!("/v1/complaints/{complaint}/withdraw"), json!({"text": "算了"})).await.ok();

    let erased = format!("{path}/erase");
    for reason in ["王小明来电", "电话 138 0013 8000 要求"] {
        let named = admin.post(&erased, json!({"reason": reason})).once().await;
        named.problem(422, "invalid").fault("/reason", "conflict");
    }
    admin.post(&erased, json!({"reason": ""})).once().await.problem(422, "invalid").fault("/reason", "too_short");
    admin.post(&erased, json!({"reason": "来函"})).await.problem(400, "idempotency_key_missing");
    let first = admin.post(&erased, json!({"reason": "来函"})).idempotency_key("e1").await.created();
    app.run_jobs().await;
    let again = admin.post(&erased, json!({"reason": "来函"})).idempotency_key("e1").await.created();
    assert_eq!((again.id(), again.header("idempotency-replayed")), (first.id(), "true"));
    erase(&admin, &customer).await.problem(409, "customer_erased");

    // Nothing is written of them any more.
    admin.patch(&path, json!({"note": "x"})).if_match("*").await.problem(409, "customer_erased");
    for (to, body) in [
        ("identities", json!({"kind": "phone", "value": "13800138001"})),
        ("consents", json!({"channel": "sms", "granted": true, "source": "柜台"})),
        ("interactions", json!({"kind": "phone", "direction": "in", "text": "x"})),
    ] {
        admin.post(&format!("{path}/{to}"), body).once().await.problem(409, "customer_erased");
    }
    let reopened = admin.post(&format!("/v1/complaints/{complaint}/reopen"), json!({"text": "x"})).await;
    reopened.problem(409, "customer_erased");
    admin.post("/v1/complaints", complained).await.problem(422, "invalid").fault("/customer_id", "not_found");
    // Who comes back is somebody new.
    assert_ne!(admin.post("/v1/customers", new).await.created().id(), customer);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn only_who_may_erases_and_reads_receipts() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", new).await.created().id();
    for role in [Role::Executive, Role::Operations, Role::StoreManager, Role::Auditor] {
        let who = app.actor(role, &app.units.group).await;
        erase(&who, &customer).await.problem(403, "forbidden");
    }
    let south = app.actor(Role::Admin, &app.units.south).await;
    erase(&south, &customer).await.problem(404, "not_found");
    let key = app.key(&[Action::PrivacyWrite], &app.units.n1).await;
    let receipt = erase(&key, &customer).await.created();
    app.run_jobs().await;
    let auditor = app.actor(Role::Auditor, &app.units.group).await;
    assert_eq!(auditor.get(receipt.header("location")).await.ok().text("erased_by"), key.id);
    south.get(receipt.header("location")).await.problem(404, "not_found");
    assert!(south.get("/v1/erasures").await.ok().data().is_empty());
}
