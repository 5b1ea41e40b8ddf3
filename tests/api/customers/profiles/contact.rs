//! How a customer is reached is masked for who does not need it, and revealed for a reason.

use regulars_tests::{Action, Role, TestApp, json};

use super::create;

#[actix_web::test]
async fn who_looks_at_figures_sees_contacts_masked_and_may_have_them_revealed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"name": "王小明", "phone": "13812345678", "email": "wang@example.com", "address": "人民路 7 号 3 单元",
        "home_unit_id": app.units.n1});
    let path = format!("/v1/customers/{}", create(&admin, new).await);
    let masked = ["+86138****5678", "w***@example.com"];
    let whole = ["+8613812345678", "wang@example.com"];
    for (role, is_masked) in [
        (Role::Executive, true),
        (Role::Analyst, true),
        (Role::Auditor, true),
        (Role::Specialist, true),
        (Role::Marketing, false),
        (Role::ServiceAgent, false),
        (Role::StoreStaff, false),
    ] {
        let who = app.actor(role, &app.units.group).await;
        let expected = if is_masked { masked } else { whole };
        let one = who.get(&path).await.ok().body;
        let listed = who.get("/v1/customers").await.ok().data()[0].clone();
        for body in [one, listed] {
            let values: Vec<&str> =
                body["identities"].as_array().unwrap().iter().map(|one| one["value"].as_str().unwrap()).collect();
            assert_eq!(values, expected, "{role}");
            assert_eq!(body["contact_masked"], is_masked, "{role}");
            assert_eq!(body["address"] == "人民路****", is_masked, "{role}: {}", body["address"]);
        }
        assert_eq!(who.get(&format!("{path}/identities")).await.ok().each("value"), expected, "{role}");
        if role == Role::Analyst {
            let file = who.get("/v1/exports/customers?format=csv").await.ok();
            let text = String::from_utf8_lossy(&file.bytes).into_owned();
            assert!(text.contains(masked[0]) && !text.contains("13812345678") && !text.contains("7 号"), "{text}");
        }
    }
    let executive = app.actor(Role::Executive, &app.units.group).await;
    let reveal = format!("{path}/reveal");
    executive.post(&reveal, json!({})).await.problem(422, "invalid").fault("/reason", "required");
    let shown = executive.post(&reveal, json!({"reason": "大客户回电"})).await.ok().body;
    assert_eq!((&shown["identities"][0]["value"], &shown["address"]), (&json!(whole[0]), &json!("人民路 7 号 3 单元")));
    let told = admin.get("/v1/audit-events?action=customers.reveal").await.ok();
    assert_eq!(told.data()[0]["detail"], json!({"reason": "大客户回电"}));
    assert_eq!(told.data()[0]["actor"]["id"], *executive.id);
    let analyst = app.actor(Role::Analyst, &app.units.group).await;
    analyst.post(&reveal, json!({"reason": "好奇"})).await.problem(403, "forbidden");
    // What a program may read is what its key was made for.
    let key = app.key(&[Action::CustomersRead], &app.units.n1).await;
    assert_eq!(key.get(&format!("{path}/identities")).await.ok().each("value"), whole);
}
