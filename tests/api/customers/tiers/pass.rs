//! The pass over the base: everybody is classed by the new policy, in every kind of window.

use regulars_tests::{TestApp, Value, json};

use super::{classes, days_ago, set, spender, this_year};

fn fixed(window: Value, a: i64, b: i64) -> Value {
    json!({"method": "fixed_bounds", "window": window, "bounds": {"a": a, "b": b}})
}

#[actix_web::test]
async fn other_bounds_class_everybody_anew() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let day = days_ago(0);
    let mut ids = Vec::new();
    for amount in [999, 1000, 1999, 2000, 0] {
        ids.push(spender(&app, &admin, &[(&day, amount)]).await);
    }
    let business = json!({"name": "饭店", "kind": "business"});
    ids.push(admin.post("/v1/customers", business).await.created().id());
    assert_eq!(classes(&admin, &ids).await, ["C", "C", "C", "C", "none", "-"]);
    let etag = admin.get(&format!("/v1/customers/{}", ids[3])).await.ok().etag().to_owned();

    let job = set(&app, &admin, fixed(json!({"kind": "calendar_year"}), 2000, 1000)).await;

    assert_eq!(classes(&admin, &ids).await, ["C", "B", "B", "A", "none", "-"]);
    assert_eq!(job.body["result"], json!({"customers": 5, "changed": 3}));
    assert_eq!(app.count("tier_changes where cause = 'pass' and rule = 1"), 3);
    assert_eq!(app.count("events where kind = 'tier.changed'"), 4 + 3);
    let moved = admin.get(&format!("/v1/customers/{}", ids[3])).header("If-None-Match", etag).await.ok();
    assert_eq!(moved.body["tier"]["rule_version"], 1);
    let again = set(&app, &admin, fixed(json!({"kind": "calendar_year"}), 2000, 1000)).await;
    assert_eq!(again.body["result"], json!({"customers": 5, "changed": 0}));
    let bought = spender(&app, &admin, &[(&day, 2000)]).await;
    assert_eq!(classes(&admin, &[bought]).await, ["A"], "the write itself obeys the new policy");
}

#[actix_web::test]
async fn every_kind_of_window_looks_at_its_own_days() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let year = this_year();
    let (last_year, before_last) = (format!("{}-12-31", year - 1), format!("{}-12-31", year - 2));
    let (today, month_ago, old) = (days_ago(0), days_ago(40), "2001-05-01".to_owned());
    let mut ids = Vec::new();
    for day in [&today, &month_ago, &last_year, &before_last, &old] {
        ids.push(spender(&app, &admin, &[(day, 150)]).await);
    }
    let in_year = |day: &str| if day[..4].parse::<i32>().unwrap() >= year - 1 { "B" } else { "none" };
    let since = |from: &str, day: &str| if day >= from { "B" } else { "none" };
    let month = (regulars_tests::today() - chrono::Months::new(1)).succ_opt().unwrap().to_string();
    let days = [&today, &month_ago, &last_year, &before_last, &old].map(String::as_str);
    for (window, expected) in [
        (json!({"kind": "calendar_year"}), days.map(in_year)),
        (json!({"kind": "trailing_months", "months": 1}), days.map(|day| since(&month, day))),
        (
            json!({"kind": "from_to", "from": before_last, "to": last_year}),
            ["none", "none", "B", "B", "none"].map(|c| c),
        ),
        (json!({"kind": "from_to", "from": old, "to": old}), ["none", "none", "none", "none", "B"]),
        (json!({"kind": "all"}), ["B"; 5]),
        (json!({"kind": "trailing_months", "months": 120}), ["B", "B", "B", "B", "none"]),
    ] {
        // Forty days ago may be last year.
        let expected = if window["kind"] == "from_to" && month_ago <= last_year && window["from"] == *before_last {
            ["none", "B", "B", "B", "none"]
        } else {
            expected
        };
        set(&app, &admin, fixed(window.clone(), 200, 100)).await;
        assert_eq!(classes(&admin, &ids).await, expected, "{window}");
    }
}

#[actix_web::test]
async fn a_cumulative_share_keeps_equals_together() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let day = days_ago(0);
    let mut ids = Vec::new();
    for amount in [7000, 1000, 1000, 1000, 0] {
        ids.push(spender(&app, &admin, &[(&day, amount)]).await);
    }
    let share =
        |a: &str, b: &str| json!({"method": "cumulative_share", "window": {"kind": "all"}, "shares": {"a": a, "b": b}});

    set(&app, &admin, share("0.80", "0.95")).await;
    assert_eq!(classes(&admin, &ids).await, ["A", "A", "A", "A", "none"], "the three begin together at 70 %");
    set(&app, &admin, share("0.70", "0.95")).await;
    assert_eq!(classes(&admin, &ids).await, ["A", "B", "B", "B", "none"], "at the border is below it");
    set(&app, &admin, share("0.50", "0.60")).await;
    assert_eq!(classes(&admin, &ids).await, ["A", "C", "C", "C", "none"], "who crosses the border is above it");

    let newcomer = spender(&app, &admin, &[(&day, 90_000)]).await;
    assert_eq!(
        classes(&admin, std::slice::from_ref(&newcomer)).await,
        ["none"],
        "a share is decided by the pass, not by the write"
    );
    set(&app, &admin, share("0.80", "0.95")).await;
    ids.push(newcomer);
    assert_eq!(classes(&admin, &ids).await, ["B", "C", "C", "C", "none", "A"]);
    let kept = app.count("settings where name = 'tier_bounds'");
    assert_eq!(kept, 4, "the bounds of each pass are kept");
}
