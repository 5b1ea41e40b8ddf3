//! `/v1/sign-up-forms`: what can be asked, by whom, and who sees what came in.

use regulars_tests::{Role, TestApp, json};

use super::{Chain, FORMS, merged, new_form};

#[actix_web::test]
async fn a_form_is_made_changed_and_closed() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let made = admin.post(FORMS, new_form(&app.units.n1)).await.created();
    assert!(made.text("url").starts_with("http://localhost:8080/join/"));
    assert!(made.text("qr_svg").contains("<svg") && made.body["out_of_reach"] == json!([]));
    let path = format!("{FORMS}/{}", made.id());
    let other_words = json!({"wording": {"zh-CN": "新", "en": "New"}});
    let refused = admin.patch(&path, other_words).if_match(made.etag()).await;
    refused.problem(422, "invalid").fault("/wording_version", "conflict");
    let changed = admin.patch(&path, json!({"name": "二号", "state": "closed"})).if_match(made.etag()).await.ok();
    assert_eq!(
        (changed.text("name"), changed.text("state"), changed.text("url")),
        ("二号", "closed", made.text("url"))
    );
    admin.patch(&path, json!({"name": "三号"})).if_match(made.etag()).await.problem(412, "stale");
    assert_eq!(admin.get(&format!("{FORMS}?state=closed&q=二")).await.ok().each("name"), ["二号"]);
    assert_eq!(admin.get(&format!("{FORMS}?state=open")).await.ok().data().len(), 0);
    assert_eq!(app.count("audit_events where action like 'sign_up_forms.%'"), 2);
}

#[actix_web::test]
async fn what_could_not_be_confirmed_cannot_be_asked() {
    let app = TestApp::with(|config| config.smtp.url = None).await;
    let admin = app.admin().await;
    let without = |changes| merged(new_form(&app.units.n1), changes);
    let mail = admin.post(FORMS, without(json!({}))).await;
    mail.problem(422, "invalid").fault("/asked/email", "conflict");
    let asked = json!({"phone": "required", "email": "off", "birthday": "off"});
    let phone = admin.post(FORMS, without(json!({"asked": asked, "consents": ["sms"]}))).await;
    phone.problem(422, "invalid").fault("/asked/phone", "conflict");

    let chain = Chain::start().await;
    for (changes, place, code) in [
        (json!({"asked": {"phone": "off", "email": "optional", "birthday": "off"}}), "/asked", "conflict"),
        (json!({"consents": ["sms"]}), "/consents/0", "conflict"),
        (json!({"consents": ["email", "email"]}), "/consents/1", "conflict"),
        (json!({"origins": ["https://a.example", "*"]}), "/origins/1", "malformed"),
        (json!({"origins": ["https://a.example; script-src *"]}), "/origins/0", "malformed"),
        (json!({"name": " "}), "/name", "too_short"),
        (json!({"unit_id": "unit_01JD3Q5V8N0000000000000000"}), "/unit_id", "not_found"),
    ] {
        let form = merged(new_form(&chain.app.units.n1), changes);
        chain.admin.post(FORMS, form).await.problem(422, "invalid").fault(place, code);
    }
}

#[actix_web::test]
async fn only_who_has_the_shop_sees_who_signed_up_there() {
    let chain = Chain::start().await;
    let app = &chain.app;
    let form = chain.form(json!({})).await;
    chain.send(&form, &[("name", "王小明"), ("email", "wang@example.com")]).await.ok();
    let path = format!("{FORMS}/{}/sign-ups", form.id);
    let own = app.actor(Role::StoreManager, &app.units.n1).await;
    assert_eq!(own.get(&path).await.ok().each("email"), ["wang@example.com"]);
    let analyst = app.actor(Role::Analyst, &app.units.north).await;
    assert_eq!(analyst.get(&path).await.ok().each("email"), ["w***@example.com"], "who may not write to customers");
    let other = app.actor(Role::StoreManager, &app.units.s1).await;
    other.get(&path).await.problem(404, "not_found");
    other.get(&format!("{FORMS}/{}", form.id)).await.problem(404, "not_found");
    let agent = app.actor(Role::ServiceAgent, &app.units.n1).await;
    agent.get(&path).await.problem(403, "forbidden");
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.post(FORMS, new_form(&app.units.n1)).await.problem(403, "forbidden");
    other.post(FORMS, new_form(&app.units.n1)).await.problem(422, "invalid").fault("/unit_id", "not_found");
    let above = chain.form(json!({"unit_id": app.units.group})).await;
    own.get(&format!("{FORMS}/{}", above.id)).await.ok();
    own.get(&format!("{FORMS}/{}/sign-ups", above.id)).await.problem(404, "not_found");
    own.patch(&format!("{FORMS}/{}", above.id), json!({"name": "x"})).if_match("\"1\"").await.problem(403, "forbidden");
}
