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
    assert_eq!(balance(&admin, &path).await, 10);
    redeem(&admin, &path, 10).await.created();
    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 100), ("expire", -100), ("earn", 10), ("redeem", -10)]));
    verify(&app);
}

#[actix_web::test]
async fn what_has_expired_is_shown_nowhere_even_before_the_job_has_run() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    admin
        .post(&format!("/v1/customers/{id}/identities"), json!({"kind": "phone", "value": "13800138000"}))
        .await
        .created();
    buy(&app, &admin, &id, &[10_000]).await;
    buy(&app, &admin, &id, &[5_000]).await;
    let last = super::today() - chrono::Days::new(1);
    app.sql(&format!("update point_lots set expires_on = '{last}' where points = 100"));
    app.sql(&format!("update point_lots set expires_on = '{}' where points = 50", super::today()));

    let read = admin.get(&path).await.ok();
    assert_eq!(
        (&read.body["balance"], &read.body["expiring"]["points"]),
        (&json!(50), &json!(50)),
        "today is good still"
    );
    let listed = admin.get(&format!("/v1/memberships?customer_id={id}")).await.ok();
    let of_customer = admin.get(&format!("/v1/customers/{id}/memberships")).await.ok();
    let counter = admin.get("/v1/customers/lookup?phone=13800138000").await.ok();
    for shown in [&listed.data()[0], &of_customer.data()[0], &counter.body["memberships"][0]] {
        assert_eq!(shown["balance"], 50, "{shown}");
    }
    let suspended = admin.patch(&path, json!({"state": "suspended"})).if_match("*").await.ok();
    assert_eq!(suspended.body["balance"], 50);
    expire(&app).await;
    assert_eq!(balance(&admin, &path).await, 50, "the job changes nothing that is shown");
    verify(&app);
}

#[actix_web::test]
async fn mails_segments_and_points_by_hand_go_by_the_balance_that_is_shown() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    buy(&app, &admin, &id, &[10_000]).await;
    buy(&app, &admin, &id, &[5_000]).await;
    let holds = async |points: i64| {
        assert_eq!(balance(&admin, &path).await, points);
        let content = json!({"zh-CN": {"subject": "积分", "text": "{{points.balance|0}}"}});
        let mail = json!({"channel": "email", "purpose": "service", "contents": content, "customer_id": id});
        assert_eq!(admin.post("/v1/templates/preview", mail).await.ok().text("text"), points.to_string());
        for (rule, size) in [(json!({"gte": points}), 1), (json!({"gte": points + 1}), 0), (json!({"lte": points}), 1)]
        {
            let mut rule = json!({"measure": rule});
            rule["measure"]["of"] = json!("points");
            let new = json!({"name": format!("{points} {rule}"), "kind": "rule", "rule": rule});
            let segment = admin.post("/v1/segments", new).await.created().id();
            app.enqueue(&regulars::marketing::segments::jobs::Refresh::of(&segment));
            app.run_jobs().await;
            assert_eq!(admin.get(&format!("/v1/segments/{segment}")).await.ok().body["size"], size, "{rule}");
            let explained = admin.get(&format!("/v1/segments/{segment}/explain?customer_id={id}")).await.ok();
            assert_eq!(explained.body["matches"], size == 1, "{rule}");
        }
        let taken = json!({"points": -points - 1, "reason": "更正"});
        let refused = admin.post(&format!("{path}/adjustments"), taken).once().await.problem(422, "points_exceed");
        assert!(refused.body["errors"][0]["detail"].as_str().unwrap().contains(&points.to_string()));
    };
    holds(150).await;
    // Midnight has passed for 100 of them, and no job has run.
    let last = super::today() - chrono::Days::new(1);
    app.sql(&format!("update point_lots set expires_on = '{last}' where points = 100"));
    app.sql(&format!("update point_lots set expires_on = '{}' where points = 50", super::today()));
    holds(50).await;
    assert_eq!(ledger(&admin, &path).await, rows(&[("earn", 100), ("earn", 50)]), "none of this has dropped any");
    expire(&app).await;
    holds(50).await;
    verify(&app);
}

#[actix_web::test]
async fn a_refund_never_takes_what_has_expired_whether_or_not_the_job_has_run() {
    for job_first in [true, false] {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let programme = programme(&admin, "points").await;
        let (id, path) = member(&app, &admin, &programme).await;
        let purchase = buy(&app, &admin, &id, &[10_000]).await;
        redeem(&admin, &path, 100).await.created();
        buy(&app, &admin, &id, &[3_000]).await;
        app.sql("update point_lots set expires_on = '2020-01-01' where points = 30");
        if job_first {
            expire(&app).await;
        }
        admin.post(&format!("{purchase}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
        assert_eq!(balance(&admin, &path).await, -100, "job first: {job_first}");
        verify(&app);
    }
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

#[actix_web::test]
async fn the_last_day_is_counted_in_the_zone_of_the_chain() {
    use chrono::{Days, Duration, Months};
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let validity = json!({"valid_months": 1});
    admin.patch(&format!("/v1/membership-programmes/{programme}"), validity).if_match("*").await.ok();
    let id = super::customer(&app, &admin).await;
    let long_ago = regulars_tests::now() - Duration::days(70);
    let card =
        json!({"customer_id": id, "programme_id": programme, "card": "Z-0001", "enrolled_at": long_ago.to_rfc3339()});
    let path = format!("/v1/memberships/{}", admin.post("/v1/memberships", card).await.created().id());
    // Half an hour before and after midnight in Shanghai: two days there, one in UTC.
    let day = super::today() - Months::new(1);
    let bought = async |minutes: i64| {
        let midnight = regulars_domain::period::start_of_day(day, "Asia/Shanghai".parse().unwrap());
        let at = midnight + Duration::minutes(minutes);
        let lines = json!([{"amount": super::cny(1_000)}]);
        let body = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": at.to_rfc3339(), "lines": lines});
        admin.post("/v1/purchases", body).once().await.created();
    };
    bought(-30).await;
    bought(30).await;
    let read = admin.get(&path).await.ok();
    let first = day - Days::new(1) + Months::new(1);
    let expected = if first < super::today() { 10 } else { 20 };
    assert_eq!(read.body["balance"], expected, "what was good through yesterday is gone, what is good today is not");
    expire(&app).await;
    assert_eq!(balance(&admin, &path).await, expected);
    verify(&app);
}
