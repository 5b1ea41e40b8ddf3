//! What customers are shown with when it is asked for.

use regulars_tests::{Action, TestApp, json};

use super::create;

#[actix_web::test]
async fn a_customer_is_shown_with_its_home_and_owner() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({"name": "王小明", "home_unit_id": app.units.n1, "owner_id": admin.id});
    let path = format!("/v1/customers/{}", create(&admin, body).await);
    create(&admin, json!({"name": "李芳"})).await;

    let plain = admin.get(&path).await.ok();
    assert!(plain.body.get("home_unit").is_none() && plain.body.get("owner").is_none());
    let shown = admin.get(&format!("{path}?expand=home_unit,owner")).await.ok();
    assert_eq!(shown.body["home_unit"]["id"], app.units.n1.as_str());
    assert_eq!(shown.body["owner"]["id"], admin.id.as_str());
    assert!(shown.body["owner"]["name"].is_string() && shown.body["owner"].as_object().unwrap().len() == 2);
    let tag = shown.etag().to_owned();
    assert!(tag.starts_with("\"1-1-") && tag != plain.etag(), "what is expanded is part of the tag");
    admin.patch(&path, json!({"city": "上海"})).if_match(&tag).await.ok();

    let list = admin.get("/v1/customers?expand=home_unit&expand=owner&sort=name").await.ok();
    let homes: Vec<bool> = list.data().iter().map(|row| row["home_unit"]["name"].is_string()).collect();
    assert_eq!(homes.iter().filter(|shown| **shown).count(), 1);
}

#[actix_web::test]
async fn what_is_unknown_or_may_not_be_read_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明", "home_unit_id": app.units.n1})).await;
    for path in ["/v1/customers?expand=".to_owned(), format!("/v1/customers/{id}?expand=home_unit,")] {
        for word in ["mother", "home_unit.parent"] {
            let refused = admin.get(&format!("{path}{word}")).await.problem(400, "invalid_parameter");
            refused.fault("expand", "not_accepted");
        }
    }
    let key = app.key(&[Action::CustomersRead], &app.units.group).await;
    key.get("/v1/customers?expand=home_unit").await.problem(403, "forbidden");
    admin.get("/v1/exports/customers?expand=home_unit").await.problem(400, "invalid_parameter");
}
