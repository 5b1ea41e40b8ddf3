//! What cannot be merged or undone, each with its code and place.

use regulars_tests::{Role, TestApp, json};

use super::{customer, merge, merged, undo, verify};

#[actix_web::test]
async fn own_merged_erased_and_unseen_customers_are_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut ids = Vec::new();
    for (name, phone) in [("甲", "13812345601"), ("乙", "13812345602"), ("丙", "13812345603"), ("丁", "13812345604")]
    {
        ids.push(customer(&app, &admin, name, phone).await);
    }
    let [one, two, three, four] = ids.as_slice() else { panic!("four") };
    app.sql(&format!("update customers set status = 'erased' where id = '{four}'"));
    merged(&admin, one, two).await;

    let itself = merge(&admin, one, json!({"merged_id": one})).await.problem(422, "invalid");
    itself.fault("/merged_id", "conflict");
    let again = merge(&admin, three, json!({"merged_id": two})).await.problem(409, "customer_merged");
    assert_eq!(again.fault("/merged_id", "conflict").body["customer_id"], **one);
    let circle = merge(&admin, two, json!({"merged_id": one})).await.problem(409, "customer_merged");
    assert_eq!(circle.body["customer_id"], **one);
    merge(&admin, three, json!({"merged_id": four})).await.problem(409, "conflict").fault("/merged_id", "conflict");
    merge(&admin, four, json!({"merged_id": three})).await.problem(409, "conflict");
    let nobody = merge(&admin, three, json!({"merged_id": "cus_01ARZ3NDEKTSV4RRFFQ69G5FAV"})).await;
    nobody.problem(422, "invalid").fault("/merged_id", "not_found");
    for version in ["survivor_version", "merged_version"] {
        let mut body = json!({"merged_id": one});
        body[version] = json!(9);
        merge(&admin, three, body).await.problem(409, "conflict").fault(&format!("/{version}"), "conflict");
    }

    let manager = app.actor(Role::StoreManager, &app.units.s1).await;
    let far = json!({"name": "南方", "home_unit_id": app.units.s1});
    let far = admin.post("/v1/customers", far).await.created().id();
    merge(&manager, &far, json!({"merged_id": three})).await.problem(422, "invalid").fault("/merged_id", "not_found");
    merge(&manager, three, json!({"merged_id": far})).await.problem(404, "not_found");
    let clerk = app.actor(Role::StoreStaff, &app.units.n1).await;
    merge(&clerk, one, json!({"merged_id": three})).await.problem(403, "forbidden");
    verify(&app);
}

#[actix_web::test]
async fn a_merge_is_undone_once_and_not_after_an_erasure() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (one, two) =
        (customer(&app, &admin, "甲", "13812345601").await, customer(&app, &admin, "乙", "13812345602").await);
    let first = merged(&admin, &one, &two).await;
    undo(&admin, &first).await.ok();
    undo(&admin, &first).await.problem(409, "conflict");
    let second = merged(&admin, &one, &two).await;
    app.sql(&format!("update customers set status = 'erased' where id = '{one}'"));
    undo(&admin, &second).await.problem(409, "conflict");
    let foreigner = app.actor(Role::StoreManager, &app.units.s1).await;
    undo(&foreigner, &second).await.problem(404, "not_found");
    foreigner.get(&format!("/v1/merges/{second}")).await.problem(404, "not_found");
}
