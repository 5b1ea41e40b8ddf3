//! What is reported of messages after they left: over HTTP, and by mail that comes back.

mod bounce_mail;
mod providers;

use regulars_db::messaging::bulk;
use regulars_db::messaging::deliveries;
use regulars_db::messaging::deliveries::Delivery;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::messaging::deliveries::DeliveryState;
use regulars_domain::messaging::messages::{Channel, Purpose};
use regulars_tests::{Actor, TestApp, json, now};

/// A mail that left to this address.
async fn sent(app: &TestApp, admin: &Actor, address: &str) -> Delivery {
    let customer_id = admin.post("/v1/customers", json!({"name": "王", "email": address})).await.created().id();
    let at = now().naive_utc();
    let delivery = Delivery {
        id: ids::make(ids::DELIVERY),
        customer_id,
        source_kind: "campaign".to_owned(),
        source_id: ids::make(ids::CAMPAIGN),
        step: 1,
        arm: Some("a".to_owned()),
        state: AsText(DeliveryState::Sent),
        reason: None,
        channel: AsText(Channel::Email),
        purpose: AsText(Purpose::Marketing),
        address: Some(address.to_owned()),
        language: "zh-CN".to_owned(),
        due_at: at,
        attempts: 1,
        locked_by: None,
        locked_until: None,
        gateway_id: None,
        error_code: None,
        error_detail: None,
        assigned_at: at,
        assigned_on: at.date(),
        sent_at: Some(at),
        unsubscribed_at: None,
        updated_at: at,
        delivered_at: None,
        complained_at: None,
    };
    bulk::insert_deliveries(&mut app.db(), std::slice::from_ref(&delivery)).unwrap();
    delivery
}

fn found(app: &TestApp, delivery: &Delivery) -> Delivery {
    deliveries::find(&mut app.db(), &delivery.id).unwrap().unwrap()
}
