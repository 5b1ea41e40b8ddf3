//! Customers, what hangs on one, and the rule that classes them.

use regulars_tests::{Value, json};

use super::Foreign::{Counted, Filtered, Hidden, Itemised, Refused, Root, Unscoped};
use super::{Ask, Place, World};

samples! {
    list_customers   Filtered |w, at, who| Ask::plain().query("limit=100");
    count_customers  Counted  |w, at, who| Ask::plain();
    create_customer  Refused  |w, at, who| Ask::plain().body(json!({"name": "李雷", "home_unit_id": at.store}));
    create_customers Itemised |w, at, who| Ask::plain().body(json!({"items": [{"name": "韩梅梅", "home_unit_id": at.store}]}));
    get_customer     Hidden   |w, at, who| Ask::of(&at.customer);
    put_customer     Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"name": "王小明", "city": "北京"}));
    change_customers Itemised |w, at, who| Ask::plain().body(json!({"items": [{"customer_id": at.customer, "add_tags": ["团购"]}]}));
    update_customer  Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"city": "上海"}));
    get_figures      Hidden   |w, at, who| Ask::of(&at.customer);
    list_months      Hidden   |w, at, who| Ask::of(&at.customer).query("count=24");
    explain_customer Hidden   |w, at, who| Ask::of(&at.customer);
    list_tiers       Hidden   |w, at, who| Ask::of(&at.customer);
    list_timeline    Hidden   |w, at, who| Ask::of(&at.customer);

    reveal_contact   Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"reason": "回电"}));
    preview_merge    Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"merged_id": other(w, at).await}));
    merge_customers  Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"merged_id": other(w, at).await}));
    list_merges      Hidden   |w, at, who| Ask::of(&at.customer);
    get_merge        Hidden   |w, at, who| Ask::of(&merge(w, at).await);
    undo_merge       Hidden   |w, at, who| Ask::of(&merge(w, at).await);

    list_duplicates  Unscoped |w, at, who| Ask::plain().query("min_score=90&limit=1");
    get_duplicate    Hidden   |w, at, who| Ask::of(&duplicate(w, at).await);
    dismiss_duplicate Hidden  |w, at, who| Ask::of(&duplicate(w, at).await);
    search_duplicates Root    |w, at, who| Ask::plain();
    merge_duplicates Root     |w, at, who| Ask::plain().body(json!({"min_score": 100}));

    list_customer_attributes  Unscoped |w, at, who| Ask::plain().query("limit=2");
    create_customer_attribute Root     |w, at, who| Ask::plain().body(attribute_body(w));
    get_customer_attribute    Unscoped |w, at, who| Ask::of(attribute(w).await);
    update_customer_attribute Root     |w, at, who| Ask::of(attribute(w).await).body(json!({"archived": true}));

    list_competitors  Unscoped |w, at, who| Ask::plain().query("limit=2");
    create_competitor Root     |w, at, who| Ask::plain().body(json!({"code": w.fresh("R-"), "name": "甜蜜时光"}));
    count_competitors Counted  |w, at, who| {
        rival_named(w).await;
        Ask::plain().query("occurred_on[gte]=2026-02-01&occurred_on[lt]=2026-03-01")
    };
    get_competitor    Unscoped |w, at, who| Ask::of(competitor(w).await);
    update_competitor Root     |w, at, who| Ask::of(competitor(w).await).body(json!({"archived": true}));

    list_referrals       Hidden |w, at, who| Ask::of(&referrer(w, at).await);
    get_referral_figures Hidden |w, at, who| Ask::of(&referrer(w, at).await);

    list_identities  Hidden   |w, at, who| Ask::of(&at.customer);
    add_identity     Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"kind": "wechat", "value": w.fresh("wx_open_id_")}));
    remove_identity  Hidden   |w, at, who| Ask::of(&at.customer).parameter("identity_id", identity(w, at).await);
    list_contacts    Hidden   |w, at, who| Ask::of(&business(w, at).await);
    create_contact   Hidden   |w, at, who| Ask::of(&business(w, at).await).body(chef());
    update_contact   Hidden   |w, at, who| { let (id, contact) = contact(w, at).await; Ask::of(&id).parameter("contact_id", contact).body(json!({"title": "行政总厨"})) };
    delete_contact   Hidden   |w, at, who| { let (id, contact) = contact(w, at).await; Ask::of(&id).parameter("contact_id", contact) };
    list_consents    Hidden   |w, at, who| Ask::of(&at.customer);
    record_consent   Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"channel": "sms", "granted": true, "source": "柜台"}));
    list_interactions Hidden  |w, at, who| Ask::of(&at.customer);
    record_interaction Hidden |w, at, who| Ask::of(&at.customer).body(json!({"kind": "phone", "direction": "out", "text": "问候"}));

    erase_customer   Hidden   |w, at, who| Ask::of(&somebody(w, at).await).body(json!({"reason": "来函要求"}));
    list_erasures    Filtered |w, at, who| noted(w, |customer| format!(
        "insert into erasures (id, customer_id, reason, erased_at, erased_by, state, removed) \
         values ('ers_{}', '{customer}', '来函', '2026-11-01 08:00:00', 'system', 'done', '{{}}') on conflict do nothing", &customer[4..]));
    get_erasure      Hidden   |w, at, who| Ask::of(&erasure(w, at).await);

    preview_retention Root     |w, at, who| Ask::plain().body(json!({"is_on": false, "prospect_days": 365}));
    list_personal_reads Filtered |w, at, who| noted(w, |customer| format!(
        "insert into personal_reads (id, at, actor_kind, actor_id, customer_id) \
         values ('rdg_{}', '2026-11-01 08:00:00', 'system', 'system', '{customer}') on conflict do nothing", &customer[4..])).query("actor_id=system");

    get_tier_policy  Unscoped |w, at, who| Ask::plain();
    put_tier_policy  Root |w, at, who| Ask::plain().body(json!({"method": "fixed_bounds",
        "window": {"kind": "calendar_year"}, "bounds": {"a": 350_000, "b": 150_000}}));
    list_tier_policy_versions Unscoped |w, at, who| Ask::plain();
}

pub async fn identity(w: &World, at: &Place) -> String {
    let path = format!("/v1/customers/{}/identities", at.customer);
    w.make(&path, json!({"kind": "wechat", "value": w.fresh("wx_open_id_")})).await
}

/// Somebody new in a place.
async fn somebody(w: &World, at: &Place) -> String {
    w.make("/v1/customers", json!({"name": "李雷", "home_unit_id": at.store})).await
}

/// The receipt of somebody who was at home in a place.
async fn erasure(w: &World, at: &Place) -> String {
    let customer = somebody(w, at).await;
    w.make(&format!("/v1/customers/{customer}/erase"), json!({"reason": "来函要求"})).await
}

async fn business(w: &World, at: &Place) -> String {
    w.make("/v1/customers", json!({"name": "四海酒楼", "kind": "business", "home_unit_id": at.store})).await
}

fn chef() -> Value {
    json!({"name": "陈师傅", "function": "chef", "leader_kind": "decision", "phone": "13812345678"})
}

/// Somebody one deals with at a business: its id, and the contact's.
async fn contact(w: &World, at: &Place) -> (String, String) {
    let id = business(w, at).await;
    let contact = w.make(&format!("/v1/customers/{id}/contacts"), chef()).await;
    (id, contact)
}

/// Somebody else who is at home there.
async fn other(w: &World, at: &Place) -> String {
    w.make("/v1/customers", json!({"name": "王小明", "home_unit_id": at.store})).await
}

/// A merge that nobody has undone yet.
async fn merge(w: &World, at: &Place) -> String {
    let path = format!("/v1/customers/{}/merge", other(w, at).await);
    w.make(&path, json!({"merged_id": other(w, at).await})).await
}

/// Two who may be one, as a search would keep them.
async fn duplicate(w: &World, at: &Place) -> String {
    let (one, two, id) = (other(w, at).await, other(w, at).await, regulars_domain::ids::make("dup_"));
    w.app.sql(&format!(
        "insert into duplicates (id, customer_id, other_id, score, reasons, state, found_at, seen_at) \
         values ('{id}', '{one}', '{two}', 78, '[\"same_name\", \"same_birthday\"]', 'open', '2026-02-17 08:30:00', \
         '2026-02-17 08:30:00')"
    ));
    id
}

fn attribute_body(w: &World) -> Value {
    json!({"key": w.fresh("shoe_"), "names": {"zh-CN": "鞋码", "en": "Shoe size"}, "value_type": "integer", "maximum": "60"})
}

async fn attribute(w: &World) -> String {
    w.make("/v1/customer-attributes", attribute_body(w)).await
}

async fn competitor(w: &World) -> String {
    w.make("/v1/competitors", json!({"code": w.fresh("R-"), "name": "甜蜜时光"})).await
}

/// A competitor that customers of both places named.
async fn rival_named(w: &World) {
    let competitor_id = competitor(w).await;
    for place in [&w.north, &w.south] {
        let named = json!({"kind": "visit", "direction": "in", "competitor_id": competitor_id,
            "occurred_at": "2026-02-03T08:00:00Z"});
        w.make(&format!("/v1/customers/{}/interactions", place.customer), named).await;
    }
}

/// Somebody in a place who brought somebody.
async fn referrer(w: &World, at: &Place) -> String {
    let id = somebody(w, at).await;
    let brought = json!({"name": "韩梅梅", "home_unit_id": at.store, "referrer_id": id});
    w.make("/v1/customers", brought).await;
    id
}

/// A list in which there is a row of the customer of either place.
fn noted(w: &World, row: impl Fn(&str) -> String) -> Ask {
    for place in [&w.north, &w.south] {
        w.app.db().execute(&row(&place.customer)).unwrap();
    }
    Ask::plain()
}
