//! Why a customer has its tier, in the caller's language.

use regulars_tests::{TestApp, json};

use super::{days_ago, set, spender, this_year};

#[actix_web::test]
async fn the_reason_is_told_with_its_inputs_in_both_languages() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let year = this_year();
    let (this, last) = (format!("{year}-01-01"), format!("{}-06-15", year - 1));
    let id = spender(&app, &admin, &[(&last, 160_000), (&this, 20_000), (&last, 10_000), (&this, 0)]).await;
    let path = format!("/v1/customers/{id}/explain");

    let tier = admin.get(&path).header("Accept-Language", "en").await.ok().body["tier"].clone();

    assert_eq!(
        (tier["class"].as_str(), tier["method"].as_str(), tier["rule_version"].as_i64()),
        (Some("B"), Some("fixed_bounds"), Some(0))
    );
    let cny = |amount: i64| json!({"amount": amount, "currency": "CNY"});
    let candidate = |year: i32, spend: i64, class: &str, deciding: bool| {
        json!({"from": format!("{year}-01-01"), "to": format!("{year}-12-31"), "spend": cny(spend), "bound_a": cny(350_000),
            "bound_b": cny(150_000), "class": class, "deciding": deciding})
    };
    assert_eq!(
        tier["candidates"],
        json!([candidate(year - 1, 170_000, "B", true), candidate(year, 20_000, "C", false)])
    );
    assert_eq!(tier["next"], json!({"class": "A", "missing": cny(330_000)}));
    assert_eq!(
        tier["reason"],
        format!(
            "Net spend from {}-01-01 to {0}-12-31 was ¥1,700.00, at least the bound of B, ¥1,500.00, so the tier is B. ¥3,300.00 more makes it A.",
            year - 1
        )
    );
    let listed = admin.get(&format!("/v1/purchases?customer_id={id}")).await.ok();
    let of = |net: i64| listed.data().iter().find(|row| row["net"]["amount"] == net).unwrap()["id"].clone();
    assert_eq!(tier["purchases"], json!([of(160_000), of(10_000)]), "those of the deciding year, largest first");

    let chinese =
        admin.get(&path).header("Accept-Language", "zh-CN,zh;q=0.9").await.ok().body["tier"]["reason"].clone();
    assert_eq!(
        chinese,
        format!(
            "{}-01-01 至 {0}-12-31 净消费 ¥1,700.00，达到 B 级下限 ¥1,500.00，因此分级为 B。再消费 ¥3,300.00 可升为 A。",
            year - 1
        )
    );
    let own = admin.get(&path).await.ok().body["tier"]["reason"].clone();
    assert_eq!(own, tier["reason"], "the user's own language when none is asked for");
}

#[actix_web::test]
async fn what_brought_nothing_is_no_reason() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = spender(&app, &admin, &[(&days_ago(0), 5000), (&days_ago(0), 0)]).await;
    let path = format!("/v1/customers/{id}/explain");
    let listed = admin.get(&format!("/v1/purchases?customer_id={id}")).await.ok();
    let paid = listed.data().iter().find(|row| row["net"]["amount"] == 5000).unwrap()["id"].as_str().unwrap();
    assert_eq!(admin.get(&path).await.ok().body["tier"]["purchases"], json!([paid]));

    let back = json!({"lines": [{"number": 1}]});
    admin.post(&format!("/v1/purchases/{paid}/refunds"), back).once().await.created();

    let tier = admin.get(&path).await.ok().body["tier"].clone();
    assert_eq!((tier["class"].as_str(), &tier["purchases"]), (Some("none"), &json!([])));
    assert_eq!(tier["next"]["class"], "C");
    assert!(tier["reason"].as_str().unwrap().starts_with("No net spend"));
}

#[actix_web::test]
async fn a_share_is_explained_by_the_bounds_of_its_pass() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let rich = spender(&app, &admin, &[(&days_ago(0), 8000)]).await;
    let poor = spender(&app, &admin, &[(&days_ago(0), 1500)]).await;
    spender(&app, &admin, &[(&days_ago(0), 500)]).await;
    let policy = json!({"method": "cumulative_share", "window": {"kind": "all"}, "shares": {"a": "0.80", "b": "0.95"}});
    set(&app, &admin, policy).await;

    let tier = admin.get(&format!("/v1/customers/{poor}/explain")).await.ok().body["tier"].clone();

    assert_eq!((tier["class"].as_str(), tier["method"].as_str()), (Some("B"), Some("cumulative_share")));
    let candidate = &tier["candidates"][0];
    assert_eq!((&candidate["bound_a"]["amount"], &candidate["bound_b"]["amount"]), (&json!(8000), &json!(1500)));
    assert!(candidate["from"].is_null() && candidate["to"].is_null(), "all time has no ends");
    assert_eq!(tier["next"], json!({"class": "A", "missing": {"amount": 6500, "currency": "CNY"}}));
    let best = admin.get(&format!("/v1/customers/{rich}/explain")).await.ok().body["tier"].clone();
    assert_eq!((best["class"].as_str(), best["next"].is_null()), (Some("A"), true));
}
