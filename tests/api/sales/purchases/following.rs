//! Whoever follows purchases by their changes reads each that was recorded, revised or given back.

use regulars_db::page::{After, Page};
use regulars_db::sales::purchases::{self, Direction, Filter};
use regulars_domain::sales::purchases::PurchaseState;
use regulars_tests::{Action, Actor, TestApp, Value, json};

use super::{customer, now, purchase};

/// Times are kept in milliseconds: what happens next is later.
async fn later() {
    tokio::time::sleep(std::time::Duration::from_millis(3)).await;
}

async fn bought(app: &TestApp, who: &Actor, customer_id: &str, external_id: Option<&str>) -> (String, String) {
    later().await;
    let mut body = purchase(customer_id, &app.units.n1, &now(), 3600);
    body["external_id"] = json!(external_id);
    let made = who.post("/v1/purchases", body).once().await.created();
    (made.id(), made.text("updated_at").to_owned())
}

async fn listed(who: &Actor, query: &str) -> Vec<String> {
    let page = who.get(&format!("/v1/purchases?{query}")).await.ok().body;
    page["data"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn what_is_recorded_revised_and_given_back_is_followed() {
    let app = TestApp::start().await;
    let scopes = [
        Action::CustomersRead,
        Action::CustomersWrite,
        Action::PurchasesRead,
        Action::PurchasesWrite,
        Action::RefundsWrite,
    ];
    let till = app.key(&scopes, &app.units.group).await;
    let id = customer(&app, &till).await;
    let (first, first_at) = bought(&app, &till, &id, Some("T-1")).await;
    let (second, second_at) = bought(&app, &till, &id, Some("T-2")).await;
    let (third, _) = bought(&app, &till, &id, None).await;

    assert_eq!(listed(&till, "sort=updated_at").await, [&*first, &*second, &*third]);
    assert_eq!(listed(&till, "sort=-updated_at").await, [&*third, &*second, &*first]);
    assert_eq!(listed(&till, &format!("updated_at[gte]={second_at}")).await, [&*second, &*third]);
    assert_eq!(listed(&till, &format!("recorded_at[lt]={second_at}")).await, [&*first]);

    later().await;
    let mut body = purchase(&id, &app.units.n1, &now(), 4200);
    (body["external_id"], body["revision"]) = (json!("T-1"), json!(2));
    let revised = till.post("/v1/purchases", body).once().await.ok();
    assert!(revised.text("updated_at") > first_at.as_str());
    assert_eq!(listed(&till, "sort=updated_at").await, [&*second, &*third, &*first]);
    later().await;
    let back = json!({"lines": [{"number": 1, "amount": {"amount": 100, "currency": "CNY"}}]});
    let given = till.post(&format!("/v1/purchases/{second}/refunds"), back).once().await.created();
    assert_eq!(given.body["purchase"]["updated_at"], given.body["recorded_at"]);
    assert_eq!(listed(&till, "sort=updated_at").await, [&*third, &*first, &*second]);
    assert_eq!(listed(&till, &format!("sort=updated_at&customer_id={id}")).await, [&*third, &*first, &*second]);
    assert_eq!(listed(&till, &format!("recorded_at[gte]={second_at}&partner=till")).await, [&*first, &*second]);
    assert_eq!(listed(&till, "sort=updated_at&state=partly_refunded").await, [&*second]);
}

#[actix_web::test]
async fn a_partners_purchases_are_found_by_its_ids() {
    let app = TestApp::start().await;
    let scopes = [Action::CustomersRead, Action::CustomersWrite, Action::PurchasesRead, Action::PurchasesWrite];
    let (till, other) =
        (app.key(&scopes, &app.units.group).await, app.key_of("other", &scopes, &app.units.group).await);
    let admin = app.admin().await;
    let id = customer(&app, &till).await;
    let (first, _) = bought(&app, &till, &id, Some("T 1/42")).await;
    let (theirs, _) = bought(&app, &other, &id, Some("T 1/42")).await;
    let (second, _) = bought(&app, &till, &id, Some("T-2")).await;

    assert_eq!(listed(&admin, "partner=till").await, [&*first, &*second]);
    assert_eq!(listed(&admin, "partner=till&sort=-updated_at").await, [&*second, &*first]);
    assert_eq!(listed(&admin, "partner=till&external_id=T%201%2F42").await, [&*first]);
    assert_eq!(listed(&other, "external_id=T%201%2F42").await, [&*theirs]);
    assert_eq!(listed(&admin, "partner=till&external_id=T%201%2F42&channel=online").await, [""; 0]);
    assert_eq!(listed(&admin, "partner=till&external_id=T-3").await, [""; 0]);
    let refused = admin.get("/v1/purchases?external_id=T-2").await.problem(400, "invalid_parameter");
    refused.fault("partner", "required");
    let refused = admin.get("/v1/purchases?sort=-occurred_at&partner=till").await.problem(400, "invalid_parameter");
    refused.fault("sort", "conflict");
    let export = admin.get("/v1/exports/purchases?partner=till").await.ok().bytes;
    assert!(String::from_utf8(export).unwrap().ends_with("{\"count\":2}\n"));
    let refused = admin.get("/v1/exports/purchases?sort=updated_at").await.problem(400, "invalid_parameter");
    refused.fault("sort", "not_accepted");
}

/// However few of many are asked for, a page looks at a part of them and says where the next one goes on.
#[actix_web::test]
async fn what_is_rare_is_looked_for_a_part_at_a_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let item = |n: usize| {
        let unit_id = if n % 10 == 3 { &app.units.n2 } else { &app.units.n1 };
        purchase(&id, unit_id, &now(), 100)
    };
    let items: Vec<Value> = (0..45).map(item).collect();
    let made = admin.post("/v1/purchases/batch", json!({"items": items})).once().await.ok();
    let ids = |n: usize| made.body["results"][n]["id"].as_str().unwrap().to_owned();
    let rare: Vec<String> = [3, 13, 23, 33, 43].into_iter().map(ids).collect();
    let mut db = app.db();
    let filter =
        Filter { unit_ids: vec![app.units.n2.clone()], states: vec![PurchaseState::Paid], ..Filter::default() };
    for (direction, limit, reach) in [
        (Direction::Earliest, 2, 7),
        (Direction::Earliest, 1, 45),
        (Direction::Earliest, 10, 1),
        (Direction::Latest, 2, 7),
        (Direction::Latest, 10, 1_000),
    ] {
        let (mut page, mut found, mut pages) = (Page::first(limit), Vec::new(), 0);
        loop {
            let mut part = purchases::changed(&mut db, &filter, direction, &page, reach).unwrap();
            let is_full = regulars_db::page::cut(&mut part.rows, limit);
            found.extend(part.rows.iter().map(|row| row.id.clone()));
            pages += 1;
            let last = part.rows.last().map(|row| After {
                key: row.updated_at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(),
                id: row.id.clone(),
            });
            page.after = if is_full { last } else { part.end };
            if page.after.is_none() {
                break;
            }
        }
        if direction == Direction::Latest {
            found.reverse();
        }
        assert_eq!(found, rare, "{direction:?} by {limit} within {reach}");
        assert!(pages <= 47, "{pages} pages within {reach}");
    }
    let admin_page = admin.get(&format!("/v1/purchases?sort=updated_at&unit_id={}&limit=2", app.units.n2)).await.ok();
    assert_eq!((admin_page.data().len(), &admin_page.body["has_more"]), (2, &json!(true)));
}
