//! A password that somebody else set: the first log-in asks for a new one before anything else.

use regulars_tests::{Role, TestApp, json};

use super::{log_in_with, person};

const GIVEN: &str = "given by the manager 7";
const OWN: &str = "烧仙草 with red beans";

#[actix_web::test]
async fn a_given_password_is_replaced_before_anything_else() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = json!({
        "email": "staff@example.com", "name": "林小美", "password": GIVEN,
        "assignments": [{"unit_id": app.units.n1, "role": "store_manager"}],
    });
    let made = admin.post("/v1/users", staff).once().await.created();

    let opened = log_in_with(&app, "staff@example.com", GIVEN).await.ok();
    assert_eq!(opened.body["me"]["pending"], "new_password");
    let here = person(&app, &opened);
    here.get("/v1/customers").await.problem(403, "new_password_required");
    here.get(&format!("/v1/users/{}", made.id())).await.problem(403, "new_password_required");
    here.get("/v1/auth/me").await.ok();

    let set = |new: &str| here.put("/v1/auth/password", json!({"current_password": GIVEN, "new_password": new}));
    set(GIVEN).await.problem(422, "invalid").fault("/new_password", "not_accepted");
    set(OWN).await.nothing();

    assert_eq!(here.get("/v1/auth/me").await.ok().body["pending"], json!(null));
    here.get("/v1/customers").await.ok();

    // Given again, it is to be replaced again.
    let path = format!("/v1/users/{}", made.id());
    admin.patch(&path, json!({"password": GIVEN})).if_match("*").await.ok();
    let opened = log_in_with(&app, "staff@example.com", GIVEN).await.ok();
    person(&app, &opened).get("/v1/customers").await.problem(403, "new_password_required");
}

#[actix_web::test]
async fn a_password_of_ones_own_is_not_to_be_replaced() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/users/{}", admin.id);
    admin.patch(&path, json!({"password": OWN})).if_match("*").await.ok();
    assert_eq!(admin.get("/v1/auth/me").await.ok().body["pending"], json!(null));
}

#[actix_web::test]
async fn common_passwords_are_refused_wherever_one_is_set() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for password in ["password1234", "Password123!", "qwertyuiop12", "1q2w3e4r5t6y", "iloveyou1234"] {
        let new = json!({
            "email": "staff@example.com", "name": "林小美", "password": password,
            "assignments": [{"unit_id": app.units.n1, "role": "store_manager"}],
        });
        admin.post("/v1/users", new).once().await.problem(422, "invalid").fault("/password", "not_accepted");
    }
}

#[actix_web::test]
async fn a_letter_of_a_password_is_the_same_however_it_is_typed() {
    let app = TestApp::start().await;
    let user = app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let admin = app.admin().await;
    let path = format!("/v1/users/{}", user.id);
    admin.patch(&path, json!({"password": "cafe\u{301} cre\u{300}me twice"})).if_match("*").await.ok();
    log_in_with(&app, "someone@example.com", "caf\u{e9} cr\u{e8}me twice").await.ok();
}
