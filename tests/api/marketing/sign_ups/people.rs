//! From the page to the customer.

use regulars_tests::json;

use super::{Chain, FORMS, html, post};

const TYPED: [(&str, &str); 4] =
    [("name", "王小明"), ("email", "Wang@Example.com"), ("birthday", "1990-05-12"), ("consent_email", "1")];

#[actix_web::test]
async fn somebody_signs_up_by_mail_and_counts_once_it_is_confirmed() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    let sent = chain.send(&form, &TYPED).await.ok();
    assert!(html(&sent).contains("Look into your mail"), "{}", html(&sent));
    assert_eq!((app.count("customers"), app.count("consents")), (0, 0), "nothing counts before it is confirmed");
    assert_eq!(app.count("jobs where kind = 'sign_ups.send_message'"), 1, "the mail is a row of the same transaction");

    app.run_jobs().await;
    let mails = chain.mails.taken();
    assert_eq!((mails.len(), mails[0].to.as_str()), (1, "wang@example.com"));
    let content = mails[0].content.replace("=\r\n", "").replace("=3D", "=");
    let link = chain.link();
    assert!(content.contains(&link), "{content}");
    assert!(!content.contains("王小明"), "what a stranger typed goes to nobody");

    for _ in 0..2 {
        let page = html(&app.nobody().get(&link).await.ok());
        assert!(page.contains("<form method=\"post\">") && page.contains("I agree to receive offers."), "{page}");
    }
    assert_eq!(app.count("customers"), 0, "a scanner that follows links confirms nothing");
    for _ in 0..2 {
        let done = html(&post(app, &link, &[]).await.ok());
        assert!(done.contains("You are signed up"), "{done}");
        assert_eq!((app.count("customers"), app.count("consents")), (1, 1), "once");
    }
    assert!(html(&app.nobody().get(&link).await.ok()).contains("You are signed up"), "nothing is left to confirm");

    let customer = admin.get("/v1/customers").await.ok().data()[0].clone();
    assert_eq!((&customer["name"], &customer["status"]), (&json!("王小明"), &json!("prospect")));
    assert_eq!((&customer["source"], &customer["home_unit_id"]), (&json!("walk_in"), &json!(app.units.n1)));
    let id = customer["id"].as_str().unwrap();
    let whole = admin.get(&format!("/v1/customers/{id}")).await.ok();
    assert_eq!(whole.body["birthday"], json!({"year": 1990, "month": 5, "day": 12, "calendar": "solar"}));
    let consents = admin.get(&format!("/v1/customers/{id}/consents")).await.ok();
    let consent = &consents.data()[0];
    assert_eq!((&consent["channel"], &consent["granted"]), (&json!("email"), &json!(true)));
    assert_eq!((&consent["source"], &consent["wording_version"]), (&json!("南京路店 二维码"), &json!("2026-01")));
    let listed = admin.get(&format!("{FORMS}/{}/sign-ups?state=confirmed", form.id)).await.ok();
    assert_eq!((listed.data().len(), &listed.data()[0]["is_new"]), (1, &json!(true)));
    assert_eq!(listed.data()[0]["customer_id"], json!(id));
}

#[actix_web::test]
async fn nobody_learns_that_an_address_is_known_and_nothing_is_written_over() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    let known =
        json!({"name": "王明", "email": "wang@example.com", "birthday": {"month": 1, "day": 2, "calendar": "solar"}});
    let known = admin.post("/v1/customers", known).await.created().id();
    let stranger = chain.send(&form, &[("name", "X"), ("email", "nobody@example.com")]).await.ok();
    let same = chain.send(&form, &TYPED).await.ok();
    assert_eq!(html(&same), html(&stranger), "both are answered the same");
    let sign_up = chain.only();
    assert_eq!(sign_up.customer_id.as_deref(), Some(known.as_str()), "it is a sign-up of that customer");
    let before = admin.get(&format!("/v1/customers/{known}")).await.ok();
    assert_eq!((app.count("consents"), &before.body["name"]), (0, &json!("王明")));

    let link = chain.link();
    assert_eq!(html(&post(app, &link, &[]).await.ok()).matches("<h1>").count(), 1);
    let after = admin.get(&format!("/v1/customers/{known}")).await.ok();
    for member in ["name", "birthday", "source", "home_unit_id", "language"] {
        assert_eq!(after.body[member], before.body[member], "{member}");
    }
    assert_eq!((app.count("customers"), app.count("consents where granted")), (1, 1));
    assert!(!chain.only().is_new);
}

#[actix_web::test]
async fn a_phone_counts_once_its_code_came_back() {
    let chain = Chain::start().await;
    let app = &chain.app;
    let asked = json!({"asked": {"phone": "required", "email": "off", "birthday": "off"}, "consents": ["sms"]});
    let form = chain.form(asked).await;
    let sent = chain.send(&form, &[("name", "李雷"), ("phone", "138 1234 5678"), ("consent_sms", "1")]).await.ok();
    let page = html(&sent);
    let handle = page.split("name=\"sign_up\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    app.run_jobs().await;
    let sign_up = chain.only();
    let code =
        regulars::marketing::sign_ups::marks::code(&app.state.keys, &sign_up.id, sign_up.salt.as_deref().unwrap());
    let texts = chain.texts.taken();
    assert!(texts[0].body["text"].as_str().unwrap().contains(&code), "{:?}", texts[0].body);

    let path = format!("/join/{}/code", form.token);
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = html(&post(app, &path, &[("sign_up", &handle), ("code", wrong)]).await.is(422));
    assert!(refused.contains("aria-invalid=\"true\"") && refused.contains("not the code that was sent"), "{refused}");
    for tampered in ["", "x.y", &handle[1..], &handle[..handle.len() - 1], &format!("{handle}0")] {
        post(app, &path, &[("sign_up", tampered), ("code", &code)]).await.is(400);
    }
    assert_eq!(app.count("customers"), 0);
    for _ in 0..2 {
        let done = html(&post(app, &path, &[("sign_up", &handle), ("code", &code)]).await.ok());
        assert!(done.contains("You are signed up"), "{done}");
    }
    assert_eq!((app.count("customers"), app.count("consents where channel = 'sms' and granted")), (1, 1));
}

#[actix_web::test]
async fn a_code_is_not_guessed() {
    let chain = Chain::start().await;
    let app = &chain.app;
    let form =
        chain.form(json!({"asked": {"phone": "required", "email": "off", "birthday": "off"}, "consents": []})).await;
    let page = html(&chain.send(&form, &[("name", "李雷"), ("phone", "13812345678")]).await.ok());
    let handle = page.split("name=\"sign_up\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sign_up = chain.only();
    let code =
        regulars::marketing::sign_ups::marks::code(&app.state.keys, &sign_up.id, sign_up.salt.as_deref().unwrap());
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let path = format!("/join/{}/code", form.token);
    for _ in 0..5 {
        post(app, &path, &[("sign_up", &handle), ("code", wrong)]).await.is(422);
    }
    let late = html(&post(app, &path, &[("sign_up", &handle), ("code", &code)]).await.is(422));
    assert!(late.contains("no longer good"), "{late}");
    assert_eq!(app.count("customers"), 0);
}

#[actix_web::test]
async fn mail_and_phone_of_one_sign_up_are_of_one_customer_and_each_consent_needs_its_own() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let asked =
        json!({"asked": {"phone": "optional", "email": "required", "birthday": "off"}, "consents": ["email", "sms"]});
    let form = chain.form(asked).await;
    let both = [("phone", "13812345678"), ("consent_email", "1"), ("consent_sms", "1")];
    let page = html(&chain.send(&form, &[&TYPED[..2], &both[..]].concat()).await.ok());
    let handle = page.split("name=\"sign_up\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let sign_up = chain.only();
    let link = chain.link();
    post(app, &link, &[]).await.ok();
    assert_eq!(app.count("consents where channel = 'sms'"), 0, "the phone is not confirmed");
    let id = admin.get("/v1/customers").await.ok().data()[0]["id"].as_str().unwrap().to_owned();
    let kinds = |reply: regulars_tests::Reply| reply.body["identities"].as_array().unwrap().len();
    assert_eq!(kinds(admin.get(&format!("/v1/customers/{id}")).await.ok()), 1, "nor is it the customer's");
    let code =
        regulars::marketing::sign_ups::marks::code(&app.state.keys, &sign_up.id, sign_up.salt.as_deref().unwrap());
    post(app, &format!("/join/{}/code", form.token), &[("sign_up", &handle), ("code", &code)]).await.ok();
    assert_eq!((app.count("customers"), app.count("consents where granted")), (1, 2));
    assert_eq!(kinds(admin.get(&format!("/v1/customers/{id}")).await.ok()), 2);
}
