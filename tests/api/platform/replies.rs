//! What every reply has: language, request id, security headers, compression; and what a panic looks like.

use std::io::Read;

use actix_web::middleware::from_fn;
use actix_web::{App, HttpResponse, test, web};
use regulars_tests::{TestApp, Value};

#[actix_web::test]
async fn problems_are_told_in_the_language_of_the_client() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (spoken, language, title) in [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "未找到"),
        ("en-GB,en;q=0.9", "en", "Not found"),
        ("fr-FR, zh;q=0.5", "zh-CN", "未找到"),
        ("fr", "en", "Not found"),
    ] {
        let reply = admin.get("/v1/units/1").header("Accept-Language", spoken).await.problem(404, "not_found");
        assert_eq!(reply.body["title"], title, "{spoken}");
        assert_eq!(reply.header("content-language"), language, "{spoken}");
    }
}

#[actix_web::test]
async fn a_user_who_does_not_say_is_told_in_the_own_language() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.sql("update users set language = 'zh-CN'");
    assert_eq!(admin.get("/v1/units/1").await.problem(404, "not_found").body["title"], "未找到");
}

#[actix_web::test]
async fn the_request_id_is_the_clients_if_it_looks_like_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let own = admin.get("/v1/units").header("X-Request-Id", "till-7.2026_000123").await.ok();
    assert_eq!(own.header("x-request-id"), "till-7.2026_000123");
    let problem = admin.get("/v1/units/1").header("X-Request-Id", "till-7.2026_000123").await;
    assert_eq!(problem.problem(404, "not_found").body["request_id"], "till-7.2026_000123");
    for odd in ["short", "has space in it", "quote\"quote\"", &"x".repeat(129)] {
        let made = admin.get("/v1/units").header("X-Request-Id", odd).await.ok();
        assert!(made.header("x-request-id").starts_with("req_"), "{odd}");
    }
    assert_ne!(
        admin.get("/v1/units").await.ok().header("x-request-id"),
        admin.get("/v1/units").await.ok().header("x-request-id")
    );
}

#[actix_web::test]
async fn nothing_of_the_api_is_kept_framed_or_sniffed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for reply in
        [admin.get("/v1/units").await.ok(), admin.get("/v1/nothing").await, app.nobody().get("/v1/units").await]
    {
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(reply.header(name), value, "{} {name}", reply.request);
        }
        assert_eq!(reply.header("server"), "");
    }
}

#[actix_web::test]
async fn replies_are_compressed_for_who_asks() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let plain = admin.get("/v1/units").await.ok();
    assert_eq!(plain.header("content-encoding"), "");

    let packed = admin.get("/v1/units").header("Accept-Encoding", "gzip").await.ok();

    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.header("vary").to_lowercase().contains("accept-encoding"));
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed.bytes.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), plain.body);
    admin.get("/v1/units/1").header("Accept-Encoding", "gzip").await.problem(404, "not_found");
}

async fn panics() -> HttpResponse {
    panic!("the inside text of a panic")
}

#[actix_web::test]
async fn a_panic_is_a_problem_that_says_nothing_of_the_inside() {
    let app = TestApp::start().await;
    let service = App::new()
        .app_data(app.state.clone())
        .wrap(from_fn(regulars::platform::http::middleware::admit_and_answer))
        .route("/v1/panics", web::get().to(panics));
    let service = test::init_service(service).await;

    let request = test::TestRequest::get().uri("/v1/panics").insert_header(("X-Request-Id", "till-7-000123"));
    let error = test::try_call_service(&service, request.to_request()).await.err().unwrap();
    let response = error.error_response();

    assert_eq!(response.status(), 500);
    assert_eq!(response.headers().get("x-request-id").unwrap(), "till-7-000123");
    let body = actix_web::body::to_bytes(response.into_body()).await.ok().unwrap();
    let problem: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["code"], "internal");
    assert_eq!(problem["request_id"], "till-7-000123");
    assert!(!problem.to_string().contains("inside text"));
    assert_eq!(app.state.metrics.failures.get(), 1);
}

#[actix_web::test]
async fn a_unit_of_work_that_panics_leaves_nothing_and_the_next_one_works() {
    use regulars::platform::error::Error;
    let app = TestApp::start().await;
    let broken: Result<(), Error> = app
        .state
        .store
        .write(|db| {
            db.execute("update units set name = 'half'")?;
            panic!("in the middle of a write")
        })
        .await;
    assert!(matches!(broken, Err(Error::Internal(_))));
    assert_eq!(app.count("units where name = 'half'"), 0);
    app.admin().await.post("/v1/units", super::store(&app, "N9")).await.created();
}

#[actix_web::test]
async fn a_page_of_an_allowed_origin_reads_every_answer() {
    let origin = "https://shop.example";
    let app = TestApp::with(|config| config.http.cors_origins = vec![origin.to_owned()]).await;
    let (admin, nobody) = (app.admin().await, app.nobody());
    for (who, path, status) in [
        (&admin, "/v1/units", 200),
        (&nobody, "/v1/units", 401),
        (&admin, "/v1/units/nothing", 404),
        (&admin, "/v1/nothing", 404),
        (&admin, "/v1/auth/login", 405),
        (&admin, "/v1/units?colour=red", 400),
    ] {
        let reply = who.get(path).header("Origin", origin).await.is(status);
        assert_eq!(reply.header("access-control-allow-origin"), origin, "{path}");
        assert_eq!(reply.header("access-control-allow-credentials"), "true", "{path}");
        let exposed = reply.header("access-control-expose-headers").to_ascii_lowercase();
        for name in ["etag", "location", "retry-after", "www-authenticate", "x-request-id"] {
            assert!(exposed.split(',').any(|given| given.trim() == name), "{path}: {name} of {exposed}");
        }
        let other = who.get(path).header("Origin", "https://other.example").await;
        assert!(other.headers.get("access-control-allow-origin").is_none(), "{path}");
    }
    let asked = "authorization,if-match,last-event-id,traceparent,idempotency-key,content-type";
    let preflight = nobody
        .request(reqwest::Method::OPTIONS, "/v1/jobs")
        .header("Origin", origin)
        .header("Access-Control-Request-Method", "GET")
        .header("Access-Control-Request-Headers", asked)
        .await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (200, origin));
}

#[actix_web::test]
async fn an_unknown_caller_is_told_how_to_authenticate() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let unknown = app.nobody().get("/v1/auth/me").await.problem(401, "unauthenticated");
    assert_eq!(unknown.header("www-authenticate"), "Bearer realm=\"regulars\"");
    let over = admin.with_bearer("rg_live_nothing").get("/v1/auth/me").await.is(401);
    assert_eq!(over.header("www-authenticate"), "Bearer realm=\"regulars\", error=\"invalid_token\"");
    let token = admin.bearer.clone().unwrap();
    for scheme in ["bearer", "BEARER", "Bearer"] {
        app.nobody().get("/v1/auth/me").header("Authorization", format!("{scheme}  {token}")).await.ok();
    }
    for header in [format!("Basic {token}"), token.clone(), format!("Bearer{token}")] {
        app.nobody().get("/v1/auth/me").header("Authorization", header).await.problem(401, "unauthenticated");
    }
}
