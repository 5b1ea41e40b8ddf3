//! Points that are not spent in time.

use regulars::loyalty::memberships::jobs::Expire;
use regulars_tests::{TestApp, json};

use super::{balance, buy, ledger, member, programme, redeem, rows, verify};

/// Runs the job that drops what has expired.
async fn expire(app: &TestApp) {
    app.enqueue(&Expire {});
    app.run_jobs().await;
}

#[actix_web::test]
async fn points_are_good_for_the_months_of_the_programme() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let validity = json!({"valid_months": 12});
    admin.patch(&format!("/v1/membership-programmes/{programme}"), validity).if_match("*").await.ok();
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;

    let today = super::today();
    let last = today + chrono::Months::new(12);
    let read = admin.get(&path).await.ok();
    assert_eq!(read.body["expiring"], json!({"on": last.to_string(), "points": 100}));
    expire(&app).await;
    assert_eq!(balance(&admin, &path).await, 100, "nothing has expired yet");
}

#[actix_web::test]
async fn what_is_left_after_the_last_day_is_dropped_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    buy(&app, &admin, &id, &[5_000]).await;
    app.sql("update point_lots set expires_on = '2199-01-01' where points = 50");
    redeem(&admin, &path, 20).await.created();
    app.sql("update point_lots set expires_on = '2020-01-01' where points = 50");

    expire(&app).await;
    expire(&app).await;

    assert_eq!(
        ledger(&admin, &path).await,
        rows(&[("earn", 100), ("earn", 50), ("redeem", -20), ("expire", -30)]),
        "the soonest was spent first, its rest expired"
    );
    assert_eq!((balance(&admin, &path).await, app.count("events where kind = 'points.expired'")), (100, 1));
    let job = "jobs where kind = 'memberships.expire' and result like '%\"points\":30%'";
    assert_eq!(app.count(job), 1);
    verify(&app);
}

#[actix_web::test]
async fn what_has_expired_cannot_be_spent_even_before_the_job_has_run() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    app.sql("update point_lots set expires_on = '2020-01-01'");
    buy(&app, &admin, &id, &[1_000]).await;
    redeem(&admin, &path, 11).await.problem(422, "points_exceed").fault("/points", "exceeds");
    assert_eq!(balance(&admin, &path).await, 110, "what is refused books nothing");
    redeem(&admin, &path, 10).await.created();
    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 100), ("earn", 10), ("expire", -100), ("redeem", -10)]));
    verify(&app);
}

#[actix_web::test]
async fn the_pass_goes_over_every_member_and_leaves_others_alone() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let mut paths = Vec::new();
    for _ in 0..5 {
        let (id, path) = member(&app, &admin, &programme).await;
        buy(&app, &admin, &id, &[10_000]).await;
        paths.push(path);
    }
    app.sql("update point_lots set expires_on = '2020-01-01'");
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    expire(&app).await;
    for gone in &paths {
        assert_eq!(balance(&admin, gone).await, 0);
    }
    assert_eq!(balance(&admin, &path).await, 100);
    verify(&app);
}
