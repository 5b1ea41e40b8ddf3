//! What is written of requests whose path or query says who somebody is: nothing by which they are known.

use regulars_tests::{Process, TestApp, TestDatabase, json};

#[actix_web::test]
async fn no_address_of_a_path_or_query_is_in_the_log_or_the_audit() {
    let (database, units) = TestDatabase::founded();
    let log = std::env::temp_dir().join(regulars_domain::ids::make("log_"));
    let server = Process::serve_with_requests_logged(&database, &log);
    let admin = server.admin(&database, &units);
    for (channel, address) in [("email", "wang@example.com"), ("sms", "+8613812345678")] {
        admin.post("/v1/suppressions", json!({"channel": channel, "address": address})).await.created();
    }
    for named in ["email:wang@example.com", "email%3Awang%40example.com", "sms:+8613812345678"] {
        let path = format!("/v1/suppressions/{named}");
        let told = admin.get(&path).await.ok();
        assert_eq!(told.header("sunset"), "Tue, 30 Nov 2027 23:59:59 GMT");
        admin.delete(&path).await.is(204);
        let told = admin.get(&path).await.problem(404, "not_found");
        assert!(told.header("deprecation").starts_with('@'), "{}", told.header("deprecation"));
        if named.starts_with("email:") {
            admin.post("/v1/suppressions", json!({"channel": "email", "address": "wang@example.com"})).await.created();
        }
    }
    for path in [
        "/v1/customers/lookup?phone=13812345678",
        "/v1/customers/13812345678",
        "/v1/customers/ext:till:wang@example.com",
        "/v1/wang@example.com",
        "/wang@example.com",
    ] {
        let _ = admin.get(path).try_send().await.unwrap();
    }
    admin.get("/v1/customers?q=wang@example.com").await.ok();
    admin.get("/v1/suppressions?q=wang@example.com").await.ok();

    let logged = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(log).unwrap();
    assert!(logged.contains("path=/v1/suppressions/*"), "{logged}");
    assert!(logged.contains("path=/v1/customers/lookup"), "{logged}");
    for told in ["wang", "13812345678"] {
        assert!(!logged.contains(told), "{logged}");
        for column in ["detail", "subject_id"] {
            assert_eq!(database.count(&format!("audit_events where {column} like '%{told}%'")), 0, "{told}");
        }
    }
    assert_eq!(database.count("audit_events where action = 'suppressions.delete'"), 3);
}

#[actix_web::test]
async fn what_goes_says_so_and_what_stays_does_not() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"channel": "email", "address": "wang@example.com"});
    let id = admin.post("/v1/suppressions", new).await.created().id();
    let by_id = admin.get(&format!("/v1/suppressions/{id}")).await.ok();
    let by_address = admin.get("/v1/suppressions/email:wang@example.com").await.ok();
    let by_body = admin.post("/v1/customers/lookups", json!({"phone": "13812345678"})).await.problem(404, "not_found");
    let by_query = admin.get("/v1/customers/lookup?phone=13812345678").await.problem(404, "not_found");
    let unreadable = admin.get("/v1/customers/lookup").await.problem(400, "invalid_parameter");
    for (reply, goes) in
        [(&by_id, false), (&by_address, true), (&by_body, false), (&by_query, true), (&unreadable, true)]
    {
        for name in ["deprecation", "sunset"] {
            assert_eq!(reply.headers.contains_key(name), goes, "{name}");
        }
    }
    assert_eq!(by_id.body, by_address.body);
}
