//! One row for each operation: a request that succeeds for whoever may ask it, about what is at a place.
//!
//! `w` is the world, `at` the place, `who` the caller. Asked again it succeeds again: codes are fresh, what is deleted
//! is made first.

use futures_util::future::LocalBoxFuture;
use regulars_domain::permissions::actions_of;
use regulars_tests::{Action, Actor, Role, json};

use super::world::{self, Ask, Place, World};

/// How an operation is asked.
pub struct Sample {
    pub operation: &'static str,
    pub foreign: Foreign,
    pub ask: for<'a> fn(&'a World, &'a Place, &'a Actor) -> LocalBoxFuture<'a, Ask>,
}

/// What the same request about another region is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// It is about nothing that has a unit.
    Unscoped,
    /// 404: it does not exist for them.
    Hidden,
    /// 422: what the body names does not exist for them.
    Refused,
    /// 200: the rows of the other region are not among them.
    Filtered,
    /// 200: the rows of the other region are not counted.
    Counted,
    /// 200: each item is refused by itself.
    Itemised,
}

use Foreign::{Counted, Filtered, Hidden, Itemised, Refused, Unscoped};

/// What the sample of an operation hands out: nobody gives what they do not hold, so this is needed too.
pub fn handed_out(operation: &str) -> Vec<Action> {
    match operation {
        "create_api_key" | "roll_api_key" => vec![Action::UnitsRead],
        "create_user" | "update_user" => actions_of(Role::StoreStaff),
        _ => Vec::new(),
    }
}

macro_rules! samples {
    ($($operation:ident $foreign:ident |$w:ident, $at:ident, $who:ident| $ask:expr;)+) => {
        pub const SAMPLES: &[Sample] = &[$(Sample {
            operation: stringify!($operation),
            foreign: $foreign,
            ask: |$w, $at, $who| Box::pin(async move {
                let _ = ($w, $at, $who);
                $ask
            }),
        }),+];
    };
}

samples! {
    // auth
    log_in           Unscoped |w, at, who| world::log_in(w).await;
    refresh_session  Unscoped |w, at, who| world::refresh(w).await;
    log_out          Unscoped |w, at, who| Ask::plain();
    get_me           Unscoped |w, at, who| Ask::plain();
    check_session    Unscoped |w, at, who| Ask::plain();
    list_sessions    Unscoped |w, at, who| Ask::plain();
    delete_session   Unscoped |w, at, who| Ask::of(world::session_of(w, who));
    change_password  Unscoped |w, at, who| world::new_password(w, who);
    prepare_download Unscoped |w, at, who| Ask::plain().body(json!({"path": "/v1/exports/customers?format=csv"}));
    // settings
    get_settings     Unscoped |w, at, who| Ask::plain();
    get_organisation Unscoped |w, at, who| Ask::plain();
    put_organisation Unscoped |w, at, who| Ask::plain().body(json!({"name": w.fresh("仙芋"), "base_currency": "CNY",
        "time_zone": "Asia/Shanghai", "language": "zh-CN", "default_phone_region": "CN"}));
    get_tier_policy  Unscoped |w, at, who| Ask::plain();
    put_tier_policy  Unscoped |w, at, who| Ask::plain().body(json!({"method": "fixed_bounds",
        "window": {"kind": "calendar_year"}, "bounds": {"a": 350_000, "b": 150_000}}));
    get_complaint_policy Unscoped |w, at, who| Ask::plain();
    put_complaint_policy Unscoped |w, at, who| Ask::plain().body(serde_json::to_value(
        regulars_domain::service::complaints::Policy::default()).unwrap());
    list_tier_policy_versions Unscoped |w, at, who| Ask::plain();
    // users
    list_users       Filtered |w, at, who| Ask::plain().query("limit=100");
    create_user      Refused  |w, at, who| Ask::plain().body(json!({"email": w.fresh("user") + "@example.com",
        "name": "林小美", "password": regulars_tests::PASSWORD, "assignments": [{"unit_id": at.store, "role": "store_staff"}]}));
    get_user         Hidden   |w, at, who| Ask::of(&at.staff);
    update_user      Hidden   |w, at, who| Ask::of(&at.staff).body(json!({"name": w.fresh("林小美")}));
    // partners and keys
    list_partners    Unscoped |w, at, who| Ask::plain();
    create_partner   Unscoped |w, at, who| Ask::plain().body(json!({"code": w.fresh("p"), "name": "外卖平台"}));
    get_partner      Unscoped |w, at, who| Ask::of(world::partner(w).await);
    update_partner   Unscoped |w, at, who| Ask::of(world::partner(w).await).body(json!({"name": "外卖平台"}));
    list_api_keys    Unscoped |w, at, who| Ask::plain();
    create_api_key   Refused  |w, at, who| Ask::plain().body(json!({"name": "收银", "partner_id": world::partner(w).await,
        "unit_id": at.store, "scopes": ["units:read"]}));
    get_api_key      Hidden   |w, at, who| Ask::of(world::key(w, at));
    roll_api_key     Hidden   |w, at, who| Ask::of(world::key(w, at)).body(json!({"overlap_seconds": 60}));
    delete_api_key   Hidden   |w, at, who| Ask::of(world::key(w, at));
    // products
    list_products    Unscoped |w, at, who| Ask::plain();
    create_product   Unscoped |w, at, who| Ask::plain().body(json!({"code": w.fresh("XY-"), "name": "招牌仙芋"}));
    get_product      Unscoped |w, at, who| Ask::of(world::product(w).await);
    update_product   Unscoped |w, at, who| Ask::of(world::product(w).await).body(json!({"name": "仙芋"}));
    list_product_categories Unscoped |w, at, who| Ask::plain();
    create_product_category Unscoped |w, at, who| Ask::plain().body(json!({"code": w.fresh("C-"), "name": "仙芋系列"}));
    get_product_category Unscoped |w, at, who| Ask::of(world::category(w).await);
    update_product_category Unscoped |w, at, who| Ask::of(world::category(w).await).body(json!({"name": "仙芋"}));
    // customers
    list_customers   Filtered |w, at, who| Ask::plain().query("limit=100");
    count_customers  Counted  |w, at, who| Ask::plain();
    lookup_customer  Unscoped |w, at, who| world::lookup(w, at).await;
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
    remove_identity  Hidden   |w, at, who| Ask::of(&at.customer).parameter("identity_id", world::identity(w, at).await);
    list_consents    Hidden   |w, at, who| Ask::of(&at.customer);
    record_consent   Hidden   |w, at, who| Ask::of(&at.customer).body(json!({"channel": "sms", "granted": true, "source": "柜台"}));
    list_interactions Hidden  |w, at, who| Ask::of(&at.customer);
    record_interaction Hidden |w, at, who| Ask::of(&at.customer).body(json!({"kind": "phone", "direction": "out", "text": "问候"}));
    // membership programmes
    list_membership_programmes Unscoped |w, at, who| Ask::plain();
    create_membership_programme Unscoped |w, at, who| Ask::plain().body(json!({"code": w.fresh("P-"), "name": "会员",
        "level_basis": "points", "points_per_unit": "1"}));
    get_membership_programme Unscoped |w, at, who| Ask::of(&w.programme);
    update_membership_programme Unscoped |w, at, who| Ask::of(world::programme(w).await).body(json!({"name": "新名"}));
    list_membership_levels Unscoped |w, at, who| Ask::of(&w.programme);
    create_membership_level Unscoped |w, at, who| Ask::of(&w.programme).body(world::new_level(w));
    update_membership_level Unscoped |w, at, who| Ask::of(&w.programme).parameter("level_id", &w.level)
        .body(json!({"name": w.fresh("银卡")}));
    // memberships
    list_memberships Filtered |w, at, who| Ask::plain().query("limit=100");
    enrol_member     Refused  |w, at, who| Ask::plain().body(world::new_member(w, at).await);
    get_membership   Hidden   |w, at, who| Ask::of(&at.membership);
    update_membership Hidden  |w, at, who| Ask::of(&at.membership).body(json!({"state": "active"}));
    list_level_changes Hidden |w, at, who| Ask::of(&at.membership);
    list_customer_memberships Hidden |w, at, who| Ask::of(&at.customer);
    list_points      Hidden   |w, at, who| Ask::of(&at.membership);
    redeem_points    Hidden   |w, at, who| Ask::of(&at.membership).body(json!({"points": 1}));
    list_adjustments Hidden   |w, at, who| Ask::of(&at.membership);
    ask_adjustment   Hidden   |w, at, who| Ask::of(&at.membership).body(json!({"points": 1, "reason": "补偿"}));
    approve_adjustment Hidden |w, at, who| Ask::of(&at.membership).parameter("adjustment_id", world::adjustment(w, at).await);
    decline_adjustment Hidden |w, at, who| Ask::of(&at.membership).parameter("adjustment_id", world::adjustment(w, at).await);
    // purchases
    list_purchases   Filtered |w, at, who| Ask::plain().query("limit=100");
    record_purchase  Refused  |w, at, who| Ask::plain().body(world::purchase(at));
    record_purchases Itemised |w, at, who| Ask::plain().body(json!({"items": [world::purchase(at)]}));
    get_purchase     Hidden   |w, at, who| Ask::of(&at.purchase);
    list_refunds     Hidden   |w, at, who| Ask::of(&at.purchase);
    record_refund    Hidden   |w, at, who| Ask::of(world::made(w, "/v1/purchases", world::purchase(at)).await)
        .body(json!({"lines": [{"number": 1}]}));
    // segments
    list_segments    Unscoped |w, at, who| Ask::plain();
    create_segment   Unscoped |w, at, who| Ask::plain().body(json!({"name": w.fresh("客群"), "kind": "rule", "rule": world::rule()}));
    preview_segment  Filtered |w, at, who| Ask::plain().body(json!({"rule": {"measure": {"of": "purchases", "gte": 1}}}));
    get_segment      Unscoped |w, at, who| Ask::of(world::segment(w).await);
    update_segment   Unscoped |w, at, who| Ask::of(world::segment(w).await).body(json!({"name": w.fresh("客群")}));
    list_segment_members Filtered |w, at, who| Ask::of(world::segment(w).await).query("limit=100");
    put_segment_members Refused |w, at, who| Ask::of(world::segment(w).await).body(json!({"customer_ids": [at.customer]}));
    refresh_segment  Unscoped |w, at, who| Ask::of(world::rule_segment(w).await);
    explain_segment  Hidden   |w, at, who| Ask::of(world::segment(w).await).query(format!("customer_id={}", at.customer));
    // messages
    list_templates   Unscoped |w, at, who| Ask::plain();
    create_template  Unscoped |w, at, who| Ask::plain().body(world::new_template(w));
    preview_contents Refused  |w, at, who| Ask::plain().body(json!({"channel": "sms", "purpose": "service",
        "contents": world::contents(), "customer_id": at.customer}));
    get_template     Unscoped |w, at, who| Ask::of(world::template(w).await);
    update_template  Unscoped |w, at, who| Ask::of(world::template(w).await).body(json!({"name": w.fresh("模板")}));
    preview_template Refused  |w, at, who| Ask::of(world::template(w).await).body(json!({"customer_id": at.customer}));
    send_test        Refused  |w, at, who| Ask::of(world::template(w).await)
        .body(json!({"to": "13812345678", "customer_id": at.customer}));
    list_channels    Unscoped |w, at, who| Ask::plain();
    list_suppressions Unscoped |w, at, who| Ask::plain();
    create_suppression Unscoped |w, at, who| Ask::plain().body(json!({"channel": "email", "address": w.fresh("s") + "@example.com"}));
    get_suppression  Unscoped |w, at, who| Ask::of(world::suppression(w).await);
    delete_suppression Unscoped |w, at, who| Ask::of(world::suppression(w).await);
    get_messaging    Unscoped |w, at, who| Ask::plain();
    put_messaging    Unscoped |w, at, who| Ask::plain().body(serde_json::to_value(
        regulars_domain::messaging::messages::MessagingPolicy::default()).unwrap());
    // campaigns
    list_campaigns   Unscoped |w, at, who| Ask::plain();
    create_campaign  Unscoped |w, at, who| Ask::plain().body(world::new_campaign(w).await);
    get_campaign     Unscoped |w, at, who| Ask::of(world::campaign(w, "draft").await);
    update_campaign  Unscoped |w, at, who| Ask::of(world::campaign(w, "draft").await).body(json!({"name": w.fresh("活动")}));
    check_campaign   Unscoped |w, at, who| Ask::of(world::campaign(w, "draft").await);
    review_campaign  Unscoped |w, at, who| Ask::of(world::campaign(w, "draft").await);
    approve_campaign Unscoped |w, at, who| Ask::of(world::campaign(w, "in_review").await);
    reject_campaign  Unscoped |w, at, who| Ask::of(world::campaign(w, "in_review").await).body(json!({"note": "请加上对照组"}));
    schedule_campaign Unscoped |w, at, who| Ask::of(world::campaign(w, "approved").await).body(world::times());
    unschedule_campaign Unscoped |w, at, who| Ask::of(world::campaign(w, "scheduled").await);
    launch_campaign  Unscoped |w, at, who| Ask::of(world::campaign(w, "approved").await).body(json!({"people": 2}));
    pause_campaign   Unscoped |w, at, who| Ask::of(world::campaign(w, "running").await);
    resume_campaign  Unscoped |w, at, who| Ask::of(world::campaign(w, "paused").await);
    cancel_campaign  Unscoped |w, at, who| Ask::of(world::campaign(w, "running").await);
    get_campaign_results Unscoped |w, at, who| Ask::of(world::planned_campaign(w).await);
    list_deliveries  Filtered |w, at, who| Ask::of(world::campaign(w, "running").await).query("limit=100");
    // tasks
    list_tasks       Filtered |w, at, who| Ask::plain().query("limit=100");
    create_task      Refused  |w, at, who| Ask::plain().body(json!({"title": "回访", "customer_id": at.customer, "owner_id": at.staff}));
    get_task         Hidden   |w, at, who| Ask::of(&at.task);
    update_task      Hidden   |w, at, who| Ask::of(&at.task).body(json!({"title": "再访"}));
    // complaints
    list_complaints  Filtered |w, at, who| Ask::plain().query("limit=100");
    open_complaint   Refused  |w, at, who| Ask::plain().body(world::complaint_body(w, at).await);
    get_complaint    Hidden   |w, at, who| Ask::of(&at.complaint);
    update_complaint Hidden   |w, at, who| Ask::of(&at.complaint).body(json!({"wish": w.fresh("退款")}));
    triage_complaint Hidden   |w, at, who| Ask::of(world::complaint(w, at, &[]).await).body(json!({"severity": "major"}));
    verify_complaint Hidden   |w, at, who| Ask::of(world::complaint(w, at, &[world::triaged("major")]).await)
        .body(json!({"finding": "unfounded", "explanation": "录像显示并无此事"}));
    set_task_force   Hidden   |w, at, who| Ask::of(world::complaint(w, at, &[world::triaged("major"), world::founded(at)]).await)
        .body(json!({"user_ids": [at.staff]}));
    ask_customer     Hidden   |w, at, who| Ask::of(world::complaint(w, at, &[]).await).body(json!({"text": "请提供照片"}));
    promise_compensation Hidden |w, at, who| Ask::of(world::complaint(w, at, &[world::triaged("general")]).await)
        .body(json!({"kind": "apology"}));
    approve_compensation Hidden |w, at, who| {
        let (id, compensation) = world::compensation(w, at, "proposed").await;
        Ask::of(id).parameter("compensation_id", compensation).body(json!({"approved": true}))
    };
    pay_compensation Hidden   |w, at, who| {
        let (id, compensation) = world::compensation(w, at, "approved").await;
        Ask::of(id).parameter("compensation_id", compensation).body(json!({}))
    };
    resolve_complaint Hidden  |w, at, who| Ask::of(world::complaint(w, at, &[world::triaged("general")]).await)
        .body(world::resolved().1);
    close_complaint  Hidden   |w, at, who| Ask::of(world::complaint(w, at, &[world::triaged("general"), world::resolved()]).await);
    reopen_complaint Hidden   |w, at, who| Ask::of(world::complaint(w, at, &[world::triaged("general"), world::resolved()]).await)
        .body(json!({"text": "又来投诉"}));
    withdraw_complaint Hidden |w, at, who| Ask::of(world::complaint(w, at, &[]).await).body(json!({"text": "顾客撤回"}));
    list_complaint_events Hidden |w, at, who| Ask::of(&at.complaint);
    add_complaint_event Hidden |w, at, who| Ask::of(&at.complaint).body(json!({"kind": "note", "text": "已看录像"}));
    list_complaint_attachments Hidden |w, at, who| Ask::of(&at.complaint);
    add_complaint_attachment Hidden |w, at, who| Ask::of(world::complaint(w, at, &[]).await).query("file_name=a.txt")
        .bytes("cold").content_type("text/plain");
    download_complaint_attachment Hidden |w, at, who| {
        let (id, attachment) = world::attachment(w, at).await;
        Ask::of(id).parameter("attachment_id", attachment)
    };
    list_complaint_categories Unscoped |w, at, who| Ask::plain();
    create_complaint_category Unscoped |w, at, who| Ask::plain().body(json!({"code": w.fresh("K-"), "name": "服务"}));
    get_complaint_category Unscoped |w, at, who| Ask::of(world::complaint_category(w).await);
    update_complaint_category Unscoped |w, at, who| Ask::of(world::complaint_category(w).await).body(json!({"is_serious": true}));
    // calendars
    list_calendars   Unscoped |w, at, who| Ask::plain();
    create_calendar  Unscoped |w, at, who| Ask::plain().body(json!({"code": w.fresh("W-"), "name": "门店", "rule": world::calendar_rule()}));
    get_calendar     Unscoped |w, at, who| Ask::of(world::calendar(w).await);
    update_calendar  Unscoped |w, at, who| Ask::of(world::calendar(w).await).body(json!({"name": "门店"}));
    // audit
    list_audit_events Unscoped |w, at, who| Ask::plain();
    // exports and figures
    export_customers Filtered |w, at, who| Ask::plain();
    export_purchases Filtered |w, at, who| Ask::plain();
    get_tier_figures Counted  |w, at, who| Ask::plain();
    get_concentration Counted |w, at, who| Ask::plain();
    // units
    list_units       Filtered |w, at, who| Ask::plain();
    create_unit      Refused  |w, at, who| Ask::plain().body(json!({"code": w.fresh("U"), "name": "店", "kind": "store",
        "ownership": "own", "parent_id": at.region}));
    get_unit         Hidden   |w, at, who| Ask::of(&at.store);
    update_unit      Hidden   |w, at, who| Ask::of(&at.store).body(json!({"name": w.fresh("店")}));
    // imports
    list_imports     Unscoped |w, at, who| Ask::plain();
    create_import    Unscoped |w, at, who| Ask::plain().body(json!({"kind": "customers"}));
    get_import       Hidden   |w, at, who| Ask::of(world::import(w, at, who).await);
    update_import    Hidden   |w, at, who| Ask::of(world::import(w, at, who).await).body(json!({"file_name": "a.csv"}));
    delete_import    Hidden   |w, at, who| Ask::of(world::import(w, at, who).await);
    upload_import_content Hidden |w, at, who| Ask::of(world::import(w, at, who).await).bytes(world::FILE).content_type("text/csv");
    preview_import   Hidden   |w, at, who| Ask::of(world::import(w, at, who).await);
    check_import     Hidden   |w, at, who| Ask::of(world::import(w, at, who).await);
    run_import       Hidden   |w, at, who| Ask::of(world::import(w, at, who).await);
    list_import_rejections Hidden |w, at, who| Ask::of(world::import(w, at, who).await);
    download_import_rejections Hidden |w, at, who| Ask::of(world::import(w, at, who).await);
    // jobs
    list_jobs        Unscoped |w, at, who| Ask::plain();
    get_job          Unscoped |w, at, who| Ask::of(world::job(w, "succeeded"));
    watch_job        Unscoped |w, at, who| Ask::of(world::job(w, "succeeded"));
    cancel_job       Unscoped |w, at, who| Ask::of(world::job(w, "queued"));
    retry_job        Unscoped |w, at, who| Ask::of(world::job(w, "failed"));
}
