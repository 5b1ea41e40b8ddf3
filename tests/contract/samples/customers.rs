//! Customers, what hangs on one, and the rule that classes them.

use regulars_tests::json;

use super::Foreign::{Counted, Filtered, Hidden, Itemised, Refused, Root, Unscoped};
use super::{Ask, Place, World};

samples! {
    list_customers   Filtered |w, at, who| Ask::plain().query("limit=100");
    count_customers  Counted  |w, at, who| Ask::plain();
    create_customer  Refused  |w, at, who| Ask::plain().body(json!({"name": "李雷", "home_unit_id": at.store}));
    create_customers Itemised |w, at, who| Ask::plain().body(json!({"items": [{"name": "韩梅梅", "home_unit_id": at.store}]}));
    get_customer     Hidden   |w, at, who| Ask::of(&at.customer);
    update_customer  Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"city": "上海"}));
    get_figures      Hidden   |w, at, who| Ask::of(&at.customer);
    explain_customer Hidden   |w, at, who| Ask::of(&at.customer);
    list_tiers       Hidden   |w, at, who| Ask::of(&at.customer);
    list_timeline    Hidden   |w, at, who| Ask::of(&at.customer);

    list_identities  Hidden   |w, at, who| Ask::of(&at.customer);
    add_identity     Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"kind": "wechat", "value": w.fresh("wx_open_id_")}));
    remove_identity  Hidden   |w, at, who| Ask::of(&at.customer).parameter("identity_id", identity(w, at).await);
    list_consents    Hidden   |w, at, who| Ask::of(&at.customer);
    record_consent   Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"channel": "sms", "granted": true, "source": "柜台"}));
    list_interactions Hidden  |w, at, who| Ask::of(&at.customer);
    record_interaction Hidden |w, at, who| Ask::of(&at.customer).body(json!({"kind": "phone", "direction": "out", "text": "问候"}));

    get_tier_policy  Unscoped |w, at, who| Ask::plain();
    put_tier_policy  Root |w, at, who| Ask::plain().body(json!({"method": "fixed_bounds",
        "window": {"kind": "calendar_year"}, "bounds": {"a": 350_000, "b": 150_000}}));
    list_tier_policy_versions Unscoped |w, at, who| Ask::plain();
}

pub async fn identity(w: &World, at: &Place) -> String {
    let path = format!("/v1/customers/{}/identities", at.customer);
    w.make(&path, json!({"kind": "wechat", "value": w.fresh("wx_open_id_")})).await
}
