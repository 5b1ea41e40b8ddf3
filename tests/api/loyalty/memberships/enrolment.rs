//! Enrolling, the state of the card, and what is refused.

use regulars_tests::{Role, TestApp, json};

use super::{buy, customer, member, programme, redeem, verify};

#[actix_web::test]
async fn a_customer_becomes_a_member_with_a_card() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let id = customer(&app, &admin).await;

    let body = json!({"customer_id": id, "programme_id": programme, "card": " vip-1001 "});
    let made = admin.post("/v1/memberships", body).await.created();

    assert_eq!((made.text("card"), made.text("state"), made.text("customer_name")), ("VIP-1001", "active", "王小明"));
    assert_eq!((&made.body["level"]["code"], &made.body["balance"]), (&json!("silver"), &json!(0)));
    let found = admin.get("/v1/customers/lookup?card=VIP-1001").await.ok();
    assert_eq!(found.body["memberships"][0]["id"], made.id(), "the card leads to the customer");
    assert_eq!(found.body["memberships"][0]["level"], "silver");
    let of_customer = admin.get(&format!("/v1/customers/{id}/memberships")).await.ok();
    assert_eq!(of_customer.each("id"), [made.id()]);
    let detail = admin.get(&format!("/v1/memberships/{}", made.id())).await.ok();
    assert_eq!(detail.body["progress"]["next"]["missing_points"], 1_000);
    let changes = admin.get(&format!("/v1/memberships/{}/level-changes", made.id())).await.ok();
    assert_eq!((changes.each("cause"), &changes.data()[0]["rule_version"]), (vec!["enrolment"], &json!(4)));
    for (what, count) in [
        ("events where kind = 'membership.enrolled'", 1),
        ("events where kind = 'membership.level_changed'", 1),
        ("audit_events where action = 'memberships.enrol'", 1),
        ("customer_identities where kind = 'card' and value = 'VIP-1001'", 1),
    ] {
        assert_eq!(app.count(what), count, "{what}");
    }
    verify(&app);
}

#[actix_web::test]
async fn a_card_that_the_customer_has_already_is_kept() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let id = admin.post("/v1/customers", json!({"name": "李雷", "card": "K-77"})).await.created().id();
    let body = json!({"customer_id": id, "programme_id": programme, "card": "k-77"});
    admin.post("/v1/memberships", body).await.created();
    assert_eq!(app.count("customer_identities where kind = 'card'"), 1);
}

#[actix_web::test]
async fn one_card_is_one_persons_and_one_programme_is_joined_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let first = programme(&admin, "points").await;
    let second = programme(&admin, "spend").await;
    let (mine, other) = (customer(&app, &admin).await, customer(&app, &admin).await);
    let enrol = |customer: &str, programme: &str, card: &str| {
        admin.post("/v1/memberships", json!({"customer_id": customer, "programme_id": programme, "card": card}))
    };
    let made = enrol(&mine, &first, "K-1001").await.created().id();

    let taken = enrol(&other, &first, "k-1001").await.problem(409, "identity_taken").fault("/card", "taken");
    assert_eq!(taken.body["customer_id"], mine);
    enrol(&mine, &first, "K-1002").await.problem(409, "conflict").fault("/programme_id", "taken");
    enrol(&mine, &second, "K-1001").await.problem(409, "conflict").fault("/card", "taken");
    assert_eq!(app.count("customer_identities where value = 'K-1002'"), 0, "what is refused leaves nothing behind");
    let path = format!("/v1/memberships/{made}");
    admin.patch(&path, json!({"state": "closed"})).if_match("*").await.ok();
    let again = enrol(&mine, &first, "K-1001").await.created();
    assert_ne!(again.id(), made, "after closing one may join anew");
    enrol(&mine, &second, "K-2002").await.created();
    verify(&app);
}

#[actix_web::test]
async fn what_makes_no_sense_is_refused_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let id = customer(&app, &admin).await;
    let good = json!({"customer_id": id, "programme_id": programme, "card": "K-1001"});
    for (field, value, fault) in [
        ("customer_id", json!("cus_00000000000000000000000000"), "not_found"),
        ("programme_id", json!("prg_00000000000000000000000000"), "not_found"),
        ("card", json!("卡片会员"), "malformed"),
        ("card", json!("A1"), "too_short"),
        ("enrolled_at", json!("2199-01-01T00:00:00Z"), "in_future"),
        ("enrolled_at", json!("1900-01-01T00:00:00Z"), "too_old"),
    ] {
        let mut body = good.clone();
        body[field] = value;
        admin.post("/v1/memberships", body).await.problem(422, "invalid").fault(&format!("/{field}"), fault);
    }
    let path = format!("/v1/membership-programmes/{programme}");
    admin.patch(&path, json!({"state": "closed"})).if_match("*").await.ok();
    admin.post("/v1/memberships", good).await.problem(409, "conflict").fault("/programme_id", "conflict");
    assert_eq!(app.count("memberships"), 0);
}

#[actix_web::test]
async fn a_suspended_card_rests_and_a_closed_one_stays_closed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let (id, path) = member(&app, &admin, &programme).await;
    let purchase = buy(&app, &admin, &id, &[10_000]).await;
    let set = |state: &str| admin.patch(&path, json!({"state": state})).if_match("*");

    set("suspended").await.ok();
    redeem(&admin, &path, 1).await.problem(409, "conflict");
    buy(&app, &admin, &id, &[10_000]).await;
    assert_eq!(super::balance(&admin, &path).await, 100, "a suspended card earns nothing");
    admin
        .post(&format!("{purchase}/refunds"), json!({"lines": [{"number": 1, "amount": super::cny(5_000)}]}))
        .once()
        .await
        .created();
    assert_eq!(super::balance(&admin, &path).await, 50, "a refund takes back all the same");
    set("active").await.ok();
    redeem(&admin, &path, 1).await.created();
    set("closed").await.ok();
    redeem(&admin, &path, 1).await.problem(409, "conflict");
    set("active").await.problem(409, "conflict");
    set("closed").await.ok();
    admin.patch(&path, json!({"state": "suspended"})).if_match("\"1\"").await.problem(412, "stale");
    assert_eq!(app.count("events where kind = 'membership.changed'"), 3);
    verify(&app);
}

#[actix_web::test]
async fn at_the_counter_anybody_of_the_chain_is_enrolled_by_the_whole_phone_and_shown_masked() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let programme = programme(&admin, "points").await;
    let person = json!({"name": "王小明", "phone": "13812345678", "home_unit_id": app.units.n1});
    let id = admin.post("/v1/customers", person).await.created().id();
    let far = app.actor(Role::StoreStaff, &app.units.s1).await;
    let by_id = json!({"customer_id": id, "programme_id": programme, "card": "VIP-0001"});
    far.post("/v1/memberships", by_id).await.problem(422, "invalid").fault("/customer_id", "not_found");
    let said = |phone: &str| json!({"customer": {"phone": phone}, "programme_id": programme, "card": "VIP-0001"});
    far.post("/v1/memberships", said("13812345679")).await.problem(422, "invalid").fault("/customer", "not_found");
    let made = far.post("/v1/memberships", said("138 1234 5678")).await.created();
    assert_eq!(
        (made.text("customer_name"), made.text("card"), made.text("customer_id")),
        ("王*明", "****01", id.as_str())
    );
    let nobody = json!({"programme_id": programme, "card": "VIP-0002"});
    far.post("/v1/memberships", nobody).await.problem(422, "invalid").fault("/customer_id", "required");
    let both =
        json!({"customer_id": id, "customer": {"phone": "13812345678"}, "programme_id": programme, "card": "VIP-0002"});
    far.post("/v1/memberships", both).await.problem(422, "invalid").fault("/customer", "conflict");
    let logged = "audit_events where action = 'memberships.enrol' and detail like '%\"counter\":true%'";
    assert_eq!(app.count(logged), 1);
}
