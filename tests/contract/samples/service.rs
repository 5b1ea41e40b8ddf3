//! Complaints, what they are about, the rule for them, and tasks.

use regulars_tests::{Action, Value, json};

use super::Foreign::{Filtered, Hidden, Refused, Root, Unscoped};
use super::{Ask, Place, World};

samples! {
    list_tasks       Filtered |w, at, who| Ask::plain().query("limit=100");
    create_task      Refused  |w, at, who| Ask::plain().body(json!({"title": "回访", "customer_id": at.customer, "owner_id": at.staff}));
    get_task         Hidden   |w, at, who| Ask::of(&at.task);
    update_task      Hidden   |w, at, who| Ask::of(&at.task).body(json!({"title": "再访"}));

    list_wishes      Filtered |w, at, who| {
        wish(w, at).await;
        Ask::plain().query("limit=100")
    };
    record_wish      Refused  |w, at, who| Ask::plain().body(json!({"unit_id": at.store, "wanted": w.fresh("需求"), "reason": "not_made", "customer_id": at.customer}));
    count_wishes     Filtered |w, at, who| {
        wish(w, at).await;
        Ask::plain().query(format!("unit_id={}", at.store))
    };
    decide_wishes    Refused  |w, at, who| Ask::plain().body(json!({"unit_id": at.store, "wanted": "无糖", "state": "planned", "note": "已安排"}));
    get_wish         Hidden   |w, at, who| Ask::of(wish(w, at).await);

    list_complaints  Filtered |w, at, who| Ask::plain().query("limit=100");
    open_complaint   Refused  |w, at, who| Ask::plain().body(complaint_body(w, at).await);
    get_complaint    Hidden   |w, at, who| Ask::of(&at.complaint);
    update_complaint Hidden   |w, at, who| Ask::of(&at.complaint).body(json!({"wish": w.fresh("退款")}));
    triage_complaint Hidden   |w, at, who| Ask::of(complaint(w, at, &[]).await).body(json!({"severity": "major"}));
    verify_complaint Hidden   |w, at, who| Ask::of(complaint(w, at, &[triaged("major")]).await)
        .body(json!({"finding": "unfounded", "explanation": "录像显示并无此事"}));
    set_task_force   Hidden   |w, at, who| Ask::of(complaint(w, at, &[triaged("major"), founded(at)]).await)
        .body(json!({"user_ids": [at.staff]}));
    ask_customer     Hidden   |w, at, who| Ask::of(complaint(w, at, &[]).await).body(json!({"text": "请提供照片"}));
    promise_compensation Hidden |w, at, who| Ask::of(complaint(w, at, &[triaged("general")]).await)
        .body(json!({"kind": "apology"}));
    approve_compensation Hidden |w, at, who| {
        let (id, compensation) = compensation(w, at, "proposed").await;
        Ask::of(id).parameter("compensation_id", compensation).body(json!({"approved": true}))
    };
    pay_compensation Hidden   |w, at, who| {
        let (id, compensation) = compensation(w, at, "approved").await;
        Ask::of(id).parameter("compensation_id", compensation).body(json!({}))
    };
    resolve_complaint Hidden  |w, at, who| Ask::of(complaint(w, at, &[triaged("general")]).await)
        .body(resolved().1);
    close_complaint  Hidden   |w, at, who| Ask::of(complaint(w, at, &[triaged("general"), resolved()]).await);
    reopen_complaint Hidden   |w, at, who| Ask::of(complaint(w, at, &[triaged("general"), resolved()]).await)
        .body(json!({"text": "又来投诉"}));
    withdraw_complaint Hidden |w, at, who| Ask::of(complaint(w, at, &[]).await).body(json!({"text": "顾客撤回"}));
    list_complaint_events Hidden |w, at, who| Ask::of(&at.complaint);
    add_complaint_event Hidden |w, at, who| Ask::of(&at.complaint).body(json!({"kind": "note", "text": "已看录像"}));
    list_complaint_attachments Hidden |w, at, who| Ask::of(&at.complaint);
    add_complaint_attachment Hidden |w, at, who| Ask::of(complaint(w, at, &[]).await).query("file_name=a.txt")
        .bytes("cold").content_type("text/plain");
    download_complaint_attachment Hidden |w, at, who| {
        let (id, attachment) = attachment(w, at).await;
        Ask::of(id).parameter("attachment_id", attachment)
    };

    list_complaint_categories Unscoped |w, at, who| Ask::plain();
    create_complaint_category Root |w, at, who| Ask::plain().body(json!({"code": w.fresh("K-"), "name": "服务"}));
    get_complaint_category Unscoped |w, at, who| Ask::of(complaint_category(w).await);
    update_complaint_category Root |w, at, who| Ask::of(complaint_category(w).await).body(json!({"is_serious": true}));

    get_complaint_policy Unscoped |w, at, who| Ask::plain();
    put_complaint_policy Root |w, at, who| Ask::plain().body(w.policy("/v1/settings/complaint-policy").await);
}

pub async fn complaint_category(w: &World) -> String {
    w.make("/v1/complaint-categories", json!({"code": w.fresh("K-"), "name": "食品安全"})).await
}

/// A complaint of the place's customer, of a category of its own.
pub async fn complaint_body(w: &World, at: &Place) -> Value {
    json!({"customer_id": at.customer, "unit_id": at.store, "category_id": complaint_category(w).await, "text": "豆花凉了"})
}

/// A complaint that was just taken in, and the steps it was brought through by the administrator.
pub async fn complaint(w: &World, at: &Place, steps: &[(&str, Value)]) -> String {
    let id = w.make("/v1/complaints", complaint_body(w, at).await).await;
    for (step, body) in steps {
        w.admin.post(&format!("/v1/complaints/{id}/{step}"), body.clone()).await.ok();
    }
    id
}

pub fn triaged(severity: &str) -> (&'static str, Value) {
    ("triage", json!({"severity": severity, "reason": "经判断"}))
}

pub fn founded(at: &Place) -> (&'static str, Value) {
    ("verification", json!({"finding": "founded", "task_force": [at.staff]}))
}

pub fn resolved() -> (&'static str, Value) {
    ("resolution", json!({"cause_detail": "slow_service", "text": "已道歉并重做"}))
}

/// A complaint with a compensation that somebody else has to approve, and one that only waits to be given.
pub async fn compensation(w: &World, at: &Place, state: &str) -> (String, String) {
    let id = complaint(w, at, &[triaged("general")]).await;
    let path = format!("/v1/complaints/{id}/compensations");
    let reply = if state == "proposed" {
        let till = w.app.key(&[Action::ComplaintsCompensate], &w.app.units.group).await;
        till.post(&path, json!({"kind": "gift", "amount": {"amount": 100, "currency": "CNY"}})).await.ok()
    } else {
        w.admin.post(&path, json!({"kind": "apology"})).await.ok()
    };
    assert_eq!(reply.body["compensations"][0]["state"], state);
    let compensation = reply.body["compensations"][0]["id"].as_str().unwrap().to_owned();
    (id, compensation)
}

/// A file attached to a new complaint.
pub async fn attachment(w: &World, at: &Place) -> (String, String) {
    let id = complaint(w, at, &[]).await;
    let path = format!("/v1/complaints/{id}/attachments?file_name=note.txt");
    let request = w.admin.request(reqwest::Method::POST, &path).body("text/plain", "cold");
    let attachment = request.await.created().id();
    (id, attachment)
}

/// Something that was asked for in a shop by its customer.
async fn wish(w: &World, at: &Place) -> String {
    let new = json!({"unit_id": at.store, "wanted": w.fresh("需求"), "reason": "not_made", "customer_id": at.customer});
    w.make("/v1/wishes", new).await
}
