//! What a message can say about its customer, read for many customers at once.

use std::collections::BTreeMap;

use regulars_db::messaging::recipients;
use regulars_domain::messaging::messages::Channel;
use regulars_domain::text::Language;
use regulars_tests::{TestApp, json};

#[actix_web::test]
async fn what_messages_need_to_know_is_read_for_many_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let wang = json!({"name": "王小明", "language": "zh-CN", "city": "北京", "home_unit_id": app.units.n1,
        "email": "first@example.com", "phone": "13812345678",
        "consents": [{"channel": "email", "granted": false, "source": "电话", "at": "2026-03-02T00:00:00Z"},
            {"channel": "email", "granted": true, "source": "柜台", "at": "2026-03-01T00:00:00Z"},
            {"channel": "sms", "granted": true, "source": "柜台"}, {"channel": "post", "granted": true, "source": "柜台"}]});
    let wang = admin.post("/v1/customers", wang).await.created().id();
    let second = json!({"kind": "email", "value": "second@example.com"});
    admin.post(&format!("/v1/customers/{wang}/identities"), second).await.created();
    let li = admin.post("/v1/customers", json!({"name": "李雷"})).await.created().id();

    let found = recipients::merge_facts(&mut app.db(), &[&li, &wang, "cus_nobody"], regulars_tests::today()).unwrap();
    assert_eq!(found.iter().map(|one| &one.customer_id).collect::<Vec<_>>(), [&wang, &li]);
    assert_eq!((found[0].language, found[1].language), (Some(Language::Chinese), None), "who never said one has none");
    assert_eq!(found[0].time_zone.as_deref(), Some("Asia/Shanghai"));
    let addresses =
        BTreeMap::from([(Channel::Email, "first@example.com".to_owned()), (Channel::Sms, "+8613812345678".to_owned())]);
    assert_eq!((&found[0].addresses, &found[1].addresses), (&addresses, &BTreeMap::new()));
    assert_eq!(
        found[0].consents,
        BTreeMap::from([(Channel::Email, false), (Channel::Sms, true)]),
        "the last one counts"
    );
    let facts = &found[0].facts;
    assert_eq!((facts.customer_city.as_deref(), facts.unit_name.as_deref()), (Some("北京"), Some("北京朝阳店")));
    assert_eq!((facts.points_balance, &found[1].facts.unit_name), (None, &None));
}
