//! Requests that cannot be read, or ask what is not there.

use regulars_tests::{TestApp, json};
use reqwest::Method;

use super::store;
use crate::api::customers::attributes::define;

#[actix_web::test]
async fn json_that_cannot_be_parsed_is_400() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for body in ["", "{", "{\"code\": }", "[1, 2", "nonsense", "{} {}", "\u{feff}{}", "{\"code\": \"\\ud800\"}"] {
        let reply = admin.request(Method::POST, "/v1/units").body("application/json", body).await;
        reply.problem(400, "malformed_body");
    }
    let latin = admin.request(Method::POST, "/v1/units").body("application/json", b"{\"code\": \"\xff\"}".to_vec());
    latin.await.problem(400, "malformed_body");
    let deep = format!("{{\"code\": {}{}}}", "[".repeat(5000), "]".repeat(5000));
    admin.request(Method::POST, "/v1/units").body("application/json", deep).await.problem(400, "malformed_body");
}

#[actix_web::test]
async fn a_field_that_is_not_known_is_422_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut body = store(&app, "N9");
    body["a/b~c"] = json!(1);
    admin.post("/v1/units", body).await.problem(422, "invalid").fault("/a~1b~0c", "unknown_field");
    admin.post("/v1/units", json!([])).await.problem(422, "invalid");
}

#[actix_web::test]
async fn another_media_type_is_415() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = store(&app, "N9").to_string();
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json"] {
        let reply = admin.request(Method::POST, "/v1/units").body(content_type, body.clone()).await;
        reply.problem(415, "unsupported_media_type").fault("Content-Type", "not_accepted");
    }
    admin.request(Method::POST, "/v1/units").await.problem(415, "unsupported_media_type");
    let path = format!("/v1/units/{}", app.units.n1);
    let patch = admin.request(Method::PATCH, &path).if_match("*").body("application/json", "{}");
    patch.await.problem(415, "unsupported_media_type");
    let charset = admin.request(Method::POST, "/v1/units").body("Application/JSON; charset=utf-8", body);
    charset.await.created();
}

#[actix_web::test]
async fn a_body_above_four_megabytes_is_413() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let fits = format!("{{\"code\": \"{}\"}}", "x".repeat((4 << 20) - 20));
    admin.request(Method::POST, "/v1/units").body("application/json", fits).await.problem(422, "invalid");
    let large = format!("{{\"code\": \"{}\"}}", "x".repeat(5 << 20));
    admin.request(Method::POST, "/v1/units").body("application/json", large).await.problem(413, "body_too_large");
    admin.get("/v1/units").await.ok();
}

#[actix_web::test]
async fn a_route_that_is_not_there_is_404_for_everybody() {
    let app = TestApp::start().await;
    for who in [app.nobody(), app.admin().await] {
        for path in ["/v1/nothing", "/v1/units/", "/v1/units/a/b", "/v1/", "/nothing"] {
            let reply = who.get(path).await.problem(404, "not_found");
            assert_eq!(reply.body["instance"], path);
        }
    }
}

#[actix_web::test]
async fn a_method_that_is_not_there_is_405_and_names_those_that_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (method, path, allowed) in [
        (Method::DELETE, "/v1/units".to_owned(), "GET, HEAD, POST"),
        (Method::PUT, format!("/v1/units/{}", app.units.n1), "GET, HEAD, PATCH"),
        (Method::GET, "/v1/auth/login".to_owned(), "POST"),
        (Method::OPTIONS, "/v1/auth/me".to_owned(), "GET, HEAD"),
        (Method::HEAD, "/v1/auth/login".to_owned(), "POST"),
    ] {
        let is_head = method == Method::HEAD;
        let reply = admin.request(method, &path).await.is(405);
        assert_eq!(reply.body["code"], if is_head { json!(null) } else { json!("method_not_allowed") });
        assert_eq!(reply.header("allow"), allowed, "{path}");
    }
}

#[actix_web::test]
async fn head_is_answered_as_get_without_the_body() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let unit = format!("/v1/units/{}", app.units.n1);
    for path in ["/v1/units", &unit, "/v1/units/1", "/v1/nothing", "/v1/exports/customers?format=csv", "/livez"] {
        let got = admin.get(path).await;
        let head = admin.request(Method::HEAD, path).await;
        assert_eq!((head.status, head.bytes.len()), (got.status, 0), "{path}");
        for name in ["content-type", "content-length", "etag", "cache-control", "content-disposition"] {
            assert_eq!(head.header(name), got.header(name), "{path} {name}");
        }
    }
    admin.request(Method::HEAD, &unit).header("If-None-Match", admin.get(&unit).await.etag()).await.is(304);
    app.nobody().request(Method::HEAD, "/v1/units").await.is(401);
    admin.get("/v1/units").await.ok();
}

#[actix_web::test]
async fn a_member_that_stands_twice_is_refused_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (method, path, body, pointer) in [
        ("POST", "/v1/customers", r#"{"name": "A", "name": "B"}"#, "/name"),
        ("POST", "/v1/customers", r#"{"name": "A", "attributes": {"size": "S", "size": "L"}}"#, "/attributes/size"),
        ("POST", "/v1/customers/batch", r#"{"items": [{"name": "A"}, {"name": "A", "name": "B"}]}"#, "/items/1/name"),
        ("POST", "/v1/auth/login", r#"{"email": "a", "password": "b", "password": "c"}"#, "/password"),
        (
            "POST",
            "/v1/segments",
            r#"{"name": "S", "kind": "rule", "rule": {"consent": {"channel": "email"}, "consent": {"channel": "sms"}}}"#,
            "/rule/consent",
        ),
    ] {
        let request = admin.request(method.parse().unwrap(), path).once();
        let refused = request.body("application/json", body).await.problem(422, "invalid");
        refused.fault(pointer, "duplicate");
    }
    assert_eq!(app.count("customers"), 0);
}

#[actix_web::test]
async fn a_path_that_looks_like_an_id_is_405_for_the_methods_it_has_not() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (method, path, allowed) in [
        (Method::GET, "/v1/purchases/batch", "POST"),
        (Method::GET, "/v1/customers/batch", "POST"),
        (Method::PATCH, "/v1/customers/count", "GET, HEAD"),
        (Method::OPTIONS, "/v1/customers/batch", "POST"),
        (Method::OPTIONS, "/v1/customers/count", "GET, HEAD"),
    ] {
        let reply = admin.request(method, path).if_match("*").body("application/merge-patch+json", "{}").await;
        assert_eq!(reply.is(405).header("allow"), allowed, "{path}");
    }
    admin.get("/v1/purchases/nothing").await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_compressed_body_is_415_and_not_unpacked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for encoding in ["gzip", "br", "zstd", "nonsense"] {
        let request = admin.request(Method::POST, "/v1/units").header("Content-Encoding", encoding);
        let reply = request.body("application/json", store(&app, "N9").to_string()).await;
        reply.problem(415, "unsupported_media_type").fault("Content-Encoding", "not_accepted");
    }
    let plain = admin.request(Method::POST, "/v1/units").header("Content-Encoding", "identity");
    plain.body("application/json", store(&app, "N9").to_string()).await.created();
}

#[actix_web::test]
async fn all_that_is_wrong_with_a_body_is_told_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({"customer": {"phone": 7}, "occurred_at": "yesterday", "colour": "red",
        "lines": [{"description": "", "amount": {"amount": "1"}}, []]});
    let mut reply = admin.post("/v1/purchases", body).once().await.problem(422, "invalid");
    for (pointer, code) in [
        ("/colour", "unknown_field"),
        ("/customer/phone", "wrong_type"),
        ("/lines/0/amount/amount", "wrong_type"),
        ("/lines/0/amount/currency", "required"),
        ("/lines/1", "wrong_type"),
        ("/occurred_at", "malformed"),
    ] {
        reply = reply.fault(pointer, code);
    }
    let nothing = admin.post("/v1/purchases", json!({})).once().await.problem(422, "invalid");
    nothing.fault("/lines", "required").fault("/occurred_at", "required");
}

#[actix_web::test]
async fn the_sixtieth_second_is_the_next_minute() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let customer = admin.post("/v1/customers", json!({"name": "A", "kind": "consumer", "phone": "13912345678"})).await;
    let body = json!({"customer_id": customer.created().id(), "unit_id": app.units.n1,
        "occurred_at": "2026-06-30T23:59:60Z", "lines": [{"description": "Tea", "amount": {"amount": 100, "currency": "CNY"}}]});
    let made = admin.post("/v1/purchases", body).once().await.created();
    assert_eq!(made.body["occurred_at"], "2026-07-01T00:00:00.000Z");
}

#[actix_web::test]
async fn a_number_that_readers_would_change_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let with = |number: &str| {
        format!(r#"{{"name": "A", "kind": "consumer", "phone": "13912345678", "attributes": {{"n": {number}}}}}"#)
    };
    define(&admin, "n", "integer").await;
    for number in ["9007199254740993", "-9007199254740992", "12345678901234567890123"] {
        let reply = admin.request(Method::POST, "/v1/customers").body("application/json", with(number)).await;
        reply.problem(422, "invalid").fault("/attributes/n", "out_of_range");
    }
    let most = admin.request(Method::POST, "/v1/customers").body("application/json", with("99999999999")).await;
    assert_eq!(most.created().body["attributes"]["n"], 99_999_999_999_i64);
}
