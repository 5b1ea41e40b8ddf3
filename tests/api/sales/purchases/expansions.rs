//! What purchases are shown with when it is asked for.

use regulars_tests::{Action, TestApp, json};

use super::{cny, customer, now, product, purchase};

#[actix_web::test]
async fn a_purchase_is_shown_with_who_bought_what_and_where() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let (_, product_id) = product(&admin, "XY-1").await;
    let mut body = purchase(&id, &app.units.n1, &now(), 3600);
    body["lines"] = json!([{"product_id": product_id, "amount": cny(3600)}, {"amount": cny(100)}]);
    let bought = admin.post("/v1/purchases", body).once().await.created().id();

    let path = format!("/v1/purchases/{bought}");
    let plain = admin.get(&path).await.ok();
    assert!(plain.body.get("customer").is_none() && plain.body["lines"][0].get("product").is_none());
    for path in [format!("{path}?expand=customer,unit,products"), "/v1/purchases?expand=customer,unit,products".into()]
    {
        let reply = admin.get(&path).await.ok().body;
        let shown = reply["data"].get(0).unwrap_or(&reply);
        assert_eq!(shown["customer"]["id"], *id);
        assert_eq!(shown["customer"]["metrics"]["purchases"], 1);
        assert_eq!(shown["unit"]["id"], app.units.n1.as_str());
        assert_eq!(shown["lines"][0]["product"]["code"], "XY-1");
        assert!(shown["lines"][1].get("product").is_none());
    }
    let refused = admin.get("/v1/purchases?expand=customer.owner").await.problem(400, "invalid_parameter");
    refused.fault("expand", "not_accepted");
}

/// Who sees a purchase of their own store does not thereby see who bought.
#[actix_web::test]
async fn who_bought_is_shown_to_those_who_may_see_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    admin.post("/v1/purchases", purchase(&id, &app.units.s1, &now(), 3600)).once().await.created();
    let scopes = [Action::PurchasesRead, Action::CustomersRead, Action::UnitsRead];
    let south = app.key(&scopes, &app.units.south).await;
    let page = south.get("/v1/purchases?expand=customer,unit").await.ok().body;
    assert!(page["data"][0].get("customer").is_none(), "at home in the north");
    assert_eq!(page["data"][0]["unit"]["id"], app.units.s1.as_str());
    let bare = app.key(&scopes[..1], &app.units.group).await;
    bare.get("/v1/purchases?expand=customer").await.problem(403, "forbidden");
}
