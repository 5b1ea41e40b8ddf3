//! Who was erased is never written to again, until they say yes anew.

use regulars_tests::json;

use super::{Stage, consent, phone, segment};

#[actix_web::test]
async fn who_comes_back_is_sent_nothing_before_a_fresh_consent() {
    let mut stage = Stage::of(2).await;
    let admin = stage.app.admin().await;
    let gone = stage.customers[0].clone();
    admin.post(&format!("/v1/customers/{gone}/erase"), json!({"reason": "来函"})).once().await.created();
    stage.app.run_jobs().await;
    assert_eq!(stage.app.count("erased_contacts"), 1);
    assert_eq!(stage.app.count("erased_contacts where hash like '%138%'"), 0);

    // They are known anew, with a consent of before out of some other list.
    let new = json!({"name": "顾客", "home_unit_id": stage.app.units.n1, "phone": phone(0)});
    let back = admin.post("/v1/customers", new).await.created().id();
    let earlier = regulars_tests::now() - chrono::TimeDelta::days(30);
    let said = json!({"channel": "sms", "granted": true, "source": "旧名单", "at": earlier});
    admin.post(&format!("/v1/customers/{back}/consents"), said).await.created();
    stage.segment = segment(&stage.author, &[back.clone(), stage.customers[1].clone()]).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    let left_out = stage.deliveries(&id, "&state=suppressed").await;
    assert_eq!(left_out.each("customer_id"), [back.as_str()]);
    assert_eq!(left_out.each("reason"), ["erased"]);
    assert_eq!(stage.gateway.taken().len(), 1);

    consent(&admin, &back, true).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    let sent = stage.deliveries(&id, "&state=sent").await;
    assert!(sent.each("customer_id").contains(&back.as_str()), "{:#}", sent.body);
}
