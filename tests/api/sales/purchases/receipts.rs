//! What a till prints: the answer to a purchase holds the customer's tier, points, balance and level.

use regulars_tests::{Action, Actor, TestApp, Value, json};

use super::{cny, now};

/// A programme of a point for each yuan with silver from the start and gold from 50, and a member at the north's first
/// store: programme, customer, card.
async fn member(app: &TestApp, admin: &Actor) -> (String, String, String) {
    let body = json!({"code": "fans", "name": "仙芋会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = admin.post("/v1/membership-programmes", body).await.created().id();
    for (code, threshold) in [("silver", 0), ("gold", 50)] {
        let level = json!({"code": code, "name": code, "points": threshold});
        admin.post(&format!("/v1/membership-programmes/{programme}/levels"), level).await.created();
    }
    let id = super::customer(app, admin).await;
    let body = json!({"customer_id": id, "programme_id": programme, "card": "VIP-0001"});
    let membership = admin.post("/v1/memberships", body).await.created().id();
    (programme, id, membership)
}

/// Points, balance, level and whether it changed, of the only card.
fn printed(answer: &Value) -> (i64, i64, &str, bool) {
    let cards = answer["memberships"].as_array().unwrap();
    assert_eq!(cards.len(), 1, "{answer}");
    let number = |name: &str| cards[0][name].as_i64().unwrap();
    let level = cards[0]["level"]["code"].as_str().unwrap();
    (number("points"), number("balance"), level, cards[0]["level_changed"].as_bool().unwrap())
}

#[actix_web::test]
async fn each_answer_to_a_purchase_can_be_printed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (programme, id, membership) = member(&app, &admin).await;
    let till = app.key(&[Action::PurchasesWrite, Action::RefundsWrite], &app.units.n1).await;
    let body = |external_id: &str, amount: i64| {
        json!({"customer": {"card": "VIP-0001"}, "occurred_at": "2099-01-01T00:00:00Z", "external_id": external_id,
            "lines": [{"amount": cny(amount)}]})
    };
    let at = now();
    let sent = |external_id: &str, amount: i64| {
        let mut body = body(external_id, amount);
        body["occurred_at"] = json!(at);
        body
    };
    let first = till.post("/v1/purchases", sent("1", 3_050)).once().await.created();
    assert_eq!(printed(&first.body), (30, 30, "silver", false));
    assert_eq!(first.body["tier"], json!({"before": "none", "after": "C"}));
    let card = &first.body["memberships"][0];
    assert_eq!(
        (&card["membership_id"], &card["programme_id"], &card["programme_name"], &card["owed"]),
        (&json!(membership), &json!(programme), &json!("仙芋会员"), &json!(0))
    );
    let second = till.post("/v1/purchases", sent("2", 2_050)).once().await.created();
    assert_eq!(printed(&second.body), (21, 51, "gold", true), "what was carried counts");
    let again = till.post("/v1/purchases", sent("1", 3_050)).once().await.ok();
    assert_eq!(printed(&again.body), (30, 51, "gold", false), "as it earned, with the balance of now");
    let mut revision = sent("2", 1_000);
    revision["revision"] = json!(2);
    let revised = till.post("/v1/purchases", revision).once().await.ok();
    assert_eq!(printed(&revised.body), (10, 40, "silver", true));

    let refund = format!("/v1/purchases/{}/refunds", first.id());
    let back = json!({"external_id": "B-1", "lines": [{"number": 1, "amount": cny(1_050)}]});
    let given = till.post(&refund, back.clone()).once().await.created();
    assert_eq!(printed(&given.body), (-10, 30, "silver", false));
    let again = till.post(&refund, back).once().await.created();
    assert_eq!(printed(&again.body), (-10, 30, "silver", false), "as it was");

    let stranger = super::customer(&app, &admin).await;
    let plain =
        json!({"customer_id": stranger, "unit_id": app.units.n1, "occurred_at": at, "lines": [{"amount": cny(1)}]});
    assert_eq!(till.post("/v1/purchases", plain).once().await.created().body["memberships"], json!([]));
    assert_eq!(app.count(&format!("memberships where customer_id = '{id}' and balance = 30")), 1);
    super::verify(&app);
}

#[actix_web::test]
async fn each_item_of_a_batch_can_be_printed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (_, id, membership) = member(&app, &admin).await;
    app.sql("update memberships set version = version");
    let till = app.key(&[Action::PurchasesWrite], &app.units.n1).await;
    let at = now();
    let item = |external_id: &str, amount: i64| json!({"customer_id": id, "occurred_at": at, "external_id": external_id, "lines": [{"amount": cny(amount)}]});
    let items = json!([item("1", 3_000), item("2", 2_000), item("1", 3_000), item("3", -1)]);
    let sent = till.post("/v1/purchases/batch", json!({ "items": items })).once().await.ok();
    let results = sent.body["results"].as_array().unwrap();
    assert_eq!(printed(&results[0]["outcome"]), (30, 30, "silver", false));
    assert_eq!(printed(&results[1]["outcome"]), (20, 50, "gold", true));
    assert_eq!(printed(&results[2]["outcome"]), (30, 50, "gold", false), "there already");
    assert_eq!(results[3]["outcome"], Value::Null);
    assert_eq!(results[0]["outcome"]["tier"]["after"], "C");
    assert_eq!((&results[1]["outcome"]["customer_id"], results.len()), (&json!(id), 4));
    // A suspended card is told as it is, without what has expired.
    admin.patch(&format!("/v1/memberships/{membership}"), json!({"state": "suspended"})).if_match("*").await.ok();
    app.sql("update point_lots set expires_on = '2020-01-01' where points = 30");
    let sent = till.post("/v1/purchases/batch", json!({"items": [item("4", 1_000)]})).once().await.ok();
    assert_eq!(printed(&sent.body["results"][0]["outcome"]), (0, 20, "gold", false));
}

#[actix_web::test]
async fn a_partners_own_id_stands_wherever_an_id_does() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (programme, _, _) = member(&app, &admin).await;
    let till = app
        .key(
            &[
                Action::PurchasesWrite,
                Action::PurchasesRead,
                Action::RefundsWrite,
                Action::CustomersWrite,
                Action::CustomersRead,
                Action::MembershipsWrite,
                Action::MembershipsRead,
                Action::ComplaintsWrite,
                Action::ComplaintsRead,
            ],
            &app.units.n1,
        )
        .await;
    let person = json!({"name": "李雷", "external_ids": [{"partner": "till", "id": "M/7"}]});
    let id = till.post("/v1/customers", person).await.created().id();
    let own = "ext:till:M/7";
    let body = json!({"customer_id": own, "external_id": "EX-R1", "occurred_at": now(), "lines": [{"amount": cny(500)}, {"amount": cny(100)}]});
    let purchase = till.post("/v1/purchases", body).once().await.created();
    assert_eq!(purchase.text("customer_id"), id);

    let path = "/v1/purchases/ext:till:EX-R1";
    assert_eq!(till.get(path).await.ok().id(), purchase.id());
    let refund = till.post(&format!("{path}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
    assert_eq!(refund.text("purchase_id"), purchase.id());
    assert_eq!(till.get(&format!("{path}/refunds")).await.ok().data().len(), 1);
    till.post("/v1/purchases/ext:till:EX-R2/refunds", json!({"lines": [{"number": 1}]}))
        .once()
        .await
        .problem(404, "not_found");
    till.post("/v1/purchases/ext:other:EX-R1/refunds", json!({"lines": [{"number": 2}]}))
        .once()
        .await
        .problem(404, "not_found");

    let card = json!({"customer_id": own, "programme_id": programme, "card": "VIP-0007"});
    assert_eq!(till.post("/v1/memberships", card).await.created().text("customer_id"), id);
    let category = admin.post("/v1/complaint-categories", json!({"code": "S", "name": "服务"})).await.created().id();
    let said = json!({"customer_id": own, "purchase_id": "ext:till:EX-R1", "category_id": category, "text": "太慢"});
    let complaint = till.post("/v1/complaints", said).await.created();
    assert_eq!((complaint.text("customer_id"), complaint.text("purchase_id")), (id.as_str(), purchase.id().as_str()));
    let task = json!({"title": "回访", "customer_id": own});
    assert_eq!(admin.post("/v1/tasks", task).await.created().text("customer_id"), id);

    let query = "customer_id=ext:till:M%2F7";
    for list in ["purchases", "memberships", "complaints"] {
        assert_eq!(till.get(&format!("/v1/{list}?{query}")).await.ok().data().len(), 1, "{list}");
        assert_eq!(till.get(&format!("/v1/{list}?customer_id=ext:till:M-8")).await.ok().data().len(), 0, "{list}");
    }
    assert_eq!(admin.get(&format!("/v1/tasks?{query}")).await.ok().data().len(), 1);
    let unknown = json!({"customer_id": "ext:till:M-8", "occurred_at": now(), "lines": [{"amount": cny(1)}]});
    let refused = till.post("/v1/purchases", unknown).once().await.problem(422, "invalid");
    refused.fault("/customer_id", "not_found");
    let foreign = json!({"customer_id": "ext:other:M/7", "occurred_at": now(), "lines": [{"amount": cny(1)}]});
    let refused = till.post("/v1/purchases", foreign).once().await.problem(422, "invalid");
    refused.fault("/customer_id", "not_found");
}
