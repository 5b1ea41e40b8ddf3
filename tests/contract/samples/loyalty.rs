//! Membership programmes, memberships and the counter.

use regulars_tests::{Value, json};

use super::Foreign::{Everywhere, Filtered, Hidden, Refused, Root, Unscoped};
use super::{Ask, Place, World};

samples! {
    lookup_customer  Everywhere |w, at, who| lookup(w, at).await;
    look_customer_up Everywhere |w, at, who| lookup_by_body(w, at).await;

    list_membership_programmes Unscoped |w, at, who| Ask::plain();
    create_membership_programme Root |w, at, who| Ask::plain().body(json!({"code": w.fresh("P-"), "name": "会员",
        "level_basis": "points", "points_per_unit": "1"}));
    get_membership_programme Unscoped |w, at, who| Ask::of(&w.programme);
    update_membership_programme Root |w, at, who| Ask::of(programme(w).await).body(json!({"name": "新名"}));
    list_membership_levels Unscoped |w, at, who| Ask::of(&w.programme);
    create_membership_level Root |w, at, who| Ask::of(&w.programme).body(new_level(w));
    update_membership_level Root |w, at, who| Ask::of(&w.programme).parameter("level_id", &w.level)
        .body(json!({"name": w.fresh("银卡")}));

    list_memberships Filtered |w, at, who| Ask::plain().query("limit=100");
    enrol_member     Refused  |w, at, who| Ask::plain().body(new_member(w, at).await);
    get_membership   Hidden   |w, at, who| Ask::of(&at.membership);
    update_membership Hidden  |w, at, who| Ask::of(&at.membership).body(json!({"state": "active"}));
    list_level_changes Hidden |w, at, who| Ask::of(&at.membership);
    list_customer_memberships Hidden |w, at, who| Ask::of(&at.customer);

    list_points      Hidden   |w, at, who| Ask::of(&at.membership);
    redeem_points    Hidden   |w, at, who| Ask::of(&at.membership).body(json!({"points": 1}));
    undo_redemption  Hidden   |w, at, who| Ask::of(&at.membership).parameter("points_id", redemption(w, at).await)
        .body(json!({"note": "误操作"}));
    get_loyalty_policy Unscoped |w, at, who| Ask::plain();
    put_loyalty_policy Root |w, at, who| Ask::plain().body(w.policy("/v1/settings/loyalty").await);
    list_adjustments Hidden   |w, at, who| Ask::of(&at.membership);
    ask_adjustment   Hidden   |w, at, who| Ask::of(&at.membership).body(json!({"points": 1, "reason": "补偿"}));
    approve_adjustment Hidden |w, at, who| Ask::of(&at.membership).parameter("adjustment_id", adjustment(w, at).await);
    decline_adjustment Hidden |w, at, who| Ask::of(&at.membership).parameter("adjustment_id", adjustment(w, at).await)
        .body(json!({"reason": "已经补偿过"}));
}

/// A programme that nobody is a member of.
pub async fn programme(w: &World) -> String {
    let body = json!({"code": w.fresh("P-"), "name": "商户会员", "level_basis": "spend", "points_per_unit": "0.5"});
    w.make("/v1/membership-programmes", body).await
}

/// A level that no member has reached.
pub fn new_level(w: &World) -> Value {
    let threshold = 1_000_000_000_i64 + w.fresh("").parse::<i64>().unwrap();
    json!({"code": w.fresh("L-"), "name": "钻石卡", "points": threshold})
}

/// Enrolling somebody at the place who is no member yet.
pub async fn new_member(w: &World, at: &Place) -> Value {
    let person = json!({"name": "韩梅梅", "home_unit_id": at.store});
    let customer = w.make("/v1/customers", person).await;
    json!({"customer_id": customer, "programme_id": w.programme, "card": w.fresh("CARD-")})
}

/// Points by hand that somebody else has asked for.
pub async fn adjustment(w: &World, at: &Place) -> String {
    let asking = w.app.admin().await;
    let path = format!("/v1/memberships/{}/adjustments", at.membership);
    asking.post(&path, json!({"points": 1, "reason": "补偿"})).once().await.created().id()
}

/// Points of the place's member that were spent, in no store.
pub async fn redemption(w: &World, at: &Place) -> String {
    w.make(&format!("/v1/memberships/{}/redemptions", at.membership), json!({"points": 1})).await
}

/// Looking up a phone that somebody at the place has.
pub async fn lookup(w: &World, at: &Place) -> Ask {
    let phone = known_phone(w, at).await;
    Ask::plain().query(format!("phone={phone}"))
}

/// The same by a body.
pub async fn lookup_by_body(w: &World, at: &Place) -> Ask {
    Ask::plain().body(json!({"phone": known_phone(w, at).await}))
}

async fn known_phone(w: &World, at: &Place) -> String {
    let phone = format!("138{:08}", w.fresh("").parse::<u32>().unwrap());
    w.make("/v1/customers", json!({"name": "李雷", "phone": phone, "home_unit_id": at.store})).await;
    phone
}
