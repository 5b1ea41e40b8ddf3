//! Merges and purchases at the same time.

use futures_util::future::join_all;
use regulars_tests::{TestApp, json};

use super::{buy, customer, merge, sums, verify};

#[actix_web::test]
async fn of_two_merges_at_once_one_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (one, two) =
        (customer(&app, &admin, "甲", "13812345601").await, customer(&app, &admin, "乙", "13812345602").await);
    let (first, second) =
        tokio::join!(merge(&admin, &one, json!({"merged_id": two})), merge(&admin, &two, json!({"merged_id": one})));
    let (made, refused) = if first.status == 201 { (first, second) } else { (second, first) };
    made.created();
    refused.problem(409, "customer_merged");
    assert_eq!(app.count("customers where status = 'merged'"), 1);
    verify(&app);
}

#[actix_web::test]
async fn purchases_by_phone_are_lost_by_no_merge() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (one, two) =
        (customer(&app, &admin, "甲", "13812345601").await, customer(&app, &admin, "乙", "13812345602").await);
    let phones = ["13812345601", "13812345602"];
    let buying = (0..20).map(|number| buy(&app, &admin, json!({"customer": {"phone": phones[number % 2]}}), 100));
    let (bought, made) = tokio::join!(join_all(buying), merge(&admin, &one, json!({"merged_id": two})));
    made.created();
    assert_eq!(bought.len(), 20);
    assert_eq!(sums(&admin, &one).await, (20, 2_000));
    verify(&app);
}
