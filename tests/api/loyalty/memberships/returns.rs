//! A level that a purchase reached falls when the purchase is wholly returned soon.

use regulars::loyalty::memberships::jobs::Review;
use regulars_tests::{Actor, TestApp, Value, json};

use super::{buy, cny, member, programme, verify};

async fn level(who: &Actor, path: &str) -> String {
    who.get(path).await.ok().body["level"]["code"].as_str().unwrap_or("none").to_owned()
}

async fn refund(who: &Actor, purchase: &str, line: Value) {
    who.post(&format!("{purchase}/refunds"), json!({"lines": [line]})).once().await.created();
}

/// Lets every purchase be so many days old.
fn days_ago(app: &TestApp, purchase: &str, days: u64) {
    let id = purchase.rsplit('/').next().unwrap();
    let day = super::today() - chrono::Days::new(days);
    app.sql(&format!("update purchases set occurred_on = '{day}' where id = '{id}'"));
}

#[actix_web::test]
async fn it_falls_at_once_to_what_it_would_have_been() {
    for basis in ["points", "spend"] {
        let app = TestApp::start().await;
        let admin = app.admin().await;
        let (unit, much) = if basis == "points" { (100, 100_000) } else { (1, 1_000) };
        let programme = programme(&admin, basis).await;
        let (id, path) = member(&app, &admin, &programme).await;
        buy(&app, &admin, &id, &[500 * unit]).await;
        let purchase = buy(&app, &admin, &id, &[much, 2]).await;
        assert_eq!(level(&admin, &path).await, "gold", "{basis}");
        refund(&admin, &purchase, json!({"number": 1})).await;
        assert_eq!(level(&admin, &path).await, "gold", "{basis}: a part was kept");
        refund(&admin, &purchase, json!({"number": 2})).await;
        let fallen = admin.get(&path).await.ok();
        assert_eq!(fallen.body["level"]["code"], "silver", "{basis}");
        assert_eq!(fallen.body["level"]["since"], super::today().to_string());
        let changes = admin.get(&format!("{path}/level-changes")).await.ok();
        assert_eq!(changes.each("cause"), ["return", "purchase", "enrolment"]);
        let id = purchase.rsplit('/').next().unwrap();
        assert_eq!(changes.data()[0]["inputs"]["returned"]["purchase_id"], id);
        assert_eq!(app.count("events where kind = 'membership.level_changed'"), 3);
        if basis == "points" {
            verify(&app);
        }
    }
}

#[actix_web::test]
async fn what_other_purchases_deserve_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let large = buy(&app, &admin, &id, &[300_000]).await;
    assert_eq!(level(&admin, &path).await, "black");
    buy(&app, &admin, &id, &[150_000]).await;
    refund(&admin, &large, json!({"number": 1})).await;
    assert_eq!(level(&admin, &path).await, "gold", "1,500 are left");
    verify(&app);
}

#[actix_web::test]
async fn a_level_that_another_purchase_reached_falls_when_that_one_is_returned_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let first = buy(&app, &admin, &id, &[100_000]).await;
    let second = buy(&app, &admin, &id, &[200_000]).await;
    assert_eq!(level(&admin, &path).await, "black");
    refund(&admin, &first, json!({"number": 1})).await;
    assert_eq!(level(&admin, &path).await, "black", "the second reached it");
    refund(&admin, &second, json!({"number": 1})).await;
    assert_eq!(level(&admin, &path).await, "silver");
    verify(&app);
}

#[actix_web::test]
async fn later_it_falls_at_the_anniversary_only_and_the_days_are_a_setting() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    for (days, old, expected) in [(30, 31, "gold"), (30, 30, "silver"), (0, 1, "gold"), (0, 0, "silver")] {
        let mut policy = admin.get("/v1/settings/loyalty").await.ok().body["policy"].clone();
        policy["return_days"] = json!(days);
        admin.put("/v1/settings/loyalty", policy).if_match("*").await.ok();
        let (id, path) = member(&app, &admin, &programme).await;
        let purchase = buy(&app, &admin, &id, &[100_000]).await;
        days_ago(&app, &purchase, old);
        refund(&admin, &purchase, json!({"number": 1})).await;
        assert_eq!(level(&admin, &path).await, expected, "{days} {old}");
    }
    let mut policy = admin.get("/v1/settings/loyalty").await.ok().body["policy"].clone();
    policy["return_days"] = json!(367);
    let refused = admin.put("/v1/settings/loyalty", policy).if_match("*").await;
    refused.problem(422, "invalid").fault("/return_days", "out_of_range");
}

#[actix_web::test]
async fn an_anniversary_that_went_by_meanwhile_is_made_up_for() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let first = buy(&app, &admin, &id, &[100_000]).await;
    let _ = first;
    // Gold for a year less a day, earned by what is older than 12 months by now.
    let since = super::today() - chrono::Months::new(12) + chrono::Days::new(1);
    app.sql(&format!("update membership_level_changes set since = '{since}'"));
    app.sql(&format!("update memberships set level_since = '{since}'"));
    app.sql("update point_lots set occurred_on = '2020-05-01'");
    let large = buy(&app, &admin, &id, &[300_000]).await;
    assert_eq!(level(&admin, &path).await, "black");
    let ten = super::today() - chrono::Days::new(10);
    app.sql(&format!("update membership_level_changes set since = '{ten}' where since = '{}'", super::today()));
    app.sql(&format!(
        "update membership_level_changes set since = '{}' where since = '{since}'",
        since - chrono::Days::new(5)
    ));
    refund(&admin, &large, json!({"number": 1})).await;
    let fallen = admin.get(&path).await.ok();
    assert_eq!(
        (&fallen.body["level"]["code"], fallen.body["level"]["since"].as_str()),
        (&json!("gold"), Some((since - chrono::Days::new(5)).to_string().as_str()))
    );
    assert!(fallen.text("review_on") <= super::today().to_string().as_str(), "{}", fallen.text("review_on"));
    app.enqueue(&Review {});
    app.run_jobs().await;
    assert_eq!(level(&admin, &path).await, "silver");
}

#[actix_web::test]
async fn a_revision_that_lowers_the_purchase_takes_its_level_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    admin.post("/v1/partners", json!({"code": "pos", "name": "POS"})).await.created();
    let sent = |revision: i64, amount: i64| {
        json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": "2026-11-01T04:00:00Z", "partner": "pos",
            "external_id": "T-1", "revision": revision, "lines": [{"amount": cny(amount)}]})
    };
    let at = |mut body: Value| {
        body["occurred_at"] = json!(super::now());
        body
    };
    admin.post("/v1/purchases", at(sent(1, 1_000_000))).once().await.created();
    assert_eq!(level(&admin, &path).await, "black");
    admin.post("/v1/purchases", at(sent(2, 100_000))).once().await.ok();
    assert_eq!(level(&admin, &path).await, "gold");
    admin.post("/v1/purchases", at(sent(3, 10_000))).once().await.ok();
    assert_eq!(level(&admin, &path).await, "silver", "the revision's own level is taken back too");
    verify(&app);
}
