//! Creating, listing, changing, archiving.

use regulars_tests::{Role, TestApp, json};

use super::{contents, email, text};

#[actix_web::test]
async fn a_template_is_created_read_listed_and_changed() {
    let app = TestApp::start().await;
    let marketing = app.actor(Role::Marketing, &app.units.group).await;
    let made = marketing.post("/v1/templates", email()).once().await.created();
    assert!(made.id().starts_with("tpl_"));
    assert_eq!((made.text("name"), made.text("state")), ("新品上市", "active"));
    assert_eq!(made.body["contents"], contents());
    let path = format!("/v1/templates/{}", made.id());
    assert_eq!(marketing.get(&path).await.ok().body, made.body);

    marketing.patch(&path, json!({"name": "x"})).await.problem(428, "precondition_required");
    let words = json!({"en": {"subject": "Hi", "text": "{{unsubscribe_url}}"}});
    let changed = marketing.patch(&path, json!({"contents": words})).if_match(made.etag()).await.ok();
    assert_eq!((changed.body["contents"].clone(), changed.body["version"].as_i64()), (words, Some(2)));
    marketing.patch(&path, json!({"name": "x"})).if_match(made.etag()).await.problem(412, "stale");
    for (member, code) in [("channel", "unknown_field"), ("purpose", "unknown_field")] {
        let reply = marketing.patch(&path, json!({member: "sms"})).if_match("*").await;
        reply.problem(422, "invalid").fault(&format!("/{member}"), code);
    }

    marketing.post("/v1/templates", text("您好")).once().await.created();
    for (query, names) in [
        ("", vec!["积分提醒", "新品上市"]),
        ("?channel=sms", vec!["积分提醒"]),
        ("?purpose=marketing", vec!["新品上市"]),
        ("?q=%E6%96%B0%E5%93%81", vec!["新品上市"]),
        ("?state=archived", vec![]),
    ] {
        assert_eq!(marketing.get(&format!("/v1/templates{query}")).await.ok().each("name"), names, "{query}");
    }
    let first = marketing.get("/v1/templates?limit=1").await.ok();
    let next = format!("/v1/templates?limit=1&cursor={}", first.text("next_cursor"));
    assert_eq!(marketing.get(&next).await.ok().each("name"), ["新品上市"]);

    marketing.patch(&path, json!({"state": "archived"})).if_match("*").await.ok();
    assert_eq!(marketing.get("/v1/templates?state=active").await.ok().each("name"), ["积分提醒"]);
    assert_eq!(app.count("audit_events where action in ('templates.create', 'templates.change')"), 4);
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get("/v1/templates").await.problem(403, "forbidden");
}
