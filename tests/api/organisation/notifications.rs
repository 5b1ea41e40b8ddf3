//! `/v1/notifications`: what people are told, in the console and by mail.

use regulars_tests::mail_server::{Answer, Mail, Stage};
use regulars_tests::{Actor, MailServer, Reply, Role, TestApp, Value, json};

async fn app_with_mail(server: &MailServer) -> TestApp {
    let url = server.url();
    TestApp::with(|config| {
        config.smtp.url = Some(url);
        config.smtp.from = "hello@shop.example".to_owned();
        config.http.public_url = "https://crm.example.com/".to_owned();
    })
    .await
}

/// Somebody gives another one a task about a customer.
async fn give(app: &TestApp, from: &Actor, to: &Actor, title: &str) -> (String, String) {
    let customer = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let customer = from.post("/v1/customers", customer).await.created().id();
    let task = json!({"title": title, "owner_id": to.id, "customer_id": customer});
    (from.post("/v1/tasks", task).await.created().id(), customer)
}

async fn unread(who: &Actor) -> Reply {
    who.get("/v1/notifications?unread=true").await.ok()
}

/// Somebody who reads mails in English, under a name that needs no encoding.
async fn reader(app: &TestApp) -> Actor {
    let staff = app.actor(Role::StoreManager, &app.units.n1).await;
    app.sql(&format!("update users set language = 'en', name = 'Lin' where id = '{}'", staff.id));
    staff
}

/// Whom the mails are to, with their subjects and contents.
fn mails(server: &MailServer) -> Vec<(String, String, String)> {
    let read = |mail: &Mail| (mail.to.clone(), mail.header("Subject"), mail.content.replace("=\r\n", ""));
    server.taken().iter().map(read).collect()
}

/// As if the minutes in which mails are gathered had passed.
fn minutes_pass(app: &TestApp) {
    app.sql("update notifications set created_at = '2026-01-01 00:00:00'");
    app.sql("update jobs set run_at = '2026-01-01 00:00:00' where state = 'queued'");
}

#[actix_web::test]
async fn one_is_told_what_one_was_given_and_marks_it_as_read() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = app.actor(Role::StoreManager, &app.units.n1).await;
    let other = app.actor(Role::StoreManager, &app.units.n2).await;
    let (task, customer) = give(&app, &admin, &staff, "回访").await;
    let told = unread(&staff).await;
    let one = told.data()[0].clone();
    assert_eq!((&one["kind"], &one["subject"], &one["title"]), (&json!("task_given"), &json!("task"), &json!("回访")));
    assert_eq!((&one["subject_id"], &one["item_id"], &one["by"]), (&json!(customer), &json!(task), &json!(admin.id)));
    assert!(one["read_at"].is_null());
    let path = format!("/v1/notifications/{}/read", one["id"].as_str().unwrap());
    other.request(reqwest::Method::PUT, &path).await.problem(404, "not_found");
    staff.request(reqwest::Method::PUT, &path).await.nothing();
    staff.request(reqwest::Method::PUT, &path).await.nothing();
    assert_eq!(unread(&staff).await.data().len(), 0);
    assert!(!staff.get("/v1/notifications").await.ok().data()[0]["read_at"].is_null());

    // Nobody is told what they did themselves; who gets it by handing over is.
    staff.post("/v1/tasks", json!({"title": "自己的"})).await.created();
    assert_eq!(unread(&staff).await.data().len(), 0);
    for title in ["甲", "乙", "丙"] {
        give(&app, &admin, &staff, title).await;
    }
    let first = staff.get("/v1/notifications?limit=2").await.ok();
    assert_eq!((first.each("title"), &first.body["has_more"]), (vec!["丙", "乙"], &json!(true)));
    let next = format!("/v1/notifications?limit=2&cursor={}", first.text("next_cursor"));
    assert_eq!(staff.get(&next).await.ok().each("title"), ["甲", "回访"]);
    other.get(&next).await.problem(400, "invalid_cursor");
    staff.request(reqwest::Method::PUT, "/v1/notifications/read").await.nothing();
    assert_eq!(unread(&staff).await.data().len(), 0);
    admin.patch(&format!("/v1/tasks/{task}"), json!({"owner_id": other.id})).if_match("*").await.ok();
    assert_eq!(unread(&other).await.each("kind"), ["task_given"]);
}

#[actix_web::test]
async fn the_nearest_who_may_decide_are_told_and_who_asked_hears_the_answer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let agent = app.actor(Role::ServiceAgent, &app.units.n1).await;
    let regions = [
        app.actor(Role::RegionManager, &app.units.north).await,
        app.actor(Role::RegionManager, &app.units.north).await,
    ];
    let south = app.actor(Role::RegionManager, &app.units.south).await;
    let customer = json!({"name": "王小明", "home_unit_id": app.units.n1});
    let customer = admin.post("/v1/customers", customer).await.created().id();
    let programme = json!({"code": "fans", "name": "会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", programme).await.created().id();
    let card = json!({"customer_id": customer, "programme_id": programme, "card": "C-0001"});
    let membership = admin.post("/v1/memberships", card).await.created().id();
    let path = format!("/v1/memberships/{membership}/adjustments");
    let asked = agent.post(&path, json!({"points": 50, "reason": "补偿"})).once().await.created().id();
    for region in &regions {
        let told = unread(region).await;
        assert_eq!((told.each("kind"), told.each("subject")), (vec!["approval_waiting"], vec!["points"]));
        assert_eq!((told.each("subject_id"), told.each("item_id")), (vec![membership.as_str()], vec![asked.as_str()]));
    }
    for far in [&south, &admin, &agent] {
        assert_eq!(unread(far).await.data().len(), 0);
    }
    let declined = json!({"reason": "已经补偿过"});
    regions[0].post(&format!("{path}/{asked}/decline"), declined).once().await.ok();
    assert_eq!(unread(&regions[1]).await.data().len(), 0, "it waits no more for the other one either");
    let heard = unread(&agent).await;
    assert_eq!((heard.each("kind"), heard.each("reason")), (vec!["request_returned"], vec!["已经补偿过"]));
    let again = agent.post(&path, json!({"points": 10, "reason": "补偿"})).once().await.created().id();
    regions[1].request(reqwest::Method::POST, &format!("{path}/{again}/approve")).once().await.ok();
    assert_eq!(unread(&agent).await.each("kind"), ["request_approved", "request_returned"]);
}

#[actix_web::test]
async fn a_mail_tells_what_waits_without_a_word_about_the_customer() {
    let server = MailServer::start();
    let app = app_with_mail(&server).await;
    let admin = app.admin().await;
    let staff = reader(&app).await;
    let (_, customer) = give(&app, &admin, &staff, "王小明 13800138000").await;
    app.run_jobs().await;
    // What follows within minutes waits, and comes in one mail.
    give(&app, &admin, &staff, "乙").await;
    give(&app, &admin, &staff, "丙").await;
    app.run_jobs().await;
    let email = |who: &Actor| {
        let found = regulars_db::organisation::users::find(&mut app.db(), &who.id).unwrap().unwrap();
        found.email
    };
    let first = mails(&server);
    assert_eq!(first.len(), 1, "{first:?}");
    let (to, subject, text) = &first[0];
    assert_eq!((to, subject.as_str()), (&email(&staff), "Regulars: You were given a task"));
    assert!(text.contains(&format!("https://crm.example.com/customers/{customer}")), "{text}");
    assert!(text.contains("https://crm.example.com/account"), "{text}");
    for personal in ["王小明", "13800138000"] {
        assert!(!text.contains(personal), "{text}");
    }
    minutes_pass(&app);
    app.run_jobs().await;
    let both = mails(&server);
    assert_eq!(both.len(), 2, "{both:?}");
    assert_eq!(both[1].1, "Regulars: 2 notifications for you");
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 2, "nothing is mailed twice");
    assert_eq!(app.count("notifications where mail_job_id is null"), 0);
}

#[actix_web::test]
async fn who_has_read_it_or_does_not_wish_it_gets_no_mail() {
    let server = MailServer::start();
    let app = app_with_mail(&server).await;
    let admin = app.admin().await;
    let staff = app.actor(Role::StoreManager, &app.units.n1).await;
    let settings = staff.get("/v1/notifications/settings").await.ok();
    assert_eq!(settings.body, json!({"by_mail": true, "mail_is_set_up": true}));
    give(&app, &admin, &staff, "甲").await;
    staff.request(reqwest::Method::PUT, "/v1/notifications/read").await.nothing();
    app.run_jobs().await;
    assert_eq!(server.taken().len(), 0);
    let off: Value = json!({"by_mail": false});
    let now = staff.put("/v1/notifications/settings", off).await.ok();
    assert_eq!(now.body["by_mail"], false);
    give(&app, &admin, &staff, "乙").await;
    minutes_pass(&app);
    app.run_jobs().await;
    assert_eq!((server.taken().len(), unread(&staff).await.data().len()), (0, 1));
    assert_eq!(app.count("jobs where kind = 'system.notifications'"), 1, "no job without a wish");
}

#[actix_web::test]
async fn without_mail_one_is_told_in_the_console() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = app.actor(Role::StoreManager, &app.units.n1).await;
    give(&app, &admin, &staff, "甲").await;
    app.run_jobs().await;
    assert_eq!(app.count("jobs where kind = 'system.notifications' and state = 'succeeded'"), 1);
    assert_eq!(staff.get("/v1/notifications/settings").await.ok().body["mail_is_set_up"], false);
    assert_eq!(unread(&staff).await.data().len(), 1);
}

/// A mail that is not taken now is tried again as the same mail; none of what it holds is lost.
#[actix_web::test]
async fn a_mail_that_is_not_taken_is_the_same_mail_when_it_is_tried_again() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let (refuses, switch) = {
        let shared = std::sync::Arc::new(AtomicBool::new(true));
        (shared.clone(), shared)
    };
    let server = MailServer::answering(move |asked| match asked.stage {
        Stage::Content if refuses.load(Ordering::Relaxed) => Answer::Say("451 4.3.0 not now"),
        _ => Answer::Take,
    });
    let app = app_with_mail(&server).await;
    let admin = app.admin().await;
    let staff = app.actor(Role::StoreManager, &app.units.n1).await;
    give(&app, &admin, &staff, "甲").await;
    app.run_jobs().await;
    assert_eq!(app.count("jobs where kind = 'system.notifications' and state = 'queued'"), 1);
    give(&app, &admin, &staff, "乙").await;
    switch.store(false, Ordering::Relaxed);
    minutes_pass(&app);
    app.run_jobs().await;
    let mails = server.taken();
    assert_eq!(mails.len(), 2);
    let ids: Vec<String> = mails.iter().map(|mail| mail.header("Message-ID")).collect();
    assert_ne!(ids[0], ids[1], "each holds its own");
    assert_eq!(app.count("notifications where mail_job_id is null"), 0);
}
