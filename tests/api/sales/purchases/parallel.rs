//! Many at once on one purchase, one external id, one customer: nothing is lost and nothing is doubled.

use futures_util::future::join_all;
use regulars_tests::{Action, Reply, TestApp, json};

use super::{cny, customer, purchase, sums, verify};

fn with_status(replies: &[Reply], status: u16) -> usize {
    replies.iter().filter(|reply| reply.status == status).count()
}

#[actix_web::test]
async fn sixty_four_posts_of_one_external_id_are_one_purchase() {
    let app = TestApp::start().await;
    let till =
        app.key(&[Action::CustomersWrite, Action::CustomersRead, Action::PurchasesWrite], &app.units.group).await;
    let id = customer(&app, &till).await;
    let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 3600);
    body["external_id"] = json!("T-1");

    let replies = join_all((0..64).map(|_| till.post("/v1/purchases", body.clone()).once().into_future())).await;

    assert_eq!((with_status(&replies, 201), with_status(&replies, 200)), (1, 63));
    assert!(replies.iter().all(|reply| reply.id() == replies[0].id()));
    assert_eq!(sums(&till, &id).await, (1, 1, 3600));
    for table in ["purchases", "purchase_lines", "external_refs", "customer_days", "tier_changes"] {
        assert_eq!(app.count(table), 1, "{table}");
    }
    verify(&app);
}

#[actix_web::test]
async fn sixty_four_purchases_of_one_customer_are_all_summed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let units = [&app.units.n1, &app.units.n2];

    let sent = (0..64).map(|n: usize| {
        let day = format!("2026-02-{:02}T04:00:00Z", 1 + n % 8);
        admin.post("/v1/purchases", purchase(&id, units[n % 2], &day, 1 + n as i64)).once().into_future()
    });
    let replies = join_all(sent).await;

    assert_eq!(with_status(&replies, 201), 64);
    assert_eq!(sums(&admin, &id).await, (64, 8, 64 * 65 / 2));
    assert_eq!(app.count("customer_days where purchases = 8"), 8);
    assert_eq!(app.count("customer_tallies where purchases = 32"), 2);
    assert_eq!(app.count("customer_metrics where version = 65"), 1);
    assert_eq!((app.count("tier_changes"), app.count("events where kind = 'purchase.recorded'")), (1, 64));
    verify(&app);
}

#[actix_web::test]
async fn refunds_at_once_never_exceed_the_purchase() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 0);
    body["lines"] = json!([{"quantity": "10", "amount": cny(999)}]);
    let path = format!("{}/refunds", admin.post("/v1/purchases", body).once().await.created().header("location"));

    let one = json!({"lines": [{"number": 1, "quantity": "1"}]});
    let replies = join_all((0..32).map(|_| admin.post(&path, one.clone()).once().into_future())).await;

    assert_eq!((with_status(&replies, 201), with_status(&replies, 422)), (10, 22));
    assert_eq!((app.count("refunds"), sums(&admin, &id).await), (10, (0, 0, 0)));
    assert_eq!(app.count("purchases where net_minor = 0 and refunded_minor = 999 and state = 'refunded'"), 1);
    assert_eq!(app.count("purchase_lines where refunded_quantity = 10000 and refunded_amount = 999"), 1);
    verify(&app);
}

#[actix_web::test]
async fn of_revisions_at_once_the_highest_stays() {
    let app = TestApp::start().await;
    let till =
        app.key(&[Action::CustomersWrite, Action::CustomersRead, Action::PurchasesWrite], &app.units.group).await;
    let id = customer(&app, &till).await;
    let revision = |n: i64| {
        let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 1000 + n);
        body["external_id"] = json!("T-1");
        body["revision"] = json!(n);
        till.post("/v1/purchases", body).once()
    };
    revision(1).await.created();

    let replies = join_all((2..=33).rev().map(|n| revision(n).into_future())).await;

    assert!(replies.iter().all(|reply| [200, 409].contains(&reply.status)));
    assert_eq!(app.count("purchases where revision = 33 and net_minor = 1033"), 1);
    assert_eq!(app.count("external_refs where revision = 33"), 1);
    assert_eq!((app.count("purchase_lines"), sums(&till, &id).await), (1, (1, 1, 1033)));
    verify(&app);
}

#[actix_web::test]
async fn the_status_follows_the_facts_whoever_writes_beside_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for round in 0..12 {
        let id = customer(&app, &admin).await;
        let path = format!("/v1/customers/{id}");
        let bought = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 100);
        let first = admin.post("/v1/purchases", bought.clone()).once().await.created();
        let back = json!({"lines": [{"number": 1}]});

        let (refunded, again, changed) = tokio::join!(
            admin.post(&format!("{}/refunds", first.header("location")), back).once().into_future(),
            admin.post("/v1/purchases", bought).once().into_future(),
            admin.patch(&path, json!({"city": "上海"})).if_match("*").into_future(),
        );

        refunded.created();
        again.created();
        changed.ok();
        let person = admin.get(&path).await.ok().body;
        assert_eq!(
            (person["status"].as_str(), person["city"].as_str()),
            (Some("active"), Some("上海")),
            "round {round}"
        );
    }
    let id = customer(&app, &admin).await;
    let path = format!("/v1/customers/{id}");
    let writers = (0..24).map(|n| {
        let bought = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", 100);
        if n % 3 == 0 {
            admin.patch(&path, json!({"note": n.to_string()})).if_match("*").into_future()
        } else {
            admin.post("/v1/purchases", bought).once().into_future()
        }
    });
    let replies = join_all(writers).await;
    assert_eq!((with_status(&replies, 201), with_status(&replies, 200)), (16, 8), "a change upon `*` waits its turn");
    assert_eq!((admin.get(&path).await.ok().text("status"), sums(&admin, &id).await), ("active", (16, 1, 1600)));
    verify(&app);
}
