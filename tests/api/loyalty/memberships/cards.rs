//! A card that was lost: its number finds nobody any more, and stays on nothing.

use regulars_tests::{Role, TestApp, json};

use super::{balance, buy, programme, verify};

#[actix_web::test]
async fn the_number_of_a_lost_card_goes_from_the_membership_and_a_new_one_takes_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let person = json!({"name": "王小明", "home_unit_id": app.units.n1, "card": "VIP-0001"});
    let id = admin.post("/v1/customers", person).await.created().id();
    let body = json!({"customer_id": id, "programme_id": programme, "card": "vip-0001"});
    let path = format!("/v1/memberships/{}", admin.post("/v1/memberships", body).await.created().id());
    buy(&app, &admin, &id, &[10_000]).await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;

    let identities = admin.get(&format!("/v1/customers/{id}/identities")).await.ok();
    let card = identities.data()[0]["id"].as_str().unwrap().to_owned();
    let before = admin.get(&path).await.ok().body["version"].as_i64().unwrap();
    staff.delete(&format!("/v1/customers/{id}/identities/{card}")).await;
    let lost = admin.get(&path).await.ok();
    assert_eq!((&lost.body["card"], &lost.body["version"]), (&json!(null), &json!(before + 1)));
    staff.get("/v1/customers/lookup?card=VIP-0001").await.problem(404, "not_found");

    let given = staff.patch(&path, json!({"card": " vip-0002 "})).if_match("*").await.ok();
    assert_eq!((given.text("card"), &given.body["balance"]), ("VIP-0002", &json!(100)), "the points stay");
    assert_eq!(staff.get("/v1/customers/lookup?card=VIP-0002").await.ok().id(), id);
    let replaced = staff.patch(&path, json!({"card": "VIP-0003"})).if_match("*").await.ok();
    assert_eq!(replaced.text("card"), "VIP-0003");
    staff.get("/v1/customers/lookup?card=VIP-0002").await.problem(404, "not_found");
    let to = format!("{path}/redemptions");
    staff.post(&to, json!({"points": 1, "card": "VIP-0002"})).once().await.problem(404, "not_found");
    let nothing = staff.patch(&path, json!({"card": null})).if_match("*").await.ok();
    assert_eq!(nothing.body["card"], json!(null));
    staff.get("/v1/customers/lookup?card=VIP-0003").await.problem(404, "not_found");
    assert_eq!(balance(&admin, &path).await, 100);
    verify(&app);
}

#[actix_web::test]
async fn a_number_that_somebody_has_is_refused_and_the_old_one_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let other = admin.post("/v1/customers", json!({"name": "李雷", "card": "VIP-0009"})).await.created().id();
    let (_, path) = super::member(&app, &admin, &programme).await;
    let old = admin.get(&path).await.ok().text("card").to_owned();
    let taken = admin.patch(&path, json!({"card": "VIP-0009"})).if_match("*").await.problem(409, "identity_taken");
    assert_eq!(taken.body["customer_id"], other);
    for wrong in ["", "AB", "VIP 中"] {
        admin.patch(&path, json!({ "card": wrong })).if_match("*").await.problem(422, "invalid");
    }
    assert_eq!(admin.get(&path).await.ok().text("card"), old);
    admin.patch(&path, json!({"state": "closed"})).if_match("*").await.ok();
    admin.patch(&path, json!({"card": "VIP-0010"})).if_match("*").await.problem(409, "conflict");
}
