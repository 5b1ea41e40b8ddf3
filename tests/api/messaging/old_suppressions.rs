//! A base of the version before: who unsubscribed was a suppressed address then, and is a customer who said no now.

use regulars_tests::{Actor, Backend, TestApp, Value, backend, json};

fn step(name: &str) -> &'static str {
    match (backend(), name) {
        (Backend::Sqlite, "up") => include_str!("../../../migrations/sqlite/0020_mail/up.sql"),
        (Backend::Sqlite, _) => include_str!("../../../migrations/sqlite/0020_mail/down.sql"),
        (Backend::Postgres, "up") => include_str!("../../../migrations/postgres/0020_mail/up.sql"),
        (Backend::Postgres, _) => include_str!("../../../migrations/postgres/0020_mail/down.sql"),
    }
}

fn suppress(app: &TestApp, address: &str, reason: &str, customer: Option<&str>) {
    let (channel, customer) =
        (if address.contains('@') { "email" } else { "sms" }, customer.map(|id| format!("'{id}'")));
    let customer = customer.as_deref().unwrap_or("null");
    app.sql(&format!(
        "insert into suppressions (channel, address, reason, customer_id, recorded_at, recorded_by) \
         values ('{channel}', '{address}', '{reason}', {customer}, '2026-03-05 10:00:00', 'unsubscribe')"
    ));
}

async fn customer(admin: &Actor, new: Value) -> String {
    admin.post("/v1/customers", new).await.created().id()
}

/// What a customer said, the newest first.
async fn said(admin: &Actor, customer: &str) -> Vec<(String, bool)> {
    let consents = admin.get(&format!("/v1/customers/{customer}/consents")).await.ok();
    let read = |row: &Value| (row["channel"].as_str().unwrap().to_owned(), row["granted"].as_bool().unwrap());
    consents.data().iter().map(read).collect()
}

fn yes(channel: &str, at: &str) -> Value {
    json!({"channel": channel, "granted": true, "source": "柜台", "at": at})
}

#[actix_web::test]
async fn who_was_suppressed_as_unsubscribed_has_said_no() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let before = "2026-03-01T00:00:00Z";
    let by_file =
        customer(&admin, json!({"name": "王", "email": "wang@example.com", "consents": [yes("email", before)]}));
    let by_file = by_file.await;
    let mut no = yes("sms", "2026-03-05T10:00:00Z");
    no["granted"] = json!(false);
    let by_link = customer(&admin, json!({"name": "李", "phone": "13812345678", "consents": [yes("sms", before), no]}));
    let by_link = by_link.await;
    let new = json!({"name": "赵", "consents": [yes("email", before), yes("email", "2026-03-06T00:00:00Z")]});
    let agreed_again = customer(&admin, new).await;
    let merged = customer(&admin, json!({"name": "钱"})).await;
    let into = customer(&admin, json!({"name": "钱"})).await;
    app.sql(&format!("update customers set status = 'merged', merged_into = '{into}' where id = '{merged}'"));

    app.sql(step("down"));
    suppress(&app, "wang@example.com", "unsubscribed", None);
    suppress(&app, "+8613812345678", "unsubscribed", Some(&by_link));
    suppress(&app, "zhao@old.example", "unsubscribed", Some(&agreed_again));
    suppress(&app, "qian@example.com", "unsubscribed", Some(&merged));
    suppress(&app, "nobody@example.com", "unsubscribed", None);
    suppress(&app, "dead@example.com", "bounced", None);
    app.sql(step("up"));

    let of = |channel: &str, granted| (channel.to_owned(), granted);
    assert_eq!(said(&admin, &by_file).await, [of("email", false), of("email", true)]);
    assert_eq!(said(&admin, &by_link).await, [of("sms", false), of("sms", true)], "the link wrote it already");
    let again = said(&admin, &agreed_again).await;
    assert_eq!(again, [of("email", true), of("email", false), of("email", true)], "the newest decision decides");
    assert_eq!(said(&admin, &into).await, [of("email", false)], "whom the customer is now");
    let left = admin.get("/v1/suppressions").await.ok();
    let mut kept: Vec<(&str, &str)> = left.each("address").into_iter().zip(left.each("reason")).collect();
    kept.sort_unstable();
    assert_eq!(kept, [("dead@example.com", "bounced"), ("nobody@example.com", "by_hand")]);
    for id in left.each("id") {
        admin.get(&format!("/v1/suppressions/{id}")).await.ok();
    }
}
