//! Segments and campaigns.

use regulars_db::marketing::{campaigns, oversight, segments};
use regulars_domain::marketing::campaigns::Prepared;
use regulars_tests::{Actor, Value, json};

use super::Foreign::{Filtered, Hidden, Refused, Unscoped};
use super::{Ask, Place, World, messaging};

samples! {
    list_segments    Unscoped |w, at, who| Ask::plain();
    create_segment   Refused |w, at, who| Ask::plain().body(json!({"unit_id": at.store, "name": w.fresh("客群"), "kind": "rule", "rule": rule()}));
    preview_segment  Filtered |w, at, who| Ask::plain().body(json!({"rule": {"measure": {"of": "purchases", "gte": 1}}}));
    get_segment      Hidden |w, at, who| Ask::of(segment_of(w, at).await);
    update_segment   Hidden |w, at, who| Ask::of(segment_of(w, at).await).body(json!({"name": w.fresh("客群")}));
    list_segments_of_customer Hidden |w, at, who| Ask::of(&at.customer);
    list_segment_members Filtered |w, at, who| Ask::of(segment(w).await).query("limit=100");
    put_segment_members Hidden |w, at, who| Ask::of(segment_of(w, at).await).body(json!({"customer_ids": [at.customer]}));
    refresh_segment  Hidden |w, at, who| Ask::of(rule_segment(w, at).await);
    explain_segment  Hidden   |w, at, who| Ask::of(segment(w).await).query(format!("customer_id={}", at.customer));

    list_campaigns   Unscoped |w, at, who| Ask::plain();
    create_campaign  Refused |w, at, who| Ask::plain().body(new_campaign(w, &at.store).await);
    get_campaign     Hidden |w, at, who| Ask::of(campaign(w, &at.store, "draft").await);
    update_campaign  Hidden |w, at, who| Ask::of(campaign(w, &at.store, "draft").await).body(json!({"name": w.fresh("活动")}));
    check_campaign   Hidden |w, at, who| Ask::of(campaign(w, &at.store, "draft").await);
    review_campaign  Hidden |w, at, who| Ask::of(campaign(w, &at.store, "draft").await);
    approve_campaign Hidden |w, at, who| Ask::of(campaign(w, &at.store, "in_review").await);
    reject_campaign  Hidden |w, at, who| Ask::of(campaign(w, &at.store, "in_review").await).body(json!({"note": "请加上对照组"}));
    schedule_campaign Hidden |w, at, who| Ask::of(campaign(w, &at.store, "approved").await).body(times());
    unschedule_campaign Hidden |w, at, who| Ask::of(campaign(w, &at.store, "scheduled").await);
    prepare_campaign Hidden |w, at, who| Ask::of(campaign(w, &at.store, "approved").await);
    launch_campaign  Hidden |w, at, who| Ask::of(prepared_campaign(w, &at.store).await).body(json!({"people": people_of(w, &at.store)}));
    pause_campaign   Hidden |w, at, who| Ask::of(campaign(w, &at.store, "running").await);
    resume_campaign  Hidden |w, at, who| Ask::of(campaign(w, &at.store, "paused").await);
    cancel_campaign  Hidden |w, at, who| Ask::of(campaign(w, &at.store, "running").await);
    get_campaign_results Hidden |w, at, who| Ask::of(planned_campaign(w, &at.store).await);
    list_campaigns_of_customer Hidden |w, at, who| Ask::of(&at.customer);
    list_sign_up_forms Unscoped |w, at, who| Ask::plain();
    create_sign_up_form Refused |w, at, who| Ask::plain().body(new_sign_up_form(w, &at.store));
    get_sign_up_form Hidden |w, at, who| Ask::of(sign_up_form(w, &at.store).await);
    update_sign_up_form Hidden |w, at, who| Ask::of(sign_up_form(w, &at.store).await).body(json!({"name": w.fresh("登记表")}));
    list_sign_ups    Hidden |w, at, who| Ask::of(sign_up_form(w, &at.store).await);
    list_deliveries  Filtered |w, at, who| Ask::of(campaign(w, &w.app.units.group, "running").await).query("limit=100");
}

/// A form of a unit by which people sign up with their phone.
async fn sign_up_form(w: &World, unit: &str) -> String {
    w.make("/v1/sign-up-forms", new_sign_up_form(w, unit)).await
}

fn new_sign_up_form(w: &World, unit: &str) -> Value {
    json!({"name": w.fresh("登记表"), "unit_id": unit, "source": "event",
        "asked": {"phone": "required", "email": "off", "birthday": "off"}, "consents": ["sms"],
        "wording": {"zh-CN": "我同意接收短信。", "en": "I agree to text messages."}, "wording_version": "1"})
}

/// A rule that finds everybody.
pub fn rule() -> Value {
    json!({"measure": {"of": "purchases", "gte": 0}})
}

/// A static segment with the customers of both regions.
pub async fn segment(w: &World) -> String {
    segment_by(w, &w.admin).await
}

/// The same, of this person's making.
async fn segment_by(w: &World, writer: &Actor) -> String {
    let id = writer.post("/v1/segments", json!({"name": w.fresh("客群"), "kind": "static"})).await.created().id();
    let members = json!({"customer_ids": [w.north.customer, w.south.customer]});
    writer.put(&format!("/v1/segments/{id}/members"), members).if_match("*").await.ok();
    id
}

/// An empty static segment of the store.
pub async fn segment_of(w: &World, at: &Place) -> String {
    w.make("/v1/segments", json!({"unit_id": at.store, "name": w.fresh("客群"), "kind": "static"})).await
}

/// A segment of the store by a rule.
pub async fn rule_segment(w: &World, at: &Place) -> String {
    w.make("/v1/segments", json!({"unit_id": at.store, "name": w.fresh("客群"), "kind": "rule", "rule": rule()})).await
}

/// A campaign of a unit to plan: text messages to the customers of both regions, as far as they are at home there.
pub async fn new_campaign(w: &World, unit: &str) -> Value {
    let name = w.fresh("活动");
    // Of somebody else's making: who wrote a part approves nothing.
    let writer = w.app.admin().await;
    let template = messaging::new_template(w, &w.app.units.group);
    let template = writer.post("/v1/templates", template).await.created().id();
    json!({"unit_id": unit, "name": name, "channel": "sms", "purpose": "service",
        "plan": {"purpose": {"goal": "keep", "target": 10}}, "audience": {"segments": [segment_by(w, &writer).await]},
        "arms": [{"key": "a", "name": "甲", "template_id": template, "share": 10_000}]})
}

pub fn times() -> Value {
    json!({"scheduled_at": "2099-01-01T02:00:00Z"})
}

/// A campaign of somebody who is not the caller, in this state; one that runs has a delivery for each of the two customers.
pub async fn campaign(w: &World, unit: &str, state: &str) -> String {
    let author = w.app.admin().await;
    let id = author.post("/v1/campaigns", new_campaign(w, unit).await).await.created().id();
    let path = format!("/v1/campaigns/{id}");
    let steps: &[&str] = match state {
        "draft" => &[],
        "in_review" => &["review"],
        "approved" => &["review", "approve"],
        "scheduled" => &["review", "approve", "schedule"],
        "running" => &["review", "approve", "launches"],
        "paused" => &["review", "approve", "launches", "pause"],
        other => panic!("no way to {other} here"),
    };
    for step in steps {
        let step_path = format!("{path}/{step}");
        match *step {
            "approve" => drop(w.app.admin().await.request(reqwest::Method::POST, &step_path).await.ok()),
            "schedule" => drop(author.post(&step_path, times()).await.ok()),
            "launches" => {
                prepare(w, &id, people_of(w, unit)).await;
                author.post(&step_path, json!({"people": people_of(w, unit)})).once().await.accepted();
                for place in [&w.north, &w.south] {
                    w.app.db().execute(&delivery(&id, &place.customer)).unwrap();
                }
            }
            _ => drop(author.request(reqwest::Method::POST, &step_path).await.ok()),
        }
    }
    let found = w.admin.get(&path).await.ok();
    assert_eq!(found.text("state"), state);
    id
}

/// A campaign that can be launched now.
async fn prepared_campaign(w: &World, unit: &str) -> String {
    let id = campaign(w, unit, "approved").await;
    prepare(w, &id, people_of(w, unit)).await;
    id
}

/// How many of the two customers are at home in this unit, or below it.
fn people_of(w: &World, unit: &str) -> i64 {
    if unit == w.app.units.group { 2 } else { 1 }
}

/// What the job of a preparation finds, without running all other jobs.
async fn prepare(w: &World, campaign_id: &str, people: i64) {
    let db = &mut w.app.db();
    let audience = campaigns::find(db, campaign_id).unwrap().unwrap().audience.0;
    let version = |id: &String| (id.clone(), segments::find(&mut w.app.db(), id).unwrap().unwrap().rule_version);
    let segments = audience.segments.iter().map(version).collect();
    let mut held = oversight::of(db, campaign_id).unwrap();
    held.prepared = Some(Prepared { at: regulars_tests::now().naive_utc(), people, reachable: people, segments });
    oversight::put(db, campaign_id, held).unwrap();
    let counted = format!(
        "insert into campaign_people select '{campaign_id}', s.customer_id from segment_members s \
         where s.segment_id = '{}' order by s.customer_id limit {people} on conflict do nothing",
        audience.segments[0]
    );
    db.execute(&counted).unwrap();
}

/// A campaign that runs, and whose deliveries are all made.
pub async fn planned_campaign(w: &World, unit: &str) -> String {
    let id = campaign(w, unit, "running").await;
    w.app.db().execute(&format!("update campaigns set planned_at = launched_at where id = '{id}'")).unwrap();
    id
}

/// A row as the plan of a launched campaign makes it.
fn delivery(campaign_id: &str, customer_id: &str) -> String {
    let id = regulars_domain::ids::make(regulars_domain::ids::DELIVERY);
    format!(
        "insert into deliveries (id, customer_id, source_kind, source_id, step, state, reason, channel, purpose, language, \
         due_at, attempts, assigned_at, assigned_on, updated_at) values ('{id}', '{customer_id}', 'campaign', '{campaign_id}', 1, \
         'suppressed', 'no_address', 'sms', 'marketing', 'zh-CN', '2026-03-01 00:00:00', 0, '2026-03-01 00:00:00', '2026-03-01', '2026-03-01 00:00:00')"
    )
}
