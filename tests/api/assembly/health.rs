//! What operators ask, outside `/v1`, and the documentation.

use regulars_db::StorageFailure;
use regulars_tests::TestApp;

#[actix_web::test]
async fn it_lives_is_ready_and_names_its_version() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    assert_eq!(nobody.get("/livez").await.ok().body["status"], "alive");
    let ready = nobody.get("/readyz").await.ok();
    assert_eq!((&ready.body["database"], &ready.body["migrations"]), (&true.into(), &true.into()));
    assert_eq!(nobody.get("/version").await.ok().body["version"], env!("CARGO_PKG_VERSION"));
}

#[actix_web::test]
async fn the_document_names_every_reason_for_not_being_ready() {
    let app = TestApp::start().await;
    let document = app.nobody().get("/openapi.json").await.ok();
    let description = document.body["info"]["description"].as_str().unwrap();
    let storage = [StorageFailure::Sync, StorageFailure::Io].map(StorageFailure::as_str);
    for reason in ["database_unreachable", "schema_of_another_version"].into_iter().chain(storage) {
        assert!(description.contains(&format!("`{reason}`")), "{reason} is not in {description}");
    }
}

#[actix_web::test]
async fn without_a_token_there_are_no_figures() {
    let app = TestApp::start().await;
    app.nobody().get("/metrics").await.problem(404, "not_found");
}

#[actix_web::test]
async fn figures_name_routes_and_never_paths() {
    let app = TestApp::with(|config| config.http.metrics_token = Some("the token of the tests".to_owned())).await;
    let admin = app.admin().await;
    let id = app.units.n1.clone();
    admin.get(&format!("/v1/units/{id}")).await.ok();
    admin.get("/v1/nothing/7").await.problem(404, "not_found");

    let nobody = app.nobody();
    nobody.get("/metrics").await.problem(401, "unauthenticated");
    admin.get("/metrics").await.problem(401, "unauthenticated");
    let figures = nobody.get("/metrics").header("Authorization", "bearer the token of the tests").await.ok();

    let text = figures.body.as_str().unwrap();
    let counted = "regulars_request_seconds_count{method=\"GET\",route=\"/v1/units/{id}\",status=\"200\"} 1";
    assert!(text.contains(counted), "{text}");
    assert!(!text.contains(&id) && !text.contains("nothing"), "a path in {text}");
}

#[actix_web::test]
async fn the_documentation_is_served_by_the_binary_itself() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    assert_eq!(nobody.get("/openapi.json").await.ok().body["openapi"], "3.1.0");
    assert_eq!(nobody.get("/docs").await.is(308).header("location"), "/docs/");
    let page = nobody.get("/docs/").await.ok();
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"), "{policy}");
    let html = page.body.as_str().unwrap();
    assert!(html.contains("swagger-ui"));
    assert!(!html.contains("src=\"http") && !html.contains("href=\"http"), "it needs the net: {html}");
}
