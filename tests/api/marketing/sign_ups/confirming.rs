//! Links: changed, late, of nobody; and those who were erased or merged.

use regulars::marketing::sign_ups::expire::ExpireSignUps;
use regulars::messaging::eligibility;
use regulars::messaging::eligibility::Rules;
use regulars_domain::messaging::deliveries::SkipReason;
use regulars_domain::messaging::messages::{Channel, MessagingPolicy, Purpose};
use regulars_tests::json;

use super::{Chain, FORMS, html, post};

const TYPED: [(&str, &str); 3] = [("name", "王小明"), ("email", "wang@example.com"), ("consent_email", "1")];

#[actix_web::test]
async fn a_link_that_was_changed_confirms_nothing() {
    let chain = Chain::start().await;
    let app = &chain.app;
    let form = chain.form(json!({})).await;
    chain.send(&form, &TYPED).await.ok();
    let link = chain.link();
    let (path, token) = link.split_once('=').unwrap();
    let (id, tag) = token.split_once('.').unwrap();
    let other = format!("{}.{tag}", regulars_domain::ids::make(""));
    let wrong = [
        "",
        "sample",
        "%00",
        &other,
        id,
        &format!("{id}."),
        &format!("{token}0"),
        &token[1..],
        &token[..token.len() - 1],
    ];
    for wrong in wrong {
        let wrong = format!("{path}={wrong}");
        for reply in [app.nobody().get(&wrong).await, post(app, &wrong, &[]).await] {
            let shown = html(&reply.is(400));
            assert!(shown.contains("nothing was changed") && !shown.contains("<button>"), "{wrong}: {shown}");
        }
    }
    app.nobody().get("/t/sign-up").await.is(400);
    assert_eq!((app.count("customers"), app.count("consents")), (0, 0));
    let zh = html(&app.nobody().get(&format!("{link}&lang=zh-CN")).await.ok());
    assert!(zh.contains("<html lang=\"zh-CN\">") && zh.contains("确认您的邮箱"), "{zh}");
    assert!(zh.contains("我同意接收优惠信息。") && zh.contains("w***@example.com"), "{zh}");
}

#[actix_web::test]
async fn what_nobody_confirms_expires_and_is_forgotten() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    chain.send(&form, &TYPED).await.ok();
    let link = chain.link();
    app.run_jobs().await;
    let early = regulars_tests::now().naive_utc() - chrono::TimeDelta::days(8);
    app.sql(&format!("update sign_ups set created_at = '{}'", early.format("%Y-%m-%d %H:%M:%S")));
    for reply in [app.nobody().get(&link).await, post(app, &link, &[]).await] {
        assert!(html(&reply.is(410)).contains("sign up again"));
    }
    app.enqueue(&ExpireSignUps::default());
    app.run_jobs().await;
    let row = chain.only();
    assert_eq!((row.state.0.as_str(), row.name, row.email, row.salt), ("expired", None, None, None));
    assert!(html(&post(app, &link, &[]).await.is(410)).contains("sign up again"), "the link says the same");
    let counts = admin.get(&format!("{FORMS}/{}", form.id)).await.ok();
    assert_eq!(counts.body["sign_ups"], json!({"pending": 0, "confirmed": 0, "expired": 1, "refused": 0}));
    assert_eq!(app.count("customers"), 0);
}

#[actix_web::test]
async fn a_closed_form_takes_nothing_and_its_links_are_good() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    chain.send(&form, &TYPED).await.ok();
    let link = chain.link();
    let path = format!("{FORMS}/{}", form.id);
    admin.patch(&path, json!({"state": "closed"})).if_match("\"1\"").await.ok();
    let page = html(&app.nobody().get(&format!("/join/{}", form.token)).await.ok());
    assert!(page.contains("Nobody can sign up here") && !page.contains("<form"), "{page}");
    chain.send(&form, &TYPED).await.is(409);
    post(app, &link, &[]).await.ok();
    assert_eq!((app.count("sign_ups"), app.count("customers")), (1, 1));
}

#[actix_web::test]
async fn whoever_was_erased_is_written_to_again_once_they_confirm_a_new_yes() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    let known = json!({"name": "王小明", "email": "wang@example.com"});
    let known = admin.post("/v1/customers", known).await.created().id();
    admin.post(&format!("/v1/customers/{known}/erase"), json!({"reason": "request"})).once().await.created();
    app.run_jobs().await;
    assert_eq!(app.count("erased_contacts"), 1);
    chain.send(&form, &TYPED).await.ok();
    app.run_jobs().await;
    let link = chain.link();
    post(app, &link, &[]).await.ok();
    let customer = chain.only().customer_id.unwrap();
    assert_ne!(customer, known, "who was erased stays erased");
    let may_get = || {
        let (policy, now) = (MessagingPolicy::default(), regulars_tests::now().naive_utc());
        let known =
            eligibility::known(&mut app.db(), &app.state.keys, Channel::Email, &policy, now, &[&customer]).unwrap();
        let known = known[customer.as_str()].as_ref().unwrap();
        Rules::of(&policy, Purpose::Marketing, None).judge(known, Channel::Email, now)
    };
    assert_eq!(may_get(), Ok(()));
    app.sql("delete from consents");
    assert_eq!(may_get(), Err(SkipReason::Erased), "it is the yes that lifts it");
}

#[actix_web::test]
async fn nothing_is_sent_to_an_address_that_gets_no_message() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    admin.post("/v1/suppressions", json!({"channel": "email", "address": "wang@example.com"})).await.created();
    chain.send(&form, &TYPED).await.ok();
    app.run_jobs().await;
    assert_eq!(chain.mails.taken().len(), 0);
}

#[actix_web::test]
async fn sign_ups_follow_a_merge_and_an_erasure() {
    let chain = Chain::start().await;
    let (app, admin) = (&chain.app, &chain.admin);
    let form = chain.form(json!({})).await;
    chain.send(&form, &TYPED).await.ok();
    let link = chain.link();
    post(app, &link, &[]).await.ok();
    let merged = chain.only().customer_id.unwrap();
    let survivor = admin.post("/v1/customers", json!({"name": "王小明", "phone": "13812345678"})).await.created().id();
    let merge = json!({"merged_id": merged});
    let done = admin.post(&format!("/v1/customers/{survivor}/merge"), merge).await.created();
    assert_eq!(chain.only().customer_id.as_deref(), Some(survivor.as_str()));
    admin.request(reqwest::Method::POST, &format!("/v1/merges/{}/undo", done.id())).await.ok();
    assert_eq!(chain.only().customer_id.as_deref(), Some(merged.as_str()));
    admin.post(&format!("/v1/customers/{merged}/erase"), json!({"reason": "request"})).once().await.created();
    app.run_jobs().await;
    let row = chain.only();
    assert_eq!((row.name, row.email, row.state.0.as_str()), (None, None, "confirmed"));
}
