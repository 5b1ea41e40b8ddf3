//! Requests that cannot be read, or ask what is not there.

use regulars_tests::{TestApp, json};
use reqwest::Method;

use super::store;

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
